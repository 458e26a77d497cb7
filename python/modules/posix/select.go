package posix

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module select. select is made of poll(2), which has no limit of descriptors.

// A poll object's reference, the dict of descriptors to events, and its raw word: 1 while
// poll waits.
const pollFDs, pollWaits = 0, 0

var pollConstants = map[string]int{
	"POLLIN": unix.POLLIN, "POLLPRI": unix.POLLPRI, "POLLOUT": unix.POLLOUT, "POLLERR": unix.POLLERR, "POLLHUP": unix.POLLHUP, "POLLNVAL": unix.POLLNVAL,
	"POLLRDNORM": 64, "POLLRDBAND": 128, "POLLWRNORM": 256, "POLLWRBAND": 512, "POLLMSG": 1024, "POLLRDHUP": unix.POLLRDHUP, "PIPE_BUF": 4096,
	"EPOLLIN": unix.EPOLLIN, "EPOLLPRI": unix.EPOLLPRI, "EPOLLOUT": unix.EPOLLOUT, "EPOLLERR": unix.EPOLLERR, "EPOLLHUP": unix.EPOLLHUP,
	"EPOLLRDNORM": 64, "EPOLLRDBAND": 128, "EPOLLWRNORM": 256, "EPOLLWRBAND": 512, "EPOLLMSG": 1024, "EPOLLRDHUP": unix.EPOLLRDHUP,
	"EPOLLEXCLUSIVE": unix.EPOLLEXCLUSIVE, "EPOLLONESHOT": unix.EPOLLONESHOT, "EPOLLET": 1 << 31, "EPOLL_CLOEXEC": unix.EPOLL_CLOEXEC,
}

func (m *module) selectModule() modules.Module {
	return modules.Module{Name: "select", Doc: "Waiting for several files at once.", Attrs: constants(pollConstants),
		Functions: []object.MethodDef{
			m.define("select", "(rlist, wlist, xlist, timeout=None, /)",
				"Wait until a file of one of the sequences can be read, can be written, or has\nsomething exceptional. Returns three lists of those; empty ones if timeout seconds\nhave passed.", selectFiles),
			m.define("poll", "()", "Make an object that waits for the files that it knows.", func(c *call) Value {
				v := c.t.NewInstance(m.pollType)
				if v == heap.Null {
					return v
				}
				p := c.t.Push(v)
				d := c.t.NewDict()
				if d == heap.Null {
					return d
				}
				c.t.Store(p.V(), pollFDs, d)
				return p.V()
			}),
		},
		Exec: func(t *Thread, mod Ref) bool {
			return m.definePoll(t) && m.defineEpoll(t) && t.SetAttr(mod, t.RT.Name("epoll"), m.epollType.Obj) && t.SetAttr(mod, t.RT.Name("error"), t.RT.Exc.OSError.Obj)
		}}
}

// pollFor waits until one of the files in fds is ready, or d has passed; d < 0: for ever. It
// fills in what came. n is how many are ready.
func (c *call) pollFor(fds []unix.PollFd, d time.Duration) (n int, ok bool) {
	end := time.Now().Add(d)
	var err error
	try := func(step time.Duration) bool {
		if d >= 0 {
			step = max(min(step, time.Until(end)), 0)
		}
		n, err = unix.Poll(fds, int((step+time.Millisecond-1)/time.Millisecond))
		return n > 0 || err != nil && err != unix.EINTR || d >= 0 && !time.Now().Before(end)
	}
	if !try(0) && !c.in.Wait(c.t, try) {
		return 0, false
	}
	if err != nil && err != unix.EINTR {
		modules.RaiseOS(c.t, err)
		return 0, false
	}
	return max(n, 0), true
}

// seconds is a timeout in seconds: None and (if any is allowed) negative ones are for ever.
func (c *call) seconds(i int, negative bool) (time.Duration, bool) {
	t, r := c.t, c.a.At(i)
	if r.V() == heap.None {
		return -1, true
	}
	if !t.RT.IsFloat(r.V()) && !t.RT.HasIndex(r.V()) {
		t.TypeErrorf("timeout must be a float or None")
		return 0, false
	}
	f, ok := t.AsFloat64(r)
	switch {
	case !ok:
		return 0, false
	case math.IsNaN(f):
		t.ValueErrorf("Invalid value NaN (not a number)")
		return 0, false
	case f < 0 && negative:
		return -1, true
	case f < 0:
		t.ValueErrorf("timeout must be non-negative")
		return 0, false
	case f >= 1<<63/1e9:
		t.OverflowErrorf("timestamp out of range for platform time_t")
		return 0, false
	}
	return time.Duration(math.Ceil(f * 1e9)), true
}

func selectFiles(c *call) Value {
	t := c.t
	d, ok := c.seconds(3, false)
	if !ok {
		return heap.Null
	}
	var fds []unix.PollFd
	events := []int16{unix.POLLIN, unix.POLLOUT, unix.POLLPRI}
	ready := []int16{unix.POLLIN | unix.POLLHUP | unix.POLLERR, unix.POLLOUT | unix.POLLERR, unix.POLLPRI}
	lists, outs := t.PushN(3), t.PushN(3)
	var of [3][]int // the index in fds of each file
	for k := range 3 {
		seq := t.SeqToTuple(c.a.At(k))
		if seq == heap.Null {
			if t.ExcMatches(t.RT.Exc.TypeError) {
				t.ClearExc()
				return t.TypeErrorf("arguments 1-3 must be sequences")
			}
			return seq
		}
		// A list is read where it is: a fileno() may change it.
		live := t.Push(seq)
		if t.RT.TypeOf(c.a.At(k).V()).Has(object.FlagListSubclass) {
			live.Set(c.a.At(k).V())
		}
		if lists.At(k).Set(t.NewList(0)); lists.At(k).V() == heap.Null {
			return heap.Null
		}
		for i := 0; i < t.Length(live); i++ {
			item := t.Push(t.GetItemInt(live, i))
			if item.V() == heap.Null {
				return heap.Null
			}
			fd, ok := FileDescriptor(t, item)
			if !ok || !t.ListAppend(lists.At(k), item) {
				return heap.Null
			}
			of[k] = append(of[k], len(fds))
			fds = append(fds, unix.PollFd{Fd: int32(fd), Events: events[k]})
		}
	}
	if _, ok := c.pollFor(fds, d); !ok {
		return heap.Null
	}
	for k := range 3 {
		if outs.At(k).Set(t.NewList(0)); outs.At(k).V() == heap.Null {
			return heap.Null
		}
		for i, at := range of[k] {
			mark := t.Top()
			if fds[at].Revents&unix.POLLNVAL != 0 {
				return modules.RaiseOS(t, unix.EBADF)
			}
			if fds[at].Revents&ready[k] != 0 && !t.ListAppend(outs.At(k), t.Push(t.ListAt(lists.At(k).V(), i))) {
				return heap.Null
			}
			t.Pop(mark)
		}
	}
	return t.TupleOf(outs, 3)
}

// eventMask is an argument that is a set of events.
func (c *call) eventMask(i int) int {
	n := c.integer(i, math.MinInt64, math.MaxInt64, "unsigned short")
	switch {
	case !c.ok:
	case n < 0:
		c.fail(c.t.ValueErrorf("value must be positive"))
	case n > math.MaxUint16:
		c.fail(c.t.OverflowErrorf("Python int too large for C unsigned short"))
	}
	return n
}

func (m *module) definePoll(t *Thread) bool {
	registered := func(c *call) Ref { return c.t.Push(c.a.At(0).V().Addr().Ref(pollFDs)) }
	put := func(c *call, known bool) Value {
		fd, mask := c.fd(1), c.eventMask(2)
		if !c.ok {
			return heap.Null
		}
		d, key := registered(c), c.t.Push(heap.SmallInt(int64(fd)))
		if known {
			switch c.t.DictContains(d, key) {
			case -1:
				return heap.Null
			case 0:
				return modules.RaiseOS(c.t, unix.ENOENT)
			}
		}
		if !c.t.DictSet(d, key, c.t.Push(heap.SmallInt(int64(mask)))) {
			return heap.Null
		}
		return heap.None
	}
	m.pollType = t.NewBuiltinType(object.TypeDef{Name: "poll", Module: "select", Flags: object.FlagNoInstantiate, FixedRefs: 1, RawSize: heap.Word,
		Methods: []object.MethodDef{
			m.define("register", "($self, fd, eventmask=7, /)", "Know a file, and the events to wait for.", func(c *call) Value { return put(c, false) }),
			m.define("modify", "($self, fd, eventmask, /)", "Change the events of a file that is known.", func(c *call) Value { return put(c, true) }),
			m.define("unregister", "($self, fd, /)", "Forget a file.", func(c *call) Value {
				fd := c.fd(1)
				if !c.ok {
					return heap.Null
				}
				key := c.t.Push(heap.SmallInt(int64(fd)))
				found, ok := c.t.DictDel(registered(c), key)
				switch {
				case !ok:
					return heap.Null
				case !found:
					return c.t.KeyError(key)
				}
				return heap.None
			}),
			m.define("poll", "($self, timeout=None, /)", "Wait for an event, timeout milliseconds at most. Returns a list of (fd, events).", func(c *call) Value {
				d := time.Duration(-1)
				if r := c.a.At(1); r.V() != heap.None {
					if !c.t.RT.IsFloat(r.V()) && !c.t.RT.HasIndex(r.V()) {
						return c.t.TypeErrorf("timeout must be an integer or None")
					}
					f, ok := c.t.AsFloat64(r)
					if !ok {
						return heap.Null
					}
					if f >= math.MaxInt32+1 {
						return c.t.OverflowErrorf("timeout is too large")
					}
					if f >= 0 {
						d = time.Duration(math.Ceil(f)) * time.Millisecond
					}
				}
				var fds []unix.PollFd
				for pos := 0; ; {
					k, v, ok := c.t.DictNext(registered(c).V(), &pos)
					if !ok {
						break
					}
					fds = append(fds, unix.PollFd{Fd: int32(k.Int()), Events: int16(v.Int())})
				}
				self := c.a.At(0)
				if self.V().Addr().Word64(pollWaits) != 0 {
					return c.t.RuntimeErrorf("concurrent poll() invocation")
				}
				self.V().Addr().SetWord64(pollWaits, 1)
				_, ok := c.pollFor(fds, d)
				if self.V().Addr().SetWord64(pollWaits, 0); !ok {
					return heap.Null
				}
				list := c.t.Push(c.t.NewList(0))
				for _, p := range fds {
					if p.Revents != 0 && (list.V() == heap.Null || !c.appendPair(list, int64(p.Fd), int64(uint16(p.Revents)))) {
						return heap.Null
					}
				}
				return list.V()
			}),
		}})
	return m.pollType != nil
}

// appendPair appends a tuple of two ints.
func (c *call) appendPair(list Ref, a, b int64) bool {
	defer c.t.Pop(c.t.Top())
	base := c.t.Push(heap.SmallInt(a))
	c.t.Push(heap.SmallInt(b))
	pair := c.t.Push(c.t.TupleOf(base, 2))
	return pair.V() != heap.Null && c.t.ListAppend(list, pair)
}

// epollFD is the raw word of an epoll object: its file descriptor, or -1.
const epollFD = 0

func (m *module) defineEpoll(t *Thread) bool {
	fdOf := func(r Ref) int { return int(int64(r.V().Addr().Word64(epollFD))) }
	// open makes a method of an open object.
	open := func(name, sig, doc string, f func(c *call, ep int) Value) object.MethodDef {
		return m.define(name, sig, doc, func(c *call) Value {
			ep := fdOf(c.a.At(0))
			if ep < 0 {
				return c.t.ValueErrorf("I/O operation on closed epoll object")
			}
			return f(c, ep)
		})
	}
	control := func(c *call, ep, op int, mask int) Value {
		fd := c.fd(1)
		e := unix.EpollEvent{Events: uint32(mask), Fd: int32(fd)}
		return c.none(func() error { return unix.EpollCtl(ep, op, fd, &e) })
	}
	mask := func(c *call) int { return c.integer(2, 0, math.MaxUint32, "unsigned int") }
	closeIt := func(r Ref) error {
		ep := fdOf(r)
		minus := int64(-1)
		r.V().Addr().SetWord64(epollFD, uint64(minus))
		if ep < 0 {
			return nil
		}
		return unix.Close(ep)
	}
	sig := object.ParseSignature("epoll", "($cls, sizehint=-1, flags=0)")
	m.epollType = t.NewBuiltinType(object.TypeDef{Name: "epoll", Module: "select", RawSize: 8, TextSig: "(sizehint=-1, flags=0)",
		Doc: "An object that waits for the files that it knows, by epoll(7).",
		Slots: object.Slots{New: func(t *Thread, a Args) Value {
			defer t.Pop(t.Top())
			b, ok := sig.Bind(t, a)
			if !ok {
				return heap.Null
			}
			c := &call{t, m.in, "epoll", b, true}
			size, flags := c.int(1), c.int(2)
			switch {
			case !c.ok:
				return heap.Null
			case size != -1 && size <= 0:
				return t.ValueErrorf("negative sizehint")
			case flags&^unix.EPOLL_CLOEXEC != 0:
				return t.Errorf(t.RT.Exc.OSError, "invalid flags")
			}
			ep := 0
			if !c.do(func() (err error) { ep, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); return err }) {
				return heap.Null
			}
			v := t.NewInstance(t.RT.TypeFromObj(b.At(0).V()))
			if v != heap.Null {
				v.Addr().SetWord64(epollFD, uint64(ep))
			}
			return v
		}, Finalize: func(t *Thread, r Ref) { closeIt(r) }},
		Methods: []object.MethodDef{
			open("register", "($self, fd, eventmask=7)", "Know a file, and the events to wait for.", func(c *call, ep int) Value {
				return control(c, ep, unix.EPOLL_CTL_ADD, mask(c))
			}),
			open("modify", "($self, fd, eventmask)", "Change the events of a file that is known.", func(c *call, ep int) Value { return control(c, ep, unix.EPOLL_CTL_MOD, mask(c)) }),
			open("unregister", "($self, fd)", "Forget a file.", func(c *call, ep int) Value { return control(c, ep, unix.EPOLL_CTL_DEL, 0) }),
			open("fileno", "($self, /)", "The number of the object's file.", func(c *call, ep int) Value { return heap.SmallInt(int64(ep)) }),
			open("poll", "($self, timeout=None, maxevents=-1)", "Wait for an event, timeout seconds at most. Returns a list of (fd, events).", func(c *call, ep int) Value {
				d, ok := c.seconds(1, true)
				n := c.int(2)
				switch {
				case !ok || !c.ok:
					return heap.Null
				case n == -1:
					n = unix.FD_SETSIZE - 1
				case n < 1:
					return c.t.ValueErrorf("maxevents must be greater than 0, got %d", n)
				}
				// The object is itself a file that can be waited for.
				if _, ok := c.pollFor([]unix.PollFd{{Fd: int32(ep), Events: unix.POLLIN}}, d); !ok {
					return heap.Null
				}
				events, got := make([]unix.EpollEvent, n), 0
				if !c.do(func() (err error) { got, err = unix.EpollWait(ep, events, 0); return err }) {
					return heap.Null
				}
				list := c.t.Push(c.t.NewList(got))
				for _, e := range events[:got] {
					if list.V() == heap.Null || !c.appendPair(list, int64(e.Fd), int64(e.Events)) {
						return heap.Null
					}
				}
				return list.V()
			}),
			m.define("close", "($self, /)", "Close the object's file.", func(c *call) Value { return c.none(func() error { return closeIt(c.a.At(0)) }) }),
			open("__enter__", "($self, /)", "", func(c *call, ep int) Value { return c.a.At(0).V() }),
			m.define("__exit__", "($self, exc_type=None, exc_value=None, exc_tb=None, /)", "", func(c *call) Value {
				return c.none(func() error { return closeIt(c.a.At(0)) })
			}),
			{Name: "fromfd", Kind: object.ClassMethod, Sig: "($cls, fd, /)", Doc: "Make an object of the number of an epoll file.", Fn: func(t *Thread, a Args) Value {
				n, ok := t.AsInt64(a.At(1))
				if !ok {
					return heap.Null
				}
				v := t.NewInstance(t.RT.TypeFromObj(a.At(0).V()))
				if v != heap.Null {
					v.Addr().SetWord64(epollFD, uint64(n))
				}
				return v
			}},
		},
		GetSets: []object.GetSetDef{{Name: "closed", Doc: "Is the object closed?", Get: func(t *Thread, r Ref) Value { return heap.Bool(fdOf(r) < 0) }}}})
	return m.epollType != nil
}
