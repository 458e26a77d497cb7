package gate

import (
	"fmt"

	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/hpyrun/hpyrun/internal/layout"
)

// Leaving Python.
//
// Between HPy_LeavePythonExecution and HPy_ReenterPythonExecution, C may block. Both
// are upcalls. Through the fast gate, serving the first is one long cgo call, in which
// the system stack is the host that resumes C: to Go's scheduler the goroutine is in a
// cgo call, and its processor goes to others. The second upcall switches to that host,
// the cgo call returns, and with it the serving of the first upcall; Go then resumes
// C, which by then waits in the second.
//
// Through the cgo gate C runs inside of a cgo call anyway.
//
// Meanwhile every upcall but the second is a mistake of the extension. It is caught by
// exchanging the address that hpyrun_upcall jumps to, which costs the other upcalls
// nothing.

// MisuseError says that C used the context when it must not. The call into C was given
// up.
type MisuseError struct {
	// Member is the context member, or one of layout.UpcallLeave and UpcallReenter.
	Member uint32
	// Away is true if C called the member after leaving Python. If it is false, C came
	// back without having left (UpcallReenter), or returned without having come back
	// (UpcallLeave).
	Away bool
	// Name is what the member is called, if who serves the upcalls has said so.
	Name string
}

func (e *MisuseError) Error() string {
	const leave, reenter = "HPy_LeavePythonExecution", "HPy_ReenterPythonExecution"
	switch {
	case !e.Away && e.Member == layout.UpcallReenter:
		return reenter + " without " + leave
	case !e.Away:
		return leave + " without " + reenter
	case e.Member == layout.UpcallLeave:
		return leave + " twice, without " + reenter + " in between"
	}
	member := e.Name
	if member == "" {
		member = fmt.Sprintf("context member %d", e.Member)
	}
	return fmt.Sprintf("%s called between %s and %s", member, leave, reenter)
}

func (th *Thread) serveOwn(id uint64) (status uint64) {
	switch {
	case id == layout.UpcallLeave:
		return th.leave()
	case id == layout.UpcallReenter && th.block.Away != 0:
		th.back()
		return layout.StatusDone
	case id == layout.UpcallReenter:
		th.giveUp = &MisuseError{Member: layout.UpcallReenter}
		return th.unwindC()
	}
	panic(fmt.Sprintf("BUG: gate: upcall %#x", id))
}

func (th *Thread) leave() (status uint64) {
	b := th.block
	b.Away = 1
	if th.OnLeave != nil {
		th.OnLeave()
	}
	if th.kind == Cgo {
		b.Upcall = native.Cgo.UpcallAway
		return layout.StatusDone
	}
	b.Upcall = native.Fast.UpcallAway
	status = native.Away((*layout.Thread)(b))
	th.back()
	if status == layout.StatusRequest { // the only one let through is to reenter
		return layout.StatusDone
	}
	// The frames of C are gone already.
	if status == layout.StatusDone {
		th.giveUp = &MisuseError{Member: layout.UpcallLeave}
	} else {
		th.giveUp = th.failure(status)
	}
	return layout.StatusAbandon
}

// back ends what leave began.
func (th *Thread) back() {
	b := th.block
	b.Away = 0
	if th.kind == Cgo {
		b.Upcall = native.Cgo.Upcall
	} else {
		b.Upcall = native.Fast.Upcall
	}
	if th.OnReenter != nil {
		th.OnReenter()
	}
}
