package python

import (
	"bufio"
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// stream is one of the three standard streams: a Go object under a Python one
// that has the methods of a text file.
type stream struct {
	name string
	out  *bufio.Writer
	in   *bufio.Reader
	fd   int
	tty  bool
}

// write writes text; lone surrogates are written as backslash escapes, as the
// standard streams' error handler does.
func (s *stream) write(t *Thread, b heap.RawBytes) bool {
	if s.out == nil {
		t.Errorf(t.RT.Exc.ValueError, "not writable")
		return false
	}
	// The view is copied into the buffer before anything can move.
	_, err := s.out.Write(b)
	if err == nil && (s.tty || s.fd == 2) {
		err = s.out.Flush()
	}
	return err == nil || raiseOS(t, err)
}

func (in *Interp) openStreams() {
	in.stdout = bufio.NewWriterSize(in.cfg.Stdout, 8192)
	in.stderr = bufio.NewWriterSize(in.cfg.Stderr, 1024)
	in.stdin = bufio.NewReader(in.cfg.Stdin)
	in.streams = [3]*stream{
		{name: "<stdin>", in: in.stdin, fd: 0},
		{name: "<stdout>", out: in.stdout, fd: 1, tty: isTerminal(in.cfg.Stdout)},
		{name: "<stderr>", out: in.stderr, fd: 2},
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// Flush writes out what the standard streams hold. The error is standard
// output's.
func (in *Interp) Flush() error {
	in.stderr.Flush()
	return in.stdout.Flush()
}

// raiseOS raises the OSError for an error of Go's, and returns false.
func raiseOS(t *Thread, err error) bool {
	var no syscall.Errno
	if !errors.As(err, &no) {
		t.Errorf(t.RT.Exc.OSError, "%v", err)
		return false
	}
	args := t.PushN(2)
	args.Set(heap.SmallInt(int64(no)))
	args.At(1).Set(t.NewStr(object.Strerror(no)))
	if args.At(1).V() != heap.Null {
		t.Raise(t.RT.Exc.OSError, args, args.At(1))
	}
	return false
}

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

func (in *Interp) defineStreams(t *Thread) bool {
	get := func(t *Thread, r Ref) *stream { return in.standardStream(t, r.V()) }
	in.streamType = t.NewBuiltinType(object.TypeDef{Name: "TextIOWrapper", Module: "_io", RawSize: 8, Flags: object.FlagNoInstantiate,
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
				line := get(t, r).readLine()
				if line == "" {
					return heap.Null
				}
				return t.NewStr(line)
			},
		},
		Methods: []object.MethodDef{
			{Name: "write", Sig: "($self, text, /)", Fn: func(t *Thread, a Args) Value {
				v := a.At(1).V()
				if !t.RT.IsStr(v) {
					return t.TypeErrorf("write() argument must be str, not %s", t.TypeName(v))
				}
				n := object.StrLen(v)
				if !get(t, a.At(0)).write(t, object.StrBytes(v)) {
					return heap.Null
				}
				return heap.SmallInt(int64(n))
			}},
			{Name: "writelines", Sig: "($self, lines, /)", Fn: func(t *Thread, a Args) Value {
				it := t.Push(t.Iter(a.At(1)))
				if it.V() == heap.Null {
					return heap.Null
				}
				for {
					v := t.Next(it)
					if v == heap.Null {
						if t.Pending() {
							return v
						}
						return heap.None
					}
					if !t.RT.IsStr(v) {
						return t.TypeErrorf("write() argument must be str, not %s", t.TypeName(v))
					}
					if !get(t, a.At(0)).write(t, object.StrBytes(v)) {
						return heap.Null
					}
				}
			}},
			{Name: "flush", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				if s := get(t, a.At(0)); s.out != nil {
					if err := s.out.Flush(); err != nil {
						raiseOS(t, err)
						return heap.Null
					}
				}
				return heap.None
			}},
			{Name: "read", Sig: "($self, size=-1, /)", Fn: func(t *Thread, a Args) Value {
				s := get(t, a.At(0))
				if s.in == nil {
					return t.ValueErrorf("not readable")
				}
				b, err := io.ReadAll(s.in)
				if err != nil {
					raiseOS(t, err)
					return heap.Null
				}
				return t.NewStr(string(b))
			}},
			{Name: "readline", Sig: "($self, size=-1, /)", Fn: func(t *Thread, a Args) Value {
				s := get(t, a.At(0))
				if s.in == nil {
					return t.ValueErrorf("not readable")
				}
				return t.NewStr(s.readLine())
			}},
			{Name: "isatty", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.Bool(get(t, a.At(0)).tty) }},
			{Name: "fileno", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.SmallInt(int64(get(t, a.At(0)).fd)) }},
			{Name: "readable", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.Bool(get(t, a.At(0)).in != nil) }},
			{Name: "writable", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.Bool(get(t, a.At(0)).out != nil) }},
		},
		GetSets: []object.GetSetDef{
			{Name: "name", Get: func(t *Thread, r Ref) Value { return t.NewStr(get(t, r).name) }},
			{Name: "encoding", Get: func(t *Thread, r Ref) Value { return t.NewStr("utf-8") }},
			{Name: "errors", Get: func(t *Thread, r Ref) Value { return t.NewStr("strict") }},
			{Name: "closed", Get: func(t *Thread, r Ref) Value { return heap.False }},
		},
	})
	return in.streamType != nil
}

func (s *stream) readLine() string {
	line, _ := s.in.ReadString('\n')
	return line
}

// newStream makes the Python object of a standard stream.
func (in *Interp) newStream(t *Thread, number int) Value {
	v := t.NewInstance(in.streamType)
	if v != heap.Null {
		v.Addr().SetWord64(streamNumber, uint64(number))
	}
	return v
}
