package vm

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/code"
)

// Code objects as Python sees them. co_code holds this machine's own instructions
// (package code), four bytes each, little-endian: the operation, then the operand. Offsets
// (f_lasti, tb_lasti, co_lines) count its bytes. They can be read and compared; what
// would make new instructions, the constructor and replace(co_code=…), is refused,
// for the loop trusts them.

func codeDef(vm *VM) object.TypeDef {
	attr := func(name string, get func(t *Thread, k *Code) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Get: func(t *Thread, self Ref) Value { return get(t, vm.CodeOf(self.V())) }}
	}
	num := func(name string, get func(c *code.Code) int) object.GetSetDef {
		return attr(name, func(t *Thread, k *Code) Value { return t.NewInt(int64(get(k.C))) })
	}
	strs := func(name string, get func(c *code.Code) []string) object.GetSetDef {
		return attr(name, func(t *Thread, k *Code) Value {
			defer t.Pop(t.Top())
			list := get(k.C)
			first := t.PushN(len(list) + 1)
			for i, s := range list {
				first.At(i).Set(t.RT.Intern(s).V())
			}
			return t.TupleOf(first, len(list))
		})
	}
	return object.TypeDef{Index: object.IdxCode, Name: "code", RawSize: 8, Weak: true, Flags: object.FlagNoInstantiate,
		Slots: object.Slots{
			Repr: func(t *Thread, r Ref) Value {
				k := vm.CodeOf(r.V()).C
				return t.NewStr("<code object " + k.Name + " at " + t.AddressOf(r.V()) + ", file \"" + k.Filename + "\", line " + strconv.Itoa(k.FirstLine) + ">")
			},
			Compare: vm.compareCodes,
			Hash:    func(t *Thread, r Ref) (int64, bool) { return codeHash(vm.CodeOf(r.V()).C), true },
		},
		GetSets: []object.GetSetDef{
			attr("co_name", func(t *Thread, k *Code) Value { return k.name.V() }),
			attr("co_qualname", func(t *Thread, k *Code) Value { return k.qualName.V() }),
			attr("co_filename", func(t *Thread, k *Code) Value { return k.file.V() }),
			num("co_firstlineno", func(c *code.Code) int { return c.FirstLine }),
			num("co_argcount", func(c *code.Code) int { return c.ArgCount }),
			num("co_posonlyargcount", func(c *code.Code) int { return c.PosOnlyArgCount }),
			num("co_kwonlyargcount", func(c *code.Code) int { return c.KwOnlyArgCount }),
			num("co_nlocals", func(c *code.Code) int { return len(varNames(c)) }),
			num("co_stacksize", func(c *code.Code) int { return c.StackSize }),
			num("co_flags", pythonFlags),
			strs("co_varnames", varNames),
			strs("co_cellvars", func(c *code.Code) []string { return c.Cells }),
			strs("co_freevars", func(c *code.Code) []string { return c.Free }),
			strs("co_names", func(c *code.Code) []string { return c.Names }),
			attr("co_consts", func(t *Thread, k *Code) Value { return t.TupleOf(ref(k.consts, 0), len(k.C.Consts)) }),
			attr("co_code", func(t *Thread, k *Code) Value { return t.NewBytes(instrBytes(k.C)) }),
			attr("co_exceptiontable", func(t *Thread, k *Code) Value { return t.NewBytes(exceptionTable(k.C)) }),
		},
		Methods: []object.MethodDef{
			{Name: "co_positions", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return over(t, vm.types.positions, a.At(0)) }},
			{Name: "co_lines", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return over(t, vm.types.lines, a.At(0)) }},
			{Name: "replace", Fn: vm.replaceCode, Doc: "Return a copy of the code object with new values for the specified fields."},
		}}
}

func varNames(c *code.Code) []string {
	if c.Flags&code.NameSpace != 0 {
		return c.Locals[1:]
	}
	return c.Locals
}

// flagBits are the flags under CPython's numbers.
var flagBits = map[int]code.Flags{0x1: code.Optimized, 0x2: code.NewLocals, 0x4: code.VarArgs, 0x8: code.VarKeywords,
	0x10: code.Nested, 0x20: code.Generator, 0x80: code.Coroutine, 0x100: code.IterableCoro, 0x200: code.AsyncGenerator,
	0x1000000: code.FutureAnnotations}

// pythonFlags are co_flags.
func pythonFlags(c *code.Code) int {
	n := 0
	for bit, f := range flagBits {
		if c.Flags&f != 0 {
			n |= bit
		}
	}
	return n
}

func instrBytes(c *code.Code) []byte {
	out := make([]byte, 0, len(c.Instrs)*instrSize)
	for _, in := range c.Instrs {
		out = binary.LittleEndian.AppendUint32(out, uint32(in))
	}
	return out
}

// exceptionTable is co_exceptiontable in CPython's form: for each range of instructions
// with a handler start, length and target, in units of two bytes, and the depth of
// the stack times two, as numbers of six bits a byte.
func exceptionTable(c *code.Code) (out []byte) {
	put := func(n int, mark byte) {
		shift := 0
		for n>>(shift+6) != 0 {
			shift += 6
		}
		for ; shift >= 0; shift -= 6 {
			b := byte(n>>shift) & 0x3F
			if shift > 0 {
				b |= 0x40
			}
			out = append(out, b|mark)
			mark = 0
		}
	}
	const units = instrSize / unit
	for i := 0; i < len(c.Instrs); {
		h, end := c.Find(i), i+1
		for end < len(c.Instrs) && c.Find(end) == h {
			end++
		}
		if h != nil {
			put(i*units, 0x80)
			put((end-i)*units, 0)
			put(int(h.Target)*units, 0)
			put(int(h.Depth)*2, 0)
		}
		i = end
	}
	return out
}

func (vm *VM) compareCodes(t *Thread, a, b Ref, op object.CompareOp) Value {
	isCode := func(v Value) bool { return v.IsPtr() && v.Addr().Type() == object.IdxCode }
	if op != object.EQ && op != object.NE || !isCode(a.V()) || !isCode(b.V()) {
		return heap.NotImplemented
	}
	eq := vm.sameCode(t, vm.CodeOf(a.V()), vm.CodeOf(b.V()))
	if eq < 0 {
		return heap.Null
	}
	return heap.Bool((eq == 1) == (op == object.EQ))
}

// sameCode says whether two codes do the same at the same lines: 1, 0, or -1 with an
// exception pending.
func (vm *VM) sameCode(t *Thread, k, l *Code) int {
	a, b := k.C, l.C
	if k == l {
		return 1
	}
	if a.Name != b.Name || a.ArgCount != b.ArgCount || a.PosOnlyArgCount != b.PosOnlyArgCount || a.KwOnlyArgCount != b.KwOnlyArgCount ||
		a.Flags != b.Flags || a.FirstLine != b.FirstLine || len(a.Consts) != len(b.Consts) || !slices.Equal(a.Instrs, b.Instrs) ||
		!slices.Equal(a.Names, b.Names) || !slices.Equal(a.Locals, b.Locals) || !slices.Equal(a.Cells, b.Cells) ||
		!slices.Equal(a.Free, b.Free) || !slices.Equal(a.Pos, b.Pos) || !slices.Equal(a.Handlers, b.Handlers) {
		return 0
	}
	for i := range a.Consts {
		if r := vm.sameConstant(t, ref(k.consts, i), ref(l.consts, i)); r != 1 {
			return r
		}
	}
	return 1
}

// sameConstant is equality as constants have it: 1, 1.0 and True differ, and so do
// 0.0 and -0.0.
func (vm *VM) sameConstant(t *Thread, a, b Ref) int {
	x, y := a.V(), b.V()
	typ := t.RT.TypeOf(x)
	same := func(ok bool) int {
		if ok {
			return 1
		}
		return 0
	}
	switch {
	case x == y:
		return 1
	case typ != t.RT.TypeOf(y):
		return 0
	case typ == t.RT.CodeType:
		return vm.sameCode(t, vm.CodeOf(x), vm.CodeOf(y))
	case typ == t.RT.FloatType:
		return same(math.Float64bits(x.Float()) == math.Float64bits(y.Float()))
	case typ == t.RT.ComplexType:
		c, d := object.ComplexOf(x), object.ComplexOf(y)
		return same(math.Float64bits(real(c)) == math.Float64bits(real(d)) && math.Float64bits(imag(c)) == math.Float64bits(imag(d)))
	case typ == t.RT.TupleType:
		defer t.Pop(t.Top())
		p, q := t.PushN(1), t.PushN(1)
		if t.TupleLen(x) != t.TupleLen(y) {
			return 0
		}
		for i := range t.TupleLen(x) {
			p.Set(t.TupleAt(a.V(), i))
			q.Set(t.TupleAt(b.V(), i))
			if r := vm.sameConstant(t, p, q); r != 1 {
				return r
			}
		}
		return 1
	}
	defer t.Pop(t.Top())
	eq := t.Compare(a, b, object.EQ)
	if eq == heap.Null {
		return -1
	}
	return t.IsTrue(t.Push(eq))
}

func codeHash(c *code.Code) int64 {
	h := fnv.New64a()
	h.Write([]byte(c.Name))
	h.Write(instrBytes(c))
	for _, list := range [][]string{c.Names, c.Locals, c.Cells, c.Free} {
		for _, s := range list {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
	}
	x := int64(h.Sum64()) ^ int64(c.ArgCount) ^ int64(c.PosOnlyArgCount)<<8 ^ int64(c.KwOnlyArgCount)<<16 ^ int64(c.FirstLine)<<24
	if x == -1 {
		return -2
	}
	return x
}

// replaceCode is code.replace(**fields).
func (vm *VM) replaceCode(t *Thread, args Args) Value {
	if args.Len() > 1 {
		return t.TypeErrorf("replace() takes 0 positional arguments but %d was given", args.Len()-1)
	}
	k := vm.CodeOf(args.At(0).V())
	c := *k.C
	c.Locals, c.Consts = slices.Clone(c.Locals), slices.Clone(c.Consts)
	var consts Ref
	for i := range args.NumKw() {
		name := object.GoStr(args.KwName(i))
		if name == "co_consts" {
			consts = args.Kw(i)
			if t.RT.TypeOf(consts.V()) != t.RT.TupleType {
				return t.TypeErrorf("replace() argument 'co_consts' must be tuple, not %s", t.TypeName(consts.V()))
			}
			if t.TupleLen(consts.V()) < len(c.Consts) {
				return vm.fixed(t, name)
			}
			continue
		}
		if !vm.replaceField(t, &c, name, args.Kw(i)) {
			return heap.Null
		}
	}
	if c.NumParams() > len(varNames(&c)) {
		return t.ValueErrorf("code: varnames is too small")
	}
	o := vm.NewCode(t, &c)
	if o == heap.Null {
		return o
	}
	// The same constants, or the given ones, of which only so many are used.
	dst := ref(vm.CodeOf(o).consts, 0).Slots(len(c.Consts))
	if consts.IsNil() {
		copy(dst, ref(k.consts, 0).Slots(len(c.Consts)))
	} else {
		for i := range dst {
			dst[i] = t.TupleAt(consts.V(), i)
		}
	}
	return o
}

// fixed refuses to change a field that the instructions depend on.
func (vm *VM) fixed(t *Thread, name string) Value {
	return t.ValueErrorf("replace() of hpyrun cannot change %s: the instructions depend on it", name)
}

func (vm *VM) replaceField(t *Thread, c *code.Code, name string, v Ref) bool {
	kind := func(typ *object.Type) bool {
		if t.RT.TypeOf(v.V()).IsSubtype(typ) {
			return true
		}
		t.TypeErrorf("replace() argument '%s' must be %s, not %s", name, typ.Name, t.TypeName(v.V()))
		return false
	}
	num := func(p *int) bool {
		n, ok := t.AsInt64(v)
		if ok && n < 0 {
			t.ValueErrorf("code: %s must not be negative", name)
			return false
		}
		if ok {
			*p = int(n)
		}
		return ok
	}
	text := func(p *string) bool {
		if !kind(t.RT.StrType) {
			return false
		}
		*p = object.GoStr(v.V())
		return true
	}
	// names replaces a list of as many names.
	names := func(list []string) ([]string, bool) {
		if !kind(t.RT.TupleType) {
			return nil, false
		}
		n := t.TupleLen(v.V())
		if n != len(list) {
			vm.fixed(t, name)
			return nil, false
		}
		out := make([]string, n)
		for i := range out {
			s := t.TupleAt(v.V(), i)
			if !t.RT.IsStr(s) {
				t.SystemErrorf("non-string found in code slot")
				return nil, false
			}
			out[i] = object.GoStr(s)
		}
		return out, true
	}
	// equal accepts only what is there already.
	equal := func(is []byte) bool {
		if !kind(t.RT.BytesType) {
			return false
		}
		if string(object.BytesOf(v.V())) != string(is) {
			vm.fixed(t, name)
			return false
		}
		return true
	}
	ok := true
	switch name {
	case "co_argcount":
		return num(&c.ArgCount)
	case "co_posonlyargcount":
		return num(&c.PosOnlyArgCount)
	case "co_kwonlyargcount":
		return num(&c.KwOnlyArgCount)
	case "co_firstlineno":
		return num(&c.FirstLine)
	case "co_filename":
		return text(&c.Filename)
	case "co_name":
		return text(&c.Name)
	case "co_qualname":
		return text(&c.QualName)
	case "co_names":
		c.Names, ok = names(c.Names)
	case "co_cellvars":
		c.Cells, ok = names(c.Cells)
	case "co_freevars":
		c.Free, ok = names(c.Free)
	case "co_varnames":
		var list []string
		if list, ok = names(varNames(c)); ok {
			copy(varNames(c), list)
		}
	case "co_nlocals", "co_stacksize":
		n, least := 0, c.StackSize
		if name == "co_nlocals" {
			least = len(varNames(c))
		}
		if ok = num(&n); ok && (n < least || name == "co_nlocals" && n > least) {
			vm.fixed(t, name)
			return false
		}
		if name == "co_stacksize" {
			c.StackSize = n
		}
	case "co_flags":
		n, given := 0, code.Flags(0)
		if !num(&n) {
			return false
		}
		for bit, f := range flagBits {
			if n&bit != 0 {
				given |= f
			}
		}
		// What the instructions do not depend on.
		const free = code.IterableCoro | code.Nested | code.FutureAnnotations
		if given&^free != c.Flags&^(free|code.NameSpace) {
			vm.fixed(t, name)
			return false
		}
		c.Flags = given | c.Flags&code.NameSpace
	case "co_code":
		return equal(instrBytes(c))
	case "co_exceptiontable":
		return equal(exceptionTable(c))
	default:
		t.TypeErrorf("'%s' is an invalid keyword argument for replace()", name)
		return false
	}
	return ok
}
