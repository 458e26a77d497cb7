package object

import (
	"fmt"

	"github.com/hpyrun/hpyrun/heap"
)

// Exception groups.

const (
	groupMsg = excNumRefs + iota
	groupExcs
	groupNumRefs = 2
)

func groupNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	typ := t.RT.TypeFromObj(args.At(0).V())
	if args.n != 3 {
		return t.TypeErrorf("BaseExceptionGroup.__new__() takes exactly 2 arguments (%d given)", args.n-1)
	}
	msg, seq := args.At(1), args.At(2)
	if !t.RT.IsStr(msg.V()) {
		return t.TypeErrorf("BaseExceptionGroup.__new__() argument 1 must be str, not %s", t.TypeName(msg.V()))
	}
	if !t.isSequence(seq.V()) {
		return t.TypeErrorf("second argument (exceptions) must be a sequence")
	}
	v := t.SeqToTuple(seq)
	if v == heap.Null {
		return v
	}
	excs := t.Push(v)
	n := t.TupleLen(v)
	if n == 0 {
		return t.ValueErrorf("second argument (exceptions) must be a non-empty sequence")
	}
	base := false
	for i := range n {
		e := t.TupleAt(v, i)
		if !t.isExc(e) {
			return t.ValueErrorf("Item %d of second argument (exceptions) is not an exception", i)
		}
		base = base || !t.RT.TypeOf(e).IsSubtype(t.RT.Exc.Exception)
	}
	switch {
	case typ == t.RT.Exc.BaseExceptionGroup:
		if !base {
			typ = t.RT.Exc.ExceptionGroup
		}
	case base && typ == t.RT.Exc.ExceptionGroup:
		return t.TypeErrorf("Cannot nest BaseExceptions in an ExceptionGroup")
	case base && typ.IsSubtype(t.RT.Exc.Exception):
		return t.TypeErrorf("Cannot nest BaseExceptions in '%s'", typ.Shown)
	}
	g := t.NewInstance(typ)
	if g == heap.Null {
		return g
	}
	self := t.Push(g)
	t.Store(g, groupMsg, msg.V())
	t.Store(g, groupExcs, excs.V())
	return t.setExcArgs(self, args.At(1), 2)
}

func groupStr(t *Thread, e Ref) Value {
	defer t.Pop(t.Top())
	s := t.Str(t.Push(e.V().Addr().Ref(groupMsg)))
	if s == heap.Null {
		return s
	}
	n := t.TupleLen(e.V().Addr().Ref(groupExcs))
	return t.NewStr(fmt.Sprintf("%s (%d sub-exception%s)", GoStr(s), n, plural(n)))
}

func (t *Thread) isGroup(v Value) bool {
	return v.IsPtr() && t.RT.TypeOf(v).IsSubtype(t.RT.Exc.BaseExceptionGroup)
}

// groupDerive calls g.derive(list) and gives the new group g's traceback,
// context, cause and notes.
func (t *Thread) groupDerive(g, list Ref) Value {
	defer t.Pop(t.Top())
	if t.ListLen(list.V()) == 0 {
		return heap.None
	}
	v := t.CallMethod(g, t.RT.NameRef(nmDerive), list)
	if v == heap.Null {
		return v
	}
	if !t.isGroup(v) {
		return t.TypeErrorf("derive must return an instance of BaseExceptionGroup")
	}
	eg := t.Push(v)
	for _, slot := range []int{excTraceback, excContext, excCause} {
		t.Store(eg.V(), slot, g.V().Addr().Ref(slot))
	}
	// As in CPython, setting the cause of a derived group suppresses its
	// context.
	eg.V().Addr().SetWord64(excRawSuppress, 1)
	notes, ok := t.GetAttrOpt(g, t.RT.NameRef(nmNotes))
	if !ok {
		return heap.Null
	}
	if notes != heap.Null && t.isSequence(notes) {
		l := t.SeqToList(t.Push(notes))
		if l == heap.Null || !t.SetAttr(eg, t.RT.NameRef(nmNotes), t.Push(l)) {
			return heap.Null
		}
	}
	return eg.V()
}

// groupMatcher decides which exceptions split takes: those of a type (or tuple
// of types), those for which a function is true, or those in a list, by
// identity.
type groupMatcher struct {
	t    *Thread
	cond Ref
	kind uint8
}

const (
	matchType = iota
	matchFunc
	matchList
)

func (t *Thread) newMatcher(cond Ref) (m groupMatcher, ok bool) {
	m = groupMatcher{t: t, cond: cond}
	switch v := cond.V(); {
	case t.excClass(v) != nil:
		return m, true
	case t.RT.TypeOf(v).Has(FlagTupleSubclass):
		for i := range t.TupleLen(v) {
			if t.excClass(t.TupleAt(v, i)) == nil {
				t.TypeErrorf("expected a function, exception type or tuple of exception types")
				return m, false
			}
		}
		return m, true
	case isExact(v, IdxFunction):
		m.kind = matchFunc
		return m, true
	}
	t.TypeErrorf("expected a function, exception type or tuple of exception types")
	return m, false
}

// excClass returns the exception class that v is, or nil (no safepoint).
func (t *Thread) excClass(v Value) *Type {
	if c := t.RT.TypeFromObj(v); c != nil && c.Has(FlagExceptionSubclass) {
		return c
	}
	return nil
}

func (m *groupMatcher) matches(e Ref) int {
	t := m.t
	defer t.Pop(t.Top())
	switch m.kind {
	case matchFunc:
		v := t.CallN(m.cond, e)
		if v == heap.Null {
			return -1
		}
		return t.IsTrue(t.Push(v))
	case matchList:
		for i := range t.ListLen(m.cond.V()) {
			if t.ListAt(m.cond.V(), i) == e.V() {
				return 1
			}
		}
		return 0
	}
	if t.excMatchesAny(e.V(), m.cond.V()) {
		return 1
	}
	return 0
}

// excMatchesAny says that e is an instance of cls, a class or a tuple of
// classes (no safepoint).
func (t *Thread) excMatchesAny(e, cls Value) bool {
	if c := t.RT.TypeFromObj(cls); c != nil {
		return t.RT.TypeOf(e).IsSubtype(c)
	}
	if t.RT.TypeOf(cls).Has(FlagTupleSubclass) {
		for i := range t.TupleLen(cls) {
			if t.excMatchesAny(e, t.TupleAt(cls, i)) {
				return true
			}
		}
	}
	return false
}

// split puts into match and rest (nil Ref: not wanted) the parts of e that
// match and that do not, each with e's nesting, or None.
func (m *groupMatcher) split(e, match, rest Ref) bool {
	t := m.t
	match.Set(heap.None)
	if !rest.IsNil() {
		rest.Set(heap.None)
	}
	switch m.matches(e) {
	case -1:
		return false
	case 1:
		match.Set(e.V())
		return true
	}
	if !t.isGroup(e.V()) {
		if !rest.IsNil() {
			rest.Set(e.V())
		}
		return true
	}
	if !t.EnterIn(" in exceptiongroup_split_recursive") {
		return false
	}
	defer t.LeaveCall()
	defer t.Pop(t.Top())
	excs := t.Push(e.V().Addr().Ref(groupExcs))
	ml, rl := t.Push(t.NewList(0)), t.Push(t.NewList(0))
	if ml.V() == heap.Null || rl.V() == heap.Null {
		return false
	}
	sub, sm, sr := t.Push(heap.Null), t.Push(heap.Null), t.Push(heap.Null)
	for i := range t.TupleLen(excs.V()) {
		sub.Set(t.TupleAt(excs.V(), i))
		if !m.split(sub, sm, sr) {
			return false
		}
		if sm.V() != heap.None && !t.ListAppend(ml, sm) || sr.V() != heap.None && !t.ListAppend(rl, sr) {
			return false
		}
	}
	v := t.groupDerive(e, ml)
	if v == heap.Null {
		return false
	}
	match.Set(v)
	if !rest.IsNil() {
		if v = t.groupDerive(e, rl); v == heap.Null {
			return false
		}
		rest.Set(v)
	}
	return true
}

// GroupPart returns the part of group e that consists of the exceptions in the list
// leaves; None: nothing. Null: exception pending.
func (t *Thread) GroupPart(e, leaves Ref) Value {
	defer t.Pop(t.Top())
	m := groupMatcher{t: t, cond: leaves, kind: matchList}
	match := t.Push(heap.None)
	if !m.split(e, match, Ref{}) {
		return heap.Null
	}
	return match.V()
}

// SameRaise says that two exceptions have the very same traceback, cause, context and
// notes: that both are parts of what was raised once.
func (t *Thread) SameRaise(a, b Ref) (same, ok bool) {
	x, y := a.V().Addr(), b.V().Addr()
	if x.Ref(excTraceback) != y.Ref(excTraceback) || x.Ref(excCause) != y.Ref(excCause) || x.Ref(excContext) != y.Ref(excContext) {
		return false, true
	}
	defer t.Pop(t.Top())
	p, ok := t.GetAttrOpt(a, t.RT.NameRef(nmNotes))
	if !ok {
		return false, false
	}
	notes := t.Push(p)
	q, ok := t.GetAttrOpt(b, t.RT.NameRef(nmNotes))
	return ok && q == notes.V(), ok
}

// SplitGroup splits exception e for an except* clause with classes cls: match
// and rest are set to the parts, None where empty. A match that is no group is
// wrapped into one.
func (t *Thread) SplitGroup(e, cls, match, rest Ref) bool {
	if t.excMatchesAny(e.V(), cls.V()) {
		match.Set(e.V())
		rest.Set(heap.None)
		if t.isGroup(e.V()) {
			return true
		}
		defer t.Pop(t.Top())
		one := t.PackTuple(e)
		if one == heap.Null {
			return false
		}
		g := t.CallN(t.RT.Exc.ExceptionGroup.Obj, t.RT.NameRef(nmEmpty), t.Push(one))
		if g == heap.Null {
			return false
		}
		match.Set(g)
		return true
	}
	match.Set(heap.None)
	rest.Set(e.V())
	if !t.isGroup(e.V()) {
		return true
	}
	m := groupMatcher{t: t, cond: cls}
	return m.split(e, match, rest)
}

func groupSplit(t *Thread, args Args) Value {
	m, ok := t.newMatcher(args.At(1))
	if !ok {
		return heap.Null
	}
	match := t.PushN(2)
	if !m.split(args.At(0), match, match.At(1)) {
		return heap.Null
	}
	return t.TupleOf(match, 2)
}

func groupSubgroup(t *Thread, args Args) Value {
	m, ok := t.newMatcher(args.At(1))
	if !ok {
		return heap.Null
	}
	match := t.PushN(1)
	if !m.split(args.At(0), match, Ref{}) {
		return heap.Null
	}
	return match.V()
}

func groupMore(rt *Runtime, d *TypeDef) {
	d.FixedRefs = groupNumRefs
	d.Slots.New, d.Slots.Str = groupNew, groupStr
	d.GetSets = []GetSetDef{
		{Name: "message", Get: refGetter(groupMsg), Member: true, Doc: "exception message"},
		{Name: "exceptions", Get: refGetter(groupExcs), Member: true, Doc: "nested exceptions"},
	}
	d.Methods = []MethodDef{
		{Name: "__class_getitem__", Kind: ClassMethod, Sig: "($type, object, /)", Doc: "See PEP 585",
			Fn: func(t *Thread, args Args) Value { return t.NewGenericAlias(args.At(0), args.At(1)) }},
		{Name: "derive", Sig: "($self, object, /)", Fn: func(t *Thread, args Args) Value {
			defer t.Pop(t.Top())
			msg := t.Push(args.At(0).V().Addr().Ref(groupMsg))
			return t.CallN(t.RT.Exc.BaseExceptionGroup.Obj, msg, args.At(1))
		}},
		{Name: "split", Sig: "($self, object, /)", Fn: groupSplit},
		{Name: "subgroup", Sig: "($self, object, /)", Fn: groupSubgroup},
	}
}
