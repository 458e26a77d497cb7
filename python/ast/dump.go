package ast

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/internal/pyunicode"
)

// Dump shows a tree as Python's ast.dump(node, include_attributes=withAttrs) does.
func Dump(n Node, withAttrs bool) string {
	d := dumper{attrs: withAttrs}
	d.node(n)
	return d.b.String()
}

type dumper struct {
	b     strings.Builder
	attrs bool
	first bool // no field of the current node was written yet
}

// open begins a node.
func (d *dumper) open(name string) {
	d.b.WriteString(name)
	d.b.WriteByte('(')
	d.first = true
}

// close ends a node, with its attributes if it has any to show.
func (d *dumper) close(s *Span) {
	if d.attrs && s != nil {
		d.intField("lineno", int(s.Line))
		d.intField("col_offset", int(s.Col))
		d.intField("end_lineno", int(s.EndLine))
		d.intField("end_col_offset", int(s.EndCol))
	}
	d.b.WriteByte(')')
	d.first = false
}

func (d *dumper) field(name string) {
	if !d.first {
		d.b.WriteString(", ")
	}
	d.first = false
	d.b.WriteString(name)
	d.b.WriteByte('=')
}

func (d *dumper) intField(name string, n int) {
	d.field(name)
	d.b.WriteString(strconv.Itoa(n))
}

// str writes a field that is a string, if it is not empty.
func (d *dumper) str(name, s string) {
	if s != "" {
		d.field(name)
		d.b.WriteString(ReprStr(s))
	}
}

func (d *dumper) strs(name string, list []string) {
	d.field(name)
	d.b.WriteByte('[')
	for i, s := range list {
		if i > 0 {
			d.b.WriteString(", ")
		}
		d.b.WriteString(ReprStr(s))
	}
	d.b.WriteByte(']')
}

// expr writes a field that is a node, if there is one.
func (d *dumper) expr(name string, e Expr) {
	if e != nil {
		d.field(name)
		d.node(e)
	}
}

// op writes a field that is an operator or a context, which are nodes in Python.
func (d *dumper) op(name, op string) {
	d.field(name)
	d.b.WriteString(op)
	d.b.WriteString("()")
}

func dumpList[N Node](d *dumper, name string, list []N) {
	d.field(name)
	d.b.WriteByte('[')
	for i, n := range list {
		if i > 0 {
			d.b.WriteString(", ")
		}
		d.node(n)
	}
	d.b.WriteByte(']')
}

// exprs writes a list in which nil stands for None.
func (d *dumper) exprs(name string, list []Expr) {
	d.field(name)
	d.b.WriteByte('[')
	for i, e := range list {
		if i > 0 {
			d.b.WriteString(", ")
		}
		if e == nil {
			d.b.WriteString("None")
		} else {
			d.node(e)
		}
	}
	d.b.WriteByte(']')
}

// Names of the operators and contexts in Python's ast.
var (
	contextNames = [...]string{"Load", "Store", "Del"}
	boolOpNames  = [...]string{"And", "Or"}
	opNames      = [...]string{"Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor", "BitAnd", "FloorDiv"}
	unaryOpNames = [...]string{"Invert", "Not", "UAdd", "USub"}
	cmpOpNames   = [...]string{"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"}
)

func (c ExprContext) String() string   { return contextNames[c] }
func (o BoolOperator) String() string  { return boolOpNames[o] }
func (o Operator) String() string      { return opNames[o] }
func (o UnaryOperator) String() string { return unaryOpNames[o] }
func (o CmpOperator) String() string   { return cmpOpNames[o] }

func (d *dumper) node(n Node) {
	switch n := n.(type) {
	case Mod:
		d.mod(n)
	case Stmt:
		d.stmt(n)
	case Expr:
		d.expression(n)
	case Pattern:
		d.pattern(n)
	case *Arguments:
		d.open("arguments")
		dumpList(d, "posonlyargs", n.PosOnlyArgs)
		dumpList(d, "args", n.Args)
		if n.VarArg != nil {
			d.field("vararg")
			d.node(n.VarArg)
		}
		dumpList(d, "kwonlyargs", n.KwOnlyArgs)
		d.exprs("kw_defaults", n.KwDefaults)
		if n.KwArg != nil {
			d.field("kwarg")
			d.node(n.KwArg)
		}
		d.exprs("defaults", n.Defaults)
		d.close(nil)
	case *Arg:
		d.open("arg")
		d.str("arg", n.Arg)
		d.expr("annotation", n.Annotation)
		d.close(&n.Span)
	case *Keyword:
		d.open("keyword")
		d.str("arg", n.Arg)
		d.expr("value", n.Value)
		d.close(&n.Span)
	case *Alias:
		d.open("alias")
		d.str("name", n.Name)
		d.str("asname", n.AsName)
		d.close(&n.Span)
	case *WithItem:
		d.open("withitem")
		d.expr("context_expr", n.ContextExpr)
		d.expr("optional_vars", n.OptionalVars)
		d.close(nil)
	case *Comprehension:
		d.open("comprehension")
		d.expr("target", n.Target)
		d.expr("iter", n.Iter)
		d.exprs("ifs", n.Ifs)
		async := 0
		if n.IsAsync {
			async = 1
		}
		d.intField("is_async", async)
		d.close(nil)
	case *ExceptHandler:
		d.open("ExceptHandler")
		d.expr("type", n.Type)
		d.str("name", n.Name)
		dumpList(d, "body", n.Body)
		d.close(&n.Span)
	case *MatchCase:
		d.open("match_case")
		d.field("pattern")
		d.node(n.Pattern)
		d.expr("guard", n.Guard)
		dumpList(d, "body", n.Body)
		d.close(nil)
	default:
		panic("BUG: ast: not a node of this package")
	}
}

func (d *dumper) mod(n Mod) {
	switch n := n.(type) {
	case *Module:
		d.open("Module")
		dumpList(d, "body", n.Body)
		d.field("type_ignores")
		d.b.WriteString("[]")
	case *Interactive:
		d.open("Interactive")
		dumpList(d, "body", n.Body)
	case *Expression:
		d.open("Expression")
		d.expr("body", n.Body)
	}
	d.close(nil)
}

func (d *dumper) stmt(n Stmt) {
	switch n := n.(type) {
	case *FunctionDef:
		d.function("FunctionDef", n)
	case *AsyncFunctionDef:
		d.function("AsyncFunctionDef", (*FunctionDef)(n))
	case *ClassDef:
		d.open("ClassDef")
		d.str("name", n.Name)
		d.exprs("bases", n.Bases)
		dumpList(d, "keywords", n.Keywords)
		dumpList(d, "body", n.Body)
		d.exprs("decorator_list", n.DecoratorList)
	case *Return:
		d.open("Return")
		d.expr("value", n.Value)
	case *Delete:
		d.open("Delete")
		d.exprs("targets", n.Targets)
	case *Assign:
		d.open("Assign")
		d.exprs("targets", n.Targets)
		d.expr("value", n.Value)
	case *AugAssign:
		d.open("AugAssign")
		d.expr("target", n.Target)
		d.op("op", n.Op.String())
		d.expr("value", n.Value)
	case *AnnAssign:
		d.open("AnnAssign")
		d.expr("target", n.Target)
		d.expr("annotation", n.Annotation)
		d.expr("value", n.Value)
		simple := 0
		if n.Simple {
			simple = 1
		}
		d.intField("simple", simple)
	case *For:
		d.forLoop("For", n)
	case *AsyncFor:
		d.forLoop("AsyncFor", (*For)(n))
	case *While:
		d.open("While")
		d.expr("test", n.Test)
		dumpList(d, "body", n.Body)
		dumpList(d, "orelse", n.OrElse)
	case *If:
		d.open("If")
		d.expr("test", n.Test)
		dumpList(d, "body", n.Body)
		dumpList(d, "orelse", n.OrElse)
	case *With:
		d.open("With")
		dumpList(d, "items", n.Items)
		dumpList(d, "body", n.Body)
	case *AsyncWith:
		d.open("AsyncWith")
		dumpList(d, "items", n.Items)
		dumpList(d, "body", n.Body)
	case *Match:
		d.open("Match")
		d.expr("subject", n.Subject)
		dumpList(d, "cases", n.Cases)
	case *Raise:
		d.open("Raise")
		d.expr("exc", n.Exc)
		d.expr("cause", n.Cause)
	case *Try:
		d.try("Try", n)
	case *TryStar:
		d.try("TryStar", (*Try)(n))
	case *Assert:
		d.open("Assert")
		d.expr("test", n.Test)
		d.expr("msg", n.Msg)
	case *Import:
		d.open("Import")
		dumpList(d, "names", n.Names)
	case *ImportFrom:
		d.open("ImportFrom")
		d.str("module", n.Module)
		dumpList(d, "names", n.Names)
		d.intField("level", n.Level)
	case *Global:
		d.open("Global")
		d.strs("names", n.Names)
	case *Nonlocal:
		d.open("Nonlocal")
		d.strs("names", n.Names)
	case *ExprStmt:
		d.open("Expr")
		d.expr("value", n.Value)
	case *Pass:
		d.open("Pass")
	case *Break:
		d.open("Break")
	case *Continue:
		d.open("Continue")
	}
	d.close(n.Pos())
}

func (d *dumper) function(name string, n *FunctionDef) {
	d.open(name)
	d.str("name", n.Name)
	d.field("args")
	d.node(n.Args)
	dumpList(d, "body", n.Body)
	d.exprs("decorator_list", n.DecoratorList)
	d.expr("returns", n.Returns)
}

func (d *dumper) forLoop(name string, n *For) {
	d.open(name)
	d.expr("target", n.Target)
	d.expr("iter", n.Iter)
	dumpList(d, "body", n.Body)
	dumpList(d, "orelse", n.OrElse)
}

func (d *dumper) try(name string, n *Try) {
	d.open(name)
	dumpList(d, "body", n.Body)
	dumpList(d, "handlers", n.Handlers)
	dumpList(d, "orelse", n.OrElse)
	dumpList(d, "finalbody", n.FinalBody)
}

func (d *dumper) expression(n Expr) {
	switch n := n.(type) {
	case *BoolOp:
		d.open("BoolOp")
		d.op("op", n.Op.String())
		d.exprs("values", n.Values)
	case *NamedExpr:
		d.open("NamedExpr")
		d.expr("target", n.Target)
		d.expr("value", n.Value)
	case *BinOp:
		d.open("BinOp")
		d.expr("left", n.Left)
		d.op("op", n.Op.String())
		d.expr("right", n.Right)
	case *UnaryOp:
		d.open("UnaryOp")
		d.op("op", n.Op.String())
		d.expr("operand", n.Operand)
	case *Lambda:
		d.open("Lambda")
		d.field("args")
		d.node(n.Args)
		d.expr("body", n.Body)
	case *IfExp:
		d.open("IfExp")
		d.expr("test", n.Test)
		d.expr("body", n.Body)
		d.expr("orelse", n.OrElse)
	case *Dict:
		d.open("Dict")
		d.exprs("keys", n.Keys)
		d.exprs("values", n.Values)
	case *Set:
		d.open("Set")
		d.exprs("elts", n.Elts)
	case *ListComp:
		d.comp("ListComp", n)
	case *SetComp:
		d.comp("SetComp", (*ListComp)(n))
	case *GeneratorExp:
		d.comp("GeneratorExp", (*ListComp)(n))
	case *DictComp:
		d.open("DictComp")
		d.expr("key", n.Key)
		d.expr("value", n.Value)
		dumpList(d, "generators", n.Generators)
	case *Await:
		d.open("Await")
		d.expr("value", n.Value)
	case *Yield:
		d.open("Yield")
		d.expr("value", n.Value)
	case *YieldFrom:
		d.open("YieldFrom")
		d.expr("value", n.Value)
	case *Compare:
		d.open("Compare")
		d.expr("left", n.Left)
		d.field("ops")
		d.b.WriteByte('[')
		for i, op := range n.Ops {
			if i > 0 {
				d.b.WriteString(", ")
			}
			d.b.WriteString(op.String() + "()")
		}
		d.b.WriteByte(']')
		d.exprs("comparators", n.Comparators)
	case *Call:
		d.open("Call")
		d.expr("func", n.Func)
		d.exprs("args", n.Args)
		dumpList(d, "keywords", n.Keywords)
	case *FormattedValue:
		d.open("FormattedValue")
		d.expr("value", n.Value)
		d.intField("conversion", n.Conversion)
		d.expr("format_spec", n.FormatSpec)
	case *JoinedStr:
		d.open("JoinedStr")
		d.exprs("values", n.Values)
	case *Constant:
		d.open("Constant")
		d.field("value")
		d.b.WriteString(Repr(n.Value))
		d.str("kind", n.Kind)
	case *Attribute:
		d.open("Attribute")
		d.expr("value", n.Value)
		d.str("attr", n.Attr)
		d.op("ctx", n.Ctx.String())
	case *Subscript:
		d.open("Subscript")
		d.expr("value", n.Value)
		d.expr("slice", n.Slice)
		d.op("ctx", n.Ctx.String())
	case *Starred:
		d.open("Starred")
		d.expr("value", n.Value)
		d.op("ctx", n.Ctx.String())
	case *Name:
		d.open("Name")
		d.str("id", n.ID)
		d.op("ctx", n.Ctx.String())
	case *List:
		d.open("List")
		d.exprs("elts", n.Elts)
		d.op("ctx", n.Ctx.String())
	case *Tuple:
		d.open("Tuple")
		d.exprs("elts", n.Elts)
		d.op("ctx", n.Ctx.String())
	case *Slice:
		d.open("Slice")
		d.expr("lower", n.Lower)
		d.expr("upper", n.Upper)
		d.expr("step", n.Step)
	}
	d.close(n.Pos())
}

func (d *dumper) comp(name string, n *ListComp) {
	d.open(name)
	d.expr("elt", n.Elt)
	dumpList(d, "generators", n.Generators)
}

func (d *dumper) pattern(n Pattern) {
	switch n := n.(type) {
	case *MatchValue:
		d.open("MatchValue")
		d.expr("value", n.Value)
	case *MatchSingleton:
		d.open("MatchSingleton")
		d.field("value")
		d.b.WriteString(Repr(n.Value))
	case *MatchSequence:
		d.open("MatchSequence")
		dumpList(d, "patterns", n.Patterns)
	case *MatchMapping:
		d.open("MatchMapping")
		d.exprs("keys", n.Keys)
		dumpList(d, "patterns", n.Patterns)
		d.str("rest", n.Rest)
	case *MatchClass:
		d.open("MatchClass")
		d.expr("cls", n.Cls)
		dumpList(d, "patterns", n.Patterns)
		d.strs("kwd_attrs", n.KwdAttrs)
		dumpList(d, "kwd_patterns", n.KwdPatterns)
	case *MatchStar:
		d.open("MatchStar")
		d.str("name", n.Name)
	case *MatchAs:
		d.open("MatchAs")
		if n.Pattern != nil {
			d.field("pattern")
			d.node(n.Pattern)
		}
		d.str("name", n.Name)
	case *MatchOr:
		d.open("MatchOr")
		dumpList(d, "patterns", n.Patterns)
	}
	d.close(n.Pos())
}

// Repr gives what Python's repr gives for the value of a Constant.
func Repr(v any) string {
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
		return reprFloat(v)
	case complex128:
		return reprComplex(v)
	case string:
		return ReprStr(v)
	case Bytes:
		return reprBytes(string(v))
	case EllipsisType:
		return "Ellipsis"
	case TupleValue:
		if len(v) == 1 {
			return "(" + Repr(v[0]) + ",)"
		}
		return "(" + reprAll(v) + ")"
	case FrozenSetValue:
		if len(v) == 0 {
			return "frozenset()"
		}
		return "frozenset({" + reprAll(v) + "})"
	}
	panic("BUG: ast: not the value of a Constant")
}

func reprAll(list []any) string {
	var parts []string
	for _, v := range list {
		parts = append(parts, Repr(v))
	}
	return strings.Join(parts, ", ")
}

// reprFloat is the shortest text that gives f back, with an exponent below 1e-4 and
// from 1e16 on.
func reprFloat(f float64) string {
	switch s := strconv.FormatFloat(f, 'g', -1, 64); s {
	case "+Inf":
		return "inf"
	case "-Inf":
		return "-inf"
	case "NaN":
		return "nan"
	}
	abs := f
	if abs < 0 {
		abs = -abs
	}
	if abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func reprComplex(c complex128) string {
	part := func(f float64) string { return strings.TrimSuffix(reprFloat(f), ".0") }
	re, im := part(real(c)), part(imag(c))
	if re == "0" {
		return im + "j"
	}
	if im[0] != '-' && im[0] != '+' {
		im = "+" + im
	}
	return "(" + re + im + "j)"
}

// ReprStr gives what Python's repr gives for a str, which is WTF-8.
func ReprStr(s string) string {
	var b strings.Builder
	q := quoteFor(s)
	b.WriteByte(q)
	for i, r := range s {
		switch {
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\uFFFD' && s[i] == 0xED:
			// A lone surrogate: three bytes, each of which range takes for an error.
			surrogate := rune(s[i]&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
			b.WriteString(`\u` + strconv.FormatInt(int64(surrogate), 16))
		case r == '\uFFFD' && s[i] != 0xEF:
			// The rest of one.
		case pyunicode.IsPrintable(r):
			b.WriteRune(r)
		default:
			escape(&b, r)
		}
	}
	b.WriteByte(q)
	return b.String()
}

func reprBytes(s string) string {
	var b strings.Builder
	q := quoteFor(s)
	b.WriteByte('b')
	b.WriteByte(q)
	for i := range len(s) {
		switch c := s[i]; {
		case c == q || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c < 0x7f:
			b.WriteByte(c)
		default:
			escape(&b, rune(c))
		}
	}
	b.WriteByte(q)
	return b.String()
}

// quoteFor picks the quotes that Python puts around s.
func quoteFor(s string) byte {
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return '"'
	}
	return '\''
}

// escape writes the escape sequence of a character that is not printable.
func escape(b *strings.Builder, r rune) {
	hex := func(prefix string, digits int) {
		s := strconv.FormatInt(int64(r), 16)
		b.WriteString(prefix + strings.Repeat("0", digits-len(s)) + s)
	}
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x100:
		hex(`\x`, 2)
	case r < 0x10000:
		hex(`\u`, 4)
	default:
		hex(`\U`, 8)
	}
}
