package codecs

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// module is the module _codecs.
func (r *Registry) module() modules.Module {
	m := modules.Module{Name: "_codecs", Doc: "The registry of encodings, and the encodings that are written in Go.",
		Functions: []object.MethodDef{
			{Name: "register", Sig: "(search_function, /)", Doc: "Adds a function that finds codecs: it is given a name in lower case and returns\na CodecInfo or None.", Fn: r.register},
			{Name: "unregister", Sig: "(search_function, /)", Doc: "Removes a function that register() added, and forgets what was found.", Fn: r.unregister},
			{Name: "lookup", Sig: "(encoding, /)", Doc: "Finds a codec. Returns its CodecInfo.", Fn: func(t *Thread, a Args) Value {
				name, ok := strArg(t, a.At(0), "lookup() argument", "")
				if !ok {
					return heap.Null
				}
				return r.Lookup(t, name)
			}},
			{Name: "encode", Sig: "(obj, encoding='utf-8', errors='strict')", Doc: "Encodes an object with any codec.", Fn: r.convert(0, "encode")},
			{Name: "decode", Sig: "(obj, encoding='utf-8', errors='strict')", Doc: "Decodes an object with any codec.", Fn: r.convert(1, "decode")},
			{Name: "register_error", Sig: "(errors, handler, /)", Doc: "Makes handler what errors=… of this name calls: with the UnicodeError, it returns a\nreplacement and where to go on.", Fn: func(t *Thread, a Args) Value {
				name, ok := strArg(t, a.At(0), "register_error() argument 1", "")
				if !ok {
					return heap.Null
				}
				if !t.RT.Callable(a.At(1).V()) {
					return t.TypeErrorf("handler must be callable")
				}
				t.RegisterErrorHandler(name, a.At(1))
				return heap.None
			}},
			{Name: "lookup_error", Sig: "(name, /)", Doc: "The function that handles errors under a name.", Fn: func(t *Thread, a Args) Value {
				name, ok := strArg(t, a.At(0), "lookup_error() argument", "")
				if !ok {
					return heap.Null
				}
				return r.errorHandler(t, name)
			}},
			{Name: "readbuffer_encode", Sig: "(data, errors=None, /)", Fn: func(t *Thread, a Args) Value {
				if t.RT.IsStr(a.At(0).V()) {
					v := t.Encode(a.At(0), "utf-8", "strict")
					if v == heap.Null {
						return v
					}
					return result(t, v, len(object.BytesOf(v)))
				}
				b, ok := t.CopyBuffer(a.At(0))
				if !ok {
					return heap.Null
				}
				return result(t, t.NewBytes(b), len(b))
			}},
			{Name: "escape_encode", Sig: "(data, errors=None, /)", Fn: escapeEncode},
			{Name: "escape_decode", Sig: "(data, errors=None, /)", Fn: escapeDecode},
			{Name: "charmap_build", Sig: "(map, /)", Fn: charmapBuild},
			{Name: "charmap_encode", Sig: "(str, errors=None, mapping=None, /)", Fn: charmapEncode},
			{Name: "charmap_decode", Sig: "(data, errors=None, mapping=None, /)", Fn: charmapDecode},
			{Name: "_charmap_table", Sig: "(encoding, /)", Doc: "The 256 characters of an encoding of one byte a character that is written in Go;\nNone for others. U+FFFE stands for what is not defined.", Fn: charmapTable},
		}}
	for _, c := range engines {
		m.Functions = append(m.Functions, c.functions()...)
	}
	return m
}

// strArg is an argument that must be a str without a NUL. what begins the message.
func strArg(t *Thread, r Ref, what, def string) (string, bool) {
	v := r.V()
	if v == heap.None && def != "" {
		return def, true
	}
	if !t.RT.IsStr(v) {
		name := t.TypeName(v)
		if v == heap.None {
			name = "None"
		}
		t.TypeErrorf("%s must be str, not %s", what, name)
		return "", false
	}
	s := object.GoStr(v)
	if strings.IndexByte(s, 0) >= 0 {
		t.ValueErrorf("embedded null character")
		return "", false
	}
	return s, true
}

// errorsArg is the argument errors, None or a str.
func errorsArg(t *Thread, r Ref, fn string) (string, bool) {
	if v := r.V(); v != heap.None && !t.RT.IsStr(v) {
		t.TypeErrorf("%s() argument 2 must be str or None, not %s", fn, t.TypeName(v))
		return "", false
	}
	return strArg(t, r, "errors", "strict")
}

// result is the tuple that an encoder or decoder returns: what it made, and how much it
// took.
func result(t *Thread, v Value, n int) Value {
	if v == heap.Null {
		return v
	}
	base := t.Push(v)
	t.Push(heap.SmallInt(int64(n)))
	return t.TupleOf(base, 2)
}

func (r *Registry) register(t *Thread, a Args) Value {
	if !t.RT.Callable(a.At(0).V()) {
		return t.TypeErrorf("argument must be callable")
	}
	// The library's own search function comes first.
	if !r.ready(t) || !t.ListAppend(r.search, a.At(0)) {
		return heap.Null
	}
	return heap.None
}

func (r *Registry) unregister(t *Thread, a Args) Value {
	if !r.ready(t) {
		return heap.Null
	}
	for i := range t.ListLen(r.search.V()) {
		if t.ListAt(r.search.V(), i) == a.At(0).V() {
			t.DictClear(r.cache)
			if t.ListPop(r.search, i) == heap.Null {
				return heap.Null
			}
			break
		}
	}
	return heap.None
}

func (r *Registry) convert(i int, fn string) object.Native {
	return func(t *Thread, a Args) Value {
		name, ok := strArg(t, a.At(1), fn+"() argument 'encoding'", "")
		if !ok {
			return heap.Null
		}
		errors, ok := strArg(t, a.At(2), fn+"() argument 'errors'", "")
		if !ok {
			return heap.Null
		}
		v := r.Lookup(t, name)
		if v == heap.Null {
			return v
		}
		return r.run(t, i, t.Push(v), a.At(0), name, errors)
	}
}

// An engine is a codec of package object under the names of its two functions in _codecs.
type engine struct {
	function string // utf_8: the functions are utf_8_encode and utf_8_decode
	name     string // of the codec
	// stateful: the decoder takes the argument final, and may leave a rest.
	stateful bool
	// final is what it is when not given.
	final bool
	// text: the decoder takes a str as well, as its UTF-8.
	text bool
	// ordered: there are an argument byteorder of the encoder, and a decoder with an
	// argument byteorder that tells what it found: …_ex_decode.
	ordered bool
}

var engines = []engine{
	{function: "ascii", name: "ascii"}, {function: "latin_1", name: "latin_1"},
	{function: "utf_8", name: "utf_8", stateful: true}, {function: "utf_7", name: "utf_7", stateful: true},
	{function: "utf_16", name: "utf_16", stateful: true, ordered: true}, {function: "utf_16_le", name: "utf_16_le", stateful: true},
	{function: "utf_16_be", name: "utf_16_be", stateful: true},
	{function: "utf_32", name: "utf_32", stateful: true, ordered: true}, {function: "utf_32_le", name: "utf_32_le", stateful: true},
	{function: "utf_32_be", name: "utf_32_be", stateful: true},
	{function: "unicode_escape", name: "unicode_escape", stateful: true, final: true, text: true},
	{function: "raw_unicode_escape", name: "raw_unicode_escape", stateful: true, final: true, text: true},
}

func (e engine) functions() []object.MethodDef {
	encode, decode := e.function+"_encode", e.function+"_decode"
	sig := "(data, errors=None, /)"
	if e.stateful {
		sig = "(data, errors=None, final=False, /)"
		if e.final {
			sig = "(data, errors=None, final=True, /)"
		}
	}
	enc := object.MethodDef{Name: encode, Sig: "(str, errors=None, /)", Fn: func(t *Thread, a Args) Value { return e.encode(t, a, encode, e.name) }}
	defs := []object.MethodDef{{Name: decode, Sig: sig, Fn: func(t *Thread, a Args) Value {
		d, ok := e.decode(t, a, decode, e.name, 2)
		if !ok {
			return heap.Null
		}
		return result(t, d.Text, d.Used)
	}}}
	if e.ordered {
		enc.Sig = "(str, errors=None, byteorder=0, /)"
		enc.Fn = func(t *Thread, a Args) Value {
			order, ok := t.AsInt64(a.At(2))
			if !ok {
				return heap.Null
			}
			return e.encode(t, a, encode, e.withOrder(order))
		}
		ex := e.function + "_ex_decode"
		defs = append(defs, object.MethodDef{Name: ex, Sig: "(data, errors=None, byteorder=0, final=False, /)", Fn: func(t *Thread, a Args) Value {
			order, ok := t.AsInt64(a.At(2))
			if !ok {
				return heap.Null
			}
			d, ok := e.decode(t, a, ex, e.withOrder(order), 3)
			if !ok {
				return heap.Null
			}
			if order == 0 {
				order = int64(d.Order)
			}
			base := t.Push(d.Text)
			t.Push(heap.SmallInt(int64(d.Used)))
			t.Push(heap.SmallInt(order))
			return t.TupleOf(base, 3)
		}})
	}
	return append(defs, enc)
}

// withOrder is the codec for a byte order: -1 little, 1 big, 0 as a mark says.
func (e engine) withOrder(order int64) string {
	switch {
	case order < 0:
		return e.name + "_le"
	case order > 0:
		return e.name + "_be"
	}
	return e.name
}

func (e engine) encode(t *Thread, a Args, fn, codec string) Value {
	errors, ok := errorsArg(t, a.At(1), fn)
	if !ok {
		return heap.Null
	}
	if v := a.At(0).V(); !t.RT.IsStr(v) {
		name := t.TypeName(v)
		if v == heap.None {
			name = "None"
		}
		return t.TypeErrorf("%s() argument 1 must be str, not %s", fn, name)
	}
	n := object.StrLen(a.At(0).V())
	return result(t, t.Encode(a.At(0), codec, errors), n)
}

func (e engine) decode(t *Thread, a Args, fn, codec string, finalAt int) (d object.Decoding, ok bool) {
	errors, ok := errorsArg(t, a.At(1), fn)
	if !ok {
		return d, false
	}
	final := true
	if e.stateful {
		n := t.IsTrue(a.At(finalAt))
		if n < 0 {
			return d, false
		}
		final = n > 0
	}
	src := a.At(0)
	if e.text && t.RT.IsStr(src.V()) {
		if src = t.Push(t.Encode(src, "utf-8", "strict")); src.V() == heap.Null {
			return d, false
		}
	}
	data, ok := t.CopyBuffer(src)
	if !ok {
		return d, false
	}
	return t.DecodePart(data, src, codec, errors, final)
}
