package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// bisectModule is _bisect.
func bisectModule() modules.Module {
	find := func(right bool) object.Native {
		return func(t *Thread, a Args) Value {
			i := bisect(t, a, right)
			if i < 0 {
				return heap.Null
			}
			return t.NewInt(int64(i))
		}
	}
	insert := func(right bool) object.Native {
		return func(t *Thread, a Args) Value {
			args := a
			if key := a.At(4); key.V() != heap.None {
				// The item is looked for by its key.
				all := t.PushN(5)
				for i := range 5 {
					all.At(i).Set(a.At(i).V())
				}
				if all.At(1).Set(t.CallN(key, a.At(1))); all.At(1).V() == heap.Null {
					return heap.Null
				}
				args = object.MakeArgs(all, 5, Ref{})
			}
			i := bisect(t, args, right)
			if i < 0 {
				return heap.Null
			}
			if t.RT.TypeOf(a.At(0).V()) == t.RT.ListType {
				if !t.ListInsert(a.At(0), i, a.At(1)) {
					return heap.Null
				}
				return heap.None
			}
			if t.CallMethod(a.At(0), t.RT.Name("insert"), t.Push(t.NewInt(int64(i))), a.At(1)) == heap.Null {
				return heap.Null
			}
			return heap.None
		}
	}
	const sig = "(a, x, lo=0, hi=None, *, key=None)"
	const bounds = "\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched."
	return modules.Module{
		Name: "_bisect",
		Doc:  "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
		Functions: []object.MethodDef{
			{Name: "bisect_right", Sig: sig, Fn: find(true), Doc: "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x." + bounds},
			{Name: "bisect_left", Sig: sig, Fn: find(false), Doc: "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x." + bounds},
			{Name: "insort_right", Sig: sig, Fn: insert(true), Doc: "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x." + bounds},
			{Name: "insort_left", Sig: sig, Fn: insert(false), Doc: "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x." + bounds},
		},
	}
}

// bisect finds where x (argument 1) belongs: behind what equals it, or before. -1: an
// exception is pending.
func bisect(t *Thread, a Args, right bool) int {
	defer t.Pop(t.Top())
	seq, x, key := a.At(0), a.At(1), a.At(4)
	lo, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return -1
	}
	if lo < 0 {
		t.ValueErrorf("lo must be non-negative")
		return -1
	}
	hi := 0
	if a.At(3).V() == heap.None {
		if hi = t.Length(seq); hi < 0 {
			return -1
		}
	} else if hi, ok = t.AsSsize(a.At(3), t.RT.Exc.OverflowError); !ok {
		return -1
	} else if hi == -1 {
		if hi = t.Length(seq); hi < 0 {
			return -1
		}
	}
	item := t.PushN(1)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if item.Set(t.SequenceItem(seq, mid)); item.V() == heap.Null {
			return -1
		}
		if key.V() != heap.None {
			if item.Set(t.CallN(key, item)); item.V() == heap.Null {
				return -1
			}
		}
		r := 0
		if right {
			r = t.CompareBool(x, item, object.LT)
		} else {
			r = t.CompareBool(item, x, object.LT)
		}
		switch {
		case r < 0:
			return -1
		case (r == 1) == right:
			hi = mid
		default:
			lo = mid + 1
		}
	}
	return lo
}
