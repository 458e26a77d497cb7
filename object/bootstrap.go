package object

import "github.com/hpyrun/hpyrun/heap"

// TypeDef describes a type that is written in Go.
type TypeDef struct {
	Index  heap.TypeIndex // 0: the next free one
	Name   string
	Module string // "" for builtins
	Doc    string
	Base   *Type // nil: Bases[0], else object
	Bases  []*Type
	Meta   *Type // nil: the most derived metaclass of the bases
	Flags  TypeFlags
	// FixedRefs and RawSize count what this type adds to its base's layout.
	FixedRefs int
	RawSize   int
	VarItems  bool
	// Dict and Weak give instances a __dict__ and weak references.
	Dict, Weak bool
	Slots      Slots
	Methods    []MethodDef
	GetSets    []GetSetDef
	Attrs      []AttrDef
	// Ready, if set, adds to the type what the rest cannot say. It runs when
	// the type is complete and all builtin types exist.
	Ready func(t *Thread, typ *Type) bool
	// Into, if set, is where the *Type is stored as soon as it exists.
	Into **Type
}

// MethodKind says what a Native is bound to.
type MethodKind uint8

const (
	InstanceMethod MethodKind = iota
	ClassMethod
	StaticMethod
)

// MethodDef describes a method or a module's function. Sig is a signature in
// CPython's text form:
//
//	($self, sep=None, /, maxsplit=-1, *, key=None)
//
// It is parsed once, binds arguments before Fn is called (Fn finds self in
// args[0] and every parameter at its fixed place; an omitted optional one
// holds its default: None, True, False, an int, a float, a str, or Null where
// the default is written <unrepresentable>; *args is a tuple), checks arity and
// keywords with CPython's messages, and serves as __text_signature__. A module's
// function that wants no module leaves $module out and finds its first
// parameter in args[0]. Sig "" passes the arguments on raw (self first for
// methods): Fn checks for itself. A Native never writes into its arguments.
type MethodDef struct {
	Name string
	Fn   Native
	Kind MethodKind
	Sig  string
	Doc  string
}

// GetSetDef describes an attribute that is computed. Set nil: read-only; v the
// nil Ref deletes.
type GetSetDef struct {
	Name string
	Get  func(t *Thread, self Ref) Value
	Set  func(t *Thread, self, v Ref) bool
	Doc  string
}

// AttrDef is a constant attribute of a type.
type AttrDef struct {
	Name string
	Make func(t *Thread) Value
}

// NewRuntime makes an interpreter: its heap, the builtin types, the exception
// classes. Modules are added by package python.
func NewRuntime(cfg Config) (*Runtime, error) { panic("BUG: not written yet") }

// NewThread makes a thread of the runtime.
func (rt *Runtime) NewThread() *Thread { panic("BUG: not written yet") }

// NewBuiltinType makes a type from its description. Null-like nil: exception
// pending.
func (t *Thread) NewBuiltinType(def TypeDef) *Type { panic("BUG: not written yet") }

// coreDefs lists the core's own types; textnumDefs and containerDefs are the
// other owners' lists.
var coreDefs = []func(rt *Runtime) TypeDef{}

type coreState struct{}
