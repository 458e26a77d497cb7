package handles

import "unsafe"

// Attach ties n bytes of native memory (heap.AllocNative) to h: they are freed
// when h is closed, or, if it is an argument, when its call returns. Memory tied
// to a permanent handle lives as long as the table. h must not be immediate.
func (t *Table) Attach(h Handle, p unsafe.Pointer, n int) {
	if h.Imm() || !t.Valid(h) {
		panic("BUG: attaching to a handle without an entry")
	}
	t.attached[h] = append(t.attached[h], memory{p, n})
	if h < firstStack {
		*t.flags(h) |= flagAttached
	} else {
		t.stackOf(h).attached++
	}
}

// Attached returns what was first attached to h; nil: nothing is.
func (t *Table) Attached(h Handle) (p unsafe.Pointer, n int) {
	if len(t.attached) == 0 {
		return nil, 0
	}
	if list := t.attached[h]; len(list) > 0 {
		return list[0].p, list[0].n
	}
	return nil, 0
}

// detach frees what is attached to h.
func (t *Table) detach(h Handle) {
	for _, m := range t.attached[h] {
		t.heap.FreeNative(m.p, m.n)
	}
	delete(t.attached, h)
	if h < firstStack {
		*t.flags(h) &^= flagAttached
	}
}
