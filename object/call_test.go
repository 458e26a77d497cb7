package object

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// sigOf makes a function that shows what its parameters got.
func (c *coreTest) sigOf(name, sig string) Ref {
	return c.Push(c.NewBuiltin(MethodDef{Name: name, Sig: sig, Fn: func(t *Thread, args Args) Value {
		var parts []string
		for i := range args.Len() {
			if args.At(i).V() == heap.Null {
				parts = append(parts, "-")
				continue
			}
			parts = append(parts, GoStr(t.Repr(args.At(i))))
		}
		return t.NewStr(strings.Join(parts, " "))
	}}, Ref{}, Ref{}))
}

func TestSignatureBinding(t *testing.T) {
	type kw = []any
	cases := []struct {
		name, sig string
		pos       []any
		kw        kw
		want      string // or "!" and the TypeError's message
	}{
		{"f", "(a, b=2, /)", []any{1}, nil, "1 2"},
		{"f", "(a, b=None, /)", []any{1, 5}, nil, "1 5"},
		{"f", "(a, b=<unrepresentable>, /)", []any{1}, nil, "1 -"},
		{"f", "(sep=None, maxsplit=-1)", nil, nil, "None -1"},
		{"f", "(sep=None, maxsplit=-1)", nil, kw{"maxsplit", 3}, "None 3"},
		{"f", "(s='a, b', x=140737488355328)", nil, nil, "'a, b' 140737488355328"},
		{"f", "(*args, sep=' ', end=None)", []any{1, 2}, kw{"end", 3}, "(1, 2) ' ' 3"},
		{"f", "(a, *rest)", []any{1}, nil, "1 ()"},
		{"f", "(a, /, b, *, key=True)", []any{1}, kw{"b", 2, "key", 3}, "1 2 3"},

		{"copy", "()", []any{1}, nil, "!copy() takes no arguments (1 given)"},
		{"len", "(obj, /)", nil, nil, "!len() takes exactly one argument (0 given)"},
		{"len", "(obj, /)", []any{1, 2}, nil, "!len() takes exactly one argument (2 given)"},
		{"len", "(obj, /)", nil, kw{"obj", 1}, "!len() takes no keyword arguments"},
		{"insert", "(index, object, /)", []any{1}, nil, "!insert expected 2 arguments, got 1"},
		{"pop", "(index=-1, /)", []any{1, 2}, nil, "!pop expected at most 1 argument, got 2"},
		{"get", "(key, default=None, /)", nil, nil, "!get expected at least 1 argument, got 0"},
		{"get", "(key, default=None, /)", []any{1, 2, 3}, nil, "!get expected at most 2 arguments, got 3"},
		{"split", "(sep=None, maxsplit=-1)", []any{1, 2, 3}, nil, "!split() takes at most 2 arguments (3 given)"},
		{"split", "(sep=None, maxsplit=-1)", []any{1, 2, 3}, kw{"x", 1}, "!split() takes at most 2 arguments (4 given)"},
		{"split", "(sep=None, maxsplit=-1)", nil, kw{"sep", 1, "maxsplit", 2, "x", 3}, "!split() takes at most 2 keyword arguments (3 given)"},
		{"split", "(sep=None, maxsplit=-1)", nil, kw{"x", 3}, "!'x' is an invalid keyword argument for split()"},
		{"split", "(sep=None, maxsplit=-1)", []any{1}, kw{"sep", 3}, "!argument for split() given by name ('sep') and position (1)"},
		{"sum", "(iterable, /, start=0)", nil, nil, "!sum() takes at least 1 positional argument (0 given)"},
		{"sum", "(iterable, /, start=0)", []any{1, 2, 3}, nil, "!sum() takes at most 2 arguments (3 given)"},
		{"sort", "(*, key=None, reverse=False)", []any{1}, nil, "!sort() takes no positional arguments"},
		{"sort", "(*, key=None, reverse=False)", nil, kw{"x", 1}, "!'x' is an invalid keyword argument for sort()"},
		{"round", "(number, ndigits=None)", nil, nil, "!round() missing required argument 'number' (pos 1)"},
		{"compile", "(source, filename, mode)", []any{1, 2}, nil, "!compile() missing required argument 'mode' (pos 3)"},
		{"print", "(*args, sep=None)", nil, kw{"x", 1}, "!'x' is an invalid keyword argument for print()"},
	}
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		for _, k := range cases {
			mark := c.Top()
			f := c.sigOf(k.name, k.sig)
			v := c.callKw(f, k.pos, k.kw...)
			what := fmt.Sprint(k.name, k.sig, k.pos, k.kw)
			if msg, bad := strings.CutPrefix(k.want, "!"); bad {
				require.Equal(t, heap.Null, v, what)
				c.raises(c.RT.Exc.TypeError, msg)
			} else {
				require.NotEqual(t, heap.Null, v, c.failure)
				require.Equal(t, k.want, GoStr(v), what)
			}
			c.Pop(mark)
		}
	})
}

func TestMethodErrors(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		l := c.Push(c.NewList(0))
		lt := c.RT.ListType.Obj
		app := c.Push(c.attr(lt, "append"))
		c.eq("<method 'append' of 'list' objects>", app.V())
		c.fails(c.call(app), e.TypeError, "unbound method list.append() needs an argument")
		c.fails(c.call(app, 1), e.TypeError, "descriptor 'append' for 'list' objects doesn't apply to a 'int' object")
		c.fails(c.CallMethod(l, c.name("append")), e.TypeError, "list.append() takes exactly one argument (0 given)")
		bound := c.Push(c.attr(l, "append"))
		c.fails(c.call(bound), e.TypeError, "list.append() takes exactly one argument (0 given)")
		c.fails(c.callKw(bound, nil, "x", 1), e.TypeError, "list.append() takes no keyword arguments")
		c.eq("None", c.call(bound, 5))
		c.eq("[5]", l.V())
		c.same(l, c.attr(bound, "__self__"))
		c.eq("'list.append'", c.attr(bound, "__qualname__"))

		eq := c.Push(c.attr(lt, "__eq__"))
		c.eq("<slot wrapper '__eq__' of 'list' objects>", eq.V())
		c.fails(c.call(eq), e.TypeError, "descriptor '__eq__' of 'list' object needs an argument")
		c.fails(c.call(eq, 1, 2), e.TypeError, "descriptor '__eq__' requires a 'list' object but received a 'int'")
		c.fails(c.call(eq, l), e.TypeError, "expected 1 argument, got 0")
		c.fails(c.callKw(c.Push(c.attr(l, "__eq__")), nil, "x", 1), e.TypeError, "wrapper __eq__() takes no keyword arguments")
		c.eq("True", c.call(eq, l, l))
		c.fails(c.call(c.put(1)), e.TypeError, "'int' object is not callable")
		n := c.Push(c.attr(c.RT.ObjectType.Obj, "__init_subclass__"))
		c.fails(c.call(n, 1), e.TypeError, "object.__init_subclass__() takes no arguments (1 given)")
	})
}

func TestBoundMethod(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		f := c.fn("f", func(t *Thread, args Args) Value { return t.TupleOf(args.At(0), args.Len()) })
		a := c.class("A", nil, "f", f, "__repr__", c.ret("<a>"))
		o := c.new(a)
		m := c.Push(c.attr(o, "f"))
		c.eq("<bound method f of <a>>", m.V())
		c.eq("(<a>, 1, 2)", c.call(m, 1, 2))
		c.same(f, c.attr(m, "__func__"))
		c.same(o, c.attr(m, "__self__"))
		c.eq("'f'", c.attr(m, "__name__"))
		m2 := c.Push(c.attr(o, "f"))
		c.eq("True", c.Compare(m, m2, EQ))
		h1, ok1 := c.Hash(m)
		h2, ok2 := c.Hash(m2)
		require.True(t, ok1 && ok2 && h1 == h2)
		c.eq("False", c.Compare(m, c.Push(c.attr(c.new(a), "f")), EQ))
		c.fails(c.call(c.RT.MethodType.Obj, 1, 2), e.TypeError, "first argument must be callable")
		c.fails(c.call(c.RT.MethodType.Obj, f, c.Push(heap.None)), e.TypeError, "instance must not be None")
		require.False(t, c.SetAttr(m, c.name("x"), o))
		c.raises(e.AttributeError, "'method' object has no attribute 'x'")
	})
}

func TestRecursion(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		depth := 0
		var f Ref
		f = c.Push(c.NewBuiltin(MethodDef{Name: "f", Sig: "()", Fn: func(t *Thread, args Args) Value {
			depth++
			return t.CallN(f)
		}}, Ref{}, Ref{}))
		c.SetRecursionLimit(100)
		c.fails(c.call(f), c.RT.Exc.RecursionError, "maximum recursion depth exceeded while calling a Python object")
		require.Equal(t, 100, depth)
		require.Equal(t, 0, c.depth)
		c.SetRecursionLimit(1000)

		// A class whose __call__ is an instance of itself.
		a := c.class("A", nil)
		require.True(t, c.SetAttr(a, c.name("__call__"), c.new(a)))
		require.Equal(t, heap.Null, c.call(c.new(a)))
		require.True(t, c.ExcMatches(c.RT.Exc.RecursionError))
		c.ClearExc()
		require.Equal(t, 0, c.depth)
	})
}

func TestBrokenNative(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		f := c.Push(c.NewBuiltin(MethodDef{Name: "f", Sig: "()", Fn: func(t *Thread, args Args) Value { return heap.Null }}, Ref{}, Ref{}))
		c.fails(c.call(f), c.RT.Exc.SystemError, "<built-in function f> returned NULL without setting an exception")
		g := c.Push(c.NewBuiltin(MethodDef{Name: "g", Sig: "()", Fn: func(t *Thread, args Args) Value {
			t.ValueErrorf("forgotten")
			return heap.None
		}}, Ref{}, Ref{}))
		c.fails(c.call(g), c.RT.Exc.SystemError, "<built-in function g> returned a result with an exception set")
	})
}
