package object

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
)

// HasIndex says that v is an int or has __index__. No safepoint.
func (rt *Runtime) HasIndex(v Value) bool {
	return rt.IsInt(v) || rt.TypeOf(v).Slots.Unary[OpIndex] != nil
}

// ToInt returns int(r), for one argument.
func (t *Thread) ToInt(r Ref) Value {
	v := r.V()
	if t.RT.IsInt(v) && (IsExactInt(v) || v.IsBool()) {
		return IntValue(v)
	}
	typ := t.RT.TypeOf(v)
	if conv := typ.Slots.Unary[OpInt]; conv != nil {
		res := conv(t, r)
		if res == heap.Null {
			return res
		}
		if IsExactInt(res) {
			return res
		}
		if !t.RT.IsInt(res) {
			return t.TypeErrorf("__int__ returned non-int (type %s)", t.TypeName(res))
		}
		defer t.Pop(t.Top())
		kept := t.Push(res)
		if !t.Warn(t.RT.Exc.DeprecationWarning, "__int__ returned non-int (type %s).  "+strictSubclassOfInt, t.TypeName(res)) {
			return heap.Null
		}
		return IntValue(kept.V())
	}
	if typ.Slots.Unary[OpIndex] != nil {
		return t.Index(r)
	}
	if t.LookupType(typ, t.RT.name(nmTrunc)) != heap.Null {
		return t.truncToInt(r)
	}
	if t.RT.IsStr(v) {
		return t.intFromStr(r, 10)
	}
	b, ok, isBuf := t.bufferCopy(r, BufSimple)
	if !isBuf || !ok {
		t.ClearExc()
		return t.TypeErrorf("int() argument must be a string, a bytes-like object or a real number, not '%s'", t.TypeName(r.V()))
	}
	return t.intFromText(string(b), 10, r)
}

const strictSubclassOfInt = "The ability to return an instance of a strict subclass of int is deprecated, " +
	"and may not be supported in a future version of Python."

// truncToInt asks __trunc__, the last resort of int().
func (t *Thread) truncToInt(r Ref) Value {
	defer t.Pop(t.Top())
	if !t.Warn(t.RT.Exc.DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.") {
		return heap.Null
	}
	res := t.Push(t.mustSpecial(r, nmTrunc))
	if res.V() == heap.Null {
		return heap.Null
	}
	if t.RT.IsInt(res.V()) {
		return IntValue(res.V())
	}
	if t.RT.TypeOf(res.V()).Slots.Unary[OpIndex] == nil {
		return t.TypeErrorf("__trunc__ returned non-Integral (type %s)", t.TypeName(res.V()))
	}
	return t.Index(res)
}

// AsInt64 returns the int that r is or that its __index__ gives. false: an
// exception is pending (TypeError, or OverflowError when it needs more bits).
func (t *Thread) AsInt64(r Ref) (int64, bool) {
	if v := r.V(); v.IsInt() {
		return v.Int(), true
	}
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	i, ok := Int64Of(v)
	if !ok {
		t.OverflowErrorf("Python int too large to convert to C long")
	}
	return i, ok
}

// AsIndex returns r (an int or anything with __index__) as an index; too large
// a number raises IndexError. false: an exception is pending.
func (t *Thread) AsIndex(r Ref) (int, bool) { return t.AsSsize(r, t.RT.Exc.IndexError) }

// AsSsize is AsIndex with another exception for numbers that do not fit; nil:
// such a number is clipped to the largest or smallest int.
func (t *Thread) AsSsize(r Ref, overflow *Type) (int, bool) {
	if v := r.V(); v.IsInt() {
		return int(v.Int()), true
	}
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	if i, ok := Int64Of(v); ok {
		return int(i), true
	}
	if overflow != nil {
		t.Errorf(overflow, "cannot fit '%s' into an index-sized integer", t.TypeName(r.V()))
		return 0, false
	}
	if IntSign(v) < 0 {
		return math.MinInt, true
	}
	return math.MaxInt, true
}

// asArgSsize converts an argument that C would take as Py_ssize_t ("n"). false:
// an exception is pending.
func (t *Thread) asArgSsize(r Ref) (int, bool) {
	if v := r.V(); v.IsInt() {
		return int(v.Int()), true
	}
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	i, ok := Int64Of(v)
	if !ok {
		t.OverflowErrorf("Python int too large to convert to C ssize_t")
	}
	return int(i), ok
}

// asArgInt converts an argument that C would take as int.
func (t *Thread) asArgInt(r Ref) (int, bool) {
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	i, ok := Int64Of(v)
	if !ok || int64(int32(i)) != i {
		t.OverflowErrorf("Python int too large to convert to C int")
		return 0, false
	}
	return int(i), true
}

// ArgName names v's type where a message speaks of a bad argument: None is not
// NoneType there.
func (t *Thread) ArgName(v Value) string {
	if v == heap.None {
		return "None"
	}
	return t.TypeName(v)
}
