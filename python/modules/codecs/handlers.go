package codecs

import (
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyunicode"
	"github.com/hpyrun/hpyrun/object"
)

// The builtin handlers of errors as Python functions. The engines of package object do what
// they do by themselves; these are for code that asks for a handler by its name.

// A failure is what a handler is told: the UnicodeError taken apart.
type failure struct {
	exc        Ref
	kind       *object.Type // one of the three UnicodeErrors
	text       []rune       // of a UnicodeEncodeError or UnicodeTranslateError
	data       []byte       // of a UnicodeDecodeError
	start, end int
	encoding   string
}

// A handling returns a replacement, for the str or (encoding only) as bytes. no: it
// does not deal with this one, so the error is raised.
type handling func(t *Thread, f *failure) (text string, raw []byte, next int, yes bool)

// handlers are the builtin ones; those that take only some of the errors say so.
var handlers = map[string]struct {
	do   handling
	only string // letters of the kinds: encode, decode, translate
}{
	"ignore": {func(t *Thread, f *failure) (string, []byte, int, bool) { return "", nil, f.end, true }, "edt"},
	"replace": {func(t *Thread, f *failure) (string, []byte, int, bool) {
		switch f.kind {
		case t.RT.Exc.UnicodeEncodeError:
			return strings.Repeat("?", f.end-f.start), nil, f.end, true
		case t.RT.Exc.UnicodeDecodeError:
			return "\uFFFD", nil, f.end, true
		}
		return strings.Repeat("\uFFFD", f.end-f.start), nil, f.end, true
	}, "edt"},
	"xmlcharrefreplace": {each(func(c rune) string { return "&#" + strconv.Itoa(int(c)) + ";" }), "e"},
	"backslashreplace":  {each(object.EscapeRune), "edt"},
	"namereplace": {each(func(c rune) string {
		if name := pyunicode.Name(c); name != "" {
			return "\\N{" + name + "}"
		}
		return object.EscapeRune(c)
	}), "e"},
	"surrogateescape": {surrogateEscape, "ed"},
	"surrogatepass":   {surrogatePass, "ed"},
}

// each replaces characters (or bytes) one by one.
func each(f func(c rune) string) handling {
	return func(t *Thread, x *failure) (string, []byte, int, bool) {
		var b strings.Builder
		if x.kind == t.RT.Exc.UnicodeDecodeError {
			for _, c := range x.data[x.start:x.end] {
				b.WriteString(f(rune(c)))
			}
		} else {
			for _, c := range x.text[x.start:x.end] {
				b.WriteString(f(c))
			}
		}
		return b.String(), nil, x.end, true
	}
}

func surrogateEscape(t *Thread, f *failure) (string, []byte, int, bool) {
	if f.kind == t.RT.Exc.UnicodeEncodeError {
		var out []byte
		for _, c := range f.text[f.start:f.end] {
			if c < 0xDC80 || c > 0xDCFF {
				return "", nil, 0, false
			}
			out = append(out, byte(c))
		}
		return "", out, f.end, true
	}
	var out []byte
	n := 0
	for n < 4 && f.start+n < f.end && f.data[f.start+n] >= 0x80 {
		out = object.AppendRune(out, 0xDC00+rune(f.data[f.start+n]))
		n++
	}
	return string(out), nil, f.start + n, n > 0
}

func surrogatePass(t *Thread, f *failure) (string, []byte, int, bool) {
	name := object.NormalEncoding(f.encoding)
	if !strings.HasPrefix(name, "utf") || !object.HasCodec(name) {
		return "", nil, 0, false
	}
	if f.kind == t.RT.Exc.UnicodeEncodeError {
		out, ok := object.EncodeSurrogates(name, f.text[f.start:f.end])
		return "", out, f.end, ok
	}
	c, n := object.SurrogateAt(name, f.data[f.start:])
	if n == 0 {
		return "", nil, 0, false
	}
	return string(object.AppendRune(nil, c)), nil, f.start + n, true
}

// errorHandler finds a handler by its name. Null: LookupError pending.
func (r *Registry) errorHandler(t *Thread, name string) Value {
	if h := t.ErrorHandler(name); !h.IsNil() {
		return h.V()
	}
	h, ok := handlers[name]
	if !ok && name != "strict" {
		return t.Errorf(t.RT.Exc.LookupError, "unknown error handler name '%s'", name)
	}
	if made, ok := r.handlers[name]; ok {
		return made.V()
	}
	shown := name + "_errors"
	if strings.HasPrefix(name, "surrogate") {
		shown = name
	}
	v := t.NewBuiltin(object.MethodDef{Name: shown, Sig: "(exception, /)", Fn: func(t *Thread, a Args) Value {
		if name == "strict" {
			return strict(t, a.At(0))
		}
		return handle(t, a.At(0), h.do, h.only)
	}}, Ref{}, Ref{})
	if v == heap.Null {
		return v
	}
	root := t.H.NewRoot()
	root.Set(v)
	r.handlers[name] = root
	return v
}

// strict raises what it is given.
func strict(t *Thread, exc Ref) Value {
	if !t.RT.TypeOf(exc.V()).Has(object.FlagExceptionSubclass) {
		return t.TypeErrorf("codec must pass exception instance")
	}
	t.SetExc(exc)
	return heap.Null
}

// handle calls a handler with an exception.
func handle(t *Thread, exc Ref, do handling, only string) Value {
	f := &failure{exc: exc}
	typ := t.RT.TypeOf(exc.V())
	for i, kind := range []*object.Type{t.RT.Exc.UnicodeEncodeError, t.RT.Exc.UnicodeDecodeError, t.RT.Exc.UnicodeTranslateError} {
		if typ.IsSubtype(kind) && strings.IndexByte(only, "edt"[i]) >= 0 {
			f.kind = kind
		}
	}
	if f.kind == nil {
		return t.TypeErrorf("don't know how to handle %s in error callback", t.TypeName(exc.V()))
	}
	if !f.fill(t) {
		return heap.Null
	}
	text, raw, next, yes := do(t, f)
	if !yes {
		t.SetExc(exc)
		return heap.Null
	}
	if raw != nil {
		return result(t, t.NewBytes(raw), next)
	}
	return result(t, t.NewStr(text), next)
}

// fill reads the exception's attributes; a place outside of the object is put inside.
func (f *failure) fill(t *Thread) bool {
	defer t.Pop(t.Top())
	obj := t.Push(t.GetAttr(f.exc, t.RT.Name("object")))
	if obj.V() == heap.Null {
		return false
	}
	n, decoding := 0, f.kind == t.RT.Exc.UnicodeDecodeError
	switch {
	case decoding && !t.RT.IsBytes(obj.V()):
		t.TypeErrorf("object attribute must be bytes")
		return false
	case !decoding && !t.RT.IsStr(obj.V()):
		t.TypeErrorf("object attribute must be unicode")
		return false
	}
	if decoding {
		f.data = append([]byte(nil), object.BytesOf(obj.V())...)
		n = len(f.data)
	} else {
		f.text = object.RunesOf(obj.V())
		n = len(f.text)
	}
	for name, into := range map[string]*int{"start": &f.start, "end": &f.end} {
		v := t.GetAttr(f.exc, t.RT.Name(name))
		if v == heap.Null {
			return false
		}
		i, ok := t.AsInt64(t.Push(v))
		if !ok {
			return false
		}
		*into = int(i)
	}
	f.start = max(min(f.start, n-1), 0)
	f.end = max(min(max(f.end, 1), n), f.start)
	if f.kind != t.RT.Exc.UnicodeTranslateError {
		v := t.GetAttr(f.exc, t.RT.Name("encoding"))
		if v == heap.Null {
			return false
		}
		f.encoding = object.GoStr(v)
	}
	return true
}
