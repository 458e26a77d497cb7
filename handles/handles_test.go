package handles_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
)

const someType heap.TypeIndex = 7

func open(tb testing.TB, cfg heap.Config) (*heap.Heap, *heap.Mutator, *handles.Table) {
	h, err := heap.New(cfg)
	require.NoError(tb, err)
	gc.Attach(h)
	tab, err := handles.New(h)
	require.NoError(tb, err)
	tb.Cleanup(func() {
		tab.Destroy()
		h.Close()
	})
	return h, h.NewMutator(), tab
}

func TestImmediatesAreTheirHandles(t *testing.T) {
	_, _, tab := open(t, heap.Config{})
	for _, v := range []heap.Value{heap.Null, heap.None, heap.True, heap.SmallInt(-1), heap.Float(1.5)} {
		h := tab.Open(v)
		require.Equal(t, uint64(v), uint64(h))
		require.Equal(t, v, tab.Deref(h))
		require.Equal(t, h, tab.Dup(h))
		require.True(t, tab.Close(h))
		require.Equal(t, v != heap.Null, tab.Valid(h))
	}
	require.Zero(t, tab.Live())
}

func TestPermanentComeFirstAndStay(t *testing.T) {
	h, m, tab := open(t, heap.Config{Stress: 1, Verify: 1})
	a := tab.OpenPermanent(m.Alloc(someType, 0, 8))
	require.Equal(t, handles.Handle(heap.None), tab.OpenPermanent(heap.None))
	b := tab.OpenPermanent(m.Alloc(someType, 0, 8))
	require.Equal(t, []handles.Handle{8, 16}, []handles.Handle{a, b})
	tab.Deref(a).Addr().SetWord64(0, 42)
	require.True(t, tab.Close(a))
	m.Collect(heap.Full, "test")
	require.True(t, tab.Valid(a))
	require.Equal(t, uint64(42), tab.Deref(a).Addr().Word64(0))
	require.Zero(t, tab.Live())
	tab.Open(m.Alloc(someType, 0, 8))
	require.PanicsWithValue(t, "BUG: a permanent handle after ordinary ones", func() {
		tab.OpenPermanent(tab.Deref(a))
	})
	require.NoError(t, gc.Verify(h))
}

func TestCloseOfWhatIsNotOpen(t *testing.T) {
	_, m, tab := open(t, heap.Config{})
	h := tab.Open(m.Alloc(someType, 0, 8))
	require.True(t, tab.Close(h))
	require.False(t, tab.Valid(h))
	require.False(t, tab.Close(h), "closed twice")
	require.False(t, tab.Close(h+8), "never opened")
	require.False(t, tab.Close(h+1), "no offset of an entry")
	require.NoError(t, tab.Check())
}

func TestArgumentsLiveUntilTheirCallReturns(t *testing.T) {
	h, m, tab := open(t, heap.Config{Stress: 1, Verify: 1})
	s := tab.NewStack()
	args := m.PushN(3)
	args.Set(m.Alloc(someType, 0, 8))
	args.V().Addr().SetWord64(0, 1)
	args.At(1).Set(heap.SmallInt(5))
	args.At(2).Set(m.Alloc(someType, 0, 8))
	args.At(2).V().Addr().SetWord64(0, 3)

	var hs [3]handles.Handle
	mark := s.PushBlock(args.Slots(3), hs[:])
	m.Pop(args.Slot())
	inner := s.Push(tab.Deref(hs[0]))
	m.Collect(heap.Full, "test")
	require.Equal(t, uint64(1), tab.Deref(hs[0]).Addr().Word64(0))
	require.Equal(t, heap.SmallInt(5), tab.Deref(hs[1]))
	require.Equal(t, uint64(3), tab.Slot(hs[2]).V().Addr().Word64(0))
	require.Equal(t, tab.Deref(hs[0]), tab.Deref(inner))

	require.True(t, tab.Close(hs[0]), "closing an argument is allowed")
	require.True(t, tab.Valid(hs[0]), "and does nothing")
	s.PopBlock(inner)
	require.False(t, tab.Valid(inner))
	require.True(t, tab.Valid(hs[2]))
	s.PopBlock(mark)
	require.False(t, tab.Valid(hs[0]))
	m.Collect(heap.Full, "test")
	require.Zero(t, gc.Of(h).Stats().Used, "nothing keeps the arguments")
	s.Close()
}

func TestStacksOfThreadsAreApart(t *testing.T) {
	_, m, tab := open(t, heap.Config{})
	a, b := tab.NewStack(), tab.NewStack()
	v := m.Push(m.Alloc(someType, 0, 8))
	ma := a.Top()
	ha := a.Push(v.V())
	mb := b.Top()
	hb := b.Push(v.V())
	a.PopBlock(ma)
	require.False(t, tab.Valid(ha))
	require.True(t, tab.Valid(hb))
	require.Panics(t, b.Close)
	b.PopBlock(mb)
	a.Close()
	b.Close()
	require.Equal(t, ha, tab.NewStack().Top(), "a closed stack's place is taken again")
}

func TestAttachmentsDieWithTheirHandle(t *testing.T) {
	h, m, tab := open(t, heap.Config{Verify: 1})
	attach := func(hd handles.Handle, n int) {
		p := h.AllocNative(n)
		require.NotNil(t, p)
		tab.Attach(hd, p, n)
	}
	perm := tab.OpenPermanent(m.Alloc(someType, 0, 8))
	s := tab.NewStack()
	a := tab.Open(m.Alloc(someType, 0, 8))
	arg := s.Push(tab.Deref(a))
	dup := tab.Dup(a)
	attach(a, 100)
	attach(a, 100_000)
	attach(arg, 50)
	attach(dup, 10)
	attach(perm, 16)
	p, n := tab.Attached(a)
	require.NotNil(t, p)
	require.Equal(t, 100, n)
	require.NoError(t, gc.Verify(h))

	used := func() int { return h.NativeUsed() }
	require.True(t, tab.Close(a))
	require.Equal(t, 64+16+16, used())
	require.True(t, tab.Close(perm))
	s.PopBlock(arg)
	require.Equal(t, 16+16, used())
	require.True(t, tab.Close(dup))
	require.Equal(t, 16, used())
	p, _ = tab.Attached(a)
	require.Nil(t, p)
	require.Panics(t, func() { attach(handles.Handle(heap.None), 1) })
	s.Close()
}

// TestTableAgainstMap holds the table against a map, with a heap that moves all
// the time.
func TestTableAgainstMap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h, err := heap.New(heap.Config{Stress: rapid.IntRange(1, 4).Draw(rt, "stress"), Verify: 3})
		require.NoError(rt, err)
		defer h.Close()
		gc.Attach(h)
		tab, err := handles.New(h)
		require.NoError(rt, err)
		defer tab.Destroy()
		m := h.NewMutator()
		model := map[handles.Handle]uint64{}
		var order []handles.Handle
		next := uint64(1)
		pick := func() (handles.Handle, int) {
			if len(order) == 0 {
				rt.Skip("no handle")
			}
			i := rapid.IntRange(0, len(order)-1).Draw(rt, "which")
			return order[i], i
		}
		rt.Repeat(map[string]func(*rapid.T){
			"open": func(rt *rapid.T) {
				v := m.Alloc(someType, 0, 8)
				v.Addr().SetWord64(0, next)
				hd := tab.Open(v)
				require.NotContains(rt, model, hd)
				model[hd] = next
				order = append(order, hd)
				next++
			},
			"dup": func(rt *rapid.T) {
				hd, _ := pick()
				d := tab.Dup(hd)
				require.NotContains(rt, model, d)
				model[d] = model[hd]
				order = append(order, d)
			},
			"close": func(rt *rapid.T) {
				hd, i := pick()
				require.True(rt, tab.Close(hd))
				require.False(rt, tab.Valid(hd))
				delete(model, hd)
				order = append(order[:i], order[i+1:]...)
			},
			"collect": func(rt *rapid.T) {
				m.Collect(heap.Full, "test")
			},
			"": func(rt *rapid.T) {
				require.Equal(rt, len(model), tab.Live())
				seen := 0
				tab.Each(func(hd handles.Handle, v heap.Value) {
					require.Equal(rt, model[hd], v.Addr().Word64(0))
					seen++
				})
				require.Equal(rt, len(model), seen)
				require.NoError(rt, tab.Check())
			},
		})
	})
}

func BenchmarkOpenClose(b *testing.B) {
	_, m, tab := open(b, heap.Config{})
	v := m.Push(m.Alloc(someType, 0, 8))
	for b.Loop() {
		tab.Close(tab.Open(v.V()))
	}
}

func BenchmarkArgumentBlock(b *testing.B) {
	_, m, tab := open(b, heap.Config{})
	s := tab.NewStack()
	args := m.PushN(3)
	for i := range 3 {
		args.At(i).Set(m.Alloc(someType, 0, 8))
	}
	var hs [3]handles.Handle
	for b.Loop() {
		s.PopBlock(s.PushBlock(args.Slots(3), hs[:]))
	}
}
