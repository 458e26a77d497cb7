package hpyabi

import (
	"fmt"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
)

func benchWorld(b *testing.B) *world {
	w := newWorld(b, gate.Default(), heap.Config{})
	w.load("bench")
	return w
}

// BenchmarkCall: Python calls C.
func BenchmarkCall(b *testing.B) {
	for _, c := range []struct {
		name string
		args []any
	}{
		{"empty", nil}, {"one", []any{"str"}}, {"one", []any{5}}, {"three", []any{1, "two", "three"}}, {"kw", []any{1, "two"}},
		{"make_int", nil}, {"Cell", nil}, {"Cell.get", []any{"cell"}},
	} {
		b.Run(fmt.Sprintf("%s/%d", c.name, len(c.args)), func(b *testing.B) {
			w := benchWorld(b)
			t := w.t
			f := w.get(w.m, c.name)
			base := t.PushN(len(c.args) + 1)
			for i, a := range c.args {
				if a == "cell" {
					a = w.make("Cell")
				}
				base.At(i).Set(w.value(a).V())
			}
			args := object.MakeArgs(base, len(c.args), object.Ref{})
			b.ReportAllocs()
			for b.Loop() {
				if t.Call(f, args) == heap.Null {
					b.Fatal(w.error())
				}
			}
		})
	}
	b.Run("nb_add", func(b *testing.B) {
		w := benchWorld(b)
		cell := w.make("Cell")
		for b.Loop() {
			w.t.Binary(object.OpAdd, cell, cell)
		}
	})
	b.Run("member", func(b *testing.B) {
		w := benchWorld(b)
		cell, name := w.make("Cell"), w.t.RT.Name("x")
		for b.Loop() {
			w.t.GetAttr(cell, name)
		}
	})
}

// BenchmarkC: C uses members of the context.
func BenchmarkC(b *testing.B) {
	pair := []any{"a", "b"}
	for i, c := range []struct {
		name string
		arg  any
	}{
		{"dup_close", "str"}, {"long", 0}, {"float", 0}, {"new", 0}, {"as_struct", 0}, {"field_load", "str"}, {"field_store", "str"},
		{"global_load", 0}, {"type_check", 0}, {"is", 0}, {"type", 0}, {"as_long_arg", 5}, {"add", 5}, {"err_occurred", 5},
		{"tuple_check", pair}, {"length", pair}, {"getitem_i", pair}, {"tuple_from_array", "str"}, {"call_back", "empty()"},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := benchWorld(b)
			arg := c.arg
			if arg == "empty()" {
				arg = w.get(w.m, "empty")
			}
			f := w.get(w.m, "loop")
			b.ReportAllocs()
			b.ResetTimer()
			if r := w.callRef(f, i, b.N, arg); r.V() == heap.Null {
				b.Fatal(w.error())
			}
		})
	}
}
