package heap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestDescribe(t *testing.T) {
	h, m := open(t, heap.Config{Stress: 1 << 30})
	says := func(v heap.Value) string { return h.Describe(uintptr(v)) }
	r := m.Push(m.Alloc(aType, 0, 8))
	young := r.V()
	require.Contains(t, says(young), "in the nursery")
	m.Collect(heap.Minor, "test")
	require.Contains(t, says(young), "has moved since")
	m.Collect(heap.Full, "test")
	old := r.V()
	require.Contains(t, says(old), "in old region")
	require.NotContains(t, says(old), "moved")
	m.Collect(heap.Full, "test")
	require.Contains(t, says(old), "evacuated")
	require.Contains(t, says(m.Alloc(aType, 0, 100_000)), "large")
	require.Contains(t, says(m.AllocPermanent(aType, 0, 8)), "permanent")
	require.Contains(t, h.Describe(uintptr(h.AllocNative(8))), "native")
	require.Contains(t, h.Describe(uintptr(h.AllocNative(100_000))), "native")
	require.Contains(t, says(heap.Poison), "popped")
	require.Contains(t, says(old+1<<30), "never used")
	require.Empty(t, h.Describe(0x1000))
	require.Empty(t, says(heap.None))
}
