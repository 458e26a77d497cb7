package socket

import (
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Addresses: (host, port) for AF_INET, (host, port, flowinfo, scope_id) for AF_INET6, a path
// for AF_UNIX.

// address reads an address for a socket. false: exception pending.
func (m *module) address(t *Thread, self, r Ref, fn string) (unix.Sockaddr, bool) {
	defer t.Pop(t.Top())
	switch family := of(self).family; family {
	case unix.AF_UNIX:
		return unixAddress(t, r)
	case unix.AF_INET, unix.AF_INET6:
		return m.inetAddress(t, int(family), r, fn)
	}
	t.Errorf(t.RT.Exc.OSError, "%s(): bad family", fn)
	return nil, false
}

// maxUnixPath is the size of sun_path.
const maxUnixPath = 108

func unixAddress(t *Thread, r Ref) (unix.Sockaddr, bool) {
	name := ""
	if t.RT.IsStr(r.V()) {
		v := t.Encode(r, "utf-8", "surrogateescape")
		if v == heap.Null {
			return nil, false
		}
		name = string(object.BytesOf(v))
	} else {
		b, ok := t.CopyBuffer(r)
		if !ok {
			return nil, false
		}
		name = string(b)
	}
	if len(name) > maxUnixPath || len(name) == maxUnixPath && name[0] != 0 {
		t.Errorf(t.RT.Exc.OSError, "AF_UNIX path too long")
		return nil, false
	}
	abstract := name != "" && name[0] == 0
	if abstract {
		name = "@" + name[1:] // an abstract name, in x/sys's way of writing
	}
	if name != "" && name[0] == '@' && !abstract {
		name = "./" + name // a file that happens to be called so
	}
	return &unix.SockaddrUnix{Name: name}, true
}

func (m *module) inetAddress(t *Thread, family int, r Ref, fn string) (unix.Sockaddr, bool) {
	what := map[int]string{unix.AF_INET: "AF_INET", unix.AF_INET6: "AF_INET6"}[family]
	if !t.RT.TypeOf(r.V()).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("%s(): %s address must be tuple, not %s", fn, what, t.TypeName(r.V()))
		return nil, false
	}
	n := t.TupleLen(r.V())
	if family == unix.AF_INET && n != 2 || n < 2 || n > 4 {
		size := map[int]string{unix.AF_INET: "a pair (host, port)", unix.AF_INET6: "a tuple (host, port[, flowinfo[, scopeid]])"}[family]
		t.TypeErrorf("%s(): wrong format for %s address, must be %s", fn, what, size)
		return nil, false
	}
	items := t.PushN(n)
	for i := range n {
		items.At(i).Set(t.TupleAt(r.V(), i))
	}
	host, ok := hostArg(t, items)
	if !ok {
		return nil, false
	}
	var nums [3]int
	for i := 1; i < n; i++ {
		v, ok := intArg(t, items.At(i))
		if !ok {
			if i == 1 && t.ExcMatches(t.RT.Exc.OverflowError) {
				t.ClearExc()
				t.OverflowErrorf("%s(): port must be 0-65535.", fn)
			}
			return nil, false
		}
		nums[i-1] = v
	}
	if nums[0] < 0 || nums[0] > 65535 {
		t.OverflowErrorf("%s(): port must be 0-65535.", fn)
		return nil, false
	}
	ip, ok := m.resolve(t, host, family)
	if !ok {
		return nil, false
	}
	if family == unix.AF_INET {
		return &unix.SockaddrInet4{Port: nums[0], Addr: ip.As4()}, true
	}
	return &unix.SockaddrInet6{Port: nums[0], ZoneId: uint32(nums[2]), Addr: ip.As16()}, true
}

// hostArg reads the name of a host: a str, or bytes.
func hostArg(t *Thread, r Ref) (string, bool) {
	if t.RT.IsStr(r.V()) {
		return object.GoStr(r.V()), true
	}
	b, ok := t.CopyBuffer(r)
	return string(b), ok
}

// resolve finds the number of a host: "" is any, "<broadcast>" all.
func (m *module) resolve(t *Thread, host string, family int) (netip.Addr, bool) {
	four := family == unix.AF_INET
	switch {
	case host == "" && four:
		return netip.IPv4Unspecified(), true
	case host == "":
		return netip.IPv6Unspecified(), true
	case host == "<broadcast>" && four:
		return netip.AddrFrom4([4]byte{255, 255, 255, 255}), true
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() == four {
		return ip.WithZone(""), true
	}
	addrs, ok := m.lookup(t, host)
	if !ok {
		return netip.Addr{}, false
	}
	for _, ip := range addrs {
		if ip.Is4() == four {
			return ip, true
		}
	}
	m.nameError(t, eaiAddrFamily)
	return netip.Addr{}, false
}

// addressValue shows an address; None where there is none.
func addressValue(t *Thread, sa unix.Sockaddr) Value {
	defer t.Pop(t.Top())
	switch sa := sa.(type) {
	case *unix.SockaddrUnix:
		if sa.Name == "@" {
			return t.NewStr("") // x/sys's way of writing that there is no name
		}
		if sa.Name != "" && sa.Name[0] == '@' {
			return t.NewBytes([]byte("\x00" + sa.Name[1:]))
		}
		return t.NewStr(sa.Name)
	case *unix.SockaddrInet4:
		return hostPort(t, netip.AddrFrom4(sa.Addr).String(), sa.Port)
	case *unix.SockaddrInet6:
		return hostPort(t, netip.AddrFrom16(sa.Addr).String(), sa.Port, 0, int(sa.ZoneId))
	}
	return heap.None
}

func hostPort(t *Thread, host string, nums ...int) Value {
	defer t.Pop(t.Top())
	base := t.PushN(1 + len(nums))
	base.Set(t.NewStr(host))
	for i, n := range nums {
		base.At(1 + i).Set(heap.SmallInt(int64(n)))
	}
	if base.V() == heap.Null {
		return heap.Null
	}
	return t.TupleOf(base, 1+len(nums))
}

// packed is what inet_pton and inet_aton give.
func packed(family int, text string) ([]byte, bool) {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" || ip.Is4() != (family == unix.AF_INET) {
		return nil, false
	}
	return ip.AsSlice(), true
}

// looseIPv4 reads what inet_aton reads: one to four numbers, in octal and hexadecimal as well.
func looseIPv4(text string) ([]byte, bool) {
	var parts []uint64
	for start := 0; ; {
		end := start
		for end < len(text) && text[end] != '.' {
			end++
		}
		n, err := strconv.ParseUint(text[start:end], 0, 32)
		if err != nil || len(parts) == 4 {
			return nil, false
		}
		parts = append(parts, n)
		if end == len(text) {
			break
		}
		start = end + 1
	}
	last := len(parts) - 1
	out := uint64(0)
	for i, n := range parts[:last] {
		if n > 255 {
			return nil, false
		}
		out |= n << (24 - 8*i)
	}
	if parts[last] >= 1<<(32-8*last) {
		return nil, false
	}
	out |= parts[last]
	return []byte{byte(out >> 24), byte(out >> 16), byte(out >> 8), byte(out)}, true
}
