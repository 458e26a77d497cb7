package object

// Call calls f.
func (t *Thread) Call(f Ref, args Args) Value { panic("BUG: not written yet") }

// CallN calls f with positional arguments.
func (t *Thread) CallN(f Ref, args ...Ref) Value { panic("BUG: not written yet") }

// CallMethod calls o.name(args...) without making a bound method where it can.
func (t *Thread) CallMethod(o, name Ref, args ...Ref) Value { panic("BUG: not written yet") }

// EnterCall counts a call; false: RecursionError is pending, and LeaveCall
// must not be called.
func (t *Thread) EnterCall() bool { panic("BUG: not written yet") }

// LeaveCall ends what EnterCall began.
func (t *Thread) LeaveCall() { panic("BUG: not written yet") }

// NewBuiltin makes a function object of def. self (may be the nil Ref) is passed
// first where def.Sig begins with $; module (may be the nil Ref) is its __module__'s owner.
func (t *Thread) NewBuiltin(def MethodDef, self, module Ref) Value { panic("BUG: not written yet") }

// AddFunctions puts functions into a module.
func (t *Thread) AddFunctions(module Ref, defs []MethodDef) bool { panic("BUG: not written yet") }

// Signature is a parsed MethodDef.Sig.
type Signature struct{}

// ParseSignature parses sig; it panics on a mistake, which is ours. name is what
// messages call the function.
func ParseSignature(name, sig string) *Signature { panic("BUG: not written yet") }

// Bind puts the arguments into their parameters' places (self, if the
// signature has one, is args[0]). The result lies on top of the root stack, or
// is args itself where nothing had to be moved.
func (s *Signature) Bind(t *Thread, args Args) (Args, bool) { panic("BUG: not written yet") }
