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
	v, err := in.RunFile(script)
	require.NoError(t, err)
	if v == heap.Null {
		in.ReportError(in.T)
		in.Flush()
		require.Fail(t, "the script failed", "%s%s", out.String(), errs.String())
	}
	in.Flush()
	require.Equal(t, golden(t, script, ".out"), out.String())
	abs, err := filepath.Abs(filepath.Dir(script))
	require.NoError(t, err)
	require.Equal(t, golden(t, script, ".err"), strings.ReplaceAll(errs.String(), abs+"/", ""))
	in.T.Collect(heap.Full, "test")
	in.T.RunPending()
	require.NoError(t, gc.Verify(in.RT.Heap))
	require.Zero(t, host.tab.Live(), "handles that the extension left open")
	host.Close()
	in.RT.Heap.Close()
}

// golden returns what a script must print; "" if there is no file for it.
func golden(t *testing.T, script, ext string) string {
	text, err := os.ReadFile(strings.TrimSuffix(script, ".py") + ext)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	return string(text)
}
