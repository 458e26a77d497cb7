package files

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules/posix"
)

// open, which puts the layers together, and the standard streams.

const openSig = "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"

const openDoc = "Opens a file: by its name, or by the number of an open one.\n\n" +
	"mode: r to read, w to write a file anew, x to write a file that must not exist, a to\nwrite at the end; + for both reading and writing; b for bytes, t (the default) for text.\n" +
	"buffering: 0 for none (bytes only), 1 for lines (text only), else the size of the\nbuffer; -1 chooses: lines for a terminal, else the block size of the file.\n" +
	"encoding, errors, newline: as TextIOWrapper's.\n" +
	"closefd=False: close() leaves the number open. opener: opens the file, given its name\nand flags."

// modeError says what is wrong with a mode; "" is nothing.
func modeError(t *Thread, mode Ref) (s string, ok bool) {
	text := object.GoStr(mode.V())
	seen := map[rune]bool{}
	for _, c := range text {
		if !strings.ContainsRune("rwxa+bt", c) || seen[c] {
			r := t.Repr(mode)
			if r != heap.Null {
				t.ValueErrorf("invalid mode: %s", object.GoStr(r))
			}
			return "", false
		}
		seen[c] = true
	}
	kinds := 0
	for _, c := range "rwxa" {
		if seen[c] {
			kinds++
		}
	}
	switch {
	case seen['b'] && seen['t']:
		t.ValueErrorf("can't have text and binary mode at once")
	case kinds > 1:
		t.ValueErrorf("must have exactly one of create/read/write/append mode")
	default:
		return text, true
	}
	return "", false
}

// Open is open().
func (x *IO) Open(t *Thread, a Args) Value {
	if !x.Ready(t) {
		return heap.Null
	}
	file, mode, encoding, errors, newline := t.Push(a.At(0).V()), a.At(1), a.At(3), a.At(4), a.At(5)
	if !t.RT.IsInt(file.V()) && !t.RT.IsStr(file.V()) && !t.RT.IsBytes(file.V()) {
		v := fspath(t, file)
		if v == heap.Null {
			return v
		}
		file.Set(v)
	}
	if !t.RT.IsStr(mode.V()) {
		return t.TypeErrorf("open() argument 'mode' must be str, not %s", t.TypeName(mode.V()))
	}
	buffering, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	for i, r := range []Ref{encoding, errors, newline} {
		if _, ok := textArg(t, r, "open", []string{"encoding", "errors", "newline"}[i], ""); !ok {
			return heap.Null
		}
	}
	text, ok := modeError(t, mode)
	if !ok {
		return heap.Null
	}
	binary := strings.Contains(text, "b")
	if binary {
		for i, r := range []Ref{encoding, errors, newline} {
			if r.V() != heap.None {
				return t.ValueErrorf("binary mode doesn't take %s argument", []string{"an encoding", "an errors", "a newline"}[i])
			}
		}
		if buffering == 1 && !t.Warn(t.RT.Exc.RuntimeWarning, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used") {
			return heap.Null
		}
	}
	rawMode := t.Push(t.NewStr(strings.Replace(strings.Replace(text, "t", "", 1), "b", "", 1)))
	if rawMode.V() == heap.Null {
		return heap.Null
	}
	raw := t.Push(t.CallN(x.file.Obj, file, rawMode, a.At(6), a.At(7)))
	if raw.V() == heap.Null {
		return heap.Null
	}
	res := t.Push(raw.V())
	if !x.dress(t, res, text, binary, buffering, a) {
		chained(t, func() { call(t, res, nmClose) })
		return heap.Null
	}
	return res.V()
}

func fspath(t *Thread, r Ref) Value {
	v, found := t.CallSpecial(r, t.RT.Name("__fspath__"))
	switch {
	case !found:
		return t.TypeErrorf("expected str, bytes or os.PathLike object, not %s", t.TypeName(r.V()))
	case v != heap.Null && !t.RT.IsStr(v) && !t.RT.IsBytes(v):
		return t.TypeErrorf("expected %s.__fspath__() to return str or bytes, not %s", t.TypeName(r.V()), t.TypeName(v))
	}
	return v
}

// dress puts the layers that open was asked for upon the raw file in res, which the outermost
// one takes the place of. false: exception pending.
func (x *IO) dress(t *Thread, res Ref, mode string, binary bool, buffering int, a Args) bool {
	terminal := fileOf(res).fd >= 0 && posix.IsTerminal(int(fileOf(res).fd))
	line := buffering == 1 || buffering < 0 && terminal
	if line {
		buffering = -1
	}
	if buffering < 0 {
		buffering = int(fileOf(res).blksize)
	}
	if buffering == 0 {
		if !binary {
			t.ValueErrorf("can't have unbuffered text I/O")
		}
		return binary
	}
	typ := x.reader
	switch {
	case strings.Contains(mode, "+"):
		typ = x.random
	case strings.ContainsAny(mode, "wxa"):
		typ = x.writer
	}
	v := t.CallN(typ.Obj, res, x.small(t, buffering))
	if v == heap.Null {
		return false
	}
	res.Set(v)
	if binary {
		return true
	}
	lines := t.Push(heap.Bool(line))
	if v = t.CallN(x.text.Obj, res, a.At(3), a.At(4), a.At(5), lines); v == heap.Null {
		return false
	}
	res.Set(v)
	return t.SetAttr(res, t.RT.NameRef(nmMode), a.At(1))
}

func (x *IO) openCode(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("open_code() argument 'path' must be str, not %s", t.TypeName(a.At(0).V()))
	}
	args := t.PushN(8)
	args.Set(a.At(0).V())
	args.At(1).Set(t.RT.Name("rb").V())
	args.At(2).Set(heap.SmallInt(-1))
	for i := 3; i < 8; i++ {
		args.At(i).Set(heap.None)
	}
	args.At(6).Set(heap.True)
	return x.Open(t, object.MakeArgs(args, 8, Ref{}))
}

func textEncoding(t *Thread, a Args) Value {
	if a.At(0).V() == heap.None {
		return t.NewStr("locale")
	}
	return a.At(0).V()
}

// streamNames are the names of the standard streams, by number.
var streamNames = [3]string{"<stdin>", "<stdout>", "<stderr>"}

// Standard makes a standard stream, 0 to 2: None where the system's file is closed. Null:
// exception pending.
func (x *IO) Standard(t *Thread, n int) Value {
	defer t.Pop(t.Top())
	if !x.Ready(t) {
		return heap.Null
	}
	raw, terminal := t.Push(heap.Null), false
	if f := x.in.Stream(n).File(); f != nil {
		fd := int(f.Fd())
		mode := "wb"
		if n == 0 {
			mode = "rb"
		}
		raw.Set(t.CallN(x.file.Obj, x.small(t, fd), t.Push(t.RT.Name(mode).V()), t.Push(heap.False)))
		if raw.V() == heap.Null {
			if t.ExcMatches(t.RT.Exc.OSError) {
				t.ClearExc()
				return heap.None
			}
			return heap.Null
		}
		if !t.SetAttr(raw, t.RT.NameRef(nmName), t.Push(t.RT.Name(streamNames[n]).V())) {
			return heap.Null
		}
		terminal = posix.IsTerminal(fd)
	} else {
		raw.Set(t.NewInstance(x.host))
		if raw.V() == heap.Null {
			return heap.Null
		}
		hostOf(raw).stream = uint64(n)
	}
	typ, mode, errors := x.writer, "w", "strict"
	switch n {
	case 0:
		typ, mode = x.reader, "r"
	case 2:
		errors = "backslashreplace"
	}
	buffer, through := raw, t.Push(heap.Bool(x.in.Stream(n).Unbuffered))
	if through.V() == heap.False {
		if buffer = t.Push(t.CallN(typ.Obj, raw)); buffer.V() == heap.Null {
			return heap.Null
		}
	}
	line := t.Push(heap.Bool(terminal || n == 2))
	text := t.Push(t.CallN(x.text.Obj, buffer, t.Push(t.RT.Name("utf-8").V()), t.Push(t.RT.Name(errors).V()), t.Push(t.RT.Name("\n").V()), line, through))
	if text.V() == heap.Null || !t.SetAttr(text, t.RT.NameRef(nmMode), t.Push(t.RT.Name(mode).V())) {
		return heap.Null
	}
	for _, layer := range []Ref{raw, buffer, text} {
		setFlags(layer, flagKeep)
	}
	return text.V()
}
