// Package codecs holds the module _codecs: the registry of encodings, and the encodings
// that are written in Go under the names that CPython's library calls them by. It answers
// "which code turns this text into bytes, or the other way".
//
// The engines are package object's (codec*.go), because str.encode and bytes.decode need
// them before any module exists. Here are the functions around them, the registry in which
// Python code adds its own encodings, and the handlers of errors as Python functions.
//
// # What holds
//
// An encoding that is written in Go is never looked up in the registry by str.encode and
// bytes.decode. One that is not (object.Runtime.ForeignCodec) must be a text encoding
// there; codecs.encode and decode take any.
package codecs

import (
	"fmt"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// Registry is what one runtime knows of encodings.
type Registry struct {
	in modules.Interp
	// search is the list of functions, cache the dict of what they found; Null before
	// the first look-up.
	search, cache Ref
	handlers      map[string]Ref // builtin ones, made when somebody asks for them
}

// New makes the registry of rt, and serves the encodings that rt does not know.
func New(in modules.Interp, rt *object.Runtime) *Registry {
	r := &Registry{in: in, search: rt.Heap.NewRoot(), cache: rt.Heap.NewRoot(), handlers: map[string]Ref{}}
	rt.ForeignCodec = r.foreign
	return r
}

// Modules returns the family's modules.
func (r *Registry) Modules() []modules.Module { return []modules.Module{r.module()} }

// ready makes the registry's objects, without a look-up.
func (r *Registry) ready(t *Thread) bool {
	if r.search.V() == heap.Null {
		r.search.Set(t.NewList(0))
	}
	if r.cache.V() == heap.Null {
		r.cache.Set(t.NewDict())
	}
	return r.search.V() != heap.Null && r.cache.V() != heap.Null
}

// Lookup returns the CodecInfo of an encoding. Null: exception pending.
func (r *Registry) Lookup(t *Thread, encoding string) Value {
	defer t.Pop(t.Top())
	if !r.ready(t) {
		return heap.Null
	}
	name := t.RT.Name(object.NormalEncoding(encoding))
	if v, ok := t.DictGet(r.cache, name); v != heap.Null || !ok {
		return v
	}
	if t.ListLen(r.search.V()) == 0 {
		// The library's encodings register themselves.
		if r.in.Import(t, "encodings") == heap.Null {
			return heap.Null
		}
	}
	for i := 0; i < t.ListLen(r.search.V()); i++ {
		mark := t.Top()
		v := t.CallN(t.Push(t.ListAt(r.search.V(), i)), name)
		switch {
		case v == heap.Null:
			return v
		case v == heap.None:
			t.Pop(mark)
			continue
		case !t.RT.TypeOf(v).Has(object.FlagTupleSubclass) || t.TupleLen(v) != 4:
			return t.TypeErrorf("codec search functions must return 4-tuples")
		}
		info := t.Push(v)
		if !t.DictSet(r.cache, name, info) {
			return heap.Null
		}
		return info.V()
	}
	return t.Errorf(t.RT.Exc.LookupError, "unknown encoding: %s", encoding)
}

// run calls an encoder or decoder of the registry, item i of its CodecInfo, and returns
// what it made.
func (r *Registry) run(t *Thread, i int, info, o Ref, encoding, errors string) Value {
	f := t.Push(t.TupleAt(info.V(), i))
	args := []Ref{o}
	if errors != "" {
		args = append(args, t.Push(t.NewStr(errors)))
	}
	v := t.CallN(f, args...)
	if v == heap.Null {
		r.explain(t, []string{"encoding", "decoding"}[i], encoding)
		return heap.Null
	}
	if !t.RT.TypeOf(v).Has(object.FlagTupleSubclass) || t.TupleLen(v) != 2 {
		return t.TypeErrorf("%s must return a tuple (object, integer)", []string{"encoder", "decoder"}[i])
	}
	return t.TupleAt(v, 0)
}

// explain wraps the pending exception in another of its class that names the codec, where
// the class is one that such a text can be made for.
func (r *Registry) explain(t *Thread, operation, encoding string) {
	exc := t.Push(t.TakeExc())
	cls := t.RT.TypeOf(exc.V())
	args := t.Push(t.GetAttr(exc, t.RT.Name("args")))
	dict := t.InstanceDict(exc)
	simple := args.V() != heap.Null && !cls.IsSubtype(t.RT.Exc.UnicodeError) && t.PlainException(cls) &&
		(t.TupleLen(args.V()) == 0 || t.TupleLen(args.V()) == 1 && t.RT.IsStr(t.TupleAt(args.V(), 0))) &&
		(dict == heap.Null || t.DictLen(dict) == 0)
	t.ClearExc()
	t.RestoreExc(exc.V())
	if !simple {
		return
	}
	t.ClearExc()
	s := t.Str(exc)
	if s == heap.Null {
		t.ClearExc()
		t.RestoreExc(exc.V())
		return
	}
	text := fmt.Sprintf("%s with '%s' codec failed (%s: %s)", operation, encoding, cls.Name, object.GoStr(s))
	t.RestoreExc(exc.V())
	t.RaiseFromCause(cls, "%s", text)
}

// foreign serves str.encode and bytes.decode.
func (r *Registry) foreign(t *Thread, decode bool, o Ref, encoding, errors string) Value {
	defer t.Pop(t.Top())
	for i := range len(encoding) {
		if encoding[i] == 0 {
			return t.ValueErrorf("embedded null character")
		}
	}
	v := r.Lookup(t, encoding)
	if v == heap.Null {
		return v
	}
	info := t.Push(v)
	text, ok := t.GetAttrOpt(info, t.RT.Name("_is_text_encoding"))
	if !ok {
		return heap.Null
	}
	i, verb := 0, "encode"
	if decode {
		i, verb = 1, "decode"
	}
	if text == heap.False {
		return t.Errorf(t.RT.Exc.LookupError, "'%s' is not a text encoding; use codecs.%s() to handle arbitrary codecs", encoding, verb)
	}
	v = r.run(t, i, info, o, encoding, errors)
	if v == heap.Null || !decode && t.RT.IsBytes(v) || decode && t.RT.IsStr(v) {
		return v
	}
	return t.TypeErrorf("'%s' %sr returned '%s' instead of '%s'; use codecs.%s() to %s to arbitrary types",
		encoding, verb, t.TypeName(v), []string{"bytes", "str"}[i], verb, verb)
}
