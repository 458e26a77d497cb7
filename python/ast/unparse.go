package ast

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Unparse writes an expression as source text: what a postponed annotation is
// kept as. The text is CPython's: one space around operators, no parentheses
// that precedence does not ask for, strings in their repr.
func Unparse(e Expr) string {
	u := unparser{}
	u.expr(e, precTest)
	return u.String()
}

type unparser struct{ strings.Builder }

// The precedences of expressions, loosest first.
const (
	precTuple = iota
	precTest  // lambda, conditional
	precOr
	precAnd
	precNot
	precCmp
	precBor
	precBxor
	precBand
	precShift
	precArith
	precTerm
	precFactor
	precPower
	precAwait
	precAtom
)

var binaryText = map[Operator]struct {
	text string
	prec int
}{
	Add: {" + ", precArith}, Sub: {" - ", precArith}, Mult: {" * ", precTerm}, MatMult: {" @ ", precTerm},
	Div: {" / ", precTerm}, Modulo: {" % ", precTerm}, FloorDiv: {" // ", precTerm}, Pow: {" ** ", precPower},
	LShift: {" << ", precShift}, RShift: {" >> ", precShift}, BitOr: {" | ", precBor}, BitXor: {" ^ ", precBxor},
	BitAnd: {" & ", precBand},
}

var compareText = map[CmpOperator]string{Eq: " == ", NotEq: " != ", Lt: " < ", LtE: " <= ", Gt: " > ", GtE: " >= ",
	Is: " is ", IsNot: " is not ", In: " in ", NotIn: " not in "}

func (u *unparser) paren(outer, own int, body func()) {
	if outer > own {
		u.WriteByte('(')
		body()
		u.WriteByte(')')
		return
	}
	body()
}

func (u *unparser) list(elts []Expr) {
	for i, e := range elts {
		if i > 0 {
			u.WriteString(", ")
		}
		u.expr(e, precTest)
	}
}

func (u *unparser) expr(e Expr, prec int) {
	switch n := e.(type) {
	case *BoolOp:
		word, own := " and ", precAnd
		if n.Op == Or {
			word, own = " or ", precOr
		}
		u.paren(prec, own, func() {
			for i, v := range n.Values {
				if i > 0 {
					u.WriteString(word)
				}
				u.expr(v, own+1)
			}
		})
	case *NamedExpr:
		u.paren(prec, precTuple, func() {
			u.expr(n.Target, precAtom)
			u.WriteString(" := ")
			u.expr(n.Value, precAtom)
		})
	case *BinOp:
		op := binaryText[n.Op]
		left, right := op.prec, op.prec+1
		if n.Op == Pow {
			left, right = op.prec+1, op.prec
		}
		u.paren(prec, op.prec, func() {
			u.expr(n.Left, left)
			u.WriteString(op.text)
			u.expr(n.Right, right)
		})
	case *UnaryOp:
		text, own := "not ", precNot
		switch n.Op {
		case Invert:
			text, own = "~", precFactor
		case UAdd:
			text, own = "+", precFactor
		case USub:
			text, own = "-", precFactor
		}
		u.paren(prec, own, func() {
			u.WriteString(text)
			u.expr(n.Operand, own)
		})
	case *Lambda:
		u.paren(prec, precTest, func() {
			u.WriteString("lambda")
			if a := n.Args; len(a.PosOnlyArgs)+len(a.Args)+len(a.KwOnlyArgs) > 0 || a.VarArg != nil || a.KwArg != nil {
				u.WriteByte(' ')
				u.arguments(a)
			}
			u.WriteString(": ")
			u.expr(n.Body, precTest)
		})
	case *IfExp:
		u.paren(prec, precTest, func() {
			u.expr(n.Body, precTest+1)
			u.WriteString(" if ")
			u.expr(n.Test, precTest+1)
			u.WriteString(" else ")
			u.expr(n.OrElse, precTest)
		})
	case *Dict:
		u.WriteByte('{')
		for i, v := range n.Values {
			if i > 0 {
				u.WriteString(", ")
			}
			if n.Keys[i] == nil {
				u.WriteString("**")
				u.expr(v, precBor)
				continue
			}
			u.expr(n.Keys[i], precTest)
			u.WriteString(": ")
			u.expr(v, precTest)
		}
		u.WriteByte('}')
	case *Set:
		u.WriteByte('{')
		u.list(n.Elts)
		u.WriteByte('}')
	case *ListComp:
		u.comprehension("[", n.Elt, nil, n.Generators, "]")
	case *SetComp:
		u.comprehension("{", n.Elt, nil, n.Generators, "}")
	case *GeneratorExp:
		u.comprehension("(", n.Elt, nil, n.Generators, ")")
	case *DictComp:
		u.comprehension("{", n.Key, n.Value, n.Generators, "}")
	case *Await:
		u.paren(prec, precAwait, func() {
			u.WriteString("await ")
			u.expr(n.Value, precAtom)
		})
	case *Yield:
		u.WriteString("(yield")
		if n.Value != nil {
			u.WriteByte(' ')
			u.expr(n.Value, precTuple)
		}
		u.WriteByte(')')
	case *YieldFrom:
		u.WriteString("(yield from ")
		u.expr(n.Value, precTest)
		u.WriteByte(')')
	case *Compare:
		u.paren(prec, precCmp, func() {
			u.expr(n.Left, precCmp+1)
			for i, op := range n.Ops {
				u.WriteString(compareText[op])
				u.expr(n.Comparators[i], precCmp+1)
			}
		})
	case *Call:
		u.call(n)
	case *FormattedValue:
		var f unparser
		f.field(n)
		u.WriteString("f" + Quote(f.String()))
	case *JoinedStr:
		var f unparser
		f.fields(n)
		u.WriteString("f" + Quote(f.String()))
	case *Constant:
		if n.Kind != "" {
			u.WriteString(n.Kind)
		}
		u.WriteString(constText(n.Value))
	case *Attribute:
		u.expr(n.Value, precAtom)
		if k, ok := n.Value.(*Constant); ok {
			if _, isInt := k.Value.(int64); isInt {
				u.WriteByte(' ')
			}
		}
		u.WriteString("." + n.Attr)
	case *Subscript:
		u.expr(n.Value, precAtom)
		u.WriteByte('[')
		if t, ok := n.Slice.(*Tuple); ok && len(t.Elts) > 0 && !hasStar(t.Elts) {
			u.expr(t, precTuple)
		} else {
			u.expr(n.Slice, precTuple)
		}
		u.WriteByte(']')
	case *Starred:
		u.WriteByte('*')
		u.expr(n.Value, precBor)
	case *Name:
		u.WriteString(n.ID)
	case *List:
		u.WriteByte('[')
		u.list(n.Elts)
		u.WriteByte(']')
	case *Tuple:
		if len(n.Elts) == 0 {
			u.WriteString("()")
			return
		}
		u.paren(prec, precTuple, func() {
			u.list(n.Elts)
			if len(n.Elts) == 1 {
				u.WriteByte(',')
			}
		})
	case *Slice:
		if n.Lower != nil {
			u.expr(n.Lower, precTest)
		}
		u.WriteByte(':')
		if n.Upper != nil {
			u.expr(n.Upper, precTest)
		}
		if n.Step != nil {
			u.WriteByte(':')
			u.expr(n.Step, precTest)
		}
	default:
		panic(fmt.Sprintf("BUG: unparse %T", e))
	}
}

func hasStar(elts []Expr) bool {
	for _, e := range elts {
		if _, ok := e.(*Starred); ok {
			return true
		}
	}
	return false
}

func (u *unparser) call(n *Call) {
	u.expr(n.Func, precAtom)
	if len(n.Args) == 1 && len(n.Keywords) == 0 {
		if _, ok := n.Args[0].(*GeneratorExp); ok {
			u.expr(n.Args[0], precTest)
			return
		}
	}
	u.WriteByte('(')
	u.list(n.Args)
	for i, k := range n.Keywords {
		if i > 0 || len(n.Args) > 0 {
			u.WriteString(", ")
		}
		if k.Arg == "" {
			u.WriteString("**")
		} else {
			u.WriteString(k.Arg + "=")
		}
		u.expr(k.Value, precTest)
	}
	u.WriteByte(')')
}

func (u *unparser) comprehension(open string, elt, value Expr, gens []*Comprehension, end string) {
	u.WriteString(open)
	u.expr(elt, precTest)
	if value != nil {
		u.WriteString(": ")
		u.expr(value, precTest)
	}
	for _, g := range gens {
		if g.IsAsync {
			u.WriteString(" async")
		}
		u.WriteString(" for ")
		u.expr(g.Target, precTuple)
		u.WriteString(" in ")
		u.expr(g.Iter, precTest+1)
		for _, f := range g.Ifs {
			u.WriteString(" if ")
			u.expr(f, precTest+1)
		}
	}
	u.WriteString(end)
}

func (u *unparser) arguments(a *Arguments) {
	first := true
	sep := func() {
		if !first {
			u.WriteString(", ")
		}
		first = false
	}
	all := append(append([]*Arg(nil), a.PosOnlyArgs...), a.Args...)
	for i, p := range all {
		sep()
		u.WriteString(p.Arg)
		if d := i - (len(all) - len(a.Defaults)); d >= 0 {
			u.WriteByte('=')
			u.expr(a.Defaults[d], precTest)
		}
		if len(a.PosOnlyArgs) > 0 && i+1 == len(a.PosOnlyArgs) {
			u.WriteString(", /")
		}
	}
	if a.VarArg != nil || len(a.KwOnlyArgs) > 0 {
		sep()
		u.WriteByte('*')
		if a.VarArg != nil {
			u.WriteString(a.VarArg.Arg)
		}
	}
	for i, p := range a.KwOnlyArgs {
		sep()
		u.WriteString(p.Arg)
		if a.KwDefaults[i] != nil {
			u.WriteByte('=')
			u.expr(a.KwDefaults[i], precTest)
		}
	}
	if a.KwArg != nil {
		sep()
		u.WriteString("**" + a.KwArg.Arg)
	}
}

func (u *unparser) fields(n *JoinedStr) {
	for _, v := range n.Values {
		switch v := v.(type) {
		case *Constant:
			s, _ := v.Value.(string)
			u.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(s))
		case *FormattedValue:
			u.field(v)
		case *JoinedStr:
			u.fields(v)
		}
	}
}

func (u *unparser) field(n *FormattedValue) {
	var in unparser
	in.expr(n.Value, precTest+1)
	text := in.String()
	u.WriteByte('{')
	if strings.HasPrefix(text, "{") {
		u.WriteByte(' ')
	}
	u.WriteString(text)
	if n.Conversion > 0 {
		u.WriteString("!" + string(rune(n.Conversion)))
	}
	if n.FormatSpec != nil {
		u.WriteByte(':')
		switch s := n.FormatSpec.(type) {
		case *JoinedStr:
			u.fields(s)
		default:
			u.fields(&JoinedStr{Values: []Expr{s}})
		}
	}
	u.WriteByte('}')
}

func constText(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case int64:
		return strconv.FormatInt(v, 10)
	case *big.Int:
		return v.String()
	case float64:
		return floatText(v)
	case complex128:
		if real(v) == 0 && !math.Signbit(real(v)) {
			return strings.TrimSuffix(floatText(imag(v)), ".0") + "j"
		}
		return "(" + strings.TrimSuffix(floatText(real(v)), ".0") + signed(imag(v)) + "j)"
	case string:
		return Quote(v)
	case Bytes:
		return "b" + quote(string(v), true)
	case EllipsisType:
		return "..."
	case TupleValue:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = constText(x)
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	panic(fmt.Sprintf("BUG: unparse constant %T", v))
}

func signed(f float64) string {
	s := strings.TrimSuffix(floatText(f), ".0")
	if !strings.HasPrefix(s, "-") {
		s = "+" + s
	}
	return s
}

// floatText is repr(f), with infinity as a literal that overflows to it.
func floatText(f float64) string {
	if math.IsInf(f, 1) {
		return "1e309"
	}
	if math.IsInf(f, -1) {
		return "-1e309"
	}
	exp := 0
	if f != 0 {
		s := strconv.FormatFloat(f, 'e', -1, 64)
		exp, _ = strconv.Atoi(s[strings.IndexByte(s, 'e')+1:])
	}
	if exp < -4 || exp >= 16 {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// Quote is repr of a str for text that is mostly ASCII: other characters stay
// as they are.
func Quote(s string) string { return quote(s, false) }

func quote(s string, bytes bool) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == q || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ' || c == 0x7F || bytes && c > 0x7F:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(q)
	return b.String()
}
