package heap

// Large is the space of objects that are too large to be copied: each has pages
// of its own and never moves. A large object is young until it has FlagAge, and
// becomes old where it lies.
type Large struct {
	spans spans
	bits  *Bits
	// Objects that are old and young, in the order of their allocation.
	Old, Young []Addr
	youngBytes int
	bitsTo     uintptr // the bitmap is committed for what lies below
}

func (l *Large) init(rng Range, bits *Bits) {
	*l = Large{spans: spans{rng: rng, frontier: rng.Lo}, bits: bits, bitsTo: rng.Lo}
}

// Has says that v is an address among the large objects.
func (l *Large) Has(v Value) bool { return l.spans.rng.Has(v) }

// Range returns the addresses that large objects may have.
func (l *Large) Range() Range { return l.spans.rng }

// Used returns the bytes that large objects take, in whole pages.
func (l *Large) Used() int { return int(l.spans.used) }

// YoungBytes returns the part of Used that was allocated since the last minor
// collection.
func (l *Large) YoungBytes() int { return l.youngBytes }

func pages(size int) uintptr { return roundUp(uintptr(size), PageSize) }

// alloc returns zero bytes for a young object; 0: the address space is used up.
func (l *Large) alloc(size int) Addr {
	n := pages(size)
	a := l.spans.alloc(n)
	if a == 0 {
		return 0
	}
	if a+n > l.bitsTo {
		Commit(l.bits.covering(Range{l.bitsTo, a + n}))
		l.bitsTo = a + n
	}
	l.Young = append(l.Young, Addr(a))
	l.youngBytes += int(n)
	return Addr(a)
}

// EndMinor ends the youth of all large objects: those that the collection
// reached (FlagAge is set) are old from now on, the others are dead.
func (l *Large) EndMinor(hold bool) {
	var dead []Range
	for _, a := range l.Young {
		if a.Has(FlagAge) {
			l.Old = append(l.Old, a)
		} else {
			dead = append(dead, Range{uintptr(a), uintptr(a) + pages(a.Size())})
		}
	}
	l.Young = l.Young[:0]
	l.youngBytes = 0
	l.spans.dispose(dead, hold)
}

// ClearMarks clears the mark bits of all large objects.
func (l *Large) ClearMarks() {
	for _, a := range l.Old {
		l.bits.Clear(uintptr(a))
	}
}

// Sweep frees the old objects that have no mark bit.
func (l *Large) Sweep(hold bool) {
	var dead []Range
	live := l.Old[:0]
	for _, a := range l.Old {
		if l.bits.Test(uintptr(a)) {
			live = append(live, a)
		} else {
			dead = append(dead, Range{uintptr(a), uintptr(a) + pages(a.Size())})
		}
	}
	l.Old = live
	l.spans.dispose(dead, hold)
}
