package object

import "github.com/hpyrun/hpyrun/heap"

// Alloc makes an object of type typ with nrefs references (Null) and raw zero
// bytes. Null: MemoryError is pending.
func (t *Thread) Alloc(typ heap.TypeIndex, nrefs, raw int) Value { panic("BUG: not written yet") }
