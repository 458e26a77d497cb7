package compile

import (
	"sort"

	"github.com/hpyrun/hpyrun/python/ast"
)

// resolve decides where each name of b and of the blocks in it lives. bound are
// the names that functions around bind, global those that a global statement of a
// block around has taken out of that set. It returns the names that b needs from
// outside.
func resolve(b *block, bound, global map[string]bool) map[string]bool {
	innerBound := map[string]bool{}
	innerGlobal := map[string]bool{}
	if b.kind != moduleBlock {
		for n := range bound {
			innerBound[n] = true
		}
		for n := range global {
			innerGlobal[n] = true
		}
	}
	for _, sy := range b.order {
		switch {
		case sy.use&useGlobal != 0:
			sy.where = globalExplicit
		case sy.use&useNonlocal != 0:
			if !bound[sy.name] {
				fail(nonlocalSpan(b, sy.name), "no binding for nonlocal '%s' found", sy.name)
			}
			sy.where = free
		case sy.use&(useDef|useParam) != 0:
			sy.where = local
			if b.kind == moduleBlock {
				sy.where = globalImplicit
			}
		case bound[sy.name]:
			sy.where = free
		default:
			sy.where = globalImplicit
		}
		// What inner blocks see: a class's own names are invisible to them.
		switch {
		case sy.where == globalExplicit && b.kind == functionBlock:
			delete(innerBound, sy.name)
			innerGlobal[sy.name] = true
		case sy.where == local && b.kind == functionBlock:
			innerBound[sy.name] = true
			delete(innerGlobal, sy.name)
		}
	}
	if b.kind == classBlock {
		innerBound["__class__"] = true
	}

	needs := map[string]bool{}
	for _, c := range b.children {
		for n := range resolve(c, innerBound, innerGlobal) {
			needs[n] = true
		}
	}
	switch b.kind {
	case functionBlock:
		for _, sy := range b.order {
			if sy.where == local && needs[sy.name] {
				sy.where = cell
				delete(needs, sy.name)
			}
		}
	case classBlock:
		if needs["__class__"] {
			b.needsClass = true
			delete(needs, "__class__")
		}
	}
	// What inner blocks need and we do not have passes through us.
	for n := range needs {
		sy := b.symbols[n]
		if sy == nil {
			sy = &symbol{name: n}
			b.symbols[n] = sy
			sy.where = free
		}
		switch {
		case b.kind == functionBlock && sy.where != cell:
			sy.where = free
		case b.kind == classBlock && sy.where != free:
			// The class has a name of its own that is the same; the cell of the
			// function around goes past it.
			b.passed = append(b.passed, n)
		}
	}
	for n, sy := range b.symbols {
		if sy.where == free {
			needs[n] = true
		}
	}
	sort.Strings(b.passed)
	return needs
}

// nonlocalSpan finds the statement that declares name.
func nonlocalSpan(b *block, name string) *ast.Span {
	span := b.node.Pos()
	ast.Inspect(b.node, func(n ast.Node) bool {
		if nl, ok := n.(*ast.Nonlocal); ok {
			for _, x := range nl.Names {
				if mangle(b.class, x) == name {
					span = &nl.Span
				}
			}
		}
		return true
	})
	return span
}
