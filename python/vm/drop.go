package vm

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Death on time. Where references are counted, a program sees objects die when the last
// reference goes: __del__ runs, weak references are cleared, a suspended generator
// runs its finally. Nothing counts references here, and programs of the usual kind
// rely on it all the same. So there is a guess, and the collector decides: objects
// whose death can be seen at all are marked (heap.FlagWatched), and where such an
// object loses a reference that is likely its last, a collection runs at once. It is
// one of the nursery if the object is young, which takes microseconds.
//
// Likely the last are: the name in a del statement; the name that is assigned None, and
// outside of functions anything; the iterator of a for loop that break or return leaves; the value
// of an expression statement; the locals of a function that returns, beside its
// parameters, if one of its calls has marked something. All else (an attribute, an item, an object that is
// only reachable from what was dropped) waits for a collection that comes anyway.
//
// A program that drops watched objects all the time gets fewer collections than it
// asks for: each costs a number of credits, which allocating earns. What is
// affordable depends on what the program does alone, never on time, so a run can be repeated.

const (
	dropMinorCost = 1
	dropMajorCost = 64
	dropCredit    = 1 << 12  // at the start, and at most
	dropEarned    = 64 << 10 // bytes allocated for a credit
)

// credits are a thread's account.
type credits struct {
	left      int
	allocated uint64 // by the heap when left was brought up to date
}

// pay takes n credits if there are so many.
func (c *credits) pay(h *heap.Heap, n int) bool {
	now := h.Allocated()
	if c.allocated == 0 {
		c.left, c.allocated = dropCredit, now
	}
	earned := (now - c.allocated) / dropEarned
	c.allocated = max(c.allocated+earned*dropEarned, 1)
	c.left = int(min(uint64(c.left)+earned, dropCredit))
	if c.left < n {
		return false
	}
	c.left -= n
	return true
}

// watched says that v's death can be seen (no safepoint).
func (x *Exec) watched(v Value) bool {
	if !v.IsPtr() || !v.Addr().Has(heap.FlagWatched) {
		return false
	}
	if a := v.Addr(); x.isGen(v) || x.isAsyncGen(v) {
		return a.Word64(genState) != genFinished || a.Ref(x.t.RT.TypeOf(v).Layout.WeakSlot) != heap.Null
	}
	return true
}

// dropped runs a collection for watched objects that have lost a reference; young:
// all of them are in the nursery. The root stack's top is right.
func (x *Exec) dropped(young bool) {
	t := x.t
	kind, cost := heap.Major, dropMajorCost
	if young {
		kind, cost = heap.Minor, dropMinorCost
	}
	if t.InPending() || !x.credits.pay(t.H, cost) {
		return
	}
	t.Collect(kind, "dropped")
	t.RunPending()
}

// dropping notices that v loses a reference; what it returns is called when it has.
func (x *Exec) dropping(v Value) func() {
	if !x.watched(v) {
		return func() {}
	}
	young := x.t.H.IsYoung(v)
	return func() { x.dropped(young) }
}

// Watch implements object.FrameSource: the innermost frame has marked something,
// which may end with it.
func (x *Exec) Watch() {
	if x.f != nil {
		x.f.kind |= watchingFrame
	}
}

// leave does what the end of the innermost frame demands beside its result, which is on top.
func (x *Exec) leave(f *frame) {
	if f.kind&watchingFrame != 0 {
		if f.outer != nil && x.watched(*slot(f.sp, -1)) {
			f.outer.kind |= watchingFrame
		}
		any, young := false, true
		for i := f.code.C.NumParams(); i < f.code.nlocals+len(f.code.C.Cells); i++ {
			v := *slot(f.base, i)
			if i >= f.code.nlocals && v != heap.Null {
				v = cellContent(v)
			}
			if v != *slot(f.sp, -1) && x.watched(v) {
				any = true
				young = young && x.t.H.IsYoung(v)
			}
		}
		if f.kind&observedFrame != 0 {
			x.settle(f)
		}
		if any && f.code.C.Flags&codeNameSpace == 0 {
			clearSlots(f.base, 0, f.code.nslots)
			x.dropped(young)
		}
		return
	}
	if f.kind&observedFrame != 0 {
		x.settle(f)
	}
}

func slowDrop(x *Exec, f *frame, _ int) bool {
	after := x.dropping(*slot(f.sp, -1))
	f.sp = up(f.sp, -1)
	x.sync(f.sp)
	after()
	return true
}

// slowDropFast: local n := None.
func slowDropFast(x *Exec, f *frame, n int) bool {
	after := x.dropping(*slot(f.base, n))
	*slot(f.base, n) = heap.None
	after()
	return true
}

// droppingName is dropping for a name of a dict.
func (x *Exec) droppingName(dict Value, name Ref) func() {
	if x.t.H.Watching() && dict.IsPtr() && dict.Addr().Type() == object.IdxDict {
		if v := x.t.DictGetStr(dict, name.V()); v != heap.Null {
			return x.dropping(v)
		}
	}
	return func() {}
}
