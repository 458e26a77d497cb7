package heap

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PageSize is the grain of what is committed, released and protected.
const PageSize = 4096

// Range is a range of addresses, Lo inclusive to Hi exclusive.
type Range struct{ Lo, Hi uintptr }

// Size returns the number of bytes in r.
func (r Range) Size() uintptr { return r.Hi - r.Lo }

// Has says that v is an address in r. Immediates never are: their upper bits
// put them above every address.
func (r Range) Has(v Value) bool { return uint64(v)-uint64(r.Lo) < uint64(r.Hi-r.Lo) }

func pointer(a uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), a) }

func bytesAt(a, n uintptr) []byte { return unsafe.Slice((*byte)(pointer(a)), n) }

func roundUp(n, grain uintptr) uintptr { return (n + grain - 1) &^ (grain - 1) }

// Reserve takes n bytes of address space, aligned to align (a power of two, at
// least PageSize), which nothing may touch before Commit.
func Reserve(n, align uintptr) (Range, error) {
	n = roundUp(n, PageSize)
	p, err := unix.MmapPtr(-1, 0, nil, n+align, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return Range{}, fmt.Errorf("heap: reserving %d MiB of address space: %w", n>>20, err)
	}
	lo := uintptr(p)
	at := roundUp(lo, align)
	if at > lo {
		unmap(Range{lo, at})
	}
	if end := lo + n + align; end > at+n {
		unmap(Range{at + n, end})
	}
	return Range{at, at + n}, nil
}

// Expose makes r, which is reserved, readable: it reads as zero until Commit.
func Expose(r Range) { protect(r, unix.PROT_READ) }

// Commit makes r readable and writable. What was never written reads as zero.
func Commit(r Range) { protect(r, unix.PROT_READ|unix.PROT_WRITE) }

// Unreserve gives the address space back. Every address in r is dead.
func Unreserve(r Range) { unmap(r) }

func unmap(r Range) {
	if err := unix.MunmapPtr(pointer(r.Lo), r.Size()); err != nil {
		panic(fmt.Sprintf("BUG: munmap %#x, %d bytes: %v", r.Lo, r.Size(), err))
	}
}

// protect fails when the kernel has no memory (or no mapping) left for us. There
// is nobody to tell: the caller may be a collection.
func protect(r Range, prot int) {
	if r.Size() == 0 {
		return
	}
	if err := unix.Mprotect(bytesAt(r.Lo, r.Size()), prot); err != nil {
		panic(fmt.Sprintf("heap: the system refuses %d KiB more memory: %v", r.Size()>>10, err))
	}
}

// release gives the memory behind r back; r stays committed and reads as zero.
func release(r Range) {
	if r.Size() == 0 {
		return
	}
	if err := unix.Madvise(bytesAt(r.Lo, r.Size()), unix.MADV_DONTNEED); err != nil {
		panic(fmt.Sprintf("BUG: madvise %#x, %d bytes: %v", r.Lo, r.Size(), err))
	}
}

// seal gives the memory behind r back and makes every access to r fault, until
// it is committed again. One mapping over the old one does both.
func seal(r Range) {
	if r.Size() == 0 {
		return
	}
	_, err := unix.MmapPtr(-1, 0, pointer(r.Lo), r.Size(), unix.PROT_NONE,
		unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE|unix.MAP_FIXED)
	if err != nil {
		panic(fmt.Sprintf("heap: the system refuses a mapping: %v", err))
	}
}

// OffHeap returns n zero bytes outside Go's heap (rounded up to pages) that
// never move, and are paid for as they are touched.
func OffHeap(n uintptr) Range {
	r, err := Reserve(n, PageSize)
	if err != nil {
		panic(err)
	}
	Commit(r)
	return r
}

// OwnMemory is OffHeap for memory that lives as long as the heap.
func (h *Heap) OwnMemory(n uintptr) Range {
	r := OffHeap(n)
	h.reserved = append(h.reserved, r)
	return r
}

// spans hands out runs of pages of a range. Free runs are kept in the order of
// their addresses, neighbours joined; the first that is long enough serves.
type spans struct {
	rng      Range
	frontier uintptr // nothing above was ever handed out
	free     []Range // sorted, disjoint, not adjacent
	used     uintptr // bytes handed out
	// held are freed runs that stay sealed until limit bytes of them have come
	// together: under stress a stale address must fault for long.
	held      []Range
	heldBytes uintptr
}

// alloc returns n bytes (a multiple of PageSize) that read as zero; 0: no room.
func (s *spans) alloc(n uintptr) uintptr {
	for i := range s.free {
		f := &s.free[i]
		if f.Size() < n {
			continue
		}
		a := f.Lo
		if f.Lo += n; f.Size() == 0 {
			s.free = append(s.free[:i], s.free[i+1:]...)
		}
		s.used += n
		Commit(Range{a, a + n})
		return a
	}
	if s.rng.Hi-s.frontier < n {
		return 0
	}
	a := s.frontier
	s.frontier += n
	s.used += n
	Commit(Range{a, a + n})
	return a
}

// dispose takes runs back (it sorts list). With hold they fault from now on.
func (s *spans) dispose(list []Range, hold bool) {
	for _, r := range list {
		s.used -= r.Size()
		if hold {
			seal(r)
			s.held = append(s.held, r)
			s.heldBytes += r.Size()
		} else {
			release(r)
		}
	}
	if !hold {
		s.free = joinRanges(s.free, list)
		return
	}
	var out []Range
	for s.heldBytes > s.rng.Size()/4 {
		out = append(out, s.held[0])
		s.heldBytes -= s.held[0].Size()
		s.held = s.held[1:]
	}
	s.free = joinRanges(s.free, out)
}
