package gc_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

// named makes an object with one reference and a number.
func named(m *heap.Mutator, x uint64) heap.Value {
	v := m.Alloc(plainType, 1, 8)
	v.Addr().SetWord64(0, x)
	return v
}

// weak makes a weak reference to r's object on the root stack.
func weak(m *heap.Mutator, r heap.Ref, callback heap.Value) heap.Ref {
	w := m.Push(m.Alloc(weakType, 2, 0))
	w.V().Addr().SetFlags(heap.FlagWeak)
	m.Store(w.V(), 0, r.V())
	m.Store(w.V(), 1, callback)
	return w
}

// kinds runs f once for each kind of collection.
func kinds(t *testing.T, f func(t *testing.T, h *heap.Heap, m *heap.Mutator, collect func())) {
	for _, kind := range []heap.Kind{heap.Minor, heap.Major, heap.Full} {
		for _, old := range []bool{false, true} {
			if old && kind == heap.Minor {
				continue
			}
			name := kind.String()
			if old {
				name += " of old objects"
			}
			t.Run(name, func(t *testing.T) {
				h, err := heap.New(heap.Config{Verify: 1})
				require.NoError(t, err)
				defer h.Close()
				gc.Attach(h)
				m := h.NewMutator()
				f(t, h, m, func() { m.Collect(kind, "test") })
			})
		}
	}
}

func TestWeakReferences(t *testing.T) {
	kinds(t, func(t *testing.T, h *heap.Heap, m *heap.Mutator, collect func()) {
		roots := m.PushN(2)
		roots.Set(named(m, 1))
		roots.At(1).Set(named(m, 2))
		w1 := weak(m, roots, heap.True)
		w2 := weak(m, roots.At(1), heap.True)
		w3 := weak(m, roots, heap.None)
		collect()
		require.Equal(t, roots.V(), w1.V().Addr().Ref(0), "it follows its object")
		require.False(t, h.Pending())

		roots.Set(heap.None)
		collect()
		require.Equal(t, heap.None, w1.V().Addr().Ref(0))
		require.Equal(t, heap.None, w3.V().Addr().Ref(0))
		require.Equal(t, roots.At(1).V(), w2.V().Addr().Ref(0))
		require.True(t, h.Pending())
		require.Equal(t, w1.V(), h.TakeCleared())
		require.Equal(t, heap.Null, h.TakeCleared(), "without a callback it is not queued")
		require.False(t, h.Pending())
	})
}

func TestDeadWeakReferencesHaveNoCallback(t *testing.T) {
	kinds(t, func(t *testing.T, h *heap.Heap, m *heap.Mutator, collect func()) {
		r := m.Push(named(m, 1))
		weak(m, r, heap.True)
		m.Pop(r.Slot())
		collect()
		require.False(t, h.Pending())
		require.Zero(t, h.Used())
	})
}

func TestFinalizers(t *testing.T) {
	kinds(t, func(t *testing.T, h *heap.Heap, m *heap.Mutator, collect func()) {
		died := 0
		h.OnDeath(structKind, func(uint64) { died++ })
		keep := m.Push(heap.None)
		roots := m.PushN(3)
		for i := range 3 {
			v := named(m, uint64(i))
			m.Own(v, heap.OwnerFinalizer, 0)
			m.Own(v, structKind, 0)
			roots.At(i).Set(v)
		}
		m.Store(roots.V(), 0, named(m, 100))
		w := weak(m, roots, heap.None)
		collect()
		require.False(t, h.Pending())

		keep.Set(w.V())
		m.Pop(roots.Slot())
		collect()
		require.Equal(t, heap.None, keep.V().Addr().Ref(0), "weak references are cleared before a finalizer is due")
		for i := range 3 {
			v := h.TakeFinalizable()
			require.Equal(t, uint64(i), v.Addr().Word64(0), "in the order of registration")
			require.True(t, v.Addr().Has(heap.FlagFinalized))
			if i == 0 {
				require.Equal(t, uint64(100), v.Addr().Ref(0).Addr().Word64(0), "with what it refers to")
				keep.Set(v) // resurrected
			}
		}
		require.Equal(t, heap.Null, h.TakeFinalizable())
		require.Zero(t, died, "owners live until their finalizers ran")
		m.Collect(heap.Full, "test")
		require.Equal(t, 2, died)
		keep.Set(heap.None)
		m.Collect(heap.Full, "test")
		require.False(t, h.Pending(), "a finalizer runs once")
		require.Equal(t, 3, died)
		require.Zero(t, h.Used())
	})
}

func TestFinalizersAtTheEnd(t *testing.T) {
	h, m := open(t, heap.Config{})
	roots := m.PushN(3)
	for i := range 3 {
		roots.At(i).Set(named(m, uint64(i)))
		m.Own(roots.At(i).V(), heap.OwnerFinalizer, 0)
		m.Collect(heap.Kind(i%2), "test")
	}
	h.QueueFinalizers()
	seen := 0
	for v := h.TakeFinalizable(); v != heap.Null; v = h.TakeFinalizable() {
		seen++
	}
	require.Equal(t, 3, seen)
	require.NoError(t, gc.Verify(h))
	m.Pop(roots.Slot())
	m.Collect(heap.Full, "test")
	require.False(t, h.Pending())
}

func TestOwners(t *testing.T) {
	h, err := heap.New(heap.Config{Verify: 1})
	require.NoError(t, err)
	gc.Attach(h)
	m := h.NewMutator()
	died := map[uint64]int{}
	h.OnDeath(structKind, func(p uint64) { died[p]++ })
	h.OnDeath(structKind+1, func(p uint64) { died[p+1000]++ })

	r := m.Push(named(m, 1))
	m.Own(r.V(), structKind, 1)
	m.Own(r.V(), structKind+1, 1)
	p := h.AllocNative(100)
	m.OwnNative(r.V(), uintptr(p), 100)
	m.Own(m.Alloc(plainType, 0, 100_000), structKind, 2) // large
	m.Own(named(m, 3), structKind, 3)
	kept := m.Push(named(m, 4))
	m.Own(kept.V(), structKind, 4)
	perm := m.AllocPermanent(plainType, 0, 8)
	m.Own(perm, structKind, 5)

	m.Collect(heap.Minor, "test")
	require.Equal(t, map[uint64]int{2: 1, 3: 1}, died)
	m.Collect(heap.Full, "test")
	r.Set(heap.None)
	m.Collect(heap.Minor, "test")
	require.Equal(t, map[uint64]int{2: 1, 3: 1}, died, "old owners die in major collections")
	require.NotZero(t, h.NativeUsed())
	m.Collect(heap.Major, "test")
	require.Equal(t, map[uint64]int{1: 1, 1001: 1, 2: 1, 3: 1}, died)
	require.Zero(t, h.NativeUsed())
	h.Close()
	require.Equal(t, map[uint64]int{1: 1, 1001: 1, 2: 1, 3: 1, 4: 1, 5: 1}, died)
}

// TestDeepAndWide: neither a long list nor a wide array overflows anything.
func TestDeepAndWide(t *testing.T) {
	h, m := open(t, heap.Config{})
	const n = 1 << 18
	list := m.Push(heap.None)
	for range n {
		v := m.Alloc(plainType, 1, 0)
		m.Store(v, 0, list.V())
		list.Set(v)
	}
	wide := m.Push(m.Alloc(plainType, n, 0))
	for i := range n {
		m.Store(wide.V(), i, m.Alloc(plainType, 0, 0))
	}
	m.Collect(heap.Full, "test")
	m.Collect(heap.Minor, "test")
	require.Equal(t, n*(24+8+16)+4096, h.Used())
	require.NoError(t, gc.Verify(h))
}

// TestCompaction: where a few objects keep many regions alive, a full
// collection brings them together.
func TestCompaction(t *testing.T) {
	h, m := open(t, heap.Config{})
	keep := m.Push(m.Alloc(plainType, 200_000, 0))
	for i := range 200_000 {
		m.Store(keep.V(), i, named(m, uint64(i)))
	}
	m.Collect(heap.Full, "test")
	for i := range 200_000 {
		if i%100 != 0 {
			m.Store(keep.V(), i, heap.None)
		}
	}
	m.Collect(heap.Full, "test")
	require.Less(t, h.Used(), 1_700_000+2000*40)
	sum := 0
	for i := 0; i < 200_000; i += 100 {
		require.Equal(t, uint64(i), keep.V().Addr().Ref(i).Addr().Word64(0))
		sum++
	}
	require.Equal(t, 2000, sum)
}

// TestFragmentation: a program that keeps few of the many objects that it makes
// old does not grow, though nothing in a region is ever used again.
func TestFragmentation(t *testing.T) {
	h, m := open(t, heap.Config{})
	keep := m.Push(m.Alloc(plainType, 100_000, 0))
	most := 0
	for round := range 40 {
		for i := range 100_000 {
			if i%8 != round%8 || round == 0 {
				m.Store(keep.V(), i, named(m, uint64(i)))
			}
		}
		most = max(most, h.Used())
	}
	require.Less(t, most, 100<<20)
	st := gc.Of(h).Stats()
	require.NotZero(t, st.Collections[heap.Major])
	require.Zero(t, st.Collections[heap.Full])
	require.NoError(t, gc.Verify(h))
}

func TestLimit(t *testing.T) {
	const limit = 8 << 20
	h, m := open(t, heap.Config{Limit: limit, Verify: 5})
	list := m.Push(heap.None)
	n := 0
	fill := func() {
		for {
			v := m.Alloc(plainType, 1, 1000)
			if v == heap.Null {
				return
			}
			m.Store(v, 0, list.V())
			list.Set(v)
			n++
		}
	}
	fill()
	require.Greater(t, n*1024, limit*8/10, "the limit is used")
	require.LessOrEqual(t, h.Used(), limit)

	// Raising and handling the error allocates.
	for range 100 {
		require.NotEqual(t, heap.Null, named(m, 1))
	}
	for range 5 { // a program that goes on all the same gets no further
		fill()
		require.LessOrEqual(t, h.Used(), limit+limit/16)
	}

	// After it was caught the program goes on.
	list.Set(heap.None)
	n = 0
	fill()
	require.Greater(t, n*1024, limit*8/10)
	list.Set(heap.None)
	for range 100_000 { // garbage alone never fails
		require.NotEqual(t, heap.Null, m.Alloc(plainType, 1, 1000))
	}
}

func TestLimitOnLargeAndNative(t *testing.T) {
	const limit = 8 << 20
	h, m := open(t, heap.Config{Limit: limit})
	require.Equal(t, heap.Null, m.Alloc(plainType, 0, limit+1))
	require.Zero(t, gc.Of(h).Stats().Collections, "hopeless: no collection")
	for range 100 {
		require.NotEqual(t, heap.Null, m.Alloc(plainType, 0, limit/2), "the one before is garbage")
	}
	r := m.Push(m.Alloc(plainType, 0, limit/2))
	require.Equal(t, heap.Null, m.Alloc(plainType, 0, limit/2))

	require.False(t, m.EnsureNative(limit/2))
	require.Nil(t, h.AllocNative(limit))
	r.Set(heap.None)
	require.True(t, m.EnsureNative(limit/2))
	p := h.AllocNative(limit / 2)
	require.NotNil(t, p)
	m.Collect(heap.Full, "test")
	require.False(t, m.EnsureNative(limit*3/4))
	v := m.Alloc(plainType, 0, 8)
	m.OwnNative(v, uintptr(p), limit/2)
	require.True(t, m.EnsureNative(limit*3/4), "its owner is dead")
}

// TestNativePressure: small objects that own much native memory are collected
// long before their own size would ask for it.
func TestNativePressure(t *testing.T) {
	h, m := open(t, heap.Config{})
	most := 0
	for range 20_000 {
		v := m.Alloc(plainType, 1, 0)
		r := m.Push(v)
		p := h.AllocNative(10_000)
		m.OwnNative(r.V(), uintptr(p), 10_000)
		m.Pop(r.Slot())
		most = max(most, h.NativeUsed())
	}
	require.Less(t, most, 100<<20, "of 200 MB")
}

func TestLog(t *testing.T) {
	var log bytes.Buffer
	h, err := heap.New(heap.Config{Log: &log})
	require.NoError(t, err)
	defer h.Close()
	c := gc.Attach(h)
	var events []gc.Event
	c.OnEvent(func(e gc.Event) { events = append(events, e) })
	m := h.NewMutator()
	m.Push(m.Alloc(plainType, 0, 2000))
	m.Alloc(plainType, 0, 2000)
	m.Collect(heap.Minor, "one")
	m.Collect(heap.Full, "two")
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	require.Len(t, lines, 2)
	require.Regexp(t, `^gc: minor \(one\): 32\.0 KiB -> 2\.0 KiB, promoted 0\.0 KiB, pause [0-9.]+ ms$`, lines[0])
	require.Regexp(t, `^gc: full \(two\): 2\.0 KiB -> 2\.0 KiB, promoted 2\.0 KiB, moved 2\.0 KiB, pause [0-9.]+ ms$`, lines[1])
	require.Len(t, events, 2)
	require.Equal(t, 2016, events[1].Promoted)

	st := c.Stats()
	require.Equal(t, [3]int{1, 0, 1}, st.Collections)
	require.Equal(t, uint64(2*2016), st.Allocated)
	require.Equal(t, uint64(2016), st.Promoted)
	require.Equal(t, uint64(2016), st.Moved)
	require.Equal(t, 2016, st.Used)
	require.Equal(t, 1, st.Pauses[heap.Full].N)
	require.Equal(t, events[1].Pause, st.Pauses[heap.Full].Max)
}

func TestHistogram(t *testing.T) {
	var h gc.Histogram
	require.Zero(t, h.Quantile(0.5))
	for i := range 100 {
		h.Add(time.Duration(i+1) * time.Millisecond)
	}
	require.Equal(t, 100, h.N)
	require.Equal(t, 100*time.Millisecond, h.Max)
	require.Equal(t, 5050*time.Millisecond, h.Sum)
	require.Equal(t, 65536*time.Microsecond, h.Quantile(0.5))
	require.Equal(t, 100*time.Millisecond, h.Quantile(1))
	require.Equal(t, 1024*time.Microsecond, h.Quantile(0.01))
}

func TestSampler(t *testing.T) {
	h, m := open(t, heap.Config{Verify: 1})
	sizes, live := map[int]int{}, map[uint64]bool{}
	next := uint64(0)
	h.SetAllocSampler(4096, func(_ *heap.Mutator, obj heap.Value, size int) uint64 {
		sizes[size]++
		next++
		live[next] = true
		return next
	}, func(token uint64) {
		require.True(t, live[token])
		delete(live, token)
	})
	keep := m.Push(m.Alloc(plainType, 1000, 0))
	for i := range 100_000 { // in a pattern that a sampler could fall in step with
		v := m.Alloc(plainType, 0, 1024-16)
		if i%100 == 0 {
			m.Store(keep.V(), i/100, v)
		}
		m.Alloc(plainType, 0, 3072-16)
	}
	// 100 MiB in objects of 1 KiB, 300 MiB in those of 3 KiB, a sample for 4 KiB.
	require.InEpsilon(t, 25_000*0.885, sizes[1024], 0.05, "P(sampled) of an object is 1-exp(-size/interval)")
	require.InEpsilon(t, 100_000*0.5276, sizes[3072], 0.05)
	m.Collect(heap.Full, "test")
	require.InDelta(t, 1000*0.2212, len(live), 60, "what is left of the samples is a sample of what lives")
	h.SetAllocSampler(0, nil, nil)
	n := next
	for range 1000 {
		m.Alloc(plainType, 0, 1024)
	}
	require.Equal(t, n, next)
}
