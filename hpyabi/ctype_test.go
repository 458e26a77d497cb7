package hpyabi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// method calls o.name(args...) and shows the result.
func (w *world) method(o Ref, name string, args ...any) string {
	w.tb.Helper()
	defer w.t.Pop(w.t.Top())
	return w.show(w.callRef(w.get(o, name), args...).V())
}

// attr shows o.name, or the exception.
func (w *world) attr(o Ref, name string) string { return w.show(w.t.GetAttr(o, w.t.RT.Name(name))) }

// set does o.name = v, or del o.name for v = del, and shows what was raised.
func (w *world) set(o Ref, name string, v any) string {
	defer w.t.Pop(w.t.Top())
	if _, ok := v.(del); ok {
		w.t.DelAttr(o, w.t.RT.Name(name))
	} else {
		w.t.SetAttr(o, w.t.RT.Name(name), w.value(v))
	}
	return w.error()
}

type del struct{}

// make calls the class name of the module; the instance stays on the root stack.
func (w *world) make(name string, args ...any) Ref {
	w.tb.Helper()
	r := w.callRef(w.get(w.m, name), args...)
	require.NotEqual(w.tb, heap.Null, r.V(), "%s", w.error())
	return r
}

// subclass makes a Python class.
func (w *world) subclass(name string, bases ...Ref) Ref {
	t := w.t
	b := t.Push(t.PackTuple(bases...))
	ns := t.Push(t.NewDict())
	t.DictSetStr(ns, "__module__", w.value("test"))
	v := t.NewClass(t.RT.TypeType.Obj, w.value(name), b, ns, object.Args{})
	require.NotEqual(w.tb, heap.Null, v, "%s", w.error())
	return t.Push(v)
}

func TestTypes(t *testing.T) {
	worlds(t, "types", func(w *world) {
		p := w.make("Point", 3, -4)
		require.Equal(w.tb, "7", w.method(p, "norm"))
		require.Equal(w.tb, "7", w.method(w.get(p, "norm"), "__call__"))
		require.Equal(w.tb, "<types.Point>", w.method(p, "move", 10, 20))
		require.Equal(w.tb, "(13, 16)", "("+w.attr(p, "x")+", "+w.attr(p, "y")+")")
		require.Equal(w.tb, "TypeError: Point.norm() takes no arguments (1 given)", w.method(p, "norm", 1))
		q := w.callRefKw(w.get(w.m, "Point"), []any{1}, "y", 2)
		require.Equal(w.tb, "3", w.method(q, "norm"))
		require.Equal(w.tb, "TypeError: descriptor 'norm' for 'types.Point' objects doesn't apply to a 'int' object",
			w.method(w.get(w.m, "Point"), "norm", 1))
		require.Equal(w.tb, "TypeError: unbound method Point.norm() needs an argument", w.method(w.get(w.m, "Point"), "norm"))

		require.Equal(w.tb, "", w.set(p, "x", 100))
		require.Equal(w.tb, "116", w.method(p, "norm"))
		require.Equal(w.tb, "AttributeError: readonly attribute", w.set(p, "y", 100))
		require.Equal(w.tb, "1116", w.attr(p, "sum"))
		require.Equal(w.tb, "", w.set(p, "sum", 1000))
		require.Equal(w.tb, "-16", w.attr(p, "x"))
		require.Equal(w.tb, "TypeError: no sum, no point", w.set(p, "sum", del{}))
		require.Equal(w.tb, "TypeError: 'str' object cannot be interpreted as an integer", w.set(p, "sum", "a"))
		require.Equal(w.tb, "-32", w.attr(w.get(p, "doubled"), "x"))
		require.Equal(w.tb, "AttributeError: attribute 'doubled' of 'types.Point' objects is not writable", w.set(p, "doubled", 1))
		require.Equal(w.tb, "AttributeError: attribute 'both' of 'types.Point' objects is not readable", w.attr(p, "both"))
		require.Equal(w.tb, "", w.set(p, "both", 5))
		require.Equal(w.tb, "10", w.method(p, "norm"))
		require.Equal(w.tb, "AttributeError: 'types.Point' object has no attribute 'other'", w.set(p, "other", 5))
	})
}

func TestTypeObject(t *testing.T) {
	w := newWorld(t, 0, heap.Config{})
	w.load("types")
	cls := w.get(w.m, "Point")
	for name, want := range map[string]string{
		"__name__": "Point", "__qualname__": "Point", "__module__": "types", "__doc__": "A point.",
		"__text_signature__": "(x=0, y=0)", "norm.__doc__": "The taxicab norm.", "norm.__text_signature__": "($self, /)",
		"norm.__qualname__": "Point.norm", "x.__doc__": "the abscissa", "sum.__doc__": "x + y + 1000",
		"doubled.__doc__": "None", "move.__text_signature__": "None",
	} {
		require.Equal(t, want, w.show(w.get(cls, name).V()), name)
	}
	for name, want := range map[string]string{
		"norm": "<method 'norm' of 'types.Point' objects>", "x": "<member 'x' of 'types.Point' objects>",
		"sum": "<attribute 'sum' of 'types.Point' objects>", "held": "<attribute 'held' of 'types.Point' objects>",
	} {
		require.Equal(t, want, w.show(w.t.Repr(w.get(cls, name))))
	}
	require.Equal(t, "<class 'types.Point'>", w.show(w.t.Repr(cls)))
	require.Equal(t, "TypeError: type 'types.Bag' is not an acceptable base type", func() string {
		b := w.t.Push(w.t.PackTuple(w.get(w.m, "Bag")))
		return w.show(w.t.NewClass(w.t.RT.TypeType.Obj, w.value("Sub"), b, w.t.Push(w.t.NewDict()), object.Args{}))
	}())
}

func TestFields(t *testing.T) {
	worlds(t, "types", func(w *world) {
		p := w.make("Point")
		require.Equal(w.tb, "nothing", w.method(p, "take"))
		require.Equal(w.tb, "None", w.attr(p, "held"))
		require.Equal(w.tb, "AttributeError: 'types.Point' object has no attribute 'held_ex'", w.attr(p, "held_ex"))
		require.Equal(w.tb, "None", w.method(p, "hold", []any{"a", 1}))
		require.Equal(w.tb, "(a, 1)", w.method(p, "take"))
		require.Equal(w.tb, "None", w.method(p, "hold", 7.5))
		require.Equal(w.tb, "7.5", w.method(p, "take"))
		require.Equal(w.tb, "7.5", w.attr(p, "held"))
		require.Equal(w.tb, "", w.set(p, "held_ex", "text"))
		require.Equal(w.tb, "text", w.method(p, "take"))
		require.Equal(w.tb, "", w.set(p, "held_ex", del{}))
		require.Equal(w.tb, "nothing", w.method(p, "take"))
		require.Equal(w.tb, "True", w.method(p, "drop"))
		require.Equal(w.tb, "", w.set(p, "held", p))
		require.Equal(w.tb, "<types.Point>", w.method(p, "take"))
		require.Equal(w.tb, "True", w.method(p, "drop"))
	})
}

func TestFieldsInMallocedMemory(t *testing.T) {
	worlds(t, "types", func(w *world) {
		b := w.make("Bag")
		want := []any{}
		for i := range 20 {
			require.Equal(w.tb, "None", w.method(b, "add", []any{i}))
			want = append(want, []any{i})
			if i%3 == 2 {
				at := i / 2
				require.Equal(w.tb, w.show(w.value(want[at]).V()), w.method(b, "pop", at))
				want = append(want[:at], want[at+1:]...)
			}
			require.Equal(w.tb, w.show(w.value(want).V()), w.method(b, "all"))
		}
	})
}

// counts returns what the extension has counted: destroyed points, the sum of
// their x, of destroyed Point3 the sum of their z, bags, finalized and destroyed
// undead.
func (w *world) counts() string {
	w.t.Collect(heap.Full, "test")
	w.t.RunPending()
	w.t.Collect(heap.Full, "test")
	return w.call("counts")
}

func TestDestroy(t *testing.T) {
	worlds(t, "types", func(w *world) {
		w.call("reset")
		top := w.t.Top()
		for i := range 10 {
			p := w.make("Point", i)
			w.method(p, "hold", p) // a cycle
		}
		require.Equal(w.tb, "(0, 0, 0, 0, 0, 0)", w.counts())
		w.t.Pop(top)
		require.Equal(w.tb, "(10, 45, 0, 0, 0, 0)", w.counts())
		require.Equal(w.tb, "(10, 45, 0, 0, 0, 0)", w.counts())
		w.make("Point3", 7, 8)
		w.make("Bag")
		w.t.Pop(top)
		require.Equal(w.tb, "(11, 52, 3, 1, 0, 0)", w.counts())
	})
}

func TestDestroyAtTheEnd(t *testing.T) {
	var w *world
	t.Run("world", func(t *testing.T) {
		w = newWorld(t, 0, heap.Config{})
		w.load("types")
		w.call("reset")
		top := w.t.Top()
		for i := range 10 {
			p := w.make("Point", i)
			if i%2 == 0 {
				w.t.Pop(top) // garbage at the end
			}
			_ = p
		}
		w.make("Undead")
	})
	other := newWorld(t, 0, heap.Config{})
	other.load("types")
	require.Equal(t, "(10, 45, 0, 0, 0, 0)", other.call("counts"))
}

func TestInheritance(t *testing.T) {
	worlds(t, "types", func(w *world) {
		p := w.make("Point3", 1, 2)
		require.Equal(w.tb, "(1, 2, 3)", w.method(p, "all"))
		require.Equal(w.tb, "3", w.method(p, "norm"))
		sub := w.subclass("Sub", w.get(w.m, "Point3"))
		s := w.callRef(sub, 5, 6)
		require.Equal(w.tb, "(5, 6, 3)", w.method(s, "all"))
		require.Equal(w.tb, "", w.set(s, "other", "there"))
		require.Equal(w.tb, "there", w.attr(s, "other"))
		require.Equal(w.tb, "", w.set(s, "held", s))
		require.Equal(w.tb, "<Sub>", w.method(s, "take"))
		require.Equal(w.tb, "<Sub>", w.attr(s, "doubled"))
		require.Equal(w.tb, "10", w.attr(w.get(s, "doubled"), "x"))
		both := w.subclass("Both", sub, w.get(w.m, "Point"))
		require.Equal(w.tb, "(0, 0, 3)", w.method(w.callRef(both), "all"))
		require.Equal(w.tb, "TypeError: multiple bases have instance lay-out conflict", func() string {
			b := w.t.Push(w.t.PackTuple(w.get(w.m, "Undead"), sub))
			return w.show(w.t.NewClass(w.t.RT.TypeType.Obj, w.value("No"), b, w.t.Push(w.t.NewDict()), object.Args{}))
		}())
		require.Equal(w.tb, "TypeError: object.__new__(types.Point) is not safe, use types.Point.__new__()",
			w.method(w.t.RT.ObjectType.Obj, "__new__", w.get(w.m, "Point")))
		w.set(s, "held", del{})
	})
}

func TestFinalizers(t *testing.T) {
	worlds(t, "types", func(w *world) {
		w.call("reset")
		top := w.t.Top()
		w.set(w.make("Undead"), "n", 5)
		w.t.Pop(top)
		require.Equal(w.tb, "(0, 0, 0, 0, 5, 0)", w.counts(), "it is back")
		u := w.callRef(w.get(w.m, "saved"))
		require.Equal(w.tb, "5", w.attr(u, "n"))
		w.call("save", nil)
		require.Equal(w.tb, "(0, 0, 0, 0, 5, 0)", w.counts())
		w.t.Pop(top)
		require.Equal(w.tb, "(0, 0, 0, 0, 5, 5)", w.counts(), "finalized once, and destroyed")

		a, b := w.make("Undead"), w.make("Undead")
		w.set(a, "n", 10)
		w.set(b, "n", 20)
		w.set(a, "peer", b)
		w.set(b, "peer", a)
		w.t.Pop(top)
		require.Equal(w.tb, "(0, 0, 0, 0, 35, 5)", w.counts(), "a cycle: both are finalized, and one kept")
		w.call("save", nil)
		require.Equal(w.tb, "(0, 0, 0, 0, 35, 35)", w.counts())
	})
}

func TestTypeQueries(t *testing.T) {
	worlds(t, "types", func(w *world) {
		require.Equal(w.tb, "Point", w.call("get_name", w.get(w.m, "Point")))
		require.Equal(w.tb, "int", w.call("get_name", w.t.RT.IntType.Obj))
		require.Equal(w.tb, "TypeError: HPyType_GetName arg must be a type", w.call("get_name", 1))
		p3 := w.make("Point3")
		require.Equal(w.tb, "(1, 1, 0, 0, <class types.Point3>)", w.call("query", p3, w.get(w.m, "Point")))
		require.Equal(w.tb, "(0, 0, 0, 0, <class int>)", w.call("query", 1, w.get(w.m, "Point")))
		require.Equal(w.tb, "(1, 1, 1, -1, <class int>)", w.call("query", 1, w.t.RT.IntType.Obj))
	})
}

func TestGlobals(t *testing.T) {
	worlds(t, "types", func(w *world) {
		other := newWorld(w.tb, w.host.gate, heap.Config{})
		other.load("types")
		w.call("save", []any{"one"})
		other.call("save", "two")
		require.Equal(w.tb, "(one)", w.call("saved"))
		require.Equal(w.tb, "two", other.call("saved"))
		require.Equal(w.tb, "(one)", w.call("saved"))

		first := w.t.Push(w.m.V())
		w.load("types")
		require.NotEqual(w.tb, first.V(), w.m.V(), "loaded twice: two modules")
		require.Equal(w.tb, "(one)", w.call("saved"))
		w.call("save", nil)
		require.Equal(w.tb, "SystemError: <built-in function saved> returned NULL without setting an exception", w.call("saved"))
	})
}
