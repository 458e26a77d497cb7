// Package heap stands for the real one in the analyzer's tests.
package heap

type Value uint64
type Addr uintptr
type RawBytes []byte

const None Value = 1

type Ref struct{ slot *Value }

func (r Ref) V() Value       { return *r.slot }
func (v Value) Addr() Addr   { return Addr(v) }
func (a Addr) Word() uint64  { return uint64(a) }
func SmallInt(i int64) Value { return Value(i) }

type Mutator struct{ top *Value }

func (m *Mutator) Push(v Value) Ref { *m.top = v; return Ref{m.top} }

// Alloc allocates.
//
//hpyrun:safepoint
func (m *Mutator) Alloc() Value { return 0 }

func (m *Mutator) Store(o Value, v Value) {}
