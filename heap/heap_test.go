package heap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

func open(tb testing.TB, cfg heap.Config) (*heap.Heap, *heap.Mutator) {
	h, err := heap.New(cfg)
	require.NoError(tb, err)
	gc.Attach(h)
	tb.Cleanup(h.Close)
	return h, h.NewMutator()
}

func TestListSurvives(t *testing.T) {
	for _, stress := range []int{0, 1, 7} {
		h, m := open(t, heap.Config{NurserySize: 4096, Stress: stress, Verify: 1})
		list := m.Push(heap.None)
		for i := range 3000 {
			v := m.Alloc(1, 1, 8)
			m.Store(v, 0, list.V())
			v.Addr().SetWord64(0, uint64(i))
			list.Set(v)
		}
		for i := 2999; i >= 0; i-- {
			require.Equal(t, uint64(i), list.V().Addr().Word64(0))
			list.Set(list.V().Addr().Ref(0))
		}
		require.Equal(t, heap.None, list.V())
		m.Collect(heap.Full, "test")
		require.Less(t, h.Used(), 64<<10)
	}
}
