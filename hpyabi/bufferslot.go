package hpyabi

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/object"
)

// The buffer protocol of types from a specification: memory of C that
// memoryview, bytes and others read.

// bufferSlots are HPy_bf_getbuffer and HPy_bf_releasebuffer of a type.
type bufferSlots struct {
	get, release slotFunc
}

// buffer puts one of the two into the definition of the type.
func (r *specReader) buffer(d *SlotDef) {
	if r.buffers == nil {
		r.buffers = &bufferSlots{}
	}
	f := slotFunc{host: r.c.host, fn: d.Impl}
	if d.Slot == SlotBfReleasebuffer {
		f.name = "bf_releasebuffer"
		r.buffers.release = f
		return
	}
	f.name = "bf_getbuffer"
	r.buffers.get = f
	r.def.Slots.GetBuf = r.buffers.getBuffer
}

// getBuffer is Slots.GetBuf. The HPy_buffer that C fills lies in native memory
// until the view is released, and so does what C has put there for itself. Its
// handle of the exporter stays open as long.
func (b *bufferSlots) getBuffer(t *object.Thread, self Ref, flags int) (*object.Buffer, bool) {
	c := b.get.host.contextOf(t)
	if c == nil || !c.room(1) {
		return nil, false
	}
	const size = int(unsafe.Sizeof(Buffer{}))
	p := t.H.AllocNative(size)
	if p == nil {
		t.MemoryError()
		return nil, false
	}
	view := (*Buffer)(p)
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(b.get.fn), c.ctx, c.push(self), uint64(uintptr(p)), uint64(flags), 0, 0)
	_, ok := b.get.int(c, mark, int64(int32(r)), err)
	if ok && view.Suboffsets != 0 {
		t.Errorf(t.RT.Exc.BufferError, "memory with suboffsets is not supported")
		b.releaseBuffer(t, view)
		ok = false
	}
	if !ok {
		t.H.FreeNative(p, size)
		return nil, false
	}
	if view.Obj == Null {
		view.Obj = c.open(self.V())
	}
	n := int(view.NDim)
	buf := &object.Buffer{
		Ptr: view.Buf, Len: view.Len, ItemSize: view.ItemSize, ReadOnly: view.ReadOnly != 0, Format: view.Format.String(),
		Release: func(t *object.Thread) {
			b.releaseBuffer(t, view)
			t.H.FreeNative(p, size)
		},
	}
	if view.Shape != 0 || n == 0 {
		buf.Shape = append([]int{}, view.Shape.Slice(n)...)
	}
	if view.Strides != 0 {
		buf.Strides = append([]int{}, view.Strides.Slice(n)...)
	}
	return buf, true
}

// releaseBuffer tells C that nobody uses the view any more.
func (b *bufferSlots) releaseBuffer(t *object.Thread, view *Buffer) {
	c := b.get.host.contextOf(t)
	if c == nil {
		t.ClearExc() // the thread cannot run C, and nobody could tell C later
		return
	}
	owner := view.Obj
	if b.release.fn != 0 && owner != Null && c.room(1) {
		saved := t.Push(t.TakeExc())
		mark := c.args.Top()
		_, err := c.th.Call(uintptr(b.release.fn), c.ctx, uint64(c.args.Push(c.val(owner))), uint64(uintptr(unsafe.Pointer(view))), 0, 0, 0)
		c.args.PopBlock(mark)
		if err != nil {
			c.raiseGate(err)
		}
		if t.Pending() {
			t.WriteUnraisable(c.ref(owner))
		}
		t.RestoreExc(saved.V())
	}
	c.tab.Close(handles.Handle(owner))
	view.Obj = Null
}
