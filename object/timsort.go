package object

// This is Tim Peters' sort as CPython 3.11 has it: natural runs, extended to a
// minimum by binary insertion, merged in the order of the powersort rule (Munro
// and Wild, "Nearly-Optimal Mergesorts", 2018) with galloping. It is stable,
// and asks for the very comparisons that CPython's asks for, so that even an
// inconsistent order (NaNs) sorts alike.

// sorter sorts entries by prefix, then by tie.
type sorter struct {
	a []sortEntry
	// tie says whether item i is less than item j where the prefixes are
	// equal: 1, 0, or -1 for an exception. nil: it never is.
	tie    func(i, j uint32) int
	failed bool // tie returned -1: every loop ends at once

	gallop int // runs this many wins long make galloping worth while
	runs   []sortRun
	tmp    []sortEntry
	sorted []Value //rawaddr:ok filled and copied without a safepoint between: room for the caller: the items in their new order
}

// sortRun is a sorted run; power is that of the boundary with the next.
type sortRun struct {
	base, n, power int
}

// minGallop is where galloping starts.
const minGallop = 7

func (s *sorter) less(x, y sortEntry) bool {
	if x.prefix != y.prefix {
		return x.prefix < y.prefix
	}
	return s.tieLess(x, y)
}

func (s *sorter) tieLess(x, y sortEntry) bool {
	if s.tie == nil || s.failed {
		return false
	}
	r := s.tie(x.i, y.i)
	s.failed = r < 0
	return r > 0
}

// sort sorts s.a; false: tie failed, and the entries are in some order.
func (s *sorter) sort() bool {
	n := len(s.a)
	s.gallop = minGallop
	minRun := minRunLength(n)
	for lo := 0; lo < n && !s.failed; {
		k := s.countRun(lo)
		if force := min(minRun, n-lo); k < force && !s.failed {
			s.binaryInsert(lo, lo+force, lo+k)
			k = force
		}
		if s.failed {
			return false
		}
		s.foundRun(lo, k)
		s.runs = append(s.runs, sortRun{base: lo, n: k})
		lo += k
	}
	for len(s.runs) > 1 && !s.failed {
		i := len(s.runs) - 2
		if i > 0 && s.runs[i-1].n < s.runs[i+1].n {
			i--
		}
		s.mergeAt(i)
	}
	return !s.failed
}

// minRunLength is n if that is below 64, else between 32 and 64 such that n
// divided by it is a power of two or a bit less.
func minRunLength(n int) int {
	r := 0
	for n >= 64 {
		r |= n & 1
		n >>= 1
	}
	return n + r
}

// countRun returns the length of the run at lo, ascending; a strictly
// descending one is reversed.
func (s *sorter) countRun(lo int) int {
	a := s.a[lo:]
	if len(a) == 1 {
		return 1
	}
	n := 2
	if s.less(a[1], a[0]) {
		for n < len(a) && s.less(a[n], a[n-1]) {
			n++
		}
		reverseEntries(a[:n])
		return n
	}
	for n < len(a) && !s.less(a[n], a[n-1]) && !s.failed {
		n++
	}
	return n
}

// binaryInsert sorts [lo, hi), of which [lo, start) is sorted.
func (s *sorter) binaryInsert(lo, hi, start int) {
	a := s.a
	for ; start < hi; start++ {
		pivot := a[start]
		l, r := lo, start
		for l < r {
			p := int(uint(l+r) >> 1)
			if s.less(pivot, a[p]) {
				r = p
			} else {
				l = p + 1
			}
		}
		if s.failed {
			return
		}
		copy(a[l+1:start+1], a[l:start])
		a[l] = pivot
	}
}

// foundRun merges what has to be before a run of n entries at base is pushed.
func (s *sorter) foundRun(base, n int) {
	if len(s.runs) == 0 {
		return
	}
	top := &s.runs[len(s.runs)-1]
	p := runPower(top.base, top.n, n, len(s.a))
	for len(s.runs) > 1 && s.runs[len(s.runs)-2].power > p && !s.failed {
		s.mergeAt(len(s.runs) - 2)
	}
	s.runs[len(s.runs)-1].power = p
}

// runPower is the depth, in the ideal merge tree of n entries, of the boundary
// between the run of n1 at s1 and the one of n2 after it: the first bit in which
// the two midpoints, as fractions of n, differ.
func runPower(s1, n1, n2, n int) int {
	a, b := 2*s1+n1, 2*s1+n1+n1+n2 // twice the midpoints
	for p := 1; ; p++ {
		if a >= n {
			a -= n
			b -= n
		} else if b >= n {
			return p
		}
		a <<= 1
		b <<= 1
	}
}

// mergeAt merges runs i and i+1.
func (s *sorter) mergeAt(i int) {
	r1, r2 := s.runs[i], s.runs[i+1]
	s.runs[i] = sortRun{r1.base, r1.n + r2.n, s.runs[i+1].power}
	copy(s.runs[i+1:], s.runs[i+2:])
	s.runs = s.runs[:len(s.runs)-1]

	// What of the first run is not greater than the second's start stays, and
	// likewise at the end.
	k := s.gallopRight(s.a[r2.base], s.a[r1.base:r1.base+r1.n], 0)
	base, n1 := r1.base+k, r1.n-k
	if n1 == 0 || s.failed {
		return
	}
	n2 := s.gallopLeft(s.a[base+n1-1], s.a[r2.base:r2.base+r2.n], r2.n-1)
	if n2 == 0 || s.failed {
		return
	}
	if n1 <= n2 {
		s.mergeLow(base, n1, n2)
	} else {
		s.mergeHigh(base, n1, n2)
	}
}

// gallopLeft returns the leftmost place for key in the sorted run a, searching
// outward from hint.
func (s *sorter) gallopLeft(key sortEntry, a []sortEntry, hint int) int {
	last, ofs := 0, 1
	if s.less(a[hint], key) {
		// a[hint+last] < key <= a[hint+ofs]
		for limit := len(a) - hint; ; {
			if ofs >= limit {
				ofs = limit
				break
			}
			if !s.less(a[hint+ofs], key) {
				break
			}
			last, ofs = ofs, ofs<<1+1
		}
		last, ofs = last+hint, ofs+hint
	} else {
		// a[hint-ofs] < key <= a[hint-last]
		for limit := hint + 1; ; {
			if ofs >= limit {
				ofs = limit
				break
			}
			if s.less(a[hint-ofs], key) {
				break
			}
			if s.failed {
				return 0
			}
			last, ofs = ofs, ofs<<1+1
		}
		last, ofs = hint-ofs, hint-last
	}
	for last++; last < ofs; {
		m := last + (ofs-last)>>1
		if s.less(a[m], key) {
			last = m + 1
		} else {
			ofs = m
		}
	}
	return ofs
}

// gallopRight returns the rightmost place for key in the sorted run a,
// searching outward from hint.
func (s *sorter) gallopRight(key sortEntry, a []sortEntry, hint int) int {
	last, ofs := 0, 1
	if s.less(key, a[hint]) {
		// a[hint-ofs] <= key < a[hint-last]
		for limit := hint + 1; ; {
			if ofs >= limit {
				ofs = limit
				break
			}
			if !s.less(key, a[hint-ofs]) {
				break
			}
			last, ofs = ofs, ofs<<1+1
		}
		last, ofs = hint-ofs, hint-last
	} else {
		// a[hint+last] <= key < a[hint+ofs]
		for limit := len(a) - hint; ; {
			if ofs >= limit {
				ofs = limit
				break
			}
			if s.less(key, a[hint+ofs]) {
				break
			}
			if s.failed {
				return 0
			}
			last, ofs = ofs, ofs<<1+1
		}
		last, ofs = last+hint, ofs+hint
	}
	for last++; last < ofs; {
		m := last + (ofs-last)>>1
		if s.less(key, a[m]) {
			ofs = m
		} else {
			last = m + 1
		}
	}
	return ofs
}

// scratch returns room for n entries.
func (s *sorter) scratch(n int) []sortEntry {
	if cap(s.tmp) < n {
		s.tmp = make([]sortEntry, max(n, 256))
	}
	return s.tmp[:n]
}

// mergeLow merges the run of n1 at base with that of n2 after it, n1 being the
// smaller: from the left, out of a copy of the first. The first of the second
// run belongs first, and the last of the first run last.
func (s *sorter) mergeLow(base, n1, n2 int) {
	low := s.scratch(n1)
	copy(low, s.a[base:base+n1])
	high := s.a[base+n1 : base+n1+n2]
	out := s.a[base : base+n1+n2]
	d := 0 // entries of out that are final
	put := func(e sortEntry) { out[d] = e; d++ }

	// However it ends, what is left of low belongs between the final entries
	// and what is left of high, which is in its place already.
	defer func() {
		if len(low) > 0 {
			if len(low) == 1 && !s.failed {
				// The last of low is greater than all of high.
				d += copy(out[d:], high)
				out[d] = low[0]
				return
			}
			copy(out[d:], low)
		}
	}()

	put(high[0])
	high = high[1:]
	if len(high) == 0 || len(low) == 1 {
		return
	}
	gallop := s.gallop
	for {
		wins1, wins2 := 0, 0
		for {
			if s.less(high[0], low[0]) {
				put(high[0])
				high = high[1:]
				wins2++
				wins1 = 0
				if len(high) == 0 {
					return
				}
				if wins2 >= gallop {
					break
				}
			} else {
				if s.failed {
					return
				}
				put(low[0])
				low = low[1:]
				wins1++
				wins2 = 0
				if len(low) == 1 {
					return
				}
				if wins1 >= gallop {
					break
				}
			}
		}
		gallop++
		for first := true; first || wins1 >= minGallop || wins2 >= minGallop; first = false {
			if gallop > 1 {
				gallop--
			}
			s.gallop = gallop
			wins1 = s.gallopRight(high[0], low, 0)
			if s.failed {
				return
			}
			if wins1 > 0 {
				d += copy(out[d:], low[:wins1])
				low = low[wins1:]
				// With an inconsistent order low may be used up here.
				if len(low) <= 1 {
					return
				}
			}
			put(high[0])
			high = high[1:]
			if len(high) == 0 {
				return
			}
			wins2 = s.gallopLeft(low[0], high, 0)
			if s.failed {
				return
			}
			if wins2 > 0 {
				d += copy(out[d:], high[:wins2])
				high = high[wins2:]
				if len(high) == 0 {
					return
				}
			}
			put(low[0])
			low = low[1:]
			if len(low) == 1 {
				return
			}
		}
		gallop++
		s.gallop = gallop
	}
}

// mergeHigh is mergeLow for n1 >= n2: from the right, out of a copy of the
// second.
func (s *sorter) mergeHigh(base, n1, n2 int) {
	high := s.scratch(n2)
	copy(high, s.a[base+n1:base+n1+n2])
	low := s.a[base : base+n1]
	out := s.a[base : base+n1+n2]
	d := len(out) // entries of out from here on are final
	put := func(e sortEntry) { d--; out[d] = e }

	defer func() {
		if len(high) > 0 {
			if len(high) == 1 && !s.failed {
				// The first of high is less than all of low.
				copy(out[d-len(low):d], low)
				out[d-len(low)-1] = high[0]
				return
			}
			copy(out[d-len(high):d], high)
		}
	}()

	put(low[len(low)-1])
	low = low[:len(low)-1]
	if len(low) == 0 || len(high) == 1 {
		return
	}
	gallop := s.gallop
	for {
		wins1, wins2 := 0, 0
		for {
			if s.less(high[len(high)-1], low[len(low)-1]) {
				put(low[len(low)-1])
				low = low[:len(low)-1]
				wins1++
				wins2 = 0
				if len(low) == 0 {
					return
				}
				if wins1 >= gallop {
					break
				}
			} else {
				if s.failed {
					return
				}
				put(high[len(high)-1])
				high = high[:len(high)-1]
				wins2++
				wins1 = 0
				if len(high) == 1 {
					return
				}
				if wins2 >= gallop {
					break
				}
			}
		}
		gallop++
		for first := true; first || wins1 >= minGallop || wins2 >= minGallop; first = false {
			if gallop > 1 {
				gallop--
			}
			s.gallop = gallop
			k := s.gallopRight(high[len(high)-1], low, len(low)-1)
			if s.failed {
				return
			}
			if wins1 = len(low) - k; wins1 > 0 {
				d -= wins1
				copy(out[d:], low[k:])
				low = low[:k]
				if len(low) == 0 {
					return
				}
			}
			put(high[len(high)-1])
			high = high[:len(high)-1]
			if len(high) == 1 {
				return
			}
			k = s.gallopLeft(low[len(low)-1], high, len(high)-1)
			if s.failed {
				return
			}
			if wins2 = len(high) - k; wins2 > 0 {
				d -= wins2
				copy(out[d:], high[k:])
				high = high[:k]
				if len(high) <= 1 {
					return
				}
			}
			put(low[len(low)-1])
			low = low[:len(low)-1]
			if len(low) == 0 {
				return
			}
		}
		gallop++
		s.gallop = gallop
	}
}
