// Package spec is the HPy ABI as data: what the 273 members of the context are,
// which slots, signatures, enumerations and structs an extension and the
// runtime share. It answers "what did C and Go agree on", and nothing else: no
// behaviour lives here.
//
// Everything that depends on the ABI is generated from these tables by
// hpyabi/internal/gen: the public headers, the C stubs that turn a call of a
// member into an upcall, the Go dispatch, the Go mirrors of C structs, the
// reference page. Two hand-written lists of the same 273 things would differ
// one day; one cannot.
//
// # Invariants
//
//   - Members are numbered without a gap, and a member's number is its place in
//     the context struct: its offset is ContextHeaderSize + 8*ID. HPy appends
//     members and never moves one.
//   - Every C type that a signature mentions is in the table of types, and fits
//     one 64-bit word: that is what lets a call cross the border as an array of
//     words. No member is variadic or takes a va_list.
//   - A function that can fail names the value that says so (Error).
//
// # Rejected
//
// Parsing HPy's own description at build time would tie the build to a checkout
// of it, and would not hold what we need besides (error values, groups, our
// sentences). Signatures are therefore written here, as C text, because that is
// the shortest form that a reader can compare with a header; a small parser
// (parse.go) turns them into Params, and a test holds the layout that follows
// from them against a C compiler.
package spec

// Version is the ABI that this specification describes, as an extension asks
// for it through get_required_hpy_major_version_NAME and its minor twin.
const (
	VersionMajor = 0
	VersionMinor = 0
	// Tag is the part of a file name that says so: name.hpy0.so.
	Tag = "hpy0"
	// Release is the release of HPy whose headers ours are compatible with.
	Release = "0.9.0"
)

// NumMembers is the number of members of the context.
const NumMembers = 273

// ContextHeaderSize is the size in bytes of what precedes member 0 in the
// context struct: the name, the private pointer, the ABI version (an int,
// padded to a word).
const ContextHeaderSize = 24

// ContextSize is the size in bytes of the context struct.
const ContextSize = ContextHeaderSize + 8*NumMembers

// Kind says what a member of the context is.
type Kind uint8

const (
	// Handle is a constant of the runtime: an HPy in the struct.
	Handle Kind = iota
	// Function is a pointer to a function whose first parameter is the context.
	Function
)

func (k Kind) String() string {
	if k == Handle {
		return "handle"
	}
	return "function"
}

// Member is one member of the context.
type Member struct {
	ID    int
	Kind  Kind
	Name  string // as an extension writes it: HPy_Add, h_None
	Field string // the member of the struct: ctx_Add, h_None
	Group string
	Doc   string // one sentence

	// For functions only. Params do not list the context.
	Result string // the C type that the inline function in the headers returns
	Params []Param
	Error  string // the C expression that says "an exception is pending"; "" for none
	Traits
}

// Traits are what sets a function apart from most.
type Traits struct {
	// ReturnsVoid says that the struct's function pointer returns nothing,
	// though the inline function returns HPy_NULL for its caller's comfort.
	ReturnsVoid bool
	// NoInline says that the headers' inline function is written by hand.
	NoInline bool
	// NoReturn says that the function does not come back.
	NoReturn bool
	// Legacy says that the inline function may not be called from a universal
	// extension: the compiler refuses.
	Legacy bool
	// Gate names the function of native/gate.h that does the member's work, if it is
	// the gate's own and never reaches a method.
	Gate string
	// Fast says that the C side answers the common case itself: the stub is
	// hpyrun_fast_GoName in native/ctx_fast.c, which falls back to the generated
	// one.
	Fast bool
}

// Param is a parameter of a function.
type Param struct {
	Type string // C type, spelled as in Types
	Name string
}

// CtxResult is the result type of the struct's function pointer.
func (m *Member) CtxResult() string {
	if m.ReturnsVoid {
		return "void"
	}
	return m.Result
}

// Offset is the member's offset in the context struct, in bytes.
func (m *Member) Offset() int { return ContextHeaderSize + 8*m.ID }

// GoName is the name of the Go method that implements a function, derived by
// rule from the struct's field: underscores go, the letter after one becomes a
// capital, and the _t of a C type is dropped (ctx_Long_FromInt32_t becomes
// LongFromInt32, ctx_GetItem_i becomes GetItemI). For a handle it is the name
// without h_ (None, ValueError).
func (m *Member) GoName() string {
	if m.Kind == Handle {
		return m.Field[len("h_"):]
	}
	return goName(m.Field[len("ctx_"):])
}

// Members returns all members in the order of their numbers. The slice is
// shared: do not change it.
func Members() []Member { return members }
