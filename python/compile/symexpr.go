package compile

import "github.com/hpyrun/hpyrun/python/ast"

func (s *symtabler) expr(e ast.Expr) {
	s.depth.enter(e)
	defer s.depth.leave()
	switch n := e.(type) {
	case *ast.NamedExpr:
		s.named(n)
	case *ast.Lambda:
		s.function(n, "<lambda>", n.Args, false, func() { s.expr(n.Body) })
		s.tab.blocks[n].isLambda = true
	case *ast.ListComp:
		s.comp(n, "<listcomp>", n.Generators, n.Elt, nil)
	case *ast.SetComp:
		s.comp(n, "<setcomp>", n.Generators, n.Elt, nil)
	case *ast.GeneratorExp:
		s.comp(n, "<genexpr>", n.Generators, n.Elt, nil)
	case *ast.DictComp:
		s.comp(n, "<dictcomp>", n.Generators, n.Key, n.Value)
	case *ast.Yield:
		s.yield(n, n.Value)
	case *ast.YieldFrom:
		s.yield(n, n.Value)
	case *ast.Await:
		if s.cur.comprehension || s.cur.kind == moduleBlock {
			s.cur.coroutine = true
		}
		s.expr(n.Value)
	case *ast.Name:
		switch n.Ctx {
		case ast.Load:
			s.add(n.ID, useRead, &n.Span)
			if n.ID == "super" && s.cur.kind == functionBlock {
				s.add("__class__", useRead, &n.Span)
			}
		case ast.Store:
			s.bind(n.ID, &n.Span)
		case ast.Del:
			if n.ID == "__debug__" {
				fail(&n.Span, "cannot delete __debug__")
			}
			s.add(n.ID, useDef, &n.Span)
		}
	default:
		// Nothing else binds a name or opens a block.
		ast.Children(e, func(c ast.Node) { s.child(c) })
	}
}

func (s *symtabler) child(c ast.Node) {
	switch c := c.(type) {
	case ast.Expr:
		s.expr(c)
	case *ast.Keyword:
		if c.Arg == "__debug__" {
			fail(&c.Span, "cannot assign to __debug__")
		}
		s.expr(c.Value)
	default:
		ast.Children(c, func(c ast.Node) { s.child(c) })
	}
}

func (s *symtabler) yield(n ast.Expr, value ast.Expr) {
	s.opt(value)
	if s.cur.comprehension {
		kind := "generator expression"
		switch s.cur.name {
		case "<listcomp>":
			kind = "list comprehension"
		case "<setcomp>":
			kind = "set comprehension"
		case "<dictcomp>":
			kind = "dict comprehension"
		}
		fail(n.Pos(), "'yield' inside %s", kind)
	}
	s.cur.generator = true
}

// comp visits a comprehension: the first iterable in the enclosing block, all
// else in a block of its own with the iterator as its one parameter.
func (s *symtabler) comp(n ast.Expr, name string, gens []*ast.Comprehension, elt, value ast.Expr) {
	outer := s.cur
	outer.compIter++
	s.expr(gens[0].Iter)
	outer.compIter--

	b := s.enter(functionBlock, name, n)
	b.comprehension = true
	b.isGenExpr = name == "<genexpr>"
	s.add(".0", useParam|useDef, n.Pos())
	for i, g := range gens {
		s.inTarget++
		s.expr(g.Target)
		s.inTarget--
		if i > 0 {
			b.compIter++
			s.expr(g.Iter)
			b.compIter--
		}
		s.exprs(g.Ifs)
		if g.IsAsync {
			b.coroutine = true
		}
	}
	s.opt(value)
	s.expr(elt)
	s.leave()
	if b.coroutine && !b.isGenExpr && (outer.comprehension || outer.kind == moduleBlock) {
		outer.coroutine = true
	}
}

// named visits "x := e". In a comprehension the name belongs to the nearest
// block around that is none.
func (s *symtabler) named(n *ast.NamedExpr) {
	target := n.Target.(*ast.Name)
	if s.cur.compIter > 0 {
		fail(&n.Span, "assignment expression cannot be used in a comprehension iterable expression")
	}
	if s.cur.comprehension {
		name := mangle(s.cur.class, target.ID)
		b := s.cur
		for ; b.comprehension; b = b.parent {
			if sy := b.symbols[name]; sy != nil && sy.use&useCompIter != 0 {
				fail(&n.Span, "assignment expression cannot rebind comprehension iteration variable '%s'", target.ID)
			}
		}
		switch b.kind {
		case classBlock:
			fail(&n.Span, "assignment expression within a comprehension cannot be used in a class body")
		case moduleBlock:
			s.markWalrus(b, name, useGlobal)
		case functionBlock:
			if sy := b.symbols[name]; sy != nil && sy.use&useGlobal != 0 {
				s.markWalrus(b, name, useGlobal)
			} else {
				s.markWalrus(b, name, useNonlocal)
			}
		}
		s.expr(n.Value)
		return
	}
	s.expr(n.Value)
	s.bind(target.ID, &target.Span)
}

// markWalrus says in every comprehension between here and block b that name is
// b's, and in b that it is bound.
func (s *symtabler) markWalrus(b *block, name string, u use) {
	for c := s.cur; c != b; c = c.parent {
		c.sym(name).use |= u
	}
	b.sym(name).use |= useDef
}
