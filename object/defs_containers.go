package object

import "github.com/hpyrun/hpyrun/heap"

// containerDefs lists the containers and iterators, bases first.
var containerDefs = []func(rt *Runtime) TypeDef{}

// containersState is what the containers keep per runtime.
type containersState struct {
	lastStamp  uint64 // the newest keys stamp (dict_table.go)
	emptyTuple Value  // permanent; Null until first asked for
	sorting    Value  // permanent; the array of a list that is being sorted (list_sort.go)
}

// permanent returns *p, making it an object of type typ without content first
// if need be (no safepoint).
func (t *Thread) permanent(p *Value, typ heap.TypeIndex) Value {
	if *p == heap.Null {
		*p = t.AllocPermanent(typ, 0, 0)
	}
	return *p
}
