package parser

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python/ast"
)

// FuzzParse parses anything in each mode. Whatever it is, there is a tree or an error,
// no panic; and in the tree no node reaches beyond that which holds it.
func FuzzParse(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.py")
	require.NoError(f, err)
	f.Add(sample)
	for _, src := range [...]string{
		"", "\n", "x", "(", "a b", "f(a b)", "{1: 2, 3 4}", "f'{a!r:{b}}' u'x' rb'y'", "if x:\n\ty\n        z",
		"match x:\n case [a, *_] | {'k': C(x=1), **r} if y: pass", "def f(a, /, b=1, *c, d, **e): pass",
		"try: pass\nexcept* (A, B) as e: pass", "x = (yield)\nprint -1\n@", "\\\n", "'\\N{BULLET}\\ud800\\x'",
		"# coding: latin-1\n\xff", "\ufeffx", "lambda x, *, y=1: (x for y in z if w)", "0x_1__ 1e 09 1_j",
		"async def f():\n async with a as b, c: await d\n async for e in f: pass",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, conf := range [...]Config{{}, {Mode: Eval, IsText: true}, {Mode: Single, DontImplyDedent: true}} {
			tree, err := conf.Parse(src)
			if err != nil {
				require.NotEmpty(t, err.Error())
				continue
			}
			require.NotEmpty(t, ast.Dump(tree, true))
			checkSpans(t, tree)
		}
	})
}

// checkSpans checks that the nodes of a tree lie within each other. Two do not, in
// Python 3.11: decorators stand before what they decorate, and what is in an f-string has
// places of its own.
func checkSpans(t *testing.T, n ast.Node) {
	outer := n.Pos()
	if outer.EndLine < outer.Line || outer.EndLine == outer.Line && outer.EndCol < outer.Col {
		t.Fatalf("%T ends before it begins: %v", n, *outer)
	}
	var decorators []ast.Expr
	switch n := n.(type) {
	case *ast.FunctionDef:
		decorators = n.DecoratorList
	case *ast.AsyncFunctionDef:
		decorators = n.DecoratorList
	case *ast.ClassDef:
		decorators = n.DecoratorList
	case *ast.JoinedStr:
		return
	}
	i := 0
	ast.Children(n, func(c ast.Node) {
		if i++; i > len(decorators) && !outer.Contains(c.Pos()) {
			t.Fatalf("%T at %v reaches beyond the %T at %v that holds it", c, *c.Pos(), n, *outer)
		}
		checkSpans(t, c)
	})
}
