package object

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// The tests of the core run twice: on a quiet heap, and on one that moves
// everything at every allocation and checks itself.
func onBothHeaps(t *testing.T, f func(t *testing.T, c *coreTest)) {
	for name, cfg := range map[string]heap.Config{
		"quiet": {}, "stress": {Stress: 1, Verify: 64, NurserySize: 64 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			rt, err := NewRuntime(Config{Heap: cfg})
			require.NoError(t, err)
			t.Cleanup(rt.Heap.Close)
			c := &coreTest{Thread: rt.NewThread(), t: t}
			c.defineFunction()
			f(t, c)
			require.False(t, c.Pending(), "left pending: %s", c.pendingText())
		})
	}
}

// coreTest is a thread with short ways to make and look at objects. Everything
// it pushes stays until the test ends.
type coreTest struct {
	*Thread
	t     *testing.T
	funcs []Native
}

// defineFunction makes a stand-in for package python's function type: a
// callable that binds like one.
func (c *coreTest) defineFunction() {
	require.NotNil(c.t, c.NewBuiltinType(TypeDef{
		Index: IdxFunction, Name: "function", FixedRefs: 1, RawSize: 8, Dict: true, Flags: FlagMethodDescr,
		Slots: Slots{
			Call: func(t *Thread, self Ref, args Args) Value {
				mark := t.Top()
				v := c.funcs[self.V().Addr().Word64(0)](t, args)
				t.Pop(mark)
				return v
			},
			DescrGet: func(t *Thread, d, obj, typ Ref) Value {
				if obj.IsNil() {
					return d.V()
				}
				return t.NewMethod(d, obj)
			},
		},
		GetSets: []GetSetDef{{Name: "__name__", Get: refGetter(0)}, {Name: "__qualname__", Get: refGetter(0)}},
	}), "%s", c.pendingText)
}

func (c *coreTest) fn(name string, f Native) Ref {
	c.funcs = append(c.funcs, f)
	v := c.NewInstance(c.RT.FunctionType)
	c.Store(v, 0, c.RT.Intern(name).V())
	v.Addr().SetWord64(0, uint64(len(c.funcs)-1))
	return c.Push(v)
}

// ret makes a function that returns x.
func (c *coreTest) ret(x any) Ref {
	r := c.put(x)
	return c.fn("f", func(t *Thread, args Args) Value { return r.V() })
}

// put pushes a Go value as an object; a Ref is itself.
func (c *coreTest) put(x any) Ref {
	switch x := x.(type) {
	case Ref:
		return x
	case Value:
		return c.Push(x)
	case *Type:
		return x.Obj
	case []Ref:
		r := c.Push(c.NewTuple(len(x)))
		for i, e := range x {
			c.TupleSet(r.V(), i, e.V())
		}
		return r
	}
	return put(c.Thread, x)
}

// class makes a class; kv are alternately names and values of its namespace.
func (c *coreTest) class(name string, bases []Ref, kv ...any) Ref {
	r := c.tryClass(c.RT.TypeType.Obj, name, bases, kv...)
	require.False(c.t, c.Pending(), c.pendingText)
	return r
}

func (c *coreTest) tryClass(meta Ref, name string, bases []Ref, kv ...any) Ref {
	ns := c.Push(c.NewDict())
	for i := 0; i < len(kv); i += 2 {
		v := c.put(kv[i+1])
		require.True(c.t, c.DictSetStr(ns, kv[i].(string), v))
	}
	b := c.put(append([]Ref{}, bases...))
	return c.Push(c.CallN(meta, c.put(name), b, ns))
}

func (c *coreTest) name(s string) Ref { return c.RT.Intern(s) }

// show is repr(v), which must work.
func (c *coreTest) show(v Value) string {
	c.t.Helper()
	require.NotEqual(c.t, heap.Null, v, c.failure)
	r := c.Repr(c.Push(v))
	require.NotEqual(c.t, heap.Null, r, c.failure)
	return GoStr(r)
}

func (c *coreTest) failure() string { return c.pendingText() }

func (c *coreTest) eq(want string, v Value) {
	c.t.Helper()
	require.Equal(c.t, want, c.show(v))
}

// same checks that v is the object in r, which is read last: v's making may
// have moved it.
func (c *coreTest) same(r Ref, v Value) {
	c.t.Helper()
	require.Equal(c.t, r.V(), v)
}

// raises checks the pending exception and clears it.
func (c *coreTest) raises(cls *Type, msg string) {
	c.t.Helper()
	require.True(c.t, c.Pending(), "nothing raised; want %s: %s", cls.Name, msg)
	e := c.Push(c.TakeExc())
	require.Equal(c.t, cls.Name, c.RT.TypeOf(e.V()).Name)
	s := c.Str(e)
	require.NotEqual(c.t, heap.Null, s)
	require.Equal(c.t, msg, GoStr(s))
}

// fails checks that v is the result of a failure.
func (c *coreTest) fails(v Value, cls *Type, msg string) {
	c.t.Helper()
	require.Equal(c.t, heap.Null, v, "no failure; want %s: %s", cls.Name, msg)
	c.raises(cls, msg)
}

func (c *coreTest) call(f Ref, args ...any) Value {
	var refs []Ref
	for _, a := range args {
		refs = append(refs, c.put(a))
	}
	return c.CallN(f, refs...)
}

// callKw calls with keywords: kv are names and values.
func (c *coreTest) callKw(f Ref, pos []any, kv ...any) Value {
	var vals, names []Ref
	for _, a := range pos {
		vals = append(vals, c.put(a))
	}
	for i := 0; i < len(kv); i += 2 {
		names = append(names, c.put(kv[i]))
		vals = append(vals, c.put(kv[i+1]))
	}
	nm := c.put(names)
	base := c.PushN(len(vals))
	for i, v := range vals {
		base.At(i).Set(v.V())
	}
	return c.Call(f, MakeArgs(base, len(pos), nm))
}

func (c *coreTest) attr(o Ref, name string) Value { return c.GetAttr(o, c.name(name)) }

func (c *coreTest) new(cls Ref, args ...any) Ref {
	c.t.Helper()
	v := c.call(cls, args...)
	require.NotEqual(c.t, heap.Null, v, c.failure)
	return c.Push(v)
}

func TestBootstrapIsComplete(t *testing.T) {
	onBothHeaps(t, func(t *testing.T, c *coreTest) {
		byPython := map[heap.TypeIndex]bool{IdxFunction: true, IdxCode: true, IdxCell: true, IdxGenerator: true, IdxFrame: true,
			IdxArray: true, IdxDictTable: true, IdxSetTable: true}
		for i, typ := range c.RT.types {
			if i == 0 || byPython[heap.TypeIndex(i)] {
				continue
			}
			require.NotEqual(t, "?", typ.Name, "type %d has no definition", i)
			require.Equal(t, heap.TypeIndex(i), c.RT.TypeFromObj(typ.Obj.V()).Index)
			require.True(t, typ.ready)
			require.Equal(t, typ, typ.MRO[0])
			require.Equal(t, c.RT.ObjectType, typ.MRO[len(typ.MRO)-1])
			c.eq("<class '"+typ.Shown+"'>", typ.Obj.V())
			mark := c.Top()
			for _, name := range []string{"__mro__", "__bases__", "__dict__", "__doc__", "__module__", "__flags__", "__basicsize__"} {
				require.NotEqual(t, heap.Null, c.attr(typ.Obj, name), "%s.%s", typ.Name, name)
			}
			c.Pop(mark)
		}
	})
}
