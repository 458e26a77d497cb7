package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// groupby and its groups. Both walk the same iterator: a group gives items as long as
// their key is its own, and ends when its groupby has gone on to another.
type groupbyTypes struct{ groupby, group *object.Type }

// The references of a groupby. Of the item that is next: its key and value, Null before
// the first; the key of the group that was given last, and that group while it is the
// current one.
const (
	grpIter = iota
	grpKeyFunc
	grpTarget
	grpKey
	grpValue
	grpCurrent
	grpRefs
)

// The references of a group.
const (
	grParent = iota
	grTarget
	grRefs
)

func (g *groupbyTypes) defs() []iterDef {
	return []iterDef{
		{
			name: "groupby", sig: "($self, iterable, key=None)", refs: grpRefs, into: &g.groupby, next: g.next, reduce: groupbyReduce, setState: groupbySetState,
			doc: "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
			make: func(t *Thread, self Ref, a Args) bool {
				t.Store(self.V(), grpKeyFunc, a.At(2).V())
				return storeIter(t, self, grpIter, a.At(1))
			},
		},
		{
			name: "_grouper", sig: "($self, parent, tgtkey, /)", refs: grRefs, into: &g.group, next: groupNext, reduce: groupReduce,
			make: func(t *Thread, self Ref, a Args) bool {
				if !t.RT.TypeOf(a.At(1).V()).IsSubtype(g.groupby) {
					t.TypeErrorf("_grouper() argument 1 must be itertools.groupby, not %s", t.TypeName(a.At(1).V()))
					return false
				}
				fillGroup(t, self, a.At(1), a.At(2))
				return true
			},
		},
	}
}

func fillGroup(t *Thread, group, parent, key Ref) {
	t.Store(group.V(), grParent, parent.V())
	t.Store(group.V(), grTarget, key.V())
	t.Store(parent.V(), grpCurrent, group.V())
}

// step fetches the next item and its key. false: the iterator ended, or raised.
func groupbyStep(t *Thread, self Ref) bool {
	defer t.Pop(t.Top())
	it, fn := field(t, self, grpIter), field(t, self, grpKeyFunc)
	x := t.Push(modules.Next(t, it))
	if x.V() == heap.Null {
		return false
	}
	key := x
	if fn.V() != heap.None {
		if key = t.Push(t.CallN(fn, x)); key.V() == heap.Null {
			return false
		}
	}
	t.Store(self.V(), grpValue, x.V())
	t.Store(self.V(), grpKey, key.V())
	return true
}

// next skips what is left of the current group and gives the next one with its key.
func (g *groupbyTypes) next(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	t.Store(self.V(), grpCurrent, heap.Null)
	target, key := t.PushN(1), t.PushN(1)
	for {
		key.Set(self.V().Addr().Ref(grpKey))
		target.Set(self.V().Addr().Ref(grpTarget))
		if key.V() != heap.Null {
			if target.V() == heap.Null {
				break
			}
			if key.V() != target.V() {
				r := t.CompareBool(target, key, object.EQ)
				if r < 0 {
					return heap.Null
				}
				if r == 0 {
					break
				}
			}
		}
		if !groupbyStep(t, self) {
			return heap.Null
		}
	}
	t.Store(self.V(), grpTarget, self.V().Addr().Ref(grpKey))
	pair := t.PushN(2)
	pair.At(1).Set(t.NewInstance(g.group))
	if pair.At(1).V() == heap.Null {
		return heap.Null
	}
	target.Set(self.V().Addr().Ref(grpTarget))
	fillGroup(t, pair.At(1), self, target)
	pair.Set(self.V().Addr().Ref(grpKey))
	return t.TupleOf(pair, 2)
}

func groupNext(t *Thread, self Ref) Value {
	defer t.Pop(t.Top())
	parent := field(t, self, grParent)
	if parent.V().Addr().Ref(grpCurrent) != self.V() {
		return heap.Null
	}
	if parent.V().Addr().Ref(grpValue) == heap.Null && !groupbyStep(t, parent) {
		return heap.Null
	}
	target, key := field(t, self, grTarget), field(t, parent, grpKey)
	switch t.CompareBool(target, key, object.EQ) {
	case -1, 0:
		return heap.Null
	}
	// The value is given once; the key stays.
	x := parent.V().Addr().Ref(grpValue)
	t.Store(parent.V(), grpValue, heap.Null)
	return x
}

func groupbyReduce(t *Thread, a Args) Value {
	self := a.At(0)
	args := fieldTuple(t, self, grpIter, 2)
	ref := self.V().Addr()
	if ref.Ref(grpTarget) == heap.Null || ref.Ref(grpKey) == heap.Null || ref.Ref(grpValue) == heap.Null {
		return reduced(t, self, args)
	}
	key, value, target := field(t, self, grpKey), field(t, self, grpValue), field(t, self, grpTarget)
	return reduced(t, self, args, t.Push(t.PackTuple(key, value, target)))
}

func groupbySetState(t *Thread, a Args) Value {
	self, state := a.At(0), a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("state is not a tuple")
	}
	if n := t.TupleLen(state.V()); n != 3 {
		return t.TypeErrorf("function takes exactly 3 arguments (%d given)", n)
	}
	for i, slot := range []int{grpKey, grpValue, grpTarget} {
		t.Store(self.V(), slot, t.TupleAt(state.V(), i))
	}
	return heap.None
}

func groupReduce(t *Thread, a Args) Value {
	self := a.At(0)
	parent := field(t, self, grParent)
	if parent.V().Addr().Ref(grpCurrent) != self.V() {
		l := t.Push(t.NewList(0))
		if l.V() == heap.Null {
			return heap.Null
		}
		it := t.Push(t.Iter(l))
		if it.V() == heap.Null {
			return heap.Null
		}
		return t.CallMethod(it, t.RT.Name("__reduce__"))
	}
	return reduced(t, self, fieldTuple(t, self, grParent, 2))
}
