package object

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestClassCreation(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		typ, obj := c.RT.TypeType.Obj, c.RT.ObjectType.Obj
		a := c.class("A", nil, "x", 1, "f", c.fn("f", func(t *Thread, args Args) Value { return args.At(0).V() }))
		c.eq("<class 'A'>", a.V())
		c.eq("1", c.attr(a, "x"))
		inst := c.new(a)
		c.eq("1", c.attr(inst, "x"))
		c.same(inst, c.CallMethod(inst, c.name("f")))
		require.True(t, c.SetAttr(inst, c.name("x"), c.put(5)))
		c.eq("5", c.attr(inst, "x"))
		c.eq("{'x': 5}", c.attr(inst, "__dict__"))
		c.eq("1", c.attr(a, "x"))
		require.True(t, c.DelAttr(inst, c.name("x")))
		c.eq("1", c.attr(inst, "x"))
		require.False(t, c.DelAttr(inst, c.name("x")))
		c.raises(e.AttributeError, "'A' object has no attribute 'x'")

		// A diamond, and an order that cannot be.
		b := c.class("B", []Ref{a})
		d := c.class("D", []Ref{a}, "x", 2)
		m := c.class("M", []Ref{b, d})
		c.eq("(<class 'M'>, <class 'B'>, <class 'D'>, <class 'A'>, <class 'object'>)", c.attr(m, "__mro__"))
		c.eq("2", c.attr(m, "x"))
		c.fails(c.tryClass(typ, "Q", []Ref{a, b}).V(), e.TypeError,
			"Cannot create a consistent method resolution\norder (MRO) for bases A, B")
		c.fails(c.tryClass(typ, "Q", []Ref{a, a}).V(), e.TypeError, "duplicate base class A")
		c.fails(c.tryClass(typ, "Q", []Ref{c.put(1)}).V(), e.TypeError, metaclassConflict)
		c.fails(c.tryClass(typ, "Q", []Ref{c.RT.BoolType.Obj}).V(), e.TypeError, "type 'bool' is not an acceptable base type")
		c.fails(c.tryClass(typ, "Q", []Ref{c.RT.IntType.Obj, c.RT.StrType.Obj}).V(), e.TypeError, "multiple bases have instance lay-out conflict")
		c.fails(c.tryClass(typ, "Q", []Ref{e.OSError.Obj, e.StopIteration.Obj}).V(), e.TypeError, "multiple bases have instance lay-out conflict")
		c.class("OK", []Ref{e.OSError.Obj, e.ValueError.Obj})
		c.eq("[<class 'B'>, <class 'D'>]", c.CallMethod(a, c.name("__subclasses__")))
		_ = obj
	})
}

func TestSlotsAttribute(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		typ := c.RT.TypeType.Obj
		pair := c.put([]any{"x", "__y"})
		a := c.class("A", nil, "__slots__", pair)
		o := c.new(a)
		c.fails(c.attr(o, "x"), e.AttributeError, "'A' object has no attribute 'x'")
		require.True(t, c.SetAttr(o, c.name("x"), c.put(7)))
		require.True(t, c.SetAttr(o, c.name("_A__y"), c.put(8)))
		c.eq("7", c.attr(o, "x"))
		c.eq("8", c.attr(o, "_A__y"))
		require.False(t, c.SetAttr(o, c.name("z"), c.put(8)))
		c.raises(e.AttributeError, "'A' object has no attribute 'z'")
		require.True(t, c.DelAttr(o, c.name("x")))
		require.False(t, c.DelAttr(o, c.name("x")))
		c.raises(e.AttributeError, "x")
		c.fails(c.attr(o, "__dict__"), e.AttributeError, "'A' object has no attribute '__dict__'")
		c.fails(c.NewWeakRef(o, Ref{}), e.TypeError, "cannot create weak reference to 'A' object")
		b := c.class("B", []Ref{a})
		p := c.new(b)
		require.True(t, c.SetAttr(p, c.name("z"), c.put(1)))
		require.True(t, c.SetAttr(p, c.name("x"), c.put(2)))
		c.eq("{'z': 1}", c.attr(p, "__dict__"))

		for _, bad := range []struct {
			slots, base any
			cls         *Type
			msg         string
		}{
			{[]any{1}, nil, e.TypeError, "__slots__ items must be strings, not 'int'"},
			{"a b", nil, e.TypeError, "__slots__ must be identifiers"},
			{[]any{"__dict__", "__dict__"}, nil, e.TypeError, "__dict__ slot disallowed: we already got one"},
			{"x", c.RT.TupleType, e.TypeError, "nonempty __slots__ not supported for subtype of 'tuple'"},
			{"x", c.RT.IntType, e.TypeError, "nonempty __slots__ not supported for subtype of 'int'"},
		} {
			var bases []Ref
			if bad.base != nil {
				bases = []Ref{c.put(bad.base)}
			}
			c.fails(c.tryClass(typ, "C", bases, "__slots__", bad.slots).V(), bad.cls, bad.msg)
		}
		c.fails(c.tryClass(typ, "C", nil, "__slots__", "x", "x", 1).V(), e.ValueError, "'x' in __slots__ conflicts with class variable")
		// Two bases that both add slots do not fit together.
		c.fails(c.tryClass(typ, "C", []Ref{a, c.class("A2", nil, "__slots__", "q")}).V(), e.TypeError, "multiple bases have instance lay-out conflict")
	})
}

func TestMetaclass(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		tt := c.RT.TypeType.Obj
		m := c.class("M", []Ref{tt}, "greet", c.fn("greet", func(t *Thread, args Args) Value { return args.At(0).V() }))
		n := c.class("N", []Ref{tt})
		a := c.tryClass(m, "A", nil)
		c.same(a, c.CallMethod(a, c.name("greet")))
		require.Equal(t, "M", c.RT.TypeFromObj(a.V()).Meta.Name)
		// The metaclass is inherited, also when type() is called.
		b := c.class("B", []Ref{a})
		require.Equal(t, "M", c.RT.TypeFromObj(b.V()).Meta.Name)
		x := c.tryClass(n, "X", nil)
		c.fails(c.tryClass(tt, "C", []Ref{a, x}).V(), e.TypeError, metaclassConflict)
		// An attribute on the metaclass is not seen by instances.
		c.fails(c.attr(c.new(a), "greet"), e.AttributeError, "'A' object has no attribute 'greet'")
		// mro() decides.
		obj := c.RT.ObjectType.Obj
		w := c.class("W", []Ref{tt}, "mro", c.fn("mro", func(t *Thread, args Args) Value {
			return t.PackTuple(args.At(0), obj)
		}))
		y := c.tryClass(w, "Y", []Ref{a}, "z", 1)
		c.raises(e.TypeError, metaclassConflict)
		y = c.tryClass(w, "Y", []Ref{c.class("P", nil, "hidden", 1)}, "z", 1)
		c.eq("1", c.attr(y, "z"))
		c.fails(c.attr(y, "hidden"), e.AttributeError, "type object 'Y' has no attribute 'hidden'")

		c.fails(c.call(tt), e.TypeError, "type() takes 1 or 3 arguments")
		c.fails(c.call(tt, 1, c.put([]Ref{}), c.Push(c.NewDict())), e.TypeError, "type.__new__() argument 1 must be str, not int")
		c.fails(c.call(tt, "a", 1, c.Push(c.NewDict())), e.TypeError, "type.__new__() argument 2 must be tuple, not int")
		c.eq("<class 'int'>", c.call(tt, 1))
	})
}

func TestClassHooks(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		var log []string
		d := c.class("D", nil, "__set_name__", c.fn("__set_name__", func(t *Thread, args Args) Value {
			log = append(log, GoStr(args.At(2).V())+" in "+t.RT.TypeFromObj(args.At(1).V()).Name)
			return heap.None
		}))
		base := c.class("Base", nil, "__init_subclass__", c.fn("__init_subclass__", func(t *Thread, args Args) Value {
			log = append(log, "sub "+t.RT.TypeFromObj(args.At(0).V()).Name)
			for i := range args.NumKw() {
				log = append(log, GoStr(args.KwName(i)))
			}
			return heap.None
		}))
		c.class("C", []Ref{base}, "p", c.new(d), "q", c.new(d))
		require.Equal(t, []string{"p in C", "q in C", "sub C"}, log)
		log = nil
		ns := c.Push(c.NewDict())
		v := c.callKw(c.RT.TypeType.Obj, []any{"K", c.put([]Ref{base}), ns}, "color", 1)
		require.NotEqual(t, heap.Null, v, c.failure)
		require.Equal(t, []string{"sub K", "color"}, log)
		v = c.callKw(c.RT.TypeType.Obj, []any{"K", c.put([]Ref{}), ns}, "color", 1)
		c.fails(v, e.TypeError, "K.__init_subclass__() takes no keyword arguments")

		bad := c.class("Bad", nil, "__set_name__", c.fn("s", func(t *Thread, args Args) Value { return t.ValueErrorf("no") }))
		c.fails(c.tryClass(c.RT.TypeType.Obj, "C", nil, "s", c.new(bad)).V(), e.RuntimeError,
			"Error calling __set_name__ on 'Bad' instance 's' in 'C'")
	})
}

func TestNewAndInit(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		obj := c.RT.ObjectType.Obj
		a := c.class("A", nil)
		c.fails(c.call(a, 1), e.TypeError, "A() takes no arguments")
		c.fails(c.call(obj, 1), e.TypeError, "object() takes no arguments")
		c.fails(c.call(c.Push(c.attr(obj, "__new__"))), e.TypeError, "object.__new__(): not enough arguments")
		c.fails(c.call(c.Push(c.attr(obj, "__new__")), 1), e.TypeError, "object.__new__(X): X is not a type object (int)")
		c.fails(c.call(c.Push(c.attr(obj, "__new__")), c.RT.IntType), e.TypeError, "object.__new__(int) is not safe, use int.__new__()")
		c.fails(c.call(c.Push(c.attr(c.RT.IntType.Obj, "__new__")), c.RT.StrType), e.TypeError, "int.__new__(str): str is not a subtype of int")
		c.fails(c.call(c.Push(c.attr(a, "__init__")), c.new(a), 1), e.TypeError, "A.__init__() takes exactly one argument (the instance to initialize)")

		newf := c.Push(c.attr(obj, "__new__"))
		b := c.class("B", nil, "__new__", c.fn("__new__", func(t *Thread, args Args) Value { return t.Call(newf, args) }))
		c.fails(c.call(b, 1), e.TypeError, "object.__new__() takes exactly one argument (the type to instantiate)")
		inits := 0
		i := c.class("I", nil, "__init__", c.fn("__init__", func(t *Thread, args Args) Value {
			inits++
			require.True(c.t, t.SetAttr(args.At(0), t.RT.Intern("v"), args.At(1)))
			return heap.None
		}))
		c.eq("3", c.attr(c.new(i, 3), "v"))
		require.Equal(t, 1, inits)
		r := c.class("R", nil, "__init__", c.ret(5))
		c.fails(c.call(r), e.TypeError, "__init__() should return None, not 'int'")
		// What __new__ returns is initialised only if it is an instance.
		s := c.class("S", []Ref{i}, "__new__", c.ret(9))
		c.eq("9", c.call(s, 1))
		require.Equal(t, 1, inits)
		c.fails(c.call(c.RT.BuiltinFunctionType.Obj), e.TypeError, "cannot create 'builtin_function_or_method' instances")
		c.fails(c.call(c.RT.NoneType.Obj, 1), e.TypeError, "NoneType takes no arguments")
		c.eq("None", c.call(c.RT.NoneType.Obj))

		abs := c.class("Abs", nil, "__abstractmethods__", c.put([]any{"b", "a"}))
		c.fails(c.call(abs), e.TypeError, "Can't instantiate abstract class Abs with abstract methods a, b")
		require.True(t, c.SetAttr(abs, c.name("__abstractmethods__"), c.put([]any{})))
		c.new(abs)
	})
}

func TestClassAssignment(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a, b := c.class("A", nil, "n", 1), c.class("B", nil, "n", 2)
		s := c.class("S", nil, "__slots__", "q")
		o := c.new(a)
		require.True(t, c.SetAttr(o, c.name("__class__"), b))
		c.eq("2", c.attr(o, "n"))
		require.False(t, c.SetAttr(o, c.name("__class__"), s))
		c.raises(e.TypeError, "__class__ assignment: 'S' object layout differs from 'B'")
		require.False(t, c.SetAttr(o, c.name("__class__"), c.RT.IntType.Obj))
		c.raises(e.TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses")
		require.False(t, c.SetAttr(o, c.name("__class__"), c.put(1)))
		c.raises(e.TypeError, "__class__ must be set to a class, not 'int' object")
		s2 := c.class("S2", nil, "__slots__", "q", "n", 3)
		p := c.new(s)
		require.True(t, c.SetAttr(p, c.name("q"), c.put("kept")))
		require.True(t, c.SetAttr(p, c.name("__class__"), s2))
		c.eq("'kept'", c.attr(p, "q"))
		c.eq("3", c.attr(p, "n"))
	})
}

func TestSettingSpecialMethods(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a := c.class("A", nil)
		b := c.class("B", []Ref{a})
		o := c.new(b)
		require.Equal(t, -1, c.Length(o))
		c.raises(e.TypeError, "object of type 'B' has no len()")
		require.True(t, c.SetAttr(a, c.name("__len__"), c.ret(3)))
		require.Equal(t, 3, c.Length(o))
		require.True(t, c.SetAttr(b, c.name("__len__"), c.ret(4)))
		require.True(t, c.SetAttr(a, c.name("__len__"), c.ret(5)))
		require.Equal(t, 4, c.Length(o))
		require.True(t, c.DelAttr(b, c.name("__len__")))
		require.Equal(t, 5, c.Length(o))
		require.True(t, c.DelAttr(a, c.name("__len__")))
		require.Equal(t, -1, c.Length(o))
		c.raises(e.TypeError, "object of type 'B' has no len()")

		// A subclass of a builtin keeps the native slots, and loses just the one
		// that it overrides.
		l := c.class("L", []Ref{c.RT.ListType.Obj})
		lt := c.RT.TypeFromObj(l.V())
		require.True(t, sameFunc(lt.Slots.SqLength, c.RT.ListType.Slots.SqLength))
		require.True(t, sameFunc(lt.Slots.MpSubscript, c.RT.ListType.Slots.MpSubscript))
		require.True(t, sameFunc(lt.Slots.Iter, c.RT.ListType.Slots.Iter))
		require.True(t, c.SetAttr(l, c.name("__getitem__"), c.ret("mine")))
		require.False(t, sameFunc(lt.Slots.MpSubscript, c.RT.ListType.Slots.MpSubscript))
		c.eq("'mine'", c.GetItem(c.new(l), c.put(0)))
		require.True(t, c.DelAttr(l, c.name("__getitem__")))
		require.True(t, sameFunc(lt.Slots.MpSubscript, c.RT.ListType.Slots.MpSubscript))

		// __eq__ without __hash__ takes the hash away.
		eq := c.class("Eq", nil, "__eq__", c.ret(true))
		_, ok := c.Hash(c.new(eq))
		require.False(t, ok)
		c.raises(e.TypeError, "unhashable type: 'Eq'")
		c.eq("None", c.attr(eq, "__hash__"))

		require.False(t, c.SetAttr(c.RT.IntType.Obj, c.name("x"), c.put(1)))
		c.raises(e.TypeError, "cannot set 'x' attribute of immutable type 'int'")
		set := c.Push(c.attr(c.RT.ObjectType.Obj, "__setattr__"))
		c.fails(c.call(set, c.RT.IntType, "x", 1), e.TypeError, "can't apply this __setattr__ to type object")
	})
}

func TestBasesAssignment(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a := c.class("A", nil, "x", 1)
		b := c.class("B", nil, "x", 2, "__len__", c.ret(7))
		d := c.class("D", []Ref{a})
		sub := c.class("Sub", []Ref{d})
		o := c.new(sub)
		c.eq("1", c.attr(o, "x"))
		require.True(t, c.SetAttr(d, c.name("__bases__"), c.put([]Ref{b})))
		c.eq("2", c.attr(o, "x"))
		require.Equal(t, 7, c.Length(o))
		c.eq("(<class 'Sub'>, <class 'D'>, <class 'B'>, <class 'object'>)", c.attr(sub, "__mro__"))
		require.False(t, c.SetAttr(d, c.name("__bases__"), c.put([]Ref{sub})))
		c.raises(e.TypeError, "a __bases__ item causes an inheritance cycle")
		require.False(t, c.SetAttr(d, c.name("__bases__"), c.put([]Ref{c.RT.IntType.Obj})))
		c.raises(e.TypeError, "__bases__ assignment: 'int' object layout differs from 'B'")
	})
}

func TestTooManyTypes(t *testing.T) {
	rt, err := NewRuntime(Config{})
	require.NoError(t, err)
	defer rt.Heap.Close()
	c := &coreTest{Thread: rt.NewThread(), t: t}
	// A class that fails before its object exists takes no index.
	n := len(rt.types)
	c.fails(c.tryClass(rt.TypeType.Obj, "X", nil, "__slots__", "a b").V(), rt.Exc.TypeError, "__slots__ must be identifiers")
	require.Len(t, rt.types, n)
	rt.types = append(rt.types, make([]*Type, heap.MaxTypes-n)...)
	c.fails(c.tryClass(rt.TypeType.Obj, "X", nil).V(), rt.Exc.SystemError,
		"too many types: this runtime holds 1048575 at most, and keeps each")
	rt.types = rt.types[:n]
	c.class("X", nil)
}
