package ast

// The statements.
type (
	// FunctionDef is "def Name(Args) -> Returns: Body". Its span begins at def;
	// decorators stand before it.
	FunctionDef struct {
		Span
		Name          string
		Args          *Arguments
		Body          []Stmt
		DecoratorList []Expr
		Returns       Expr // nil: none
	}
	// AsyncFunctionDef is "async def"; its span begins at async.
	AsyncFunctionDef FunctionDef
	// ClassDef is "class Name(Bases, Keywords): Body".
	ClassDef struct {
		Span
		Name          string
		Bases         []Expr
		Keywords      []*Keyword
		Body          []Stmt
		DecoratorList []Expr
	}
	// Return is "return Value".
	Return struct {
		Span
		Value Expr // nil: none
	}
	// Delete is "del Targets".
	Delete struct {
		Span
		Targets []Expr
	}
	// Assign is "Targets[0] = Targets[1] = … = Value".
	Assign struct {
		Span
		Targets []Expr
		Value   Expr
	}
	// AugAssign is "Target Op= Value".
	AugAssign struct {
		Span
		Target Expr
		Op     Operator
		Value  Expr
	}
	// AnnAssign is "Target: Annotation = Value".
	AnnAssign struct {
		Span
		Target     Expr
		Annotation Expr
		Value      Expr // nil: none
		Simple     bool // Target is a Name that stands without parentheses
	}
	// For is "for Target in Iter: Body else: OrElse".
	For struct {
		Span
		Target Expr
		Iter   Expr
		Body   []Stmt
		OrElse []Stmt
	}
	// AsyncFor is "async for".
	AsyncFor For
	// While is "while Test: Body else: OrElse".
	While struct {
		Span
		Test   Expr
		Body   []Stmt
		OrElse []Stmt
	}
	// If is "if Test: Body else: OrElse"; elif is an If alone in OrElse.
	If struct {
		Span
		Test   Expr
		Body   []Stmt
		OrElse []Stmt
	}
	// With is "with Items: Body".
	With struct {
		Span
		Items []*WithItem
		Body  []Stmt
	}
	// AsyncWith is "async with".
	AsyncWith With
	// Match is "match Subject: Cases".
	Match struct {
		Span
		Subject Expr
		Cases   []*MatchCase
	}
	// Raise is "raise Exc from Cause".
	Raise struct {
		Span
		Exc   Expr // nil: none
		Cause Expr // nil: none
	}
	// Try is "try: Body except …: else: OrElse finally: FinalBody".
	Try struct {
		Span
		Body      []Stmt
		Handlers  []*ExceptHandler
		OrElse    []Stmt
		FinalBody []Stmt
	}
	// TryStar is a try whose handlers are all except*.
	TryStar Try
	// Assert is "assert Test, Msg".
	Assert struct {
		Span
		Test Expr
		Msg  Expr // nil: none
	}
	// Import is "import Names".
	Import struct {
		Span
		Names []*Alias
	}
	// ImportFrom is "from Module import Names", Level the number of leading dots.
	ImportFrom struct {
		Span
		Module string // "": dots only
		Names  []*Alias
		Level  int
	}
	// Global is "global Names".
	Global struct {
		Span
		Names []string
	}
	// Nonlocal is "nonlocal Names".
	Nonlocal struct {
		Span
		Names []string
	}
	// ExprStmt is an expression as a statement (Expr in Python's ast).
	ExprStmt struct {
		Span
		Value Expr
	}
	// Pass is "pass".
	Pass struct{ Span }
	// Break is "break".
	Break struct{ Span }
	// Continue is "continue".
	Continue struct{ Span }
)

func (*FunctionDef) stmt()      {}
func (*AsyncFunctionDef) stmt() {}
func (*ClassDef) stmt()         {}
func (*Return) stmt()           {}
func (*Delete) stmt()           {}
func (*Assign) stmt()           {}
func (*AugAssign) stmt()        {}
func (*AnnAssign) stmt()        {}
func (*For) stmt()              {}
func (*AsyncFor) stmt()         {}
func (*While) stmt()            {}
func (*If) stmt()               {}
func (*With) stmt()             {}
func (*AsyncWith) stmt()        {}
func (*Match) stmt()            {}
func (*Raise) stmt()            {}
func (*Try) stmt()              {}
func (*TryStar) stmt()          {}
func (*Assert) stmt()           {}
func (*Import) stmt()           {}
func (*ImportFrom) stmt()       {}
func (*Global) stmt()           {}
func (*Nonlocal) stmt()         {}
func (*ExprStmt) stmt()         {}
func (*Pass) stmt()             {}
func (*Break) stmt()            {}
func (*Continue) stmt()         {}
