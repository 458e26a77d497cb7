package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// c3 computes the MRO of typ with the given bases: typ itself, then the C3 merge
// (Barrett et al., "A Monotonic Superclass Linearization for Dylan", 1996) of the
// bases' MROs and the list of bases. why is a message, when there is no order
// that respects them all.
func c3(typ *Type, bases []*Type) (mro []*Type, why string) {
	if typ != nil {
		mro = []*Type{typ}
	}
	if len(bases) == 1 {
		return append(mro, bases[0].MRO...), ""
	}
	for i, b := range bases {
		for _, c := range bases[:i] {
			if b == c {
				return nil, "duplicate base class " + b.Name
			}
		}
	}
	var seqs [][]*Type
	for _, b := range bases {
		seqs = append(seqs, b.MRO)
	}
	seqs = append(seqs, bases)
	for {
		rest := seqs[:0:0]
		for _, s := range seqs {
			if len(s) > 0 {
				rest = append(rest, s)
			}
		}
		if len(rest) == 0 {
			return mro, ""
		}
		next := c3Candidate(rest)
		if next == nil {
			var names []string
			seen := map[*Type]bool{}
			for _, s := range rest {
				if !seen[s[0]] {
					seen[s[0]] = true
					names = append(names, s[0].Name)
				}
			}
			return nil, "Cannot create a consistent method resolution\norder (MRO) for bases " + strings.Join(names, ", ")
		}
		mro = append(mro, next)
		for i, s := range rest {
			if s[0] == next {
				rest[i] = s[1:]
			}
		}
		seqs = rest
	}
}

// c3Candidate returns the first head that is in no tail.
func c3Candidate(seqs [][]*Type) *Type {
	for _, s := range seqs {
		ok := true
		for _, o := range seqs {
			for _, x := range o[1:] {
				ok = ok && x != s[0]
			}
		}
		if ok {
			return s[0]
		}
	}
	return nil
}

// BestBase returns the base whose layout the new class extends; nil: an exception
// is pending.
func (t *Thread) BestBase(bases []*Type) *Type {
	var winner, base *Type
	for _, b := range bases {
		if !b.Has(FlagBaseType) {
			t.TypeErrorf("type '%s' is not an acceptable base type", b.Shown)
			return nil
		}
		if b.MRO == nil {
			t.TypeErrorf("Cannot extend an incomplete type '%s'", b.Shown)
			return nil
		}
		s := b.solid
		switch {
		case winner == nil || s != winner && s.IsSubtype(winner):
			winner, base = s, b
		case winner.IsSubtype(s):
		default:
			t.TypeErrorf("multiple bases have instance lay-out conflict")
			return nil
		}
	}
	return base
}

const metaclassConflict = "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"

// winnerMeta returns the metaclass of a class with the given bases: the most
// derived of meta and theirs. nil: an exception is pending.
func (t *Thread) winnerMeta(meta *Type, bases []*Type) *Type {
	for _, b := range bases {
		switch {
		case meta.IsSubtype(b.Meta):
		case b.Meta.IsSubtype(meta):
			meta = b.Meta
		default:
			t.TypeErrorf("%s", metaclassConflict)
			return nil
		}
	}
	return meta
}

// MetaclassOf returns the metaclass that a class with these bases (a tuple) and
// this metaclass gets; Null: an exception is pending. What is no type among
// them is left out.
func (t *Thread) MetaclassOf(meta, bases Ref) Value {
	m := t.RT.TypeFromObj(meta.V())
	if m == nil {
		return meta.V()
	}
	var list []*Type
	for i := range t.TupleLen(bases.V()) {
		if b := t.RT.TypeFromObj(t.TupleAt(bases.V(), i)); b != nil {
			list = append(list, b)
		}
	}
	if m = t.winnerMeta(m, list); m == nil {
		return heap.Null
	}
	return m.Obj.V()
}

// computeMRO sets typ.MRO, by the metaclass's mro() where that is overridden.
func (t *Thread) computeMRO(typ *Type) bool {
	mro, why := c3(typ, typ.Bases)
	if typ.Meta != t.RT.TypeType {
		f := t.LookupType(typ.Meta, t.RT.name(nmMRO))
		if f != t.LookupType(t.RT.TypeType, t.RT.name(nmMRO)) {
			return t.customMRO(typ)
		}
	}
	if why != "" {
		t.TypeErrorf("%s", why)
		return false
	}
	typ.MRO = mro
	return true
}

func (t *Thread) customMRO(typ *Type) bool {
	defer t.Pop(t.Top())
	before := typ.MRO
	v, _ := t.callSpecial(typ.Obj, nmMRO)
	if v == heap.Null {
		return false
	}
	if v = t.SeqToTuple(t.Push(v)); v == heap.Null {
		return false
	}
	var mro []*Type
	for i := range t.TupleLen(v) {
		c := t.RT.TypeFromObj(t.TupleAt(v, i))
		if c == nil {
			t.TypeErrorf("mro() returned a non-class ('%s')", t.TypeName(t.TupleAt(v, i)))
			return false
		}
		if !typ.solid.IsSubtype(c.solid) {
			t.TypeErrorf("mro() returned base with unsuitable layout ('%s')", c.Shown)
			return false
		}
		mro = append(mro, c)
	}
	if len(before) > 0 && !sameTypes(typ.MRO, before) {
		return true // mro() has assigned to __bases__, which came after us
	}
	typ.MRO = mro
	return true
}

// sameTypes says that two lists are the very same.
func sameTypes(a, b []*Type) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }
