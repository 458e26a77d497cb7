package syntax

import (
	"reflect"
	"strings"
	"sync"

	"github.com/hpyrun/hpyrun/python/ast"
)

// The abstract grammar of Python 3.11. A line is a node: its class and, in
// brackets, the fields: type, "*" for a list or "?" for what may be None, name.
// Each group is a category, which is the base class of its nodes; a category of
// one node under the same name is that node alone. placed says that the nodes
// have lineno and the like.
var categories = []struct {
	name   string
	placed bool
	nodes  []string
}{
	{"mod", false, []string{
		"Module(stmt* body, type_ignore* type_ignores)",
		"Interactive(stmt* body)",
		"Expression(expr body)",
		"FunctionType(expr* argtypes, expr returns)",
	}},
	{"stmt", true, []string{
		"FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment)",
		"AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment)",
		"ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list)",
		"Return(expr? value)",
		"Delete(expr* targets)",
		"Assign(expr* targets, expr value, string? type_comment)",
		"AugAssign(expr target, operator op, expr value)",
		"AnnAssign(expr target, expr annotation, expr? value, int simple)",
		"For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
		"AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
		"While(expr test, stmt* body, stmt* orelse)",
		"If(expr test, stmt* body, stmt* orelse)",
		"With(withitem* items, stmt* body, string? type_comment)",
		"AsyncWith(withitem* items, stmt* body, string? type_comment)",
		"Match(expr subject, match_case* cases)",
		"Raise(expr? exc, expr? cause)",
		"Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
		"TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
		"Assert(expr test, expr? msg)",
		"Import(alias* names)",
		"ImportFrom(identifier? module, alias* names, int? level)",
		"Global(identifier* names)",
		"Nonlocal(identifier* names)",
		"Expr(expr value)",
		"Pass",
		"Break",
		"Continue",
	}},
	{"expr", true, []string{
		"BoolOp(boolop op, expr* values)",
		"NamedExpr(expr target, expr value)",
		"BinOp(expr left, operator op, expr right)",
		"UnaryOp(unaryop op, expr operand)",
		"Lambda(arguments args, expr body)",
		"IfExp(expr test, expr body, expr orelse)",
		"Dict(expr* keys, expr* values)",
		"Set(expr* elts)",
		"ListComp(expr elt, comprehension* generators)",
		"SetComp(expr elt, comprehension* generators)",
		"DictComp(expr key, expr value, comprehension* generators)",
		"GeneratorExp(expr elt, comprehension* generators)",
		"Await(expr value)",
		"Yield(expr? value)",
		"YieldFrom(expr value)",
		"Compare(expr left, cmpop* ops, expr* comparators)",
		"Call(expr func, expr* args, keyword* keywords)",
		"FormattedValue(expr value, int conversion, expr? format_spec)",
		"JoinedStr(expr* values)",
		"Constant(constant value, string? kind)",
		"Attribute(expr value, identifier attr, expr_context ctx)",
		"Subscript(expr value, expr slice, expr_context ctx)",
		"Starred(expr value, expr_context ctx)",
		"Name(identifier id, expr_context ctx)",
		"List(expr* elts, expr_context ctx)",
		"Tuple(expr* elts, expr_context ctx)",
		"Slice(expr? lower, expr? upper, expr? step)",
	}},
	{"expr_context", false, []string{"Load", "Store", "Del"}},
	{"boolop", false, []string{"And", "Or"}},
	{"operator", false, []string{"Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor", "BitAnd", "FloorDiv"}},
	{"unaryop", false, []string{"Invert", "Not", "UAdd", "USub"}},
	{"cmpop", false, []string{"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"}},
	{"comprehension", false, []string{"comprehension(expr target, expr iter, expr* ifs, int is_async)"}},
	{"excepthandler", true, []string{"ExceptHandler(expr? type, identifier? name, stmt* body)"}},
	{"arguments", false, []string{"arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults)"}},
	{"arg", true, []string{"arg(identifier arg, expr? annotation, string? type_comment)"}},
	{"keyword", true, []string{"keyword(identifier? arg, expr value)"}},
	{"alias", true, []string{"alias(identifier name, identifier? asname)"}},
	{"withitem", false, []string{"withitem(expr context_expr, expr? optional_vars)"}},
	{"match_case", false, []string{"match_case(pattern pattern, expr? guard, stmt* body)"}},
	{"pattern", true, []string{
		"MatchValue(expr value)",
		"MatchSingleton(constant value)",
		"MatchSequence(pattern* patterns)",
		"MatchMapping(expr* keys, pattern* patterns, identifier? rest)",
		"MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)",
		"MatchStar(identifier? name)",
		"MatchAs(pattern? pattern, identifier? name)",
		"MatchOr(pattern* patterns)",
	}},
	{"type_ignore", false, []string{"TypeIgnore(int lineno, string tag)"}},
}

// goNodes are the structs that nodes are, by the name of their class.
var goNodes = map[string]ast.Node{
	"Expr": (*ast.ExprStmt)(nil), "comprehension": (*ast.Comprehension)(nil), "arguments": (*ast.Arguments)(nil), "arg": (*ast.Arg)(nil),
	"keyword": (*ast.Keyword)(nil), "alias": (*ast.Alias)(nil), "withitem": (*ast.WithItem)(nil), "match_case": (*ast.MatchCase)(nil),
}

func init() {
	for _, n := range []ast.Node{(*ast.Module)(nil), (*ast.Interactive)(nil), (*ast.Expression)(nil),
		(*ast.FunctionDef)(nil), (*ast.AsyncFunctionDef)(nil), (*ast.ClassDef)(nil), (*ast.Return)(nil), (*ast.Delete)(nil),
		(*ast.Assign)(nil), (*ast.AugAssign)(nil), (*ast.AnnAssign)(nil), (*ast.For)(nil), (*ast.AsyncFor)(nil), (*ast.While)(nil),
		(*ast.If)(nil), (*ast.With)(nil), (*ast.AsyncWith)(nil), (*ast.Match)(nil), (*ast.Raise)(nil), (*ast.Try)(nil),
		(*ast.TryStar)(nil), (*ast.Assert)(nil), (*ast.Import)(nil), (*ast.ImportFrom)(nil), (*ast.Global)(nil), (*ast.Nonlocal)(nil),
		(*ast.Pass)(nil), (*ast.Break)(nil), (*ast.Continue)(nil),
		(*ast.BoolOp)(nil), (*ast.NamedExpr)(nil), (*ast.BinOp)(nil), (*ast.UnaryOp)(nil), (*ast.Lambda)(nil), (*ast.IfExp)(nil),
		(*ast.Dict)(nil), (*ast.Set)(nil), (*ast.ListComp)(nil), (*ast.SetComp)(nil), (*ast.DictComp)(nil), (*ast.GeneratorExp)(nil),
		(*ast.Await)(nil), (*ast.Yield)(nil), (*ast.YieldFrom)(nil), (*ast.Compare)(nil), (*ast.Call)(nil), (*ast.FormattedValue)(nil),
		(*ast.JoinedStr)(nil), (*ast.Constant)(nil), (*ast.Attribute)(nil), (*ast.Subscript)(nil), (*ast.Starred)(nil), (*ast.Name)(nil),
		(*ast.List)(nil), (*ast.Tuple)(nil), (*ast.Slice)(nil), (*ast.ExceptHandler)(nil),
		(*ast.MatchValue)(nil), (*ast.MatchSingleton)(nil), (*ast.MatchSequence)(nil), (*ast.MatchMapping)(nil), (*ast.MatchClass)(nil),
		(*ast.MatchStar)(nil), (*ast.MatchAs)(nil), (*ast.MatchOr)(nil)} {
		goNodes[reflect.TypeOf(n).Elem().Name()] = n
	}
}

// node is a class of the grammar.
type node struct {
	name, doc string
	category  *category
	fields    []field
	goType    reflect.Type // the struct; nil: a number (operators, contexts), or nothing (TypeIgnore, FunctionType)
	number    int          // of an operator or context within its category
}

// category is a base class of nodes.
type category struct {
	name, doc string
	placed    bool
	ends      bool // the end of the place must be given
	alone     bool // its one node has its name
	nodes     []*node
}

// field is a field of a node.
type field struct {
	name, typ string
	many      byte // '*', '?' or 0
	index     int  // in the Go struct; -1: it has none, for it keeps no comments
}

// grammar is the table above, taken apart.
type grammar struct {
	categories []*category
	byName     map[string]*category
	byGo       map[reflect.Type]*node
}

var theGrammar = sync.OnceValue(func() *grammar {
	g := &grammar{byName: map[string]*category{}, byGo: map[reflect.Type]*node{}}
	for _, c := range categories {
		cat := &category{name: c.name, placed: c.placed, ends: c.name == "pattern"}
		for i, line := range c.nodes {
			n := parseNode(line)
			n.category, n.number = cat, i
			cat.alone = n.name == cat.name
			cat.nodes = append(cat.nodes, n)
			if n.goType != nil {
				g.byGo[n.goType] = n
			}
		}
		cat.doc = c.name + " = " + strings.Join(c.nodes, "\n"+strings.Repeat(" ", len(c.name)+1)+"| ")
		if !strings.Contains(strings.Join(c.nodes, ""), "(") {
			cat.doc = c.name + " = " + strings.Join(c.nodes, " | ")
		}
		g.categories = append(g.categories, cat)
		g.byName[cat.name] = cat
	}
	return g
})

// parseNode takes a line of the table apart and finds the Go fields.
func parseNode(line string) *node {
	name, rest, _ := strings.Cut(line, "(")
	n := &node{name: name, doc: line}
	if g := goNodes[name]; g != nil {
		n.goType = reflect.TypeOf(g).Elem()
	}
	if rest == "" {
		return n
	}
	for _, f := range strings.Split(strings.TrimSuffix(rest, ")"), ", ") {
		typ, name, _ := strings.Cut(f, " ")
		fd := field{name: name, index: -1}
		fd.typ = strings.TrimRight(typ, "*?")
		if fd.typ != typ {
			fd.many = typ[len(typ)-1]
		}
		if n.goType != nil {
			for i := range n.goType.NumField() {
				if strings.EqualFold(n.goType.Field(i).Name, strings.ReplaceAll(name, "_", "")) {
					fd.index = i
				}
			}
			if fd.index < 0 && name != "type_comment" && name != "type_ignores" {
				panic("BUG: no Go field for " + n.name + "." + name)
			}
		}
		n.fields = append(n.fields, fd)
	}
	return n
}
