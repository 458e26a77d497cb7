package vm

import (
	"strconv"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Frame objects: what Python code sees of a frame. A frame has one only when
// somebody asks, sys._getframe or a traceback; until then it costs nothing, and
// a frame that returns without one does not look further than its kind.
//
// An object and its frame know each other: the object's raw word frLive points to
// the frame (frames never move and are never freed), the frame's root slot obj holds the
// object. When the frame ends (settle), the object takes its variables, its
// position and, as f_back, the caller's object, which is made for it: so the
// objects of a traceback outlive their frames, and form the chain that was. (A
// generator has no caller when it does not run.)
//
// A generator's frame comes and goes while the object is the same: it is kept
// by the generator (genFrame), and the object finds the variables of a
// suspended one through it (frGen).

// The references of a frame object.
const (
	frCode      = iota
	frGlobals   // dict
	frBack      // the caller's frame object once the frame has ended, or Null
	frSlots     // array of the frame's slots once it has ended, or Null
	frLocals    // the dict f_locals of a function, which stays the same; or Null
	frGenerator // whose frame it is, while that is not finished, or Null
	frTrace     // f_trace, or Null
	frRefs
)

// The raw words of a frame object.
const (
	frLive   = 0  // address of the running frame, or 0
	frIP     = 8  // index of the next instruction when the frame does not run
	frQuiet  = 16 // bit 0: not f_trace_lines, bit 1: f_trace_opcodes
	frRawEnd = 24
)

// liveFrame returns the running frame of a frame object, or nil.
func liveFrame(obj Value) *frame {
	return *(**frame)(obj.Addr().Raw(frLive))
}

// newFrame makes a frame object of code k of a function with these globals.
func (x *Exec) newFrame(codeObj, globals Ref) Value {
	t := x.t
	o := t.Alloc(object.IdxFrame, frRefs, frRawEnd)
	if o != heap.Null {
		t.Store(o, frCode, codeObj.V())
		t.Store(o, frGlobals, globals.V())
	}
	return o
}

// newFrameOf makes a frame object of function fn, running code k.
func (x *Exec) newFrameOf(fn Ref, k *Code) Value {
	defer x.t.Pop(x.t.Top())
	return x.newFrame(x.t.Push(x.vm.codeObject(k, fn.V())), x.t.Push(fn.V().Addr().Ref(fnGlobals)))
}

// frameObject returns the object of a running frame. Null: exception pending.
func (x *Exec) frameObject(f *frame) Value {
	if f.kind&observedFrame != 0 {
		return f.obj.V()
	}
	o := x.newFrameOf(f.function(), f.code)
	if o == heap.Null {
		return o
	}
	if f.kind&genFrame != 0 {
		x.t.Store(o, frGenerator, f.generator())
		x.t.Store(f.generator(), genFrameObj, o)
	}
	x.observe(f, o)
	return o
}

// observe ties a frame object to its running frame (no safepoint).
func (x *Exec) observe(f *frame, o Value) {
	if f.obj.IsNil() {
		f.obj = x.vm.RT.Heap.NewRoot()
	}
	f.obj.Set(o)
	f.kind |= observedFrame
	*(**frame)(o.Addr().Raw(frLive)) = f
}

// part unties the innermost frame from its object, which remembers where it was
// (no safepoint).
func (x *Exec) part(f *frame) {
	o := f.obj.V().Addr()
	o.SetWord64(frIP, uint64(f.code.index(f.ip)))
	o.SetWord64(frLive, 0)
	f.obj.Set(heap.Null)
	f.kind &^= observedFrame
}

// settle ends the object of the innermost frame, which is about to end: it
// takes what it will be asked for. Without memory for that it has no variables
// and no caller; a pending exception stays.
func (x *Exec) settle(f *frame) {
	t := x.t
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	if f.outer != nil && f.kind&genFrame == 0 {
		if b := x.frameObject(f.outer); b != heap.Null {
			t.Store(f.obj.V(), frBack, b)
		}
	}
	if arr := t.Alloc(object.IdxArray, f.code.nslots, 0); arr != heap.Null {
		t.StoreRange(arr, 0, unsafe.Slice(slot(f.base, 0), f.code.nslots))
		t.Store(f.obj.V(), frSlots, arr)
	}
	t.Store(f.obj.V(), frGenerator, heap.Null)
	o := f.obj.V()
	x.part(f)
	if exc.V() != heap.Null {
		// Where the exception left the frame, not where it was raised again.
		if i, ok := t.TracebackAt(exc.V(), o); ok {
			o.Addr().SetWord64(frIP, uint64(i/4+1))
		}
	}
	t.RestoreExc(exc.V())
}

// frameCode returns the code of a frame object.
func (vm *VM) frameCode(o Value) *Code { return vm.CodeOf(o.Addr().Ref(frCode)) }

// frameSlots returns the slots of a frame object's variables; nil: it has none
// any more.
func (vm *VM) frameSlots(o Value) []Value {
	n := vm.frameCode(o).nslots
	if f := liveFrame(o); f != nil {
		return unsafe.Slice(slot(f.base, 0), n)
	}
	arr := o.Addr().Ref(frSlots)
	if g := o.Addr().Ref(frGenerator); g != heap.Null {
		arr = g.Addr().Ref(genSlots)
	}
	if arr == heap.Null {
		return nil
	}
	return arr.Addr().Refs()[:n]
}

// frameIP returns the index of a frame object's next instruction.
func (vm *VM) frameIP(o Value) int {
	if f := liveFrame(o); f != nil {
		return f.code.index(f.ip)
	}
	if g := o.Addr().Ref(frGenerator); g != heap.Null {
		return int(g.Addr().Word64(genIP))
	}
	return int(o.Addr().Word64(frIP))
}

// frameLocals is f_locals: the namespace of module and class code; of a function a
// dict that is brought up to date with each request and otherwise left to the
// program, as CPython 3.11 has it. Null: exception pending.
func (x *Exec) frameLocals(o Ref) Value {
	t, k := x.t, x.vm.frameCode(o.V())
	slots := func() []Value { return x.vm.frameSlots(o.V()) }
	if k.C.Flags&codeNameSpace != 0 {
		if s := slots(); s != nil && s[0] != heap.Null {
			return s[0]
		}
	}
	if o.V().Addr().Ref(frLocals) == heap.Null {
		d := t.NewDict()
		if d == heap.Null {
			return d
		}
		t.Store(o.V(), frLocals, d)
	}
	defer t.Pop(t.Top())
	d, v := t.Push(o.V().Addr().Ref(frLocals)), t.Push(heap.Null)
	for i := 0; i < k.nslots; i++ {
		v.Set(heap.Null)
		if s := slots(); s != nil {
			v.Set(s[i])
		}
		if i >= k.nlocals {
			if v.V() == heap.Null {
				continue // the function has not begun
			}
			v.Set(cellContent(v.V()))
		}
		ok := true
		if v.V() != heap.Null {
			ok = t.DictSet(d, k.locals[i], v)
		} else if i >= k.nlocals || !k.isCell(i) {
			_, ok = t.DictDel(d, k.locals[i])
		}
		if !ok {
			return heap.Null
		}
	}
	return d.V()
}

// isCell says that local i lives in a cell.
func (k *Code) isCell(i int) bool {
	for _, c := range k.C.Cells {
		if c == k.C.Locals[i] {
			return true
		}
	}
	return false
}

// frameClear is frame.clear().
func frameClear(t *Thread, args Args) Value {
	o := args.At(0)
	if liveFrame(o.V()) != nil {
		return t.RuntimeErrorf("cannot clear an executing frame")
	}
	if g := o.V().Addr().Ref(frGenerator); g != heap.Null {
		if !genCloseRef(t, t.Push(g)) {
			t.WriteUnraisable(o)
		}
		return heap.None
	}
	t.Store(o.V(), frSlots, heap.Null)
	t.Store(o.V(), frTrace, heap.Null)
	return heap.None
}

func frameDef(vm *VM) object.TypeDef {
	attr := func(name string, get func(x *Exec, o Ref) Value) object.GetSetDef {
		return object.GetSetDef{Name: name, Get: func(t *Thread, o Ref) Value { return get(exec(t), o) }}
	}
	trace := attr("f_trace", func(x *Exec, o Ref) Value { return orNone(o.V().Addr().Ref(frTrace)) })
	trace.Set = func(t *Thread, o, v Ref) bool {
		f := heap.Null
		if !v.IsNil() && v.V() != heap.None {
			f = v.V()
		}
		t.Store(o.V(), frTrace, f)
		return true
	}
	// quiet is an attribute that is a bit of the word frQuiet, or its opposite.
	quiet := func(name string, bit, opposite uint64) object.GetSetDef {
		return object.GetSetDef{Name: name, Member: true,
			Get: func(t *Thread, o Ref) Value {
				return heap.Bool((o.V().Addr().Word64(frQuiet)^opposite)&bit != 0)
			},
			Set: func(t *Thread, o, v Ref) bool {
				if v.IsNil() || !v.V().IsBool() {
					t.TypeErrorf("attribute value type must be bool")
					return false
				}
				w := o.V().Addr().Word64(frQuiet) &^ bit
				if (v.V() == heap.True) != (opposite != 0) {
					w |= bit
				}
				o.V().Addr().SetWord64(frQuiet, w)
				return true
			}}
	}
	code := refAttr("f_code", frCode)
	code.Member = true
	globals := refAttr("f_globals", frGlobals)
	globals.Member = true
	return object.TypeDef{Index: object.IdxFrame, Name: "frame", FixedRefs: frRefs, RawSize: frRawEnd, Flags: object.FlagNoInstantiate,
		Slots: object.Slots{Repr: func(t *Thread, o Ref) Value {
			c := vm.frameCode(o.V()).C
			return t.NewStr("<frame at " + t.AddressOf(o.V()) + ", file '" + c.Filename + "', line " +
				strconv.Itoa(vm.frameLine(o.V())) + ", code " + c.Name + ">")
		}},
		Methods: []object.MethodDef{{Name: "clear", Fn: frameClear, Sig: "($self, /)", Doc: "F.clear(): clear most references held by the frame"}},
		GetSets: []object.GetSetDef{
			code, globals, trace, quiet("f_trace_lines", 1, 1), quiet("f_trace_opcodes", 2, 0),
			attr("f_back", func(x *Exec, o Ref) Value {
				if f := liveFrame(o.V()); f != nil && f.outer != nil {
					return x.frameObject(f.outer)
				}
				return orNone(o.V().Addr().Ref(frBack))
			}),
			attr("f_builtins", func(x *Exec, o Ref) Value { return x.builtins(o.V().Addr().Ref(frGlobals)) }),
			attr("f_lasti", func(x *Exec, o Ref) Value { return heap.SmallInt(int64(lasti(x.vm.frameIP(o.V())))) }),
			attr("f_lineno", func(x *Exec, o Ref) Value {
				if n := x.vm.frameLine(o.V()); n > 0 {
					return heap.SmallInt(int64(n))
				}
				return heap.None
			}),
			attr("f_locals", func(x *Exec, o Ref) Value { return x.frameLocals(o) }),
		}}
}

// frameLine returns the line that a frame object is at; 0: none.
func (vm *VM) frameLine(o Value) int {
	return int(vm.frameCode(o).posOf(vm.frameIP(o) - 1).Line)
}

// lasti is an instruction pointer as Python sees it: the offset in co_code of the
// instruction before it, -1: none.
func lasti(ip int) int {
	if ip == 0 {
		return -1
	}
	return (ip - 1) * 4
}

func orNone(v Value) Value {
	if v == heap.Null {
		return heap.None
	}
	return v
}

// FrameAt returns the object of the frame that is up frames above the innermost
// one; Null without an exception: there is none.
func (x *Exec) FrameAt(up int) Value {
	f := x.above(up)
	if f == nil {
		return heap.Null
	}
	return x.frameObject(f)
}
