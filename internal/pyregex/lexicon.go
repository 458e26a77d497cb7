package pyregex

// Lexicon compiles the phrases of a re.Scanner into one pattern: the first that matches.
// Groups within a phrase count for that phrase alone.
func Lexicon(phrases []Source, flags Flags) (p *Pattern, warn []Warning, err error) {
	all := &node{kind: kBranch}
	p = &Pattern{Flags: flags, Index: map[string]int{}}
	for _, src := range phrases {
		one, w, err := Compile(src, flags)
		warn = append(warn, w...)
		if err != nil {
			return nil, warn, err
		}
		p.Groups++
		entry := p.Groups
		one.root.renumber(p.Groups)
		p.Groups += one.Groups
		p.Flags |= one.Flags
		all.subs = append(all.subs, &node{kind: kGroup, group: entry, add: one.Flags, subs: []*node{one.root}})
	}
	p.root = all
	return p, warn, nil
}

// renumber adds n to the numbers of all groups.
func (n *node) renumber(by int) {
	if n.group > 0 {
		n.group += by
	}
	for _, s := range n.subs {
		if s != nil {
			s.renumber(by)
		}
	}
}

// LexiconEntry tells which phrase of a Lexicon has matched, from 0 on.
func (p *Pattern) LexiconEntry(regs []int) int {
	for i, s := range p.root.subs {
		if regs[2*s.group] >= 0 {
			return i
		}
	}
	return -1
}
