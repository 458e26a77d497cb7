package hpyabi

import (
	"errors"
	"runtime/debug"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
)

// The words of package object.
type (
	Value = heap.Value
	Ref   = heap.Ref
)

// Context is one thread's HPy context: what C is given as ctx, and what the
// members work on. Its exported methods are the members, and nothing else is:
// the generator takes each for the implementation of the member of its name.
type Context struct {
	t    *object.Thread
	host *Host
	th   *gate.Thread
	tab  *handles.Table
	args *handles.Stack // the handles of arguments of calls into C
	ctx  uint64         // address of the context struct
	tid  int            // of the OS thread, which the goroutine is locked to

	// Arrays of handles that C is given lie on a stack of their own: arrays is
	// its top, arraysEnd its end.
	arrays, arraysEnd Ptr[HPy]
	arraysMem         heap.Range
}

// arraysSize is the size of that stack in bytes: room for a million arguments.
const arraysSize = 8 << 20

// newContext makes the context of a thread, which must be the calling
// goroutine's.
func newContext(host *Host, t *object.Thread) (*Context, error) {
	th, err := gate.NewThread(host.gate, 0)
	if err != nil {
		return nil, err
	}
	if host.OnThread != nil {
		host.OnThread(t, th)
	}
	c := &Context{t: t, host: host, th: th, tab: host.tab, args: host.tab.NewStack()}
	c.arraysMem = heap.OffHeap(arraysSize)
	c.arrays, c.arraysEnd = Ptr[HPy](c.arraysMem.Lo), Ptr[HPy](c.arraysMem.Hi)
	debug.SetPanicOnFault(true) // see panicked
	c.tid = unix.Gettid()
	c.ctx = host.newStruct(t, uintptr(unsafe.Pointer(th.Block())))
	th.OnLeave, th.OnReenter = t.Release, t.Acquire
	th.Serve = func(id uint32, a *gate.Args) uint64 { return c.serve(id, (*Words)(unsafe.Pointer(a))) }
	return c, nil
}

// close ends the context, on the goroutine that made it.
func (c *Context) close() {
	c.t.Native = nil
	c.args.Close()
	c.th.Close()
	c.host.freeStruct(c.ctx)
	heap.Unreserve(c.arraysMem)
}

// contextOf returns the context of a thread, which it makes when the thread runs
// its first extension. nil: that failed, an exception is pending.
func (h *Host) contextOf(t *object.Thread) *Context {
	if c := (*Context)(t.Native); c != nil {
		return c
	}
	c, err := h.context(t)
	if err != nil {
		t.SystemErrorf("%v", err)
		return nil
	}
	return c
}

// serve is an upcall: what the member pushes on the root stack goes when it
// returns. A handle that is none ends the member with an exception, an address
// that is none the program.
func (c *Context) serve(id uint32, a *Words) (r uint64) {
	mark := c.t.Top()
	returned := false
	defer func() {
		// recover is asked only when there is something to recover: it costs as
		// much as the whole way from C to here.
		if !returned {
			if p := recover(); p != nil {
				c.t.Pop(mark)
				r = c.panicked(id, p)
			}
		}
	}()
	r = c.Serve(id, a)
	returned = true
	c.t.Pop(mark)
	return r
}

// badHandle is the panic of a member that was given HPy_NULL where it needs an
// object, or a handle that is not open. Members take their arguments apart
// before they call anything, so no frame of C lies between here and serve.
type badHandle HPy

// refuse raises what a bad handle means. An exception that is pending already is
// the better explanation of an HPy_NULL: C did not look at a result.
func (c *Context) refuse(id uint32, h badHandle) uint64 {
	switch {
	case h != 0:
		c.t.SystemErrorf("%s was given a handle that is not open (%#x): it was closed before, or never opened", members[id].name, uint64(h))
	case !c.t.Pending():
		c.t.SystemErrorf("%s was given HPy_NULL", members[id].name)
	}
	return members[id].failure
}

// missing raises a SystemError that names member id, and returns its error value.
func (c *Context) missing(id uint32) uint64 {
	c.t.SystemErrorf("%s: hpyrun does not have this member of the HPy context yet", members[id].name)
	return members[id].failure
}

// ref returns the object behind h as a Ref: the handle's own entry, or for an
// immediate a slot of the root stack that lives as long as the upcall. A handle
// that is none panics with badHandle.
func (c *Context) ref(h HPy) Ref {
	r := c.tab.Ref(c.t.Mutator, handles.Handle(h))
	if !r.V().IsObject() {
		panic(badHandle(h))
	}
	return r
}

// opt is ref, with the nil Ref for HPy_NULL.
func (c *Context) opt(h HPy) Ref {
	if h == Null {
		return Ref{}
	}
	return c.ref(h)
}

// val returns the object behind h (no safepoint). A handle that is none panics
// with badHandle.
func (c *Context) val(h HPy) Value {
	v := c.tab.Deref(handles.Handle(h))
	if !v.IsObject() {
		panic(badHandle(h))
	}
	return v
}

// valOrNull is val for an argument that may be HPy_NULL: heap.Null then (no
// safepoint).
func (c *Context) valOrNull(h HPy) Value {
	if h == Null {
		return heap.Null
	}
	return c.val(h)
}

// open returns a new handle for the result v of an operation; HPy_NULL for Null.
func (c *Context) open(v Value) HPy { return HPy(c.tab.Open(v)) }

// refs copies n handles to neighbouring slots of the root stack.
func (c *Context) refs(p Ptr[HPy], n int) Ref {
	first := c.t.PushN(n + 1)
	for i, h := range p.Slice(n) {
		first.At(i).Set(c.val(h))
	}
	return first
}

// status is the result of a member that returns 0, or -1 with an exception.
func status(ok bool) int32 {
	if ok {
		return 0
	}
	return -1
}

// call calls a C function with the context and up to five more words. ok is
// false when C did not return: it faulted, or its stack is exhausted; then an
// exception is pending (or the program is on its way out).
func (c *Context) call(fn CFunc, a1, a2, a3, a4, a5 uint64) (uint64, bool) {
	r, err := c.th.Call(uintptr(fn), c.ctx, a1, a2, a3, a4, a5)
	if err != nil {
		c.raiseGate(err)
		return 0, false
	}
	return r, true
}

// raiseGate raises what a call into C that did not return means to Python.
func (c *Context) raiseGate(err error) {
	if errors.Is(err, gate.ErrStackExhausted) {
		c.t.Errorf(c.t.RT.Exc.RecursionError, "maximum recursion depth exceeded in native code (C stack exhausted)")
		return
	}
	var f *gate.Fault
	if errors.As(err, &f) {
		c.host.fault(c, f)
		return
	}
	var m *gate.MisuseError
	if errors.As(err, &m) && int(m.Member) < len(members) {
		m.Name = members[m.Member].name
	}
	c.t.SystemErrorf("%v", err)
}

// push returns a handle for r that lives until the call returns (see popArgs);
// HPy_NULL for the nil Ref.
func (c *Context) push(r Ref) uint64 {
	if r.IsNil() {
		return 0
	}
	return uint64(c.args.Push(r.V()))
}
