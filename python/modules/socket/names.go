package socket

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// Names of hosts and services, and the functions of the module.

// Errors of getaddrinfo, by the C library's numbers.
const (
	eaiNoName     = -2
	eaiAgain      = -3
	eaiFamily     = -6
	eaiService    = -8
	eaiAddrFamily = -9
)

var eaiTexts = map[int]string{eaiNoName: "Name or service not known", eaiAgain: "Temporary failure in name resolution",
	eaiFamily: "ai_family not supported", eaiService: "Servname not supported for ai_socktype", eaiAddrFamily: "Address family for hostname not supported"}

// nameError raises gaierror(number, text).
func (m *module) nameError(t *Thread, n int) Value {
	defer t.Pop(t.Top())
	no, text := t.Push(heap.SmallInt(int64(n))), t.Push(t.NewStr(eaiTexts[n]))
	if text.V() == heap.Null {
		return heap.Null
	}
	return t.Raise(m.gaierror, no, text)
}

// lookup finds the numbers of a host by its name.
func (m *module) lookup(t *Thread, host string) ([]netip.Addr, bool) {
	var addrs []netip.Addr
	var err error
	t.Block(func() { addrs, err = net.DefaultResolver.LookupNetIP(context.Background(), "ip", host) })
	if err != nil {
		n := eaiNoName
		var d *net.DNSError
		if errors.As(err, &d) && d.IsTemporary && !d.IsNotFound {
			n = eaiAgain
		}
		m.nameError(t, n)
		return nil, false
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	return addrs, true
}

func (m *module) functions() []object.MethodDef {
	def := func(name, sig, doc string, f object.Native) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: f}
	}
	swap := func(name, doc string, bits uint) object.MethodDef {
		return def(name, "(x, /)", doc, func(t *Thread, a Args) Value {
			n, ok := t.AsInt64(a.At(0))
			switch {
			case !ok:
				return heap.Null
			case n < 0:
				return t.OverflowErrorf("%s: can't convert negative Python int to C %d-bit unsigned integer", name, bits)
			case n >= 1<<bits:
				return t.OverflowErrorf("%s: Python int too large to convert to C %d-bit unsigned integer", name, bits)
			}
			out := int64(0)
			for i := uint(0); i < bits; i += 8 {
				out = out<<8 | n>>i&0xFF
			}
			return heap.SmallInt(out)
		})
	}
	str := func(t *Thread, r Ref, what string) (string, bool) {
		if !t.RT.IsStr(r.V()) {
			t.TypeErrorf("%s must be str, not %s", what, t.TypeName(r.V()))
			return "", false
		}
		return object.GoStr(r.V()), true
	}
	return []object.MethodDef{
		def("gethostname", "()", "The name of this machine.", func(t *Thread, a Args) Value {
			s, err := os.Hostname()
			if err != nil {
				return modules.RaiseOS(t, err)
			}
			return t.NewStr(s)
		}),
		def("gethostbyname", "(host, /)", "The number of a host, as text.", func(t *Thread, a Args) Value {
			host, ok := str(t, a.At(0), "gethostbyname() argument 1")
			if !ok {
				return heap.Null
			}
			ip, ok := m.resolve(t, host, unix.AF_INET)
			if !ok {
				return heap.Null
			}
			return t.NewStr(ip.String())
		}),
		def("getaddrinfo", "(host, port, family=0, type=0, proto=0, flags=0)", "The addresses of a host and a service: a list of (family, type, proto, canonname,\naddress).", m.getaddrinfo),
		def("socketpair", "(family=1, type=1, proto=0, /)", "Two sockets that are connected with each other.", func(t *Thread, a Args) Value {
			var nums [3]int
			for i := range nums {
				n, ok := intArg(t, a.At(i))
				if !ok {
					return heap.Null
				}
				nums[i] = n
			}
			fds, err := unix.Socketpair(nums[0], nums[1]|unix.SOCK_CLOEXEC, nums[2])
			if err != nil {
				return modules.RaiseOS(t, err)
			}
			base := t.PushN(2)
			for i, fd := range fds {
				args := t.PushN(4)
				for k, n := range []int{nums[0], nums[1], nums[2], fd} {
					args.At(k).Set(heap.SmallInt(int64(n)))
				}
				base.At(i).Set(t.Call(m.typ.Obj, object.MakeArgs(args, 4, Ref{})))
				if base.At(i).V() == heap.Null {
					return heap.Null
				}
			}
			return t.TupleOf(base, 2)
		}),
		def("dup", "(fd, /)", "Another number for a socket.", func(t *Thread, a Args) Value {
			fd, ok := intArg(t, a.At(0))
			if !ok {
				return heap.Null
			}
			n, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
			if err != nil {
				return modules.RaiseOS(t, err)
			}
			return heap.SmallInt(int64(n))
		}),
		def("close", "(fd, /)", "Close a socket by its number.", func(t *Thread, a Args) Value {
			fd, ok := intArg(t, a.At(0))
			if !ok {
				return heap.Null
			}
			return none(t, unix.Close(fd))
		}),
		def("getdefaulttimeout", "()", "The timeout of new sockets.", func(t *Thread, a Args) Value { return timeoutValue(m.defaultTimeout) }),
		def("setdefaulttimeout", "(timeout, /)", "Set the timeout of new sockets.", func(t *Thread, a Args) Value {
			d, ok := timeoutArg(t, a.At(0))
			if !ok {
				return heap.Null
			}
			m.defaultTimeout = d
			return heap.None
		}),
		swap("htons", "The two bytes of a number in the order of the network.", 16), swap("ntohs", "The two bytes of a number in the order of this machine.", 16),
		swap("htonl", "The four bytes of a number in the order of the network.", 32), swap("ntohl", "The four bytes of a number in the order of this machine.", 32),
		def("inet_aton", "(ip_addr, /)", "The four bytes of an IPv4 address.", func(t *Thread, a Args) Value {
			text, ok := str(t, a.At(0), "inet_aton() argument 1")
			if !ok {
				return heap.Null
			}
			b, ok := looseIPv4(text)
			if !ok {
				return t.Errorf(t.RT.Exc.OSError, "illegal IP address string passed to inet_aton")
			}
			return t.NewBytes(b)
		}),
		def("inet_ntoa", "(packed_ip, /)", "The text of the four bytes of an IPv4 address.", func(t *Thread, a Args) Value {
			b, ok := t.CopyBuffer(a.At(0))
			if !ok {
				return heap.Null
			}
			if len(b) != 4 {
				return t.Errorf(t.RT.Exc.OSError, "packed IP wrong length")
			}
			return t.NewStr(netip.AddrFrom4([4]byte(b)).String())
		}),
		def("inet_pton", "(address_family, ip_string, /)", "The bytes of an address.", func(t *Thread, a Args) Value {
			family, ok := intArg(t, a.At(0))
			if !ok {
				return heap.Null
			}
			text, ok := str(t, a.At(1), "inet_pton() argument 2")
			if !ok {
				return heap.Null
			}
			if family != unix.AF_INET && family != unix.AF_INET6 {
				return modules.RaiseOS(t, unix.EAFNOSUPPORT)
			}
			b, ok := packed(family, text)
			if !ok {
				return t.Errorf(t.RT.Exc.OSError, "illegal IP address string passed to inet_pton")
			}
			return t.NewBytes(b)
		}),
		def("inet_ntop", "(address_family, packed_ip, /)", "The text of the bytes of an address.", func(t *Thread, a Args) Value {
			family, ok := intArg(t, a.At(0))
			if !ok {
				return heap.Null
			}
			b, ok := t.CopyBuffer(a.At(1))
			if !ok {
				return heap.Null
			}
			size := map[int]int{unix.AF_INET: 4, unix.AF_INET6: 16}[family]
			switch {
			case size == 0:
				return t.ValueErrorf("unknown address family %d", family)
			case len(b) != size:
				return t.ValueErrorf("invalid length of packed IP address string")
			}
			ip, _ := netip.AddrFromSlice(b)
			return t.NewStr(ip.String())
		}),
		def("getservbyname", "(servicename, protocolname=None, /)", "The port of a service.", func(t *Thread, a Args) Value {
			name, ok := str(t, a.At(0), "getservbyname() argument 1")
			if !ok {
				return heap.Null
			}
			protos := []string{"tcp", "udp"}
			if a.At(1).V() != heap.None {
				p, ok := str(t, a.At(1), "getservbyname() argument 2")
				if !ok {
					return heap.Null
				}
				protos = []string{p}
			}
			for _, p := range protos {
				if n, err := net.LookupPort(p, name); err == nil {
					return heap.SmallInt(int64(n))
				}
			}
			return t.Errorf(t.RT.Exc.OSError, "service/proto not found")
		}),
	}
}

func (m *module) getaddrinfo(t *Thread, a Args) Value {
	host, passive := "", false
	var nums [4]int // family, type, proto, flags
	for i := range nums {
		n, ok := intArg(t, a.At(2+i))
		if !ok {
			return heap.Null
		}
		nums[i] = n
	}
	const aiPassive, aiNumericHost = 1, 4
	if a.At(0).V() == heap.None {
		passive = true
	} else {
		var ok bool
		if host, ok = hostArg(t, a.At(0)); !ok {
			return heap.Null
		}
	}
	port := 0
	switch r := a.At(1); {
	case r.V() == heap.None:
	case t.RT.HasIndex(r.V()):
		n, ok := intArg(t, r)
		if !ok {
			return heap.Null
		}
		port = n & 0xFFFF
	default:
		text, ok := hostArg(t, r)
		if !ok {
			return heap.Null
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			network := "tcp"
			if nums[1] == unix.SOCK_DGRAM {
				network = "udp"
			}
			if n, err = net.LookupPort(network, text); err != nil {
				return m.nameError(t, eaiService)
			}
		}
		port = n
	}
	var addrs []netip.Addr
	switch ip, err := netip.ParseAddr(host); {
	case passive && nums[3]&aiPassive != 0:
		addrs = []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	case passive:
		addrs = []netip.Addr{netip.IPv6Loopback(), netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	case err == nil:
		addrs = []netip.Addr{ip.Unmap()}
	case nums[3]&aiNumericHost != 0:
		return m.nameError(t, eaiNoName)
	default:
		var ok bool
		if addrs, ok = m.lookup(t, host); !ok {
			return heap.Null
		}
	}
	kinds := []struct{ kind, proto int }{{unix.SOCK_STREAM, unix.IPPROTO_TCP}, {unix.SOCK_DGRAM, unix.IPPROTO_UDP}, {unix.SOCK_RAW, 0}}
	list := t.Push(t.NewList(0))
	if list.V() == heap.Null {
		return heap.Null
	}
	n := 0
	for _, ip := range addrs {
		family := unix.AF_INET6
		if ip.Is4() {
			family = unix.AF_INET
		}
		if nums[0] != 0 && nums[0] != family {
			continue
		}
		for _, k := range kinds {
			if nums[1] != 0 && nums[1] != k.kind || nums[2] != 0 && k.proto != 0 && nums[2] != k.proto {
				continue
			}
			mark := t.Top()
			base := t.PushN(5)
			for i, v := range []int{family, k.kind, max(k.proto, nums[2])} {
				base.At(i).Set(heap.SmallInt(int64(v)))
			}
			base.At(3).Set(t.NewStr(""))
			if ip.Is4() {
				base.At(4).Set(hostPort(t, ip.String(), port))
			} else {
				base.At(4).Set(hostPort(t, ip.WithZone("").String(), port, 0, 0))
			}
			if base.At(3).V() == heap.Null || base.At(4).V() == heap.Null {
				return heap.Null
			}
			item := t.Push(t.TupleOf(base, 5))
			if item.V() == heap.Null || !t.ListAppend(list, item) {
				return heap.Null
			}
			n++
			t.Pop(mark)
		}
	}
	if n == 0 {
		if nums[0] != 0 && nums[0] != unix.AF_INET && nums[0] != unix.AF_INET6 {
			return m.nameError(t, eaiFamily)
		}
		return m.nameError(t, eaiAddrFamily)
	}
	return list.V()
}
