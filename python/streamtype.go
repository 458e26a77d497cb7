package python

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The raw word of a stream object: which of the three it is.
const streamNumber = 0

// standardStream returns the stream behind v, or nil when v is no standard
// stream (no safepoint).
func (in *Interp) standardStream(t *Thread, v Value) *stream {
	if v.IsPtr() && v.Addr().Type() == in.streamType.Index {
		return in.streams[v.Addr().Word64(streamNumber)]
	}
	return nil
}

// newStream makes the Python object of a standard stream.
func (in *Interp) newStream(t *Thread, number int) Value {
	v := t.NewInstance(in.streamType)
	if v != heap.Null {
		v.Addr().SetWord64(streamNumber, uint64(number))
	}
	return v
}

// defineStreams makes the type of the three standard streams. It has the methods of text
// files that make sense for them.
func (in *Interp) defineStreams(t *Thread) bool {
	get := func(t *Thread, r Ref) *stream { return in.standardStream(t, r.V()) }
	// limit is an optional size; None and negative numbers are no limit.
	limit := func(t *Thread, r Ref) (int, bool) {
		if r.V() == heap.None {
			return -1, true
		}
		return t.AsIndex(r)
	}
	answer := func(f func(s *stream) bool) object.Native {
		return func(t *Thread, a Args) Value { return heap.Bool(f(get(t, a.At(0)))) }
	}
	in.streamType = t.NewBuiltinType(object.TypeDef{Name: "TextIOWrapper", Module: "_io", RawSize: 8, Flags: object.FlagNoInstantiate,
		Doc:  "One of the standard streams: text, encoded as UTF-8.",
		Dict: true,
		Slots: object.Slots{
			Repr: func(t *Thread, r Ref) Value {
				s := get(t, r)
				mode := "w"
				if s.in != nil {
					mode = "r"
				}
				return t.NewStr("<_io.TextIOWrapper name='" + s.name + "' mode='" + mode + "' encoding='utf-8'>")
			},
			Iter: func(t *Thread, r Ref) Value { return r.V() },
			Next: func(t *Thread, r Ref) Value {
				line := get(t, r).readLine(t, -1)
				if line == heap.Null || object.StrLen(line) == 0 {
					return heap.Null
				}
				return line
			},
		},
		Methods: []object.MethodDef{
			{Name: "write", Sig: "($self, text, /)", Doc: "Write a str; its length is returned.", Fn: func(t *Thread, a Args) Value {
				if !t.RT.IsStr(a.At(1).V()) {
					return t.TypeErrorf("write() argument must be str, not %s", t.TypeName(a.At(1).V()))
				}
				if !get(t, a.At(0)).write(t, a.At(1)) {
					return heap.Null
				}
				return heap.SmallInt(int64(object.StrLen(a.At(1).V())))
			}},
			{Name: "writelines", Sig: "($self, lines, /)", Doc: "Write all strs of an iterable.", Fn: func(t *Thread, a Args) Value {
				it := t.Push(t.Iter(a.At(1)))
				if it.V() == heap.Null {
					return heap.Null
				}
				line := t.PushN(1)
				for {
					v := t.Next(it)
					if v == heap.Null {
						if t.Pending() {
							return v
						}
						return heap.None
					}
					line.Set(v)
					if !t.RT.IsStr(v) {
						return t.TypeErrorf("write() argument must be str, not %s", t.TypeName(v))
					}
					if !get(t, a.At(0)).write(t, line) {
						return heap.Null
					}
				}
			}},
			{Name: "flush", Sig: "($self, /)", Doc: "Write out what is buffered.", Fn: func(t *Thread, a Args) Value {
				if !get(t, a.At(0)).flush(t) {
					return heap.Null
				}
				return heap.None
			}},
			{Name: "read", Sig: "($self, size=-1, /)", Doc: "Read at most size characters, by default all.", Fn: func(t *Thread, a Args) Value {
				n, ok := limit(t, a.At(1))
				if !ok {
					return heap.Null
				}
				return get(t, a.At(0)).read(t, n)
			}},
			{Name: "readline", Sig: "($self, size=-1, /)", Doc: "Read a line, or size characters of it.", Fn: func(t *Thread, a Args) Value {
				n, ok := limit(t, a.At(1))
				if !ok {
					return heap.Null
				}
				return get(t, a.At(0)).readLine(t, n)
			}},
			{Name: "readlines", Sig: "($self, hint=-1, /)", Doc: "Read all lines, or so many that they have hint characters.", Fn: func(t *Thread, a Args) Value {
				n, ok := limit(t, a.At(1))
				if !ok {
					return heap.Null
				}
				list := t.Push(t.NewList(0))
				line := t.PushN(1)
				for got := 0; list.V() != heap.Null && (n <= 0 || got < n); {
					v := get(t, a.At(0)).readLine(t, -1)
					if v == heap.Null {
						return v
					}
					line.Set(v)
					if object.StrLen(v) == 0 {
						break
					}
					got += object.StrLen(v)
					if !t.ListAppend(list, line) {
						return heap.Null
					}
				}
				return list.V()
			}},
			{Name: "isatty", Sig: "($self, /)", Doc: "Is the stream a terminal?", Fn: answer(func(s *stream) bool { return s.tty })},
			{Name: "fileno", Sig: "($self, /)", Doc: "The number of the file.", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(get(t, a.At(0)).fd)) }},
			{Name: "readable", Sig: "($self, /)", Doc: "Can the stream be read?", Fn: answer(func(s *stream) bool { return s.in != nil })},
			{Name: "writable", Sig: "($self, /)", Doc: "Can the stream be written?", Fn: answer(func(s *stream) bool { return s.out != nil })},
			{Name: "seekable", Sig: "($self, /)", Doc: "No.", Fn: answer(func(s *stream) bool { return false })},
		},
		GetSets: []object.GetSetDef{
			{Name: "name", Get: func(t *Thread, r Ref) Value { return t.NewStr(get(t, r).name) }},
			{Name: "encoding", Get: func(t *Thread, r Ref) Value { return t.NewStr("utf-8") }},
			{Name: "errors", Get: func(t *Thread, r Ref) Value { return t.NewStr(get(t, r).errors) }},
			{Name: "closed", Get: func(t *Thread, r Ref) Value { return heap.False }},
			{Name: "line_buffering", Get: func(t *Thread, r Ref) Value { s := get(t, r); return heap.Bool(s.tty || s.eager) }},
			{Name: "newlines", Get: func(t *Thread, r Ref) Value { return heap.None }},
		},
	})
	return in.streamType != nil
}

// sysStream is sys.stdin and the like. Null: exception pending, which says that caller
// lost it.
func (in *Interp) sysStream(t *Thread, name, caller string) Value {
	v, ok := t.GetAttrOpt(in.sys, t.RT.Name(name))
	if ok && (v == heap.Null || v == heap.None) {
		return t.RuntimeErrorf("%slost sys.%s", caller, name)
	}
	return v
}

// builtinInput is input(): the prompt goes to sys.stdout, the line comes from sys.stdin.
func (in *Interp) builtinInput(t *Thread, a Args) Value {
	src, dst := t.Push(in.sysStream(t, "stdin", "input(): ")), t.PushN(1)
	if src.V() == heap.Null {
		return heap.Null
	}
	if dst.Set(in.sysStream(t, "stdout", "input(): ")); dst.V() == heap.Null {
		return heap.Null
	}
	in.stderr.Flush()
	prompt := t.Push(t.Str(a.At(0)))
	if prompt.V() == heap.Null || t.CallMethod(dst, t.RT.Name("write"), prompt) == heap.Null ||
		t.CallMethod(dst, t.RT.Name("flush")) == heap.Null {
		return heap.Null
	}
	v := t.CallMethod(src, t.RT.Name("readline"))
	if v == heap.Null {
		return v
	}
	if !t.RT.IsStr(v) {
		return t.TypeErrorf("object.readline() returned non-string")
	}
	line := object.GoStr(v)
	if line == "" {
		return t.Errorf(t.RT.Exc.EOFError, "EOF when reading a line")
	}
	if line[len(line)-1] == '\n' {
		line = line[:len(line)-1]
	}
	return t.NewStr(line)
}
