package compile

import (
	"fmt"
	"math"
	"math/big"
	"sort"
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// constKey tells constants apart that Python's == does not: 1, 1.0 and True,
// 0.0 and -0.0.
type constKey struct {
	kind byte
	text string
	bits uint64
	ptr  any
}

func keyOf(v any) constKey {
	switch v := v.(type) {
	case nil:
		return constKey{kind: 'n'}
	case bool:
		if v {
			return constKey{kind: 't'}
		}
		return constKey{kind: 'F'}
	case int64:
		return constKey{kind: 'i', bits: uint64(v)}
	case *big.Int:
		return constKey{kind: 'I', text: v.Text(62)}
	case float64:
		return constKey{kind: 'f', bits: math.Float64bits(v)}
	case complex128:
		return constKey{kind: 'c', text: fmt.Sprint(math.Float64bits(real(v))), bits: math.Float64bits(imag(v))}
	case string:
		return constKey{kind: 's', text: v}
	case ast.Bytes:
		return constKey{kind: 'b', text: string(v)}
	case ast.EllipsisType:
		return constKey{kind: 'e'}
	case ast.TupleValue:
		return constKey{kind: '(', text: keysOf(v)}
	case ast.FrozenSetValue:
		return constKey{kind: '{', text: keysOf(v)}
	case *code.Code:
		return constKey{kind: 'C', ptr: v}
	}
	panic(fmt.Sprintf("BUG: constant of type %T", v))
}

func keysOf(list []any) string {
	var b strings.Builder
	for _, v := range list {
		k := keyOf(v)
		fmt.Fprintf(&b, "%c%d:%s/%x,", k.kind, len(k.text), k.text, k.bits)
	}
	return b.String()
}

func (c *compiler) constIndex(v any) int {
	u := c.u
	k := keyOf(v)
	i, ok := u.consts[k]
	if !ok {
		i = len(u.code.Consts)
		u.consts[k] = i
		u.code.Consts = append(u.code.Consts, v)
	}
	return i
}

// smallIntBias makes the operand of SmallInt unsigned.
const smallIntBias = 1 << 23

func (c *compiler) constant(v any) {
	if i, ok := v.(int64); ok && -smallIntBias <= i && i < smallIntBias {
		c.opArg(code.SmallInt, int(i+smallIntBias))
		return
	}
	c.opArg(code.Const, c.constIndex(v))
}

// sorted returns the symbols by name.
func (b *block) sorted() []*symbol {
	list := make([]*symbol, 0, len(b.symbols))
	for _, sy := range b.symbols {
		list = append(list, sy)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list
}

// fold returns the value of a constant expression; ok is false when e is none,
// or none worth folding.
func fold(e ast.Expr) (v any, ok bool) {
	switch n := e.(type) {
	case *ast.Constant:
		return n.Value, true
	case *ast.Tuple:
		if n.Ctx != ast.Load {
			return nil, false
		}
		t := make(ast.TupleValue, len(n.Elts))
		for i, x := range n.Elts {
			if t[i], ok = fold(x); !ok {
				return nil, false
			}
		}
		return t, true
	case *ast.UnaryOp:
		if x, ok := fold(n.Operand); ok {
			return foldUnary(n.Op, x)
		}
	case *ast.BinOp:
		x, ok1 := fold(n.Left)
		y, ok2 := fold(n.Right)
		if ok1 && ok2 {
			return foldBinary(n.Op, x, y)
		}
	}
	return nil, false
}

func foldUnary(op ast.UnaryOperator, x any) (any, bool) {
	switch x := x.(type) {
	case int64:
		switch op {
		case ast.USub:
			if x != math.MinInt64 {
				return -x, true
			}
		case ast.UAdd:
			return x, true
		case ast.Invert:
			return ^x, true
		}
	case *big.Int:
		if op == ast.USub {
			return normal(new(big.Int).Neg(x)), true
		}
	case float64:
		switch op {
		case ast.USub:
			return -x, true
		case ast.UAdd:
			return x, true
		}
	case complex128:
		if op == ast.USub {
			return complex(-real(x), -imag(x)), true
		}
	}
	return nil, false
}

func normal(x *big.Int) any {
	if x.IsInt64() {
		return x.Int64()
	}
	return x
}

// foldBinary folds what cannot fail and cannot grow: sums, differences and
// products of ints and floats, and a complex literal such as 1+2j.
func foldBinary(op ast.Operator, x, y any) (any, bool) {
	if a, ok := x.(int64); ok {
		if b, ok := y.(int64); ok {
			A, B := big.NewInt(a), big.NewInt(b)
			switch op {
			case ast.Add:
				return normal(A.Add(A, B)), true
			case ast.Sub:
				return normal(A.Sub(A, B)), true
			case ast.Mult:
				return normal(A.Mul(A, B)), true
			case ast.Pow:
				if b >= 0 && b <= 128 && -16 <= a && a <= 16 {
					return normal(A.Exp(A, B, nil)), true
				}
			case ast.LShift:
				if b >= 0 && b <= 128 {
					return normal(A.Lsh(A, uint(b))), true
				}
			}
			return nil, false
		}
	}
	a, aok := asFloat(x)
	if b, ok := y.(complex128); ok && aok {
		switch op {
		case ast.Add:
			return complex(a+real(b), 0+imag(b)), true
		case ast.Sub:
			return complex(a-real(b), 0-imag(b)), true
		}
		return nil, false
	}
	b, bok := asFloat(y)
	if aok && bok {
		switch op {
		case ast.Add:
			return a + b, true
		case ast.Sub:
			return a - b, true
		case ast.Mult:
			return a * b, true
		}
	}
	return nil, false
}

func asFloat(x any) (float64, bool) {
	switch x := x.(type) {
	case float64:
		return x, true
	case int64:
		return float64(x), -1<<53 <= x && x <= 1<<53
	}
	return 0, false
}
