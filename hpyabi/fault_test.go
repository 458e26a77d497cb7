package hpyabi

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
)

// child runs in a process of its own: Python code with the extension faults.
func child(code string) {
	kind, err := gate.ParseKind(os.Getenv("HPYABI_TEST_GATE"))
	if err != nil {
		panic(err)
	}
	in, err := python.New(python.Config{Path: []string{os.Getenv("HPYABI_TEST_DIR")}})
	if err != nil {
		panic(err)
	}
	host, err := NewHost(in.T, kind)
	if err != nil {
		panic(err)
	}
	in.Extensions = host
	host.Traceback = in.VM.Traceback
	host.Flush = func() { in.Flush() }
	status := 0
	if in.RunString(code) == heap.Null {
		status = in.ReportError(in.T)
	}
	in.Flush()
	host.Close()
	in.RT.Heap.Close()
	os.Exit(status)
}

// runChild runs Python code in a child process.
func runChild(t *testing.T, kind gate.Kind, code string) (status int, stdout, stderr string) {
	dir := strings.TrimSuffix(build(t, "faults"), "/faults.hpy0.so")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "HPYABI_TEST_CHILD="+code, "HPYABI_TEST_DIR="+dir, "HPYABI_TEST_GATE="+kind.String())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	status = cmd.ProcessState.ExitCode()
	if ws := cmd.ProcessState.Sys().(syscall.WaitStatus); ws.Signaled() {
		status = -int(ws.Signal())
	}
	return status, out.String(), errs.String()
}

func bothGates(t *testing.T, test func(t *testing.T, kind gate.Kind)) {
	for _, kind := range []gate.Kind{gate.Fast, gate.Cgo} {
		t.Run(kind.String(), func(t *testing.T) { test(t, kind) })
	}
}

func TestFaultsEndTheProcess(t *testing.T) {
	for _, c := range []struct {
		call   string
		status int
		lines  []string // regular expressions, in their order
	}{
		{"read()", 139, []string{
			`^hpyrun: segmentation fault: reading address 0x0 in faults\.hpy0\.so, in the C function read_null\+0x[0-9a-f]+ \(.*/faults\.c:12\)$`,
			`^C traceback \(most recent call first\):$`,
			`^  read_null\+0x.* in faults\.hpy0\.so$`,
			`^  f_read_impl\+0x[0-9a-f]+ \(.*/faults\.c:18\) in faults\.hpy0\.so$`,
			`^Traceback \(most recent call last\):$`,
			`^  File "<string>", line 5, in <module>$`,
			`^  File "<string>", line 4, in f$`,
		}},
		{"write()", 139, []string{`segmentation fault: writing to address 0x10 in faults`}},
		{"call_null()", 139, []string{`segmentation fault: calling address 0x0 in faults.hpy0.so, in the C function f_call_impl`}},
		{"recurse()", 139, []string{
			`stack overflow \(endless recursion\?\) in faults.hpy0.so, in the C function recurse`,
			`^  \[recurse 29 more times\]$`,
		}},
		{"divide()", 136, []string{`integer division by zero or overflow in faults.hpy0.so, in the C function f_divide_impl`}},
		{"abort()", -6, []string{`abort in faults.hpy0.so, in the C function f_abort_impl`, `^  File "<string>", line 4, in f$`}},
		{"fatal()", -6, []string{`^Fatal Python error: HPy_FatalError: boom!$`, `^  File "<string>", line 4, in f$`}},
		{"string(0)", 139, []string{`segmentation fault: HPyBytes_FromString was given a pointer that is none$`, `^  File "<string>", line 4, in f$`}},
		{"string(123456789)", 139, []string{`segmentation fault: HPyBytes_FromString was given a pointer that is none \(address 0x75bcd15\)$`}},
	} {
		t.Run(c.call, func(t *testing.T) {
			bothGates(t, func(t *testing.T, kind gate.Kind) {
				status, out, errs := runChild(t, kind, "import faults\nprint('before')\ndef f():\n    return faults."+c.call+"\nf()\nprint('after')\n")
				require.Equal(t, "before\n", out, "what was printed is flushed, and nothing follows: %s", errs)
				require.Equal(t, c.status, status, "%s", errs)
				require.NotContains(t, errs, "goroutine")
				rest := errs
				for _, want := range c.lines {
					at := regexp.MustCompile("(?m)" + want).FindStringIndex(rest)
					require.NotNil(t, at, "%s\nis not in\n%s", want, errs)
					rest = rest[at[1]:]
				}
			})
		})
	}
}

// TestGarbageForHandles gives words that were never handles to members that C
// answers itself and to members that Go answers.
func TestGarbageForHandles(t *testing.T) {
	worlds(t, "faults", func(w *world) {
		for _, word := range []int{0x7fff12345678, 0x1001, 0x500000, 1<<31 + 8, 1<<32 - 8, 1 << 33, 1<<48 + 77, 1<<48 + 6, 1<<48 | 1<<47 | 8, -1, -0x3fff000000000} {
			for member := range 12 {
				if immediate := uint64(word)>>48 != 0; immediate && (member == 1 || member == 5) {
					continue // HPy_Dup and HPy_Is do not look at what is its own handle
				}
				require.Regexp(w.tb, fmt.Sprintf(`^SystemError: _?HPy\w+ was given a handle that is not open \(%#x\)`, uint64(word)),
					w.call("garbage", member, word), "member %d", member)
			}
			require.Regexp(w.tb, "SystemError: an extension returned the handle 0x[0-9a-f]+, which is not open", w.call("garbage", 99, word))
		}
	})
}

// TestFaultHook goes on after faults, which the default does not.
func TestFaultHook(t *testing.T) {
	worlds(t, "faults", func(w *world) {
		var got []*Fault
		w.host.Fault = func(t *object.Thread, f *Fault) { got = append(got, f) }
		for range 3 {
			require.Regexp(w.tb, `^SystemError: hpyrun: segmentation fault: reading address 0x0 in faults.hpy0.so`, w.call("read"))
			require.Regexp(w.tb, `^SystemError: hpyrun: stack overflow`, w.call("recurse"))
			require.Regexp(w.tb, `^SystemError: hpyrun: segmentation fault: HPyBytes_FromString`, w.call("string", 0))
		}
		require.Len(w.tb, got, 9)
		require.Equal(w.tb, unix.SIGSEGV, got[0].Signal)
		require.Equal(w.tb, "faults.hpy0.so", filepath.Base(got[0].Extension))
		require.Equal(w.tb, "read_null", got[0].Frames[0].Func)
		require.Equal(w.tb, "f_read_impl", got[0].Frames[1].Func)

		top := w.t.Top()
		w.set(w.make("Bad"), "mode", 1)
		w.t.Pop(top)
		w.t.Collect(heap.Full, "test")
		w.t.RunPending()
		w.t.Collect(heap.Full, "test")
		require.Len(w.tb, got, 10)
		require.Equal(w.tb, "Bad_destroy_impl", got[9].Frames[1].Func)
	})
}

func TestDestroyHasNoPartInPython(t *testing.T) {
	bothGates(t, func(t *testing.T, kind gate.Kind) {
		w := newWorld(t, kind, heap.Config{Verify: 1})
		var errs bytes.Buffer
		w.t.RT.Stderr = &errs
		w.load("faults")
		top := w.t.Top()
		w.set(w.make("Bad"), "mode", 2)
		w.set(w.make("Bad"), "mode", 3)
		w.t.Pop(top)
		w.t.Collect(heap.Full, "test")
		w.t.RunPending()
		require.Regexp(t, `Exception ignored in: <faults.Bad object at .*>\nValueError: from tp_finalize\n`, errs.String())
		w.t.Collect(heap.Full, "test")
		require.Regexp(t, `hpyrun: a destructor must not call HPyDict_New in faults.hpy0.so, in the C function Bad_destroy_impl\+0x0 \(.*\): it was given up\n`, errs.String())
	})
}

// TestDeepRecursion goes from C to Python to C until the C stack is at its end.
func TestDeepRecursion(t *testing.T) {
	bothGates(t, func(t *testing.T, kind gate.Kind) {
		status, out, errs := runChild(t, kind, `
import faults, sys
def f(n):
    return 0 if n == 0 else faults.apply(f, n - 1) + 1
print(f(100))
sys.setrecursionlimit(10000)
print(f(1000))
sys.setrecursionlimit(10**6)
try:
    f(10**6)
except RecursionError as e:
    print(e)
def g():
    raise KeyError("all the way")
def h(n):
    return g() if n == 0 else faults.apply(h, n - 1)
try:
    h(1000)
except KeyError as e:
    print(e)
print(f(500))
`)
		require.Equal(t, 0, status, "%s", errs)
		require.Equal(t, "100\n1000\nmaximum recursion depth exceeded in native code (C stack exhausted)\n'all the way'\n500\n", out)
	})
}
