package object

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestWeakRef(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		ref := c.RT.WeakRefType.Obj
		a := c.class("A", nil, "x", 1)
		o := c.new(a)
		w := c.new(ref, o)
		c.same(o, c.call(w))
		c.same(w, c.NewWeakRef(o, Ref{}))
		c.Collect(heap.Full, "test")
		c.same(o, c.call(w))
		h, ok := c.Hash(w)
		require.True(t, ok)
		w2 := c.Push(c.NewWeakRef(o, c.ret(nil)))
		require.NotEqual(t, w.V(), w2.V())
		c.eq("True", c.Compare(w, w2, EQ))
		o.Set(heap.None)
		c.Collect(heap.Full, "test")
		c.eq("None", c.call(w))
		h2, ok := c.Hash(w)
		require.True(t, ok && h == h2)
		c.eq("False", c.Compare(w, w2, EQ))
		require.Contains(t, c.show(w.V()), "; dead>")
		_, ok = c.Hash(w2)
		require.False(t, ok)
		c.raises(e.TypeError, "weak object has gone away")
		c.ClearExc()
		c.RunPending()
		c.fails(c.call(ref, 1), e.TypeError, "cannot create weak reference to 'int' object")
		c.fails(c.call(ref), e.TypeError, "__new__ expected at least 1 argument, got 0")
	})
}

func TestWeakCallback(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		calls := 0
		cb := c.fn("cb", func(t *Thread, args Args) Value {
			calls++
			require.Equal(c.t, heap.None, t.WeakTarget(args.At(0).V()))
			return heap.None
		})
		o := c.new(c.class("A", nil))
		w := c.Push(c.NewWeakRef(o, cb))
		c.Collect(heap.Full, "test")
		c.RunPending()
		require.Zero(t, calls)
		o.Set(heap.None)
		c.Collect(heap.Full, "test")
		require.Zero(t, calls)
		c.RunPending()
		c.RunPending()
		require.Equal(t, 1, calls)
		_ = w
	})
}

func TestWeakProxy(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		a := c.class("A", []Ref{c.RT.ListType.Obj}, "hello", c.ret("hi"))
		o := c.new(a, []any{1, 2})
		p := c.Push(c.NewWeakProxy(o, Ref{}))
		c.same(p, c.NewWeakProxy(o, Ref{}))
		c.eq("'hi'", c.CallMethod(p, c.name("hello")))
		require.Equal(t, 2, c.Length(p))
		c.eq("2", c.GetItem(p, c.put(1)))
		c.eq("[1, 2, 3]", c.Binary(OpAdd, p, c.put(c.Push(c.CallN(c.RT.ListType.Obj, c.put([]any{3}))))))
		require.True(t, c.SetAttr(p, c.name("y"), c.put(5)))
		c.eq("5", c.attr(o, "y"))
		require.Equal(t, 1, c.IsInstance(p, a))
		require.Equal(t, "weakref.ProxyType", c.TypeName(p.V()))
		cp := c.Push(c.NewWeakProxy(c.fn("f", func(t *Thread, args Args) Value { return args.At(0).V() }), Ref{}))
		require.Equal(t, heap.Null, cp.V()) // the stand-in for functions has no weak slot
		c.raises(c.RT.Exc.TypeError, "cannot create weak reference to 'function' object")
		o.Set(heap.None)
		c.Collect(heap.Full, "test")
		c.fails(c.attr(p, "hello"), c.RT.Exc.ReferenceError, "weakly-referenced object no longer exists")
	})
}

func TestFinalizer(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		var dead []string
		keep := c.Push(heap.None)
		a := c.class("A", nil, "__del__", c.fn("__del__", func(t *Thread, args Args) Value {
			dead = append(dead, GoStr(t.GetAttr(args.At(0), t.RT.Intern("name"))))
			keep.Set(args.At(0).V())
			return heap.None
		}))
		mark := c.Top()
		o := c.new(a)
		require.True(t, c.SetAttr(o, c.name("name"), c.put("one")))
		c.Pop(mark)
		c.Collect(heap.Full, "test")
		c.RunPending()
		require.Equal(t, []string{"one"}, dead)
		// It came back to life, and is not finalized again.
		c.Collect(heap.Full, "test")
		c.eq("'one'", c.attr(keep, "name"))
		keep.Set(heap.None)
		c.Collect(heap.Full, "test")
		c.RunPending()
		require.Equal(t, []string{"one"}, dead)

		// An error in a finalizer is reported, and leaves what is pending alone.
		var out bytes.Buffer
		c.RT.Stderr = &out
		bad := c.class("Bad", nil, "__del__", c.fn("__del__", func(t *Thread, args Args) Value { return t.ValueErrorf("in del") }))
		mark = c.Top()
		c.new(bad)
		c.Pop(mark)
		c.Collect(heap.Full, "test")
		pending := c.new(c.RT.Exc.KeyError.Obj)
		c.SetExc(pending)
		c.RunPending()
		c.same(pending, c.TakeExc())
		require.Contains(t, out.String(), "Exception ignored in: <function object at ")
		require.Contains(t, out.String(), "ValueError: in del\n")
	})
}
