package text

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
)

// RegexFlag behaves like the enum.IntFlag that it is in CPython, as far as flags of
// patterns are used, but is an int of our own: enum is written in Python, and import re
// would be ten times as long with it. What differs: it is no subclass of enum.Flag.

// flagNames are the members in the order of their definition; an alias has a name of one
// letter.
var flagNames = []struct {
	name, alias string
	flag        pyregex.Flags
}{{"NOFLAG", "", 0}, {"ASCII", "A", pyregex.ASCII}, {"IGNORECASE", "I", pyregex.IgnoreCase}, {"LOCALE", "L", pyregex.Locale},
	{"UNICODE", "U", pyregex.Unicode}, {"MULTILINE", "M", pyregex.Multiline}, {"DOTALL", "S", pyregex.DotAll},
	{"VERBOSE", "X", pyregex.Verbose}, {"TEMPLATE", "T", pyregex.Template}, {"DEBUG", "", pyregex.Debug}}

const allFlags = 511

// flagTypes are RegexFlag, its metaclass, and the members by number.
type flagTypes struct {
	typ, meta *object.Type
	members   Ref
}

// newFlagTypes makes them. nil: exception pending.
func newFlagTypes(t *Thread) *flagTypes {
	f := &flagTypes{members: t.H.NewRoot()}
	f.members.Set(t.NewDict())
	if f.members.V() == heap.Null {
		return nil
	}
	f.meta = t.NewBuiltinType(object.TypeDef{Name: "RegexFlagType", Module: "re", Base: t.RT.TypeType,
		Slots: object.Slots{
			Repr:     func(t *Thread, c Ref) Value { return t.NewStr("<flag 'RegexFlag'>") },
			Iter:     func(t *Thread, c Ref) Value { return f.iterate(t, allFlags) },
			MpLength: func(t *Thread, c Ref) int { return len(flagNames) - 1 },
			MpSubscript: func(t *Thread, c, name Ref) Value {
				if t.RT.IsStr(name.V()) {
					for _, x := range flagNames {
						if s := object.GoStr(name.V()); s == x.name || s == x.alias && s != "" {
							return f.make(t, x.flag)
						}
					}
				}
				return t.KeyError(name)
			},
			SqContains: func(t *Thread, c, v Ref) int {
				if t.RT.TypeOf(v.V()) != f.typ {
					t.TypeErrorf("unsupported operand type(s) for 'in': '%s' and 'EnumType'", t.TypeName(v.V()))
					return -1
				}
				return 1
			},
		},
		GetSets: []object.GetSetDef{{Name: "__members__", Doc: "The members by their names.", Get: func(t *Thread, c Ref) Value {
			defer t.Pop(t.Top())
			d := t.Push(t.NewDict())
			if d.V() == heap.Null || !f.each(t, func(name string, v Ref) bool { return t.DictSetStr(d, name, v) }) {
				return heap.Null
			}
			return t.NewMappingProxy(d)
		}}},
	})
	if f.meta == nil {
		return nil
	}
	def := object.TypeDef{Name: "RegexFlag", Module: "re", Base: t.RT.IntType, Meta: f.meta, Flags: object.FlagIntSubclass,
		Slots: object.Slots{New: f.construct, Repr: f.repr, Str: f.repr, Iter: func(t *Thread, v Ref) Value { return f.iterate(t, number(t, v)) },
			MpLength: func(t *Thread, v Ref) int {
				n := 0
				for x := number(t, v) & allFlags; x != 0; x &= x - 1 {
					n++
				}
				return n
			},
			SqContains: func(t *Thread, a, b Ref) int {
				if t.RT.TypeOf(b.V()) != f.typ {
					t.TypeErrorf("unsupported operand type(s) for 'in': '%s' and 'RegexFlag'", t.TypeName(b.V()))
					return -1
				}
				if x := number(t, b); number(t, a)&x == x {
					return 1
				}
				return 0
			}},
		GetSets: []object.GetSetDef{
			{Name: "name", Doc: "The names of the flags that are set.", Get: func(t *Thread, v Ref) Value {
				if s := flagText(number(t, v), "", true); s != "" {
					return t.NewStr(s)
				}
				return heap.None
			}},
			{Name: "_name_", Get: func(t *Thread, v Ref) Value {
				if s := flagText(number(t, v), "", true); s != "" {
					return t.NewStr(s)
				}
				return heap.None
			}},
			{Name: "value", Doc: "The flags as an int.", Get: func(t *Thread, v Ref) Value { return t.NewInt(int64(number(t, v))) }},
			{Name: "_value_", Get: func(t *Thread, v Ref) Value { return t.NewInt(int64(number(t, v))) }},
		},
		Methods: []object.MethodDef{
			{Name: "__reduce_ex__", Sig: "($self, protocol, /)", Fn: func(t *Thread, a Args) Value {
				args := t.Push(t.PackTuple(t.Push(t.NewInt(int64(number(t, a.At(0)))))))
				if args.V() == heap.Null {
					return heap.Null
				}
				return t.PackTuple(f.typ.Obj, args)
			}},
			{Name: "__copy__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return a.At(0).V() }},
			{Name: "__deepcopy__", Sig: "($self, memo, /)", Fn: func(t *Thread, a Args) Value { return a.At(0).V() }},
		},
	}
	def.Slots.Unary[object.OpInvert] = func(t *Thread, v Ref) Value { return f.make(t, positive(^number(t, v))) }
	for op, apply := range map[object.BinaryOp]func(a, b pyregex.Flags) pyregex.Flags{
		object.OpOr:  func(a, b pyregex.Flags) pyregex.Flags { return a | b },
		object.OpAnd: func(a, b pyregex.Flags) pyregex.Flags { return a & b },
		object.OpXor: func(a, b pyregex.Flags) pyregex.Flags { return a ^ b },
	} {
		def.Slots.Binary[op] = func(t *Thread, a, b Ref) Value {
			if !t.RT.TypeOf(a.V()).IsSubtype(t.RT.IntType) || !t.RT.TypeOf(b.V()).IsSubtype(t.RT.IntType) {
				return heap.NotImplemented
			}
			return f.make(t, apply(number(t, a), number(t, b)))
		}
	}
	if f.typ = t.NewBuiltinType(def); f.typ == nil {
		return nil
	}
	ok := f.each(t, func(name string, v Ref) bool { return t.DictSetStr(t.Push(f.typ.Dict.V()), name, v) })
	if !ok {
		return nil
	}
	t.TypeModified(f.typ)
	return f
}

// number is the value of a flag or another int.
func number(t *Thread, v Ref) pyregex.Flags {
	n, ok := t.AsInt64(v)
	if !ok {
		t.ClearExc()
	}
	return pyregex.Flags(n)
}

// make returns the flag with a value. Null: exception pending.
func (f *flagTypes) make(t *Thread, n pyregex.Flags) Value {
	defer t.Pop(t.Top())
	key := t.Push(t.NewInt(int64(n)))
	if v, ok := t.DictGet(f.members, key); v != heap.Null || !ok {
		return v
	}
	args := t.PushN(2)
	args.Set(f.typ.Obj.V())
	args.At(1).Set(key.V())
	made := t.Push(t.RT.IntType.Slots.New(t, object.MakeArgs(args, 2, Ref{})))
	if made.V() == heap.Null || !t.DictSet(f.members, key, made) {
		return heap.Null
	}
	return made.V()
}

// positive is what a negative value stands for: its complement within the known flags,
// or as many bits as it has.
func positive(n pyregex.Flags) pyregex.Flags {
	if n < 0 {
		n += max(allFlags+1, pyregex.Flags(1)<<bits.Len64(uint64(-n)))
	}
	return n
}

// construct is RegexFlag(value).
func (f *flagTypes) construct(t *Thread, a Args) Value {
	if a.Len() != 2 || a.NumKw() > 0 {
		return t.TypeErrorf("RegexFlag() takes one value")
	}
	if !t.RT.TypeOf(a.At(1).V()).IsSubtype(t.RT.IntType) {
		r := t.Repr(a.At(1))
		if r == heap.Null {
			return r
		}
		return t.ValueErrorf("%s is not a valid RegexFlag", object.GoStr(r))
	}
	n, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	return f.make(t, positive(pyregex.Flags(n)))
}

// flagText names flags, with a prefix before each name. only: "" if not all have names.
func flagText(n pyregex.Flags, prefix string, only bool) string {
	if n == 0 {
		return prefix + "NOFLAG"
	}
	var names []string
	for _, x := range flagNames {
		if x.flag != 0 && n&x.flag != 0 {
			names = append(names, prefix+x.name)
		}
	}
	if rest := n &^ allFlags; rest != 0 {
		if names == nil || only {
			return ""
		}
		names = append(names, "0x"+strconv.FormatInt(int64(rest), 16))
	}
	return strings.Join(names, "|")
}

func (f *flagTypes) repr(t *Thread, v Ref) Value {
	n := number(t, v)
	if s := flagText(n, "re.", false); s != "" {
		return t.NewStr(s)
	}
	return t.NewStr("re.RegexFlag(" + strconv.Itoa(int(n)) + ")")
}

// each visits all names; false: exception pending.
func (f *flagTypes) each(t *Thread, visit func(name string, v Ref) bool) bool {
	defer t.Pop(t.Top())
	for _, x := range flagNames {
		v := t.Push(f.make(t, x.flag))
		if v.V() == heap.Null || !visit(x.name, v) || x.alias != "" && !visit(x.alias, v) {
			return false
		}
	}
	return true
}

// export puts the flags and their type into the module.
func (f *flagTypes) export(t *Thread, m Ref) bool {
	return t.SetAttr(m, t.RT.Name("RegexFlag"), f.typ.Obj) &&
		f.each(t, func(name string, v Ref) bool { return t.SetAttr(m, t.RT.Name(name), v) })
}

// iterate returns an iterator over the flags that are set in n.
func (f *flagTypes) iterate(t *Thread, n pyregex.Flags) Value {
	defer t.Pop(t.Top())
	list := t.Push(t.NewList(len(flagNames)))
	if list.V() == heap.Null {
		return heap.Null
	}
	for _, x := range flagNames {
		if x.flag == 0 || n&x.flag == 0 {
			continue
		}
		v := t.Push(f.make(t, x.flag))
		if v.V() == heap.Null || !t.ListAppend(list, v) {
			return heap.Null
		}
	}
	return t.Iter(list)
}
