package python_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python"
	"github.com/hpyrun/hpyrun/python/modules/system"
)

// run runs a program and returns what it printed, its errors included.
func run(t *testing.T, src string) string {
	t.Helper()
	var out bytes.Buffer
	in, err := python.New(python.Config{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
	require.NoError(t, err)
	if in.RunString(src) == 0 {
		in.ReportError(in.T)
	}
	in.Flush()
	return out.String()
}

func TestHello(t *testing.T) {
	require.Equal(t, "hello 3\n", run(t, "print('hello', 1 + 2)"))
}

// TestSysconfigData: what sysconfig reads is there under the name that it looks for,
// and names files for this interpreter.
func TestSysconfigData(t *testing.T) {
	require.Equal(t, ".hpyrun-311-"+system.Multiarch()+".so .so\n", run(t, "import sys\n"+
		"for name in '_sysconfigdata__' + sys.implementation._multiarch, f'_sysconfigdata__{sys.platform}_{sys.implementation._multiarch}':\n"+
		"    v = __import__(name).build_time_vars\n"+
		"print(v['EXT_SUFFIX'], v['SHLIB_SUFFIX'])"))
}

// Code of four instructions fills an object of Go's heap: the instruction pointer
// behind its last one must not be a pointer to the object after it.
func TestInstructionPointerStaysInCode(t *testing.T) {
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				for range 1000 {
					sink = append([]byte(nil), make([]byte, 16)...)
				}
				runtime.GC()
			}
		}
	}()
	out := run(t, "def g(x): raise ValueError(x)\n"+
		"def call():\n try: g(1)\n except ValueError: pass\n"+
		"for i in range(30000): call()\nprint('done')")
	close(stop)
	<-done
	require.Equal(t, "done\n", out)
}

var sink []byte
