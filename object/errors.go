package object

// Errorf raises a cls with a message formatted as by fmt.Sprintf, and returns Null.
func (t *Thread) Errorf(cls *Type, format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) TypeErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) ValueErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) IndexErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) OverflowErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) AttributeErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) RuntimeErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

func (t *Thread) SystemErrorf(format string, args ...any) Value { panic("BUG: not written yet") }

// KeyError raises KeyError(key).
func (t *Thread) KeyError(key Ref) Value { panic("BUG: not written yet") }

// MemoryError raises MemoryError, of which one instance is always ready.
func (t *Thread) MemoryError() Value { panic("BUG: not written yet") }

// Raise raises cls(args...), and returns Null.
func (t *Thread) Raise(cls *Type, args ...Ref) Value { panic("BUG: not written yet") }

// Pending says that an exception is pending (no safepoint).
func (t *Thread) Pending() bool { panic("BUG: not written yet") }

// Exc returns the pending exception, or Null (no safepoint).
func (t *Thread) Exc() Value { panic("BUG: not written yet") }

// SetExc makes exc, an exception instance, the pending exception. Its
// __context__ is set to the exception being handled.
func (t *Thread) SetExc(exc Ref) { panic("BUG: not written yet") }

// RestoreExc makes exc pending again as it is: no context is set (no
// safepoint). Null clears.
func (t *Thread) RestoreExc(exc Value) { panic("BUG: not written yet") }

// TakeExc returns the pending exception and clears it (no safepoint).
func (t *Thread) TakeExc() Value { panic("BUG: not written yet") }

// ClearExc clears the pending exception (no safepoint).
func (t *Thread) ClearExc() { panic("BUG: not written yet") }

// ExcMatches says that the pending exception is an instance of cls (no safepoint).
func (t *Thread) ExcMatches(cls *Type) bool { panic("BUG: not written yet") }

// Handling returns the exception being handled, or None (no safepoint).
func (t *Thread) Handling() Value { panic("BUG: not written yet") }

// SetHandling sets the exception being handled (None: none), and returns the one before (no safepoint).
func (t *Thread) SetHandling(exc Value) Value { panic("BUG: not written yet") }

// TypeName returns the name of v's type as messages show it (no safepoint).
func (t *Thread) TypeName(v Value) string { panic("BUG: not written yet") }

// TraceEntry is one line of a traceback. Line numbers count from 1 (0: not
// known), columns in bytes from 0 (-1: not known). Frame may be the nil Ref.
type TraceEntry struct {
	File, Name, Frame                 Ref
	Line, EndLine, Col, EndCol, Lasti int
}

// AddTraceback puts e before the pending exception's traceback.
func (t *Thread) AddTraceback(e TraceEntry) { panic("BUG: not written yet") }

// FormatException renders exc with its tracebacks, chained exceptions, notes
// and groups, as CPython's interpreter prints it.
func (t *Thread) FormatException(exc Ref) string { panic("BUG: not written yet") }
