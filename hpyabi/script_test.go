package hpyabi_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
)

// TestScripts runs each testdata/<name>_check.py, which imports the extension name, in
// both gates, without and with a collection at every allocation. A script asserts;
// if there are files *.out and *.err, it prints what they hold.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "*_check.py"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), "_check.py")
		t.Run(name, func(t *testing.T) {
			dir := filepath.Dir(hpyabi.Build(t, name))
			for _, kind := range []gate.Kind{gate.Fast, gate.Cgo} {
				for _, stress := range []int{0, 1} {
					t.Run(fmt.Sprintf("%v/stress=%d", kind, stress), func(t *testing.T) {
						runScript(t, script, dir, kind, heap.Config{Stress: stress, Verify: stress * 500})
					})
				}
			}
		})
	}
}

func runScript(t *testing.T, script, dir string, kind gate.Kind, cfg heap.Config) {
	var out, errs bytes.Buffer
	rt, err := hpyrun.New(hpyrun.Config{
		Heap: cfg, Path: []string{dir}, Stdout: &out, Stderr: &errs, Gate: kind.String(),
		Fault: func(report string) { t.Log(report) },
	})
	require.NoError(t, err)
	code, err := rt.RunFile(script)
	require.NoError(t, err)
	rt.Python.Flush()
	if code != 0 {
		require.Fail(t, "the script failed", "%s%s", out.String(), errs.String())
	}
	require.Equal(t, golden(t, script, ".out"), out.String())
	abs, err := filepath.Abs(filepath.Dir(script))
	require.NoError(t, err)
	require.Equal(t, golden(t, script, ".err"), strings.ReplaceAll(errs.String(), abs+"/", ""))
	in := rt.Python
	in.T.Collect(heap.Full, "test")
	in.T.RunPending()
	require.NoError(t, gc.Verify(in.RT.Heap))
	require.Zero(t, rt.Host.LiveHandles(), "handles that the extension left open")
	rt.Close()
}

// golden returns what a script must print; "" if there is no file for it.
func golden(t *testing.T, script, ext string) string {
	text, err := os.ReadFile(strings.TrimSuffix(script, ".py") + ext)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	return string(text)
}
