package gc_test

import (
	"math/rand/v2"
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

func BenchmarkAllocDies(b *testing.B) {
	_, m := open(b, heap.Config{})
	for b.Loop() {
		m.Alloc(plainType, 1, 8)
	}
}

func BenchmarkStoreYoung(b *testing.B) {
	_, m := open(b, heap.Config{})
	v := m.Alloc(plainType, 4, 8)
	for b.Loop() {
		m.Store(v, 1, v)
	}
}

func BenchmarkStoreOld(b *testing.B) {
	_, m := open(b, heap.Config{})
	r := m.Push(m.Alloc(plainType, 4, 8))
	m.Collect(heap.Major, "benchmark")
	v := r.V()
	young := m.Alloc(plainType, 0, 8)
	for b.Loop() {
		m.Store(v, 1, young)
	}
}

func BenchmarkPushPop(b *testing.B) {
	_, m := open(b, heap.Config{})
	for b.Loop() {
		mark := m.Top()
		m.Push(heap.None)
		m.Push(heap.True)
		m.Pop(mark)
	}
}

// graph makes n live objects of 48 bytes, with references all over.
func graph(m *heap.Mutator, n int) heap.Ref {
	const fan = 1000
	r := rand.New(rand.NewPCG(1, 2))
	root := m.Push(m.Alloc(plainType, n/fan, 0))
	for i := range n / fan {
		part := m.Push(m.Alloc(plainType, fan, 0))
		m.Store(root.V(), i, part.V())
		for k := range fan {
			v := m.Alloc(plainType, 3, 8)
			m.Store(part.V(), k, v)
			if i > 0 {
				m.Store(v, r.IntN(3), root.V().Addr().Ref(r.IntN(i)).Addr().Ref(r.IntN(fan)))
			}
		}
		m.Pop(part.Slot())
	}
	return root
}

// BenchmarkAllocLives allocates objects that survive until they are replaced at
// random in a live graph.
func BenchmarkAllocLives(b *testing.B) {
	_, m := open(b, heap.Config{})
	root := graph(m, 100_000)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		v := m.Alloc(plainType, 3, 8)
		m.Store(root.V().Addr().Ref(r.IntN(100)), r.IntN(1000), v)
	}
}

func BenchmarkMinorEmpty(b *testing.B) {
	_, m := open(b, heap.Config{})
	graph(m, 100_000)
	m.Collect(heap.Major, "benchmark")
	for b.Loop() {
		m.Collect(heap.Minor, "benchmark")
	}
}

func BenchmarkMinorSurvivors(b *testing.B) {
	_, m := open(b, heap.Config{})
	for b.Loop() {
		mark := m.Top()
		graph(m, 10_000)
		m.Collect(heap.Minor, "benchmark")
		m.Pop(mark)
	}
}

func BenchmarkMajor(b *testing.B) { benchmarkCollect(b, heap.Major) }
func BenchmarkFull(b *testing.B)  { benchmarkCollect(b, heap.Full) }

func benchmarkCollect(b *testing.B, kind heap.Kind) {
	_, m := open(b, heap.Config{})
	root := graph(m, 1_000_000)
	r := rand.New(rand.NewPCG(1, 2))
	b.ReportMetric(1e6, "objects")
	for b.Loop() {
		b.StopTimer() // leave some holes
		for range 100_000 {
			v := m.Alloc(plainType, 3, 8)
			m.Store(root.V().Addr().Ref(r.IntN(1000)), r.IntN(1000), v)
		}
		b.StartTimer()
		m.Collect(kind, "benchmark")
	}
}
