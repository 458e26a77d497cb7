package object

// Name returns the interned str s, a permanent object.
func (rt *Runtime) Name(s string) Ref { panic("BUG: not written yet") }

// NameID numbers a name that the Go code uses often: registered when the
// program starts, looked up without a map.
type NameID int

var nameStrings []string

// RegisterName numbers s. Call it to initialise package-level variables only.
func RegisterName(s string) NameID { panic("BUG: not written yet") }

// NameRef returns the interned str that RegisterName numbered (no safepoint).
func (rt *Runtime) NameRef(id NameID) Ref { panic("BUG: not written yet") }
