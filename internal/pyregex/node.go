package pyregex

// kind says what a node is.
type kind uint8

const (
	kLiteral kind = iota // one character
	kSet                 // one character of a set
	kAny                 // .
	kAt                  // a position
	kSeq                 // subs one after the other
	kBranch              // one of subs
	kGroup               // subs[0]; captured if group > 0; add and del change the flags within
	kAtomic              // subs[0]
	kRepeat              // subs[0], min to max times
	kRef                 // the text of group
	kIf                  // subs[0] if group took part, else subs[1]
	kLook                // subs[0] ahead or behind
)

// greed says how a repeat takes its text.
type greed uint8

const (
	greedy greed = iota
	lazy
	possessive
)

// position is what a kAt asks for.
type position uint8

const (
	atBegin       position = iota // ^
	atEnd                         // $
	atTextBegin                   // \A
	atTextEnd                     // \Z
	atBoundary                    // \b
	atNotBoundary                 // \B
)

type node struct {
	kind     kind
	greed    greed
	at       position
	negative bool // a negated set; a negative look
	behind   bool
	category byte // of a set that is one category alone: its letter
	r        rune
	set      []item
	group    int
	add, del Flags
	min, max int
	subs     []*node
}

// item is part of a set: a range, or a category by its letter (d, D, s, S, w, W).
type item struct {
	lo, hi   rune
	category byte
}

// width is how many characters a node matches, at least and at most.
type width struct{ lo, hi int }

func (w width) clip() width { return width{min(w.lo, MaxRepeat-1), min(w.hi, MaxRepeat)} }

// times multiplies without leaving the ints.
func times(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	if a > MaxRepeat/b {
		return MaxRepeat
	}
	return a * b
}

// width needs the widths of the groups that closed before.
func (n *node) width(groups []*width) width {
	switch n.kind {
	case kLiteral, kSet, kAny:
		return width{1, 1}
	case kSeq:
		var w width
		for _, s := range n.subs {
			x := s.width(groups)
			w.lo, w.hi = w.lo+x.lo, w.hi+x.hi
		}
		return w.clip()
	case kBranch:
		w := width{MaxRepeat - 1, 0}
		for _, s := range n.subs {
			x := s.width(groups)
			w.lo, w.hi = min(w.lo, x.lo), max(w.hi, x.hi)
		}
		return w
	case kGroup, kAtomic:
		return n.subs[0].width(groups)
	case kRepeat:
		w := n.subs[0].width(groups)
		return width{times(w.lo, n.min), times(w.hi, n.max)}.clip()
	case kRef:
		if w := groups[n.group]; w != nil {
			return *w
		}
	case kIf:
		w := n.subs[0].width(groups)
		if n.subs[1] == nil {
			w.lo = 0
			return w
		}
		x := n.subs[1].width(groups)
		return width{min(w.lo, x.lo), max(w.hi, x.hi)}
	}
	return width{}
}

// LastIndex is Match.lastindex: the group that closed last, 0 for none.
//
// Where no repeat is around several groups they close in the order of their closing
// brackets. Within a repeat it is the one that ends last.
func (p *Pattern) LastIndex(regs []int) int { return lastClosed(p.root, regs) }

func lastClosed(n *node, regs []int) int {
	switch n.kind {
	case kGroup:
		if n.group > 0 && regs[2*n.group] >= 0 {
			return n.group
		}
	case kRepeat:
		best, end := 0, -1
		n.closing(func(g int) {
			if e := regs[2*g+1]; regs[2*g] >= 0 && e >= end {
				best, end = g, e
			}
		})
		return best
	}
	for i := len(n.subs) - 1; i >= 0; i-- {
		if n.subs[i] != nil {
			if g := lastClosed(n.subs[i], regs); g > 0 {
				return g
			}
		}
	}
	return 0
}

// closing visits the groups within n in the order of their closing brackets.
func (n *node) closing(visit func(group int)) {
	for _, s := range n.subs {
		if s != nil {
			s.closing(visit)
		}
	}
	if n.kind == kGroup && n.group > 0 {
		visit(n.group)
	}
}
