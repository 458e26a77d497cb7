package object

import "github.com/hpyrun/hpyrun/heap"

// Cut says what becomes of an entry of a traceback.
type Cut uint8

const (
	// CutNothing: it stays.
	CutNothing Cut = iota
	// CutWith: it goes if an entry that follows is CutHere, with none that stays between.
	CutWith
	// CutHere: it goes.
	CutHere
)

// CutTraceback takes entries out of the pending exception's traceback (no safepoint).
func (t *Thread) CutTraceback(of func(file, name string) Cut) {
	exc := t.exc.V()
	// last is the entry that stays before the run of CutWith that the walk is in; Null: none.
	last, run := heap.Null, false
	link := func(from, to Value) {
		switch {
		case from != heap.Null:
			t.Store(from, tbNext, to)
		case to == heap.Null:
			t.Store(exc, excTraceback, heap.None)
		default:
			t.Store(exc, excTraceback, to)
		}
	}
	prev := heap.Null
	for tb := t.TracebackOf(exc); tb != heap.Null; {
		next := tb.Addr().Ref(tbNext)
		cut := of(GoStr(tb.Addr().Ref(tbFile)), GoStr(tb.Addr().Ref(tbName)))
		if cut != CutNothing && !run {
			last = prev
		}
		run = cut != CutNothing
		if cut == CutHere {
			link(last, next)
			prev = last
		} else {
			prev = tb
		}
		tb = next
	}
}
