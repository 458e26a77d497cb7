// Package loader answers one question: what is this file, and how does its code get into
// the process?
//
//   - [Inspect] reads an ELF file without loading it and says what HPy needs to know; a
//     file that cannot be an extension is an [*Error] of one clear sentence.
//   - [Open] has the dynamic linker load it; its complaints become the same errors.
//   - [Symbolize] and [Backtrace] go the other way: from addresses in loaded code to
//     functions and lines, for messages about faults.
//
// Inspect reads what the dynamic linker would: the program headers and the dynamic segment
// they lead to. Section headers can be missing or say something else. Nothing here trusts
// a length or an offset of the file: every table is bounded by the file's size.
//
// Rejected: debug/elf for Inspect. It reads symbols by section headers, which strip may
// remove, and decompresses sections to whatever size they claim. For symbols and lines of
// code that runs in the process already, debug/elf and debug/dwarf are used.
package loader

import (
	"errors"
	"fmt"
)

// The version of HPy's ABI that hpyrun provides. An extension that requires another major
// or a higher minor version is refused.
const (
	ABIMajor = 0
	ABIMinor = 0
)

// Problem classifies why a file cannot be loaded.
type Problem int

const (
	// Unreadable: the file is not there or cannot be read.
	Unreadable Problem = iota
	// NotELF: it is something else.
	NotELF
	// Damaged: an ELF file that contradicts itself, most often a truncated one.
	Damaged
	// WrongMachine: for another processor, word size or byte order.
	WrongMachine
	// NotShared: an object file or a program.
	NotShared
	// NoInit: there is no HPyInit_<name>.
	NoInit
	// CPythonABI: an extension of CPython's own ABI.
	CPythonABI
	// HybridABI: an HPy extension that uses CPython's API as well.
	HybridABI
	// ABITooNew: requires a version of HPy's ABI that hpyrun does not have.
	ABITooNew
	// TagMismatch: the file's name names another ABI version than its code.
	TagMismatch
	// UndefinedSymbol: refers to a symbol that no library defines.
	UndefinedSymbol
	// MissingLibrary: a library that it needs is not there.
	MissingLibrary
	// LinkFailed: the dynamic linker refuses it for another reason.
	LinkFailed
)

// Error says in one sentence what is wrong with a file and what to do.
type Error struct {
	Problem Problem
	Path    string
	Text    string // without the path
	Err     error  // what lies behind it, or nil
	// Major and Minor are the version of HPy's ABI that the file requires, where
	// the problem is about that.
	Major, Minor uint32
}

func (e *Error) Error() string { return e.Path + ": " + e.Text }

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether err is an *Error with this problem.
func (p Problem) Is(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Problem == p
}

func problem(p Problem, path string, format string, args ...any) *Error {
	return &Error{Problem: p, Path: path, Text: fmt.Sprintf(format, args...)}
}
