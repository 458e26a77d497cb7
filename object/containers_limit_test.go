package object

import (
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
)

// A container that outgrows the heap raises MemoryError, keeps what it holds,
// and goes on when there is room again.
func TestContainersAtTheLimit(t *testing.T) {
	th := containerThread(t, heap.Config{Limit: 4 << 20, Verify: 20})
	k := th.Push(heap.Null)
	big := th.PushN(2)
	grow := func(name string, c Ref, add func() bool, length func() int, check func(i int) bool, clear func()) {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				n := 0
				for ; ; n++ {
					require.Less(t, n, 10_000_000)
					k.Set(heap.SmallInt(int64(n)))
					if !add() {
						break
					}
				}
				require.True(t, th.ExcMatches(th.RT.Exc.MemoryError))
				th.ClearExc()
				require.Greater(t, n, 10_000)
				// A set has its item before it grows; the others have not.
				require.Contains(t, []int{n, n + 1}, length())
				for i := range n {
					k.Set(heap.SmallInt(int64(i)))
					require.True(t, check(i))
				}
				clear()
				require.Zero(t, length())
			}
			c.Set(heap.None)
		})
	}
	l := th.Push(th.NewList(0))
	grow("list", l, func() bool { return th.ListAppend(l, k) }, func() int { return th.ListLen(l.V()) },
		func(i int) bool { return th.ListAt(l.V(), i) == k.V() }, func() { th.ListClear(l) })
	d := th.Push(th.NewDict())
	grow("dict", d, func() bool { return th.DictSet(d, k, k) }, func() int { return th.DictLen(d.V()) },
		func(i int) bool { v, ok := th.DictGet(d, k); return ok && v == k.V() }, func() { th.DictClear(d) })
	s := th.Push(th.NewSet())
	grow("set", s, func() bool { return th.SetAdd(s, k) }, func() int { return th.SetLen(s.V()) },
		func(i int) bool { return th.SetContains(s, k) == 1 }, func() { th.SetClear(s) })

	for name, f := range map[string]func() Value{
		"list times":  func() Value { return listRepeat(th, big, 1<<40) },
		"tuple times": func() Value { return tupleRepeat(th, big.At(1), 1<<40) },
		"in place":    func() Value { return listInRepeat(th, big, 1<<40) },
		"sorted copy": func() Value { return th.NewList(1 << 33) },
	} {
		big.Set(th.NewList(0))
		require.True(t, th.ListAppend(big, big))
		big.At(1).Set(th.ListToTuple(big))
		require.Equal(t, heap.Null, f(), name)
		require.True(t, th.ExcMatches(th.RT.Exc.MemoryError), name)
		th.ClearExc()
		require.Equal(t, 1, th.ListLen(big.V()))
	}
}

// HashImmediate is what hash() says, or tables would disagree with Python.
func TestHashImmediate(t *testing.T) {
	th := stressed(t)
	for _, v := range []Value{heap.None, heap.True, heap.False, heap.Ellipsis, heap.NotImplemented, heap.SmallInt(-1),
		heap.SmallInt(0), heap.SmallInt(heap.MaxInt48), heap.SmallInt(heap.MinInt48), heap.Float(0.5), heap.Float(-1)} {
		mark := th.Top()
		h, ok := th.Hash(th.Push(v))
		require.True(t, ok)
		require.Equal(t, h, HashImmediate(v), "%#x", v)
		th.Pop(mark)
	}
}

// A tuple that is nested too deeply for a stack has no hash, which is said.
func TestDeepTupleHash(t *testing.T) {
	th := containerThread(t, heap.Config{})
	v := th.Push(th.NewTuple(0))
	for i := range maxHashDepth + 10 {
		v.Set(th.TupleOf(v, 1))
		if i == maxHashDepth/2 {
			_, ok := th.Hash(v)
			require.True(t, ok)
		}
	}
	_, ok := th.Hash(v)
	require.False(t, ok)
	require.True(t, th.ExcMatches(th.RT.Exc.RecursionError))
	th.ClearExc()
	require.Zero(t, th.hashing)
}
