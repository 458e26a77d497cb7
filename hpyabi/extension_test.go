package hpyabi

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/internal/ctest"
	"github.com/hpyrun/hpyrun/object"
)

// built are the extensions of testdata that were compiled, by file name. They are
// loaded by many runtimes, as libraries are.
var built struct {
	sync.Mutex
	files map[string]string
	dir   string
}

func TestMain(m *testing.M) {
	if stage := os.Getenv("HPYABI_TEST_CHILD"); stage != "" {
		child(stage)
	}
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// build compiles testdata/<name>.c to <name>.hpy0.so.
func build(tb testing.TB, name string) string {
	tb.Helper()
	built.Lock()
	defer built.Unlock()
	if path := built.files[name]; path != "" {
		return path
	}
	if built.dir == "" {
		dir, err := os.MkdirTemp("", "hpyabi-test-")
		require.NoError(tb, err)
		built.dir, built.files = dir, map[string]string{}
	}
	path := ctest.Build(tb, filepath.Join("testdata", name+".c"), name+".hpy0.so", "-g", "-O1", "-std=gnu11",
		"-Wno-unused-parameter", "-Wl,-Bsymbolic", "-Isdk/include",
		"sdk/src/argparse.c", "sdk/src/buildvalue.c", "sdk/src/format.c", "sdk/src/helpers.c", "sdk/src/structseq.c")
	kept := filepath.Join(built.dir, filepath.Base(path))
	require.NoError(tb, os.Rename(path, kept))
	built.files[name] = kept
	return kept
}

// world is a runtime with a host, on the test's goroutine.
type world struct {
	tb   testing.TB
	t    *object.Thread
	host *Host
	m    Ref // the module that was loaded last
}

func newWorld(tb testing.TB, kind gate.Kind, cfg heap.Config) *world {
	rt, err := object.NewRuntime(object.Config{Heap: cfg})
	require.NoError(tb, err)
	t := rt.NewThread()
	for _, typ := range []*object.Type{rt.MemoryViewType, rt.CapsuleType} {
		if typ.Obj.IsNil() {
			typ.Obj = rt.ObjectType.Obj
		}
	}
	host, err := NewHost(t, kind)
	require.NoError(tb, err)
	w := &world{tb: tb, t: t, host: host, m: rt.Heap.NewRoot()}
	tb.Cleanup(func() {
		if tb.Failed() {
			return // the threads may be in any state
		}
		if cfg.Verify > 0 {
			t.Collect(heap.Full, "test")
			require.NoError(tb, gc.Verify(rt.Heap))
		}
		host.Close()
		rt.Heap.Close()
	})
	return w
}

// worlds runs a test in both gates, without and with a collection at every
// allocation.
func worlds(tb *testing.T, ext string, test func(w *world)) {
	tb.Helper()
	for _, kind := range []gate.Kind{gate.Fast, gate.Cgo} {
		for _, stress := range []int{0, 1} {
			tb.Run(fmt.Sprintf("%v/stress=%d", kind, stress), func(tb *testing.T) {
				w := newWorld(tb, kind, heap.Config{Stress: stress, Verify: stress * 50})
				w.load(ext)
				test(w)
				require.False(tb, w.t.Pending(), "exception pending: %s", w.error())
				require.Zero(tb, w.host.tab.Live(), "handles that the extension left open")
			})
		}
	}
}

// load loads testdata/<name>.c.
func (w *world) load(name string) {
	w.tb.Helper()
	v := w.host.Load(w.t, name, build(w.tb, name))
	require.NotEqual(w.tb, heap.Null, v, "%s", w.error())
	w.m.Set(v)
}

// error returns the pending exception as "Type: message", and clears it.
func (w *world) error() string {
	t := w.t
	if !t.Pending() {
		return ""
	}
	defer t.Pop(t.Top())
	e := t.Push(t.TakeExc())
	name := t.TypeName(e.V())
	s := t.Str(e)
	if s == heap.Null {
		t.ClearExc()
		return name + ": ?"
	}
	return name + ": " + object.GoStr(s)
}

// value makes a Python object of a Go value; a Ref is itself.
func (w *world) value(x any) Ref {
	t := w.t
	switch x := x.(type) {
	case nil:
		return t.Push(heap.None)
	case Ref:
		return x
	case Value:
		return t.Push(x)
	case bool:
		return t.Push(heap.Bool(x))
	case int:
		return t.Push(t.NewInt(int64(x)))
	case float64:
		return t.Push(heap.Float(x))
	case string:
		return t.Push(t.NewStr(x))
	case []any:
		refs := make([]Ref, len(x))
		for i := range x {
			refs[i] = w.value(x[i])
		}
		return t.Push(t.PackTuple(refs...))
	}
	panic(fmt.Sprintf("no value of %T", x))
}

// show renders an object, not by its repr.
func (w *world) show(v Value) string {
	t := w.t
	rt := t.RT
	switch {
	case v == heap.Null:
		return w.error()
	case v == heap.None:
		return "None"
	case v.IsBool():
		return map[bool]string{true: "True", false: "False"}[v == heap.True]
	case v == heap.NotImplemented:
		return "NotImplemented"
	case v.IsFloat():
		return fmt.Sprintf("%v", v.Float())
	case object.IsExactInt(v):
		return object.BigOf(v).String()
	case rt.IsStr(v):
		return object.GoStr(v)
	case rt.TypeOf(v) == rt.TupleType, rt.TypeOf(v) == rt.ListType:
		var parts []string
		n, at := t.TupleLen, t.TupleAt
		if rt.TypeOf(v) == rt.ListType {
			n, at = t.ListLen, t.ListAt
		}
		for i := range n(v) {
			parts = append(parts, w.show(at(v, i)))
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	if typ := rt.TypeFromObj(v); typ != nil {
		return "<class " + typ.Shown + ">"
	}
	return "<" + t.TypeName(v) + ">"
}

// get returns an attribute of o ("a.b" goes deeper) on top of the root stack.
func (w *world) get(o Ref, name string) Ref {
	w.tb.Helper()
	for _, n := range strings.Split(name, ".") {
		v := w.t.GetAttr(o, w.t.RT.Name(n))
		require.NotEqual(w.tb, heap.Null, v, "%s: %s", n, w.error())
		o = w.t.Push(v)
	}
	return o
}

// callRef calls f and returns the result on top of the root stack, in a slot
// with Null if it raised.
func (w *world) callRef(f Ref, args ...any) Ref {
	refs := make([]Ref, len(args))
	for i := range args {
		refs[i] = w.value(args[i])
	}
	return w.t.Push(w.t.CallN(f, refs...))
}

// call calls the function of the module and shows the result, or the exception.
func (w *world) call(name string, args ...any) string {
	w.tb.Helper()
	defer w.t.Pop(w.t.Top())
	return w.show(w.callRef(w.get(w.m, name), args...).V())
}

// callKw is call with keywords: pairs of a name and a value.
func (w *world) callKw(name string, args []any, kw ...any) string {
	w.tb.Helper()
	defer w.t.Pop(w.t.Top())
	return w.show(w.callRefKw(w.get(w.m, name), args, kw...).V())
}

func (w *world) callRefKw(f Ref, args []any, kw ...any) Ref {
	t := w.t
	vals := make([]Ref, 0, len(args)+len(kw)/2)
	for _, a := range args {
		vals = append(vals, w.value(a))
	}
	var names []Ref
	for i := 0; i < len(kw); i += 2 {
		names = append(names, t.RT.Name(kw[i].(string)))
		vals = append(vals, w.value(kw[i+1]))
	}
	tuple := Ref{}
	if len(names) > 0 {
		tuple = t.Push(t.PackTuple(names...))
	}
	base := t.PushN(len(vals) + 1)
	for i, v := range vals {
		base.At(i).Set(v.V())
	}
	return t.Push(t.Call(f, object.MakeArgs(base, len(args), tuple)))
}
