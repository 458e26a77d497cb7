// Package user has a planted mistake on each line that wants a report, and beside
// it the right way.
package user

import "hpyrun/heap"

type Thread struct {
	*heap.Mutator
	Hook func(t *Thread)
	Leaf func(i int)
}

type other interface{ Work(t *Thread) }

// indirect may collect, for it calls what does.
func indirect(t *Thread) bool { return t.Alloc() != 0 } // want indirect:"mayCollect"

// leaf does not.
func leaf(v heap.Value) uint64 { return v.Addr().Word() }

// quiet says that it does not, and is believed.
//
//hpyrun:nosafepoint only in an error that ends the program
func quiet(t *Thread) { t.Alloc() }

func acrossDirect(t *Thread, r heap.Ref) heap.Value { // want acrossDirect:"mayCollect"
	v := r.V()
	t.Alloc()
	return v // want `may have moved`
}

func acrossIndirect(t *Thread, r heap.Ref) uint64 { // want acrossIndirect:"mayCollect"
	a := r.V().Addr()
	if indirect(t) {
		return 0
	}
	return a.Word() // want `may have moved`
}

func reloaded(t *Thread, r heap.Ref) heap.Value { // want reloaded:"mayCollect"
	v := r.V()
	leaf(v)
	t.Alloc()
	v = r.V()
	return v
}

func parameter(t *Thread, v heap.Value) { // want parameter:"mayCollect"
	t.Alloc()
	t.Push(v) // want `raw parameter v may have moved`
}

func rooted(t *Thread, v heap.Value) heap.Value { // want rooted:"mayCollect"
	r := t.Push(v)
	t.Alloc()
	return r.V()
}

func argument(t *Thread, r heap.Ref) { // want argument:"mayCollect"
	t.Store(r.V(), t.Alloc()) // want `may have moved`
}

func argumentInOrder(t *Thread, r heap.Ref) { // want argumentInOrder:"mayCollect"
	v := t.Alloc()
	t.Store(r.V(), v)
}

func constants(t *Thread) heap.Value { // want constants:"mayCollect"
	v := heap.None
	if indirect(t) {
		v = heap.SmallInt(3)
	}
	t.Alloc()
	return v
}

func loop(t *Thread, r heap.Ref) (n uint64) { // want loop:"mayCollect"
	v := r.V()
	for i := 0; i < 3; i++ {
		n += leaf(v) // want `may have moved`
		t.Alloc()
	}
	return n
}

func loopReloads(t *Thread, r heap.Ref) (n uint64) { // want loopReloads:"mayCollect"
	for i := 0; i < 3; i++ {
		v := r.V()
		n += leaf(v)
		t.Alloc()
	}
	return n
}

func oneBranch(t *Thread, r heap.Ref, b bool) heap.Value { // want oneBranch:"mayCollect"
	v := r.V()
	if b {
		t.Alloc()
		return 0
	}
	return v
}

func dynamic(t *Thread, r heap.Ref) uint64 { // want dynamic:"mayCollect"
	v := r.V()
	t.Hook(t)
	return leaf(v) // want `may have moved`
}

func dynamicLeaf(t *Thread, r heap.Ref) uint64 {
	v := r.V()
	t.Leaf(1)
	return leaf(v)
}

func iface(t *Thread, o other, r heap.Ref) uint64 { // want iface:"mayCollect"
	v := r.V()
	o.Work(t)
	return leaf(v) // want `may have moved`
}

func captured(t *Thread, r heap.Ref) uint64 { // want captured:"mayCollect"
	v := r.V()
	f := func() { v = r.V() }
	t.Alloc()
	n := leaf(v) // want `raw v may have moved`
	f()
	return n
}

func view(t *Thread, b heap.RawBytes) int { // want view:"mayCollect"
	t.Alloc()
	return len(b) // want `may have moved`
}

func excused(t *Thread, r heap.Ref) heap.Value { // want excused:"mayCollect"
	v := r.V()
	t.Alloc()
	//rawaddr:ok r holds an immediate here
	return v
}

func believed(t *Thread, r heap.Ref) heap.Value {
	v := r.V()
	quiet(t)
	return v
}

type keeps struct {
	v heap.Value // want `struct field of raw type`
	r heap.Ref
	//rawaddr:ok permanent
	p heap.Value
}
