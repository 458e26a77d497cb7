package object

import (
	"fmt"

	"github.com/hpyrun/hpyrun/heap"
)

// Raising, and what is pending.

// Errorf raises a cls whose message is formatted as by fmt.Sprintf, and returns
// Null.
func (t *Thread) Errorf(cls *Type, format string, args ...any) Value {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	defer t.Pop(t.Top())
	v := t.NewStr(msg)
	if v == heap.Null {
		return v
	}
	return t.Raise(cls, t.Push(v))
}

// The shorthands of Errorf.

func (t *Thread) TypeErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.TypeError, format, args...)
}

func (t *Thread) ValueErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.ValueError, format, args...)
}

func (t *Thread) IndexErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.IndexError, format, args...)
}

func (t *Thread) OverflowErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.OverflowError, format, args...)
}

func (t *Thread) AttributeErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.AttributeError, format, args...)
}

func (t *Thread) RuntimeErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.RuntimeError, format, args...)
}

func (t *Thread) SystemErrorf(format string, args ...any) Value {
	return t.Errorf(t.RT.Exc.SystemError, format, args...)
}

// KeyError raises KeyError(key).
func (t *Thread) KeyError(key Ref) Value { return t.Raise(t.RT.Exc.KeyError, key) }

// MemoryError raises MemoryError, of which one instance is always ready. It
// allocates nothing.
func (t *Thread) MemoryError() Value {
	e := t.RT.core.memErr
	if e.V() == heap.Null {
		panic("heap: no memory to start the runtime")
	}
	if t.exc.V() != e.V() && t.handling.V() != e.V() {
		for slot := excTraceback; slot < excNumRefs; slot++ {
			t.Store(e.V(), slot, heap.Null)
		}
		e.V().Addr().SetWord64(excRawSuppress, 0)
	}
	t.SetExc(e)
	return heap.Null
}

func (t *Thread) initMemoryError() bool {
	v := t.newExc(t.RT.Exc.MemoryError)
	t.RT.core.memErr.Set(v)
	return v != heap.Null
}

// newExc makes an instance of cls, a class whose constructor only keeps its
// arguments, without calling that.
func (t *Thread) newExc(cls *Type, args ...Ref) Value {
	defer t.Pop(t.Top())
	v := t.NewInstance(cls)
	if v == heap.Null {
		return v
	}
	e := t.Push(v)
	a := t.PackTuple(args...)
	if a == heap.Null {
		return a
	}
	t.Store(e.V(), excArgs, a)
	return e.V()
}

// Raise raises cls(args...), and returns Null.
func (t *Thread) Raise(cls *Type, args ...Ref) Value {
	defer t.Pop(t.Top())
	var v Value
	if sameFunc(cls.Slots.New, baseExceptionNew) && sameFunc(cls.Slots.Init, baseExceptionInit) {
		v = t.newExc(cls, args...)
	} else {
		v = t.CallN(cls.Obj, args...)
	}
	if v == heap.Null {
		return v
	}
	if !t.isExc(v) {
		name := t.TypeName(v)
		r := t.Repr(cls.Obj)
		if r == heap.Null {
			return r
		}
		return t.TypeErrorf("calling %s should have returned an instance of BaseException, not %s", GoStr(r), name)
	}
	t.SetExc(t.Push(v))
	return heap.Null
}

// Pending says that an exception is pending (no safepoint).
func (t *Thread) Pending() bool { return t.exc.V() != heap.Null }

// Exc returns the pending exception, or Null (no safepoint).
func (t *Thread) Exc() Value { return t.exc.V() }

// ExcSlot returns the slot that holds what Exc returns.
func (t *Thread) ExcSlot() Ref { return t.exc }

// SetExc makes exc, an exception instance, the pending exception. The exception
// being handled becomes its __context__ (no safepoint).
func (t *Thread) SetExc(exc Ref) {
	v, handled := exc.V(), t.handling.V()
	if handled != heap.None && handled != v {
		// A context that leads back to v would make a ring: cut it there. The
		// chain itself may already be a ring, which slow notices.
		o, slow, step := handled, handled, false
		for {
			ctx := o.Addr().Ref(excContext)
			if ctx == heap.Null {
				break
			}
			if ctx == v {
				t.Store(o, excContext, heap.Null)
				break
			}
			o = ctx
			if o == slow {
				break
			}
			if step {
				slow = slow.Addr().Ref(excContext)
			}
			step = !step
		}
		t.Store(v, excContext, handled)
	}
	t.exc.Set(v)
}

// RestoreExc makes exc pending again as it is: no context is set. Null clears
// (no safepoint).
func (t *Thread) RestoreExc(exc Value) { t.exc.Set(exc) }

// TakeExc returns the pending exception and clears it (no safepoint).
func (t *Thread) TakeExc() Value {
	v := t.exc.V()
	t.exc.Set(heap.Null)
	return v
}

// ClearExc clears the pending exception (no safepoint).
func (t *Thread) ClearExc() { t.exc.Set(heap.Null) }

// ExcMatches says that the pending exception is an instance of cls (no
// safepoint).
func (t *Thread) ExcMatches(cls *Type) bool {
	v := t.exc.V()
	return v != heap.Null && t.RT.TypeOf(v).IsSubtype(cls)
}

// Handling returns the exception being handled, or None (no safepoint).
func (t *Thread) Handling() Value { return t.handling.V() }

// SetHandling sets the exception being handled (None: none) and returns the one
// before (no safepoint).
func (t *Thread) SetHandling(exc Value) Value {
	old := t.handling.V()
	t.handling.Set(exc)
	return old
}

// setCauseAndContext makes cause the reason for exc: both its cause and its
// context (no safepoint).
func (t *Thread) setCauseAndContext(exc, cause Ref) {
	t.SetCause(exc.V(), cause.V())
	if cause.V() != exc.V() {
		t.Store(exc.V(), excContext, cause.V())
	}
}

// SetCause sets e.__cause__ (None: "raise e from None"), and so suppresses the
// context (no safepoint).
func (t *Thread) SetCause(e, cause Value) {
	if cause == heap.None {
		cause = heap.Null
	}
	t.Store(e, excCause, cause)
	e.Addr().SetWord64(excRawSuppress, 1)
}

// RaiseFromCause raises cls with a message; what is pending now becomes its
// cause.
func (t *Thread) RaiseFromCause(cls *Type, format string, args ...any) Value {
	defer t.Pop(t.Top())
	cause := t.Push(t.TakeExc())
	t.Errorf(cls, format, args...)
	if cause.V() != heap.Null {
		t.setCauseAndContext(t.exc, cause)
	}
	return heap.Null
}

// pendingText renders the pending exception for a panic's message.
func (t *Thread) pendingText() string {
	defer t.Pop(t.Top())
	if !t.Pending() {
		return "no exception"
	}
	return t.FormatException(t.Push(t.TakeExc()))
}

// Warn issues a warning; false: it became an exception.
func (t *Thread) Warn(cls *Type, format string, args ...any) bool {
	if f := t.RT.OnWarning; f != nil {
		return f(t, cls, fmt.Sprintf(format, args...))
	}
	return true
}

// WriteUnraisable reports the pending exception, which has nowhere to go, and
// clears it. obj says where it happened.
func (t *Thread) WriteUnraisable(obj Ref) {
	defer t.Pop(t.Top())
	exc := t.Push(t.TakeExc())
	if f := t.RT.OnUnraisable; f != nil {
		f(t, exc, obj)
		t.ClearExc()
		return
	}
	text := ""
	if r := t.Repr(obj); r != heap.Null {
		text = GoStr(r)
	} else {
		t.ClearExc()
		text = "<object repr() failed>"
	}
	fmt.Fprintf(t.RT.stderr(), "Exception ignored in: %s\n%s", text, t.FormatException(exc))
}
