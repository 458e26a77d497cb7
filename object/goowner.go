package object

import "github.com/hpyrun/hpyrun/heap"

// ownerGo is the kind of owners of Go values: the payload is the number.
const ownerGo heap.OwnerKind = 34

// goOwned are the Go values that heap objects own, by number. Number 0 is nothing.
type goOwned struct {
	values []any
	free   []uint64
}

// OwnGo makes v, an object, the owner of a Go value. The number that it returns is
// kept in v's raw part; GoOwned gives the value for it until v has died. No safepoint.
func (t *Thread) OwnGo(v Value, x any) uint64 {
	g := &t.RT.goOwned
	if g.values == nil {
		g.values = make([]any, 1, 16)
		t.H.OnDeath(ownerGo, func(id uint64) {
			g.values[id] = nil
			g.free = append(g.free, id)
		})
	}
	var id uint64
	if n := len(g.free); n > 0 {
		id, g.free = g.free[n-1], g.free[:n-1]
		g.values[id] = x
	} else {
		id = uint64(len(g.values))
		g.values = append(g.values, x)
	}
	t.Own(v, ownerGo, id)
	return id
}

// GoOwned returns the value that OwnGo numbered (no safepoint).
func (rt *Runtime) GoOwned(id uint64) any { return rt.goOwned.values[id] }
