package gc_test

import (
	"maps"
	"slices"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
)

// The shadow heap: a program of random operations is run on a heap and, at the
// same time, on plain Go objects; what the collector did is compared with what
// those say. A program is a string of bytes, each a choice, so that both rapid
// and the fuzzer can make, shrink and keep them.

const (
	plainType heap.TypeIndex = iota + 1
	weakType

	structKind heap.OwnerKind = 1
)

// node is the shadow of one object. Its id is in the object's first raw word.
type node struct {
	id    uint64
	refs  []any // nil (Null), heap.Value (immediate) or *node
	raw   []byte
	ident uint64 // 0: never asked for

	weak       bool // refs[0] is weak
	owned      int  // registrations with structKind
	died       int
	finalizer  bool // registered, and not taken yet
	finalized  bool
	permanent  bool
	sampleDied bool
	native     uintptr // memory that OwnNative keeps, holding id
}

type shadow struct {
	t         require.TestingT
	data      []byte
	h         *heap.Heap
	c         *gc.Collector
	m         *heap.Mutator
	tab       *handles.Table
	nextID    uint64
	nodes     map[uint64]*node // all that may live
	born      uint64           // samples taken
	samples   map[uint64]*node // those that did not die
	stack     []*node          // shadow of the root stack
	globals   []global
	handles   []handle
	perm      []*node // permanent objects, roots
	limited   bool
	closed    bool
	collected bool // since the operation began
	full      bool // a full collection ended after the last change of the graph
}

type global struct {
	ref heap.Ref
	n   *node
}

type handle struct {
	h handles.Handle
	n *node
}

// byte returns the next choice: 0 when there are no more.
func (s *shadow) byte() int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b)
}

func (s *shadow) intn(n int) int { return s.byte() % n }

func runShadow(t require.TestingT, data []byte) *shadow {
	s := &shadow{t: t, data: data, nodes: map[uint64]*node{}, samples: map[uint64]*node{}}
	cfg := heap.Config{
		NurserySize: []int{4 << 10, 8 << 10, 64 << 10}[s.intn(3)],
		LargeSize:   []int{1 << 10, 0}[s.intn(2)],
		Stress:      []int{0, 0, 1, 3, 17}[s.intn(5)],
		StressFull:  []int{0, 1, 5}[s.intn(3)],
		Limit:       []int{0, 0, 1 << 20}[s.intn(3)],
		Verify:      1,
	}
	s.limited = cfg.Limit > 0
	var err error
	s.h, err = heap.New(cfg)
	require.NoError(t, err)
	defer func() {
		if !s.closed {
			s.h.OnDeath(structKind, nil)
			s.h.Close()
		}
	}()
	s.c = gc.Attach(s.h)
	s.tab, err = handles.New(s.h)
	require.NoError(t, err)
	s.m = s.h.NewMutator()
	if s.intn(2) == 1 {
		s.h.SetAllocSampler(1+s.intn(256)*8, func(_ *heap.Mutator, obj heap.Value, size int) uint64 {
			require.GreaterOrEqual(t, obj.Addr().Size(), size)
			s.born++
			return s.born
		}, func(token uint64) {
			if s.samples[token] != nil {
				s.samples[token].sampleDied = true
			}
			delete(s.samples, token)
		})
	}
	s.h.OnDeath(structKind, func(id uint64) {
		n := s.nodes[id]
		require.NotNil(t, n, "death of an unknown owner %d", id)
		n.died++
		require.LessOrEqual(t, n.died, n.owned, "owner %d died too often", id)
	})
	s.c.OnEvent(func(e gc.Event) { s.collected, s.full = true, e.Kind == heap.Full })
	for len(s.data) > 0 {
		s.collected, s.full = false, false
		s.step()
		s.settle()
	}
	s.finish()
	return s
}

// step runs one operation.
func (s *shadow) step() {
	switch op := s.intn(20); op {
	case 0, 1, 2, 3, 4:
		s.push(s.alloc(s.intn(5), 8+s.intn(48)))
	case 5: // near and above the size of large objects
		s.push(s.alloc(s.intn(200), 8+8*s.intn(250)))
	case 6:
		n := 1000 + 30*s.intn(256)
		if s.limited { // to get there
			n *= 3
		}
		s.push(s.alloc(n, 8+s.intn(100)))
	case 7, 8, 9, 10:
		s.store()
	case 11:
		s.storeRange()
	case 12:
		if len(s.stack) > 0 {
			n := s.intn(len(s.stack) + 1)
			s.m.Pop(s.ref(n).Slot())
			s.stack = s.stack[:n]
		}
	case 13:
		s.globalRoot()
	case 14:
		s.handle()
	case 15:
		s.weakRef()
	case 16:
		s.own()
	case 17:
		if v, n := s.pick(); n != nil && !n.permanent {
			id := s.h.Identity(v)
			require.NotZero(s.t, id)
			if n.ident == 0 {
				n.ident = id
			}
			require.Equal(s.t, n.ident, id)
		}
	case 18:
		if s.intn(4) == 0 && len(s.perm) < 20 {
			s.permanent()
		}
	case 19:
		s.m.Collect(heap.Kind(s.intn(3)), "test")
	}
}

func (s *shadow) ref(i int) heap.Ref { return heap.RefOf(s.m.Top()).At(i - len(s.stack)) }

// refused deals with an allocation that failed: it must have been at the limit.
func (s *shadow) refused(failed bool) bool {
	if failed {
		require.True(s.t, s.limited)
		require.Greater(s.t, s.h.Used(), 1<<19, "refused though there is room")
	}
	return failed
}

func (s *shadow) push(v heap.Value, n *node) {
	if n == nil {
		return
	}
	s.m.Push(v)
	s.stack = append(s.stack, n)
}

// alloc makes an object of at least 8 raw bytes.
func (s *shadow) alloc(nrefs, raw int) (heap.Value, *node) {
	born := s.born
	v := s.m.Alloc(plainType, nrefs, raw)
	if s.refused(v == heap.Null) {
		return heap.Null, nil
	}
	n := s.adopt(v)
	if s.born > born {
		require.Equal(s.t, born+1, s.born)
		s.samples[s.born] = n
	}
	return v, n
}

func (s *shadow) adopt(v heap.Value) *node {
	a := v.Addr()
	s.nextID++
	n := &node{id: s.nextID, refs: make([]any, a.NRefs()), raw: make([]byte, a.RawSize())}
	b := a.Bytes(0, a.RawSize())
	for i := range a.NRefs() {
		s.slot(heap.Null, a.Ref(i), n, i)
	}
	for i, x := range b {
		s.slot(0, heap.Value(x), n, i)
		b[i] = byte(n.id) + byte(i)
	}
	a.SetWord64(0, n.id)
	copy(n.raw, b)
	s.nodes[n.id] = n
	return n
}

// pick returns an object that is found by a random walk from a random root.
func (s *shadow) pick() (heap.Value, *node) {
	var v heap.Value
	var n *node
	switch k := s.intn(len(s.stack) + len(s.globals) + len(s.handles) + 1); {
	case k < len(s.stack):
		v, n = s.ref(k).V(), s.stack[k]
	case k < len(s.stack)+len(s.globals):
		g := s.globals[k-len(s.stack)]
		v, n = g.ref.V(), g.n
	case k < len(s.stack)+len(s.globals)+len(s.handles):
		h := s.handles[k-len(s.stack)-len(s.globals)]
		v, n = s.tab.Deref(h.h), h.n
	}
	for steps := s.intn(4); n != nil && steps > 0 && len(n.refs) > 0; steps-- {
		i := s.intn(len(n.refs))
		next, ok := n.refs[i].(*node)
		if !ok || n.weak && i == 0 {
			break
		}
		v, n = v.Addr().Ref(i), next
	}
	if n != nil {
		require.Equal(s.t, n.id, v.Addr().Word64(0))
	}
	return v, n
}

// value returns something to store: often an object.
func (s *shadow) value() (heap.Value, any) {
	switch s.intn(8) {
	case 0:
		return heap.Null, nil
	case 1:
		v := heap.SmallInt(int64(s.byte()) - 128)
		return v, v
	case 2:
		v := heap.Float(float64(s.byte()) * 1e300)
		return v, v
	}
	v, n := s.pick()
	if n == nil {
		return heap.Null, nil
	}
	return v, n
}

func (s *shadow) store() {
	v, n := s.pick()
	if n == nil || len(n.refs) == 0 {
		return
	}
	i := s.intn(len(n.refs))
	x, sx := s.value()
	if n.weak && i == 0 {
		if _, ok := sx.(*node); !ok {
			return
		}
	}
	s.m.Store(v, i, x)
	n.refs[i] = sx
}

func (s *shadow) storeRange() {
	v, n := s.pick()
	if n == nil || n.weak || len(n.refs) < 2 {
		return
	}
	count := 1 + s.intn(min(len(n.refs)-1, 20))
	at := s.intn(len(n.refs) - count + 1)
	if s.intn(2) == 0 && len(s.stack) >= count { // from the root stack
		from := s.intn(len(s.stack) - count + 1)
		s.m.StoreRange(v, at, s.ref(from).Slots(count))
		for i := range count {
			n.refs[at+i] = s.stack[from+i]
		}
		return
	}
	from := s.intn(len(n.refs) - count + 1) // within the object
	s.m.StoreRange(v, at, unsafe.Slice(v.Addr().Slot(from), count))
	copy(n.refs[at:at+count], slices.Clone(n.refs[from:from+count]))
}

func (s *shadow) globalRoot() {
	if len(s.globals) > 0 && s.intn(2) == 0 {
		i := s.intn(len(s.globals))
		s.h.FreeRoot(s.globals[i].ref)
		s.globals = slices.Delete(s.globals, i, i+1)
		return
	}
	if v, n := s.pick(); n != nil {
		r := s.h.NewRoot()
		require.Equal(s.t, heap.Null, r.V())
		r.Set(v)
		s.globals = append(s.globals, global{r, n})
	}
}

func (s *shadow) handle() {
	if len(s.handles) > 0 && s.intn(2) == 0 {
		i := s.intn(len(s.handles))
		require.True(s.t, s.tab.Close(s.handles[i].h))
		s.handles = slices.Delete(s.handles, i, i+1)
		return
	}
	if v, n := s.pick(); n != nil {
		s.handles = append(s.handles, handle{s.tab.Open(v), n})
	}
}

func (s *shadow) weakRef() {
	v, n := s.pick()
	if n == nil {
		return
	}
	r := s.m.Push(v)
	w := s.m.Alloc(weakType, 2, 8)
	if s.refused(w == heap.Null) {
		s.m.Pop(r.Slot())
		return
	}
	wn := s.adopt(w)
	wn.weak = true
	w.Addr().SetFlags(heap.FlagWeak)
	s.m.Store(w, 0, r.V())
	wn.refs[0] = n
	if s.intn(2) == 0 {
		s.m.Store(w, 1, heap.True)
		wn.refs[1] = heap.True
	}
	r.Set(w)
	s.stack = append(s.stack, wn)
}

func (s *shadow) own() {
	v, n := s.pick()
	if n == nil || n.permanent {
		return
	}
	switch s.intn(3) {
	case 0:
		n.owned++
		s.m.Own(v, structKind, n.id)
	case 1:
		if !n.finalizer && !n.finalized {
			n.finalizer = true
			s.m.Own(v, heap.OwnerFinalizer, 0)
		}
	case 2:
		if n.native == 0 {
			size := 8 + s.intn(200)*s.intn(256)
			p := s.h.AllocNative(size)
			if s.refused(p == nil) {
				return
			}
			require.Zero(s.t, uintptr(p)%16)
			for i, b := range unsafe.Slice((*byte)(p), size) {
				s.slot(0, heap.Value(b), n, i)
			}
			*(*uint64)(p) = n.id
			n.native = uintptr(p)
			s.m.OwnNative(v, n.native, size)
		}
	}
}

func (s *shadow) permanent() {
	v := s.m.AllocPermanent(plainType, 3, 8)
	n := s.adopt(v)
	n.permanent = true
	s.perm = append(s.perm, n)
	s.push(v, n)
}

// reach adds all that is strongly reachable from n to set.
func reach(set map[*node]bool, roots ...*node) {
	roots = slices.Clone(roots)
	for len(roots) > 0 {
		n := roots[len(roots)-1]
		roots = roots[:len(roots)-1]
		if n == nil || set[n] {
			continue
		}
		set[n] = true
		for i, r := range n.refs {
			if x, ok := r.(*node); ok && !(n.weak && i == 0) {
				roots = append(roots, x)
			}
		}
	}
}

func (s *shadow) roots() []*node {
	list := slices.Concat(s.stack, s.perm)
	for _, g := range s.globals {
		list = append(list, g.n)
	}
	for _, h := range s.handles {
		list = append(list, h.n)
	}
	return list
}

// settle compares the heap with its shadow and takes what the collector queued.
func (s *shadow) settle() {
	if !s.collected {
		return
	}
	live := map[*node]bool{}
	reach(live, s.roots()...)

	// Finalizers: due for nothing that is reachable, once each.
	due := map[*node]bool{}
	var queue []*node
	var queued []heap.Ref
	for v := s.h.TakeFinalizable(); v != heap.Null; v = s.h.TakeFinalizable() {
		n := s.nodes[v.Addr().Word64(0)]
		require.True(s.t, n.finalizer, "finalizer of %d", n.id)
		require.False(s.t, live[n], "finalizer of %d, which is reachable", n.id)
		require.True(s.t, v.Addr().Has(heap.FlagFinalized))
		n.finalizer, n.finalized = false, true
		queue = append(queue, n)
		r := s.h.NewRoot()
		r.Set(v)
		queued = append(queued, r)
	}
	reach(due, queue...)

	// Weak references are queued when cleared, if they have a callback. One that
	// is unreachable, but old, may be cleared by a minor collection; it lives
	// while it is in the queue.
	for v := s.h.TakeCleared(); v != heap.Null; v = s.h.TakeCleared() {
		n := s.nodes[v.Addr().Word64(0)]
		require.True(s.t, n.weak)
		require.Equal(s.t, heap.None, v.Addr().Ref(0))
		require.NotNil(s.t, n.refs[1], "weak reference without a callback")
		reach(due, n)
	}

	// Walk both graphs at once.
	seen := map[*node]heap.Value{}
	for i, n := range s.stack {
		s.same(seen, live, due, s.ref(i).V(), n)
	}
	for _, g := range s.globals {
		s.same(seen, live, due, g.ref.V(), g.n)
	}
	for _, h := range s.handles {
		s.same(seen, live, due, s.tab.Deref(h.h), h.n)
	}
	for i, n := range queue {
		s.same(seen, live, due, queued[i].V(), n)
	}

	// A full collection finds all samples that died.
	for _, n := range s.samples {
		require.False(s.t, s.full && !live[n] && !due[n], "sampled %d should have died", n.id)
	}

	// Owners die when they are unreachable, after a full collection all of them.
	for _, n := range s.nodes {
		require.False(s.t, n.sampleDied && (live[n] || due[n]), "sampled %d died alive", n.id)
		if n.died > 0 {
			require.False(s.t, live[n] || due[n], "owner %d died alive", n.id)
			require.Equal(s.t, n.owned, n.died, "all that %d owns", n.id)
		}
		if s.full && !live[n] && !due[n] {
			require.Equal(s.t, n.owned, n.died, "owner %d should have died", n.id)
			delete(s.nodes, n.id)
		}
	}

	// Some finalizers resurrect.
	for i, n := range queue {
		if s.intn(3) == 1 {
			s.push(queued[i].V(), n)
		}
		s.h.FreeRoot(queued[i])
	}
	require.NoError(s.t, gc.Verify(s.h))
}

// same compares the objects reachable from v with those from n.
func (s *shadow) same(seen map[*node]heap.Value, live, due map[*node]bool, v heap.Value, n *node) {
	type pair struct {
		v    heap.Value
		n    *node
		from *node
	}
	work := []pair{{v, n, nil}}
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		if was, ok := seen[p.n]; ok {
			require.Equal(s.t, was, p.v, "object %d is at two places", p.n.id)
			continue
		}
		seen[p.n] = p.v
		a := p.v.Addr()
		require.Equal(s.t, p.n.id, a.Word64(0), "referred to by %v", p.from)
		require.Equal(s.t, string(p.n.raw), string(a.Bytes(0, a.RawSize())), "bytes of %d", p.n.id)
		require.Equal(s.t, len(p.n.refs), a.NRefs())
		require.Equal(s.t, p.n.finalized, a.Has(heap.FlagFinalized))
		if p.n.ident != 0 {
			require.Equal(s.t, p.n.ident, s.h.Identity(p.v))
		}
		if p.n.native != 0 {
			require.Equal(s.t, p.n.id, *(*uint64)(unsafe.Add(unsafe.Pointer(nil), p.n.native)), "native memory of %d", p.n.id)
		}
		for i, r := range p.n.refs {
			x := a.Ref(i)
			if p.n.weak && i == 0 {
				s.weakSame(live, due, p.n, x)
				if t, ok := p.n.refs[0].(*node); ok && live[t] {
					work = append(work, pair{x, t, p.n})
				}
				continue
			}
			switch r := r.(type) {
			case nil:
				s.slot(heap.Null, x, p.n, i)
			case heap.Value:
				s.slot(r, x, p.n, i)
			case *node:
				if !x.IsPtr() {
					require.Fail(s.t, "no reference", "object %d, slot %d: %#x", p.n.id, i, uint64(x))
				}
				work = append(work, pair{x, r, p.n})
			}
		}
	}
}

func (s *shadow) slot(want, got heap.Value, n *node, i int) {
	if want != got { // require is slow
		require.Fail(s.t, "wrong value", "object %d, slot %d: %#x instead of %#x", n.id, i, uint64(got), uint64(want))
	}
}

// weakSame checks the weak reference n, which holds x.
func (s *shadow) weakSame(live, due map[*node]bool, n *node, x heap.Value) {
	target, ok := n.refs[0].(*node)
	if !ok {
		require.Equal(s.t, heap.None, x)
		return
	}
	if x == heap.None {
		require.False(s.t, live[target], "weak reference %d to %d was cleared too early", n.id, target.id)
		n.refs[0] = heap.None
		return
	}
	require.Equal(s.t, target.id, x.Addr().Word64(0))
	if s.full && live[n] {
		require.True(s.t, live[target], "weak reference %d to %d was not cleared", n.id, target.id)
	}
}

// finish drops all roots: everything but permanent objects must go.
func (s *shadow) finish() {
	s.m.Pop(s.ref(0).Slot())
	s.stack = nil
	for _, g := range s.globals {
		s.h.FreeRoot(g.ref)
	}
	for _, h := range s.handles {
		require.True(s.t, s.tab.Close(h.h))
	}
	s.globals, s.handles = nil, nil
	for range 4 { // queues and finalizers keep what they are given for a while
		s.m.Collect(heap.Full, "test")
		s.settle()
	}
	live := map[*node]bool{}
	reach(live, s.perm...)
	objects := 0
	s.h.EachObject(func(obj heap.Value, _ heap.Space) {
		require.True(s.t, live[s.nodes[obj.Addr().Word64(0)]], "object %d still lives", obj.Addr().Word64(0))
		objects++
	})
	require.Equal(s.t, len(live), objects)
	native := 0
	for n := range live {
		if n.native != 0 {
			native++
		}
	}
	require.Equal(s.t, native > 0, s.h.NativeUsed() > 0)
	for _, n := range slices.Collect(maps.Keys(live)) {
		n.died = 0
	}
	s.tab.Destroy()
	s.closed = true
	s.h.Close()
	for n := range live {
		require.Equal(s.t, n.owned, n.died, "owner %d at the end", n.id)
	}
}
