package modules

import (
	"math"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Seconds reads a number of seconds, an int or a float, as timeouts are given. It is rounded up
// to nanoseconds, away from zero, as CPython does. false: exception pending.
func Seconds(t *Thread, r Ref) (time.Duration, bool) {
	ns, large := 0.0, "timestamp too large to convert to C _PyTime_t"
	if f := r.V(); t.RT.IsFloat(f) {
		large = "timestamp out of range for platform time_t"
		x := object.FloatOf(f)
		if math.IsNaN(x) {
			t.ValueErrorf("Invalid value NaN (not a number)")
			return 0, false
		}
		if ns = math.Ceil(x * 1e9); x < 0 {
			ns = math.Floor(x * 1e9)
		}
	} else {
		v := t.Index(r)
		if v == heap.Null {
			return 0, false
		}
		n, ok := object.IntToFloat(v)
		if !ok {
			n = math.Inf(1)
		}
		ns = n * 1e9
	}
	if math.Abs(ns) >= 1<<63 {
		t.OverflowErrorf("%s", large)
		return 0, false
	}
	return time.Duration(ns), true
}
