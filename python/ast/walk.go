package ast

// Inspect calls f for n, and if that returns true, for the children of n in the
// order in which they are written, then f(nil): so f can keep a stack. A nil
// child is not visited.
func Inspect(n Node, f func(Node) bool) {
	if f(n) {
		Children(n, func(c Node) { Inspect(c, f) })
		f(nil)
	}
}

// Children calls f for each direct child of n, in the order in which they are
// written, except that those parts of a node that Python's ast keeps in two
// parallel lists come pair by pair. n is one of this package's nodes.
func Children(n Node, f func(Node)) {
	expr := func(e Expr) {
		if e != nil {
			f(e)
		}
	}
	switch n := n.(type) {
	case *Module:
		each(n.Body, f)
	case *Interactive:
		each(n.Body, f)
	case *Expression:
		expr(n.Body)

	case *FunctionDef:
		functionChildren(n, f)
	case *AsyncFunctionDef:
		functionChildren((*FunctionDef)(n), f)
	case *ClassDef:
		each(n.DecoratorList, f)
		each(n.Bases, f)
		each(n.Keywords, f)
		each(n.Body, f)
	case *Return:
		expr(n.Value)
	case *Delete:
		each(n.Targets, f)
	case *Assign:
		each(n.Targets, f)
		expr(n.Value)
	case *AugAssign:
		expr(n.Target)
		expr(n.Value)
	case *AnnAssign:
		expr(n.Target)
		expr(n.Annotation)
		expr(n.Value)
	case *For:
		forChildren(n, f)
	case *AsyncFor:
		forChildren((*For)(n), f)
	case *While:
		expr(n.Test)
		each(n.Body, f)
		each(n.OrElse, f)
	case *If:
		expr(n.Test)
		each(n.Body, f)
		each(n.OrElse, f)
	case *With:
		each(n.Items, f)
		each(n.Body, f)
	case *AsyncWith:
		each(n.Items, f)
		each(n.Body, f)
	case *Match:
		expr(n.Subject)
		each(n.Cases, f)
	case *Raise:
		expr(n.Exc)
		expr(n.Cause)
	case *Try:
		tryChildren(n, f)
	case *TryStar:
		tryChildren((*Try)(n), f)
	case *Assert:
		expr(n.Test)
		expr(n.Msg)
	case *Import:
		each(n.Names, f)
	case *ImportFrom:
		each(n.Names, f)
	case *ExprStmt:
		expr(n.Value)
	case *Global, *Nonlocal, *Pass, *Break, *Continue:

	case *BoolOp:
		each(n.Values, f)
	case *NamedExpr:
		expr(n.Target)
		expr(n.Value)
	case *BinOp:
		expr(n.Left)
		expr(n.Right)
	case *UnaryOp:
		expr(n.Operand)
	case *Lambda:
		f(n.Args)
		expr(n.Body)
	case *IfExp:
		expr(n.Body)
		expr(n.Test)
		expr(n.OrElse)
	case *Dict:
		for i, v := range n.Values {
			expr(n.Keys[i])
			expr(v)
		}
	case *Set:
		each(n.Elts, f)
	case *ListComp:
		compChildren(n, f)
	case *SetComp:
		compChildren((*ListComp)(n), f)
	case *GeneratorExp:
		compChildren((*ListComp)(n), f)
	case *DictComp:
		expr(n.Key)
		expr(n.Value)
		each(n.Generators, f)
	case *Await:
		expr(n.Value)
	case *Yield:
		expr(n.Value)
	case *YieldFrom:
		expr(n.Value)
	case *Compare:
		expr(n.Left)
		each(n.Comparators, f)
	case *Call:
		expr(n.Func)
		each(n.Args, f)
		each(n.Keywords, f)
	case *FormattedValue:
		expr(n.Value)
		expr(n.FormatSpec)
	case *JoinedStr:
		each(n.Values, f)
	case *Attribute:
		expr(n.Value)
	case *Subscript:
		expr(n.Value)
		expr(n.Slice)
	case *Starred:
		expr(n.Value)
	case *List:
		each(n.Elts, f)
	case *Tuple:
		each(n.Elts, f)
	case *Slice:
		expr(n.Lower)
		expr(n.Upper)
		expr(n.Step)
	case *Constant, *Name:

	case *MatchValue:
		expr(n.Value)
	case *MatchSequence:
		each(n.Patterns, f)
	case *MatchMapping:
		for i, p := range n.Patterns {
			expr(n.Keys[i])
			f(p)
		}
	case *MatchClass:
		expr(n.Cls)
		each(n.Patterns, f)
		each(n.KwdPatterns, f)
	case *MatchAs:
		if n.Pattern != nil {
			f(n.Pattern)
		}
	case *MatchOr:
		each(n.Patterns, f)
	case *MatchSingleton, *MatchStar:

	case *Arguments:
		argumentsChildren(n, f)
	case *Arg:
		expr(n.Annotation)
	case *Keyword:
		expr(n.Value)
	case *WithItem:
		expr(n.ContextExpr)
		expr(n.OptionalVars)
	case *Comprehension:
		expr(n.Target)
		expr(n.Iter)
		each(n.Ifs, f)
	case *ExceptHandler:
		expr(n.Type)
		each(n.Body, f)
	case *MatchCase:
		f(n.Pattern)
		expr(n.Guard)
		each(n.Body, f)
	case *Alias:
	default:
		panic("BUG: ast: not a node of this package")
	}
}

func each[N Node](list []N, f func(Node)) {
	for _, n := range list {
		f(n)
	}
}

func functionChildren(n *FunctionDef, f func(Node)) {
	each(n.DecoratorList, f)
	f(n.Args)
	if n.Returns != nil {
		f(n.Returns)
	}
	each(n.Body, f)
}

func forChildren(n *For, f func(Node)) {
	f(n.Target)
	f(n.Iter)
	each(n.Body, f)
	each(n.OrElse, f)
}

func tryChildren(n *Try, f func(Node)) {
	each(n.Body, f)
	each(n.Handlers, f)
	each(n.OrElse, f)
	each(n.FinalBody, f)
}

func compChildren(n *ListComp, f func(Node)) {
	f(n.Elt)
	each(n.Generators, f)
}

// argumentsChildren visits each parameter and then its default, as they are written.
func argumentsChildren(n *Arguments, f func(Node)) {
	first := len(n.PosOnlyArgs) + len(n.Args) - len(n.Defaults)
	for i, list := 0, n.PosOnlyArgs; i < len(n.PosOnlyArgs)+len(n.Args); i++ {
		if i == len(n.PosOnlyArgs) {
			list = n.Args
		}
		f(list[0])
		list = list[1:]
		if i >= first {
			f(n.Defaults[i-first])
		}
	}
	if n.VarArg != nil {
		f(n.VarArg)
	}
	for i, a := range n.KwOnlyArgs {
		f(a)
		if d := n.KwDefaults[i]; d != nil {
			f(d)
		}
	}
	if n.KwArg != nil {
		f(n.KwArg)
	}
}
