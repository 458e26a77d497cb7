package modules

import (
	"slices"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// StructSeqDef describes a type of tuples whose items have names: sys.version_info,
// time.struct_time.
type StructSeqDef struct {
	Module, Name, Doc string // Module "": none in the name
	// Fields names the items. "" is an item without a name.
	Fields []string
	// Hidden counts the fields at the end that are attributes only, no items.
	Hidden int
	// Fill, if set, completes the fields of an instance that Python code makes: those
	// that were not given are None. No safepoint.
	Fill func(fields Ref)
}

// StructSeq is such a type, of one runtime. The hidden fields of an instance lie in its
// reference slots before the items.
type StructSeq struct {
	StructSeqDef
	Type *object.Type
}

func (s *StructSeq) visible() int { return len(s.Fields) - s.Hidden }

// named are the fields that have a name.
func named(fields []string) []string {
	return slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return f == "" })
}

// fullName is what the type is called in reprs and messages.
func (s *StructSeq) fullName() string {
	if s.Module == "" {
		return s.Name
	}
	return s.Module + "." + s.Name
}

// NewStructSeq makes the type. nil: exception pending.
func NewStructSeq(t *Thread, def StructSeqDef) *StructSeq {
	s := &StructSeq{StructSeqDef: def}
	var getsets []object.GetSetDef
	for i, f := range def.Fields {
		if f == "" {
			continue
		}
		get := func(t *Thread, self Ref) Value { return t.TupleAt(self.V(), i) }
		if i >= s.visible() {
			get = func(t *Thread, self Ref) Value {
				if v := self.V().Addr().Ref(i - s.visible()); v != heap.Null {
					return v
				}
				return heap.None
			}
		}
		getsets = append(getsets, object.GetSetDef{Name: f, Get: get})
	}
	number := func(name string, n int) object.AttrDef {
		return object.AttrDef{Name: name, Make: func(t *Thread) Value { return heap.SmallInt(int64(n)) }}
	}
	s.Type = t.NewBuiltinType(object.TypeDef{
		Name: def.Name, Module: def.Module, Doc: def.Doc, Base: t.RT.TupleType, FixedRefs: def.Hidden, GetSets: getsets,
		Attrs: []object.AttrDef{number("n_fields", len(def.Fields)), number("n_sequence_fields", s.visible()), number("n_unnamed_fields", len(def.Fields)-len(named(s.Fields))),
			{Name: "__match_args__", Make: func(t *Thread) Value { return namesTuple(t, named(def.Fields[:s.visible()])) }}},
		Slots:   object.Slots{New: s.construct, Repr: s.repr},
		Methods: []object.MethodDef{{Name: "__reduce__", Sig: "($self, /)", Fn: s.reduce}},
	})
	if s.Type == nil {
		return nil
	}
	return s
}

func namesTuple(t *Thread, names []string) Value {
	defer t.Pop(t.Top())
	first := t.PushN(len(names) + 1)
	for i, n := range names {
		first.At(i).Set(t.RT.Intern(n).V())
	}
	return t.TupleOf(first, len(names))
}

// New makes an instance of all its fields, which are neighbours from first on. Null:
// exception pending.
func (s *StructSeq) New(t *Thread, first Ref) Value {
	v := t.NewInstanceSized(s.Type, s.visible(), 0)
	if v == heap.Null {
		return v
	}
	fields := first.Slots(len(s.Fields))
	t.StoreRange(v, s.Hidden, fields[:s.visible()])
	if s.Hidden > 0 {
		t.StoreRange(v, 0, fields[s.visible():])
	}
	return v
}

// construct is the type called: with a sequence, and a dict of hidden fields.
func (s *StructSeq) construct(t *Thread, a Args) Value {
	var seq, dict Ref
	for i := 1; i < a.Len(); i++ {
		switch i {
		case 1:
			seq = a.At(1)
		case 2:
			dict = a.At(2)
		}
	}
	for i := range a.NumKw() {
		switch name := object.GoStr(a.KwName(i)); {
		case name == "sequence" && seq.IsNil():
			seq = a.Kw(i)
		case name == "dict" && dict.IsNil():
			dict = a.Kw(i)
		default:
			return t.TypeErrorf("structseq() got an unexpected keyword argument '%s'", name)
		}
	}
	switch {
	case a.Len() > 3:
		return t.TypeErrorf("structseq() takes at most 2 arguments (%d given)", a.Len()-1)
	case seq.IsNil():
		return t.TypeErrorf("structseq() missing required argument 'sequence' (pos 1)")
	}
	items := t.Push(t.SeqToTuple(seq))
	if items.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			return t.TypeErrorf("constructor requires a sequence")
		}
		return heap.Null
	}
	if !dict.IsNil() && !t.RT.TypeOf(dict.V()).IsSubtype(t.RT.DictType) {
		return t.TypeErrorf("%s() takes a dict as second arg, if any", s.fullName())
	}
	n, least, most := t.TupleLen(items.V()), s.visible(), len(s.Fields)
	switch {
	case least == most && n != least:
		return t.TypeErrorf("%s() takes a %d-sequence (%d-sequence given)", s.fullName(), least, n)
	case n < least:
		return t.TypeErrorf("%s() takes an at least %d-sequence (%d-sequence given)", s.fullName(), least, n)
	case n > most:
		return t.TypeErrorf("%s() takes an at most %d-sequence (%d-sequence given)", s.fullName(), most, n)
	}
	fields := t.PushN(most)
	for i, name := range s.Fields {
		fields.At(i).Set(heap.None)
		if i < n {
			fields.At(i).Set(t.TupleAt(items.V(), i))
		} else if !dict.IsNil() {
			v, ok := t.DictGet(dict, t.RT.Name(name))
			if !ok {
				return heap.Null
			}
			if v != heap.Null {
				fields.At(i).Set(v)
			}
		}
	}
	if s.Fill != nil {
		s.Fill(fields)
	}
	return s.New(t, fields)
}

func (s *StructSeq) repr(t *Thread, self Ref) Value {
	var b strings.Builder
	b.WriteString(s.fullName() + "(")
	item := t.PushN(1)
	names := named(s.Fields) // CPython names an item by its number among the names
	for i, f := range names[:s.visible()] {
		if i > 0 {
			b.WriteString(", ")
		}
		item.Set(t.TupleAt(self.V(), i))
		r := t.Repr(item)
		if r == heap.Null {
			return r
		}
		b.WriteString(f + "=" + object.GoStr(r))
	}
	return t.NewStr(b.String() + ")")
}

// reduce says how a copy is made: from the items and a dict of the hidden fields.
func (s *StructSeq) reduce(t *Thread, a Args) Value {
	self := a.At(0)
	n := s.visible()
	items := t.PushN(n + 1)
	for i := range n {
		items.At(i).Set(t.TupleAt(self.V(), i))
	}
	args := t.PushN(2)
	args.Set(t.TupleOf(items, n))
	args.At(1).Set(t.NewDict())
	if slices.Contains(args.Slots(2), heap.Null) {
		return heap.Null
	}
	for i, f := range s.Fields[n:] {
		v := self.V().Addr().Ref(i)
		if v == heap.Null {
			v = heap.None
		}
		if !t.DictSetStr(args.At(1), f, t.Push(v)) {
			return heap.Null
		}
	}
	out := t.PushN(2)
	out.Set(s.Type.Obj.V())
	out.At(1).Set(t.TupleOf(args, 2))
	if out.At(1).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 2)
}
