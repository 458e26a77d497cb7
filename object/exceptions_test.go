package object

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
)

func (c *coreTest) str(v Value) string {
	c.t.Helper()
	require.NotEqual(c.t, heap.Null, v, c.failure)
	s := c.Str(c.Push(v))
	require.NotEqual(c.t, heap.Null, s, c.failure)
	return GoStr(s)
}

func TestExceptionHierarchy(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		for _, d := range exceptionTable {
			typ := e.ByName(d.name)
			require.NotNil(t, typ, d.name)
			require.Equal(t, d.name, typ.Name)
			require.True(t, typ.IsSubtype(e.BaseException))
			require.True(t, typ.Has(FlagExceptionSubclass|FlagBaseType))
		}
		require.Nil(t, e.ByName("NoSuchError"))
		require.True(t, e.ExceptionGroup.IsSubtype(e.Exception))
		c.eq("(<class 'ExceptionGroup'>, <class 'BaseExceptionGroup'>, <class 'Exception'>, <class 'BaseException'>, <class 'object'>)",
			c.attr(e.ExceptionGroup.Obj, "__mro__"))
	})
}

func TestExceptionBasics(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		ve := c.new(e.ValueError.Obj, "a", 1)
		c.eq("ValueError('a', 1)", ve.V())
		require.Equal(t, "('a', 1)", c.str(ve.V()))
		require.Equal(t, "a", c.str(c.call(e.ValueError.Obj, "a")))
		require.Equal(t, "", c.str(c.call(e.ValueError.Obj)))
		require.Equal(t, "'a'", c.str(c.call(e.KeyError.Obj, "a")))
		c.eq("('a', 1)", c.attr(ve, "args"))
		require.True(t, c.SetAttr(ve, c.name("args"), c.put([]any{"b"})))
		c.eq("ValueError('b')", ve.V())
		require.True(t, c.SetAttr(ve, c.name("extra"), c.put(3)))
		c.eq("3", c.attr(ve, "extra"))
		for _, n := range []string{"__traceback__", "__context__", "__cause__"} {
			c.eq("None", c.attr(ve, n))
		}
		c.eq("False", c.attr(ve, "__suppress_context__"))
		other := c.new(e.KeyError.Obj)
		require.True(t, c.SetAttr(ve, c.name("__cause__"), other))
		c.eq("True", c.attr(ve, "__suppress_context__"))
		for _, bad := range []struct{ name, msg string }{
			{"__cause__", "exception cause must be None or derive from BaseException"},
			{"__context__", "exception context must be None or derive from BaseException"},
			{"__traceback__", "__traceback__ must be a traceback or None"},
			{"__suppress_context__", "attribute value type must be bool"},
		} {
			require.False(t, c.SetAttr(ve, c.name(bad.name), c.put(1)))
			c.raises(e.TypeError, bad.msg)
		}
		require.False(t, c.DelAttr(ve, c.name("__context__")))
		c.raises(e.TypeError, "__context__ may not be deleted")
		c.eq("None", c.CallMethod(ve, c.name("add_note"), c.put("n1")))
		c.eq("None", c.CallMethod(ve, c.name("add_note"), c.put("n2")))
		c.eq("['n1', 'n2']", c.attr(ve, "__notes__"))
		c.fails(c.CallMethod(ve, c.name("add_note"), c.put(1)), e.TypeError, "note must be a str, not 'int'")
		c.same(ve, c.CallMethod(ve, c.name("with_traceback"), c.Push(heap.None)))
		c.fails(c.callKw(e.ValueError.Obj, nil, "x", 1), e.TypeError, "ValueError() takes no keyword arguments")
		sub := c.class("Sub", []Ref{e.ValueError.Obj})
		c.eq("Sub(1)", c.call(sub, 1))
	})
}

func TestExceptionFields(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		c.eq("None", c.attr(c.new(e.StopIteration.Obj), "value"))
		c.eq("5", c.attr(c.new(e.StopIteration.Obj, 5), "value"))
		c.eq("None", c.attr(c.new(e.SystemExit.Obj), "code"))
		c.eq("3", c.attr(c.new(e.SystemExit.Obj, 3), "code"))
		c.eq("(1, 2)", c.attr(c.new(e.SystemExit.Obj, 1, 2), "code"))

		ie := c.Push(c.callKw(e.ImportError.Obj, []any{"m"}, "name", "n", "path", "p"))
		c.eq("'n'", c.attr(ie, "name"))
		c.eq("'p'", c.attr(ie, "path"))
		c.eq("'m'", c.attr(ie, "msg"))
		c.eq("ImportError('m')", ie.V())
		c.fails(c.callKw(e.ModuleNotFoundError.Obj, nil, "x", 1), e.TypeError, "'x' is an invalid keyword argument for ImportError()")
		c.fails(c.callKw(e.ImportError.Obj, nil, "name", 1, "path", 2, "z", 1), e.TypeError, "ImportError() takes at most 2 keyword arguments (3 given)")
		c.eq("'q'", c.attr(c.Push(c.callKw(e.NameError.Obj, []any{"m"}, "name", "q")), "name"))
		ae := c.Push(c.callKw(e.AttributeError.Obj, []any{"m"}, "name", "q", "obj", 4))
		c.eq("4", c.attr(ae, "obj"))
	})
}

func TestOSError(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		os := e.OSError.Obj
		fe := c.new(os, 2, "No such", "f")
		c.eq("FileNotFoundError(2, 'No such')", fe.V())
		require.Equal(t, "[Errno 2] No such: 'f'", c.str(fe.V()))
		c.eq("2", c.attr(fe, "errno"))
		c.eq("'No such'", c.attr(fe, "strerror"))
		c.eq("'f'", c.attr(fe, "filename"))
		c.eq("None", c.attr(fe, "filename2"))
		require.Equal(t, "[Errno 2] a: 'b' -> 'c'", c.str(c.call(os, 2, "a", "b", c.Push(heap.None), "c")))
		require.Equal(t, "[Errno 99] m", c.str(c.call(os, 99, "m")))
		c.eq("OSError('x')", c.call(os, "x"))
		c.eq("OSError(1, 2, 3, 4, 5, 6)", c.call(os, 1, 2, 3, 4, 5, 6))
		c.eq("FileNotFoundError(1, 'a')", c.call(e.FileNotFoundError.Obj, 1, "a"))
		for errno, want := range map[unix.Errno]*Type{
			unix.EAGAIN: e.BlockingIOError, unix.EPIPE: e.BrokenPipeError, unix.EACCES: e.PermissionError, unix.EPERM: e.PermissionError,
			unix.EEXIST: e.FileExistsError, unix.EISDIR: e.IsADirectoryError, unix.ENOTDIR: e.NotADirectoryError, unix.EINTR: e.InterruptedError,
			unix.ESRCH: e.ProcessLookupError, unix.ECHILD: e.ChildProcessError, unix.ETIMEDOUT: e.TimeoutError,
			unix.ECONNRESET: e.ConnectionResetError, unix.ECONNREFUSED: e.ConnectionRefusedError, unix.ECONNABORTED: e.ConnectionAbortedError,
			unix.ENOMEM: e.OSError,
		} {
			require.Equal(t, want.Name, c.RT.TypeOf(c.call(os, int(errno), "m")).Name)
		}
		require.Equal(t, heap.Null, c.OSErrno(unix.ENOENT, c.put("gone.txt")))
		c.raises(e.FileNotFoundError, "[Errno 2] No such file or directory: 'gone.txt'")
		c.eq("5", c.attr(c.new(e.BlockingIOError.Obj, 11, "a", 5), "characters_written"))
		c.fails(c.attr(c.new(e.BlockingIOError.Obj, 11, "a", "f"), "characters_written"), e.AttributeError, "characters_written")
		// A subclass that only overrides __init__ gets what it passes on.
		osInit := c.Push(c.attr(os, "__init__"))
		sub := c.class("Mine", []Ref{os}, "__init__", c.fn("__init__", func(t *Thread, args Args) Value {
			return t.CallN(osInit, args.At(0), t.Push(heap.SmallInt(5)), t.RT.Intern("io"))
		}))
		m := c.new(sub, "ignored")
		require.Equal(t, "[Errno 5] io", c.str(m.V()))
		c.eq("(5, 'io')", c.attr(m, "args"))
	})
}

func TestStrerrorIsLibcs(t *testing.T) {
	require.Equal(t, "No such file or directory", Strerror(unix.ENOENT))
	require.Equal(t, "Permission denied", Strerror(unix.EACCES))
	require.Equal(t, "Unknown error 4095", Strerror(4095))
}

func TestSyntaxAndUnicodeErrors(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		se := c.new(e.SyntaxError.Obj, "bad", []any{"/x/f.py", 2, 3, "text"})
		require.Equal(t, "bad (f.py, line 2)", c.str(se.V()))
		c.eq("3", c.attr(se, "offset"))
		c.eq("None", c.attr(se, "end_lineno"))
		c.fails(c.call(e.SyntaxError.Obj, "a", []any{1}), e.TypeError, "function takes at least 4 arguments (1 given)")
		c.fails(c.call(e.SyntaxError.Obj, "a", []any{1, 2, 3, 4, 5}), e.TypeError, "end_offset must be provided when end_lineno is provided")
		require.Equal(t, heap.Null, c.SyntaxErrorAt(e.IndentationError, "odd", SyntaxPlace{File: "q.py", Line: 7, Offset: 1, Text: "x\n"}))
		c.raises(e.IndentationError, "odd (q.py, line 7)")
	})
}

func TestContextChain(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a, b, d := c.new(e.ValueError.Obj, "a"), c.new(e.KeyError.Obj, "b"), c.new(e.TypeError.Obj, "d")
		c.SetHandling(a.V())
		c.SetExc(b)
		c.same(a, c.attr(b, "__context__"))
		c.ClearExc()
		c.SetHandling(b.V())
		c.SetExc(d)
		// Raising a again below d would close a ring: it is cut at b.
		c.SetHandling(d.V())
		c.SetExc(a)
		c.same(d, c.attr(a, "__context__"))
		c.eq("None", c.attr(b, "__context__"))
		// Nothing is its own context.
		c.SetHandling(a.V())
		c.SetExc(a)
		c.same(d, c.attr(a, "__context__"))
		c.SetHandling(heap.None)
		c.ClearExc()
		c.SetExc(b)
		c.RaiseFromCause(e.RuntimeError, "because %d", 1)
		r := c.Push(c.TakeExc())
		c.same(b, c.attr(r, "__cause__"))
		c.same(b, c.attr(r, "__context__"))
	})
}

func TestMemoryErrorIsReady(t *testing.T) {
	rt, err := NewRuntime(Config{Heap: heap.Config{Limit: 16 << 20}})
	require.NoError(t, err)
	defer rt.Heap.Close()
	c := rt.NewThread()
	l := c.Push(c.NewList(0))
	ok := true
	for range 100000 {
		mark := c.Top()
		v := c.Alloc(IdxArray, 1000, 0)
		if v == heap.Null {
			ok = false
			break
		}
		ok = c.ListAppend(l, c.Push(v))
		c.Pop(mark)
		if !ok {
			break
		}
	}
	require.False(t, ok)
	require.True(t, c.ExcMatches(rt.Exc.MemoryError))
	c.ClearExc()
	l.Set(heap.None)
	require.NotEqual(t, heap.Null, c.NewList(1000))
}

func TestExceptionGroups(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		beg, eg := e.BaseExceptionGroup.Obj, e.ExceptionGroup.Obj
		v1, t1, k1 := c.new(e.ValueError.Obj, 1), c.new(e.TypeError.Obj, 2), c.new(e.KeyboardInterrupt.Obj)
		g := c.new(beg, "g", []Ref{v1, t1})
		c.eq("ExceptionGroup('g', (ValueError(1), TypeError(2)))", g.V())
		require.Equal(t, "g (2 sub-exceptions)", c.str(g.V()))
		c.fails(c.call(beg), e.TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (0 given)")
		c.fails(c.call(beg, 1, []any{}), e.TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not int")
		c.fails(c.call(beg, "a", 1), e.TypeError, "second argument (exceptions) must be a sequence")
		c.fails(c.call(beg, "a", []any{}), e.ValueError, "second argument (exceptions) must be a non-empty sequence")
		c.fails(c.call(beg, "a", []any{1}), e.ValueError, "Item 0 of second argument (exceptions) is not an exception")
		c.fails(c.call(eg, "a", []Ref{k1}), e.TypeError, "Cannot nest BaseExceptions in an ExceptionGroup")
		nested := c.new(beg, "n", []Ref{g, k1, c.new(e.ValueError.Obj, 3)})
		c.CallMethod(nested, c.name("add_note"), c.put("keep"))
		sp := c.Push(c.CallMethod(nested, c.name("split"), e.ValueError.Obj))
		c.eq("(ExceptionGroup('n', [ExceptionGroup('g', [ValueError(1)]), ValueError(3)]), BaseExceptionGroup('n', [ExceptionGroup('g', [TypeError(2)]), KeyboardInterrupt()]))", sp.V())
		c.eq("['keep']", c.attr(c.Push(c.TupleAt(sp.V(), 0)), "__notes__"))
		c.eq("None", c.CallMethod(g, c.name("subgroup"), e.OSError.Obj))
		c.same(g, c.CallMethod(g, c.name("subgroup"), e.Exception.Obj))
		byFunc := c.fn("pick", func(t *Thread, args Args) Value {
			return heap.Bool(t.RT.TypeOf(args.At(0).V()) == t.RT.Exc.TypeError)
		})
		c.eq("ExceptionGroup('g', [TypeError(2)])", c.CallMethod(g, c.name("subgroup"), byFunc))
		c.fails(c.CallMethod(g, c.name("subgroup"), c.put(1)), e.TypeError, "expected a function, exception type or tuple of exception types")
		// except*: a plain exception is wrapped.
		m, r := c.Push(heap.Null), c.Push(heap.Null)
		require.True(t, c.SplitGroup(v1, e.ValueError.Obj, m, r))
		c.eq("ExceptionGroup('', (ValueError(1),))", m.V())
		c.eq("None", r.V())
		require.True(t, c.SplitGroup(nested, c.put([]Ref{e.TypeError.Obj, e.KeyboardInterrupt.Obj}), m, r))
		c.eq("BaseExceptionGroup('n', [ExceptionGroup('g', [TypeError(2)]), KeyboardInterrupt()])", m.V())
		c.eq("ExceptionGroup('n', [ExceptionGroup('g', [ValueError(1)]), ValueError(3)])", r.V())
	})
}

// trace gives an exception traceback entries, innermost first.
func (c *coreTest) trace(exc Ref, lines ...int) {
	c.RestoreExc(exc.V())
	for _, n := range lines {
		c.AddTraceLine("/nowhere/mod.py", "func", n)
	}
	c.ClearExc()
}

func TestFormatException(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		form := func(want string, exc Ref) {
			t.Helper()
			require.Equal(t, strings.TrimPrefix(want, "\n"), c.FormatException(exc))
		}
		c.RT.SourceLine = func(file string, n int) (string, bool) {
			return map[int]string{1: "    f(x + y)\n", 2: "\tg[key] = h(\n", 3: "é = a + b * c\n", 4: "short\n"}[n], n < 5
		}
		v := c.new(e.ValueError.Obj, "boom")
		form("ValueError: boom\n", v)
		c.trace(v, 9, 1)
		form(`
Traceback (most recent call last):
  File "/nowhere/mod.py", line 1, in func
    f(x + y)
  File "/nowhere/mod.py", line 9, in func
ValueError: boom
`, v)
		c.CallMethod(v, c.name("add_note"), c.put("note 1\nnote 2"))
		ctx := c.new(e.KeyError.Obj, "k")
		cause := c.new(e.OSError.Obj)
		require.True(t, c.SetAttr(ctx, c.name("__cause__"), cause))
		require.True(t, c.SetAttr(v, c.name("__context__"), ctx))
		form(`
OSError

The above exception was the direct cause of the following exception:

KeyError: 'k'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/nowhere/mod.py", line 1, in func
    f(x + y)
  File "/nowhere/mod.py", line 9, in func
ValueError: boom
note 1
note 2
`, v)
		require.True(t, c.SetAttr(v, c.name("__suppress_context__"), c.put(true)))
		require.NotContains(t, c.FormatException(v), "During")

		// Runs of one line are folded.
		deep := c.new(e.RecursionError.Obj, "deep")
		c.trace(deep, 7, 8, 8, 8, 8, 8, 6)
		form(`
Traceback (most recent call last):
  File "/nowhere/mod.py", line 6, in func
  File "/nowhere/mod.py", line 8, in func
  File "/nowhere/mod.py", line 8, in func
  File "/nowhere/mod.py", line 8, in func
  [Previous line repeated 2 more times]
  File "/nowhere/mod.py", line 7, in func
RecursionError: deep
`, deep)

		own := c.class("Own", []Ref{e.Exception.Obj}, "__module__", "pkg.mod", "__str__", c.fn("s", func(t *Thread, args Args) Value {
			return t.ValueErrorf("no str")
		}))
		form("pkg.mod.Own: <exception str() failed>\n", c.new(own))
	})
}

func TestFormatCarets(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		c.RT.SourceLine = func(file string, n int) (string, bool) {
			return []string{"    f(x + y)\n", "\tg[key] = h(\n", "é = a + b * c\n"}[n-1], true
		}
		c.RT.Anchors = func(expr string) (int, int, bool) {
			i := strings.IndexByte(expr, '+')
			return i, i + 1, i >= 0
		}
		last := func(line, col, endLine, endCol int) string {
			v := c.new(e.ValueError.Obj)
			c.RestoreExc(v.V())
			c.AddTraceback(TraceEntry{File: c.name("m.py"), Name: c.name("f"), Line: line, EndLine: endLine, Col: col, EndCol: endCol})
			c.ClearExc()
			lines := strings.Split(c.FormatException(v), "\n")
			return strings.Join(lines[2:len(lines)-2], "\n")
		}
		require.Equal(t, "    f(x + y)\n      ~~^~~", last(1, 6, 1, 11))
		require.Equal(t, "    f(x + y)\n    ^", last(1, 4, 1, 5))
		require.Equal(t, "    f(x + y)\n    ~~~~^~~~", last(1, 4, 1, 12))
		require.Equal(t, "    g[key] = h(\n             ^^", last(2, 10, 4, 2))
		require.Equal(t, "    g[key] = h(", last(2, 1, 4, 2)) // the whole line
		require.Equal(t, "    é = a + b * c\n            ^^^^^", last(3, 9, 3, 14))
		require.Equal(t, "    f(x + y)", last(1, -1, 1, -1))
	})
}

func TestFormatGroup(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		c.RT.SourceLine = func(file string, n int) (string, bool) { return "", false }
		v, k := c.new(e.ValueError.Obj, 1), c.new(e.KeyError.Obj, "k")
		c.trace(v, 5)
		inner := c.new(e.ExceptionGroup.Obj, "inner", []Ref{k})
		g := c.new(e.ExceptionGroup.Obj, "outer", []Ref{v, inner})
		c.trace(g, 3)
		require.Equal(t, strings.TrimPrefix(`
  + Exception Group Traceback (most recent call last):
  |   File "/nowhere/mod.py", line 3, in func
  | ExceptionGroup: outer (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/nowhere/mod.py", line 5, in func
    | ValueError: 1
    +---------------- 2 ----------------
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | KeyError: 'k'
      +------------------------------------
`, "\n"), c.FormatException(g))
	})
}

func TestFormatSyntaxError(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		se := c.new(e.SyntaxError.Obj, "invalid syntax", []any{"f.py", 2, 5, "    x = = 1\n", 2, 6})
		require.Equal(t, "  File \"f.py\", line 2\n    x = = 1\n    ^\nSyntaxError: invalid syntax\n", c.FormatException(se))
		c.SetAttr(se, c.name("offset"), c.put(9))
		c.SetAttr(se, c.name("end_offset"), c.put(12))
		require.Equal(t, "  File \"f.py\", line 2\n    x = = 1\n        ^^^\nSyntaxError: invalid syntax\n", c.FormatException(se))
	})
}

func TestSuggestions(t *testing.T) {
	for _, s := range []struct{ name, want string }{
		{"appendd", "append"}, {"Append", "append"}, {"lenght", ""}, {"xyzzy", ""}, {"inser", "insert"},
	} {
		require.Equal(t, s.want, nearestName(s.name, []string{"append", "insert", "pop", "copy"}))
	}
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		require.Equal(t, heap.Null, c.attr(c.Push(c.NewList(0)), "appendd"))
		exc := c.Push(c.TakeExc())
		require.Equal(t, "AttributeError: 'list' object has no attribute 'appendd'. Did you mean: 'append'?\n", c.FormatException(exc))
	})
}
