package object

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

func complexDef(rt *Runtime) TypeDef {
	part := func(name string, get func(c complex128) float64, doc string) GetSetDef {
		return GetSetDef{Name: name, Doc: doc,
			Get: func(t *Thread, self Ref) Value { return heap.Float(get(ComplexOf(self.V()))) },
			Set: func(t *Thread, self, v Ref) bool { t.AttributeErrorf("readonly attribute"); return false }}
	}
	d := TypeDef{
		Index: IdxComplex, Name: "complex", Flags: FlagBaseType, RawSize: 16, Into: &rt.ComplexType,
		Doc: "Create a complex number from a real part and an optional imaginary part.\n\n" +
			"This is equivalent to (real + imag*1j) where imag defaults to 0.",
		Methods: []MethodDef{
			{Name: "conjugate", Fn: complexConjugate, Sig: "($self, /)", Doc: "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."},
			{Name: "__complex__", Fn: complexSelf, Sig: "($self, /)", Doc: "Convert this value to exact type complex."},
			{Name: "__format__", Fn: formatMethod((*Thread).formatComplexSpec), Sig: "($self, format_spec, /)", Doc: "Convert to a string according to format_spec."},
			{Name: "__getnewargs__", Fn: complexGetNewArgs, Sig: "($self, /)"},
		},
		GetSets: []GetSetDef{
			part("real", func(c complex128) float64 { return real(c) }, "the real part of a complex number"),
			part("imag", func(c complex128) float64 { return imag(c) }, "the imaginary part of a complex number"),
		},
	}
	s := &d.Slots
	s.Binary[OpAdd], s.Binary[OpSub], s.Binary[OpMul], s.Binary[OpTrueDiv] = complexAdd, complexSub, complexMul, complexTrueDiv
	s.Power = complexPower
	s.Unary[OpNeg], s.Unary[OpPos], s.Unary[OpAbs] = complexNeg, complexPos, complexAbs
	s.Bool, s.Hash, s.Repr, s.Compare, s.New = complexBool, complexHash, complexRepr, complexCompare, complexNew
	return d
}

func complexSelf(t *Thread, args Args) Value { return complexPos(t, args.At(0)) }

func complexConjugate(t *Thread, args Args) Value {
	c := ComplexOf(args.At(0).V())
	return t.NewComplex(complex(real(c), -imag(c)))
}

func complexGetNewArgs(t *Thread, args Args) Value {
	c := ComplexOf(args.At(0).V())
	return t.PackTuple(t.Push(heap.Float(real(c))), t.Push(heap.Float(imag(c))))
}

var complexSig = ParseSignature("complex", "(real=0, imag=<unrepresentable>)")

func complexNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	cls := t.RT.TypeFromObj(args.At(0).V())
	a, ok := complexSig.Bind(t, args.Skip(1))
	if !ok {
		return heap.Null
	}
	re, im := a.At(0), a.At(1)
	hasImag := im.V() != heap.Null
	if !hasImag && isExact(re.V(), IdxComplex) && cls.Index == IdxComplex {
		return re.V()
	}
	if t.RT.IsStr(re.V()) {
		if hasImag {
			return t.TypeErrorf("complex() can't take second arg if first is a string")
		}
		c, ok := t.complexFromStr(re)
		if !ok {
			return heap.Null
		}
		return t.newComplexOf(cls, c)
	}
	if hasImag && t.RT.IsStr(im.V()) {
		return t.TypeErrorf("complex() second arg can't be a string")
	}
	x, xc, ok := t.complexArg(re, true, "complex() first argument must be a string or a number, not '%s'")
	if !ok {
		return heap.Null
	}
	if !hasImag {
		return t.newComplexOf(cls, x)
	}
	y, yc, ok := t.complexArg(im, false, "complex() second argument must be a number, not '%s'")
	if !ok {
		return heap.Null
	}
	// real + imag·1j, without arithmetic on parts that are not there.
	p, q := real(x), real(y)
	if yc {
		p -= imag(y)
	}
	if xc {
		q += imag(x)
	}
	return t.newComplexOf(cls, complex(p, q))
}

// complexArg converts an argument of complex(); isComplex says that it was one.
func (t *Thread) complexArg(r Ref, special bool, format string) (c complex128, isComplex, ok bool) {
	if isExact(r.V(), IdxComplex) || !special && t.RT.IsComplex(r.V()) {
		return ComplexOf(r.V()), true, true
	}
	if special {
		if c, found, ok := t.complexSpecial(r); found {
			return c, true, ok
		}
	}
	s := &t.RT.TypeOf(r.V()).Slots
	if s.Unary[OpFloat] == nil && s.Unary[OpIndex] == nil {
		t.TypeErrorf(format, t.TypeName(r.V()))
		return 0, false, false
	}
	f, ok := t.AsFloat64(r)
	return complex(f, 0), false, ok
}

// complexSpecial asks __complex__; found is false where there is none.
func (t *Thread) complexSpecial(r Ref) (c complex128, found, ok bool) {
	v, found := t.callSpecial(r, nmComplex)
	switch {
	case !found:
		return 0, false, false
	case v == heap.Null:
		return 0, true, false
	case !t.RT.IsComplex(v):
		t.TypeErrorf("__complex__ returned non-complex (type %s)", t.TypeName(v))
		return 0, true, false
	}
	return ComplexOf(v), true, true
}

// AsComplex returns r as a complex as C's PyComplex_AsCComplex does: what
// __complex__ gives, else what AsFloat64 does. false: an exception is pending.
func (t *Thread) AsComplex(r Ref) (complex128, bool) {
	if t.RT.IsComplex(r.V()) {
		return ComplexOf(r.V()), true
	}
	if c, found, ok := t.complexSpecial(r); found {
		return c, ok
	}
	f, ok := t.AsFloat64(r)
	return complex(f, 0), ok
}

func (t *Thread) complexFromStr(r Ref) (complex128, bool) {
	s, ok := numberText(r.V())
	if head, _, _ := strings.Cut(s, "\x00"); strings.IndexByte(head, '_') >= 0 {
		// Underscores must stand between digits, whatever else is wrong (but
		// behind a NUL nobody looks for them).
		for i := range len(s) {
			if s[i] == '_' && (i == 0 || i == len(s)-1 || !isDigit(s[i-1]) || !isDigit(s[i+1])) {
				return 0, t.parseError("could not convert string to complex: %s", r)
			}
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	if ok {
		var c complex128
		if c, ok = parseComplex(s); ok {
			return c, true
		}
	}
	t.ValueErrorf("complex() arg is a malformed string")
	return 0, false
}
