package socket

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
	"github.com/hpyrun/hpyrun/python/modules/posix"
)

// Operations that may wait.

// rawOption is getsockopt(2) into memory of any size.
func rawOption(fd, level, opt, size int) (buf []byte, n int, err error) {
	buf = make([]byte, size)
	length := uint32(size)
	_, _, e := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(opt), uintptr(unsafe.Pointer(&buf[0])), uintptr(unsafe.Pointer(&length)), 0)
	if e != 0 {
		return nil, 0, e
	}
	return buf, int(length), nil
}

// deadline is when the operations of one call have to be done; the zero Time: never.
func deadline(self Ref) time.Time {
	if d := of(self).timeout; d > 0 {
		return time.Now().Add(d)
	}
	return time.Time{}
}

// ready waits until the socket can do what it is to do. false: exception pending.
func (m *module) ready(t *Thread, self Ref, events int16, end time.Time) bool {
	s := of(self)
	fd := int(s.fd)
	switch {
	case s.timeout == 0:
		return true
	case end.IsZero():
		return posix.WaitFD(t, m.in, fd, events)
	}
	came := false
	try := func(step time.Duration) bool {
		p := []unix.PollFd{{Fd: int32(fd), Events: events}}
		step = max(min(step, time.Until(end)), 0)
		n, err := unix.Poll(p, int((step+time.Millisecond-1)/time.Millisecond))
		came = n > 0 || err != nil && err != unix.EINTR
		return came || !time.Now().Before(end)
	}
	if !try(0) && !m.in.Wait(t, try) {
		return false
	}
	if !came {
		t.Errorf(t.RT.Exc.TimeoutError, "timed out")
	}
	return came
}

// do runs an operation when the socket is ready, again if it was not or a signal came. false:
// exception pending.
func (m *module) do(t *Thread, self Ref, events int16, end time.Time, f func(fd int) error) bool {
	for {
		if !m.ready(t, self, events, end) {
			return false
		}
		err := f(int(of(self).fd))
		switch {
		case err == nil:
			return true
		case err == unix.EINTR:
			if !m.in.Poll(t) {
				return false
			}
		case err == unix.EAGAIN && of(self).timeout > 0:
		default:
			modules.RaiseOS(t, err)
			return false
		}
	}
}

func (m *module) transferMethods() []object.MethodDef {
	size := func(t *Thread, r Ref, fn string) (int, bool) {
		n, ok := t.AsSsize(r, t.RT.Exc.OverflowError)
		if ok && n < 0 {
			t.ValueErrorf("negative buffersize in %s", fn)
			return 0, false
		}
		return n, ok
	}
	return []object.MethodDef{
		method("_accept", "($self, /)", "Wait for a connection. Returns its number and the address of the other end.", func(t *Thread, self Ref, a Args) Value {
			var sa unix.Sockaddr
			fd := 0
			if !m.do(t, self, unix.POLLIN, deadline(self), func(s int) (err error) {
				fd, sa, err = unix.Accept4(s, unix.SOCK_CLOEXEC)
				return err
			}) {
				return heap.Null
			}
			base := t.Push(heap.SmallInt(int64(fd)))
			addr := t.Push(addressValue(t, sa))
			if addr.V() == heap.Null {
				unix.Close(fd)
				return heap.Null
			}
			return t.TupleOf(base, 2)
		}),
		method("connect", "($self, address, /)", "Connect to an address.", func(t *Thread, self Ref, a Args) Value {
			if _, ok := m.connect(t, self, a.At(1), "connect", true); !ok {
				return heap.Null
			}
			return heap.None
		}),
		method("connect_ex", "($self, address, /)", "Connect to an address. Returns the number of the error, or 0.", func(t *Thread, self Ref, a Args) Value {
			no, ok := m.connect(t, self, a.At(1), "connect_ex", false)
			if !ok {
				return heap.Null
			}
			return heap.SmallInt(int64(no))
		}),
		method("recv", "($self, bufsize, flags=0, /)", "Receive up to bufsize bytes. None at all: the other end has closed.", func(t *Thread, self Ref, a Args) Value {
			n, ok := size(t, a.At(1), "recv")
			if !ok {
				return heap.Null
			}
			buf := make([]byte, n)
			got, _, ok := m.receive(t, self, buf, a.At(2))
			if !ok {
				return heap.Null
			}
			return t.NewBytes(buf[:got])
		}),
		method("recvfrom", "($self, bufsize, flags=0, /)", "Receive up to bufsize bytes, and the address that they came from.", func(t *Thread, self Ref, a Args) Value {
			n, ok := size(t, a.At(1), "recvfrom")
			if !ok {
				return heap.Null
			}
			buf := make([]byte, n)
			got, from, ok := m.receive(t, self, buf, a.At(2))
			if !ok {
				return heap.Null
			}
			base := t.PushN(2)
			base.Set(t.NewBytes(buf[:got]))
			base.At(1).Set(addressValue(t, from))
			return pair(t, base)
		}),
		method("recv_into", "($self, buffer, nbytes=0, flags=0)", "Receive into a writable bytes-like object. Returns the number of bytes.", func(t *Thread, self Ref, a Args) Value {
			got, _, ok := m.receiveInto(t, self, a.At(1), a.At(2), a.At(3), "recv_into")
			if !ok {
				return heap.Null
			}
			return heap.SmallInt(int64(got))
		}),
		method("recvfrom_into", "($self, buffer, nbytes=0, flags=0)", "Receive into a writable bytes-like object. Returns the number of bytes and the\naddress that they came from.", func(t *Thread, self Ref, a Args) Value {
			got, from, ok := m.receiveInto(t, self, a.At(1), a.At(2), a.At(3), "recvfrom_into")
			if !ok {
				return heap.Null
			}
			base := t.PushN(2)
			base.Set(heap.SmallInt(int64(got)))
			base.At(1).Set(addressValue(t, from))
			return pair(t, base)
		}),
		method("send", "($self, data, flags=0, /)", "Send bytes. Returns how many were sent.", func(t *Thread, self Ref, a Args) Value {
			data, ok := t.CopyBuffer(a.At(1))
			if !ok {
				return heap.Null
			}
			return m.send(t, self, data, a.At(2), nil)
		}),
		method("sendall", "($self, data, flags=0, /)", "Send all of the bytes.", func(t *Thread, self Ref, a Args) Value {
			data, ok := t.CopyBuffer(a.At(1))
			if !ok {
				return heap.Null
			}
			flags, ok := intArg(t, a.At(2))
			if !ok {
				return heap.Null
			}
			for end := deadline(self); len(data) > 0; {
				n := 0
				if !m.do(t, self, unix.POLLOUT, end, func(fd int) (err error) { n, err = sendTo(fd, data, flags, nil); return err }) || !m.in.Poll(t) {
					return heap.Null
				}
				data = data[n:]
			}
			return heap.None
		}),
		{Name: "sendto", Doc: "sendto(data[, flags], address) -> count\n\nSend bytes to an address.", Fn: func(t *Thread, a Args) Value {
			self := a.At(0)
			if a.Len() < 3 || a.Len() > 4 || a.NumKw() > 0 {
				return t.TypeErrorf("sendto() takes 2 or 3 arguments (%d given)", a.Len()-1)
			}
			data, ok := t.CopyBuffer(a.At(1))
			if !ok {
				return heap.Null
			}
			flags, addr := t.Push(heap.SmallInt(0)), a.At(2)
			if a.Len() == 4 {
				flags, addr = a.At(2), a.At(3)
			}
			to, ok := m.address(t, self, addr, "sendto")
			if !ok {
				return heap.Null
			}
			return m.send(t, self, data, flags, to)
		}},
	}
}

// pair makes a tuple of two values, both of which must have been made.
func pair(t *Thread, base Ref) Value {
	if base.V() == heap.Null || base.At(1).V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(base, 2)
}

func (m *module) receive(t *Thread, self Ref, buf []byte, flags Ref) (n int, from unix.Sockaddr, ok bool) {
	f, ok := intArg(t, flags)
	if !ok {
		return 0, nil, false
	}
	ok = m.do(t, self, unix.POLLIN, deadline(self), func(fd int) (err error) {
		n, from, err = unix.Recvfrom(fd, buf, f)
		return err
	})
	return n, from, ok
}

func (m *module) receiveInto(t *Thread, self, buffer, nbytes, flags Ref, fn string) (n int, from unix.Sockaddr, ok bool) {
	into, ok := t.WriteBytes(buffer, fn+"() argument 1 must be read-write bytes-like object, not %s")
	if !ok {
		return 0, nil, false
	}
	defer into.Release(t)
	p := []byte(into.Bytes())
	want, ok := t.AsSsize(nbytes, t.RT.Exc.OverflowError)
	switch {
	case !ok:
		return 0, nil, false
	case want < 0:
		t.ValueErrorf("negative buffersize in %s", fn)
		return 0, nil, false
	case want > len(p):
		t.ValueErrorf("buffer too small for requested bytes")
		return 0, nil, false
	case want > 0:
		p = p[:want]
	}
	return m.receive(t, self, p, flags)
}

// sendTo is send(2), or sendto(2) with an address.
func sendTo(fd int, data []byte, flags int, to unix.Sockaddr) (int, error) {
	// A broken connection is an error of this call, no signal: Go ignores SIGPIPE for
	// files above 2, but the process's may be any.
	return unix.SendmsgN(fd, data, nil, to, flags|unix.MSG_NOSIGNAL)
}

func (m *module) send(t *Thread, self Ref, data []byte, flags Ref, to unix.Sockaddr) Value {
	f, ok := intArg(t, flags)
	if !ok {
		return heap.Null
	}
	n := 0
	if !m.do(t, self, unix.POLLOUT, deadline(self), func(fd int) (err error) { n, err = sendTo(fd, data, f, to); return err }) {
		return heap.Null
	}
	return heap.SmallInt(int64(n))
}

// connect connects. raise: errors are raised, else returned as numbers.
func (m *module) connect(t *Thread, self, addr Ref, fn string, raise bool) (no unix.Errno, ok bool) {
	sa, ok := m.address(t, self, addr, fn)
	if !ok {
		return 0, false
	}
	fd := int(of(self).fd)
	var err error
	if of(self).timeout < 0 {
		t.Block(func() { err = unix.Connect(fd, sa) })
	} else {
		err = unix.Connect(fd, sa)
	}
	if err == unix.EINTR || err == unix.EINPROGRESS && of(self).timeout > 0 {
		// It goes on by itself; the socket can be written when it is done.
		if !m.ready(t, self, unix.POLLOUT, deadline(self)) {
			if !raise && t.ExcMatches(t.RT.Exc.TimeoutError) {
				t.ClearExc()
				return unix.EAGAIN, true
			}
			return 0, false
		}
		err = nil
		if n, e := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR); e != nil {
			err = e
		} else if n != 0 {
			err = unix.Errno(n)
		}
	}
	if err == nil {
		return 0, true
	}
	if raise {
		modules.RaiseOS(t, err)
		return 0, false
	}
	no, _ = err.(unix.Errno)
	return no, true
}
