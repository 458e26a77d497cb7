package compile_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"os"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python/code"
	"github.com/hpyrun/hpyrun/python/compile"
	"github.com/hpyrun/hpyrun/python/parser"
)

func compileText(t testing.TB, src string) (*code.Code, error) {
	tree, err := parser.Parse([]byte(src), "f.py", parser.Exec)
	require.NoError(t, err)
	res, err := compile.Compile(tree, compile.Options{Filename: "f.py"})
	if err != nil {
		return nil, err
	}
	return res.Code, nil
}

// names lists the operations of a code object.
func names(c *code.Code) string {
	var list []string
	for _, in := range c.Instrs {
		list = append(list, in.Op().String())
	}
	return strings.Join(list, " ")
}

// For a profiler, an instruction Line stands wherever one can come from another line;
// but for these the code is the same.
func TestLines(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"def f(a): return a + 1", "Fast SmallInt Add Return"},
		{"def f(a):\n a = 1\n return a", "Line SmallInt StoreFast Line Fast Return"},
		{"def f(a):\n while a:\n  a = g(a)\n  h()", "Line Fast JumpIfFalse Line Global Fast Call StoreFast Line Global Call Drop JumpBack Line Const Return"},
		{"def f(a):\n for x in a:\n  x", ""},
		{"def f(a):\n yield from a\n yield from (a,\n b)", ""},
		{"def f(a):\n try: g()\n except E:\n  h()\n finally:\n  i()", ""},
	} {
		tree, err := parser.Parse([]byte(c.src), "f.py", parser.Exec)
		require.NoError(t, err)
		res, err := compile.Compile(tree, compile.Options{Filename: "f.py", Lines: true})
		require.NoError(t, err)
		var f *code.Code
		for _, k := range res.Code.Consts {
			if c, ok := k.(*code.Code); ok {
				f = c
			}
		}
		if c.want != "" {
			require.Equal(t, c.want, names(f))
		}
		plain := strings.Fields(names(inner(t, c.src)))
		var others []string
		for i, in := range f.Instrs {
			if in.Op() != code.Line {
				others = append(others, in.Op().String())
				continue
			}
			require.NotEqual(t, code.Line, f.Instrs[i+1].Op())
			require.Equal(t, f.Pos[i], f.Pos[i+1])
		}
		require.Equal(t, plain, others, c.src)
		// However control goes, what runs is on the line of the latest Line, or at first of
		// the function.
		seen := map[[2]int]bool{}
		var walk func(i, line int)
		walk = func(i, line int) {
			if i >= len(f.Instrs) || seen[[2]int{i, line}] {
				return
			}
			seen[[2]int{i, line}] = true
			in, own := f.Instrs[i], int(f.Pos[i].Line)
			switch in.Op() {
			case code.Line:
				line = own
			case code.Send, code.Jump, code.JumpBack:
			case code.PushExc:
				line = own
			default:
				require.True(t, own == 0 || own == line, "%s: %v at %d is on line %d, not %d", c.src, in.Op(), i, own, line)
			}
			if in.Op().IsJump() {
				walk(in.Arg(), line)
			}
			if !in.Op().Ends() {
				walk(i+1, line)
			}
		}
		walk(0, f.FirstLine)
		for _, h := range f.Handlers {
			walk(int(h.Target), -1)
		}
	}
}

func inner(t *testing.T, src string) *code.Code {
	c, err := compileText(t, src)
	require.NoError(t, err)
	for _, k := range c.Consts {
		if f, ok := k.(*code.Code); ok {
			return f
		}
	}
	t.Fatal("no function in " + src)
	return nil
}

func TestEmission(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"def f(a): return a + 1", "Fast SmallInt Add Return"},
		{"def f(): return 2 * 3 + 4", "SmallInt Return"},
		{"def f():\n return (1, 'a', (2,))", "Const Return"},
		{"def f(a):\n if a is None: return 1\n return 2", "Fast JumpIfNotNone SmallInt Return SmallInt Return"},
		{"def f(a, b):\n while a and not b: pass", "Fast JumpIfFalse Fast JumpIfTrue JumpBack Const Return"},
		{"def f(a):\n return a\n print(1)", "Fast Return"},
		{"def f(a): return a.b(1)", "Fast Method SmallInt CallMethod Return"},
		{"def f():\n try: g()\n finally: h()", "Global Call Drop Global Call Drop Jump PushExc Global Call Drop Reraise Swap PopExcept Reraise Const Return"},
		{"def f(x):\n def g(): return x\n return g", "MakeCell Closure BuildTuple Const MakeFunction StoreFast Fast Return"},
		{"def f(): yield 1", "MakeGenerator Pop SmallInt Yield Drop Const Return"},
	} {
		require.Equal(t, c.want, names(inner(t, c.src)), c.src)
	}
}

func TestScopes(t *testing.T) {
	f := inner(t, "def f(a, *b, c=1, **d):\n x = a\n def g():\n  nonlocal x\n  x = y\n y = 2\n global z\n z = x")
	require.Equal(t, []string{"a", "c", "b", "d", "g"}, f.Locals)
	require.Equal(t, []string{"x", "y"}, f.Cells)
	c := inner(t, "class C:\n def m(self): return __class__")
	require.Equal(t, []string{"__class__"}, c.Cells)
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"return 1", "'return' outside function"},
		{"def f():\n x = 1\n global x", "name 'x' is assigned to before global declaration"},
		{"def f(x):\n nonlocal x", "name 'x' is parameter and nonlocal"},
		{"nonlocal x", "nonlocal declaration not allowed at module level"},
		{"def f():\n nonlocal x", "no binding for nonlocal 'x' found"},
		{"def f(a, a): pass", "duplicate argument 'a' in function definition"},
		{"break", "'break' outside loop"},
		{"continue", "'continue' not properly in loop"},
		{"[(yield) for x in y]", "'yield' inside list comprehension"},
		{"await x", "'await' outside function"},
		{"from __future__ import nope", "future feature nope is not defined"},
		{"a, *b, *c = d", "multiple starred expressions in assignment"},
		{"match x:\n case a: pass\n case b: pass", "name capture 'a' makes remaining patterns unreachable"},
		{"try: pass\nexcept: pass\nexcept A: pass", "default 'except:' must be last"},
	} {
		_, err := compileText(t, c.src)
		var e *compile.Error
		require.ErrorAs(t, err, &e, c.src)
		require.Equal(t, c.want, e.Msg, c.src)
	}
}

func TestDepthIsBounded(t *testing.T) {
	for _, src := range []string{"x = " + strings.Repeat("1 + ", 100_000) + "1", "x" + strings.Repeat(".a", 100_000)} {
		_, err := compileText(t, src)
		var e *compile.Error
		require.ErrorAs(t, err, &e)
		require.True(t, e.TooDeep)
	}
}

// TestLibrary compiles CPython's library where it is installed: assembly panics
// where paths meet with different stack depths, so this checks emission over half
// a million lines.
func TestLibrary(t *testing.T) {
	out, err := exec.Command("python3", "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	if err != nil {
		t.Skip("no python3 here, so no library")
	}
	files := 0
	err = filepath.WalkDir(strings.TrimSpace(string(out)), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "site-packages" || d.Name() == "lib2to3") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".py") || testing.Short() && files > 200 {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		tree, err := parser.Parse(src, p, parser.Exec)
		if err != nil {
			return nil // a file that is wrong on purpose
		}
		files++
		if _, err := compile.Compile(tree, compile.Options{Filename: p}); err != nil && !strings.Contains(p, "badsyntax") {
			t.Error(err)
		}
		return nil
	})
	require.NoError(t, err)
	t.Log(files, "files")
}
