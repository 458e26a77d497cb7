package python

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// stream is the Go side of one of the three standard streams; streamtype.go has the
// Python object.
type stream struct {
	name string
	out  *bufio.Writer
	in   *bufio.Reader
	fd   int
	tty  bool
	// eager: every write goes out at once.
	eager bool
	// errors is what becomes of a lone surrogate, which UTF-8 cannot say.
	errors string
}

func (in *Interp) openStreams() {
	in.stdout = bufio.NewWriterSize(in.cfg.Stdout, 8192)
	in.stderr = bufio.NewWriterSize(in.cfg.Stderr, 1024)
	src := in.cfg.Stdin
	if f, ok := src.(*os.File); ok {
		src = &interruptibleReader{in: in, f: f}
	}
	in.stdin = bufio.NewReader(src) // no newline is translated, as on CPython for Unix
	in.streams = [3]*stream{
		{name: "<stdin>", in: in.stdin, fd: 0, tty: isTerminal(in.cfg.Stdin), errors: "strict"},
		{name: "<stdout>", out: in.stdout, fd: 1, tty: isTerminal(in.cfg.Stdout), errors: "strict"},
		{name: "<stderr>", out: in.stderr, fd: 2, tty: isTerminal(in.cfg.Stderr), eager: true, errors: "backslashreplace"},
	}
}

func isTerminal(s any) bool {
	f, ok := s.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

// write writes a str. False: exception pending.
func (s *stream) write(t *Thread, text Ref) bool {
	if s.out == nil {
		t.Errorf(t.RT.Exc.ValueError, "not writable")
		return false
	}
	b := []byte(object.StrBytes(text.V()))
	if object.StrHasSurrogates(text.V()) {
		v := t.Encode(text, "utf-8", s.errors)
		if v == heap.Null {
			return false
		}
		b = object.BytesOf(v)
	}
	// The view is copied into the buffer before anything can move.
	_, err := s.out.Write(b)
	if err == nil && (s.eager || s.tty && bytes.IndexByte(b, '\n') >= 0) {
		err = s.out.Flush()
	}
	return err == nil || raiseOS(t, err)
}

// flush writes out what is buffered. False: exception pending.
func (s *stream) flush(t *Thread) bool {
	if s.out == nil {
		return true
	}
	err := s.out.Flush() // what is not written stays, and the error comes up again
	return err == nil || raiseOS(t, err)
}

// read reads n characters, all for n < 0. Null: exception pending.
func (s *stream) read(t *Thread, n int) Value {
	if s.in == nil {
		return t.ValueErrorf("not readable")
	}
	var b []byte
	var err error
	if n < 0 {
		b, err = io.ReadAll(s.in)
	} else {
		for ; n > 0 && err == nil; n-- {
			var c []byte
			c, err = s.char()
			b = append(b, c...)
		}
	}
	return s.decoded(t, b, err)
}

// char reads the bytes of one character, or what begins like one.
func (s *stream) char() ([]byte, error) {
	first, err := s.in.Peek(1)
	if err != nil {
		return nil, err
	}
	n := 1
	if first[0] >= utf8.RuneSelf {
		if b, _ := s.in.Peek(utf8.UTFMax); utf8.FullRune(b) {
			_, n = utf8.DecodeRune(b)
		}
	}
	b := make([]byte, n)
	_, err = io.ReadFull(s.in, b)
	return b, err
}

// readLine reads a line with its newline, at most n characters of it if n is not
// negative; an empty str at the end of the input.
func (s *stream) readLine(t *Thread, n int) Value {
	if s.in == nil {
		return t.ValueErrorf("not readable")
	}
	if n < 0 {
		b, err := s.in.ReadBytes('\n')
		return s.decoded(t, b, err)
	}
	var b []byte
	var err error
	for ; n > 0 && err == nil && !bytes.HasSuffix(b, []byte{'\n'}); n-- {
		var c []byte
		c, err = s.char()
		b = append(b, c...)
	}
	return s.decoded(t, b, err)
}

// decoded makes a str of what was read, or raises why nothing was.
func (s *stream) decoded(t *Thread, b []byte, err error) Value {
	switch {
	case err == errInterruptedRead:
		if vm.Of(t).VM().Pending(t) {
			return t.NewStr("")
		}
		return heap.Null
	case err != nil && err != io.EOF:
		raiseOS(t, err)
		return heap.Null
	}
	return t.DecodeBytes(b, "utf-8", s.errors)
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

// errInterruptedRead is the error of a read that Ctrl-C ended.
var errInterruptedRead = errors.New("interrupted")

// interruptibleReader reads a file on a goroutine of its own, so that Ctrl-C can end
// the waiting. The goroutine then waits on; what it gets is for the next Read.
type interruptibleReader struct {
	in      *Interp
	f       *os.File
	waiting bool
	results chan readResult
	left    []byte // read, and not given out
}

type readResult struct {
	b   []byte
	err error
}

func (r *interruptibleReader) Read(p []byte) (int, error) {
	if len(r.left) > 0 {
		n := copy(p, r.left)
		r.left = r.left[n:]
		return n, nil
	}
	if r.results == nil {
		r.results = make(chan readResult, 1)
	}
	if !r.waiting {
		r.waiting = true
		go func(n int) {
			b := make([]byte, n)
			n, err := r.f.Read(b)
			r.results <- readResult{b[:n], err}
		}(len(p))
	}
	t := r.in.RT.Holder()
	var signal <-chan struct{}
	if r.in.IsMain(t) {
		signal = r.in.signals.Woken
	}
	for {
		var res readResult
		t.Block(func() {
			select {
			case res = <-r.results:
				r.waiting = false
			case <-signal:
			}
		})
		if !r.waiting {
			n := copy(p, res.b)
			r.left = res.b[n:]
			return n, res.err
		}
		if r.in.signals.Pending() {
			return 0, errInterruptedRead
		}
	}
}
