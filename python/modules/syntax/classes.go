package syntax

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Trees are the classes of syntax trees in one runtime, made at first use.
type Trees struct {
	// Constant makes the object of a constant; Null: exception pending.
	Constant func(t *Thread, v any) Value

	root    *object.Type // ast.AST
	classes map[string]*object.Type
	nodes   map[*object.Type]*node
	bases   map[*object.Type]*category
	single  map[*node]Ref // the one instance of each operator and context
}

var places = []string{"lineno", "col_offset", "end_lineno", "end_col_offset"}

// ready makes the classes. False: exception pending.
func (tr *Trees) ready(t *Thread) bool {
	if tr.root != nil {
		return true
	}
	tr.classes, tr.nodes = map[string]*object.Type{}, map[*object.Type]*node{}
	tr.bases, tr.single = map[*object.Type]*category{}, map[*node]Ref{}
	empty := func(name string) object.AttrDef {
		return object.AttrDef{Name: name, Make: func(t *Thread) Value { return t.TupleOf(Ref{}, 0) }}
	}
	root := t.NewBuiltinType(object.TypeDef{Name: "AST", Module: "ast", Dict: true, Flags: object.FlagBaseType | object.FlagHeapType,
		Slots:   object.Slots{New: newNode, Init: initNode},
		Methods: []object.MethodDef{{Name: "__reduce__", Sig: "($self, /)", Fn: reduceNode}},
		Attrs:   []object.AttrDef{empty("_fields"), empty("_attributes"), empty("__match_args__")},
	})
	if root == nil {
		return false
	}
	for _, c := range theGrammar().categories {
		base := root
		if !c.alone {
			typ := tr.makeClass(t, c.name, c.doc, root, nil, c)
			if typ == nil {
				return false
			}
			base = typ
			tr.bases[typ] = c
		}
		for _, n := range c.nodes {
			var place *category
			if c.alone {
				place = c
			}
			typ := tr.makeClass(t, n.name, n.doc, base, n.fields, place)
			if typ == nil {
				return false
			}
			tr.nodes[typ] = n
			if n.goType == nil && n.fields == nil {
				v := t.NewInstance(typ)
				if v == heap.Null {
					return false
				}
				r := t.RT.Heap.NewRoot()
				r.Set(v)
				tr.single[n] = r
			}
		}
	}
	tr.classes["AST"] = root
	tr.root = root
	return true
}

// makeClass makes a class of the grammar by calling type, as a class statement does. place, if not
// nil, says whether its instances have a place.
func (tr *Trees) makeClass(t *Thread, name, doc string, base *object.Type, fields []field, place *category) *object.Type {
	defer t.Pop(t.Top())
	args := t.PushN(3)
	args.Set(t.RT.Intern(name).V())
	args.At(1).Set(t.TupleOf(base.Obj, 1))
	args.At(2).Set(t.NewDict())
	if args.At(1).V() == heap.Null || args.At(2).V() == heap.Null {
		return nil
	}
	ok := true
	set := func(key string, v Value) {
		mark := t.Top()
		ok = ok && v != heap.Null && t.DictSetStr(args.At(2), key, t.Push(v))
		t.Pop(mark)
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
		if f.many == '?' {
			set(f.name, heap.None)
		}
	}
	set("_fields", namesTuple(t, names))
	set("__match_args__", namesTuple(t, names))
	if place != nil {
		var attrs []string
		if place.placed {
			attrs = places
			if !place.ends {
				set("end_lineno", heap.None)
				set("end_col_offset", heap.None)
			}
		}
		set("_attributes", namesTuple(t, attrs))
	}
	set("__module__", t.RT.Intern("ast").V())
	set("__doc__", t.NewStr(doc))
	if !ok {
		return nil
	}
	cls := t.Call(t.RT.TypeType.Obj, object.MakeArgs(args, 3, Ref{}))
	if cls == heap.Null {
		return nil
	}
	typ := t.RT.TypeFromObj(cls)
	tr.classes[name] = typ
	return typ
}

func namesTuple(t *Thread, names []string) Value {
	defer t.Pop(t.Top())
	first := t.PushN(len(names) + 1)
	for i, n := range names {
		first.At(i).Set(t.RT.Intern(n).V())
	}
	return t.TupleOf(first, len(names))
}

// export puts the classes into the module _ast.
func (tr *Trees) export(t *Thread, m Ref) bool {
	if !tr.ready(t) {
		return false
	}
	for name, typ := range tr.classes {
		if !t.SetAttr(m, t.RT.Name(name), typ.Obj) {
			return false
		}
	}
	return true
}

func newNode(t *Thread, args Args) Value { return t.NewInstance(t.RT.TypeFromObj(args.At(0).V())) }

// initNode is AST.__init__: positional arguments are the fields in their order.
func initNode(t *Thread, args Args) bool {
	self := args.At(0)
	cls := t.RT.TypeOf(self.V())
	v, ok := t.GetAttrOpt(cls.Obj, t.RT.Name("_fields"))
	if !ok {
		return false
	}
	fields := t.Push(heap.Null)
	n := 0
	if v != heap.Null {
		fields.Set(v)
		if v = t.SeqToTuple(fields); v == heap.Null {
			return false
		}
		fields.Set(v)
		n = t.TupleLen(v)
	}
	given := args.Len() - 1
	if given > n {
		s := "s"
		if n == 1 {
			s = ""
		}
		t.TypeErrorf("%s constructor takes at most %d positional argument%s", cls.Name, n, s)
		return false
	}
	name := t.Push(heap.Null)
	for i := range given {
		name.Set(t.TupleAt(fields.V(), i))
		if !t.SetAttr(self, name, args.At(i+1)) {
			return false
		}
	}
	for i := range args.NumKw() {
		name.Set(args.KwName(i))
		for j := range given {
			if f := t.TupleAt(fields.V(), j); t.RT.IsStr(f) && object.StrEq(f, name.V()) {
				t.TypeErrorf("%s got multiple values for argument '%s'", cls.Name, object.GoStr(name.V()))
				return false
			}
		}
		if !t.SetAttr(self, name, args.Kw(i)) {
			return false
		}
	}
	return true
}

// reduceNode is AST.__reduce__: (type, (), __dict__).
func reduceNode(t *Thread, args Args) Value {
	out := t.PushN(3)
	out.Set(t.RT.TypeOf(args.At(0).V()).Obj.V())
	out.At(1).Set(t.TupleOf(Ref{}, 0))
	out.At(2).Set(t.GetAttr(args.At(0), t.RT.Name("__dict__")))
	if out.At(1).V() == heap.Null || out.At(2).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(out, 3)
}
