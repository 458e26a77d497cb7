package formats

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A reader: the iterator of lines, the Dialect, and the row that is being read. It owns a
// *rowReader.
const (
	readerLines   = 0
	readerDialect = 1
	readerRefs    = 2

	readerOwned = 0
	readerRaw   = 8
)

// readState is where in a row the reader is.
type readState int

const (
	startRecord readState = iota
	startField
	escaped
	inField
	inQuoted
	escapedInQuoted
	quoteInQuoted
	eatNewline
	afterEscapedNewline
)

type rowReader struct {
	*dialect
	state   readState
	field   []rune
	numeric bool // the field was not quoted and is to be a number
	line    int
}

func (c *csv) newReader(t *Thread, a Args) Value {
	if a.Len() < 1 {
		return t.TypeErrorf("reader expected at least 1 argument, got 0")
	}
	lines := t.Push(t.Iter(a.At(0)))
	if lines.V() == heap.Null {
		return heap.Null
	}
	d := t.Push(c.newDialect(t, c.dialectType, a, 1))
	if d.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(c.readerType)
	if v == heap.Null {
		return v
	}
	t.Store(v, readerLines, lines.V())
	t.Store(v, readerDialect, d.V())
	v.Addr().SetWord64(readerOwned, t.OwnGo(v, &rowReader{dialect: dialectOf(t, d.V())}))
	return v
}

func (c *csv) readerDef() object.TypeDef {
	of := func(t *Thread, r Ref) *rowReader { return t.RT.GoOwned(r.V().Addr().Word64(readerOwned)).(*rowReader) }
	return object.TypeDef{Name: "reader", Module: "_csv", FixedRefs: readerRefs, RawSize: readerRaw, Flags: object.FlagNoInstantiate,
		Doc: "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n",
		Slots: object.Slots{Iter: func(t *Thread, r Ref) Value { return r.V() },
			Next: func(t *Thread, r Ref) Value { return c.nextRow(t, r, of(t, r)) }},
		GetSets: []object.GetSetDef{
			{Name: "dialect", Member: true, Get: func(t *Thread, r Ref) Value { return r.V().Addr().Ref(readerDialect) }},
			{Name: "line_num", Member: true, Get: func(t *Thread, r Ref) Value { return t.NewInt(int64(of(t, r).line)) }},
		},
	}
}

// nextRow reads lines until a row is complete.
func (c *csv) nextRow(t *Thread, self Ref, x *rowReader) Value {
	defer t.Pop(t.Top())
	row := t.Push(t.NewList(0))
	if row.V() == heap.Null {
		return heap.Null
	}
	x.field, x.state, x.numeric = x.field[:0], startRecord, false
	lines := t.Push(self.V().Addr().Ref(readerLines))
	for {
		v := t.Next(lines)
		if v == heap.Null {
			if t.Pending() {
				return v
			}
			if len(x.field) != 0 || x.state == inQuoted {
				if x.isStrict {
					return t.Errorf(c.errorType, "unexpected end of data")
				}
				if !c.save(t, row, x) {
					return heap.Null
				}
				return row.V()
			}
			return heap.Null
		}
		if !t.RT.IsStr(v) {
			return t.Errorf(c.errorType, "iterator should return strings, not %s (the file should be opened in text mode)", t.TypeName(v))
		}
		x.line++
		for _, r := range object.GoStr(v) {
			if !c.char(t, row, x, r) {
				return heap.Null
			}
		}
		if !c.char(t, row, x, endOfLine) {
			return heap.Null
		}
		if x.state == startRecord {
			return row.V()
		}
	}
}

// endOfLine is what the reader sees behind each line.
const endOfLine rune = -1

// save ends a field.
func (c *csv) save(t *Thread, row Ref, x *rowReader) bool {
	defer t.Pop(t.Top())
	f := t.Push(t.NewStr(string(x.field)))
	x.field = x.field[:0]
	if f.V() != heap.Null && x.numeric {
		x.numeric = false
		f.Set(t.CallN(t.RT.FloatType.Obj, f))
	}
	return f.V() != heap.Null && t.ListAppend(row, f)
}

// add adds a character to the field; false: exception pending.
func (c *csv) add(t *Thread, x *rowReader, r rune) bool {
	if len(x.field) >= c.limit {
		t.Errorf(c.errorType, "field larger than field limit (%d)", c.limit)
		return false
	}
	x.field = append(x.field, r)
	return true
}

// char is the reader's automaton; false: exception pending.
func (c *csv) char(t *Thread, row Ref, x *rowReader, r rune) bool {
	newline := r == '\n' || r == '\r'
	// end leaves the field for the next record or the rest of the line end.
	end := func() {
		if x.state = eatNewline; r == endOfLine {
			x.state = startRecord
		}
	}
	switch x.state {
	case startRecord, startField:
		if x.state == startRecord {
			switch {
			case r == endOfLine:
				return true // an empty line is an empty row
			case newline:
				x.state = eatNewline
				return true
			}
		}
		switch {
		case newline, r == endOfLine:
			if !c.save(t, row, x) {
				return false
			}
			end()
		case r == x.quote && x.quoting != quoteNone:
			x.state = inQuoted
		case r == x.escape && r != 0:
			x.state = escaped
		case r == ' ' && x.skipInitialSpace:
			x.state = startField
		case r == x.delimiter:
			x.state = startField
			return c.save(t, row, x)
		default:
			x.numeric = x.quoting == quoteNonNumeric
			x.state = inField
			return c.add(t, x, r)
		}
	case escaped:
		if newline {
			x.state = afterEscapedNewline
			return c.add(t, x, r)
		}
		if r == endOfLine {
			r = '\n'
		}
		x.state = inField
		return c.add(t, x, r)
	case afterEscapedNewline, inField:
		if x.state == afterEscapedNewline && r == endOfLine {
			return true
		}
		x.state = inField
		switch {
		case newline, r == endOfLine:
			if !c.save(t, row, x) {
				return false
			}
			end()
		case r == x.escape && r != 0:
			x.state = escaped
		case r == x.delimiter:
			x.state = startField
			return c.save(t, row, x)
		default:
			return c.add(t, x, r)
		}
	case inQuoted:
		switch {
		case r == endOfLine:
		case r == x.escape && r != 0:
			x.state = escapedInQuoted
		case r == x.quote && x.quoting != quoteNone:
			if x.state = inField; x.doubleQuote {
				x.state = quoteInQuoted
			}
		default:
			return c.add(t, x, r)
		}
	case escapedInQuoted:
		if r == endOfLine {
			r = '\n'
		}
		x.state = inQuoted
		return c.add(t, x, r)
	case quoteInQuoted:
		switch {
		case x.quoting != quoteNone && r == x.quote:
			x.state = inQuoted
			return c.add(t, x, r)
		case r == x.delimiter:
			x.state = startField
			return c.save(t, row, x)
		case newline, r == endOfLine:
			if !c.save(t, row, x) {
				return false
			}
			end()
		case !x.isStrict:
			x.state = inField
			return c.add(t, x, r)
		default:
			t.Errorf(c.errorType, "'%c' expected after '%c'", x.delimiter, x.quote)
			return false
		}
	case eatNewline:
		switch {
		case newline:
		case r == endOfLine:
			x.state = startRecord
		default:
			t.Errorf(c.errorType, "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?")
			return false
		}
	}
	return true
}
