package collect

import (
	"crypto/subtle"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// operatorModule is _operator: the operators as functions. The library's operator takes
// its names over.
func operatorModule() modules.Module {
	g := &getterTypes{}
	m := modules.Module{
		Name: "_operator",
		Doc:  "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
		Exec: func(t *Thread, m Ref) bool {
			return g.makeTypes(t) && modules.AddTypes(t, m, g.item, g.attr, g.method)
		},
	}
	add := func(name, sig, doc string, fn object.Native) {
		m.Functions = append(m.Functions, object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: fn})
	}
	for _, c := range []struct {
		name, sign string
		op         object.CompareOp
	}{{"lt", "<", object.LT}, {"le", "<=", object.LE}, {"eq", "==", object.EQ}, {"ne", "!=", object.NE}, {"gt", ">", object.GT}, {"ge", ">=", object.GE}} {
		add(c.name, "(a, b, /)", "Same as a "+c.sign+" b.", func(t *Thread, a Args) Value { return t.Compare(a.At(0), a.At(1), c.op) })
	}
	for _, b := range []struct {
		name, sign string
		op         object.BinaryOp
	}{
		{"add", "+", object.OpAdd}, {"sub", "-", object.OpSub}, {"mul", "*", object.OpMul}, {"matmul", "@", object.OpMatMul},
		{"truediv", "/", object.OpTrueDiv}, {"floordiv", "//", object.OpFloorDiv}, {"mod", "%", object.OpMod},
		{"lshift", "<<", object.OpLshift}, {"rshift", ">>", object.OpRshift}, {"and_", "&", object.OpAnd}, {"xor", "^", object.OpXor}, {"or_", "|", object.OpOr},
	} {
		add(b.name, "(a, b, /)", "Same as a "+b.sign+" b.", func(t *Thread, a Args) Value { return t.Binary(b.op, a.At(0), a.At(1)) })
		in := b.name
		if in[len(in)-1] == '_' {
			in = in[:len(in)-1]
		}
		add("i"+in, "(a, b, /)", "Same as a "+b.sign+"= b.", func(t *Thread, a Args) Value { return t.InPlace(b.op, a.At(0), a.At(1)) })
	}
	for _, u := range []struct {
		name, sign string
		op         object.UnaryOp
	}{{"neg", "-a", object.OpNeg}, {"pos", "+a", object.OpPos}, {"abs", "abs(a)", object.OpAbs}, {"inv", "~a", object.OpInvert}, {"invert", "~a", object.OpInvert}, {"index", "a.__index__()", object.OpIndex}} {
		add(u.name, "(a, /)", "Same as "+u.sign+".", func(t *Thread, a Args) Value { return t.Unary(u.op, a.At(0)) })
	}
	done := func(ok bool) Value {
		if !ok {
			return heap.Null
		}
		return heap.None
	}
	truth := func(n int) Value {
		if n < 0 {
			return heap.Null
		}
		return heap.Bool(n == 1)
	}
	add("pow", "(a, b, /)", "Same as a ** b.", func(t *Thread, a Args) Value { return t.Power(a.At(0), a.At(1), t.Push(heap.None)) })
	add("ipow", "(a, b, /)", "Same as a **= b.", func(t *Thread, a Args) Value { return t.InPlacePower(a.At(0), a.At(1), t.Push(heap.None)) })
	add("truth", "(a, /)", "Return True if a is true, False otherwise.", func(t *Thread, a Args) Value { return truth(t.IsTrue(a.At(0))) })
	add("not_", "(a, /)", "Same as not a.", func(t *Thread, a Args) Value {
		if n := t.IsTrue(a.At(0)); n >= 0 {
			return heap.Bool(n == 0)
		}
		return heap.Null
	})
	add("is_", "(a, b, /)", "Same as a is b.", func(t *Thread, a Args) Value { return heap.Bool(a.At(0).V() == a.At(1).V()) })
	add("is_not", "(a, b, /)", "Same as a is not b.", func(t *Thread, a Args) Value { return heap.Bool(a.At(0).V() != a.At(1).V()) })
	add("concat", "(a, b, /)", "Same as a + b, for a and b sequences.", func(t *Thread, a Args) Value { return t.SqConcat(a.At(0), a.At(1)) })
	add("iconcat", "(a, b, /)", "Same as a += b, for a and b sequences.", func(t *Thread, a Args) Value {
		if !t.IsSequence(a.At(0).V()) {
			return t.TypeErrorf("'%s' object can't be concatenated", t.TypeName(a.At(0).V()))
		}
		return t.InPlace(object.OpAdd, a.At(0), a.At(1))
	})
	add("contains", "(a, b, /)", "Same as b in a (note reversed operands).", func(t *Thread, a Args) Value { return truth(t.Contains(a.At(0), a.At(1))) })
	add("getitem", "(a, b, /)", "Same as a[b].", func(t *Thread, a Args) Value { return t.GetItem(a.At(0), a.At(1)) })
	add("setitem", "(a, b, c, /)", "Same as a[b] = c.", func(t *Thread, a Args) Value { return done(t.SetItem(a.At(0), a.At(1), a.At(2))) })
	add("delitem", "(a, b, /)", "Same as del a[b].", func(t *Thread, a Args) Value { return done(t.DelItem(a.At(0), a.At(1))) })
	add("countOf", "(a, b, /)", "Return the number of items in a which are, or which equal, b.", operatorCountOf)
	add("indexOf", "(a, b, /)", "Return the first index of b in a.", operatorIndexOf)
	add("length_hint", "(obj, default=0, /)", "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.", operatorLengthHint)
	add("call", "", "Same as obj(*args, **kwargs).", func(t *Thread, a Args) Value {
		if a.Len() == 0 {
			return t.TypeErrorf("call expected at least 1 argument, got 0")
		}
		return t.Call(a.At(0), a.Skip(1))
	})
	add("_compare_digest", "(a, b, /)", "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.\n\na and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.", compareDigest)
	return m
}

// walk calls f with each item of an iterable. false: f said so, or an exception is
// pending.
func walk(t *Thread, iterable Ref, f func(x Ref) bool) bool {
	defer t.Pop(t.Top())
	it, x := t.Push(t.Iter(iterable)), t.PushN(1)
	if it.V() == heap.Null {
		if s := &t.RT.TypeOf(iterable.V()).Slots; t.ExcMatches(t.RT.Exc.TypeError) && s.Iter == nil && s.SqItem == nil {
			t.ClearExc()
			t.TypeErrorf("argument of type '%s' is not iterable", t.TypeName(iterable.V()))
		}
		return false
	}
	for {
		if x.Set(modules.Next(t, it)); x.V() == heap.Null {
			return !t.Pending()
		}
		if !f(x) {
			return false
		}
	}
}

func operatorCountOf(t *Thread, a Args) Value {
	n := 0
	if !walk(t, a.At(0), func(x Ref) bool {
		r := t.CompareBool(x, a.At(1), object.EQ)
		if r == 1 {
			n++
		}
		return r >= 0
	}) {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

func operatorIndexOf(t *Thread, a Args) Value {
	i, found := -1, false
	if !walk(t, a.At(0), func(x Ref) bool {
		i++
		r := t.CompareBool(x, a.At(1), object.EQ)
		found = r == 1
		return r == 0
	}) {
		if found {
			return t.NewInt(int64(i))
		}
		return heap.Null
	}
	return t.ValueErrorf("sequence.index(x): x not in sequence")
}

func operatorLengthHint(t *Thread, a Args) Value {
	if !t.RT.IsInt(a.At(1).V()) {
		return t.TypeErrorf("'%s' object cannot be interpreted as an integer", t.TypeName(a.At(1).V()))
	}
	def, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	// A negative default is told apart from the mark of an exception.
	n := t.LengthHint(a.At(0), def)
	if n == -1 && t.Pending() {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

func compareDigest(t *Thread, a Args) Value {
	var text [2][]byte
	if t.RT.IsStr(a.At(0).V()) && t.RT.IsStr(a.At(1).V()) {
		for i := range text {
			if !object.StrIsASCII(a.At(i).V()) {
				return t.TypeErrorf("comparing strings with non-ASCII characters is not supported")
			}
			text[i] = []byte(object.GoStr(a.At(i).V()))
		}
		return heap.Bool(subtle.ConstantTimeCompare(text[0], text[1]) == 1)
	}
	exports := func(i int) bool { return t.RT.TypeOf(a.At(i).V()).Slots.GetBuf != nil }
	if !exports(0) && !exports(1) {
		return t.TypeErrorf("unsupported operand types(s) or combination of types: '%s' and '%s'", t.TypeName(a.At(0).V()), t.TypeName(a.At(1).V()))
	}
	for i := range text {
		b, ok := t.BytesLike(a.At(i))
		if !ok {
			return heap.Null
		}
		text[i] = b
	}
	return heap.Bool(subtle.ConstantTimeCompare(text[0], text[1]) == 1)
}
