package object

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestBinaryOrder(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		var log string
		step := func(name string, result any) Ref {
			r := c.put(result)
			return c.fn(name, func(t *Thread, args Args) Value {
				log += name + " "
				return r.V()
			})
		}
		ni := heap.NotImplemented
		run := func(want, calls string, a, b Ref) {
			t.Helper()
			log = ""
			v := c.Binary(OpAdd, a, b)
			require.Equal(t, calls, log)
			if want == "" {
				require.Equal(t, heap.Null, v)
				require.True(t, c.ExcMatches(c.RT.Exc.TypeError))
				c.ClearExc()
			} else {
				c.eq(want, v)
			}
		}
		a := c.class("A", nil, "__add__", step("A.add", ni), "__radd__", step("A.radd", "a"))
		b := c.class("B", nil, "__add__", step("B.add", ni), "__radd__", step("B.radd", "b"))
		run("'b'", "A.add B.radd ", c.new(a), c.new(b))
		// The same type: the reflected method is not asked.
		run("", "A.add ", c.new(a), c.new(a))
		// A subclass on the right is asked first, but only if it overrides.
		sub := c.class("S", []Ref{a}, "__radd__", step("S.radd", ni))
		run("", "S.radd A.add ", c.new(a), c.new(sub))
		same := c.class("T", []Ref{a})
		run("'a'", "A.add A.radd ", c.new(a), c.new(same))
		run("'b'", "A.add B.radd ", c.new(sub), c.new(b))
		// With a native type.
		run("'a'", "A.radd ", c.put(1), c.new(a))
		i := c.class("I", []Ref{c.RT.IntType.Obj}, "__radd__", step("I.radd", "i"))
		run("'i'", "I.radd ", c.put(1), c.new(i, 5))
		run("7", "", c.new(i, 5), c.put(2))
		// In place: the in-place method, then the others.
		ip := c.class("P", nil, "__iadd__", step("P.iadd", ni), "__add__", step("P.add", "p"))
		log = ""
		c.eq("'p'", c.InPlace(OpAdd, c.new(ip), c.put(1)))
		require.Equal(t, "P.iadd P.add ", log)
	})
}

func TestBinaryErrors(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		te := c.RT.Exc.TypeError
		one, s, l := c.put(1), c.put("a"), c.Push(c.NewList(0))
		none := c.Push(heap.None)
		c.fails(c.Binary(OpAdd, one, s), te, "unsupported operand type(s) for +: 'int' and 'str'")
		c.fails(c.Binary(OpAdd, s, one), te, `can only concatenate str (not "int") to str`)
		c.fails(c.Binary(OpAdd, l, one), te, `can only concatenate list (not "int") to list`)
		c.fails(c.Binary(OpMatMul, none, one), te, "unsupported operand type(s) for @: 'NoneType' and 'int'")
		c.fails(c.Binary(OpDivmod, one, none), te, "unsupported operand type(s) for divmod(): 'int' and 'NoneType'")
		c.fails(c.Binary(OpMul, l, s), te, "can't multiply sequence by non-int of type 'str'")
		c.fails(c.InPlace(OpAdd, none, s), te, "unsupported operand type(s) for +=: 'NoneType' and 'str'")
		c.fails(c.Power(none, s, none), te, "unsupported operand type(s) for ** or pow(): 'NoneType' and 'str'")
		c.fails(c.Power(none, s, one), te, "unsupported operand type(s) for ** or pow(): 'NoneType', 'str', 'int'")
		c.fails(c.InPlacePower(none, s, none), te, "unsupported operand type(s) for **=: 'NoneType' and 'str'")
		c.fails(c.Unary(OpNeg, s), te, "bad operand type for unary -: 'str'")
		c.fails(c.Unary(OpInvert, s), te, "bad operand type for unary ~: 'str'")
		c.fails(c.Unary(OpAbs, s), te, "bad operand type for abs(): 'str'")
		c.fails(c.Unary(OpIndex, s), te, "'str' object cannot be interpreted as an integer")
		c.fails(c.Compare(one, s, LT), te, "'<' not supported between instances of 'int' and 'str'")
		c.fails(c.GetItem(one, one), te, "'int' object is not subscriptable")
		c.fails(c.GetItem(c.RT.IntType.Obj, one), te, "type 'int' is not subscriptable")
		require.False(t, c.SetItem(one, one, one))
		c.raises(te, "'int' object does not support item assignment")
		require.False(t, c.DelItem(one, one))
		c.raises(te, "'int' object does not support item deletion")
		c.fails(c.Iter(one), te, "'int' object is not iterable")
		c.fails(c.Next(one), te, "'int' object is not an iterator")
		require.Equal(t, -1, c.Contains(one, one))
		c.raises(te, "argument of type 'int' is not iterable")
		require.Equal(t, -1, c.Length(one))
		c.raises(te, "object of type 'int' has no len()")
		_, ok := c.Hash(l)
		require.False(t, ok)
		c.raises(te, "unhashable type: 'list'")
	})
}

func TestCompareOrder(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		var log string
		step := func(name string, result any) Ref {
			r := c.put(result)
			return c.fn(name, func(t *Thread, args Args) Value {
				log += name + " "
				return r.V()
			})
		}
		ni := heap.NotImplemented
		a := c.class("A", nil, "__lt__", step("A.lt", ni), "__gt__", step("A.gt", "a"), "__eq__", step("A.eq", ni))
		sub := c.class("S", []Ref{a}, "__gt__", step("S.gt", ni))
		b := c.class("B", nil, "__gt__", step("B.gt", "b"))
		x, y := c.new(a), c.new(b)
		c.eq("'b'", c.Compare(x, y, LT))
		require.Equal(t, "A.lt B.gt ", log)
		log = ""
		c.fails(c.Compare(x, c.new(sub), LT), c.RT.Exc.TypeError, "'<' not supported between instances of 'A' and 'S'")
		require.Equal(t, "S.gt A.lt ", log)
		log = ""
		c.eq("False", c.Compare(x, y, EQ))
		require.Equal(t, "A.eq ", log)
		c.eq("True", c.Compare(x, x, EQ))
		c.eq("True", c.Compare(x, y, NE))
		// != is the opposite of __eq__.
		n := c.class("N", nil, "__eq__", c.ret(true))
		c.eq("False", c.Compare(c.new(n), y, NE))
		// Identity implies equality in containers only.
		nan := c.class("Nan", nil, "__eq__", c.ret(false))
		v := c.new(nan)
		c.eq("False", c.Compare(v, v, EQ))
		require.Equal(t, 1, c.CompareBool(v, v, EQ))
		require.Equal(t, 0, c.CompareBool(v, v, NE))
	})
}

func TestTruthLengthHash(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		with := func(kv ...any) Ref { return c.new(c.class("A", nil, kv...)) }
		require.Equal(t, 1, c.IsTrue(with()))
		require.Equal(t, 0, c.IsTrue(with("__bool__", c.ret(false))))
		require.Equal(t, 0, c.IsTrue(with("__len__", c.ret(0))))
		require.Equal(t, 1, c.IsTrue(with("__len__", c.ret(0), "__bool__", c.ret(true))))
		require.Equal(t, -1, c.IsTrue(with("__bool__", c.ret(1))))
		c.raises(e.TypeError, "__bool__ should return bool, returned int")
		require.Equal(t, -1, c.Length(with("__len__", c.ret(-1))))
		c.raises(e.ValueError, "__len__() should return >= 0")
		require.Equal(t, -1, c.Length(with("__len__", c.ret("x"))))
		c.raises(e.TypeError, "'str' object cannot be interpreted as an integer")
		h, ok := c.Hash(with("__hash__", c.ret(-1)))
		require.True(t, ok)
		require.EqualValues(t, -2, h)
		_, ok = c.Hash(with("__hash__", c.ret("x")))
		require.False(t, ok)
		c.raises(e.TypeError, "__hash__ method should return an integer")
		o := with()
		h1, _ := c.Hash(o)
		c.Collect(heap.Full, "test")
		h2, _ := c.Hash(o)
		require.Equal(t, h1, h2)
		c.fails(c.Repr(with("__repr__", c.ret(1))), e.TypeError, "__repr__ returned non-string (type int)")
		c.fails(c.Str(with("__str__", c.ret(1))), e.TypeError, "__str__ returned non-string (type int)")
		require.Equal(t, "'a\\xe9\\u20ac\\U0001f600'", GoStr(c.ASCII(c.put("aé€😀"))))
		require.Equal(t, 1, c.Contains(with("__contains__", c.ret("yes")), o))
		require.Equal(t, -1, c.Contains(with("__contains__", c.Push(heap.None)), o))
		c.raises(e.TypeError, "'A' object is not a container")
	})
}

func TestIterationProtocol(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		seq := c.new(c.class("Seq", nil, "__getitem__", c.fn("g", func(t *Thread, args Args) Value {
			i := args.At(1).V().Int()
			if i >= 3 {
				return t.IndexErrorf("end")
			}
			return t.NewInt(i * 10)
		})))
		it := c.Push(c.Iter(seq))
		for _, want := range []string{"0", "10", "20"} {
			c.eq(want, c.Next(it))
		}
		require.Equal(t, heap.Null, c.Next(it))
		require.False(t, c.Pending())
		require.Equal(t, 1, c.Contains(seq, c.put(20)))
		require.Equal(t, 0, c.Contains(seq, c.put(21)))
		c.fails(c.Iter(c.new(c.class("B", nil, "__iter__", c.ret(1)))), e.TypeError, "iter() returned non-iterator of type 'int'")
		c.fails(c.Iter(c.new(c.class("B", nil, "__iter__", c.Push(heap.None), "__getitem__", c.ret(1)))), e.TypeError, "'B' object is not iterable")
		stop := c.new(c.class("N", nil, "__next__", c.fn("n", func(t *Thread, args Args) Value { return t.Raise(t.RT.Exc.StopIteration) })))
		require.Equal(t, heap.Null, c.Next(stop))
		require.False(t, c.Pending())
		next := c.Push(c.attr(c.Push(c.Iter(c.put([]any{}))), "__next__"))
		c.fails(c.call(next), e.StopIteration, "")
	})
}

func TestInstanceChecks(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a := c.class("A", nil)
		b := c.class("B", []Ref{a})
		o := c.new(b)
		tt := c.RT.TypeType.Obj
		require.Equal(t, 1, c.IsInstance(o, a))
		require.Equal(t, 0, c.IsInstance(o, c.RT.IntType.Obj))
		require.Equal(t, 1, c.IsInstance(o, c.put([]Ref{c.RT.IntType.Obj, c.put([]Ref{b})})))
		require.Equal(t, 1, c.IsSubclass(b, a))
		require.Equal(t, 0, c.IsSubclass(a, b))
		require.Equal(t, -1, c.IsInstance(o, c.put(1)))
		c.raises(e.TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union")
		require.Equal(t, -1, c.IsSubclass(o, a))
		c.raises(e.TypeError, "issubclass() arg 1 must be a class")
		require.Equal(t, -1, c.IsSubclass(a, c.put(1)))
		c.raises(e.TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union")
		m := c.class("M", []Ref{tt}, "__instancecheck__", c.ret(1), "__subclasscheck__", c.ret(0))
		x := c.tryClass(m, "X", nil)
		require.Equal(t, 1, c.IsInstance(c.put(1), x))
		require.Equal(t, 0, c.IsSubclass(x, x))
		require.Equal(t, 1, c.IsInstance(c.new(x), x))
		// A proxy that claims a class.
		p := c.new(c.class("P", nil, "__class__", c.new(c.RT.PropertyType.Obj, c.fn("f", func(t *Thread, args Args) Value { return b.V() }))))
		require.Equal(t, 1, c.IsInstance(p, a))
		// Unions.
		u := c.Push(c.Binary(OpOr, c.RT.IntType.Obj, c.Push(heap.None)))
		c.eq("int | None", u.V())
		require.Equal(t, 1, c.IsInstance(c.Push(heap.None), u))
		require.Equal(t, 0, c.IsInstance(c.put("s"), u))
		require.Equal(t, 1, c.IsSubclass(c.RT.BoolType.Obj, u))
		c.eq("True", c.Compare(u, c.Push(c.Binary(OpOr, c.Push(heap.None), c.RT.IntType.Obj)), EQ))
	})
}
