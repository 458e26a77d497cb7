package object

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
)

// The tests of the containers run on a heap that moves everything at every few
// allocations and checks itself.

func containerThread(tb testing.TB, cfg heap.Config) *Thread {
	rt, err := NewRuntime(Config{Heap: cfg})
	require.NoError(tb, err)
	th := rt.NewThread()
	tb.Cleanup(rt.Heap.Close)
	return th
}

// stressed is the usual configuration.
func stressed(tb testing.TB) *Thread {
	return containerThread(tb, heap.Config{Stress: 1, Verify: 16})
}

// put pushes the Python object for a Go value: nil, bool, int, float64, string,
// *big.Int, []any (a tuple).
func put(t *Thread, x any) Ref {
	switch x := x.(type) {
	case nil:
		return t.Push(heap.None)
	case bool:
		return t.Push(heap.Bool(x))
	case int:
		return t.Push(t.NewInt(int64(x)))
	case float64:
		return t.Push(heap.Float(x))
	case string:
		return t.Push(t.NewStr(x))
	case *big.Int:
		return t.Push(t.NewBig(x))
	case []any:
		r := t.Push(t.NewList(0))
		for _, e := range x {
			mark := t.Top()
			if !t.ListAppend(r, put(t, e)) {
				panic("out of memory")
			}
			t.Pop(mark)
		}
		r.Set(t.ListToTuple(r))
		return r
	}
	panic(fmt.Sprintf("no object for %T", x))
}

// pyText is the Python expression of a simple object.
func pyText(t *Thread, v Value) string {
	switch {
	case v == heap.None:
		return "None"
	case v.IsBool():
		return map[Value]string{heap.True: "True", heap.False: "False"}[v]
	case v.IsFloat():
		f := v.Float()
		if f != f || math.IsInf(f, 0) {
			return FloatRepr(f)
		}
		if f == float64(int64(f)) {
			return fmt.Sprintf("%.1f", f)
		}
		return fmt.Sprint(f)
	case IsExactInt(v):
		return BigOf(v).String()
	case IsExactStr(v):
		return "'" + GoStr(v) + "'"
	case isExact(v, IdxTuple):
		s := "("
		for i := range t.TupleLen(v) {
			if i > 0 {
				s += ", "
			}
			s += pyText(t, t.TupleAt(v, i))
		}
		if t.TupleLen(v) == 1 {
			s += ","
		}
		return s + ")"
	case isExact(v, IdxList):
		s := "["
		for i := range t.ListLen(v) {
			if i > 0 {
				s += ", "
			}
			s += pyText(t, t.ListAt(v, i))
		}
		return s + "]"
	}
	panic("no text for this object")
}
