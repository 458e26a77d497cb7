package python_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
)

// showExpression is what both sides do with an expression: its repr, or its exception.
const showExpression = `
def show(source):
    try:
        text = repr(eval(source, {'f': lambda *a, **k: (a, k), 'g': lambda x, y=1, *, z=2: x * 100 + y * 10 + z}))
    except RecursionError:
        text = 'RecursionError'
    except Exception as e:
        text = type(e).__name__ + ': ' + str(e)
    return ascii(text)
`

// An expressionWriter turns bytes into an expression: each byte is a choice, so that a fuzzer
// that changes one changes one place. What it writes has one value in all Pythons of this version: no
// identities, no order of sets, no addresses.
type expressionWriter struct {
	choices []byte
	names   []string // variables in scope
	depth   int
}

func (w *expressionWriter) choose(n int) int {
	if len(w.choices) == 0 {
		return 0
	}
	c := int(w.choices[0])
	w.choices = w.choices[1:]
	return c % n
}

func (w *expressionWriter) of(list ...string) string { return list[w.choose(len(list))] }

func (w *expressionWriter) leaf() string {
	if n := len(w.names); n > 0 && w.choose(2) == 1 {
		return w.names[w.choose(n)]
	}
	return w.of("0", "1", "2", "-3", "True", "None", "1.5", "'ab'", "''", "'äö€'", "b'xy'", "[]", "(1, 2)", "{1: 'a'}", "[3, 1, 2]", "range(4)",
		"281474976710656", "140737488355327", "10**20", "2j", "...", "int", "'%s-%d'", "-0.0")
}

// expr writes an expression that can stand anywhere: it is in brackets if it need be.
func (w *expressionWriter) expr() string {
	if w.depth > 5 || len(w.choices) == 0 {
		return w.leaf()
	}
	w.depth++
	defer func() { w.depth-- }()
	switch w.choose(20) {
	case 0, 1:
		return w.leaf()
	case 2, 3, 4:
		return "(" + w.expr() + " " + w.of("+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", "@") + " " + w.expr() + ")"
	case 5:
		return "(" + w.of("-", "+", "~", "not ") + w.expr() + ")"
	case 6:
		return "(" + w.expr() + " " + w.of("<", "==", "!=", ">=", "in", "not in") + " " + w.expr() + " " + w.of("<", "==", ">") + " " + w.expr() + ")"
	case 7:
		return "(" + w.expr() + w.of(" and ", " or ") + w.expr() + ")"
	case 8:
		return "(" + w.expr() + " if " + w.expr() + " else " + w.expr() + ")"
	case 9:
		return w.expr() + "[" + w.of(w.expr(), w.expr()+":", ":"+w.expr(), w.expr()+":"+w.expr()+":"+w.expr()) + "]"
	case 10:
		return w.of("len", "str", "repr", "sorted", "sum", "list", "tuple", "abs", "bool", "max", "int", "float", "dict", "reversed(x) and", "enumerate(x) and") + "(" + w.expr() + ")"
	case 11:
		return "[" + w.star() + ", " + w.star() + "]"
	case 12:
		return "(" + w.star() + ", " + w.star() + ",)"
	case 13:
		return "{" + w.expr() + ": " + w.expr() + ", " + w.of("'k': "+w.expr(), "**"+w.expr()) + "}"
	case 14:
		v := fmt.Sprintf("v%d", len(w.names))
		source := w.expr()
		w.names = append(w.names, v)
		defer func() { w.names = w.names[:len(w.names)-1] }()
		if w.choose(3) == 0 {
			return "(lambda " + v + "=" + source + ": " + w.expr() + ")()"
		}
		clause := " for " + v + " in " + source + w.of("", " if "+w.expr())
		switch w.choose(3) {
		case 0:
			return "[" + w.expr() + clause + "]"
		case 1:
			return "{" + w.expr() + ": " + w.expr() + clause + "}"
		}
		return "list(" + w.expr() + clause + ")"
	case 15:
		return w.of("f", "g") + "(" + w.of(w.expr(), w.star(), w.expr()+", "+w.expr(), "*"+w.expr()+", **"+w.expr(), w.expr()+", z="+w.expr()) + ")"
	case 16:
		return "f'<{" + strings.NewReplacer("'", `"`, "{", "(", "}", ")", ":", ",", `\`, "").Replace(w.leaf()) + w.of("", "!r", "!s", "!a", ":>6", ":.2", "=") + "}>'"
	case 17:
		return w.expr() + "." + w.of("upper()", "real", "count(1)", "split('b')", "keys()", "__class__", "nothing", "join('xy')", "index(2)", "bit_length()")
	case 18:
		return "(" + w.expr() + " ** " + w.of("2", "0", "-1", "0.5", "3") + ")"
	}
	return "(" + w.of("'%s'", "'%r|%5.2f'", "'%x'", "'%d%%'") + " % " + w.expr() + ")"
}

func (w *expressionWriter) star() string { return w.of("", "", "*") + w.expr() }

// A python3 that answers expressions, one a line.
type askedPython struct {
	in  io.Writer
	out *bufio.Reader
}

func askPython(tb testing.TB) *askedPython {
	cmd := exec.Command("python3", "-X", "utf8", "-W", "ignore", "-u", "-c",
		"import sys, ast\nassert sys.version_info[:2] == (3, 11)\n"+showExpression+"for line in sys.stdin: print(show(ast.literal_eval(line)), flush=True)")
	in, err := cmd.StdinPipe()
	require.NoError(tb, err)
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	p := &askedPython{in, bufio.NewReader(out)}
	if cmd.Start() != nil || p.show("1") != "'1'" {
		tb.Skip("no python3 of version 3.11 here to compare with")
	}
	tb.Cleanup(func() { in.Close(); cmd.Wait() })
	return p
}

func (p *askedPython) show(source string) string {
	fmt.Fprintln(p.in, strconv.QuoteToASCII(source))
	line, _ := p.out.ReadString('\n')
	return strings.TrimSpace(line)
}

// FuzzExpressions evaluates expressions here, on a heap that moves at every 7th allocation, and in
// python3, and compares.
func FuzzExpressions(f *testing.F) {
	theirs := askPython(f)
	in, err := python.New(python.Config{Runtime: object.Config{Heap: heap.Config{Stress: 7}}, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
	require.NoError(f, err)
	require.NotEqual(f, heap.Null, in.RunString("import warnings; warnings.simplefilter('ignore')\n"+showExpression))
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		choices := make([]byte, 10+rnd.IntN(60))
		for i := range choices {
			choices[i] = byte(rnd.Uint32())
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		source := (&expressionWriter{choices: choices}).expr()
		if bytes.Contains([]byte(source), []byte("\n")) || len(source) > 2000 {
			return
		}
		th := in.T
		defer th.Pop(th.Top())
		show := th.Push(th.GetItem(th.Push(in.MainDict()), th.RT.Name("show")))
		v := th.CallN(show, th.Push(th.NewStr(source)))
		require.NotEqual(t, heap.Null, v, source)
		require.Equal(t, theirs.show(source), object.GoStr(v), source)
	})
}
