package object

import "github.com/hpyrun/hpyrun/heap"

// A traceback: the next (inner) one, the frame (Null: none), and where in the
// source the frame was: of it alone a traceback can be printed, so the frame
// need not be kept whole.
const (
	tbNext = iota
	tbFrame
	tbFile
	tbName
	tbNumRefs

	tbRawLine    = 0
	tbRawEndLine = 8
	tbRawCol     = 16
	tbRawEndCol  = 24
	tbRawLasti   = 32
	tbRawSize    = 40
)

// TraceEntry is one line of a traceback. Line numbers count from 1 (0: not
// known), columns in UTF-8 bytes from 0 (-1: not known). Frame may be the nil
// Ref.
type TraceEntry struct {
	File, Name, Frame                 Ref
	Line, EndLine, Col, EndCol, Lasti int
}

// AddTraceback puts e in front of the pending exception's traceback. If there is
// no memory for it the traceback stays as it is.
func (t *Thread) AddTraceback(e TraceEntry) {
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	v := t.newTraceback(e)
	if v == heap.Null {
		t.RestoreExc(exc.V())
		return
	}
	next := exc.V().Addr().Ref(excTraceback)
	if next != heap.None {
		t.Store(v, tbNext, next)
	}
	t.Store(exc.V(), excTraceback, v)
	t.RestoreExc(exc.V())
}

func (t *Thread) newTraceback(e TraceEntry) Value {
	v := t.Alloc(IdxTraceback, tbNumRefs, tbRawSize)
	if v == heap.Null {
		return v
	}
	if !e.Frame.IsNil() {
		t.Store(v, tbFrame, e.Frame.V())
	}
	t.Store(v, tbFile, e.File.V())
	t.Store(v, tbName, e.Name.V())
	a := v.Addr()
	a.SetWord64(tbRawLine, uint64(e.Line))
	a.SetWord64(tbRawEndLine, uint64(e.EndLine))
	a.SetWord64(tbRawCol, uint64(e.Col))
	a.SetWord64(tbRawEndCol, uint64(e.EndCol))
	a.SetWord64(tbRawLasti, uint64(e.Lasti))
	return v
}

// AddTraceLine is AddTraceback for a function that is not Python code: file and name
// are what the line shows.
func (t *Thread) AddTraceLine(file, name string, line int) {
	t.AddTraceback(TraceEntry{File: t.RT.Intern(file), Name: t.RT.Intern(name), Line: line, Col: -1, EndCol: -1})
}

// TracebackOf returns the traceback of exception e, or Null (no safepoint).
func (t *Thread) TracebackOf(e Value) Value {
	if v := e.Addr().Ref(excTraceback); v != heap.None {
		return v
	}
	return heap.Null
}

// TracebackAt returns tb_lasti of e's outermost traceback entry if that is of
// frame (no safepoint).
func (t *Thread) TracebackAt(e, frame Value) (lasti int, ok bool) {
	tb := t.TracebackOf(e)
	if tb == heap.Null || tb.Addr().Ref(tbFrame) != frame {
		return 0, false
	}
	return int(int64(tb.Addr().Word64(tbRawLasti))), true
}

func tbSetNext(t *Thread, tb, v Ref) bool {
	if v.IsNil() {
		t.TypeErrorf("can't delete tb_next attribute")
		return false
	}
	if v.V() == heap.None {
		t.Store(tb.V(), tbNext, heap.Null)
		return true
	}
	if !isExact(v.V(), IdxTraceback) {
		t.TypeErrorf("expected traceback object or None, got '%s'", t.TypeName(v.V()))
		return false
	}
	for x := v.V(); x != heap.Null; x = x.Addr().Ref(tbNext) {
		if x == tb.V() {
			t.ValueErrorf("traceback loop detected")
			return false
		}
	}
	t.Store(tb.V(), tbNext, v.V())
	return true
}

func tracebackNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	a, ok := sigTraceback.Bind(t, args)
	if !ok {
		return heap.Null
	}
	next, frame := a.At(1), a.At(2)
	if next.V() != heap.None && !isExact(next.V(), IdxTraceback) {
		return t.TypeErrorf("expected traceback object or None, got '%s'", t.TypeName(next.V()))
	}
	if !isExact(frame.V(), IdxFrame) {
		return t.TypeErrorf("traceback() argument 'tb_frame' must be frame, not %s", t.TypeName(frame.V()))
	}
	lasti, ok := t.AsInt64(a.At(3))
	if !ok {
		return heap.Null
	}
	line, ok := t.AsInt64(a.At(4))
	if !ok {
		return heap.Null
	}
	code := t.GetAttr(frame, t.RT.Intern("f_code"))
	if code == heap.Null {
		return code
	}
	cr := t.Push(code)
	file := t.Push(t.GetAttr(cr, t.RT.Intern("co_filename")))
	if file.V() == heap.Null {
		return heap.Null
	}
	name := t.Push(t.GetAttr(cr, t.RT.Intern("co_name")))
	if name.V() == heap.Null {
		return heap.Null
	}
	v := t.newTraceback(TraceEntry{File: file, Name: name, Frame: frame, Line: int(line), Col: -1, EndCol: -1, Lasti: int(lasti)})
	if v != heap.Null && next.V() != heap.None {
		t.Store(v, tbNext, next.V())
	}
	return v
}

var sigTraceback = ParseSignature("traceback", "($self, tb_next, tb_frame, tb_lasti, tb_lineno)")

func rawGetter(off int) func(t *Thread, o Ref) Value {
	return func(t *Thread, o Ref) Value { return t.NewInt(int64(o.V().Addr().Word64(off))) }
}

func tracebackDef(rt *Runtime) TypeDef {
	return TypeDef{
		Index: IdxTraceback, Name: "traceback", FixedRefs: tbNumRefs, RawSize: tbRawSize,
		Doc:   "Create a new traceback object.",
		Slots: Slots{New: tracebackNew},
		GetSets: []GetSetDef{
			{Name: "tb_next", Get: refGetter(tbNext), Set: tbSetNext},
			{Name: "tb_frame", Member: true, Get: refGetter(tbFrame)},
			{Name: "tb_lasti", Member: true, Get: rawGetter(tbRawLasti)},
			{Name: "tb_lineno", Get: rawGetter(tbRawLine)},
		},
	}
}
