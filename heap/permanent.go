package heap

import (
	"fmt"
	"iter"
)

// Permanent is the space of what lives as long as the heap. Its objects stay
// where they are and are never marked; all of them are roots.
type Permanent struct {
	rng       Range
	top       uintptr
	committed uintptr
}

const permanentStep = 1 << 20

func (p *Permanent) init(rng Range) { *p = Permanent{rng: rng, top: rng.Lo, committed: rng.Lo} }

// Has says that v is an address among the permanent objects.
func (p *Permanent) Has(v Value) bool { return p.rng.Has(v) }

// Used returns the bytes that permanent objects take.
func (p *Permanent) Used() int { return int(p.top - p.rng.Lo) }

func (p *Permanent) alloc(size int) Addr {
	a := p.top
	if uintptr(size) > p.rng.Hi-a {
		panic(fmt.Sprintf("heap: %d MiB of address space for permanent objects are used up", p.rng.Size()>>20))
	}
	p.top += uintptr(size)
	if p.top > p.committed {
		to := min(roundUp(p.top, permanentStep), p.rng.Hi)
		Commit(Range{p.committed, to})
		p.committed = to
	}
	return Addr(a)
}

// Objects yields all permanent objects.
func (p *Permanent) Objects() iter.Seq[Addr] {
	return func(yield func(Addr) bool) { walk(p.rng.Lo, p.top, yield) }
}
