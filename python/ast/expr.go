package ast

// The expressions.
type (
	// BoolOp is "Values[0] Op Values[1] Op …".
	BoolOp struct {
		Span
		Op     BoolOperator
		Values []Expr
	}
	// NamedExpr is "Target := Value".
	NamedExpr struct {
		Span
		Target Expr // always a *Name
		Value  Expr
	}
	// BinOp is "Left Op Right".
	BinOp struct {
		Span
		Left  Expr
		Op    Operator
		Right Expr
	}
	// UnaryOp is "Op Operand".
	UnaryOp struct {
		Span
		Op      UnaryOperator
		Operand Expr
	}
	// Lambda is "lambda Args: Body".
	Lambda struct {
		Span
		Args *Arguments
		Body Expr
	}
	// IfExp is "Body if Test else OrElse".
	IfExp struct {
		Span
		Test   Expr
		Body   Expr
		OrElse Expr
	}
	// Dict is "{Keys[0]: Values[0], …}".
	Dict struct {
		Span
		Keys   []Expr // nil: **Values[i]
		Values []Expr
	}
	// Set is "{Elts}", never empty.
	Set struct {
		Span
		Elts []Expr
	}
	// ListComp is "[Elt for …]".
	ListComp struct {
		Span
		Elt        Expr
		Generators []*Comprehension
	}
	// SetComp is "{Elt for …}".
	SetComp ListComp
	// GeneratorExp is "(Elt for …)".
	GeneratorExp ListComp
	// DictComp is "{Key: Value for …}".
	DictComp struct {
		Span
		Key        Expr
		Value      Expr
		Generators []*Comprehension
	}
	// Await is "await Value".
	Await struct {
		Span
		Value Expr
	}
	// Yield is "yield Value".
	Yield struct {
		Span
		Value Expr // nil: none
	}
	// YieldFrom is "yield from Value".
	YieldFrom struct {
		Span
		Value Expr
	}
	// Compare is "Left Ops[0] Comparators[0] Ops[1] …".
	Compare struct {
		Span
		Left        Expr
		Ops         []CmpOperator
		Comparators []Expr
	}
	// Call is "Func(Args, Keywords)"; *x is a Starred in Args.
	Call struct {
		Span
		Func     Expr
		Args     []Expr
		Keywords []*Keyword
	}
	// FormattedValue is "{Value!Conversion:FormatSpec}" in an f-string.
	FormattedValue struct {
		Span
		Value      Expr
		Conversion int  // -1 (none), 's', 'r' or 'a'
		FormatSpec Expr // a *JoinedStr; nil: none
	}
	// JoinedStr is an f-string: str Constants and FormattedValues.
	JoinedStr struct {
		Span
		Values []Expr
	}
	// Constant is a literal or one of None, True, False and Ellipsis. Value is nil, a
	// bool, int64, *big.Int, float64, complex128, string, Bytes or EllipsisType
	// (TupleValue and FrozenSetValue from elsewhere than the parser). Kind is "u"
	// for a str with that prefix.
	Constant struct {
		Span
		Value any
		Kind  string
	}
	// Attribute is "Value.Attr".
	Attribute struct {
		Span
		Value Expr
		Attr  string
		Ctx   ExprContext
	}
	// Subscript is "Value[Slice]".
	Subscript struct {
		Span
		Value Expr
		Slice Expr
		Ctx   ExprContext
	}
	// Starred is "*Value".
	Starred struct {
		Span
		Value Expr
		Ctx   ExprContext
	}
	// Name is an identifier.
	Name struct {
		Span
		ID  string
		Ctx ExprContext
	}
	// List is "[Elts]".
	List struct {
		Span
		Elts []Expr
		Ctx  ExprContext
	}
	// Tuple is "Elts[0], …", its span with the parentheses if there are any.
	Tuple struct {
		Span
		Elts []Expr
		Ctx  ExprContext
	}
	// Slice is "Lower:Upper:Step" in a Subscript.
	Slice struct {
		Span
		Lower Expr // nil: none
		Upper Expr // nil: none
		Step  Expr // nil: none
	}
)

func (*BoolOp) expr()         {}
func (*NamedExpr) expr()      {}
func (*BinOp) expr()          {}
func (*UnaryOp) expr()        {}
func (*Lambda) expr()         {}
func (*IfExp) expr()          {}
func (*Dict) expr()           {}
func (*Set) expr()            {}
func (*ListComp) expr()       {}
func (*SetComp) expr()        {}
func (*DictComp) expr()       {}
func (*GeneratorExp) expr()   {}
func (*Await) expr()          {}
func (*Yield) expr()          {}
func (*YieldFrom) expr()      {}
func (*Compare) expr()        {}
func (*Call) expr()           {}
func (*FormattedValue) expr() {}
func (*JoinedStr) expr()      {}
func (*Constant) expr()       {}
func (*Attribute) expr()      {}
func (*Subscript) expr()      {}
func (*Starred) expr()        {}
func (*Name) expr()           {}
func (*List) expr()           {}
func (*Tuple) expr()          {}
func (*Slice) expr()          {}

// The patterns of match statements.
type (
	// MatchValue compares with ==.
	MatchValue struct {
		Span
		Value Expr
	}
	// MatchSingleton compares with is: Value is nil (None) or a bool.
	MatchSingleton struct {
		Span
		Value any
	}
	// MatchSequence is "[Patterns]".
	MatchSequence struct {
		Span
		Patterns []Pattern
	}
	// MatchMapping is "{Keys[0]: Patterns[0], …, **Rest}".
	MatchMapping struct {
		Span
		Keys     []Expr
		Patterns []Pattern
		Rest     string // "": none
	}
	// MatchClass is "Cls(Patterns, KwdAttrs[0]=KwdPatterns[0], …)".
	MatchClass struct {
		Span
		Cls         Expr
		Patterns    []Pattern
		KwdAttrs    []string
		KwdPatterns []Pattern
	}
	// MatchStar is "*Name" in a MatchSequence.
	MatchStar struct {
		Span
		Name string // "": the wildcard
	}
	// MatchAs is "Pattern as Name", or the capture "Name", or the wildcard.
	MatchAs struct {
		Span
		Pattern Pattern // nil: none
		Name    string  // "": the wildcard
	}
	// MatchOr is "Patterns[0] | Patterns[1] | …".
	MatchOr struct {
		Span
		Patterns []Pattern
	}
)

func (*MatchValue) pattern()     {}
func (*MatchSingleton) pattern() {}
func (*MatchSequence) pattern()  {}
func (*MatchMapping) pattern()   {}
func (*MatchClass) pattern()     {}
func (*MatchStar) pattern()      {}
func (*MatchAs) pattern()        {}
func (*MatchOr) pattern()        {}
