package syntax

import (
	"reflect"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
)

// IsTree says whether v is an ast.AST.
func (tr *Trees) IsTree(t *Thread, v Value) bool {
	return tr.root != nil && t.RT.TypeOf(v).IsSubtype(tr.root)
}

// ToTree makes the tree of objects, of the class that root names: Module,
// Interactive or Expression. nil: exception pending.
func (tr *Trees) ToTree(t *Thread, o Ref, root string) ast.Mod {
	if !t.RT.TypeOf(o.V()).IsSubtype(tr.classes[root]) {
		t.TypeErrorf("expected %s node, got %s", root, t.TypeName(o.V()))
		return nil
	}
	n := tr.tree(t, o, theGrammar().byName["mod"])
	if n == nil {
		return nil
	}
	m := n.Interface().(ast.Mod)
	if !validate(t, m) {
		return nil
	}
	return m
}

// nodeOf returns what class of the grammar a category's object is of; nil: none.
func (tr *Trees) nodeOf(t *Thread, v Value, c *category) *node {
	for _, typ := range t.RT.TypeOf(v).MRO {
		if n := tr.nodes[typ]; n != nil && n.category == c {
			return n
		}
	}
	return nil
}

// tree makes the node of an object that must be of category c: a pointer to a
// struct, or a number. nil: exception pending.
func (tr *Trees) tree(t *Thread, o Ref, c *category) *reflect.Value {
	defer t.Pop(t.Top())
	n := tr.nodeOf(t, o.V(), c)
	if c.alone {
		n = c.nodes[0] // by its attributes alone, whatever its class is
	}
	var span ast.Span
	if c.placed && !c.alone && !tr.place(t, o, c, &span) {
		return nil
	}
	if n == nil {
		if s := t.Repr(o); s != heap.Null {
			t.TypeErrorf("expected some sort of %s, but got %s", c.name, object.GoStr(s))
		}
		return nil
	}
	if n.goType == nil && n.fields == nil {
		v := reflect.ValueOf(n.number)
		return &v
	}
	if n.goType == nil {
		if n.name != "TypeIgnore" {
			t.TypeErrorf("%s nodes cannot be compiled", n.name)
			return nil
		}
		v := reflect.ValueOf(0)
		return &v
	}
	if !t.EnterIn(" during ast construction") {
		return nil
	}
	defer t.LeaveCall()
	p := reflect.New(n.goType)
	for _, f := range n.fields {
		if !tr.setField(t, o, n, f, p.Elem()) {
			return nil
		}
	}
	if c.placed && c.alone && !tr.place(t, o, c, &span) {
		return nil
	}
	*p.Interface().(ast.Node).Pos() = span
	return &p
}

// place reads lineno and the like.
func (tr *Trees) place(t *Thread, o Ref, c *category, s *ast.Span) bool {
	for i, p := range []*int32{&s.Line, &s.Col, &s.EndLine, &s.EndCol} {
		v, ok := t.GetAttrOpt(o, t.RT.Name(places[i]))
		if !ok {
			return false
		}
		if i >= 2 && !c.ends && (v == heap.Null || v == heap.None) {
			*p = []int32{s.Line, s.Col}[i-2]
			continue
		}
		if v == heap.Null {
			t.TypeErrorf("required field \"%s\" missing from %s", places[i], c.name)
			return false
		}
		mark := t.Top()
		x, ok := tr.int(t, t.Push(v))
		t.Pop(mark)
		if !ok {
			return false
		}
		*p = int32(x)
	}
	return true
}

func (tr *Trees) int(t *Thread, o Ref) (int64, bool) {
	if t.RT.TypeOf(o.V()).Has(object.FlagIntSubclass) {
		n, ok := t.AsInt64(o)
		if ok && n != int64(int32(n)) {
			t.OverflowErrorf("Python int too large to convert to C int")
			return 0, false
		}
		return n, ok
	}
	if s := t.Repr(o); s != heap.Null {
		t.ValueErrorf("invalid integer value: %s", object.GoStr(s))
	}
	return 0, false
}

// setField reads a field of the object and sets it in the struct.
func (tr *Trees) setField(t *Thread, o Ref, n *node, f field, to reflect.Value) bool {
	defer t.Pop(t.Top())
	v, ok := t.GetAttrOpt(o, t.RT.Name(f.name))
	if !ok {
		return false
	}
	if f.index < 0 && f.many != '*' {
		return tr.comment(t, v)
	}
	if v == heap.Null && f.many == '?' {
		v = heap.None
	}
	if v == heap.Null {
		t.TypeErrorf("required field \"%s\" missing from %s", f.name, n.name)
		return false
	}
	r := t.Push(v)
	if f.many != '*' {
		x := to.Field(f.index)
		if v == heap.None && f.many == 0 && f.typ != "constant" {
			t.ValueErrorf("field '%s' is required for %s", f.name, n.name)
			return false
		}
		return tr.set(t, r, f, x)
	}
	if !t.RT.TypeOf(v).Has(object.FlagListSubclass) {
		t.TypeErrorf("%s field \"%s\" must be a list, not a %s", n.name, f.name, t.TypeName(v))
		return false
	}
	length := t.ListLen(v)
	var list reflect.Value
	if f.index >= 0 {
		list = reflect.MakeSlice(to.Field(f.index).Type(), length, length)
	}
	item := t.Push(heap.Null)
	for i := range length {
		if t.ListLen(r.V()) != length {
			t.RuntimeErrorf("%s field \"%s\" changed size during iteration", n.name, f.name)
			return false
		}
		item.Set(t.ListAt(r.V(), i))
		if f.index < 0 {
			if tr.tree(t, item, theGrammar().byName[f.typ]) == nil {
				return false
			}
			continue
		}
		// The key of **mapping in a Dict and the default of a parameter that has none are
		// None; elsewhere validate refuses it.
		if item.V() == heap.None && (f.typ == "expr" || f.typ == "stmt" || f.typ == "pattern") {
			continue
		}
		if !tr.set(t, item, f, list.Index(i)) {
			return false
		}
	}
	if f.index >= 0 && length > 0 {
		to.Field(f.index).Set(list)
	}
	return true
}

// comment checks the value of a type_comment, which is not kept.
func (tr *Trees) comment(t *Thread, v Value) bool {
	if v == heap.Null || v == heap.None || t.RT.IsStr(v) || t.RT.TypeOf(v).Has(object.FlagBytesSubclass) {
		return true
	}
	t.TypeErrorf("AST string must be of type str")
	return false
}

// set sets a single value of a field.
func (tr *Trees) set(t *Thread, o Ref, f field, to reflect.Value) bool {
	v := o.V()
	switch f.typ {
	case "identifier", "string":
		switch {
		case v == heap.None && f.many == '?':
		case t.RT.IsStr(v):
			to.SetString(object.GoStr(v))
		default:
			t.TypeErrorf("AST %s must be of type str", f.typ)
			return false
		}
		return true
	case "int":
		if v == heap.None && f.many == '?' {
			return true
		}
		n, ok := tr.int(t, o)
		if !ok {
			return false
		}
		if to.Kind() == reflect.Bool {
			to.SetBool(n != 0)
		} else {
			to.SetInt(n)
		}
		return true
	case "constant":
		c, ok := goConstant(t, o)
		if ok && c != nil {
			to.Set(reflect.ValueOf(c))
		}
		return ok
	}
	if v == heap.None && f.many == '?' {
		return true
	}
	x := tr.tree(t, o, theGrammar().byName[f.typ])
	if x == nil {
		return false
	}
	if to.Kind() == reflect.Uint8 {
		to.SetUint(uint64(x.Int()))
	} else {
		to.Set(*x)
	}
	return true
}

// goConstant is the opposite of Trees.Constant. False: exception pending.
func goConstant(t *Thread, o Ref) (any, bool) {
	rt, v := t.RT, o.V()
	switch {
	case v == heap.None:
		return nil, true
	case v == heap.Ellipsis:
		return ast.Ellipsis, true
	case v.IsBool():
		return v == heap.True, true
	case rt.TypeOf(v) == rt.IntType:
		if n, ok := object.Int64Of(v); ok {
			return n, true
		}
		return ast.BigInt(object.BigOf(v)), true
	case v.IsFloat():
		return v.Float(), true
	case rt.TypeOf(v) == rt.ComplexType:
		return object.ComplexOf(v), true
	case rt.TypeOf(v) == rt.StrType:
		return object.GoStr(v), true
	case rt.TypeOf(v) == rt.BytesType:
		return ast.Bytes(object.BytesOf(v)), true
	case rt.TypeOf(v) == rt.TupleType:
		items, ok := goConstants(t, o)
		return ast.TupleValue(items), ok
	case rt.TypeOf(v) == rt.FrozenSetType:
		defer t.Pop(t.Top())
		tuple := t.SeqToTuple(o)
		if tuple == heap.Null {
			return nil, false
		}
		items, ok := goConstants(t, t.Push(tuple))
		return ast.FrozenSetValue(items), ok
	}
	return notConstant(t.TypeName(v)), true
}

// notConstant is the value of a Constant that is none, for validate to refuse: the
// name of its type.
type notConstant string

func goConstants(t *Thread, tuple Ref) ([]any, bool) {
	if !t.EnterIn(" during compilation") {
		return nil, false
	}
	defer t.LeaveCall()
	defer t.Pop(t.Top())
	item := t.Push(heap.Null)
	list := make([]any, t.TupleLen(tuple.V()))
	for i := range list {
		item.Set(t.TupleAt(tuple.V(), i))
		c, ok := goConstant(t, item)
		if !ok {
			return nil, false
		}
		list[i] = c
	}
	return list, true
}
