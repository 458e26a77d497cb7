package object

import "github.com/hpyrun/hpyrun/heap"

// Finalizers and callbacks of weak references. The collector only queues what is
// due; the code runs here, between two instructions of Python code, where it
// can do no harm.

// registerFinalizer makes o's Finalize slot run when o has become unreachable
// (no safepoint).
func (t *Thread) registerFinalizer(o Value) {
	if !o.Addr().Has(heap.FlagFinalized) {
		t.Own(o, heap.OwnerFinalizer, 0)
		t.WatchDeath(o)
	}
}

// RegisterFinalizer is registerFinalizer for package vm.
func (t *Thread) RegisterFinalizer(o Value) { t.registerFinalizer(o) }

// WatchDeath marks o as an object whose death can be seen (no safepoint). Classes are
// left out: many have weak references, and they rarely die.
func (t *Thread) WatchDeath(o Value) {
	if t.RT.TypeOf(o).Has(FlagTypeSubclass) {
		return
	}
	t.Watch(o)
	if t.Frames != nil {
		t.Frames.Watch()
	}
}

// InPending says that RunPending is under way.
func (t *Thread) InPending() bool { return t.inPending }

// RunPending runs the finalizers and the callbacks of weak references that
// collections have made due. What they raise is reported and dropped; the
// pending exception stays as it is. Where H.Pending() is false there is nothing
// to do.
func (t *Thread) RunPending() {
	if t.inPending || !t.H.Pending() {
		return
	}
	t.inPending = true
	defer func() { t.inPending = false }()
	defer t.Pop(t.Top())
	saved := t.Push(t.TakeExc())
	o := t.Push(heap.Null)
	for {
		if v := t.H.TakeCleared(); v != heap.Null {
			o.Set(v)
			t.weakCallback(o)
		} else if v := t.H.TakeFinalizable(); v != heap.Null {
			o.Set(v)
			if f := t.RT.TypeOf(v).Slots.Finalize; f != nil {
				f(t, o)
			}
		} else {
			break
		}
	}
	t.RestoreExc(saved.V())
}

func (t *Thread) weakCallback(w Ref) {
	defer t.Pop(t.Top())
	f := w.V().Addr().Ref(weakCallback)
	if f == heap.Null || f == heap.None {
		return
	}
	fr := t.Push(f)
	t.Store(w.V(), weakCallback, heap.Null)
	if t.CallN(fr, w) == heap.Null {
		t.WriteUnraisable(fr)
	}
}
