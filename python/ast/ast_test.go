package ast

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRepr(t *testing.T) {
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "None"}, {true, "True"}, {false, "False"}, {Ellipsis, "Ellipsis"},
		{int64(-7), "-7"}, {huge, "123456789012345678901234567890"},
		{1.0, "1.0"}, {0.1, "0.1"}, {1e16, "1e+16"}, {1e15, "1000000000000000.0"}, {1e-4, "0.0001"}, {1e-5, "1e-05"},
		{math.Copysign(0, -1), "-0.0"}, {math.Inf(1), "inf"}, {math.Inf(-1), "-inf"}, {math.NaN(), "nan"},
		{1.5e300, "1.5e+300"}, {5e-324, "5e-324"},
		{1i, "1j"}, {1.5 + 2i, "(1.5+2j)"}, {complex(1, -2), "(1-2j)"}, {complex(0, 1e20), "1e+20j"},
		{"", "''"}, {"it's", `"it's"`}, {`"'`, `'"\''`}, {"a\\\n\t\r\x00\x7f", `'a\\\n\t\r\x00\x7f'`},
		{"é\u00a0\u200b\U0001F600\U000E0001", `'é\xa0\u200b😀\U000e0001'`}, {"\xed\xa0\x80x\uFFFD", `'\ud800x` + "\uFFFD'"},
		{Bytes("a'\xff\n"), `b"a'\xff\n"`},
		{TupleValue{int64(1)}, "(1,)"}, {TupleValue{int64(1), "a"}, "(1, 'a')"}, {TupleValue{}, "()"},
		{FrozenSetValue{int64(1)}, "frozenset({1})"}, {FrozenSetValue{}, "frozenset()"},
	} {
		require.Equal(t, c.want, Repr(c.value), "%#v", c.value)
	}
}

func name(id string) *Name { return &Name{ID: id, Span: Span{1, 2, 3, 4}} }

func TestDump(t *testing.T) {
	e := &BinOp{Left: name("a"), Op: Modulo, Right: &Constant{Value: "x", Kind: "u"}}
	require.Equal(t, "BinOp(left=Name(id='a', ctx=Load()), op=Mod(), right=Constant(value='x', kind='u'))", Dump(e, false))
	require.Equal(t, "Name(id='a', ctx=Load(), lineno=1, col_offset=2, end_lineno=3, end_col_offset=4)", Dump(name("a"), true))
	require.Equal(t, "Module(body=[Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=4)], type_ignores=[])",
		Dump(&Module{Body: []Stmt{&Pass{Span{1, 0, 1, 4}}}}, true))
	require.Equal(t, "Dict(keys=[None], values=[Name(id='a', ctx=Load())])", Dump(&Dict{Keys: []Expr{nil}, Values: []Expr{name("a")}}, false))
}

// TestInspect visits all that can be visited, in order.
func TestInspect(t *testing.T) {
	f := &FunctionDef{
		Name:          "f",
		DecoratorList: []Expr{name("d")},
		Args: &Arguments{
			PosOnlyArgs: []*Arg{{Arg: "p"}}, Args: []*Arg{{Arg: "q", Annotation: name("int")}}, VarArg: &Arg{Arg: "v"},
			KwOnlyArgs: []*Arg{{Arg: "k"}, {Arg: "l"}}, KwDefaults: []Expr{nil, name("m")}, KwArg: &Arg{Arg: "w"},
			Defaults: []Expr{name("r")},
		},
		Returns: name("t"),
		Body:    []Stmt{&ExprStmt{Value: &Dict{Keys: []Expr{name("x"), nil}, Values: []Expr{name("y"), name("z")}}}, &Return{}},
	}
	var seen []string
	depth := 0
	Inspect((*AsyncFunctionDef)(f), func(n Node) bool {
		switch n := n.(type) {
		case nil:
			depth--
			return false
		case *Arg:
			seen = append(seen, n.Arg)
		case *Name:
			seen = append(seen, n.ID)
		}
		depth++
		return true
	})
	require.Equal(t, 0, depth)
	require.Equal(t, []string{"d", "p", "q", "int", "r", "v", "k", "l", "m", "w", "t", "x", "y", "z"}, seen)

	n := 0
	Inspect(f, func(Node) bool { n++; return false })
	require.Equal(t, 1, n)
	require.Panics(t, func() { Children(&struct{ Span }{}, func(Node) {}) })
}

func TestContains(t *testing.T) {
	s := &Span{2, 3, 4, 5}
	for inner, want := range map[Span]bool{
		{2, 3, 4, 5}: true, {2, 4, 4, 4}: true, {3, 0, 3, 99}: true,
		{2, 2, 4, 5}: false, {1, 9, 4, 5}: false, {2, 3, 4, 6}: false, {2, 3, 5, 0}: false,
	} {
		require.Equal(t, want, s.Contains(&inner), "%v", inner)
	}
}
