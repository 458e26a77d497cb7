package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// match runs the instructions of match statements; nil: exception pending.
func (x *Exec) match(op code.Op, arg int, sp unsafe.Pointer) unsafe.Pointer {
	t := x.t
	top := *slot(sp, -1)
	switch op {
	case code.GetLen:
		n := t.Length(ref(sp, -1))
		if n < 0 {
			return nil
		}
		*slot(sp, 0) = heap.SmallInt(int64(n))
		return up(sp, 1)
	case code.MatchSequence:
		*slot(sp, 0) = heap.Bool(isSequence(t, t.RT.TypeOf(top)))
		return up(sp, 1)
	case code.MatchMapping:
		*slot(sp, 0) = heap.Bool(isMapping(t, t.RT.TypeOf(top)))
		return up(sp, 1)
	case code.MatchKeys:
		v := x.matchKeys(ref(sp, -2), ref(sp, -1))
		if v == heap.Null {
			return nil
		}
		*slot(sp, 0) = v
		return up(sp, 1)
	case code.CopyWithoutKey:
		d := t.Push(t.NewDict())
		if d.V() == heap.Null || !t.DictUpdate(d, ref(sp, -2)) {
			return nil
		}
		for i := 0; i < t.TupleLen(*slot(sp, -1)); i++ {
			if !t.DelItem(d, t.Push(t.TupleAt(*slot(sp, -1), i))) {
				return nil
			}
		}
		*slot(sp, -1) = d.V()
		return sp
	}
	v := x.matchClass(ref(sp, -3), ref(sp, -2), ref(sp, -1), arg)
	if v == heap.Null {
		return nil
	}
	*slot(sp, -3) = v
	return up(sp, -2)
}

// isSequence says that instances of typ match sequence patterns: the builtin
// sequences but str, bytes and bytearray, and what a class says through
// collections.abc.
func isSequence(t *Thread, typ *object.Type) bool {
	return typ.Has(object.FlagSequence)
}

func isMapping(t *Thread, typ *object.Type) bool {
	return typ.Has(object.FlagMapping)
}

// matchKeys returns the tuple of the subject's values for keys, None when one
// is absent.
func (x *Exec) matchKeys(subject, keys Ref) Value {
	t := x.t
	n := t.TupleLen(keys.V())
	out := t.PushN(n + 1)
	seen := t.Push(t.NewSet())
	get := t.Push(t.GetAttr(subject, x.vm.names.get))
	if seen.V() == heap.Null || get.V() == heap.Null {
		return heap.Null
	}
	// A fresh object that no mapping holds.
	dummy := t.Push(t.NewList(0))
	for i := 0; i < n; i++ {
		key := t.Push(t.TupleAt(keys.V(), i))
		switch t.SetContains(seen, key) {
		case 1:
			return t.ValueErrorf("mapping pattern checks duplicate key (%s)", reprOr(t, key))
		case -1:
			return heap.Null
		}
		if !t.SetAdd(seen, key) {
			return heap.Null
		}
		v := t.CallN(get, key, dummy)
		if v == heap.Null {
			return v
		}
		if v == dummy.V() {
			return heap.None
		}
		out.At(i).Set(v)
	}
	return t.TupleOf(out, n)
}

// matchClass returns the tuple of attributes that a class pattern looks at:
// npos positional ones, then names; None when it does not match.
func (x *Exec) matchClass(subject, cls, names Ref, npos int) Value {
	t := x.t
	typ := t.RT.TypeFromObj(cls.V())
	if typ == nil {
		return t.TypeErrorf("called match pattern must be a class")
	}
	switch t.IsInstance(subject, cls) {
	case 0:
		return heap.None
	case -1:
		return heap.Null
	}
	nkw := t.TupleLen(names.V())
	out := t.PushN(npos + nkw + 1)
	seen := t.Push(t.NewSet())
	if seen.V() == heap.Null {
		return heap.Null
	}
	at := 0
	one := func(name Ref) (Value, bool) {
		switch t.SetContains(seen, name) {
		case 1:
			t.TypeErrorf("%s() got multiple sub-patterns for attribute %s", typ.Name, reprOr(t, name))
			return heap.Null, false
		case -1:
			return heap.Null, false
		}
		if !t.SetAdd(seen, name) {
			return heap.Null, false
		}
		return t.GetAttrOpt(subject, name)
	}
	if npos > 0 {
		ma, ok := t.GetAttrOpt(cls, x.vm.names.matchArg)
		if !ok {
			return heap.Null
		}
		list := t.Push(ma)
		allowed := 0
		selfMatch := false
		switch {
		case ma == heap.Null:
			if selfMatch = matchesSelf(typ, t.RT); selfMatch {
				allowed = 1
			}
		case !t.RT.TypeOf(ma).Has(object.FlagTupleSubclass):
			return t.TypeErrorf("%s.__match_args__ must be a tuple (got %s)", typ.Name, t.TypeName(ma))
		default:
			allowed = t.TupleLen(ma)
		}
		if allowed < npos {
			return t.TypeErrorf("%s() accepts %d positional sub-pattern%s (%d given)", typ.Name, allowed, plural(allowed), npos)
		}
		if selfMatch {
			out.Set(subject.V())
			at = 1
		} else {
			for i := 0; i < npos; i++ {
				name := t.Push(t.TupleAt(list.V(), i))
				if !t.RT.IsStr(name.V()) {
					return t.TypeErrorf("__match_args__ elements must be strings (got %s)", t.TypeName(name.V()))
				}
				v, ok := one(name)
				if !ok {
					return heap.Null
				}
				if v == heap.Null {
					return heap.None
				}
				out.At(at).Set(v)
				at++
			}
		}
	}
	for i := 0; i < nkw; i++ {
		v, ok := one(t.Push(t.TupleAt(names.V(), i)))
		if !ok {
			return heap.Null
		}
		if v == heap.Null {
			return heap.None
		}
		out.At(at).Set(v)
		at++
	}
	return t.TupleOf(out, at)
}

// matchesSelf says that a class's one positional sub-pattern is the subject
// itself, as for the builtin types of values and containers.
func matchesSelf(typ *object.Type, rt *object.Runtime) bool {
	for _, b := range []*object.Type{rt.BoolType, rt.ByteArrayType, rt.BytesType, rt.DictType, rt.FloatType,
		rt.FrozenSetType, rt.IntType, rt.ListType, rt.SetType, rt.StrType, rt.TupleType} {
		if typ.IsSubtype(b) {
			return true
		}
	}
	return false
}
