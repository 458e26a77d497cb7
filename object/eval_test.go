package object

import (
	"fmt"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/parser"
)

// evaluator runs Python expressions over the object model alone: no byte code,
// no frames, names only of builtins. It is how the tests here write down what
// they ask, and can ask python3 the same.
type evaluator struct {
	*Thread
	names map[string]Ref
}

// evalClasses are the names of classes without a body of their own, and their
// bases.
var evalClasses = map[string]string{
	"S": "str", "I": "int", "F": "float", "C": "complex", "B": "bytes", "A": "bytearray", "T": "tuple", "D": "dict",
}

var nmRoundTest = RegisterName("__round__")

func newEvaluator(t *Thread) *evaluator {
	e := &evaluator{Thread: t, names: map[string]Ref{}}
	rt := t.RT
	for name, typ := range map[string]*Type{
		"int": rt.IntType, "bool": rt.BoolType, "float": rt.FloatType, "complex": rt.ComplexType, "str": rt.StrType,
		"bytes": rt.BytesType, "bytearray": rt.ByteArrayType, "memoryview": rt.MemoryViewType, "list": rt.ListType,
		"tuple": rt.TupleType, "dict": rt.DictType, "set": rt.SetType, "slice": rt.SliceType, "type": rt.TypeType,
		"object": rt.ObjectType, "range": rt.RangeType,
	} {
		e.names[name] = typ.Obj
	}
	for name, base := range evalClasses {
		mark := t.Top()
		e.names[name] = t.H.NewRoot()
		bases := t.Push(t.PackTuple(e.names[base]))
		ns := t.Push(t.NewDict())
		t.DictSetStr(ns, "__module__", t.Push(t.NewStr("__main__")))
		e.names[name].Set(t.CallN(rt.TypeType.Obj, t.Push(t.NewStr(name)), bases, ns))
		if e.names[name].V() == heap.Null {
			panic(e.exception())
		}
		t.Pop(mark)
	}
	for _, d := range []MethodDef{
		{Name: "len", Sig: "(obj, /)", Fn: func(t *Thread, a Args) Value {
			n := t.Length(a.At(0))
			if n < 0 {
				return heap.Null
			}
			return t.NewInt(int64(n))
		}},
		{Name: "repr", Sig: "(obj, /)", Fn: func(t *Thread, a Args) Value { return t.Repr(a.At(0)) }},
		{Name: "ascii", Sig: "(obj, /)", Fn: func(t *Thread, a Args) Value { return t.ASCII(a.At(0)) }},
		{Name: "abs", Sig: "(x, /)", Fn: func(t *Thread, a Args) Value { return t.Unary(OpAbs, a.At(0)) }},
		{Name: "divmod", Sig: "(x, y, /)", Fn: func(t *Thread, a Args) Value { return t.Binary(OpDivmod, a.At(0), a.At(1)) }},
		{Name: "pow", Sig: "(base, exp, mod=None)", Fn: func(t *Thread, a Args) Value { return t.Power(a.At(0), a.At(1), a.At(2)) }},
		{Name: "format", Sig: "(value, format_spec='', /)", Fn: func(t *Thread, a Args) Value { return t.Format(a.At(0), a.At(1)) }},
		{Name: "hash", Sig: "(obj, /)", Fn: func(t *Thread, a Args) Value {
			h, ok := t.Hash(a.At(0))
			if !ok {
				return heap.Null
			}
			return t.NewInt(h)
		}},
		{Name: "round", Sig: "(number, ndigits=<unrepresentable>)", Fn: func(t *Thread, a Args) Value {
			args := []Ref{a.At(1)}
			if a.At(1).V() == heap.Null {
				args = nil
			}
			v, found := t.callSpecial(a.At(0), nmRoundTest, args...)
			if !found {
				return t.TypeErrorf("type %s doesn't define __round__ method", t.TypeName(a.At(0).V()))
			}
			return v
		}},
	} {
		e.names[d.Name] = t.H.NewRoot()
		e.names[d.Name].Set(t.NewBuiltin(d, Ref{}, Ref{}))
	}
	return e
}

// run evaluates src, and returns what repr shows of the result, or the
// exception as "Type: message".
func (e *evaluator) run(src string) string {
	defer e.Pop(e.Top())
	mod, err := parser.Parse([]byte(src), "<test>", parser.Eval)
	if err != nil {
		return "SyntaxError: " + err.Error()
	}
	v := e.Push(e.eval(mod.(*ast.Expression).Body))
	if v.V() != heap.Null {
		v.Set(e.Repr(v))
	}
	if v.V() == heap.Null {
		return e.exception()
	}
	return GoStr(v.V())
}

// exception clears the pending exception and describes it.
func (e *evaluator) exception() string {
	exc := e.Push(e.TakeExc())
	s := e.Push(e.Str(exc))
	return e.RT.TypeOf(exc.V()).Name + ": " + GoStr(s.V())
}

var evalBinary = map[ast.Operator]BinaryOp{
	ast.Add: OpAdd, ast.Sub: OpSub, ast.Mult: OpMul, ast.MatMult: OpMatMul, ast.Div: OpTrueDiv, ast.Modulo: OpMod,
	ast.LShift: OpLshift, ast.RShift: OpRshift, ast.BitOr: OpOr, ast.BitXor: OpXor, ast.BitAnd: OpAnd, ast.FloorDiv: OpFloorDiv,
}

var evalCompare = map[ast.CmpOperator]CompareOp{ast.Eq: EQ, ast.NotEq: NE, ast.Lt: LT, ast.LtE: LE, ast.Gt: GT, ast.GtE: GE}

// push evaluates x into a new slot; false: an exception is pending.
func (e *evaluator) push(x ast.Expr) (Ref, bool) {
	v := e.eval(x)
	r := e.Push(v)
	return r, v != heap.Null
}

// eval's caller restores the root stack: temporary slots stay.
func (e *evaluator) eval(x ast.Expr) Value {
	switch x := x.(type) {
	case *ast.Constant:
		return e.constant(x.Value)
	case *ast.Name:
		r, ok := e.names[x.ID]
		if !ok {
			return e.Errorf(e.RT.Exc.NameError, "name '%s' is not defined", x.ID)
		}
		return r.V()
	case *ast.BinOp:
		a, ok := e.push(x.Left)
		if !ok {
			return heap.Null
		}
		b, ok := e.push(x.Right)
		if !ok {
			return heap.Null
		}
		if x.Op == ast.Pow {
			return e.Power(a, b, e.Push(heap.None))
		}
		return e.Binary(evalBinary[x.Op], a, b)
	case *ast.UnaryOp:
		a, ok := e.push(x.Operand)
		if !ok {
			return heap.Null
		}
		if x.Op == ast.Not {
			switch e.IsTrue(a) {
			case 0:
				return heap.True
			case 1:
				return heap.False
			}
			return heap.Null
		}
		return e.Unary(map[ast.UnaryOperator]UnaryOp{ast.Invert: OpInvert, ast.UAdd: OpPos, ast.USub: OpNeg}[x.Op], a)
	case *ast.Compare:
		return e.compare(x)
	case *ast.Attribute:
		o, ok := e.push(x.Value)
		if !ok {
			return heap.Null
		}
		return e.GetAttr(o, e.RT.Intern(x.Attr))
	case *ast.Subscript:
		o, ok := e.push(x.Value)
		if !ok {
			return heap.Null
		}
		k, ok := e.push(x.Slice)
		if !ok {
			return heap.Null
		}
		return e.GetItem(o, k)
	case *ast.Slice:
		parts := [3]Ref{}
		for i, p := range []ast.Expr{x.Lower, x.Upper, x.Step} {
			parts[i] = e.Push(heap.None)
			if p != nil {
				var ok bool
				if parts[i], ok = e.push(p); !ok {
					return heap.Null
				}
			}
		}
		return e.NewSlice(parts[0], parts[1], parts[2])
	case *ast.Tuple:
		l := e.list(x.Elts)
		if l == heap.Null {
			return l
		}
		return e.ListToTuple(e.Push(l))
	case *ast.List:
		return e.list(x.Elts)
	case *ast.Dict:
		d := e.Push(e.NewDict())
		for i := range x.Keys {
			k, ok := e.push(x.Keys[i])
			if !ok {
				return heap.Null
			}
			v, ok := e.push(x.Values[i])
			if !ok || !e.DictSet(d, k, v) {
				return heap.Null
			}
		}
		return d.V()
	case *ast.Call:
		return e.callExpr(x)
	}
	panic(fmt.Sprintf("no evaluation of %T", x))
}

func (e *evaluator) constant(x any) Value {
	switch x := x.(type) {
	case nil:
		return heap.None
	case bool:
		return heap.Bool(x)
	case int64:
		return e.NewInt(x)
	case *big.Int:
		return e.NewBig(x)
	case float64:
		return heap.Float(x)
	case complex128:
		return e.NewComplex(x)
	case string:
		return e.NewStr(x)
	case ast.Bytes:
		return e.NewBytes([]byte(x))
	case ast.EllipsisType:
		return heap.Ellipsis
	}
	panic(fmt.Sprintf("no constant of %T", x))
}

func (e *evaluator) list(elts []ast.Expr) Value {
	l := e.Push(e.NewList(0))
	for _, x := range elts {
		v, ok := e.push(x)
		if !ok || !e.ListAppend(l, v) {
			return heap.Null
		}
	}
	return l.V()
}

func (e *evaluator) compare(x *ast.Compare) Value {
	if len(x.Ops) != 1 {
		panic("chained comparison")
	}
	a, ok := e.push(x.Left)
	if !ok {
		return heap.Null
	}
	b, ok := e.push(x.Comparators[0])
	if !ok {
		return heap.Null
	}
	op := x.Ops[0]
	switch op {
	case ast.Is, ast.IsNot:
		return heap.Bool((a.V() == b.V()) == (op == ast.Is))
	case ast.In, ast.NotIn:
		r := e.Contains(b, a)
		if r < 0 {
			return heap.Null
		}
		return heap.Bool((r == 1) == (op == ast.In))
	}
	return e.Compare(a, b, evalCompare[op])
}

func (e *evaluator) callExpr(x *ast.Call) Value {
	f, ok := e.push(x.Func)
	if !ok {
		return heap.Null
	}
	var vals []Ref
	for _, a := range x.Args {
		v, ok := e.push(a)
		if !ok {
			return heap.Null
		}
		vals = append(vals, v)
	}
	names := Ref{}
	if len(x.Keywords) > 0 {
		names = e.Push(e.NewTuple(len(x.Keywords)))
		for i, k := range x.Keywords {
			v, ok := e.push(k.Value)
			if !ok {
				return heap.Null
			}
			vals = append(vals, v)
			e.TupleSet(names.V(), i, e.RT.Intern(k.Arg).V())
		}
	}
	base := e.PushN(len(vals) + 1)
	for i, v := range vals {
		base.At(i).Set(v.V())
	}
	return e.Call(f, MakeArgs(base, len(x.Args), names))
}

// evalOne evaluates an expression that must work; its caller restores the root
// stack.
func evalOne(e *evaluator, src string) Value {
	mod, err := parser.Parse([]byte(src), "<test>", parser.Eval)
	if err != nil {
		panic(err)
	}
	v := e.eval(mod.(*ast.Expression).Body)
	if v == heap.Null {
		panic(e.exception())
	}
	return v
}
