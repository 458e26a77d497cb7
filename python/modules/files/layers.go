package files

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Towers of files, as far as their end is concerned. All types that can be a layer of one
// (FileIO, the host's streams, the buffered ones, TextIOWrapper) have flags in raw word 0,
// and what they wrap in the reference innerRef.
const (
	rawFlags = 0
	innerRef = baseRefs // of the buffered types and TextIOWrapper

	flagFinalizing uint64 = 1 << iota // the finalizer is closing it
	flagWrapped                       // another layer has it, and will close it
	flagKeep                          // a standard stream: never closed by a finalizer
	flagFirst                         // the first that a type may use for itself
)

// hasFlags says that r is a layer.
func (x *IO) hasFlags(t *Thread, r Ref) bool {
	typ := t.RT.TypeOf(r.V())
	return typ.IsSubtype(x.file) || typ.IsSubtype(x.host) || x.wraps(typ)
}

// wraps says that instances of typ wrap another file.
func (x *IO) wraps(typ *object.Type) bool {
	return typ.IsSubtype(x.reader) || typ.IsSubtype(x.writer) || typ.IsSubtype(x.random) || typ.IsSubtype(x.text)
}

func flags(r Ref) uint64         { return r.V().Addr().Word64(rawFlags) }
func setFlags(r Ref, f uint64)   { r.V().Addr().SetWord64(rawFlags, flags(r)|f) }
func clearFlags(r Ref, f uint64) { r.V().Addr().SetWord64(rawFlags, flags(r)&^f) }
func putFlag(r Ref, f uint64, on bool) {
	if on {
		setFlags(r, f)
	} else {
		clearFlags(r, f)
	}
}

// wrap notes that another layer has r now, or parts with it.
func (x *IO) wrap(t *Thread, r Ref, yes bool) {
	if r.V() != heap.Null && x.hasFlags(t, r) {
		putFlag(r, flagWrapped, yes)
	}
}

// leftToOthers says that a finalizer has nothing to do with r.
func (x *IO) leftToOthers(t *Thread, r Ref) bool {
	return x.hasFlags(t, r) && flags(r)&(flagWrapped|flagKeep) != 0
}

func (x *IO) markFinalizing(t *Thread, r Ref) {
	if x.hasFlags(t, r) {
		setFlags(r, flagFinalizing)
	}
}

// finalizeInner closes what the finalized r had wrapped and did not close.
func (x *IO) finalizeInner(t *Thread, r Ref) {
	if !x.wraps(t.RT.TypeOf(r.V())) {
		return
	}
	inner := t.Push(r.V().Addr().Ref(innerRef))
	if inner.V() == heap.Null || !x.hasFlags(t, inner) || flags(inner)&flagWrapped == 0 {
		return
	}
	clearFlags(inner, flagWrapped)
	x.finalize(t, inner)
}

// finalizing is the attribute _finalizing.
var finalizing = object.GetSetDef{Name: "_finalizing",
	Get: func(t *Thread, r Ref) Value { return heap.Bool(flags(r)&flagFinalizing != 0) },
	Set: func(t *Thread, r, v Ref) bool {
		n := t.IsTrue(v)
		putFlag(r, flagFinalizing, n > 0)
		return n >= 0
	}}

// named writes the repr of a file: its class and, where it has one, its name. more is what
// follows, like " mode='r'".
func named(t *Thread, r Ref, more string) Value {
	defer t.Pop(t.Top())
	name, ok := t.GetAttrOpt(r, t.RT.NameRef(nmName))
	if !ok {
		// A detached file has none.
		if !t.ExcMatches(t.RT.Exc.ValueError) {
			return heap.Null
		}
		t.ClearExc()
	}
	out := "<" + t.RT.TypeOf(r.V()).Shown
	if name != heap.Null {
		switch t.ReprEnter(r) {
		case -1:
			return heap.Null
		case 1:
			return t.RuntimeErrorf("reentrant call inside %s.__repr__", t.TypeName(r.V()))
		}
		s := t.Repr(t.Push(name))
		t.ReprLeave()
		if s == heap.Null {
			return s
		}
		out += " name=" + object.GoStr(s)
	}
	return t.NewStr(out + more + ">")
}
