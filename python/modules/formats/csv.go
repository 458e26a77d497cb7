package formats

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module _csv under the library's csv: dialects here, the reader in csv_read.go, the
// writer in csv_write.go.

// quoting says which fields are quoted.
type quoting int

const (
	quoteMinimal quoting = iota
	quoteAll
	quoteNonNumeric
	quoteNone
)

// dialect is what a Dialect object owns. A character of 0 is not set.
type dialect struct {
	delimiter, escape, quote                rune
	terminator                              string
	quoting                                 quoting
	doubleQuote, skipInitialSpace, isStrict bool
}

// csv is what the module keeps of one runtime.
type csv struct {
	errorType, dialectType, readerType, writerType *object.Type
	dialects                                       Ref // by name
	limit                                          int // of a field, in characters
}

const (
	dialectOwned = 0 // raw word of a Dialect
	defaultLimit = 128 << 10
)

// options are the names of what a dialect consists of, in the order of arguments.
var options = []string{"delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"}

func csvModule(in modules.Interp) modules.Module {
	c := &csv{limit: defaultLimit}
	return modules.Module{
		Name: "_csv",
		Doc:  "CSV parsing and writing.\n",
		Functions: []object.MethodDef{
			{Name: "reader", Fn: c.newReader, Shape: "(iterable, dialect='excel', **options)",
				Doc: "Return an iterator over the rows of an iterable of lines. A row is a list of strings."},
			{Name: "writer", Fn: c.newWriter, Shape: "(fileobj, dialect='excel', **options)",
				Doc: "Return an object that writes rows to a file."},
			{Name: "list_dialects", Sig: "()", Doc: "Return a list of all known dialect names.",
				Fn: func(t *Thread, a Args) Value { return t.SeqToList(c.dialects) }},
			{Name: "register_dialect", Fn: c.register, Shape: "(name, dialect=None, **options)",
				Doc: "Create a mapping from a string name to a dialect class."},
			{Name: "unregister_dialect", Sig: "(name)", Doc: "Delete the name/dialect mapping associated with a string name.",
				Fn: func(t *Thread, a Args) Value {
					found, ok := t.DictDel(c.dialects, a.At(0))
					switch {
					case !ok:
						return heap.Null
					case !found:
						return t.Errorf(c.errorType, "unknown dialect")
					}
					return heap.None
				}},
			{Name: "get_dialect", Sig: "(name)", Doc: "Return the dialect instance associated with name.",
				Fn: func(t *Thread, a Args) Value { return c.byName(t, a.At(0)) }},
			{Name: "field_size_limit", Sig: "(new_limit=<unrepresentable>, /)", Doc: "Sets an upper limit on parsed fields, returns the old one.",
				Fn: func(t *Thread, a Args) Value {
					old := c.limit
					if a.At(0).V() != heap.Null {
						if !t.RT.TypeOf(a.At(0).V()).IsSubtype(t.RT.IntType) {
							return t.TypeErrorf("limit must be an integer")
						}
						n, ok := t.AsInt64(a.At(0))
						if !ok {
							return heap.Null
						}
						c.limit = int(n)
					}
					return t.NewInt(int64(old))
				}},
		},
		Attrs: []object.AttrDef{modules.Constant("__version__", "1.0"), modules.Constant("QUOTE_MINIMAL", int(quoteMinimal)),
			modules.Constant("QUOTE_ALL", int(quoteAll)), modules.Constant("QUOTE_NONNUMERIC", int(quoteNonNumeric)),
			modules.Constant("QUOTE_NONE", int(quoteNone))},
		Exec: func(t *Thread, m Ref) bool {
			if !c.define(t) || !t.SetAttr(m, t.RT.Name("_dialects"), c.dialects) {
				return false
			}
			for name, typ := range map[string]*object.Type{"Error": c.errorType, "Dialect": c.dialectType, "Reader": c.readerType, "Writer": c.writerType} {
				if !t.SetAttr(m, t.RT.Name(name), typ.Obj) {
					return false
				}
			}
			return true
		},
	}
}

func (c *csv) define(t *Thread) bool {
	if c.errorType != nil {
		return true
	}
	c.dialects = t.H.NewRoot()
	c.dialects.Set(t.NewDict())
	c.errorType = t.NewBuiltinType(object.TypeDef{Name: "Error", Module: "_csv", Base: t.RT.Exc.Exception,
		Flags: object.FlagBaseType | object.FlagExceptionSubclass | object.FlagHeapType})
	c.dialectType = t.NewBuiltinType(c.dialectDef())
	c.readerType = t.NewBuiltinType(c.readerDef())
	c.writerType = t.NewBuiltinType(c.writerDef())
	return c.dialects.V() != heap.Null && c.errorType != nil && c.dialectType != nil && c.readerType != nil && c.writerType != nil
}

func (c *csv) dialectDef() object.TypeDef {
	get := func(name string, f func(t *Thread, d *dialect) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Member: true, Get: func(t *Thread, r Ref) Value { return f(t, dialectOf(t, r.V())) }}
	}
	char := func(r rune) func(t *Thread) Value {
		return func(t *Thread) Value {
			if r == 0 {
				return heap.None
			}
			return t.NewStr(string(r))
		}
	}
	return object.TypeDef{Name: "Dialect", Module: "_csv", RawSize: 8, Flags: object.FlagBaseType,
		Doc: "CSV dialect\n\nThe Dialect type records CSV dialect options.",
		Slots: object.Slots{New: func(t *Thread, a Args) Value {
			return c.newDialect(t, t.RT.TypeFromObj(a.At(0).V()), a.Skip(1), 0)
		}},
		GetSets: []object.GetSetDef{
			get("delimiter", func(t *Thread, d *dialect) Value { return char(d.delimiter)(t) }),
			get("escapechar", func(t *Thread, d *dialect) Value { return char(d.escape)(t) }),
			get("quotechar", func(t *Thread, d *dialect) Value { return char(d.quote)(t) }),
			get("lineterminator", func(t *Thread, d *dialect) Value { return t.NewStr(d.terminator) }),
			get("quoting", func(t *Thread, d *dialect) Value { return heap.SmallInt(int64(d.quoting)) }),
			get("doublequote", func(t *Thread, d *dialect) Value { return heap.Bool(d.doubleQuote) }),
			get("skipinitialspace", func(t *Thread, d *dialect) Value { return heap.Bool(d.skipInitialSpace) }),
			get("strict", func(t *Thread, d *dialect) Value { return heap.Bool(d.isStrict) }),
		},
	}
}

func dialectOf(t *Thread, v Value) *dialect {
	return t.RT.GoOwned(v.Addr().Word64(dialectOwned)).(*dialect)
}

// byName returns the registered Dialect. Null: exception pending.
func (c *csv) byName(t *Thread, name Ref) Value {
	v, ok := t.DictGet(c.dialects, name)
	if ok && v == heap.Null {
		return t.Errorf(c.errorType, "unknown dialect")
	}
	return v
}

// newDialect makes a Dialect out of arguments: at position first another dialect, its name
// or a class with attributes, and behind it and as keywords single options.
func (c *csv) newDialect(t *Thread, typ *object.Type, a Args, first int) Value {
	defer t.Pop(t.Top())
	base := t.Push(heap.Null)
	given := t.PushN(len(options))
	if a.Len() > first {
		base.Set(a.At(first).V())
	}
	for i := first + 1; i < a.Len() && i-first-1 < len(options); i++ {
		given.At(i - first - 1).Set(a.At(i).V())
	}
next:
	for i := range a.NumKw() {
		name := object.GoStr(a.KwName(i))
		if name == "dialect" {
			base.Set(a.Kw(i).V())
			continue
		}
		for k, o := range options {
			if o == name {
				given.At(k).Set(a.Kw(i).V())
				continue next
			}
		}
		return t.TypeErrorf("'%s' is an invalid keyword argument for this function", name)
	}
	if base.V() != heap.Null && t.RT.IsStr(base.V()) {
		base.Set(c.byName(t, base))
		if base.V() == heap.Null {
			return heap.Null
		}
	}
	if base.V() != heap.Null && base.V() != heap.None {
		plain := t.RT.TypeOf(base.V()) == c.dialectType && typ == c.dialectType
		for k, o := range options {
			if given.At(k).V() != heap.Null {
				plain = false
				continue
			}
			v, ok := t.GetAttrOpt(base, t.RT.Name(o))
			if !ok {
				return heap.Null
			}
			given.At(k).Set(v)
		}
		if plain {
			return base.V()
		}
	}
	d, ok := readDialect(t, given)
	if !ok {
		return heap.Null
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		v.Addr().SetWord64(dialectOwned, t.OwnGo(v, d))
	}
	return v
}

// readDialect checks the options; false: exception pending.
func readDialect(t *Thread, given Ref) (*dialect, bool) {
	d := &dialect{delimiter: ',', quote: '"', terminator: "\r\n", doubleQuote: true}
	char := func(k int, into *rune, optional bool) bool {
		v := given.At(k).V()
		switch {
		case v == heap.Null:
			return true
		case v == heap.None && optional:
			*into = 0
			return true
		case !t.RT.IsStr(v):
			or := ""
			if optional {
				or = " or None"
			}
			t.TypeErrorf("\"%s\" must be string%s, not %s", options[k], or, t.TypeName(v))
			return false
		}
		text := []rune(object.GoStr(v))
		if len(text) != 1 {
			t.TypeErrorf("\"%s\" must be a 1-character string", options[k])
			return false
		}
		*into = text[0]
		return true
	}
	flag := func(k int, into *bool) bool {
		if given.At(k).V() == heap.Null {
			return true
		}
		r := t.IsTrue(given.At(k))
		*into = r == 1
		return r >= 0
	}
	if !char(0, &d.delimiter, false) || !flag(1, &d.doubleQuote) || !char(2, &d.escape, true) {
		return nil, false
	}
	if v := given.At(3).V(); v != heap.Null && v != heap.None {
		if !t.RT.IsStr(v) {
			t.TypeErrorf("\"lineterminator\" must be a string")
			return nil, false
		}
		d.terminator = object.GoStr(v)
	}
	if !char(4, &d.quote, true) {
		return nil, false
	}
	if v := given.At(5).V(); v != heap.Null {
		if t.RT.TypeOf(v) != t.RT.IntType {
			t.TypeErrorf("\"quoting\" must be an integer")
			return nil, false
		}
		n, ok := t.AsInt64(given.At(5))
		if !ok {
			return nil, false
		}
		if n < 0 || quoting(n) > quoteNone {
			t.TypeErrorf("bad \"quoting\" value")
			return nil, false
		}
		d.quoting = quoting(n)
	} else if given.At(4).V() == heap.None {
		d.quoting = quoteNone
	}
	if !flag(6, &d.skipInitialSpace) || !flag(7, &d.isStrict) {
		return nil, false
	}
	if d.quoting != quoteNone && d.quote == 0 {
		t.TypeErrorf("quotechar must be set if quoting enabled")
		return nil, false
	}
	return d, true
}

func (c *csv) register(t *Thread, a Args) Value {
	if a.Len() < 1 {
		return t.TypeErrorf("register_dialect expected at least 1 argument, got 0")
	}
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("dialect name must be a string")
	}
	d := t.Push(c.newDialect(t, c.dialectType, a, 1))
	if d.V() == heap.Null || !t.DictSet(c.dialects, a.At(0), d) {
		return heap.Null
	}
	return heap.None
}
