package hpyabi

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
)

// TestScripts runs each testdata/*.py, which imports the extension of its name, in
// both gates, without and with a collection at every allocation. A script asserts;
// if there is a file *.out, it prints that.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "*.py"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".py")
		t.Run(name, func(t *testing.T) {
			dir := filepath.Dir(build(t, name))
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
	in, err := python.New(python.Config{
		Runtime: object.Config{Heap: cfg}, Path: []string{dir}, Stdout: &out, Stderr: &errs,
	})
	require.NoError(t, err)
	for _, typ := range []*object.Type{in.RT.MemoryViewType, in.RT.CapsuleType} {
		if typ.Obj.IsNil() {
			typ.Obj = in.RT.ObjectType.Obj
		}
	}
	host, err := NewHost(in.T, kind)
	require.NoError(t, err)
	in.Extensions = host
	// As text: a script that runs as a file finds itself before the extension of
	// its name.
	text, err := os.ReadFile(script)
	require.NoError(t, err)
	if in.RunString(string(text), script) == heap.Null {
		in.ReportError(in.T)
		in.Flush()
		require.Fail(t, "the script failed", "%s%s", out.String(), errs.String())
	}
	in.Flush()
	want, err := os.ReadFile(strings.TrimSuffix(script, ".py") + ".out")
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	require.Equal(t, string(want), out.String())
	in.T.Collect(heap.Full, "test")
	in.T.RunPending()
	require.NoError(t, gc.Verify(in.RT.Heap))
	require.Zero(t, host.tab.Live(), "handles that the extension left open")
	host.Close()
	in.RT.Heap.Close()
}
