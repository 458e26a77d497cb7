package heap_test

import (
	"runtime/debug"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

const aType heap.TypeIndex = 3

func open(tb testing.TB, cfg heap.Config) (*heap.Heap, *heap.Mutator) {
	h, err := heap.New(cfg)
	require.NoError(tb, err)
	gc.Attach(h)
	tb.Cleanup(func() {
		require.NoError(tb, gc.Verify(h))
		h.Close()
	})
	return h, h.NewMutator()
}

// box makes an object with one reference and a number, on the root stack.
func box(m *heap.Mutator, v heap.Value, x uint64) heap.Ref {
	r := m.Push(v)
	o := m.Alloc(aType, 1, 8)
	m.Store(o, 0, r.V())
	o.Addr().SetWord64(0, x)
	r.Set(o)
	return r
}

func TestListSurvives(t *testing.T) {
	for _, cfg := range []heap.Config{{}, {NurserySize: 4096}, {NurserySize: 4096, Stress: 1}, {NurserySize: 4096, Stress: 7}} {
		cfg.Verify = 10
		h, m := open(t, cfg)
		list := m.Push(heap.None)
		for i := range 3000 {
			v := box(m, list.V(), uint64(i)).V()
			m.Pop(list.At(1).Slot())
			list.Set(v)
		}
		for i := 2999; i >= 0; i-- {
			require.Equal(t, uint64(i), list.V().Addr().Word64(0))
			list.Set(list.V().Addr().Ref(0))
		}
		require.Equal(t, heap.None, list.V())
		m.Collect(heap.Full, "test")
		require.Zero(t, h.Used())
	}
}

func TestShapeOfAnObject(t *testing.T) {
	_, m := open(t, heap.Config{})
	for _, raw := range []int{0, 1, 7, 8, 9, 100_000} {
		a := m.Alloc(aType, 3, raw).Addr()
		require.Equal(t, aType, a.Type())
		require.Equal(t, 3, a.NRefs())
		require.Equal(t, (raw+7)/8*8, a.RawSize())
		require.Equal(t, 16+24+(raw+7)/8*8, a.Size())
	}
	require.PanicsWithValue(t, "BUG: an object of -1 references and 8 bytes", func() { m.Alloc(aType, -1, 8) })
	require.PanicsWithValue(t, "BUG: an object of 1 references and -8 bytes", func() { m.Alloc(aType, 1, -8) })
}

func TestImpossibleObjectsAreRefusedAtOnce(t *testing.T) {
	h, m := open(t, heap.Config{})
	for _, shape := range [][2]int{{1 << 62, 0}, {0, 1 << 62}, {1 << 61, 1 << 61}, {1 << 32, 0}, {0, 1 << 34}, {1<<63 - 1, 1<<63 - 1}} {
		require.Equal(t, heap.Null, m.Alloc(aType, shape[0], shape[1]), shape)
	}
	require.Nil(t, h.AllocNative(1<<62))
	require.Nil(t, h.AllocNative(-1))
	require.False(t, m.EnsureNative(1<<62))
	require.Zero(t, gc.Of(h).Stats().Collections)
}

func TestGenerations(t *testing.T) {
	h, m := open(t, heap.Config{Verify: 1})
	where := func(r heap.Ref) (s heap.Space) {
		s = 99
		h.EachObject(func(obj heap.Value, space heap.Space) {
			if obj == r.V() {
				s = space
			}
		})
		return s
	}
	r := box(m, heap.None, 1)
	first := r.V()
	require.Equal(t, heap.SpaceYoung, where(r))
	m.Collect(heap.Minor, "test")
	require.NotEqual(t, first, r.V(), "it moved")
	require.Equal(t, heap.SpaceYoung, where(r), "survived once")
	m.Collect(heap.Minor, "test")
	require.Equal(t, heap.SpaceOld, where(r), "survived twice")
	old := r.V()
	m.Collect(heap.Minor, "test")
	require.Equal(t, old, r.V(), "a minor collection leaves old objects")
	m.Collect(heap.Full, "test")
	require.NotEqual(t, old, r.V(), "a full one moves them")

	r.Set(m.AllocPermanent(aType, 1, 8))
	perm := r.V()
	m.Store(perm, 0, box(m, heap.None, 7).V())
	m.Pop(r.At(1).Slot())
	m.Collect(heap.Full, "test")
	require.Equal(t, heap.SpacePermanent, where(r))
	require.Equal(t, perm, r.V())
	require.Equal(t, uint64(7), perm.Addr().Ref(0).Addr().Word64(0), "permanent objects are roots")
}

func TestLargeObjects(t *testing.T) {
	h, m := open(t, heap.Config{Verify: 1})
	r := m.Push(m.Alloc(aType, 10_000, 8))
	at := r.V()
	dead := m.Alloc(aType, 0, 1<<20)
	for i := range dead.Addr().Bytes(0, 1<<20) {
		dead.Addr().Bytes(0, 1<<20)[i] = 0xAA
	}
	m.Store(r.V(), 5_000, box(m, heap.None, 1).V())
	m.Pop(r.At(1).Slot())
	require.Greater(t, h.Used(), 1<<20+80_000)
	m.Collect(heap.Minor, "test")
	require.Less(t, h.Used(), 90_000, "a minor collection frees young large objects")
	require.Equal(t, at, r.V(), "and moves none")

	// Old now: a store into it must be remembered, slot by slot.
	for i := range 100 {
		m.Store(r.V(), i*100, box(m, heap.None, uint64(i)).V())
		m.Pop(r.At(1).Slot())
		if i%10 == 0 {
			m.Collect(heap.Minor, "test")
		}
	}
	m.Collect(heap.Minor, "test")
	for i := range 100 {
		require.Equal(t, uint64(i), r.V().Addr().Ref(i*100).Addr().Word64(0))
	}
	again := m.Alloc(aType, 0, 1<<20)
	require.Equal(t, dead, again, "the pages are used again")
	for _, b := range again.Addr().Bytes(0, 1<<20) {
		if b != 0 {
			t.Fatal("and are not zero")
		}
	}
	r.Set(heap.None)
	m.Collect(heap.Major, "test")
	require.Zero(t, h.Used())
}

// TestLargeGarbageDoesNotPileUp: young large objects are worth a minor collection
// long before the nursery is full.
func TestLargeGarbageDoesNotPileUp(t *testing.T) {
	h, m := open(t, heap.Config{})
	most := 0
	for range 2000 {
		m.Alloc(aType, 0, 100_000)
		most = max(most, h.Used())
	}
	require.Less(t, most, 32<<20)
	require.Zero(t, gc.Of(h).Stats().Collections[heap.Major])
}

func TestIdentity(t *testing.T) {
	h, m := open(t, heap.Config{Stress: 1, Verify: 1})
	seen := map[uint64]bool{}
	list := m.PushN(50)
	var ids []uint64
	for i := range 50 {
		list.At(i).Set(m.Alloc(aType, 0, 8))
		id := h.Identity(list.At(i).V())
		require.False(t, seen[id] || id == 0)
		seen[id] = true
		ids = append(ids, id)
	}
	m.Collect(heap.Full, "test")
	for i, id := range ids {
		require.Equal(t, id, h.Identity(list.At(i).V()))
	}
}

func TestStressMovesAtEveryNthAllocation(t *testing.T) {
	for _, n := range []int{1, 5} {
		h, m := open(t, heap.Config{Stress: n, StressFull: 4})
		r := m.Push(m.Alloc(aType, 0, 8))
		c := gc.Of(h)
		before := c.Stats().Collections
		moves := 0
		for range 100 * n {
			was := r.V()
			m.Alloc(aType, 0, 8)
			if r.V() != was {
				moves++
			}
		}
		after := c.Stats().Collections
		require.Equal(t, 100, after[heap.Minor]-before[heap.Minor]+after[heap.Full]-before[heap.Full])
		require.Equal(t, 25, after[heap.Full]-before[heap.Full])
		require.GreaterOrEqual(t, moves, 26, "young at first, then at each full collection")
	}
}

var sink uint64 // keeps a read from being optimized away

// TestStaleAddressFaults: under stress no old copy can be read, whichever space
// it was in.
func TestStaleAddressFaults(t *testing.T) {
	h, m := open(t, heap.Config{Stress: 1, StressFull: 1})
	faults := func(v heap.Value) (addr uintptr) {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() {
			if e, ok := recover().(interface{ Addr() uintptr }); ok {
				addr = e.Addr()
			}
		}()
		sink = v.Addr().Word64(0)
		return 0
	}
	r := m.Push(m.Alloc(aType, 0, 8))
	var stale []heap.Value
	for range 300 {
		if v := r.V(); len(stale) == 0 || v != stale[len(stale)-1] {
			stale = append(stale, v)
		}
		m.Alloc(aType, 0, 8)
	}
	require.Greater(t, len(stale), 100)
	require.Zero(t, faults(r.V()))
	for i, v := range stale[:len(stale)-1] {
		if v != r.V() {
			require.Equal(t, uintptr(v)&^4095, faults(v)&^4095, "stale address %d of %d", i, len(stale))
		}
	}
	large := m.Alloc(aType, 0, 200_000)
	m.Collect(heap.Minor, "test")
	require.NotZero(t, faults(large))

	popped := m.Push(r.V())
	m.Pop(popped.Slot())
	m.Alloc(aType, 0, 8)
	require.Equal(t, heap.Poison, popped.V())
	require.NotZero(t, faults(popped.V()))

	p := h.AllocNative(64)
	h.FreeNative(p, 64)
	require.Equal(t, byte(0xDD), *(*byte)(unsafe.Add(p, 40)))
	require.Panics(t, func() { h.FreeNative(p, 64) }, "freed twice")
}

// TestWindowAllocation allocates as C code does.
func TestWindowAllocation(t *testing.T) {
	h, m := open(t, heap.Config{NurserySize: 8192, Verify: 1})
	alloc := func() heap.Value {
		w := m.Window()
		if w.Limit-w.Top < 32 {
			return m.Alloc(aType, 1, 8)
		}
		a := w.Top
		w.Top += 32
		header := unsafe.Slice((*uint64)(unsafe.Add(unsafe.Pointer(nil), a)), 4)
		require.Equal(t, [4]uint64{}, [4]uint64(header), "the window is zero")
		header[0] = uint64(aType) << 8
		header[1] = 1 | 4<<32
		return heap.Value(a)
	}
	list := m.Push(heap.None)
	for i := range 2000 {
		v := alloc()
		m.Store(v, 0, list.V())
		v.Addr().SetWord64(0, uint64(i))
		list.Set(v)
	}
	require.Equal(t, uint64(2000*32), h.Allocated())
	require.NotZero(t, gc.Of(h).Stats().Collections[heap.Minor])
	for i := 1999; i >= 0; i-- {
		require.Equal(t, uint64(i), list.V().Addr().Word64(0))
		list.Set(list.V().Addr().Ref(0))
	}
}

func TestSeveralMutators(t *testing.T) {
	h, a := open(t, heap.Config{NurserySize: 16 << 10, Verify: 10})
	b := h.NewMutator()
	ra, rb := a.Push(heap.None), b.Push(heap.None)
	for i := range 3000 { // windows of both lie side by side
		va := box(a, ra.V(), uint64(i)).V()
		a.Pop(ra.At(1).Slot())
		ra.Set(va)
		vb := box(b, rb.V(), uint64(i)).V()
		b.Pop(rb.At(1).Slot())
		rb.Set(vb)
	}
	b.Close()
	a.Collect(heap.Full, "test")
	require.Equal(t, 3000*32, h.Used(), "the closed mutator's roots are gone")
	require.Equal(t, uint64(6000*32), h.Allocated())
	require.Panics(t, b.Close)
}

func TestSeveralHeaps(t *testing.T) {
	h1, m1 := open(t, heap.Config{Stress: 3, Verify: 1})
	h2, m2 := open(t, heap.Config{NurserySize: 4096, Verify: 1})
	r1, r2 := box(m1, heap.None, 1), box(m2, heap.None, 2)
	for range 500 {
		m1.Alloc(aType, 2, 8)
		m2.Alloc(aType, 2, 8)
	}
	require.Equal(t, uint64(1), r1.V().Addr().Word64(0))
	require.Equal(t, uint64(2), r2.V().Addr().Word64(0))
	m1.Collect(heap.Full, "test")
	m2.Collect(heap.Full, "test")
	require.Equal(t, 32, h1.Used())
	require.Equal(t, 32, h2.Used())
}

// TestWithoutCollector: a heap works, and grows, before gc.Attach.
func TestWithoutCollector(t *testing.T) {
	h, err := heap.New(heap.Config{NurserySize: 4096, Limit: 1 << 20})
	require.NoError(t, err)
	defer h.Close()
	m := h.NewMutator()
	r := m.Push(heap.None)
	n := 0
	for {
		v := m.Alloc(aType, 1, 8)
		if v == heap.Null {
			break
		}
		m.Store(v, 0, r.V())
		r.Set(v)
		n++
	}
	require.Greater(t, n*32, 900_000)
	for ; r.V() != heap.None; n-- {
		r.Set(r.V().Addr().Ref(0))
	}
	require.Zero(t, n)
}

func TestNoSafepoint(t *testing.T) {
	h, m := open(t, heap.Config{Stress: 1})
	end := h.NoSafepoint("a leaf")
	require.PanicsWithValue(t, "BUG: safepoint inside a leaf", func() { m.Alloc(aType, 0, 8) })
	require.PanicsWithValue(t, "BUG: safepoint inside a leaf", func() { m.Collect(heap.Minor, "test") })
	end()
	m.Alloc(aType, 0, 8)

	h.OnDeath(1, func(uint64) {
		require.PanicsWithValue(t, "BUG: safepoint inside the death of an owner", func() { m.Alloc(aType, 0, 8) })
	})
	m.Own(m.Alloc(aType, 0, 8), 1, 0)
	m.Collect(heap.Full, "test")
}

// TestAddressSpaceEnds: where no limit is set it is the end of the address space
// that an allocation fails at.
func TestAddressSpaceEnds(t *testing.T) {
	h, err := heap.NewSmall(heap.Config{})
	require.NoError(t, err)
	defer h.Close()
	gc.Attach(h)
	m := h.NewMutator()
	list := m.Push(heap.None)
	count := func(raw int) (n int) {
		for {
			v := m.Alloc(aType, 1, raw)
			if v == heap.Null {
				return n
			}
			m.Store(v, 0, list.V())
			list.Set(v)
			n++
		}
	}
	n := count(1000)
	require.InDelta(t, 16<<10, n, 1<<10, "16 MiB in objects of 1 KiB: half of the old space")
	list.Set(heap.None)
	n = count(1 << 20)
	require.InDelta(t, 15, n, 1)
	list.Set(heap.None)
	m.Collect(heap.Full, "test")
	n = 0
	for h.AllocNative(1000) != nil {
		n++
	}
	require.InDelta(t, 8<<10, n, 100, "8 MiB in cells of 1 KiB")
	require.NoError(t, gc.Verify(h))
}
