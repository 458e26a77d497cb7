package object

const notWritten = "BUG: not written yet"

// list
func (t *Thread) ListInsert(l Ref, i int, v Ref) bool         { panic(notWritten) }
func (t *Thread) ListExtend(l, it Ref) bool                   { panic(notWritten) }
func (t *Thread) ListPop(l Ref, i int) Value                  { panic(notWritten) }
func (t *Thread) ListSlice(l Ref, lo, hi int) Value           { panic(notWritten) }
func (t *Thread) ListSetSlice(l Ref, lo, hi int, it Ref) bool { panic(notWritten) } // it nil: deletes
func (t *Thread) ListReverse(l Ref)                           { panic(notWritten) }
func (t *Thread) ListSort(l Ref, key Ref, reverse bool) bool  { panic(notWritten) } // key may be nil or None
func (t *Thread) ListToTuple(l Ref) Value                     { panic(notWritten) }
func (t *Thread) ListClear(l Ref)                             { panic(notWritten) }

// DictUpdate is dict.update(other): a mapping (with keys()) or an iterable of pairs.
func (t *Thread) DictUpdate(d, other Ref) bool { panic(notWritten) }

// DictMerge adds other's items (a mapping); dupKey, if not the nil Ref, is set to the first key that
// is in both, and then nothing more is done and false returned WITHOUT an exception (for f(**a, **b)).
func (t *Thread) DictMerge(d, other, dupKey Ref) bool { panic(notWritten) }

// set, frozenset
func (t *Thread) NewSet() Value { panic(notWritten) }

// NewFrozenSet makes a frozenset of an iterable (nil Ref: empty).
func (t *Thread) NewFrozenSet(it Ref) Value               { panic(notWritten) }
func (t *Thread) SetAdd(s, v Ref) bool                    { panic(notWritten) }
func (t *Thread) SetContains(s, v Ref) int                { panic(notWritten) }
func (t *Thread) SetDiscard(s, v Ref) (found, ok bool)    { panic(notWritten) }
func (t *Thread) SetLen(v Value) int                      { panic(notWritten) }
func (t *Thread) SetNext(v Value, pos *int) (Value, bool) { panic(notWritten) }
func (t *Thread) SetUpdate(s, it Ref) bool                { panic(notWritten) }
func (t *Thread) SetClear(s Ref)                          { panic(notWritten) }
func (t *Thread) SetPop(s Ref) Value                      { panic(notWritten) }

// slice, range
func (t *Thread) NewSlice(start, stop, step Ref) Value { panic(notWritten) } // nil Ref: None
// SliceIndices is slice.indices' clipping: n is the number of items.
func (t *Thread) SliceIndices(s Ref, length int) (start, stop, step, n int, ok bool) {
	panic(notWritten)
}
func (t *Thread) NewRange(start, stop, step Ref) Value     { panic(notWritten) } // ints (after __index__)
func (t *Thread) NewRangeInts(start, stop, step int) Value { panic(notWritten) }

// iteration
func (t *Thread) SeqToTuple(it Ref) Value { panic(notWritten) }
func (t *Thread) SeqToList(it Ref) Value  { panic(notWritten) }

// Unpack fills the n neighbouring slots from dst on with the items of seq: "a, b, c = seq".
func (t *Thread) Unpack(seq Ref, dst Ref, n int) bool { panic(notWritten) }

// UnpackEx is "a, *b, c = seq": before slots, a list, after slots.
func (t *Thread) UnpackEx(seq Ref, dst Ref, before, after int) bool { panic(notWritten) }

// LengthHint is operator.length_hint; -1: exception.
func (t *Thread) LengthHint(o Ref, def int) int            { panic(notWritten) }
func (t *Thread) NewSeqIter(seq Ref) Value                 { panic(notWritten) }
func (t *Thread) NewCallIter(callable, sentinel Ref) Value { panic(notWritten) }
func (t *Thread) Reversed(seq Ref) Value                   { panic(notWritten) }
func (t *Thread) NewMappingProxy(mapping Ref) Value        { panic(notWritten) }

// for the builtins module
func (t *Thread) Sorted(it, key Ref, reverse bool) Value { panic(notWritten) }

// MinMax is min() (op LT) and max() (op GT) with the builtin's raw arguments.
func (t *Thread) MinMax(op CompareOp, args Args) Value { panic(notWritten) }
func (t *Thread) Sum(it, start Ref) Value              { panic(notWritten) }
