package heap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

func TestRootStackEnds(t *testing.T) {
	_, m := open(t, heap.Config{})
	require.True(t, m.Room(1000))
	require.False(t, m.Room(64<<20/8))
	n := 0
	for m.Room(1000) {
		m.PushN(1000)
		n += 1000
	}
	require.Equal(t, n, m.Depth())
	require.Greater(t, n, 8_000_000)
	for range 100_000 { // what Room keeps back
		m.Push(heap.None)
	}
	full := "BUG: root stack exhausted: a caller did not ask for Room"
	require.PanicsWithError(t, full, func() { m.PushN(100_000) })
	require.PanicsWithError(t, full, func() {
		for {
			m.Push(heap.None)
		}
	})
}

func TestGlobalRootsAreUsedAgain(t *testing.T) {
	h, m := open(t, heap.Config{Verify: 1})
	a, b := h.NewRoot(), h.NewRoot()
	row := h.NewRoots(3)
	row.At(2).Set(m.Alloc(aType, 0, 8))
	a.Set(m.Alloc(aType, 0, 8))
	m.Collect(heap.Full, "test")
	require.Equal(t, 2*24, h.Used())
	h.FreeRoot(a)
	h.FreeRoot(b)
	require.PanicsWithValue(t, "BUG: FreeRoot of a slot that is no global root in use", func() { h.FreeRoot(b) })
	require.PanicsWithValue(t, "BUG: FreeRoot of a slot that is no global root in use", func() { h.FreeRoot(m.Push(heap.None)) })
	m.Collect(heap.Full, "test")
	require.Equal(t, 24, h.Used())
	require.Same(t, b.Slot(), h.NewRoot().Slot())
	require.Equal(t, heap.Null, b.V())
	require.Same(t, a.Slot(), h.NewRoot().Slot())
	require.NotSame(t, a.Slot(), h.NewRoot().Slot())
}

type source struct{ slots []heap.Value }

func (s *source) Roots(visit func([]heap.Value)) { visit(s.slots) }

func TestRootSources(t *testing.T) {
	h, m := open(t, heap.Config{Stress: 1, Verify: 1})
	src := &source{make([]heap.Value, 4)}
	h.AddRoots(src)
	src.slots[2] = m.Alloc(aType, 0, 8)
	src.slots[2].Addr().SetWord64(0, 99)
	for range 20 {
		m.Alloc(aType, 0, 8)
	}
	require.Equal(t, uint64(99), src.slots[2].Addr().Word64(0))
	h.RemoveRoots(src)
	m.Collect(heap.Full, "test")
	require.Zero(t, h.Used())
	require.Panics(t, func() { h.RemoveRoots(src) })
}

func TestPoppedSlotsAreNoRoots(t *testing.T) {
	h, m := open(t, heap.Config{})
	r := m.Push(m.Alloc(aType, 0, 8))
	m.Pop(r.Slot())
	m.Collect(heap.Full, "test")
	require.Zero(t, h.Used())
	require.Equal(t, gc.Of(h).Stats().Used, h.Used())
}
