package object_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
	"github.com/stretchr/testify/require"
)

// The scripts in testdata print the same here, whatever the
// collector does meanwhile, as in CPython.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*/*.py")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	py, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to compare with")
	}
	for _, script := range scripts {
		want, err := exec.Command(py, script).CombinedOutput()
		require.NoError(t, err, string(want))
		for name, cfg := range map[string]heap.Config{
			"quiet":  {},
			"stress": {Stress: 1, Verify: 50},
		} {
			t.Run(filepath.Base(script)+"/"+name, func(t *testing.T) {
				src, err := os.ReadFile(script)
				require.NoError(t, err)
				var out bytes.Buffer
				in, err := python.New(python.Config{
					Runtime: object.Config{Heap: cfg}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
				require.NoError(t, err)
				if in.RunString(string(src), script) == heap.Null {
					in.ReportError(in.T)
				}
				in.Flush()
				w, g := strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")
				bad := 0
				for i := range w {
					if i >= len(g) || w[i] != g[i] {
						got := "(nothing)"
						if i < len(g) {
							got = g[i]
						}
						if bad++; bad <= 20 {
							t.Errorf("line %d\n   CPython: %.300s\n   we:      %.300s", i+1, w[i], got)
						}
					}
				}
				require.Zero(t, bad)
				require.Equal(t, len(w), len(g))
			})
		}
	}
}
