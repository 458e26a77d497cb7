package code

// Op is an operation.
type Op uint8

// The operations. The comments show the operand stack before and after, its
// top to the right, n the operand. "k" is an index of Consts, "name" of Names,
// "site" of Sites, "local" of Locals, "cell" of the slots after the locals
// (Cells then Free), "→" an instruction index.
const (
	Nop Op = iota
	// Line: the frame's position is that of this instruction, for whoever looks on
	// without being called. It stands where a line begins, in code for a profiler only.
	Line

	// Moving things on the stack.
	Pop  // a →
	Drop // a →, where a dies, if it does, the program may see it at once
	Dup  // a → a a
	Dup2 // a b → a b a b
	Swap // a … b → b … a: the top with the n-th from the top (n ≥ 2)
	Copy // … → … x: x the n-th from the top (1 is the top)
	Rot3 // a b c → c a b
	Rot4 // a b c d → d a b c

	// Constants and variables.
	PushNull    // → Null
	Const       // → constant k
	SmallInt    // → int n - 2^23
	Fast        // → local n; NameError when unbound
	FastSafe    // → local n, which the compiler knows to be bound
	StoreFast   // a →
	DropFast    // local n := None, as Drop does it with what was there
	DeleteFast  // unbinds local n
	Name        // → by name: namespace, globals, builtins; operand site
	StoreName   // a →; operand name
	DeleteName  // operand name
	Global      // → operand site
	StoreGlobal // a →; operand name
	DelGlobal   // operand name
	Deref       // → content of cell n; NameError when empty
	StoreDeref  // a →
	DeleteDeref // empties cell n
	ClassDeref  // → by name: namespace, else cell n
	Closure     // → cell n itself
	MakeCell    // cell n := a new cell with local m: operand n | m<<12; m == 0xFFF: empty
	CopyFree    // fills the free variables' slots from the function's closure

	// Attributes and items.
	Attr         // o → o.name; operand site
	StoreAttr    // v o →; operand site
	DeleteAttr   // o →; operand site
	Method       // o → f o (a method found unbound) or Null o.name; operand site
	Subscr       // o k → o[k]
	StoreSubscr  // v o k →
	DeleteSubscr // o k →
	BuildSlice   // a b [c] → slice; n is 2 or 3

	// Operators. The operand of Binary and InPlace is an ast.Operator.
	Neg
	Plus // +a
	Invert
	Not
	Binary  // a b → a op b
	InPlace // a b → a op= b
	// Add, Sub and Mul are the commonest of both; n 1: in place.
	Add
	Sub
	Mul
	Compare // a b → a op b; operand an ast.CmpOperator below Is
	Is      // a b → bool; n 1 negates
	In      // a b → a in b; n 1 negates

	// Jumps. Targets are absolute.
	Jump
	JumpBack         // a jump to a smaller index: polls for signals and threads
	JumpIfFalse      // a →
	JumpIfTrue       // a →
	JumpIfFalseOrPop // a → a at the target; a → otherwise
	JumpIfTrueOrPop  // a → a at the target; a → otherwise
	JumpIfNone       // a →
	JumpIfNotNone    // a →

	// Iteration.
	GetIter // a → iter(a)
	ForIter // it → it next(it); exhausted: it → and jump
	// Unpack takes an iterable apart: a → xn … x1, x1 on top.
	Unpack
	// UnpackEx: n = before | after<<12: a → after… list before…, the first on top.
	UnpackEx

	// Building.
	BuildTuple  // a1 … an → tuple
	BuildList   // a1 … an → list
	BuildSet    // a1 … an → set
	BuildMap    // k1 v1 … kn vn → dict
	BuildString // s1 … sn → str
	ListAppend  // … a → …: appended to the list that is n-th from the top, a popped first
	SetAdd      // … a → …
	MapAdd      // … k v → …
	ListExtend  // list it → list (n-th as above)
	SetUpdate   // set it → set
	DictUpdate  // dict m → dict
	DictMerge   // f … dict m → f … dict: as DictUpdate, TypeError for a double key; the callable is 2 below the dict (after Null or not: see CallEx)
	ListToTuple // list → tuple
	FormatValue // a [spec] → str; n: 0 none, 1 str, 2 repr, 3 ascii; +4: spec on the stack

	// Calls.
	Call       // f a1 … an → result
	CallMethod // (f self | Null f) a1 … an → result
	CallKw     // f a1 … an names → result; the last len(names) by keyword
	CallMethKw // (f self | Null f) a1 … an names → result
	CallEx     // f args-iterable [mapping] → result; n 1: mapping there
	// MakeFunction: [defaults] [kwdefaults] [annotations] [closure] code → function;
	// n has a bit for each that is there: 1, 2, 4, 8. Annotations are a dict.
	MakeFunction
	Return
	BuildClass // → the function __build_class__

	// Generators and coroutines.
	MakeGenerator // first in a generator's code (after CopyFree, MakeCell): returns the generator to the caller; the body begins behind it with the sent value on the stack
	Yield         // a → sent value
	GetYieldFrom  // a → iterator for yield from
	// Send: it v → it y: sends v to the iterator; when it is finished: it v → result and jump.
	Send
	// YieldFrom: as Yield, with the iterator that is delegated to below: it y → it sent.
	// throw() and close() go to that iterator first.
	YieldFrom
	GetAwaitable // a → iterator; n: 1 in __aenter__, 2 in __aexit__ (for the message)
	GetAIter     // a → async iterator
	GetANext     // ait → ait awaitable-iterator
	EndAsyncFor  // ait exc →: StopAsyncIteration ends the loop, else raises again
	WrapAsyncGen // a → a, marked as a value yielded by an asynchronous generator

	// Exceptions.
	Raise     // n 0: again; 1: a →; 2: exc cause →
	Reraise   // exc →: raises exc with its traceback as it is
	PushExc   // exc → prev exc
	PopExcept // prev →: the handled exception is prev again
	ExcMatch  // exc type → exc bool
	EGMatch   // exc type → rest match (match None when nothing matched)
	EGReraise // orig list → exc-or-None: what except* has to raise in the end
	AssertionError

	// with.
	BeforeWith      // mgr → exit enter()
	BeforeAsyncWith // mgr → exit awaitable
	WithExit        // exit … : calls exit(type, exc, tb): exit prev exc → exit prev exc result

	// Modules.
	ImportName // level fromlist → module; operand name
	ImportFrom // m → m m.name
	ImportStar // m →

	// Pattern matching.
	MatchClass     // subject cls names → tuple-or-None; n positional patterns
	MatchMapping   // s → s bool
	MatchSequence  // s → s bool
	MatchKeys      // s keys → s keys values-or-None
	GetLen         // s → s len(s)
	CopyWithoutKey // s keys → s dict: s's items without keys

	SetupAnnotations // makes __annotations__ in the namespace
	PrintExpr        // a →: sys.displayhook

	NumOps
)
