package parser

// rule names a rule whose results are memorized in a diagnosis.
type rule uint8

const (
	rExpression rule = iota
	rStarExpression
	rDisjunction
	rConjunction
	rInversion
	rFactor
	rAwaitPrimary
	rBitwiseOr
	rPrimary
	rStrings
	rArguments
	rInvalidNamed
	rStarTarget
	rTargetWithStarAtom
	rDelTarget
	rSimpleStmt
	rBlock
	rClosedPattern
)

// memo keeps what rules returned, in a list for each token that they were called at. It
// is packrat parsing for a part of the rules: without it a diagnosis would take
// exponential time.
type memo struct {
	first   []int32 // by token: the index of its first entry, plus one
	entries []memoEntry
}

type memoEntry struct {
	result any
	pos    int32 // of the token behind it
	next   int32 // the index of the next entry of the same token, plus one
	rule   rule
}

func (m *memo) find(r rule, pos int) *memoEntry {
	if pos >= len(m.first) {
		return nil
	}
	for i := m.first[pos]; i > 0; {
		e := &m.entries[i-1]
		if e.rule == r {
			return e
		}
		i = e.next
	}
	return nil
}

func (m *memo) add(r rule, pos int, result any, end int) {
	for pos >= len(m.first) {
		m.first = append(m.first, 0)
	}
	m.entries = append(m.entries, memoEntry{result, int32(end), m.first[pos], r})
	m.first[pos] = int32(len(m.entries))
}

func (m *memo) forget() {
	clear(m.first)
	clear(m.entries)
	m.entries = m.entries[:0]
}

// memorized returns what f returned when it was called at this place before.
func memorized[T any](p *parser, r rule, f func() T) T {
	start := p.pos
	if e := p.memo.find(r, start); e != nil {
		p.pos = int(e.pos)
		result, _ := e.result.(T) // the zero value for a nil interface
		return result
	}
	result := f()
	p.memo.add(r, start, result, p.pos)
	return result
}
