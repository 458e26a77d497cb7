package parser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python/ast"
)

// dump parses an expression and shows it without attributes.
func dump(t *testing.T, src string) string {
	tree, err := Parse([]byte(src), "f.py", Eval)
	require.NoError(t, err, src)
	return ast.Dump(tree.(*ast.Expression).Body, false)
}

func TestExpressions(t *testing.T) {
	for src, want := range map[string]string{
		"a":                                    "Name(id='a', ctx=Load())",
		"-2 ** -x":                             "UnaryOp(op=USub(), operand=BinOp(left=Constant(value=2), op=Pow(), right=UnaryOp(op=USub(), operand=Name(id='x', ctx=Load()))))",
		"1-2-3":                                "BinOp(left=BinOp(left=Constant(value=1), op=Sub(), right=Constant(value=2)), op=Sub(), right=Constant(value=3))",
		"1|2^3&4":                              "BinOp(left=Constant(value=1), op=BitOr(), right=BinOp(left=Constant(value=2), op=BitXor(), right=BinOp(left=Constant(value=3), op=BitAnd(), right=Constant(value=4))))",
		"2**3**4":                              "BinOp(left=Constant(value=2), op=Pow(), right=BinOp(left=Constant(value=3), op=Pow(), right=Constant(value=4)))",
		"not a<b":                              "UnaryOp(op=Not(), operand=Compare(left=Name(id='a', ctx=Load()), ops=[Lt()], comparators=[Name(id='b', ctx=Load())]))",
		"1 is not 2 not in 3":                  "Compare(left=Constant(value=1), ops=[IsNot(), NotIn()], comparators=[Constant(value=2), Constant(value=3)])",
		"1 or 2 or 3 and 4":                    "BoolOp(op=Or(), values=[Constant(value=1), Constant(value=2), BoolOp(op=And(), values=[Constant(value=3), Constant(value=4)])])",
		"1 if 2 else 3 if 4 else 5":            "IfExp(test=Constant(value=2), body=Constant(value=1), orelse=IfExp(test=Constant(value=4), body=Constant(value=3), orelse=Constant(value=5)))",
		"()":                                   "Tuple(elts=[], ctx=Load())",
		"(1)":                                  "Constant(value=1)",
		"1,":                                   "Tuple(elts=[Constant(value=1)], ctx=Load())",
		"[*x, 1]":                              "List(elts=[Starred(value=Name(id='x', ctx=Load()), ctx=Load()), Constant(value=1)], ctx=Load())",
		"{}":                                   "Dict(keys=[], values=[])",
		"{1}":                                  "Set(elts=[Constant(value=1)])",
		"{1: 2, **3}":                          "Dict(keys=[Constant(value=1), None], values=[Constant(value=2), Constant(value=3)])",
		"x[1:, ::2]":                           "Subscript(value=Name(id='x', ctx=Load()), slice=Tuple(elts=[Slice(lower=Constant(value=1)), Slice(step=Constant(value=2))], ctx=Load()), ctx=Load())",
		"x[*y]":                                "Subscript(value=Name(id='x', ctx=Load()), slice=Tuple(elts=[Starred(value=Name(id='y', ctx=Load()), ctx=Load())], ctx=Load()), ctx=Load())",
		"f(1, *2, k=3, *4, **5)":               "Call(func=Name(id='f', ctx=Load()), args=[Constant(value=1), Starred(value=Constant(value=2), ctx=Load()), Starred(value=Constant(value=4), ctx=Load())], keywords=[keyword(arg='k', value=Constant(value=3)), keyword(value=Constant(value=5))])",
		"f(x for x in y)":                      "Call(func=Name(id='f', ctx=Load()), args=[GeneratorExp(elt=Name(id='x', ctx=Load()), generators=[comprehension(target=Name(id='x', ctx=Store()), iter=Name(id='y', ctx=Load()), ifs=[], is_async=0)])], keywords=[])",
		"(x := 1)":                             "NamedExpr(target=Name(id='x', ctx=Store()), value=Constant(value=1))",
		"lambda a, /, b=1, *c, d, e=2, **f: 3": "Lambda(args=arguments(posonlyargs=[arg(arg='a')], args=[arg(arg='b')], vararg=arg(arg='c'), kwonlyargs=[arg(arg='d'), arg(arg='e')], kw_defaults=[None, Constant(value=2)], kwarg=arg(arg='f'), defaults=[Constant(value=1)]), body=Constant(value=3))",
		"a.b.c":                                "Attribute(value=Attribute(value=Name(id='a', ctx=Load()), attr='b', ctx=Load()), attr='c', ctx=Load())",
		"(yield)":                              "Yield()",
		"ﬁ":                                    "Name(id='fi', ctx=Load())",
	} {
		require.Equal(t, want, dump(t, src), src)
	}
}

func TestConstants(t *testing.T) {
	for src, want := range map[string]string{
		"0": "0", "0_0": "0", "00": "0", "1_000": "1000", "0xFf": "255", "0o17": "15", "0B1_1": "3",
		"9223372036854775807": "9223372036854775807", "9223372036854775808": "9223372036854775808",
		"0x1_0000_0000_0000_0000": "18446744073709551616",
		"1.":                      "1.0", ".5": "0.5", "1e3": "1000.0", "1_0.0_1e-0_1": "1.001", "1e16": "1e+16",
		"1e-5": "1e-05", "1e999": "inf", "0777.5": "777.5", "1j": "1j", "1.5J": "1.5j", "09e0": "9.0",
		"'a' \"b\"": "'ab'", "'\\n\\x41\\101\\u00e9\\U0001F600'": "'\\nAAé😀'", "'\\N{BULLET}'": "'•'",
		"'\\ud800'": "'\\ud800'", "'a\\\nb'": "'ab'", "r'\\n'": "'\\\\n'", "'\\d'": "'\\\\d'",
		"b'\\xff\\d'": "b'\\xff\\\\d'", "rb'\\x'": "b'\\\\x'", "'''a\n'b'''": "\"a\\n'b\"", "''": "''",
		"None": "None", "True": "True", "...": "Ellipsis", "'\\400'": "'Ā'", "b'\\400'": "b'\\x00'",
	} {
		require.Equal(t, "Constant(value="+want+")", dump(t, src), src)
	}
	require.Equal(t, "Constant(value='ab', kind='u')", dump(t, "u'a' 'b'"))
	require.Equal(t, "Constant(value='ab')", dump(t, "'a' u'b'"))
}

func TestFStrings(t *testing.T) {
	value := func(name string) string {
		return "FormattedValue(value=Name(id='" + name + "', ctx=Load()), conversion=-1)"
	}
	for src, want := range map[string]string{
		"f''":                    "",
		"f'a'":                   "Constant(value='a')",
		"f'{a}'":                 value("a"),
		"f'{{{a}}}'":             "Constant(value='{'), " + value("a") + ", Constant(value='}')",
		"'x' f'{a}y' 'z'":        "Constant(value='x'), " + value("a") + ", Constant(value='yz')",
		"f'{a!r}'":               "FormattedValue(value=Name(id='a', ctx=Load()), conversion=114)",
		"f'{a=}'":                "Constant(value='a='), FormattedValue(value=Name(id='a', ctx=Load()), conversion=114)",
		"f'{ a = !s}'":           "Constant(value=' a = '), FormattedValue(value=Name(id='a', ctx=Load()), conversion=115)",
		"f'{a=:x}'":              "Constant(value='a='), FormattedValue(value=Name(id='a', ctx=Load()), conversion=-1, format_spec=JoinedStr(values=[Constant(value='x')]))",
		"f'{a:>{b}}'":            "FormattedValue(value=Name(id='a', ctx=Load()), conversion=-1, format_spec=JoinedStr(values=[Constant(value='>'), " + value("b") + "]))",
		"f'{a:=3}'":              "FormattedValue(value=Name(id='a', ctx=Load()), conversion=-1, format_spec=JoinedStr(values=[Constant(value='=3')]))",
		"f'{a!=b}'":              "FormattedValue(value=Compare(left=Name(id='a', ctx=Load()), ops=[NotEq()], comparators=[Name(id='b', ctx=Load())]), conversion=-1)",
		"f'{a,}'":                "FormattedValue(value=Tuple(elts=[Name(id='a', ctx=Load())], ctx=Load()), conversion=-1)",
		"f'\\N{BULLET}{a}\\x41'": "Constant(value='•'), " + value("a") + ", Constant(value='A')",
		"rf'\\{a}'":              "Constant(value='\\\\'), " + value("a"),
		"f'{f\"{a}\"}'":          "FormattedValue(value=JoinedStr(values=[" + value("a") + "]), conversion=-1)",
		"f'''{\na}'''":           value("a"),
	} {
		require.Equal(t, "JoinedStr(values=["+want+"])", dump(t, src), src)
	}
}

// TestStatements shows statements without attributes, and without what holds them.
func TestStatements(t *testing.T) {
	for src, want := range map[string]string{
		"x = y = 1":                            "Assign(targets=[Name(id='x', ctx=Store()), Name(id='y', ctx=Store())], value=Constant(value=1))",
		"*a, (b, c) = d":                       "Assign(targets=[Tuple(elts=[Starred(value=Name(id='a', ctx=Store()), ctx=Store()), Tuple(elts=[Name(id='b', ctx=Store()), Name(id='c', ctx=Store())], ctx=Store())], ctx=Store())], value=Name(id='d', ctx=Load()))",
		"x @= 1":                               "AugAssign(target=Name(id='x', ctx=Store()), op=MatMult(), value=Constant(value=1))",
		"x: int":                               "AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', ctx=Load()), simple=1)",
		"(x): int = 1":                         "AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', ctx=Load()), value=Constant(value=1), simple=0)",
		"del a, (b.c, [d[0]])":                 "Delete(targets=[Name(id='a', ctx=Del()), Tuple(elts=[Attribute(value=Name(id='b', ctx=Load()), attr='c', ctx=Del()), List(elts=[Subscript(value=Name(id='d', ctx=Load()), slice=Constant(value=0), ctx=Del())], ctx=Del())], ctx=Del())])",
		"import a.b as c, d":                   "Import(names=[alias(name='a.b', asname='c'), alias(name='d')])",
		"from ....a import (b as c,)":          "ImportFrom(module='a', names=[alias(name='b', asname='c')], level=4)",
		"from . import *":                      "ImportFrom(names=[alias(name='*')], level=1)",
		"raise a from b":                       "Raise(exc=Name(id='a', ctx=Load()), cause=Name(id='b', ctx=Load()))",
		"global a, b":                          "Global(names=['a', 'b'])",
		"a; pass;":                             "Expr(value=Name(id='a', ctx=Load())), Pass()",
		"if a: pass\nelif b: pass\nelse: pass": "If(test=Name(id='a', ctx=Load()), body=[Pass()], orelse=[If(test=Name(id='b', ctx=Load()), body=[Pass()], orelse=[Pass()])])",
		"with (a, b): pass":                    "With(items=[withitem(context_expr=Name(id='a', ctx=Load())), withitem(context_expr=Name(id='b', ctx=Load()))], body=[Pass()])",
		"with (a, b) as c: pass":               "With(items=[withitem(context_expr=Tuple(elts=[Name(id='a', ctx=Load()), Name(id='b', ctx=Load())], ctx=Load()), optional_vars=Name(id='c', ctx=Store()))], body=[Pass()])",
		"try: pass\nexcept* A as b: pass":      "TryStar(body=[Pass()], handlers=[ExceptHandler(type=Name(id='A', ctx=Load()), name='b', body=[Pass()])], orelse=[], finalbody=[])",
		"async def f(): pass":                  "AsyncFunctionDef(name='f', args=arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[]), body=[Pass()], decorator_list=[])",
		"def f(*a: *b): pass":                  "FunctionDef(name='f', args=arguments(posonlyargs=[], args=[], vararg=arg(arg='a', annotation=Starred(value=Name(id='b', ctx=Load()), ctx=Load())), kwonlyargs=[], kw_defaults=[], defaults=[]), body=[Pass()], decorator_list=[])",
		"match x:\n case {'a': [1, *_], **r} | C(y, z=None) as w if v: pass": "Match(subject=Name(id='x', ctx=Load()), cases=[match_case(pattern=MatchAs(pattern=MatchOr(patterns=[MatchMapping(keys=[Constant(value='a')], patterns=[MatchSequence(patterns=[MatchValue(value=Constant(value=1)), MatchStar()])], rest='r'), MatchClass(cls=Name(id='C', ctx=Load()), patterns=[MatchAs(name='y')], kwd_attrs=['z'], kwd_patterns=[MatchSingleton(value=None)])]), name='w'), guard=Name(id='v', ctx=Load()), body=[Pass()])])",
		"match = case = _ = 1": "Assign(targets=[Name(id='match', ctx=Store()), Name(id='case', ctx=Store()), Name(id='_', ctx=Store())], value=Constant(value=1))",
		"match(x)":             "Expr(value=Call(func=Name(id='match', ctx=Load()), args=[Name(id='x', ctx=Load())], keywords=[]))",
	} {
		tree, err := Parse([]byte(src), "f.py", Exec)
		require.NoError(t, err, src)
		got := strings.TrimSuffix(strings.TrimPrefix(ast.Dump(tree, false), "Module(body=["), "], type_ignores=[])")
		require.Equal(t, want, got, src)
	}
}

// errorTable has class, message, and place of errors, as "class: message
// line:col-line:col".
var errorTable = map[string]string{
	"a b":                              "SyntaxError: invalid syntax 1:3-1:4",
	"(a b)":                            "SyntaxError: invalid syntax. Perhaps you forgot a comma? 1:2-1:5",
	"x = (1,\ny":                       "SyntaxError: '(' was never closed 1:5-1:0",
	"(]":                               "SyntaxError: closing parenthesis ']' does not match opening parenthesis '(' 1:2-1:2",
	")":                                "SyntaxError: unmatched ')' 1:1-1:1",
	"'abc":                             "SyntaxError: unterminated string literal (detected at line 1) 1:1-1:1",
	"x = '''a\nb":                      "SyntaxError: unterminated triple-quoted string literal (detected at line 2) 1:5-1:5",
	"if x\n  y":                        "SyntaxError: expected ':' 1:5-1:5",
	"if x:\npass":                      "IndentationError: expected an indented block after 'if' statement on line 1 2:1-2:5",
	"  x":                              "IndentationError: unexpected indent 1:2-1:-1",
	"if x:\n    a\n  b":                "IndentationError: unindent does not match any outer indentation level 3:4-3:-1",
	"if x:\n\ta\n        b":            "TabError: inconsistent use of tabs and spaces in indentation 3:1-3:0",
	"f() = 1":                          "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='? 1:1-1:4",
	"a, 1 = 2":                         "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='? 1:4-1:5",
	"None = 1":                         "SyntaxError: cannot assign to None 1:1-1:5",
	"f() += 1":                         "SyntaxError: 'function call' is an illegal expression for augmented assignment 1:1-1:4",
	"(a, b): int":                      "SyntaxError: only single target (not tuple) can be annotated 1:1-1:7",
	"del f()":                          "SyntaxError: cannot delete function call 1:5-1:8",
	"for 1 in x: pass":                 "SyntaxError: cannot assign to literal 1:5-1:6",
	"with a as 1: pass":                "SyntaxError: cannot assign to literal 1:11-1:12",
	"if x = 1: pass":                   "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='? 1:4-1:9",
	"f(a=1, b)":                        "SyntaxError: positional argument follows keyword argument 1:9-1:10",
	"f(a for a in b, c)":               "SyntaxError: Generator expression must be parenthesized 1:3-1:15",
	"f(1=2)":                           "SyntaxError: expression cannot contain assignment, perhaps you meant \"==\"? 1:3-1:5",
	"def f(a=1, b): pass":              "SyntaxError: non-default argument follows default argument 1:12-1:13",
	"def f(*): pass":                   "SyntaxError: named arguments must follow bare * 1:7-1:8",
	"def f(":                           "SyntaxError: '(' was never closed 1:6-1:0",
	"def f x":                          "SyntaxError: expected '(' 1:7-1:8",
	"{1: 2, 3}":                        "SyntaxError: ':' expected after dictionary key 1:8-1:0",
	"{1:}":                             "SyntaxError: expression expected after dictionary key and ':' 1:3-1:4",
	"[x, y for x in y]":                "SyntaxError: did you forget parentheses around the comprehension target? 1:2-1:6",
	"a if b":                           "SyntaxError: expected 'else' after 'if' expression 1:1-1:7",
	"try: pass\n":                      "SyntaxError: expected 'except' or 'finally' block 1:10-1:-1",
	"try: pass\nexcept A, B: pass":     "SyntaxError: multiple exception types must be parenthesized 2:8-2:12",
	"import a,":                        "SyntaxError: invalid syntax 1:10-1:10",
	"from a import b,":                 "SyntaxError: trailing comma not allowed without surrounding parentheses 1:17-1:17",
	"print 'x'":                        "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? 1:1-1:10",
	"(*a)":                             "SyntaxError: cannot use starred expression here 1:2-1:4",
	"match x:\n case a as _: pass":     "SyntaxError: cannot use '_' as a target 2:12-2:13",
	"match x:\n case C(a=1, b): pass":  "SyntaxError: positional patterns follow keyword patterns 2:14-2:15",
	"0777":                             "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers 1:1-1:2",
	"1_":                               "SyntaxError: invalid decimal literal 1:2-1:2",
	"0o8":                              "SyntaxError: invalid digit '8' in octal literal 1:3-1:3",
	"é = €":                            "SyntaxError: invalid character '€' (U+20AC) 1:5-1:5",
	"a\u00a0b":                         "SyntaxError: invalid non-printable character U+00A0 1:2-1:2",
	"a\\ b":                            "SyntaxError: unexpected character after line continuation character 1:3-1:0",
	"'\\xz'":                           "SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: truncated \\xXX escape 1:6-1:6",
	"b'é'":                             "SyntaxError: bytes can only contain ASCII literal characters 1:1-1:5",
	"'a' b'b'":                         "SyntaxError: cannot mix bytes and nonbytes literals 1:9-1:9",
	"f'{a b}'":                         "SyntaxError: f-string: invalid syntax. Perhaps you forgot a comma? 1:2-1:5",
	"f'{a'":                            "SyntaxError: f-string: expecting '}' 1:6-1:6",
	"f'{}'":                            "SyntaxError: f-string: empty expression not allowed 1:6-1:6",
	"f'{a!x}'":                         "SyntaxError: f-string: invalid conversion character: expected 's', 'r', or 'a' 1:9-1:9",
	"x\x00":                            "SyntaxError: source code cannot contain null bytes 1:0-1:0",
	strings.Repeat("(", 201):           "SyntaxError: too many nested parentheses 1:201-1:201",
	strings.Repeat("9", 4301):          "SyntaxError: Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits. 1:0-1:0",
	strings.Repeat("-", 100_000) + "1": "MemoryError:  0:0-0:0",
	// What comes later may be the cause, or not.
	"a b\n'c":     "SyntaxError: unterminated string literal (detected at line 2) 2:1-2:1",
	"x = (\na b":  "SyntaxError: '(' was never closed 1:5-1:0",
	"a b\n(":      "SyntaxError: invalid syntax 1:3-1:4",
	"print -1\n@": "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? 1:1-1:9",
}

func TestErrors(t *testing.T) {
	for src, want := range errorTable {
		_, err := Parse([]byte(src), "f.py", Exec)
		require.Error(t, err, "%q", src)
		e := err.(*SyntaxError)
		require.Equal(t, want, fmt.Sprintf("%s: %s %d:%d-%d:%d", e.Kind, e.Msg, e.Line, e.Col, e.EndLine, e.EndCol), "%q", src)
		require.Equal(t, "f.py", e.Filename)
	}
}

func TestErrorText(t *testing.T) {
	_, err := Parse([]byte("x = 1\nif é é:\n"), "f.py", Exec)
	e := err.(*SyntaxError)
	require.Equal(t, "if é é:\n", e.Text)
	require.Equal(t, 6, e.Col)
	require.Equal(t, "invalid syntax (f.py, line 2)", e.Error())
}

func TestModes(t *testing.T) {
	for _, c := range []struct {
		src  string
		mode Mode
		want string
	}{
		{"", Exec, "Module(body=[], type_ignores=[])"},
		{" 1", Eval, "SyntaxError"},
		{"1\n\n", Eval, "Expression(body=Constant(value=1))"},
		{"1, 2", Eval, "Expression(body=Tuple(elts=[Constant(value=1), Constant(value=2)], ctx=Load()))"},
		{"x = 1", Eval, "SyntaxError"},
		{"x", Single, "Interactive(body=[Expr(value=Name(id='x', ctx=Load()))])"},
		{"x; y # z", Single, "Interactive(body=[Expr(value=Name(id='x', ctx=Load())), Expr(value=Name(id='y', ctx=Load()))])"},
		{"if x: pass\n", Single, "Interactive(body=[If(test=Name(id='x', ctx=Load()), body=[Pass()], orelse=[])])"},
		{"x\ny\n", Single, "SyntaxError"},
	} {
		tree, err := Parse([]byte(c.src), "", c.mode)
		if c.want == "SyntaxError" {
			require.Error(t, err, c.src)
			continue
		}
		require.NoError(t, err, c.src)
		require.Equal(t, c.want, ast.Dump(tree, false))
	}
}

// TestParseCommand tells apart what is a command, what needs another line, and what is
// wrong.
func TestParseCommand(t *testing.T) {
	for src, want := range map[string]string{
		"x":                                  "ok",
		"":                                   "ok",
		"# x\n":                              "ok",
		"x +":                                "error",
		"if x:":                              "more",
		"if x:\n  y":                         "more",
		"if x:\n  y\n":                       "ok",
		"if x:\n  y\nelse:":                  "more",
		"if x: y":                            "more",
		"if x: y\n":                          "ok",
		"(1,":                                "more",
		"'''a":                               "more",
		"'a":                                 "error",
		"x = \\":                             "more",
		"@a":                                 "more",
		"try:\n  x":                          "more",
		"try:\n  x\n":                        "more",
		"def f():\n  '''a":                   "more",
		"class C:\n  def f(self):\n    pass": "more",
		"a b":                                "error",
		"]":                                  "error",
		"x\ny":                               "error",
		"  x":                                "error",
		"x; y;":                              "ok",
	} {
		command, more, err := ParseCommand([]byte(src), "")
		got := "ok"
		switch {
		case err != nil:
			got = "error"
			require.False(t, more)
		case more:
			got = "more"
			require.Nil(t, command)
		default:
			require.NotNil(t, command)
		}
		require.Equal(t, want, got, "%q", src)
	}
}

func TestSourceEncodings(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"'é'", "é"},
		{"\ufeff'é'", "é"},
		{"# coding: utf-8\n'é'", "é"},
		{"# coding: latin-1\n'\xe9'", "é"},
		{"#!/bin/x\n# -*- coding: ISO-8859-15 -*-\n'\xa4'", "€"},
		{"\n# vim: set fileencoding=cp1251 :\n'\xe9'", "й"},
		{"\r\n# coding=koi8-r\r\n'\xca'", "й"},
		{"# coding: shift_jis\n'\x82\xa0'", "あ"},
		{"\n\n# coding: latin-1\n'é'", "é"},
		{"x = 1\n# coding: latin-1\n'é'", "é"},
		{"# coding: ascii\n'e'", "e"},
	} {
		tree, err := Parse([]byte(c.src), "f.py", Exec)
		require.NoError(t, err, "%q", c.src)
		body := tree.(*ast.Module).Body
		require.Equal(t, c.want, body[len(body)-1].(*ast.ExprStmt).Value.(*ast.Constant).Value)
	}
	for src, want := range map[string]string{
		"x\ny = '\xff'":             `Non-UTF-8 code starting with '\xff' in file f.py on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for details`,
		"# coding: nonesuch\n":      "unknown encoding: nonesuch",
		"\ufeff# coding: latin-1\n": "encoding problem: iso-8859-1 with BOM (f.py",
		"# coding: ascii\n'é'":      "encoding problem: ascii",
		"# coding: utf-8\n'\xff'":   "(unicode error) 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
	} {
		_, err := Parse([]byte(src), "f.py", Exec)
		require.Error(t, err, "%q", src)
		require.Contains(t, want, err.(*SyntaxError).Msg)
	}
	tree, err := Config{IsText: true}.Parse([]byte("# coding: latin-1\n'é'"))
	require.NoError(t, err)
	require.Contains(t, ast.Dump(tree, false), "'é'")
	_, err = Config{IsText: true}.Parse([]byte("x\xed\xa0\x80"))
	require.EqualError(t, err, `'utf-8' codec can't encode character '\ud800' in position 1: surrogates not allowed`)
}

func TestNewlines(t *testing.T) {
	for _, nl := range []string{"\n", "\r\n", "\r"} {
		src := strings.ReplaceAll("if x:|  '''a|b'''|  y", "|", nl)
		tree, err := Parse([]byte(src), "", Exec)
		require.NoError(t, err)
		s := tree.(*ast.Module).Body[0].(*ast.If)
		require.Equal(t, "a\nb", s.Body[0].(*ast.ExprStmt).Value.(*ast.Constant).Value)
		require.EqualValues(t, 4, s.Body[1].Pos().Line)
	}
}

func TestWarnings(t *testing.T) {
	var got []string
	conf := Config{Warn: func(c WarningCategory, msg string, line int) bool {
		got = append(got, fmt.Sprintf("%d: %s: %s", line, c, msg))
		return false
	}}
	src := "'\\d'\nb'\\q'\n'\\400'\nf'\\s{x}'\n1if 2 else 3\n0x1for x\nr'\\d'\n"
	_, err := conf.Parse([]byte(strings.Replace(src, "0x1for x", "[0x1for x in y]", 1)))
	require.NoError(t, err)
	require.Equal(t, []string{
		`1: DeprecationWarning: invalid escape sequence '\d'`,
		`2: DeprecationWarning: invalid escape sequence '\q'`,
		`3: DeprecationWarning: invalid octal escape sequence '\400'`,
		`4: DeprecationWarning: invalid escape sequence '\s'`,
		`5: SyntaxWarning: invalid decimal literal`,
		`6: SyntaxWarning: invalid hexadecimal literal`,
	}, got)
	conf.Warn = func(WarningCategory, string, int) bool { return true }
	_, err = conf.Parse([]byte("x = '\\d'"))
	require.EqualError(t, err, `invalid escape sequence '\d' (, line 1)`)
	_, err = conf.Parse([]byte("x = 1if y else z"))
	require.EqualError(t, err, "invalid decimal literal (, line 1)")
}

// TestDepth nests things deeper than Go's stack would bear, and errors deep within
// others, which must not take exponential time.
func TestDepth(t *testing.T) {
	nest := func(open, inner, shut string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
	}
	for _, open := range []string{"-", "not ", "lambda: ", "1 if 1 else ", "2 ** ", "lambda x=", "[lambda: "} {
		_, err := Parse([]byte(nest(open, "1", "", 1_000_000)), "", Exec)
		require.Error(t, err)
	}
	for _, b := range [][2]string{{"(", ")"}, {"[", "]"}, {"{", "}"}, {"{1:", "}"}, {"f(", ")"}, {"x[", "]"}, {"lambda x=(", "):1"}, {"[", " for x in y]"}} {
		_, err := Parse([]byte(nest(b[0], "1", b[1], 190)), "", Exec)
		require.NoError(t, err, b)
		_, err = Parse([]byte(nest(b[0], "x y", b[1], 190)), "", Exec)
		require.Error(t, err, b)
	}
	for _, header := range []string{"if 1:", "try:", "for x in y:", "def f(x=1):", "with a as b:", "while 1:"} {
		var src strings.Builder
		for i := range 90 {
			src.WriteString(strings.Repeat(" ", i) + header + "\n")
		}
		_, err := Parse([]byte(src.String()+strings.Repeat(" ", 90)+"a b\n"), "", Exec)
		require.Error(t, err)
	}
	// These are long, not deep.
	for _, src := range []string{
		nest("1 + ", "1", "", 100_000), nest("x.", "y", "", 100_000), nest("x = ", "1", "", 100_000),
		"if 1: pass\n" + nest("elif 1: pass\n", "", "", 100_000), nest("\n", "", "", 1_000_000), nest("# x\n", "", "", 300_000),
		"x = \\\n" + nest("\\\n", "1", "", 100_000),
	} {
		_, err := Parse([]byte(src), "", Exec)
		require.NoError(t, err)
	}
}
