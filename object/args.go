package object

import "github.com/hpyrun/hpyrun/heap"

// Value and Ref are heap's, under the names that every line here uses.
type (
	Value = heap.Value
	Ref   = heap.Ref
)

// Native is a Python callable written in Go. args[0] is self for a method, the
// class for a class method. It returns Null with an exception pending on
// failure. The root stack is restored by the caller of a Native.
type Native func(t *Thread, args Args) Value

// Method is a Native for which self (for a module's function the module) is not
// among the arguments. It checks their number itself.
type Method func(t *Thread, self Ref, args Args) Value

// Args is a call's arguments: n positional values in consecutive root slots,
// then one value for each name in names (a tuple of str, or the nil Ref).
type Args struct {
	base  Ref
	n     int
	names Ref
}

// MakeArgs views n positional slots from base on, followed by the keyword
// values that names (nil Ref: none) lists.
func MakeArgs(base Ref, n int, names Ref) Args { return Args{base, n, names} }

// Len returns the number of positional arguments.
func (a Args) Len() int { return a.n }

// At returns positional argument i (or, past them, the keyword values).
func (a Args) At(i int) Ref { return a.base.At(i) }

// Names returns the tuple of keyword names, or the nil Ref.
func (a Args) Names() Ref { return a.names }

// Skip returns the arguments without the first k positional ones.
func (a Args) Skip(k int) Args { return Args{a.base.At(k), a.n - k, a.names} }

// NumKw returns the number of keyword arguments.
func (a Args) NumKw() int {
	if a.names.IsNil() || a.names.V() == heap.Null {
		return 0
	}
	return a.names.V().Addr().NRefs()
}

// KwName returns the name of keyword argument i (no safepoint).
func (a Args) KwName(i int) Value { return a.names.V().Addr().Ref(i) }

// Kw returns the value of keyword argument i.
func (a Args) Kw(i int) Ref { return a.base.At(a.n + i) }
