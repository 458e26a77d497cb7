// Package ast is the abstract syntax of Python 3.11: what a program says, with
// its layout forgotten and its places remembered.
//
// The node types are those of the language's published abstract grammar, under
// the same names (but stmt Expr is ExprStmt and operator Mod is Modulo, for
// Expr and Mod are categories here). Three categories are Go interfaces: Mod, Stmt and
// Expr, and Pattern for match statements; what stands alone in the grammar
// (Arguments, Arg, Keyword, Alias, WithItem, MatchCase, Comprehension,
// ExceptHandler) is a struct.
//
// # Invariants
//
//   - A node is always handled by pointer, and is owned by exactly one parent: a
//     tree that the parser made shares no node.
//   - Lines count from 1. Columns count from 0, in bytes of the UTF-8 text of
//     the line, whatever the file's encoding was. The end is exclusive. Those are
//     the values that Python shows as lineno, col_offset, end_lineno and
//     end_col_offset.
//   - Every node has a Span, also the few for which Python shows none (Module,
//     Arguments, Comprehension, WithItem, MatchCase): there it covers what was
//     written, and is an empty span for Arguments that are empty.
//   - "Not there" is nil for a node and "" for an identifier; a Python identifier
//     is never empty. In Dict.Keys nil marks **mapping, in Arguments.KwDefaults
//     a parameter without default.
//   - A str is held as WTF-8: UTF-8, in which a lone surrogate is encoded in three
//     bytes as if it were a scalar value. Identifiers are in normal form KC.
//   - Pairs that have one shape (FunctionDef and AsyncFunctionDef, For and
//     AsyncFor, With and AsyncWith, Try and TryStar, and the three comprehensions
//     of one element) have one underlying struct, so that (*FunctionDef)(n) turns
//     the pointer of one into the other's, for free, where code treats both alike.
//
// # Not here
//
// Comments of types (PEP 484) are not kept, hence neither type_comment,
// TypeIgnore nor FunctionType. Operators and contexts are numbers, not nodes: a node for
// each would cost an allocation and say nothing. There is no reflection in this
// package and none is needed to use it: Inspect walks, a type switch decides.
package ast

import "math/big"

// Span is where a node stands: from Line, Col up to, and not with, EndLine, EndCol.
type Span struct {
	Line, Col       int32
	EndLine, EndCol int32
}

// Pos gives access to the span of a node through the Node interface.
func (s *Span) Pos() *Span { return s }

// Contains tells whether t lies within s.
func (s *Span) Contains(t *Span) bool {
	return (s.Line < t.Line || s.Line == t.Line && s.Col <= t.Col) &&
		(t.EndLine < s.EndLine || t.EndLine == s.EndLine && t.EndCol <= s.EndCol)
}

// Node is any node of the tree.
type Node interface {
	Pos() *Span
}

// Mod is a whole input: *Module, *Interactive or *Expression.
type Mod interface {
	Node
	mod()
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Pattern is what stands after case.
type Pattern interface {
	Node
	pattern()
}

// Module is a file (mode exec).
type Module struct {
	Span
	Body []Stmt
}

// Interactive is what was typed at a prompt (mode single).
type Interactive struct {
	Span
	Body []Stmt
}

// Expression is the input of eval (mode eval).
type Expression struct {
	Span
	Body Expr
}

func (*Module) mod()      {}
func (*Interactive) mod() {}
func (*Expression) mod()  {}

// ExprContext tells what an expression that can be a target is used for.
type ExprContext uint8

const (
	Load ExprContext = iota
	Store
	Del
)

// BoolOperator is the operator of a BoolOp.
type BoolOperator uint8

const (
	And BoolOperator = iota
	Or
)

// Operator is the operator of a BinOp or AugAssign.
type Operator uint8

const (
	Add Operator = iota
	Sub
	Mult
	MatMult
	Div
	Modulo // Mod in Python's ast, which here is the category of modules
	Pow
	LShift
	RShift
	BitOr
	BitXor
	BitAnd
	FloorDiv
)

// UnaryOperator is the operator of a UnaryOp.
type UnaryOperator uint8

const (
	Invert UnaryOperator = iota
	Not
	UAdd
	USub
)

// CmpOperator is an operator of a Compare.
type CmpOperator uint8

const (
	Eq CmpOperator = iota
	NotEq
	Lt
	LtE
	Gt
	GtE
	Is
	IsNot
	In
	NotIn
)

// The values of a Constant, beside Go's own nil (None), bool, int64, float64,
// complex128 and string (str, as WTF-8).
type (
	// Bytes is a bytes object; a string, so that it is comparable and immutable.
	Bytes string
	// EllipsisType is the type of Ellipsis.
	EllipsisType struct{}
	// TupleValue and FrozenSetValue never come from the parser; folding of
	// constants and trees that a program built hold them.
	TupleValue     []any
	FrozenSetValue []any
)

// Ellipsis is the value of the expression "...".
var Ellipsis = EllipsisType{}

// BigInt is the type of ints outside int64; one inside is always an int64.
type BigInt = *big.Int

// Arguments are the parameters of a function or lambda.
type Arguments struct {
	Span
	PosOnlyArgs []*Arg
	Args        []*Arg
	VarArg      *Arg // nil: none
	KwOnlyArgs  []*Arg
	KwDefaults  []Expr // as long as KwOnlyArgs; nil: no default
	KwArg       *Arg   // nil: none
	Defaults    []Expr // of the last len(Defaults) of PosOnlyArgs and Args together
}

// Arg is one parameter.
type Arg struct {
	Span
	Arg        string
	Annotation Expr // nil: none
}

// Keyword is an argument by name in a call or among the bases of a class.
type Keyword struct {
	Span
	Arg   string // "": **Value
	Value Expr
}

// Alias is one imported name, "*" included.
type Alias struct {
	Span
	Name   string // dotted in Import
	AsName string // "": none
}

// WithItem is one context manager of a with statement.
type WithItem struct {
	Span
	ContextExpr  Expr
	OptionalVars Expr // nil: none
}

// Comprehension is one "for … in … if …" of a comprehension.
type Comprehension struct {
	Span
	Target  Expr
	Iter    Expr
	Ifs     []Expr
	IsAsync bool
}

// ExceptHandler is one except or except* clause.
type ExceptHandler struct {
	Span
	Type Expr   // nil: bare
	Name string // "": none
	Body []Stmt
}

// MatchCase is one case of a match statement.
type MatchCase struct {
	Span
	Pattern Pattern
	Guard   Expr // nil: none
	Body    []Stmt
}
