// Package pyregex answers one question: where does a regular expression of Python 3.11
// match in a text? It has Python's syntax, Python's errors and Python's positions, and
// leaves the search itself to regexp2, a backtracking engine with .NET's syntax.
//
//	pattern ──parse──▶ tree ──emit──▶ pattern of regexp2 ──▶ engine
//
// The parser (parse.go, parse_group.go, escape.go, template.go) is ours because the
// errors are part of Python: their words and their columns. The tree (node.go) is emitted
// (emit.go) so that nothing is left to the engine's opinion: every class of characters is
// written out as ranges, case is resolved to classes (fold.go), inline flags to what they
// mean at each place, names of groups to numbers.
//
// # What holds
//
//   - Text is a slice of code points, and all positions are indexes into it; surrogates
//     are code points like others. Bytes are the code points below 256.
//   - A Pattern has up to sixteen engines, each made when it is first needed: for texts
//     of ASCII alone, where classes are short and the engine's own word boundary is right,
//     and for all others; for each of the four ways to begin and to end (Mode).
//   - Nothing here knows the heap: who calls has the text decoded.
//
// # Rejected
//
// Go's regexp: it cannot look around or back. The text of a Python pattern handed to
// regexp2 as it is: of CPython's own test cases 18 in 444 then differ, silently. An engine
// of our own on UTF-8: the one thing it would gain is the decoding of texts, which a cache
// of the last text mostly saves.
package pyregex

import (
	"errors"
	"math"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// Flags are the flags of module re.
type Flags int

const (
	Template   Flags = 1
	IgnoreCase Flags = 2
	Locale     Flags = 4
	Multiline  Flags = 8
	DotAll     Flags = 16
	Unicode    Flags = 32
	Verbose    Flags = 64
	Debug      Flags = 128
	ASCII      Flags = 256

	typeFlags = ASCII | Locale | Unicode
)

// MaxRepeat is the number of repetitions that stands for any number.
const MaxRepeat = 1<<32 - 1

// MaxGroups is the first number that no group can have.
const MaxGroups = 1<<31 - 1

// Source is the text of a pattern or template.
type Source struct {
	Text  []rune
	Bytes bool // a bytes object: code points are bytes
	// Quote is Python's repr of a str, for messages.
	Quote func(string) string
}

// Error is re.error: Pos is an index into the pattern, or -1.
type Error struct {
	Msg string
	Pos int
}

func (e *Error) Error() string { return e.Msg }

// ValueError and IndexError are errors that Python raises as these.
type (
	ValueError string
	IndexError string
)

func (e ValueError) Error() string { return string(e) }
func (e IndexError) Error() string { return string(e) }

// Errors that stand for exceptions of the same name.
var (
	ErrOverflow  = errors.New("the repetition number is too large")
	ErrRecursion = errors.New("maximum recursion depth exceeded")
	ErrMemory    = errors.New("a match needs too much memory")
	// ErrInterrupted is Find's answer if its interrupted func said so.
	ErrInterrupted = errors.New("interrupted")
)

// Warning is what Python warns of in a pattern: a FutureWarning, or a
// DeprecationWarning.
type Warning struct {
	Future bool
	Msg    string
}

// Pattern is a compiled pattern.
type Pattern struct {
	Flags  Flags
	Groups int // without group 0
	// Names lists the named groups in their order, Index tells their numbers.
	Names []string
	Index map[string]int

	root    *node
	engines [2][modes]*regexp2.Regexp
}

// Mode says where a match may begin and end.
type Mode uint8

const (
	Search    Mode = 0 // it begins at the start or later
	AtStart   Mode = 1 // it begins at the start
	Full      Mode = 2 // it begins at the start, and ends at the end of the text
	Advancing Mode = 4 // with the others: it does not end where the search started

	modes = 8
)

// firstTimeout is how long a match runs until somebody looks whether it was interrupted.
// The engine cannot go on after that, so it starts anew, with twice the time.
const firstTimeout = time.Second

// maxBacktrack bounds what a match remembers of ways not taken, in words.
const maxBacktrack = 1 << 27

// Find looks for a match in text, from start on; what is before start is seen by
// assertions. It fills regs with start and end of group 0, 1, …; -1, -1 for one that took no
// part. ascii says that all of text is below 0x80. interrupted is asked once in a while.
func (p *Pattern) Find(mode Mode, text []rune, ascii bool, start int, regs []int, interrupted func() bool) (bool, error) {
	re, err := p.engine(mode, ascii)
	if err != nil {
		return false, err
	}
	for timeout := firstTimeout; ; timeout *= 2 {
		re.MatchTimeout = timeout
		found := false
		err := re.FindRunesMatches(text, start, func(m regexp2.MatchView) bool {
			found = true
			for g := 0; g <= p.Groups; g++ {
				i, n, ok := m.GroupRange(g)
				if !ok {
					i, n = -1, 0
				}
				regs[2*g], regs[2*g+1] = i, i+n
			}
			return false
		})
		switch {
		case err == nil:
			return found, nil
		case errors.Is(err, regexp2.ErrBacktrackingStackLimit):
			return false, ErrMemory
		case interrupted():
			return false, ErrInterrupted
		case timeout > math.MaxInt64/4:
			return false, err
		}
	}
}

// engine returns the engine for a mode, making it if need be.
func (p *Pattern) engine(mode Mode, ascii bool) (*regexp2.Regexp, error) {
	kind := 0
	if ascii {
		kind = 1
	}
	if re := p.engines[kind][mode]; re != nil {
		return re, nil
	}
	re, err := regexp2.Compile(p.Emit(mode, ascii), regexp2.Singleline|regexp2.Multiline,
		regexp2.OptionMaxBacktrackingStackSize(maxBacktrack))
	if err != nil {
		return nil, err
	}
	p.engines[kind][mode] = re
	return re, nil
}
