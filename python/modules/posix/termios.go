package posix

import (
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module termios: the settings of terminals.

var termiosConstants = map[string]int{
	"TCSANOW": 0, "TCSADRAIN": 1, "TCSAFLUSH": 2, "TCIFLUSH": 0, "TCOFLUSH": 1, "TCIOFLUSH": 2, "TCOOFF": 0, "TCOON": 1, "TCIOFF": 2, "TCION": 3,
	"IGNBRK": unix.IGNBRK, "BRKINT": unix.BRKINT, "IGNPAR": unix.IGNPAR, "PARMRK": unix.PARMRK, "INPCK": unix.INPCK, "ISTRIP": unix.ISTRIP,
	"INLCR": unix.INLCR, "IGNCR": unix.IGNCR, "ICRNL": unix.ICRNL, "IUCLC": unix.IUCLC, "IXON": unix.IXON, "IXANY": unix.IXANY, "IXOFF": unix.IXOFF, "IMAXBEL": unix.IMAXBEL,
	"OPOST": unix.OPOST, "OLCUC": unix.OLCUC, "ONLCR": unix.ONLCR, "OCRNL": unix.OCRNL, "ONOCR": unix.ONOCR, "ONLRET": unix.ONLRET, "OFILL": unix.OFILL, "OFDEL": unix.OFDEL,
	"CSIZE": unix.CSIZE, "CS5": unix.CS5, "CS6": unix.CS6, "CS7": unix.CS7, "CS8": unix.CS8, "CSTOPB": unix.CSTOPB, "CREAD": unix.CREAD, "PARENB": unix.PARENB,
	"PARODD": unix.PARODD, "HUPCL": unix.HUPCL, "CLOCAL": unix.CLOCAL, "CRTSCTS": unix.CRTSCTS,
	"ISIG": unix.ISIG, "ICANON": unix.ICANON, "ECHO": unix.ECHO, "ECHOE": unix.ECHOE, "ECHOK": unix.ECHOK, "ECHONL": unix.ECHONL, "ECHOCTL": unix.ECHOCTL,
	"ECHOPRT": unix.ECHOPRT, "ECHOKE": unix.ECHOKE, "FLUSHO": unix.FLUSHO, "NOFLSH": unix.NOFLSH, "TOSTOP": unix.TOSTOP, "PENDIN": unix.PENDIN, "IEXTEN": unix.IEXTEN,
	"VINTR": unix.VINTR, "VQUIT": unix.VQUIT, "VERASE": unix.VERASE, "VKILL": unix.VKILL, "VEOF": unix.VEOF, "VTIME": unix.VTIME, "VMIN": unix.VMIN,
	"VSWTC": unix.VSWTC, "VSTART": unix.VSTART, "VSTOP": unix.VSTOP, "VSUSP": unix.VSUSP, "VEOL": unix.VEOL, "VREPRINT": unix.VREPRINT, "VDISCARD": unix.VDISCARD,
	"VWERASE": unix.VWERASE, "VLNEXT": unix.VLNEXT, "VEOL2": unix.VEOL2, "NCCS": 32,
	"B0": unix.B0, "B50": unix.B50, "B75": unix.B75, "B110": unix.B110, "B134": unix.B134, "B150": unix.B150, "B200": unix.B200, "B300": unix.B300, "B600": unix.B600,
	"B1200": unix.B1200, "B1800": unix.B1800, "B2400": unix.B2400, "B4800": unix.B4800, "B9600": unix.B9600, "B19200": unix.B19200, "B38400": unix.B38400,
	"B57600": unix.B57600, "B115200": unix.B115200, "B230400": unix.B230400,
	"TIOCGWINSZ": unix.TIOCGWINSZ, "TIOCSWINSZ": unix.TIOCSWINSZ, "TIOCGPGRP": unix.TIOCGPGRP, "TIOCSPGRP": unix.TIOCSPGRP, "TIOCSCTTY": unix.TIOCSCTTY,
	"TIOCNOTTY": unix.TIOCNOTTY, "TIOCOUTQ": unix.TIOCOUTQ, "TIOCINQ": unix.TIOCINQ, "FIONREAD": unix.TIOCINQ, "TIOCSTI": unix.TIOCSTI,
}

// controlChars is how many control characters tcgetattr tells: the C library's NCCS.
const controlChars = 32

func (m *module) termiosModule() modules.Module {
	do := func(c *call, f func() error) Value {
		var err error
		if !c.ok {
			return heap.Null
		}
		if err = f(); err == nil {
			return heap.None
		}
		return m.termError(c.t, err)
	}
	return modules.Module{Name: "termios", Doc: "The settings of terminals.", Attrs: constants(termiosConstants),
		Functions: []object.MethodDef{
			m.define("tcgetattr", "(fd, /)", "The settings of a terminal: [iflag, oflag, cflag, lflag, ispeed, ospeed, cc].", func(c *call) Value {
				fd := c.fd(0)
				if !c.ok {
					return heap.Null
				}
				s, err := unix.IoctlGetTermios(fd, unix.TCGETS)
				if err != nil {
					return m.termError(c.t, err)
				}
				return c.termiosList(s)
			}),
			m.define("tcsetattr", "(fd, when, attributes, /)", "Change the settings of a terminal: TCSANOW, TCSADRAIN or TCSAFLUSH.", func(c *call) Value {
				fd, when := c.fd(0), c.int(1)
				s, ok := c.termiosOf(c.a.At(2))
				if !ok {
					return heap.Null
				}
				if when < 0 || when > 2 {
					return m.termError(c.t, unix.EINVAL)
				}
				return do(c, func() error { return unix.IoctlSetTermios(fd, uint(unix.TCSETS+when), s) })
			}),
			m.define("tcsendbreak", "(fd, duration, /)", "Send a break.", func(c *call) Value {
				fd, n := c.fd(0), c.int(1)
				return do(c, func() error { return unix.IoctlSetInt(fd, unix.TCSBRKP, n) })
			}),
			m.define("tcdrain", "(fd, /)", "Wait until all output has gone out.", func(c *call) Value {
				fd := c.fd(0)
				return do(c, func() (err error) {
					c.t.Block(func() { err = unix.IoctlSetInt(fd, unix.TCSBRK, 1) })
					return err
				})
			}),
			m.define("tcflush", "(fd, queue, /)", "Drop what was typed and not read, or written and not gone out.", func(c *call) Value {
				fd, n := c.fd(0), c.int(1)
				return do(c, func() error { return unix.IoctlSetInt(fd, unix.TCFLSH, n) })
			}),
			m.define("tcflow", "(fd, action, /)", "Stop or start input or output.", func(c *call) Value {
				fd, n := c.fd(0), c.int(1)
				return do(c, func() error { return unix.IoctlSetInt(fd, unix.TCXONC, n) })
			}),
			m.define("tcgetwinsize", "(fd, /)", "The size of a terminal: (rows, columns).", func(c *call) Value {
				fd := c.fd(0)
				if !c.ok {
					return heap.Null
				}
				w, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
				if err != nil {
					return m.termError(c.t, err)
				}
				return c.numbers(int(w.Row), int(w.Col))
			}),
			m.define("tcsetwinsize", "(fd, winsize, /)", "Set the size of a terminal: (rows, columns).", func(c *call) Value {
				fd := c.fd(0)
				if !c.ok {
					return heap.Null
				}
				seq := c.t.Push(c.t.SeqToTuple(c.a.At(1)))
				if seq.V() == heap.Null {
					return heap.Null
				}
				if c.t.TupleLen(seq.V()) != 2 {
					return c.t.TypeErrorf("tcsetwinsize, arg 2: must be a two-item sequence")
				}
				base := c.t.Push(c.t.TupleAt(seq.V(), 0))
				c.t.Push(c.t.TupleAt(seq.V(), 1))
				pair := &call{c.t, c.in, c.fn, object.MakeArgs(base, 2, Ref{}), true}
				rows, cols := pair.integer(0, 0, 1<<16-1, "unsigned short"), pair.integer(1, 0, 1<<16-1, "unsigned short")
				if !pair.ok {
					return heap.Null
				}
				w, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
				if err != nil {
					return m.termError(c.t, err)
				}
				w.Row, w.Col = uint16(rows), uint16(cols)
				return do(c, func() error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, w) })
			}),
		},
		Exec: func(t *Thread, mod Ref) bool {
			ns := t.Push(t.NewDict())
			name, where := t.Push(t.RT.Name("error").V()), t.Push(t.RT.Name("termios").V())
			bases := t.Push(t.PackTuple(t.RT.Exc.Exception.Obj))
			if ns.V() == heap.Null || bases.V() == heap.Null || !t.DictSetStr(ns, "__module__", where) {
				return false
			}
			cls := t.NewClass(t.RT.TypeType.Obj, name, bases, ns, object.MakeArgs(Ref{}, 0, Ref{}))
			if cls == heap.Null {
				return false
			}
			m.termErr = t.RT.TypeFromObj(cls)
			return t.SetAttr(mod, t.RT.Name("error"), m.termErr.Obj)
		}}
}

// termError raises termios.error(number, text).
func (m *module) termError(t *Thread, err error) Value {
	no, _ := err.(unix.Errno)
	text := t.Push(t.NewStr(object.Strerror(no)))
	if text.V() == heap.Null {
		return heap.Null
	}
	return t.Raise(m.termErr, t.Push(heap.SmallInt(int64(no))), text)
}

// termiosList shows settings. VMIN and VTIME are ints when they are numbers: not ICANON.
func (c *call) termiosList(s *unix.Termios) Value {
	t := c.t
	speed := s.Cflag & unix.CBAUD
	cc := t.Push(t.NewList(controlChars))
	for i := range controlChars {
		mark := t.Top()
		b := byte(0)
		if i < len(s.Cc) {
			b = s.Cc[i]
		}
		item := t.Push(t.NewBytes([]byte{b}))
		if s.Lflag&unix.ICANON == 0 && (i == unix.VMIN || i == unix.VTIME) {
			item.Set(heap.SmallInt(int64(b)))
		}
		if item.V() == heap.Null || cc.V() == heap.Null || !t.ListAppend(cc, item) {
			return heap.Null
		}
		t.Pop(mark)
	}
	base := t.PushN(7)
	for i, n := range []uint32{s.Iflag, s.Oflag, s.Cflag, s.Lflag, speed, speed} {
		base.At(i).Set(heap.SmallInt(int64(n)))
	}
	base.At(6).Set(cc.V())
	return t.ListOf(base, 7)
}

// termiosOf reads what termiosList shows.
func (c *call) termiosOf(r Ref) (*unix.Termios, bool) {
	t := c.t
	bad := func(msg string) (*unix.Termios, bool) {
		t.TypeErrorf("%s", msg)
		return nil, false
	}
	if !c.ok {
		return nil, false
	}
	if !t.RT.TypeOf(r.V()).Has(object.FlagListSubclass) || t.ListLen(r.V()) != 7 {
		return bad("tcsetattr, arg 3: must be 7 element list")
	}
	base := t.PushN(7)
	for i := range 7 {
		base.At(i).Set(t.ListAt(r.V(), i))
	}
	item := &call{t, c.in, c.fn, object.MakeArgs(base, 7, Ref{}), true}
	s := &unix.Termios{Iflag: uint32(item.long(0)), Oflag: uint32(item.long(1)), Cflag: uint32(item.long(2)), Lflag: uint32(item.long(3))}
	s.Cflag = s.Cflag&^unix.CBAUD | uint32(item.long(5))&unix.CBAUD
	s.Ispeed, s.Ospeed = uint32(item.long(4)), uint32(item.long(5))
	if !item.ok {
		return nil, false
	}
	cc := base.At(6)
	if !t.RT.TypeOf(cc.V()).Has(object.FlagListSubclass) || t.ListLen(cc.V()) != controlChars {
		return bad("tcsetattr: attributes[6] must be 32 element list")
	}
	for i := range s.Cc {
		v := t.ListAt(cc.V(), i)
		switch {
		case t.RT.IsBytes(v) && len(object.BytesOf(v)) == 1:
			s.Cc[i] = object.BytesOf(v)[0]
		case v.IsInt():
			s.Cc[i] = byte(v.Int())
		default:
			return bad("tcsetattr: elements of attributes must be characters or integers")
		}
	}
	return s, true
}
