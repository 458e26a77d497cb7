package compile

import (
	"fmt"
	"strings"

	"github.com/hpyrun/hpyrun/python/ast"
)

// use records what a block does with a name.
type use uint16

const (
	useDef use = 1 << iota // bound here: assignment, import, def, for, …
	useParam
	useRead
	useGlobal   // global statement
	useNonlocal // nonlocal statement
	useAnnot    // annotated
	useCompIter // target of a comprehension's for
	useWalrus   // bound by := in a comprehension, on behalf of this block
)

// where is what the analysis finds out: where a name of a block lives.
type where uint8

const (
	unresolved where = iota
	local
	cell           // local, and captured by an inner block
	free           // a cell of an outer function
	globalExplicit // a global statement says so
	globalImplicit // found nowhere else
)

type blockKind uint8

const (
	moduleBlock blockKind = iota
	classBlock
	functionBlock
)

// symbol is one name in one block.
type symbol struct {
	name  string
	use   use
	where where
	// declared is the first global or nonlocal statement about it.
	declared *ast.Span
}

// block is a scope: a module, a class, a function, a lambda or a comprehension.
type block struct {
	kind     blockKind
	name     string
	node     ast.Node
	parent   *block
	children []*block
	symbols  map[string]*symbol
	order    []*symbol // of first appearance: the order of locals and cells
	params   []string

	class         string // the enclosing class's name, for private names
	comprehension bool
	isGenExpr     bool
	isLambda      bool
	isAsync       bool // await may stand here
	generator     bool // contains yield
	coroutine     bool // async def, or something asynchronous in a comprehension or module
	returnsValue  *ast.Return
	nested        bool // inside a function
	needsClass    bool // of a class: a method uses __class__ or super
	// compIter counts the iterables of comprehensions we stand in, those around the
	// block included: := is an error there.
	compIter int
	passed   []string // of a class: free names of methods that it has itself too
}

// symtable holds the blocks by their nodes. A comprehension's or lambda's
// node is the expression itself.
type symtable struct {
	top    *block
	blocks map[ast.Node]*block
}

type symtabler struct {
	tab      *symtable
	cur      *block
	filename string
	future   bool // from __future__ import annotations
	depth    depth
	inTarget int // targets of comprehensions we stand in
}

// failFuture is fail for statements of __future__.
func failFuture(span *ast.Span, format string, args ...any) {
	panic(&Error{Msg: fmt.Sprintf(format, args...), Span: *span, NoEnd: true})
}

// fail leaves the recursion; build recovers it.
func fail(span *ast.Span, format string, args ...any) {
	panic(&Error{Msg: fmt.Sprintf(format, args...), Span: *span})
}

func buildSymtable(mod ast.Mod, futureAnnotations, topLevelAwait bool) *symtable {
	s := &symtabler{tab: &symtable{blocks: map[ast.Node]*block{}}, future: futureAnnotations}
	s.enter(moduleBlock, "<module>", mod)
	s.tab.top = s.cur
	s.cur.isAsync = topLevelAwait
	switch m := mod.(type) {
	case *ast.Module:
		s.stmts(m.Body)
	case *ast.Interactive:
		s.stmts(m.Body)
	case *ast.Expression:
		s.expr(m.Body)
	}
	resolve(s.tab.top, nil, nil)
	return s.tab
}

func (s *symtabler) enter(kind blockKind, name string, node ast.Node) *block {
	b := &block{kind: kind, name: name, node: node, parent: s.cur, symbols: map[string]*symbol{}}
	if s.cur != nil {
		s.cur.children = append(s.cur.children, b)
		b.class = s.cur.class
		b.compIter = s.cur.compIter
		b.nested = s.cur.nested || s.cur.kind == functionBlock
	}
	s.tab.blocks[node] = b
	s.cur = b
	return b
}

func (s *symtabler) leave() { s.cur = s.cur.parent }

// mangle gives a private name of a class its longer form.
func mangle(class, name string) string {
	if class == "" || !strings.HasPrefix(name, "__") || strings.HasSuffix(name, "__") || strings.Contains(name, ".") {
		return name
	}
	class = strings.TrimLeft(class, "_")
	if class == "" {
		return name
	}
	return "_" + class + name
}

func (b *block) sym(name string) *symbol {
	sy := b.symbols[name]
	if sy == nil {
		sy = &symbol{name: name}
		b.symbols[name] = sy
		b.order = append(b.order, sy)
	}
	return sy
}

func (s *symtabler) add(name string, u use, span *ast.Span) {
	name = mangle(s.cur.class, name)
	sy := s.cur.sym(name)
	if u&useParam != 0 {
		if sy.use&useParam != 0 {
			fail(span, "duplicate argument '%s' in function definition", name)
		}
		s.cur.params = append(s.cur.params, name)
	}
	if u&useCompIter != 0 {
		if sy.use&(useGlobal|useNonlocal) != 0 {
			fail(span, "comprehension inner loop cannot rebind assignment expression target '%s'", name)
		}
	}
	sy.use |= u
}

func (s *symtabler) bind(name string, span *ast.Span) {
	if name == "__debug__" {
		fail(span, "cannot assign to __debug__")
	}
	u := useDef
	if s.cur.comprehension && s.inTarget > 0 {
		u |= useCompIter
	}
	s.add(name, u, span)
}

func (s *symtabler) stmts(list []ast.Stmt) {
	for _, st := range list {
		s.stmt(st)
	}
}

func (s *symtabler) exprs(list []ast.Expr) {
	for _, e := range list {
		if e != nil {
			s.expr(e)
		}
	}
}

func (s *symtabler) opt(e ast.Expr) {
	if e != nil {
		s.expr(e)
	}
}

func (s *symtabler) declare(names []string, u use, span *ast.Span) {
	word := "global"
	if u == useNonlocal {
		word = "nonlocal"
	}
	for _, raw := range names {
		name := mangle(s.cur.class, raw)
		if u == useNonlocal && s.cur.kind == moduleBlock {
			fail(span, "nonlocal declaration not allowed at module level")
		}
		if sy := s.cur.symbols[name]; sy != nil {
			switch {
			case sy.use&useParam != 0:
				fail(span, "name '%s' is parameter and %s", name, word)
			case sy.use&useAnnot != 0:
				fail(span, "annotated name '%s' can't be %s", name, word)
			case sy.use&useRead != 0:
				fail(span, "name '%s' is used prior to %s declaration", name, word)
			case sy.use&useDef != 0:
				fail(span, "name '%s' is assigned to before %s declaration", name, word)
			}
		}
		sy := s.cur.sym(name)
		sy.use |= u
		if sy.declared == nil {
			sy.declared = span
		}
		if u == useGlobal {
			// To the module it is one as well, which exec() with two namespaces shows.
			s.tab.top.sym(name).use |= u
		}
		if sy.use&(useGlobal|useNonlocal) == useGlobal|useNonlocal {
			fail(sy.declared, "name '%s' is nonlocal and global", name)
		}
	}
}

func (s *symtabler) function(node ast.Node, name string, args *ast.Arguments, isAsync bool, body func()) {
	s.exprs(args.Defaults)
	s.exprs(args.KwDefaults)
	b := s.enter(functionBlock, name, node)
	b.isAsync, b.coroutine = isAsync, isAsync
	for _, group := range [][]*ast.Arg{args.PosOnlyArgs, args.Args, args.KwOnlyArgs} {
		for _, a := range group {
			s.param(a)
		}
	}
	if args.VarArg != nil {
		s.param(args.VarArg)
	}
	if args.KwArg != nil {
		s.param(args.KwArg)
	}
	body()
	s.leave()
}

func (s *symtabler) param(a *ast.Arg) {
	if a.Arg == "__debug__" {
		fail(&a.Span, "cannot assign to __debug__")
	}
	s.add(a.Arg, useParam|useDef, &a.Span)
}

func (s *symtabler) annotations(args *ast.Arguments, returns ast.Expr) {
	for _, group := range [][]*ast.Arg{args.PosOnlyArgs, args.Args, {args.VarArg}, args.KwOnlyArgs, {args.KwArg}} {
		for _, a := range group {
			if a != nil && a.Annotation != nil {
				s.annotation(a.Annotation)
			}
		}
	}
	if returns != nil {
		s.annotation(returns)
	}
}

// annotation visits an annotation, in which some expressions are refused.
func (s *symtabler) annotation(e ast.Expr) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.NamedExpr:
			fail(n.Pos(), "named expression cannot be used within an annotation")
		case *ast.Yield, *ast.YieldFrom:
			fail(n.Pos(), "yield expression cannot be used within an annotation")
		case *ast.Await:
			fail(n.Pos(), "await expression cannot be used within an annotation")
		case *ast.Lambda:
			return false
		}
		return true
	})
	if !s.future {
		s.expr(e)
	}
}

func (s *symtabler) stmt(st ast.Stmt) {
	s.depth.enter(st)
	defer s.depth.leave()
	switch n := st.(type) {
	case *ast.FunctionDef:
		s.funcDef(n, n, false)
	case *ast.AsyncFunctionDef:
		s.funcDef((*ast.FunctionDef)(n), n, true)
	case *ast.ClassDef:
		s.exprs(n.DecoratorList)
		s.exprs(n.Bases)
		for _, k := range n.Keywords {
			s.expr(k.Value)
		}
		s.bind(n.Name, &n.Span)
		b := s.enter(classBlock, n.Name, n)
		b.class = n.Name
		s.stmts(n.Body)
		s.leave()
	case *ast.Return:
		s.opt(n.Value)
		if n.Value != nil && s.cur.returnsValue == nil {
			s.cur.returnsValue = n
		}
	case *ast.Delete:
		s.exprs(n.Targets)
	case *ast.Assign:
		s.expr(n.Value)
		s.exprs(n.Targets)
	case *ast.AugAssign:
		if name, ok := n.Target.(*ast.Name); ok {
			s.bind(name.ID, &name.Span)
		} else {
			s.expr(n.Target)
		}
		s.expr(n.Value)
	case *ast.AnnAssign:
		s.annAssign(n)
	case *ast.For:
		s.forLoop(n)
	case *ast.AsyncFor:
		s.cur.coroutine = true
		s.forLoop((*ast.For)(n))
	case *ast.While:
		s.expr(n.Test)
		s.stmts(n.Body)
		s.stmts(n.OrElse)
	case *ast.If:
		s.expr(n.Test)
		s.stmts(n.Body)
		s.stmts(n.OrElse)
	case *ast.With:
		s.with(n)
	case *ast.AsyncWith:
		s.cur.coroutine = true
		s.with((*ast.With)(n))
	case *ast.Match:
		s.expr(n.Subject)
		for _, c := range n.Cases {
			s.pattern(c.Pattern)
			s.opt(c.Guard)
			s.stmts(c.Body)
		}
	case *ast.Raise:
		s.opt(n.Exc)
		s.opt(n.Cause)
	case *ast.Try:
		s.try(n)
	case *ast.TryStar:
		s.try((*ast.Try)(n))
	case *ast.Assert:
		s.expr(n.Test)
		s.opt(n.Msg)
	case *ast.Import:
		for _, a := range n.Names {
			s.alias(a)
		}
	case *ast.ImportFrom:
		for _, a := range n.Names {
			if a.Name == "*" {
				if s.cur.kind != moduleBlock {
					fail(&a.Span, "import * only allowed at module level")
				}
				continue
			}
			s.alias(a)
		}
	case *ast.Global:
		s.declare(n.Names, useGlobal, &n.Span)
	case *ast.Nonlocal:
		s.declare(n.Names, useNonlocal, &n.Span)
	case *ast.ExprStmt:
		s.expr(n.Value)
	case *ast.Pass, *ast.Break, *ast.Continue:
	default:
		panic(fmt.Sprintf("BUG: symtable: %T", st))
	}
}

func (s *symtabler) funcDef(n *ast.FunctionDef, node ast.Node, isAsync bool) {
	s.exprs(n.DecoratorList)
	s.annotations(n.Args, n.Returns)
	s.bind(n.Name, &n.Span)
	s.function(node, n.Name, n.Args, isAsync, func() { s.stmts(n.Body) })
}

func (s *symtabler) annAssign(n *ast.AnnAssign) {
	if name, ok := n.Target.(*ast.Name); ok {
		if sy := s.cur.symbols[mangle(s.cur.class, name.ID)]; n.Simple && s.cur.kind != moduleBlock && sy != nil {
			if sy.use&useGlobal != 0 {
				fail(&n.Span, "annotated name '%s' can't be global", name.ID)
			}
			if sy.use&useNonlocal != 0 {
				fail(&n.Span, "annotated name '%s' can't be nonlocal", name.ID)
			}
		}
		if n.Simple {
			s.bind(name.ID, &name.Span)
			s.add(name.ID, useAnnot, &name.Span)
		} else if n.Value != nil {
			s.bind(name.ID, &name.Span)
		}
	} else {
		s.expr(n.Target)
	}
	s.annotation(n.Annotation)
	s.opt(n.Value)
}

func (s *symtabler) forLoop(n *ast.For) {
	s.expr(n.Target)
	s.expr(n.Iter)
	s.stmts(n.Body)
	s.stmts(n.OrElse)
}

func (s *symtabler) with(n *ast.With) {
	for _, it := range n.Items {
		s.expr(it.ContextExpr)
		s.opt(it.OptionalVars)
	}
	s.stmts(n.Body)
}

func (s *symtabler) try(n *ast.Try) {
	s.stmts(n.Body)
	for _, h := range n.Handlers {
		s.opt(h.Type)
		if h.Name != "" {
			s.bind(h.Name, &h.Span)
		}
		s.stmts(h.Body)
	}
	s.stmts(n.OrElse)
	s.stmts(n.FinalBody)
}

func (s *symtabler) alias(a *ast.Alias) {
	name := a.AsName
	if name == "" {
		name, _, _ = strings.Cut(a.Name, ".")
	}
	s.bind(name, &a.Span)
}

func (s *symtabler) pattern(p ast.Pattern) {
	switch p := p.(type) {
	case *ast.MatchValue:
		s.expr(p.Value)
	case *ast.MatchSingleton:
	case *ast.MatchSequence:
		s.patterns(p.Patterns)
	case *ast.MatchMapping:
		s.exprs(p.Keys)
		s.patterns(p.Patterns)
		if p.Rest != "" {
			s.bind(p.Rest, &p.Span)
		}
	case *ast.MatchClass:
		s.expr(p.Cls)
		s.patterns(p.Patterns)
		s.patterns(p.KwdPatterns)
	case *ast.MatchStar:
		if p.Name != "" {
			s.bind(p.Name, &p.Span)
		}
	case *ast.MatchAs:
		if p.Pattern != nil {
			s.pattern(p.Pattern)
		}
		if p.Name != "" {
			s.bind(p.Name, &p.Span)
		}
	case *ast.MatchOr:
		s.patterns(p.Patterns)
	}
}

func (s *symtabler) patterns(list []ast.Pattern) {
	for _, p := range list {
		s.pattern(p)
	}
}
