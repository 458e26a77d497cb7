package parser

import "github.com/hpyrun/hpyrun/python/ast"

// kind tells tokens apart; every keyword and operator has its own.
type kind uint8

const (
	tNone kind = iota // not read yet, in the token after the last of the buffer

	tEnd     // end of input
	tError   // the lexer failed; parser.err says why
	tNewline // end of a logical line
	tIndent
	tDedent
	tName // soft keywords (match, case, _) too
	tNumber
	tString  // one literal with prefix and quotes
	tUnknown // a character that is no token of Python: $ ? ! ` and <>

	tLPar
	tRPar
	tLSqb
	tRSqb
	tLBrace
	tRBrace
	tColon
	tComma
	tSemi
	tDot
	tEllipsis
	tArrow
	tEqual
	tColonEqual

	tPlus
	tMinus
	tStar
	tSlash
	tDoubleSlash
	tPercent
	tAt
	tDoubleStar
	tLeftShift
	tRightShift
	tAmper
	tVBar
	tCircumflex
	tTilde

	tEqEqual
	tNotEqual
	tLess
	tLessEqual
	tGreater
	tGreaterEqual

	// The augmented assignments.
	tPlusEqual
	tMinusEqual
	tStarEqual
	tSlashEqual
	tDoubleSlashEqual
	tPercentEqual
	tAtEqual
	tDoubleStarEqual
	tLeftShiftEqual
	tRightShiftEqual
	tAmperEqual
	tVBarEqual
	tCircumflexEqual

	kwFalse
	kwNone
	kwTrue
	kwAnd
	kwAs
	kwAssert
	kwAsync
	kwAwait
	kwBreak
	kwClass
	kwContinue
	kwDef
	kwDel
	kwElif
	kwElse
	kwExcept
	kwFinally
	kwFor
	kwFrom
	kwGlobal
	kwIf
	kwImport
	kwIn
	kwIs
	kwLambda
	kwNonlocal
	kwNot
	kwOr
	kwPass
	kwRaise
	kwReturn
	kwTry
	kwWhile
	kwWith
	kwYield

	numKinds
)

// token is one token. The text of it is src[start:end]. A token whose place
// cannot be told (tIndent, tDedent, tEnd) has col and endCol -1.
type token struct {
	start, end      int32 // offsets in the source
	line, col       int32
	endLine, endCol int32
	kind            kind
	level           uint8 // how many brackets were open after it
	wide            bool  // a name with characters outside ASCII, to be normalized
}

// keyword tells which keyword s is, or tName.
func keyword(s string) kind {
	switch s {
	case "if":
		return kwIf
	case "in":
		return kwIn
	case "is":
		return kwIs
	case "or":
		return kwOr
	case "as":
		return kwAs
	case "def":
		return kwDef
	case "not":
		return kwNot
	case "and":
		return kwAnd
	case "for":
		return kwFor
	case "del":
		return kwDel
	case "try":
		return kwTry
	case "None":
		return kwNone
	case "True":
		return kwTrue
	case "else":
		return kwElse
	case "elif":
		return kwElif
	case "from":
		return kwFrom
	case "pass":
		return kwPass
	case "with":
		return kwWith
	case "False":
		return kwFalse
	case "async":
		return kwAsync
	case "await":
		return kwAwait
	case "break":
		return kwBreak
	case "class":
		return kwClass
	case "raise":
		return kwRaise
	case "while":
		return kwWhile
	case "yield":
		return kwYield
	case "assert":
		return kwAssert
	case "except":
		return kwExcept
	case "global":
		return kwGlobal
	case "import":
		return kwImport
	case "lambda":
		return kwLambda
	case "return":
		return kwReturn
	case "finally":
		return kwFinally
	case "continue":
		return kwContinue
	case "nonlocal":
		return kwNonlocal
	}
	return tName
}

// binary gives, for a token that is a binary operator of arithmetic or bits, its
// precedence (from 1, the loosest, on) and the operator; precedence 0 for all
// others. Power is not among them: it binds to the right, and tighter than a sign.
var binary = [numKinds]struct {
	prec uint8
	op   ast.Operator
}{
	tVBar:        {1, ast.BitOr},
	tCircumflex:  {2, ast.BitXor},
	tAmper:       {3, ast.BitAnd},
	tLeftShift:   {4, ast.LShift},
	tRightShift:  {4, ast.RShift},
	tPlus:        {5, ast.Add},
	tMinus:       {5, ast.Sub},
	tStar:        {6, ast.Mult},
	tSlash:       {6, ast.Div},
	tDoubleSlash: {6, ast.FloorDiv},
	tPercent:     {6, ast.Modulo},
	tAt:          {6, ast.MatMult},
}

// augmented gives the operator of an augmented assignment, plus one; 0 for all
// other tokens.
var augmented = [numKinds]ast.Operator{
	tPlusEqual:        ast.Add + 1,
	tMinusEqual:       ast.Sub + 1,
	tStarEqual:        ast.Mult + 1,
	tSlashEqual:       ast.Div + 1,
	tDoubleSlashEqual: ast.FloorDiv + 1,
	tPercentEqual:     ast.Modulo + 1,
	tAtEqual:          ast.MatMult + 1,
	tDoubleStarEqual:  ast.Pow + 1,
	tLeftShiftEqual:   ast.LShift + 1,
	tRightShiftEqual:  ast.RShift + 1,
	tAmperEqual:       ast.BitAnd + 1,
	tVBarEqual:        ast.BitOr + 1,
	tCircumflexEqual:  ast.BitXor + 1,
}
