package modules

import (
	"errors"
	"syscall"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// RaiseOS raises the OSError for an error of a system call, with up to two file names,
// and returns Null. An error of Go's that has no number becomes an OSError with its text.
func RaiseOS(t *Thread, err error, names ...Ref) Value {
	defer t.Pop(t.Top())
	var no syscall.Errno
	if !errors.As(err, &no) {
		return t.Errorf(t.RT.Exc.OSError, "%v", err)
	}
	args := t.PushN(5)
	args.Set(heap.SmallInt(int64(no)))
	args.At(1).Set(t.RT.Intern(object.Strerror(no)).V())
	n := 2
	if len(names) > 0 {
		args.At(2).Set(names[0].V())
		n = 3
	}
	if len(names) > 1 {
		args.At(3).Set(heap.None)
		args.At(4).Set(names[1].V())
		n = 5
	}
	v := t.Call(t.RT.Exc.OSError.Obj, object.MakeArgs(args, n, Ref{}))
	if v != heap.Null {
		t.SetExc(t.Push(v))
	}
	return heap.Null
}

// FSPath is os.fspath: a str or a bytes as it is, of other objects what their
// __fspath__ gives.
func FSPath(t *Thread, r Ref) Value {
	if v := r.V(); t.RT.IsStr(v) || t.RT.IsBytes(v) {
		return v
	}
	defer t.Pop(t.Top())
	v, found := t.CallSpecial(r, t.RT.Name("__fspath__"))
	switch {
	case !found:
		return t.TypeErrorf("expected str, bytes or os.PathLike object, not %s", t.TypeName(r.V()))
	case v != heap.Null && !t.RT.IsStr(v) && !t.RT.IsBytes(v):
		return t.TypeErrorf("expected %s.__fspath__() to return str or bytes, not %s", t.TypeName(r.V()), t.TypeName(v))
	}
	return v
}

// FSEncode returns what the operating system calls the file with the name r, a str or a
// bytes. false: exception pending.
func FSEncode(t *Thread, r Ref) (string, bool) {
	defer t.Pop(t.Top())
	name := ""
	switch {
	case t.RT.IsBytes(r.V()):
		name = string(object.BytesOf(r.V()))
	case object.StrHasSurrogates(r.V()):
		v := t.Encode(r, "utf-8", "surrogateescape")
		if v == heap.Null {
			return "", false
		}
		name = string(object.BytesOf(v))
	default:
		name = object.GoStr(r.V())
	}
	for i := range len(name) {
		if name[i] == 0 {
			t.ValueErrorf("embedded null byte")
			return "", false
		}
	}
	return name, true
}
