package object

// Binary does a op b for all operators that have a reflected form.
func (t *Thread) Binary(op BinaryOp, a, b Ref) Value { panic("BUG: not written yet") }

// InPlace does a op= b, and returns the new a.
func (t *Thread) InPlace(op BinaryOp, a, b Ref) Value { panic("BUG: not written yet") }

// Unary does op a.
func (t *Thread) Unary(op UnaryOp, a Ref) Value { panic("BUG: not written yet") }

// Power does pow(a, b, mod); mod holds None when absent.
func (t *Thread) Power(a, b, mod Ref) Value { panic("BUG: not written yet") }

// InPlacePower does a **= b.
func (t *Thread) InPlacePower(a, b Ref) Value { panic("BUG: not written yet") }

// IsTrue returns 1, 0, or -1 with an exception pending.
func (t *Thread) IsTrue(a Ref) int { panic("BUG: not written yet") }

// Hash returns hash(a); false: exception pending.
func (t *Thread) Hash(a Ref) (int64, bool) { panic("BUG: not written yet") }

// Repr returns repr(a), a str.
func (t *Thread) Repr(a Ref) Value { panic("BUG: not written yet") }

// Str returns str(a).
func (t *Thread) Str(a Ref) Value { panic("BUG: not written yet") }

// ASCII returns ascii(a).
func (t *Thread) ASCII(a Ref) Value { panic("BUG: not written yet") }

// Compare returns a op b, any object.
func (t *Thread) Compare(a, b Ref, op CompareOp) Value { panic("BUG: not written yet") }

// CompareBool returns the truth of a op b: 1, 0, or -1. Identity implies
// equality here.
func (t *Thread) CompareBool(a, b Ref, op CompareOp) int { panic("BUG: not written yet") }

// GetItem returns o[k].
func (t *Thread) GetItem(o, k Ref) Value { panic("BUG: not written yet") }

// SetItem does o[k] = v.
func (t *Thread) SetItem(o, k, v Ref) bool { panic("BUG: not written yet") }

// DelItem does del o[k].
func (t *Thread) DelItem(o, k Ref) bool { panic("BUG: not written yet") }

// GetItemInt returns o[i] by the sequence protocol when o has it, else by o[int].
func (t *Thread) GetItemInt(o Ref, i int) Value { panic("BUG: not written yet") }

// SetItemInt does o[i] = v.
func (t *Thread) SetItemInt(o Ref, i int, v Ref) bool { panic("BUG: not written yet") }

// DelItemInt does del o[i].
func (t *Thread) DelItemInt(o Ref, i int) bool { panic("BUG: not written yet") }

// Length returns len(o), or -1.
func (t *Thread) Length(o Ref) int { panic("BUG: not written yet") }

// Contains returns v in o: 1, 0, -1.
func (t *Thread) Contains(o, v Ref) int { panic("BUG: not written yet") }

// Iter returns iter(o).
func (t *Thread) Iter(o Ref) Value { panic("BUG: not written yet") }

// Next returns next(it); Null without an exception pending: exhausted (StopIteration was swallowed).
func (t *Thread) Next(it Ref) Value { panic("BUG: not written yet") }

// SqConcat does a + b by the sequence protocol (HPy_Concat).
func (t *Thread) SqConcat(a, b Ref) Value { panic("BUG: not written yet") }

// SqRepeat does a * n by the sequence protocol.
func (t *Thread) SqRepeat(a Ref, n int) Value { panic("BUG: not written yet") }

// IsInstance returns isinstance(o, cls): 1, 0, -1.
func (t *Thread) IsInstance(o, cls Ref) int { panic("BUG: not written yet") }

// IsSubclass returns issubclass(c, cls): 1, 0, -1.
func (t *Thread) IsSubclass(c, cls Ref) int { panic("BUG: not written yet") }

// Callable says that o can be called (no safepoint).
func (rt *Runtime) Callable(o Value) bool { panic("BUG: not written yet") }
