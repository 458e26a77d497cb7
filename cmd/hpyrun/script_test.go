package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/pprof/profile"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hpyrun": main})
}

// TestScript runs the command as a user does: each script of testdata/script is a terminal
// session with the output that must appear. "exits N hpyrun …" is for exit codes, "profile FILE …" for
// profiles; $EXAMPLES is the folder of examples.
func TestScript(t *testing.T) {
	examples, err := filepath.Abs(filepath.Join("..", "..", "examples"))
	require.NoError(t, err)
	// One cache for all scripts: each extension is compiled once.
	cache := t.TempDir()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("XDG_CACHE_HOME", cache)
			env.Setenv("CC", os.Getenv("CC"))
			return nil
		},
		Cmds:                map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "profile": showsProfile},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a command and compares its exit code; that of a process that a signal ended is 128 and
// the signal's number, as a shell has it.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [args…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &failed):
		got = exitCode(failed)
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

// showsProfile reads a profile and looks for each of the names in its samples: of functions, or
// of lines, file:line.
func showsProfile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: profile FILE name…")
	}
	p, err := profile.ParseData([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	there := map[string]bool{}
	for _, s := range p.Sample {
		for _, l := range s.Location {
			for _, line := range l.Line {
				there[line.Function.Name] = true
				there[fmt.Sprintf("%s:%d", filepath.Base(line.Function.Filename), line.Line)] = true
			}
		}
	}
	for _, name := range args[1:] {
		if !there[name] {
			ts.Fatalf("%s is not in the profile:\n%s", name, p)
		}
	}
}

func exitCode(e *exec.ExitError) int {
	if s, ok := e.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		return 128 + int(s.Signal())
	}
	return e.ExitCode()
}
