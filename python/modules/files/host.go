package files

import (
	"io"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// A hostStream is a raw file over a reader or writer of the program that runs the
// interpreter: a standard stream that is no file of the system.

// hostState is its raw part.
type hostState struct {
	flags  uint64
	stream uint64 // which of the three
}

const hostRaw = 16

func hostOf(r Ref) *hostState { return (*hostState)(r.V().Addr().Raw(0)) }

func (x *IO) defineHost(t *Thread) bool {
	stream := func(r Ref) modules.Stream { return x.in.Stream(int(hostOf(r).stream)) }
	closed := func(t *Thread, r Ref) bool {
		yes, ok := baseClosed(t, r)
		if yes {
			t.ValueErrorf("I/O operation on closed file")
		}
		return yes || !ok
	}
	x.host = t.NewBuiltinType(object.TypeDef{Name: "_HostStream", Module: "_io", Base: x.rawBase, Flags: object.FlagNoInstantiate, RawSize: hostRaw,
		Doc: "A standard stream that is no file of the system.",
		Methods: []object.MethodDef{
			{Name: "readable", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.Bool(stream(a.At(0)).In != nil) }},
			{Name: "writable", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return heap.Bool(stream(a.At(0)).Out != nil) }},
			{Name: "readinto", Sig: "($self, buffer, /)", Fn: func(t *Thread, a Args) Value {
				if closed(t, a.At(0)) {
					return heap.Null
				}
				into, ok := t.WriteBytes(a.At(1), needWritable("readinto"))
				if !ok {
					return heap.Null
				}
				defer into.Release(t)
				return count(t, func() (int, transfer) { return x.hostRead(t, stream(a.At(0)), into.Bytes()) })
			}},
			{Name: "write", Sig: "($self, data, /)", Fn: func(t *Thread, a Args) Value {
				if closed(t, a.At(0)) {
					return heap.Null
				}
				data, ok := t.CopyBuffer(a.At(1))
				if !ok {
					return heap.Null
				}
				return count(t, func() (int, transfer) { return x.hostWrite(t, stream(a.At(0)), data) })
			}},
		},
		GetSets: []object.GetSetDef{{Name: "name", Get: func(t *Thread, r Ref) Value {
			return t.NewStr(streamNames[hostOf(r).stream])
		}}, {Name: "mode", Get: func(t *Thread, r Ref) Value {
			if stream(r).In != nil {
				return t.NewStr("rb")
			}
			return t.NewStr("wb")
		}}}})
	return x.host != nil
}

func (x *IO) hostRead(t *Thread, s modules.Stream, p []byte) (int, transfer) {
	if s.In == nil {
		x.refuse(t, "File not open for reading")
		return 0, raised
	}
	n, err := s.In.Read(p)
	if n > 0 || err == io.EOF || err == nil {
		return n, done
	}
	modules.RaiseOS(t, err)
	return 0, raised
}

func (x *IO) hostWrite(t *Thread, s modules.Stream, p []byte) (int, transfer) {
	if s.Out == nil {
		x.refuse(t, "File not open for writing")
		return 0, raised
	}
	n, err := s.Out.Write(p)
	if err != nil && n == 0 && len(p) > 0 {
		modules.RaiseOS(t, err)
		return 0, raised
	}
	return n, done
}
