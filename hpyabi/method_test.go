package hpyabi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestFunctions(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		require.Equal(w.tb, "<module>", w.call("noargs"))
		require.Equal(w.tb, "TypeError: functions.noargs() takes no arguments (2 given)", w.call("noargs", 1, 2))
		require.Equal(w.tb, "TypeError: functions.noargs() takes no keyword arguments", w.callKw("noargs", nil, "a", 1))

		require.Equal(w.tb, "7", w.call("one", 7))
		require.Equal(w.tb, "text", w.call("one", "text"))
		require.Equal(w.tb, "TypeError: functions.one() takes exactly one argument (0 given)", w.call("one"))
		require.Equal(w.tb, "TypeError: functions.one() takes exactly one argument (2 given)", w.call("one", 1, 2))
		require.Equal(w.tb, "TypeError: functions.one() takes no keyword arguments", w.callKw("one", []any{1}, "a", 1))

		require.Equal(w.tb, "()", w.call("var"))
		require.Equal(w.tb, "(1, two, 3.5, None, (4))", w.call("var", 1, "two", 3.5, nil, []any{4}))
		require.Equal(w.tb, "TypeError: functions.var() takes no keyword arguments", w.callKw("var", nil, "a", 1))

		require.Equal(w.tb, "((), None)", w.call("kw"))
		require.Equal(w.tb, "((1, x), None)", w.call("kw", 1, "x"))
		require.Equal(w.tb, "((1, x, y, 2), (a, b))", w.callKw("kw", []any{1, "x"}, "a", "y", "b", 2))

		require.Equal(w.tb, "True", w.show(w.get(w.m, "second").V()), "the exec slots run in order")
	})
}

func TestFunctionsCallEachOther(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		again := w.get(w.m, "again")
		args := []any{w.get(w.m, "var"), []any{"a", "b"}, "end"}
		want := "((a, b), (a, b), end)"
		for range 40 {
			require.Equal(w.tb, want, w.call("again", args...))
			args = []any{again, args, "x"}
			want = "(" + w.show(w.value(args[1]).V()) + ", " + want + ", x)"
			if len(want) > 5000 {
				break
			}
		}
	})
}

func TestMethodWithoutReceiver(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		require.Equal(w.tb, "SystemError: HPy_CallMethod was given no argument to call the method of", w.call("receiverless", "upper"))
	})
}

func TestBrokenResults(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		require.Equal(w.tb, "SystemError: <built-in function silent> returned NULL without setting an exception", w.call("silent"))
		require.Equal(w.tb, "SystemError: <built-in function both> returned a result with an exception set", w.call("both"))
		require.Equal(w.tb, "ValueError: key", w.call("raise_", "key"))
		require.Regexp(w.tb, "SystemError: an extension returned the handle 0x[0-9a-f]+, which is not open", w.call("closed"))
	})
}

func TestCauseOfBrokenResult(t *testing.T) {
	w := newWorld(t, 0, heap.Config{})
	w.load("functions")
	w.callRef(w.get(w.m, "both"))
	require.True(t, w.t.Pending())
	e := w.t.Push(w.t.TakeExc())
	require.Equal(t, "<ValueError>", w.show(w.get(e, "__cause__").V()))
}

func TestDocsAndSignatures(t *testing.T) {
	w := newWorld(t, 0, heap.Config{})
	w.load("functions")
	for name, want := range map[string][2]string{
		"noargs": {"()", "The module itself."},
		"one":    {"None", "one: the argument itself"},
		"var":    {"None", "None"},
		"kw":     {"(*args,\n   **kw)", "None"},
	} {
		f := w.get(w.m, name)
		require.Equal(t, want[0], w.show(w.get(f, "__text_signature__").V()), name)
		require.Equal(t, want[1], w.show(w.get(f, "__doc__").V()), name)
		require.Equal(t, name, w.show(w.get(f, "__name__").V()))
		require.Equal(t, "functions", w.show(w.get(f, "__module__").V()))
	}
	require.Equal(t, "functions of all kinds", w.show(w.get(w.m, "__doc__").V()))
	require.Equal(t, "functions", w.show(w.get(w.m, "__name__").V()))
}

func TestSplitDoc(t *testing.T) {
	for _, c := range []struct{ name, doc, text, sig string }{
		{"f", "f(a, b)\n--\n\nText.", "Text.", "(a, b)"},
		{"f", "f(a)\n--\n\n", "", "(a)"},
		{"f", "f(a)\n--\nText.", "f(a)\n--\nText.", ""},
		{"f", "f(a)\n\n)\n--\n\nText.", "f(a)\n\n)\n--\n\nText.", ""},
		{"f", "g(a)\n--\n\nText.", "g(a)\n--\n\nText.", ""},
		{"m.T", "T(a)\n--\n\nText.", "Text.", "(a)"},
		{"f", "", "", ""},
	} {
		text, sig := splitDoc(c.name, c.doc)
		require.Equal(t, []string{c.text, c.sig}, []string{text, sig}, "%q", c.doc)
	}
}
