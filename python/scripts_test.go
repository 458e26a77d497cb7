package python_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
	"github.com/hpyrun/hpyrun/python/lib"
)

// runFile runs a script on a heap of the given kind, with the library of ours, and returns
// what it printed. lines compiles it as for a profiler.
func runFile(t *testing.T, file string, cfg heap.Config, lines bool) string {
	t.Helper()
	var out bytes.Buffer
	library := lib.Find(lib.None)
	in, err := python.New(python.Config{Runtime: object.Config{Heap: cfg}, Path: library.Path(), Lines: lines, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
	require.NoError(t, err)
	if v, err := in.RunFile(file); err != nil || v == heap.Null {
		in.ReportError(in.T)
	}
	in.Flush()
	return out.String()
}

// TestScripts runs each script of testdata and compares with what CPython 3.11
// printed (the .out file beside it); on heaps that move all the time as well.
// Where python3 is CPython 3.11, the recording is checked against it too.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.py")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	kinds := map[string]heap.Config{
		"plain":   {},
		"nursery": {NurserySize: 64 << 10, Verify: 1},
		"stress":  {NurserySize: 64 << 10, Stress: 7},
	}
	for _, f := range files {
		want, err := os.ReadFile(strings.TrimSuffix(f, ".py") + ".out")
		require.NoError(t, err)
		for kind, cfg := range kinds {
			t.Run(filepath.Base(f)+"/"+kind, func(t *testing.T) {
				if kind == "stress" && testing.Short() {
					t.Skip("stress runs are long")
				}
				require.Equal(t, string(want), runFile(t, f, cfg, kind == "nursery"))
			})
		}
		t.Run(filepath.Base(f)+"/cpython", func(t *testing.T) {
			out, err := exec.Command("python3", "-c", "import sys; print(sys.implementation.name, sys.version_info[:2])").Output()
			if err != nil || strings.TrimSpace(string(out)) != "cpython (3, 11)" {
				t.Skip("no CPython 3.11 here as python3")
			}
			out, _ = exec.Command("python3", "-W", "ignore", f).CombinedOutput()
			require.Equal(t, string(out), string(want), "the recording is not what CPython prints")
		})
	}
}
