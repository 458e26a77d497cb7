package formats

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A writer: the file's method write, and the Dialect.
const (
	writeMethod  = 0
	writeDialect = 1
	writeRefs    = 2
)

func (c *csv) newWriter(t *Thread, a Args) Value {
	if a.Len() < 1 {
		return t.TypeErrorf("writer expected at least 1 argument, got 0")
	}
	w, ok := t.GetAttrOpt(a.At(0), t.RT.Name("write"))
	if !ok {
		return heap.Null
	}
	write := t.Push(w)
	if w == heap.Null || !t.RT.Callable(w) {
		return t.TypeErrorf("argument 1 must have a \"write\" method")
	}
	d := t.Push(c.newDialect(t, c.dialectType, a, 1))
	if d.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(c.writerType)
	if v != heap.Null {
		t.Store(v, writeMethod, write.V())
		t.Store(v, writeDialect, d.V())
	}
	return v
}

func (c *csv) writerDef() object.TypeDef {
	return object.TypeDef{Name: "writer", Module: "_csv", FixedRefs: writeRefs, Flags: object.FlagNoInstantiate,
		Doc: "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n",
		Methods: []object.MethodDef{
			{Name: "writerow", Sig: "($self, row, /)", Doc: "writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields.",
				Fn: func(t *Thread, a Args) Value { return c.writeRow(t, a.At(0), a.At(1)) }},
			{Name: "writerows", Sig: "($self, rows, /)", Doc: "writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file.",
				Fn: func(t *Thread, a Args) Value {
					it := t.Push(t.Iter(a.At(1)))
					if it.V() == heap.Null {
						return heap.Null
					}
					row := t.PushN(1)
					for {
						row.Set(t.Next(it))
						if row.V() == heap.Null {
							if t.Pending() {
								return heap.Null
							}
							return heap.None
						}
						if c.writeRow(t, a.At(0), row) == heap.Null {
							return heap.Null
						}
					}
				}},
		},
		GetSets: []object.GetSetDef{
			{Name: "dialect", Member: true, Get: func(t *Thread, r Ref) Value { return r.V().Addr().Ref(writeDialect) }},
		},
	}
}

func (c *csv) writeRow(t *Thread, self, row Ref) Value {
	defer t.Pop(t.Top())
	d := dialectOf(t, self.V().Addr().Ref(writeDialect))
	it := t.Push(t.Iter(row))
	if it.V() == heap.Null {
		if t.ExcMatches(t.RT.Exc.TypeError) {
			t.ClearExc()
			return t.Errorf(c.errorType, "iterable expected, not %s", t.TypeName(row.V()))
		}
		return heap.Null
	}
	var out strings.Builder
	field := t.PushN(1)
	n := 0
	for {
		field.Set(t.Next(it))
		v := field.V()
		if v == heap.Null {
			if t.Pending() {
				return v
			}
			break
		}
		quoted := d.quoting == quoteAll || d.quoting == quoteNonNumeric && !t.IsNumber(v)
		text := ""
		if v != heap.None {
			s := t.Str(field)
			if s == heap.Null {
				return s
			}
			text = object.GoStr(s)
		}
		if n > 0 {
			out.WriteRune(d.delimiter)
		}
		if !c.writeField(t, &out, d, text, quoted) {
			return heap.Null
		}
		n++
	}
	if n == 1 && out.Len() == 0 {
		if d.quoting == quoteNone {
			return t.Errorf(c.errorType, "single empty field record must be quoted")
		}
		out.WriteRune(d.quote)
		out.WriteRune(d.quote)
	}
	out.WriteString(d.terminator)
	line := t.Push(t.NewStr(out.String()))
	if line.V() == heap.Null {
		return heap.Null
	}
	return t.CallN(t.Push(self.V().Addr().Ref(writeMethod)), line)
}

// writeField writes one field; false: exception pending.
func (c *csv) writeField(t *Thread, out *strings.Builder, d *dialect, text string, quoted bool) bool {
	var b strings.Builder
	for _, r := range text {
		escape := false
		if r == d.delimiter || r == d.escape && r != 0 || r == d.quote && r != 0 || r == '\n' || r == '\r' || strings.ContainsRune(d.terminator, r) {
			switch {
			case d.quoting == quoteNone:
				escape = true
			case r == d.quote && d.doubleQuote:
				b.WriteRune(d.quote)
				quoted = true
			case r == d.quote, r == d.escape:
				escape = true
			default:
				quoted = true
			}
			if escape {
				if d.escape == 0 {
					t.Errorf(c.errorType, "need to escape, but no escapechar set")
					return false
				}
				b.WriteRune(d.escape)
			}
		}
		b.WriteRune(r)
	}
	if quoted {
		out.WriteRune(d.quote)
		out.WriteString(b.String())
		out.WriteRune(d.quote)
	} else {
		out.WriteString(b.String())
	}
	return true
}
