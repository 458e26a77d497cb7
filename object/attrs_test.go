package object

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestAttributeOrder(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		// Data descriptor, then instance dict, then other descriptor.
		data := c.class("Data", nil, "__get__", c.ret("data"), "__set__", c.fn("__set__", func(t *Thread, args Args) Value {
			return t.ValueErrorf("set to %s", GoStr(t.Repr(args.At(2))))
		}))
		plain := c.class("Plain", nil, "__get__", c.ret("plain"))
		a := c.class("A", nil, "d", c.new(data), "p", c.new(plain), "v", 1)
		o := c.new(a)
		dict := c.Push(c.attr(o, "__dict__"))
		for _, n := range []string{"d", "p", "v"} {
			require.True(t, c.DictSetStr(dict, n, c.put("own")))
		}
		c.eq("'data'", c.attr(o, "d"))
		c.eq("'own'", c.attr(o, "p"))
		c.eq("'own'", c.attr(o, "v"))
		require.False(t, c.SetAttr(o, c.name("d"), c.put(3)))
		c.raises(c.RT.Exc.ValueError, "set to 3")
		require.True(t, c.DelAttr(o, c.name("p")))
		c.eq("'plain'", c.attr(o, "p"))
		c.eq("'plain'", c.attr(a, "p"))
	})
}

func TestGetattrHook(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a := c.class("A", nil, "real", 1, "__getattr__", c.fn("__getattr__", func(t *Thread, args Args) Value {
			if GoStr(args.At(1).V()) == "bad" {
				return t.AttributeErrorf("none of these")
			}
			return t.NewStr("made " + GoStr(args.At(1).V()))
		}))
		o := c.new(a)
		c.eq("1", c.attr(o, "real"))
		c.eq("'made x'", c.attr(o, "x"))
		c.fails(c.attr(o, "bad"), e.AttributeError, "none of these")
		v, ok := c.GetAttrOpt(o, c.name("bad"))
		require.True(t, ok)
		require.Equal(t, heap.Null, v)
		b := c.class("B", []Ref{a}, "__getattribute__", c.fn("__getattribute__", func(t *Thread, args Args) Value {
			if GoStr(args.At(1).V()) == "err" {
				return t.ValueErrorf("not an AttributeError")
			}
			return t.AttributeErrorf("hidden")
		}))
		p := c.new(b)
		c.eq("'made real'", c.attr(p, "real"))
		c.fails(c.attr(p, "err"), e.ValueError, "not an AttributeError")
		// Setting __getattr__ later takes effect.
		q := c.class("Q", nil)
		r := c.new(q)
		c.fails(c.attr(r, "x"), e.AttributeError, "'Q' object has no attribute 'x'")
		require.True(t, c.SetAttr(q, c.name("__getattr__"), c.ret(4)))
		c.eq("4", c.attr(r, "x"))
		require.True(t, c.DelAttr(q, c.name("__getattr__")))
		c.fails(c.attr(r, "x"), e.AttributeError, "'Q' object has no attribute 'x'")
	})
}

func TestAttributeNames(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		a := c.class("A", nil, "x", 1)
		o := c.new(a)
		// A name that is made at run time is the same name.
		fresh := c.put("x")
		require.False(t, IsInterned(fresh.V()) && fresh.V() != c.name("x").V())
		c.eq("1", c.GetAttr(o, c.Push(c.NewStr("x"))))
		require.True(t, c.SetAttr(o, c.Push(c.NewStr("later_name")), c.put(2)))
		c.eq("2", c.GetAttr(o, c.name("later_name")))
		c.eq("2", c.GetAttr(o, c.Push(c.NewStr("later_name"))))
		c.fails(c.GetAttr(o, c.put(1)), e.TypeError, "attribute name must be string, not 'int'")
		require.False(t, c.SetAttr(o, c.put(1), o))
		c.raises(e.TypeError, "attribute name must be string, not 'int'")
		c.fails(c.GetAttr(c.put(1), c.name("x")), e.AttributeError, "'int' object has no attribute 'x'")
		require.False(t, c.SetAttr(c.new(c.RT.ObjectType.Obj), c.name("x"), o))
		c.raises(e.AttributeError, "'object' object has no attribute 'x'")
		c.fails(c.attr(a, "nothing"), e.AttributeError, "type object 'A' has no attribute 'nothing'")
		// name and obj are on the error.
		require.Equal(t, heap.Null, c.attr(o, "gone"))
		exc := c.Push(c.TakeExc())
		c.eq("'gone'", c.attr(exc, "name"))
		c.same(o, c.attr(exc, "obj"))
	})
}

func TestMethodCache(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		a := c.class("A", nil, "x", 1)
		b := c.class("B", []Ref{a})
		o := c.new(b)
		typ := c.RT.TypeFromObj(b.V())
		x := c.name("x")
		for range 3 {
			c.eq("1", c.GetAttr(o, x))
		}
		v1 := typ.Version
		require.NotZero(t, v1)
		require.True(t, c.SetAttr(a, x, c.put(2)))
		require.NotEqual(t, v1, typ.Version)
		c.eq("2", c.GetAttr(o, x))
		require.True(t, c.SetAttr(b, x, c.put(3)))
		c.eq("3", c.GetAttr(o, x))
		require.True(t, c.DelAttr(b, x))
		c.eq("2", c.GetAttr(o, x))
		require.True(t, c.DelAttr(a, x))
		c.fails(c.GetAttr(o, x), c.RT.Exc.AttributeError, "'B' object has no attribute 'x'")
		c.fails(c.GetAttr(o, x), c.RT.Exc.AttributeError, "'B' object has no attribute 'x'")
		require.True(t, c.SetAttr(a, x, c.put(4)))
		c.eq("4", c.GetAttr(o, x))
		// Many other names in between change nothing.
		for i := range 3000 {
			c.LookupType(typ, c.name("n"+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676))).V())
		}
		c.eq("4", c.GetAttr(o, x))
	})
}

func TestProperty(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		get := c.fn("get", func(t *Thread, args Args) Value { return t.GetAttr(args.At(0), t.RT.Intern("_v")) })
		set := c.fn("set", func(t *Thread, args Args) Value { return noneIf(t.SetAttr(args.At(0), t.RT.Intern("_v"), args.At(1))) })
		prop := c.RT.PropertyType.Obj
		full := c.new(prop, get, set)
		a := c.class("A", nil, "v", full, "ro", c.new(prop, get), "wo", c.new(prop, c.Push(heap.None), set))
		o := c.new(a)
		require.True(t, c.SetAttr(o, c.name("v"), c.put(6)))
		c.eq("6", c.attr(o, "v"))
		c.eq("6", c.attr(o, "ro"))
		require.False(t, c.SetAttr(o, c.name("ro"), c.put(1)))
		c.raises(e.AttributeError, "property 'ro' of 'A' object has no setter")
		require.False(t, c.DelAttr(o, c.name("v")))
		c.raises(e.AttributeError, "property 'v' of 'A' object has no deleter")
		c.fails(c.attr(o, "wo"), e.AttributeError, "property 'wo' of 'A' object has no getter")
		c.same(full, c.attr(a, "v"))
		p2 := c.Push(c.CallMethod(c.new(prop, get), c.name("setter"), set))
		c.same(set, c.attr(p2, "fset"))
		c.same(get, c.attr(p2, "fget"))
		c.eq("None", c.attr(p2, "fdel"))
		c.fails(c.call(prop, 1, 2, 3, 4, 5), e.TypeError, "property() takes at most 4 arguments (5 given)")
		c.fails(c.callKw(prop, nil, "x", 1), e.TypeError, "'x' is an invalid keyword argument for property()")
	})
}

func TestClassAndStaticMethod(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		first := c.fn("first", func(t *Thread, args Args) Value {
			if args.Len() == 0 {
				return heap.None
			}
			return args.At(0).V()
		})
		cm, sm := c.new(c.RT.ClassMethodType.Obj, first), c.new(c.RT.StaticMethodType.Obj, first)
		a := c.class("A", nil, "cm", cm, "sm", sm)
		b := c.class("B", []Ref{a})
		o := c.new(b)
		c.same(b, c.CallMethod(o, c.name("cm")))
		c.same(a, c.CallMethod(a, c.name("cm")))
		c.eq("None", c.CallMethod(o, c.name("sm")))
		c.eq("5", c.CallMethod(a, c.name("sm"), c.put(5)))
		c.eq("7", c.call(sm, 7))
		c.eq("'first'", c.attr(cm, "__name__"))
		c.same(first, c.attr(sm, "__wrapped__"))
		c.fails(c.call(c.RT.ClassMethodType.Obj), e.TypeError, "classmethod expected 1 argument, got 0")
		c.fails(c.call(c.RT.StaticMethodType.Obj, 1, 2), e.TypeError, "staticmethod expected 1 argument, got 2")
	})
}

func TestSuper(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		say := func(s string) Ref { return c.fn("say", func(t *Thread, args Args) Value { return t.NewStr(s) }) }
		a := c.class("A", nil, "say", say("a"), "only", 1)
		b := c.class("B", []Ref{a}, "say", say("b"))
		d := c.class("D", []Ref{a}, "say", say("d"))
		m := c.class("M", []Ref{b, d}, "say", say("m"))
		o := c.new(m)
		sup := c.RT.SuperType.Obj
		for _, step := range []struct {
			cls  Ref
			want string
		}{{m, "'b'"}, {b, "'d'"}, {d, "'a'"}} {
			s := c.new(sup, step.cls, o)
			c.eq(step.want, c.CallMethod(s, c.name("say")))
			c.eq("1", c.attr(s, "only"))
			c.same(o, c.attr(s, "__self__"))
			c.eq(step.want, c.call(c.Push(c.SuperLookup(step.cls, o, c.name("say")))))
		}
		c.fails(c.attr(c.new(sup, a, o), "say"), e.AttributeError, "'super' object has no attribute 'say'")
		c.eq("<super: <class 'M'>, <M object>>", c.new(sup, m, o).V())
		c.eq("<super: <class 'M'>, NULL>", c.new(sup, m).V())
		c.fails(c.call(sup, m, 1), e.TypeError, "super(type, obj): obj must be an instance or subtype of type")
		c.fails(c.call(sup, 1, 2), e.TypeError, "super() argument 1 must be a type, not int")
		c.fails(c.call(sup, 1, 2, 3), e.TypeError, "super() expected at most 2 arguments, got 3")
		c.fails(c.call(sup), e.RuntimeError, "super(): no current frame")
		// An unbound super as a class attribute binds when it is read.
		require.True(t, c.SetAttr(m, c.name("up"), c.new(sup, m)))
		c.eq("'b'", c.CallMethod(c.Push(c.attr(o, "up")), c.name("say")))
	})
}

func TestModuleAttributes(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		e := &c.RT.Exc
		m := c.Push(c.NewModule(c.put("mod")))
		c.eq("'mod'", c.attr(m, "__name__"))
		c.eq("None", c.attr(m, "__doc__"))
		c.eq("<module 'mod'>", m.V())
		require.True(t, c.SetAttr(m, c.name("x"), c.put(1)))
		c.eq("1", c.DictGetStr(c.RT.ModuleDict(m.V()), c.name("x").V()))
		c.fails(c.attr(m, "y"), e.AttributeError, "module 'mod' has no attribute 'y'")
		require.True(t, c.SetAttr(m, c.name("__getattr__"), c.ret("dynamic")))
		c.eq("'dynamic'", c.attr(m, "y"))
		m2 := c.Push(c.NewModule(c.put("part")))
		spec := c.new(c.RT.SimpleNamespaceType.Obj)
		require.True(t, c.SetAttr(spec, c.name("_initializing"), c.put(true)))
		require.True(t, c.SetAttr(m2, c.name("__spec__"), spec))
		c.fails(c.attr(m2, "y"), e.AttributeError, "partially initialized module 'part' has no attribute 'y' (most likely due to a circular import)")
		m3 := c.Push(c.NewModule(c.put("part")))
		require.True(t, c.SetAttr(m3, c.name("__file__"), c.put("/x/part.py")))
		c.eq("<module 'part' from '/x/part.py'>", m3.V())
		c.fails(c.call(c.RT.ModuleType.Obj), e.TypeError, "module() missing required argument 'name' (pos 1)")
		c.eq("'doc'", c.attr(c.new(c.RT.ModuleType.Obj, "n", "doc"), "__doc__"))
		// Functions of a module.
		require.True(t, c.AddFunctions(m, []MethodDef{{Name: "twice", Sig: "(x, /)", Fn: func(t *Thread, args Args) Value {
			return t.Binary(OpAdd, args.At(0), args.At(0))
		}}}))
		f := c.Push(c.attr(m, "twice"))
		c.eq("8", c.call(f, 4))
		c.eq("'mod'", c.attr(f, "__module__"))
		c.eq("<built-in function twice>", f.V())
		c.fails(c.call(f), e.TypeError, "mod.twice() takes exactly one argument (0 given)")
	})
}

func TestSimpleNamespace(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		ns := c.RT.SimpleNamespaceType.Obj
		a := c.Push(c.callKw(ns, nil, "x", 1, "y", "z"))
		c.eq("namespace(x=1, y='z')", a.V())
		b := c.Push(c.callKw(ns, nil, "x", 1, "y", "z"))
		c.eq("True", c.Compare(a, b, EQ))
		require.True(t, c.SetAttr(b, c.name("x"), b))
		c.eq("namespace(x=namespace(...), y='z')", b.V())
		c.fails(c.call(ns, 1), c.RT.Exc.TypeError, "no positional arguments expected")
	})
}
