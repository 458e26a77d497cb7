package object

import (
	"testing"

	"github.com/hpyrun/hpyrun/heap"
)

func benchThread(b *testing.B) *coreTest {
	rt, err := NewRuntime(Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(rt.Heap.Close)
	c := &coreTest{Thread: rt.NewThread(), t: &testing.T{}}
	c.defineFunction()
	b.ReportAllocs()
	return c
}

func BenchmarkGetAttr(b *testing.B) {
	c := benchThread(b)
	base := c.class("Base", nil, "inherited", 1, "method", c.ret(1))
	o := c.new(c.class("A", []Ref{base}))
	c.SetAttr(o, c.name("own"), c.put(1))
	for _, name := range []string{"own", "inherited"} {
		n := c.name(name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.GetAttr(o, n)
			}
		})
	}
	n := c.name("method")
	b.Run("load_method", func(b *testing.B) {
		for b.Loop() {
			c.LoadMethod(o, n)
		}
	})
	t := c.RT.TypeOf(o.V())
	b.Run("lookup_type", func(b *testing.B) {
		for b.Loop() {
			c.LookupType(t, n.V())
		}
	})
	n = c.name("own")
	b.Run("set", func(b *testing.B) {
		x := c.put(1)
		for b.Loop() {
			c.SetAttr(o, n, x)
		}
	})
}

func BenchmarkCall(b *testing.B) {
	c := benchThread(b)
	ret := func(t *Thread, args Args) Value { return heap.None }
	x := c.put(1)
	for _, d := range []MethodDef{
		{Name: "noargs", Sig: "()", Fn: ret}, {Name: "one", Sig: "(x, /)", Fn: ret},
		{Name: "raw", Fn: ret}, {Name: "default", Sig: "(x, y=None)", Fn: ret},
	} {
		f := c.Push(c.NewBuiltin(d, Ref{}, Ref{}))
		a := MakeArgs(x, 1, Ref{})
		if d.Name == "noargs" {
			a = MakeArgs(x, 0, Ref{})
		}
		b.Run(d.Name, func(b *testing.B) {
			for b.Loop() {
				c.Call(f, a)
			}
		})
	}
	l := c.Push(c.NewList(0))
	name := c.name("copy")
	b.Run("method", func(b *testing.B) {
		for b.Loop() {
			c.CallMethod(l, name)
		}
	})
	cls := c.class("A", nil)
	b.Run("class", func(b *testing.B) {
		for b.Loop() {
			c.CallN(cls)
		}
	})
}

func BenchmarkBinary(b *testing.B) {
	c := benchThread(b)
	x, y := c.put(1), c.put(2)
	b.Run("int_add", func(b *testing.B) {
		for b.Loop() {
			c.Binary(OpAdd, x, y)
		}
	})
	b.Run("int_less", func(b *testing.B) {
		for b.Loop() {
			c.Compare(x, y, LT)
		}
	})
}
