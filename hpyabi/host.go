package hpyabi

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/object"
)

// Host is what one runtime needs to run extensions: the handle table, the
// contexts of its threads, what its types and globals know of C.
type Host struct {
	rt   *object.Runtime
	tab  *handles.Table
	gate gate.Kind

	contexts   []*Context
	names      map[string]Ref  // attributes that C named (abstract.go)
	constants  [numMembers]HPy // of the members that are handles
	extensions []Extension

	// Structs of C (ctype.go).
	dooms   []doom
	late    []uint64 // payloads of owners that died when C could not run
	running *Context // cache of here, during a collection
	closed  bool     // no C runs any more

	globals   *globals
	typeNames map[*object.Type]typeName

	// LastLoadError is why the last Load could not use the file it was given; nil:
	// that was not the reason.
	LastLoadError *loader.Error

	capsules     capsules
	trackers     [][]HPy // by number - 1
	freeTrackers []HPyTracker

	// Import imports a module by its full name. Null: exception pending.
	Import func(t *object.Thread, name string) Value
	// Warn issues a warning about the caller stackLevel frames up. False:
	// exception pending.
	Warn func(t *object.Thread, category, message Ref, stackLevel int) bool
	// Unraisable reports an exception that nobody can handle. obj, the nil Ref
	// or None, says where it happened.
	Unraisable func(t *object.Thread, exc, obj Ref)
	// Compile and Eval serve HPy_Compile_s and HPy_EvalCode.
	Compile func(t *object.Thread, source, filename string, kind SourceKind) Value
	Eval    func(t *object.Thread, code, globals, locals Ref) Value

	// Fault is told of what C did that ends the program. If it returns, the
	// program goes on, with a SystemError. nil: the report is printed, and the
	// process ends as by the signal: see Fault.Exit.
	Fault func(t *object.Thread, f *Fault)
	// OnThread is told when a thread is about to run C for the first time.
	OnThread func(t *object.Thread, th *gate.Thread)
	// Traceback renders the Python frames of a thread as a traceback does
	// ("Traceback (most recent call last):\n…"). nil: nothing is known of them.
	Traceback func(t *object.Thread) string
	// Flush writes out what Python has printed, and what else has to be written
	// before the process ends by a fault. nil: there is nothing to do.
	Flush func()
}

// NewHost makes a host for the runtime of t.
func NewHost(t *object.Thread, kind gate.Kind) (*Host, error) {
	tab, err := handles.New(t.RT.Heap)
	if err != nil {
		return nil, err
	}
	h := &Host{rt: t.RT, tab: tab, gate: kind, names: map[string]Ref{},
		globals: newGlobals(), typeNames: map[*object.Type]typeName{}}
	for i, m := range members {
		if value := handleValues[strings.TrimPrefix(m.name, "h_")]; value != nil {
			h.constants[i] = HPy(tab.OpenPermanent(value(t.RT)))
		}
	}
	t.H.AddRoots(h.globals)
	t.H.OnDeath(ownerStruct, h.buried)
	t.H.OnDeath(ownerCapsule, h.capsuleDied)
	t.H.AfterCollect(h.afterCollect)
	return h, nil
}

// context returns the context of a thread, which must be the calling
// goroutine's.
func (h *Host) context(t *object.Thread) (*Context, error) {
	if t.Native != nil {
		return (*Context)(t.Native), nil
	}
	c, err := newContext(h, t)
	if err != nil {
		return nil, fmt.Errorf("making an HPy context: %w", err)
	}
	t.Native = unsafe.Pointer(c)
	h.contexts = append(h.contexts, c)
	return c, nil
}

// CloseThread ends the part of a thread in the host, if it has one. The calling
// goroutine must be the thread's.
func (h *Host) CloseThread(t *object.Thread) {
	c := (*Context)(t.Native)
	if c == nil {
		return
	}
	c.close()
	h.contexts = slices.DeleteFunc(h.contexts, func(x *Context) bool { return x == c })
}

// Close ends the host, before the heap is closed: HPy_tp_destroy runs for all
// structs that are left, and every handle is dead then. All threads but the
// calling one's must have been closed.
func (h *Host) Close() {
	h.destroyAll()
	h.running = nil
	for len(h.contexts) > 0 {
		h.CloseThread(h.contexts[0].t)
	}
	h.rt.Heap.RemoveRoots(h.globals)
	heap.Unreserve(h.globals.mem)
	h.tab.Destroy()
}

// contextName is ctx->name, for debuggers.
var contextName = append([]byte("HPy Universal ABI (hpyrun backend)"), 0)

// structSize is the size of a context struct with what follows its members.
const structSize = contextSize + int(unsafe.Sizeof(layout.Context{}))

// newStruct makes the context struct of a thread that C reads and returns its
// address. block is the gate's thread block.
func (h *Host) newStruct(t *object.Thread, block uintptr) uint64 {
	p := h.rt.Heap.AllocNative(structSize)
	words := unsafe.Slice((*uint64)(p), contextSize/8)
	name := h.rt.Heap.AllocNative(len(contextName))
	copy(unsafe.Slice((*byte)(name), len(contextName)), contextName)
	words[0] = uint64(uintptr(name))
	words[1] = uint64(block)
	words[2] = 0 // abi_version
	for i := range members {
		w := uint64(h.constants[i])
		if stub := native.Stub(i); stub != 0 {
			w = uint64(stub)
		}
		words[contextHeaderSize/8+i] = w
	}
	*(*layout.Context)(unsafe.Add(p, contextSize)) = layout.Context{
		Handles:   uintptr(unsafe.Pointer(h.tab.Layout())),
		Types:     h.rt.TypeFacts(),
		Globals:   h.globals.mem.Lo,
		Exception: uintptr(unsafe.Pointer(t.ExcSlot().Slot())),
		Window:    uintptr(unsafe.Pointer(t.Window())),
		Newborns:  uintptr(unsafe.Pointer(t.H.Newborns())),
		YoungLo:   t.Nursery().Lo,
		YoungSize: uint64(t.Nursery().Size()),
	}
	return uint64(uintptr(p))
}

// freeStruct frees what newStruct has made.
func (h *Host) freeStruct(ctx uint64) {
	p := Ptr[unsafe.Pointer](ctx).Get()
	h.rt.Heap.FreeNative(*p, len(contextName))
	h.rt.Heap.FreeNative(unsafe.Pointer(p), structSize)
}
