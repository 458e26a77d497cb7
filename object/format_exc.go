package object

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
)

// How an uncaught exception is shown: as CPython 3.11's interpreter prints it.

const (
	maxGroupWidth   = 15
	maxGroupDepth   = 10
	maxTraceEntries = 1000
	repeatCutoff    = 3

	causeText   = "\nThe above exception was the direct cause of the following exception:\n\n"
	contextText = "\nDuring handling of the above exception, another exception occurred:\n\n"
)

// DisplayException is FormatException for what may be no exception: then it says so.
func (t *Thread) DisplayException(v Ref) string {
	if !t.RT.TypeOf(v.V()).IsSubtype(t.RT.Exc.BaseException) {
		return "TypeError: print_exception(): Exception expected for value, " + t.TypeName(v.V()) + " found\n"
	}
	return t.FormatException(v)
}

// FormatException renders exc with its tracebacks, chained exceptions, notes and
// groups. It ends with a newline. Exceptions that come up on the way are
// dropped, as is customary there.
func (t *Thread) FormatException(exc Ref) string {
	defer t.Pop(t.Top())
	pending := t.Push(t.TakeExc())
	f := &excFormatter{t: t, seen: map[uint64]bool{}}
	f.chain(exc)
	t.RestoreExc(pending.V())
	return f.b.String()
}

// FormatExceptionOnly renders the last part: the class and the message.
func (t *Thread) FormatExceptionOnly(exc Ref) string {
	defer t.Pop(t.Top())
	pending := t.Push(t.TakeExc())
	f := &excFormatter{t: t, seen: map[uint64]bool{}}
	f.message(exc)
	t.RestoreExc(pending.V())
	return f.b.String()
}

// FormatUnchained is FormatException without what exc was caused by, and without
// its notes: what sys.unraisablehook shows.
func (t *Thread) FormatUnchained(exc Ref) string {
	defer t.Pop(t.Top())
	pending := t.Push(t.TakeExc())
	f := &excFormatter{t: t, seen: map[uint64]bool{}}
	if tb := t.TracebackOf(exc.V()); tb != heap.Null {
		f.emit("Traceback (most recent call last):\n")
		f.traceback(t.Push(tb))
	}
	f.message(exc)
	t.RestoreExc(pending.V())
	return f.b.String()
}

type excFormatter struct {
	t         *Thread
	b         strings.Builder
	seen      map[uint64]bool // by identity: a chain may be a ring
	depth     int             // of groups
	needClose bool
}

// emit writes text with the margin of the groups around it.
func (f *excFormatter) emit(text string) { f.emitMargin(text, "| ") }

func (f *excFormatter) emitMargin(text, margin string) {
	if f.depth == 0 {
		f.b.WriteString(text)
		return
	}
	for line := range strings.SplitAfterSeq(text, "\n") {
		if line != "" {
			f.b.WriteString(strings.Repeat("  ", f.depth) + margin + line)
		}
	}
}

// chain writes exc after what caused it.
func (f *excFormatter) chain(exc Ref) {
	t := f.t
	if !t.EnterCall() {
		t.ClearExc()
		return
	}
	defer t.LeaveCall()
	defer t.Pop(t.Top())
	f.seen[t.H.Identity(exc.V())] = true
	a := exc.V().Addr()
	cause, context := a.Ref(excCause), a.Ref(excContext)
	switch {
	case cause != heap.Null && cause != heap.None:
		if !f.seen[t.H.Identity(cause)] {
			f.chain(t.Push(cause))
			f.emit(causeText)
		}
	case context != heap.Null && context != heap.None && a.Word64(excRawSuppress) == 0:
		if !f.seen[t.H.Identity(context)] {
			f.chain(t.Push(context))
			f.emit(contextText)
		}
	}
	if t.isGroup(exc.V()) {
		f.group(exc)
	} else {
		f.one(exc, "Traceback (most recent call last):\n", "| ")
	}
}

// one writes the traceback, the message and the notes.
func (f *excFormatter) one(exc Ref, header, margin string) {
	t := f.t
	if tb := t.TracebackOf(exc.V()); tb != heap.Null {
		f.emitMargin(header, margin)
		f.traceback(t.Push(tb))
	}
	f.message(exc)
	f.notes(exc)
}

func (f *excFormatter) group(exc Ref) {
	t := f.t
	if f.depth > maxGroupDepth {
		f.emit(fmt.Sprintf("... (max_group_depth is %d)\n", maxGroupDepth))
		return
	}
	top := f.depth == 0
	margin := "| "
	if top {
		f.depth = 1
		margin = "+ "
	}
	f.one(exc, "Exception Group Traceback (most recent call last):\n", margin)
	excs, sub := t.Push(exc.V().Addr().Ref(groupExcs)), t.Push(heap.Null)
	total := t.TupleLen(excs.V())
	n := min(total, maxGroupWidth+1)
	f.needClose = false
	for i := range n {
		last := i == n-1
		if last {
			f.needClose = true // unless a group inside closes the frame
		}
		title, cut := fmt.Sprint(i+1), i >= maxGroupWidth
		if cut {
			title = "..."
		}
		corner := "  "
		if i == 0 {
			corner = "+-"
		}
		indent := strings.Repeat("  ", f.depth)
		f.b.WriteString(indent + corner + "+---------------- " + title + " ----------------\n")
		f.depth++
		if cut {
			f.emit(fmt.Sprintf("and %d more exception%s\n", total-maxGroupWidth, plural(total-maxGroupWidth)))
		} else {
			sub.Set(t.TupleAt(excs.V(), i))
			f.chain(sub)
		}
		if last && f.needClose {
			f.b.WriteString(strings.Repeat("  ", f.depth) + "+------------------------------------\n")
			f.needClose = false
		}
		f.depth--
	}
	if top {
		f.depth = 0
	}
}

// traceback writes the entries from tb on; runs of the same line are folded,
// and only the last thousand are shown.
func (f *excFormatter) traceback(tb Ref) {
	n := 0
	for x := tb.V(); x != heap.Null; x = x.Addr().Ref(tbNext) {
		n++
	}
	var last Value
	count := 0
	repeated := func() {
		if count > repeatCutoff {
			count -= repeatCutoff
			f.emit(fmt.Sprintf("  [Previous line repeated %d more time%s]\n", count, plural(count)))
		}
	}
	// Nothing here is a safepoint: only Go strings are made.
	for x := tb.V(); x != heap.Null; x = x.Addr().Ref(tbNext) {
		if n--; n >= maxTraceEntries {
			continue
		}
		if last == heap.Null || !sameTraceLine(x, last) {
			repeated()
			last, count = x, 0
		}
		if count++; count <= repeatCutoff {
			f.entry(x.Addr())
		}
	}
	repeated()
}

func sameTraceLine(x, y Value) bool {
	a, b := x.Addr(), y.Addr()
	return a.Word64(tbRawLine) == b.Word64(tbRawLine) && sameText(a.Ref(tbFile), b.Ref(tbFile)) && sameText(a.Ref(tbName), b.Ref(tbName))
}

func sameText(a, b Value) bool { return a == b || StrEq(a, b) }

func (f *excFormatter) entry(a heap.Addr) {
	file, line := GoStr(a.Ref(tbFile)), int(a.Word64(tbRawLine))
	f.emit(fmt.Sprintf("  File \"%s\", line %d, in %s\n", file, line, GoStr(a.Ref(tbName))))
	src, ok := f.t.RT.sourceLine(file, line)
	if !ok {
		return
	}
	src = strings.TrimRight(src, "\r\n")
	text := strings.TrimLeft(src, " \t\f")
	f.emit("    " + text + "\n")
	if c := f.t.RT.carets(a, src, len(src)-len(text)); c != "" {
		f.emit("    " + c + "\n")
	}
}

// carets returns the line that underlines, in a source line of which indent
// bytes are not shown, the columns that the entry at a knows.
func (rt *Runtime) carets(a heap.Addr, src string, indent int) string {
	line, endLine := int(a.Word64(tbRawLine)), int(a.Word64(tbRawEndLine))
	col, endCol := int(int64(a.Word64(tbRawCol))), int(int64(a.Word64(tbRawEndCol)))
	if col < 0 || endCol < 0 || endLine < line || col > len(src) {
		return ""
	}
	start := utf8.RuneCountInString(src[:col])
	left, right := -1, -1
	var end int
	if endLine == line {
		endCol = min(endCol, len(src))
		if endCol < col {
			return ""
		}
		end = start + utf8.RuneCountInString(src[col:endCol])
		if rt.Anchors != nil {
			if l, r, ok := rt.Anchors(src[col:endCol]); ok {
				left, right = start+l, start+r
			}
		}
	} else {
		end = utf8.RuneCountInString(strings.TrimRight(src, " \t\f"))
	}
	if left < 0 && end-start == utf8.RuneCountInString(src)-indent {
		return "" // the whole line: nothing to point at
	}
	var b strings.Builder
	for i := indent; i < end; i++ {
		switch {
		case i < start:
			b.WriteByte(' ')
		case left < 0 || i >= left && i < right:
			b.WriteByte('^')
		default:
			b.WriteByte('~')
		}
	}
	return b.String()
}

// sourceLine returns line n of a file.
func (rt *Runtime) sourceLine(file string, n int) (string, bool) {
	if rt.SourceLine != nil {
		return rt.SourceLine(file, n)
	}
	return ReadSourceLine(file, n)
}

// ReadSourceLine returns line n (from 1) of a file, for tracebacks. A name in
// angle brackets is no file.
func ReadSourceLine(file string, n int) (string, bool) {
	if n < 1 || strings.HasPrefix(file, "<") {
		return "", false
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", false
	}
	for line := range strings.Lines(string(text)) {
		if n--; n == 0 {
			return line, true
		}
	}
	return "", false
}

// message writes "module.Class: text", for a SyntaxError after the place.
func (f *excFormatter) message(exc Ref) {
	t := f.t
	defer t.Pop(t.Top())
	typ := t.RT.TypeOf(exc.V())
	msg := exc
	if typ.IsSubtype(t.RT.Exc.SyntaxError) {
		if m := f.syntaxPlace(exc); m != heap.Null {
			msg = t.Push(m)
		}
	}
	text, suffix := t.FullName(typ), f.suggestion(exc)
	if msg.V() == heap.None {
		f.emit(text + ": None" + suffix + "\n")
		return
	}
	s := t.Str(msg)
	if s == heap.Null {
		t.ClearExc()
		text += ": <exception str() failed>"
	} else if StrLen(s) > 0 {
		text += ": " + GoStr(s)
	}
	f.emit(text + suffix + "\n")
}

// syntaxPlace writes where a SyntaxError is; its result is the message to show
// in place of str(exc), or Null.
func (f *excFormatter) syntaxPlace(exc Ref) Value {
	t := f.t
	defer t.Pop(t.Top())
	get := func(name string) Ref {
		v, ok := t.GetAttrOpt(exc, t.RT.Intern(name))
		if !ok {
			t.ClearExc()
		}
		return t.Push(v)
	}
	file, lineno, offset := get("filename"), get("lineno"), get("offset")
	text, endLineno, endOffset, msg := get("text"), get("end_lineno"), get("end_offset"), get("msg")
	if !lineno.V().IsInt() || msg.V() == heap.Null {
		return heap.Null
	}
	name := "<string>"
	if t.RT.IsStr(file.V()) {
		name = GoStr(file.V())
	}
	f.emit(fmt.Sprintf("  File \"%s\", line %d\n", name, lineno.V().Int()))
	if text.V() == heap.Null || !t.RT.IsStr(text.V()) {
		return msg.V()
	}
	line := GoStr(text.V())
	off, end := 0, -1
	if offset.V().IsInt() {
		off = int(offset.V().Int())
	}
	if endOffset.V().IsInt() {
		end = int(endOffset.V().Int())
	}
	size := utf8.RuneCountInString(strings.TrimSuffix(line, "\n"))
	if endLineno.V().IsInt() && endLineno.V().Int() > lineno.V().Int() {
		end = size + 1
	}
	f.syntaxText(line, min(off, size+1), end)
	return msg.V()
}

// syntaxText writes a source line and carets under it from offset on (from 1;
// less: none) up to end.
func (f *excFormatter) syntaxText(line string, offset, end int) {
	carets := 1
	if end > offset {
		carets = end - offset
	}
	offset--
	text := strings.TrimLeft(line, " \t\f")
	offset -= len(line) - len(text)
	text = strings.TrimSuffix(text, "\n")
	for {
		i := strings.IndexByte(text, '\n')
		if i < 0 || i >= offset {
			break
		}
		text = text[i+1:]
		offset -= i + 1
	}
	f.emit("    " + text + "\n")
	if offset >= 0 {
		f.emit("    " + strings.Repeat(" ", offset) + strings.Repeat("^", carets) + "\n")
	}
}

// notes writes __notes__.
func (f *excFormatter) notes(exc Ref) {
	t := f.t
	defer t.Pop(t.Top())
	v, ok := t.GetAttrOpt(exc, t.RT.NameRef(nmNotes))
	if !ok || v == heap.Null || v == heap.None {
		t.ClearExc()
		return
	}
	notes := t.Push(v)
	if !t.isSequence(v) || t.RT.IsStr(v) || t.RT.TypeOf(v).Has(FlagBytesSubclass) {
		s := t.Repr(notes)
		if s == heap.Null {
			t.ClearExc()
			f.emit("<__notes__ repr() failed>\n")
			return
		}
		f.emit(GoStr(s) + "\n")
		return
	}
	l := t.SeqToList(notes)
	if l == heap.Null {
		t.ClearExc()
		return
	}
	notes.Set(l)
	note := t.Push(heap.Null)
	for i := 0; i < t.ListLen(notes.V()); i++ {
		note.Set(t.ListAt(notes.V(), i))
		s := t.Str(note)
		if s == heap.Null {
			t.ClearExc()
			f.emit("<note str() failed>\n")
			continue
		}
		f.emit(GoStr(s) + "\n")
	}
}
