package compile

import (
	"fmt"
	"math"

	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// matcher is the state of one case. Names are bound only when the whole pattern
// has matched, so captured values wait on the stack, below what the pattern is
// working on.
type matcher struct {
	names []string // captured so far; their values are on the stack, last on top (below onTop)
	// fail[i] is the label to jump to when i values have to be popped first.
	fail []int
	// onTop counts the values above the captured ones.
	onTop int
	// irrefutable: a pattern that always matches is allowed here.
	irrefutable bool
}

func (c *compiler) match(n *ast.Match) {
	c.expr(n.Subject)
	end := c.label()
	last := len(n.Cases) - 1
	// A last "case _" needs no copy of the subject and no test.
	hasDefault := last > 0 && isWildcard(n.Cases[last].Pattern)
	for i, k := range n.Cases {
		c.at(k.Pattern)
		if i == last && hasDefault {
			c.op(code.Pop)
			next := c.label()
			if k.Guard != nil {
				c.jumpIf(k.Guard, next, false)
			}
			c.stmts(k.Body)
			c.place(next)
			break
		}
		keep := hasDefault || i != last
		if keep {
			c.op(code.Dup)
		}
		m := &matcher{irrefutable: k.Guard != nil || i == last}
		c.pattern(m, k.Pattern)
		for _, name := range m.reversed() {
			c.name(name, store)
		}
		if k.Guard != nil {
			c.jumpIf(k.Guard, m.failLabel(c, 0), false)
		}
		if keep {
			c.op(code.Pop)
		}
		c.stmts(k.Body)
		c.opArg(code.Jump, end)
		c.emitFail(m)
	}
	c.place(end)
	c.op(code.Nop)
}

func isWildcard(p ast.Pattern) bool {
	a, ok := p.(*ast.MatchAs)
	return ok && a.Name == "" && a.Pattern == nil
}

// reversed returns the names from the top of the stack down.
func (m *matcher) reversed() []string {
	r := make([]string, len(m.names))
	for i, n := range m.names {
		r[len(r)-1-i] = n
	}
	return r
}

func (m *matcher) failLabel(c *compiler, pops int) int {
	for len(m.fail) <= pops {
		m.fail = append(m.fail, c.label())
	}
	return m.fail[pops]
}

// jumpToFail emits a jump that is taken when the pattern does not match; op pops
// what it tests.
func (c *compiler) jumpToFail(m *matcher, op code.Op) {
	c.opArg(op, m.failLabel(c, m.onTop+len(m.names)))
}

// emitFail places the labels of failure: each pops one value and falls into the
// next.
func (c *compiler) emitFail(m *matcher) {
	for i := len(m.fail) - 1; i >= 0; i-- {
		c.place(m.fail[i])
		if i > 0 {
			c.op(code.Pop)
		}
	}
	m.fail = nil
}

// pattern tests and consumes the top of the stack.
func (c *compiler) pattern(m *matcher, p ast.Pattern) {
	c.at(p)
	switch p := p.(type) {
	case *ast.MatchValue:
		if _, isFormatted := p.Value.(*ast.JoinedStr); isFormatted {
			fail(&p.Span, "patterns may only match literals and attribute lookups")
		}
		c.expr(p.Value)
		c.at(p)
		c.opArg(code.Compare, int(ast.Eq))
		c.jumpToFail(m, code.JumpIfFalse)
	case *ast.MatchSingleton:
		c.constant(p.Value)
		c.op(code.Is)
		c.jumpToFail(m, code.JumpIfFalse)
	case *ast.MatchSequence:
		c.matchSequence(m, p)
	case *ast.MatchMapping:
		c.matchMapping(m, p)
	case *ast.MatchClass:
		c.matchClass(m, p)
	case *ast.MatchStar:
		c.capture(m, p, p.Name)
	case *ast.MatchAs:
		c.matchAs(m, p)
	case *ast.MatchOr:
		c.matchOr(m, p)
	default:
		panic(fmt.Sprintf("BUG: pattern %T", p))
	}
}

// capture keeps the top of the stack under a name, below onTop other values.
func (c *compiler) capture(m *matcher, p ast.Pattern, name string) {
	if name == "" {
		c.op(code.Pop)
		return
	}
	for _, n := range m.names {
		if n == name {
			fail(p.Pos(), "multiple assignments to name '%s' in pattern", name)
		}
	}
	c.rotateDown(m.onTop + 1)
	m.names = append(m.names, name)
}

// rotateDown moves the top of the stack below the n-1 values under it.
func (c *compiler) rotateDown(n int) {
	for i := n; i > 1; i-- {
		c.opArg(code.Swap, i)
	}
}

func (c *compiler) matchAs(m *matcher, p *ast.MatchAs) {
	if p.Pattern == nil {
		if !m.irrefutable {
			if p.Name != "" {
				fail(&p.Span, "name capture '%s' makes remaining patterns unreachable", p.Name)
			}
			fail(&p.Span, "wildcard makes remaining patterns unreachable")
		}
		c.capture(m, p, p.Name)
		return
	}
	m.onTop++
	c.op(code.Dup)
	c.pattern(m, p.Pattern)
	m.onTop--
	c.capture(m, p, p.Name)
}

// sub compiles a pattern inside another, where one that always matches is fine.
func (c *compiler) sub(m *matcher, p ast.Pattern) {
	old := m.irrefutable
	m.irrefutable = true
	c.pattern(m, p)
	m.irrefutable = old
}

func (c *compiler) matchSequence(m *matcher, p *ast.MatchSequence) {
	star := -1
	onlyWild, starWild := true, false
	for i, x := range p.Patterns {
		if s, ok := x.(*ast.MatchStar); ok {
			if star >= 0 {
				fail(&p.Span, "multiple starred expressions in sequence pattern")
			}
			star = i
			starWild = s.Name == ""
			onlyWild = onlyWild && starWild
			continue
		}
		onlyWild = onlyWild && isWildcard(x)
	}
	size := len(p.Patterns)
	m.onTop++
	c.op(code.MatchSequence)
	c.jumpToFail(m, code.JumpIfFalse)
	if star < 0 {
		c.op(code.GetLen)
		c.constant(int64(size))
		c.opArg(code.Compare, int(ast.Eq))
		c.jumpToFail(m, code.JumpIfFalse)
	} else if size > 1 {
		c.op(code.GetLen)
		c.constant(int64(size - 1))
		c.opArg(code.Compare, int(ast.GtE))
		c.jumpToFail(m, code.JumpIfFalse)
	}
	m.onTop--
	switch {
	case onlyWild:
		c.op(code.Pop)
	case starWild:
		c.matchByIndex(m, p.Patterns, star)
	default:
		if star >= 0 {
			if size > 0xFFF {
				fail(&p.Span, "too many expressions in star-unpacking sequence pattern")
			}
			c.opArg(code.UnpackEx, star|(size-star-1)<<12)
		} else {
			c.opArg(code.Unpack, size)
		}
		m.onTop += size
		for _, x := range p.Patterns {
			m.onTop--
			c.sub(m, x)
		}
	}
}

// matchByIndex takes only the items that a pattern looks at: with *_ the
// others need not be read.
func (c *compiler) matchByIndex(m *matcher, patterns []ast.Pattern, star int) {
	m.onTop++
	size := len(patterns)
	for i, x := range patterns {
		if i == star || isWildcard(x) {
			continue
		}
		c.op(code.Dup)
		if i < star {
			c.constant(int64(i))
		} else {
			c.op(code.GetLen)
			c.constant(int64(size - i))
			c.binary(ast.Sub, false)
		}
		c.op(code.Subscr)
		c.sub(m, x)
	}
	m.onTop--
	c.op(code.Pop)
}

// number gives numbers that are equal one value: 0, 0.0, False and 0j.
func number(v any) any {
	if z, ok := v.(complex128); ok && imag(z) == 0 {
		v = real(z)
	}
	if f, ok := v.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		v = int64(f)
	}
	if b, ok := v.(bool); ok {
		v = int64(0)
		if b {
			v = int64(1)
		}
	}
	return v
}

func (c *compiler) matchMapping(m *matcher, p *ast.MatchMapping) {
	size := len(p.Keys)
	m.onTop++
	c.op(code.MatchMapping)
	c.jumpToFail(m, code.JumpIfFalse)
	if size == 0 && p.Rest == "" {
		m.onTop--
		c.op(code.Pop)
		return
	}
	if size > 0 {
		c.op(code.GetLen)
		c.constant(int64(size))
		c.opArg(code.Compare, int(ast.GtE))
		c.jumpToFail(m, code.JumpIfFalse)
	}
	seen := map[constKey]bool{}
	for _, k := range p.Keys {
		if _, isFormatted := k.(*ast.JoinedStr); isFormatted {
			fail(k.Pos(), "mapping pattern keys may only match literals and attribute lookups")
		}
		if v, ok := fold(k); ok {
			key := keyOf(number(v))
			if seen[key] {
				fail(&p.Span, "mapping pattern checks duplicate key (%s)", constRepr(v))
			}
			seen[key] = true
		}
		c.expr(k)
	}
	c.at(p)
	c.opArg(code.BuildTuple, size)
	c.op(code.MatchKeys) // s keys values-or-None
	m.onTop += 2
	c.op(code.Dup)
	c.jumpToFail(m, code.JumpIfNone)
	c.opArg(code.Unpack, size)
	m.onTop += size - 1
	for _, x := range p.Patterns {
		m.onTop--
		c.sub(m, x)
	}
	// s keys
	m.onTop -= 2
	if p.Rest != "" {
		c.op(code.CopyWithoutKey) // s dict
		c.opArg(code.Swap, 2)
		c.op(code.Pop)
		c.capture(m, p, p.Rest)
	} else {
		c.op(code.Pop)
		c.op(code.Pop)
	}
}

func constRepr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return "'" + v + "'"
	}
	return fmt.Sprint(v)
}

func (c *compiler) matchClass(m *matcher, p *ast.MatchClass) {
	seen := map[string]bool{}
	names := make(ast.TupleValue, len(p.KwdAttrs))
	for i, a := range p.KwdAttrs {
		if seen[a] {
			fail(p.KwdPatterns[i].Pos(), "attribute name repeated in class pattern: %s", a)
		}
		seen[a] = true
		names[i] = mangle(c.u.class, a)
	}
	c.expr(p.Cls)
	c.at(p)
	c.constant(names)
	c.opArg(code.MatchClass, len(p.Patterns)) // tuple-or-None
	m.onTop++
	c.op(code.Dup)
	c.jumpToFail(m, code.JumpIfNone)
	all := append(append([]ast.Pattern(nil), p.Patterns...), p.KwdPatterns...)
	c.opArg(code.Unpack, len(all))
	m.onTop += len(all) - 1
	for _, x := range all {
		m.onTop--
		if isWildcard(x) {
			c.op(code.Pop)
			continue
		}
		c.sub(m, x)
	}
}

// matchOr tries the alternatives. Each has to capture the same names; the
// first one's order counts, the others' values are put into it.
func (c *compiler) matchOr(m *matcher, p *ast.MatchOr) {
	done := c.label()
	var want []string
	outer := *m
	for i, alt := range p.Patterns {
		am := &matcher{irrefutable: i == len(p.Patterns)-1 && outer.irrefutable}
		c.op(code.Dup)
		c.pattern(am, alt)
		if i == 0 {
			want = am.names
		} else {
			if len(am.names) != len(want) {
				fail(&p.Span, "alternative patterns bind different names")
			}
			// Bring the values into the first alternative's order, from the
			// bottom up: place k gets want[k].
			have := append([]string(nil), am.names...)
			for k, name := range want {
				j := indexOf(have, name)
				if j < 0 {
					fail(&p.Span, "alternative patterns bind different names")
				}
				if j != k {
					// Exchange the values at j and k by way of the top.
					top := len(have) - 1
					c.exchange(top-j+1, top-k+1)
					have[j], have[k] = have[k], have[j]
				}
			}
		}
		c.opArg(code.Jump, done)
		c.emitFail(am)
	}
	// No alternative matched: [subject].
	c.op(code.Pop)
	c.opArg(code.Jump, m.failLabel(c, m.onTop+len(m.names)))
	c.place(done)
	// [… subject v1 … vk]: the subject goes, the values sink below onTop.
	k := len(want)
	if k == 0 {
		c.op(code.Pop)
		return
	}
	// Bring the subject to the top, keeping the values' order.
	c.rotateUp(k + 1)
	c.op(code.Pop)
	for i := 0; i < k; i++ {
		// Each step takes the bottom-most value of the group below onTop.
		c.rotateGroup(k, m.onTop)
	}
	for _, name := range want {
		if indexOf(m.names, name) >= 0 {
			fail(&p.Span, "multiple assignments to name '%s' in pattern", name)
		}
	}
	m.names = append(m.names, want...)
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// exchange swaps the a-th and b-th values from the top (1 is the top).
func (c *compiler) exchange(a, b int) {
	if a > b {
		a, b = b, a
	}
	if a == 1 {
		c.opArg(code.Swap, b)
		return
	}
	c.opArg(code.Swap, a)
	c.opArg(code.Swap, b)
	c.opArg(code.Swap, a)
}

// rotateUp brings the n-th value from the top to the top, the others keep their
// order.
func (c *compiler) rotateUp(n int) {
	for i := 2; i <= n; i++ {
		c.opArg(code.Swap, i)
	}
}

// rotateGroup moves the lowest of the k values on top of the stack below the
// onTop values that lie under the group. Called k times it moves all, in order.
func (c *compiler) rotateGroup(k, onTop int) {
	if onTop == 0 {
		return
	}
	// The top goes to the bottom of the k+onTop values, k times in a row: a
	// rotation of the whole by k, which keeps both parts' order.
	c.rotateDown(k + onTop)
}
