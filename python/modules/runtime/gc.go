package runtime

import (
	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// gcState is what the module gc keeps of one runtime.
type gcState struct {
	c       *gc.Collector
	enabled bool
	// thresholds are remembered: the first values are CPython's.
	thresholds [3]int64
	// allocated is what had been allocated at the last collection, in bytes; minors
	// and majors count those since the last one of a higher kind.
	allocated      uint64
	minors, majors int
}

// gcModule is the module gc. CPython's collector only looks for cycles, and can be
// switched off; here the collector is all there is, so enable and disable are
// remembered and change nothing else. CPython's generations 0 and 1 are the nursery
// here, 2 is everything. What is not here has no meaning for a collector that moves
// objects and counts no references.
func gcModule() modules.Module {
	s := &gcState{enabled: true, thresholds: [3]int64{700, 10, 10}}
	nothing := func(f func()) object.Native {
		return func(t *Thread, a Args) Value {
			f()
			return heap.None
		}
	}
	return modules.Module{
		Name: "gc",
		Doc: "This module provides access to the garbage collector.\n\n" +
			"collect() -- Collect garbage right now.\n" +
			"enable(), disable(), isenabled() -- Remembered; the collector cannot be switched off.\n" +
			"get_count() -- What happened since the last collections.\n" +
			"get_stats() -- What the collector has done.\n" +
			"get_referents() -- What an object refers to.\n" +
			"is_finalized() -- Has an object's finalizer run?\n",
		Functions: []object.MethodDef{
			{Name: "collect", Sig: "(generation=2)", Fn: s.collect,
				Doc: "Run the garbage collector.\n\nGenerations 0 and 1 are the nursery, 2 (the default) is everything.\n" +
					"Finalizers that become due run before the function returns. As nobody\ncounts the objects that die, the result is 0."},
			{Name: "enable", Sig: "()", Doc: "Make isenabled() true again.", Fn: nothing(func() { s.enabled = true })},
			{Name: "disable", Sig: "()", Doc: "Make isenabled() false; the collector goes on.", Fn: nothing(func() { s.enabled = false })},
			{Name: "isenabled", Sig: "()", Doc: "Tell whether enable() or disable() was called last.",
				Fn: func(t *Thread, a Args) Value { return heap.Bool(s.enabled) }},
			{Name: "get_count", Sig: "()", Fn: s.count,
				Doc: "Return a three-tuple: bytes allocated since the last collection, collections\nof the nursery since the last of the whole heap, such since the last full compaction."},
			{Name: "get_stats", Sig: "()", Fn: s.stats,
				Doc: "Return a list of three dicts: for collections of the nursery, of the whole\nheap, and for full compactions."},
			{Name: "get_referents", Sig: "(*objs)", Doc: "Return the list of objects that are directly referred to by objs.",
				Fn: func(t *Thread, a Args) Value { return t.Referents(a.At(0)) }},
			{Name: "get_threshold", Sig: "()", Fn: func(t *Thread, a Args) Value { return s.threshold(t) },
				Doc: "Return the thresholds that set_threshold() was last given."},
			{Name: "set_threshold", Fn: s.setThreshold,
				Doc: "set_threshold(threshold0, [threshold1, [threshold2]])\n\nRemember thresholds; when it collects, the collector decides by itself."},
			{Name: "is_finalized", Sig: "(obj, /)", Doc: "Returns true if the object has been already finalized by the GC.",
				Fn: func(t *Thread, a Args) Value {
					v := a.At(0).V()
					return heap.Bool(v.IsPtr() && v.Addr().Has(heap.FlagFinalized))
				}},
		},
		Attrs: []object.AttrDef{{Name: "garbage", Make: func(t *Thread) Value { return t.NewList(0) }}},
		Exec: func(t *Thread, m Ref) bool {
			s.c = gc.Of(t.H)
			s.c.OnEvent(s.note)
			return true
		},
	}
}

// threshold returns the three numbers of set_threshold.
func (s *gcState) threshold(t *Thread) Value {
	items := t.PushN(len(s.thresholds))
	for i, n := range s.thresholds {
		items.At(i).Set(t.NewInt(n))
	}
	return t.TupleOf(items, len(s.thresholds))
}

func (s *gcState) setThreshold(t *Thread, a Args) Value {
	if n := a.Len(); n < 1 || n > len(s.thresholds) || a.NumKw() > 0 {
		return t.TypeErrorf("set_threshold requires 1 to 3 arguments")
	}
	given := s.thresholds
	for i := range a.Len() {
		var ok bool
		if given[i], ok = t.AsInt64(a.At(i)); !ok {
			return heap.Null
		}
	}
	s.thresholds = given
	return heap.None
}

func (s *gcState) note(e gc.Event) {
	s.allocated = s.c.Stats().Allocated
	switch e.Kind {
	case heap.Minor:
		s.minors++
	case heap.Major:
		s.minors = 0
		s.majors++
	case heap.Full:
		s.minors, s.majors = 0, 0
	}
}

// maxCollectRounds bounds how often collect collects again because finalizers ran,
// each of which may make more garbage.
const maxCollectRounds = 4

func (s *gcState) collect(t *Thread, a Args) Value {
	n, ok := t.AsInt64(a.At(0))
	if !ok {
		return heap.Null
	}
	if n < 0 || n > 2 {
		return t.ValueErrorf("invalid generation")
	}
	kind := heap.Minor
	if n == 2 {
		kind = heap.Full
	}
	// An object with a finalizer outlives the collection that makes it due. In
	// CPython it is gone when collect returns.
	for range maxCollectRounds {
		t.Collect(kind, "gc.collect")
		if !t.H.Pending() {
			break
		}
		t.RunPending()
	}
	return heap.SmallInt(0)
}

func (s *gcState) count(t *Thread, a Args) Value {
	items := t.PushN(3)
	items.Set(t.NewUint(s.c.Stats().Allocated - s.allocated))
	items.At(1).Set(heap.SmallInt(int64(s.minors)))
	items.At(2).Set(heap.SmallInt(int64(s.majors)))
	return t.TupleOf(items, 3)
}

func (s *gcState) stats(t *Thread, a Args) Value {
	stats := s.c.Stats()
	list := t.Push(t.NewList(3))
	if list.V() == heap.Null {
		return heap.Null
	}
	for kind, n := range stats.Collections {
		mark := t.Top()
		d := t.Push(t.NewDict())
		if d.V() == heap.Null || !t.DictSetStr(d, "collections", t.Push(heap.SmallInt(int64(n)))) ||
			!t.DictSetStr(d, "pause_total", t.Push(heap.Float(stats.Pauses[kind].Sum.Seconds()))) ||
			!t.DictSetStr(d, "pause_max", t.Push(heap.Float(stats.Pauses[kind].Max.Seconds()))) ||
			!t.DictSetStr(d, "uncollectable", t.Push(heap.SmallInt(0))) || !t.ListAppend(list, d) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return list.V()
}
