package posix

import (
	"math"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// secondsOf reads a time in seconds, an int or a float, rounding down.
func secondsOf(t *Thread, r Ref) (ts unix.Timespec, ok bool) {
	if t.RT.IsFloat(r.V()) {
		f := object.FloatOf(r.V())
		if math.IsNaN(f) {
			t.ValueErrorf("Invalid value NaN (not a number)")
			return ts, false
		}
		whole, frac := math.Modf(f)
		ns := math.Floor(frac * 1e9)
		if ns < 0 {
			ns += 1e9
			whole--
		}
		if math.Abs(whole) >= 1<<63 {
			t.OverflowErrorf("timestamp out of range for platform time_t")
			return ts, false
		}
		return unix.Timespec{Sec: int64(whole), Nsec: int64(ns)}, true
	}
	v := t.Index(r)
	if v == heap.Null {
		return ts, false
	}
	n, fits := object.Int64Of(v)
	if !fits {
		t.OverflowErrorf("timestamp out of range for platform time_t")
		return ts, false
	}
	return unix.Timespec{Sec: n}, true
}

// nanosOf reads a time in nanoseconds: divmod(ns, 10**9).
func nanosOf(t *Thread, r Ref) (ts unix.Timespec, ok bool) {
	defer t.Pop(t.Top())
	d := t.Binary(object.OpDivmod, r, t.Push(heap.SmallInt(1e9)))
	if d == heap.Null {
		return ts, false
	}
	pair := t.Push(d)
	if !t.RT.TypeOf(d).Has(object.FlagTupleSubclass) || t.TupleLen(d) != 2 {
		t.TypeErrorf("%s.__divmod__() must return a 2-tuple, not %s", t.TypeName(r.V()), t.TypeName(pair.V()))
		return ts, false
	}
	sec, ok := t.AsInt64(t.Push(t.TupleAt(d, 0)))
	if !ok {
		return ts, false
	}
	ns, ok := t.AsInt64(t.Push(t.TupleAt(pair.V(), 1)))
	return unix.Timespec{Sec: sec, Nsec: ns}, ok
}
