package syntax

import (
	"reflect"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/python/ast"
)

// ToObject makes the objects of a tree. Null: exception pending.
func (tr *Trees) ToObject(t *Thread, tree ast.Node) Value {
	if !tr.ready(t) {
		return heap.Null
	}
	return tr.object(t, tree)
}

// object makes the object of a node and of those below it.
func (tr *Trees) object(t *Thread, x ast.Node) Value {
	if !t.EnterCall() {
		return heap.Null
	}
	defer t.LeaveCall()
	defer t.Pop(t.Top())
	v := reflect.ValueOf(x).Elem()
	n := theGrammar().byGo[v.Type()]
	self := t.Push(t.NewInstance(tr.classes[n.name]))
	if self.V() == heap.Null {
		return heap.Null
	}
	set := func(name string, val Value) bool {
		defer t.Pop(t.Top())
		return val != heap.Null && t.SetAttr(self, t.RT.Intern(name), t.Push(val))
	}
	for _, f := range n.fields {
		var val Value
		switch {
		case f.index >= 0:
			val = tr.fieldObject(t, f, v.Field(f.index))
		case f.many == '*':
			val = t.NewList(0)
		default:
			val = heap.None
		}
		if !set(f.name, val) {
			return heap.Null
		}
	}
	if n.category.placed {
		p := x.Pos()
		for i, c := range []int32{p.Line, p.Col, p.EndLine, p.EndCol} {
			if !set(places[i], heap.SmallInt(int64(c))) {
				return heap.Null
			}
		}
	}
	return self.V()
}

// fieldObject makes the object of a field's value.
func (tr *Trees) fieldObject(t *Thread, f field, v reflect.Value) Value {
	if f.many != '*' {
		return tr.value(t, f, v)
	}
	defer t.Pop(t.Top())
	list := t.Push(t.NewList(v.Len()))
	if list.V() == heap.Null {
		return heap.Null
	}
	for i := range v.Len() {
		mark := t.Top()
		item := t.Push(tr.value(t, f, v.Index(i)))
		if item.V() == heap.Null || !t.ListAppend(list, item) {
			return heap.Null
		}
		t.Pop(mark)
	}
	return list.V()
}

func (tr *Trees) value(t *Thread, f field, v reflect.Value) Value {
	switch f.typ {
	case "identifier", "string":
		if v.String() == "" && f.many == '?' {
			return heap.None
		}
		return t.RT.Intern(v.String()).V()
	case "int":
		if v.Kind() == reflect.Bool {
			if v.Bool() {
				return heap.SmallInt(1)
			}
			return heap.SmallInt(0)
		}
		return heap.SmallInt(v.Int())
	case "constant":
		return tr.Constant(t, v.Interface())
	}
	if v.Kind() == reflect.Uint8 {
		return tr.single[theGrammar().byName[f.typ].nodes[v.Uint()]].V()
	}
	if v.IsNil() {
		return heap.None
	}
	return tr.object(t, v.Interface().(ast.Node))
}
