package heap

import (
	"fmt"
	"math/bits"
	"unsafe"
)

// Native memory is what C may point into: structs of extension types, strings
// and buffers lent to C. It does not move and is freed explicitly, in the end by
// the death of the object that owns it.
//
// Sizes up to nativeLargest are rounded up to a class (multiples of 16, then
// four to each doubling: at most a fifth is lost), and cells of a class are
// carved from blocks and kept in a free list when they come back. A cell has no
// header: whoever frees it says how large it was. Larger sizes take whole pages.
// Memory of free cells is not returned to the system: programs that make many
// structs make them again.
type native struct {
	rng       Range
	frontier  uintptr
	committed uintptr
	classes   [nativeClasses]nativeClass
	big       spans
	used      int // bytes handed out, rounded as above
	// cells is set when frees are to be checked: size by address.
	cells map[uintptr]int
}

type nativeClass struct {
	free      uintptr // first free cell; each holds the address of the next
	next, end uintptr // the rest of the block that is being carved
}

const (
	nativeGrain   = 16
	nativeLinear  = 8 // classes of nativeGrain, 2*nativeGrain … before they widen
	nativeClasses = nativeLinear + 8*4
	nativeLargest = nativeLinear * nativeGrain << 8 // 32 KiB
	nativeBlock   = 64 << 10
	nativeStep    = 1 << 20
	// nativePoison fills freed cells when frees are checked.
	nativePoison = 0xDD
)

func (n *native) init(cells, big Range, check bool) {
	*n = native{rng: cells, frontier: cells.Lo, committed: cells.Lo, big: spans{rng: big, frontier: big.Lo}}
	if check {
		n.cells = map[uintptr]int{}
	}
}

// nativeClassOf returns the class of size (1 … nativeLargest) and its cells' size.
func nativeClassOf(size int) (class, cell int) {
	if size <= nativeLinear*nativeGrain {
		class = (size - 1) / nativeGrain
		return class, (class + 1) * nativeGrain
	}
	shift := bits.Len(uint(size-1)) - 3 // quarter of the power of two below size
	quarter := (size - 1) >> shift      // 4 … 7
	class = nativeLinear + (shift-5)*4 + quarter - 4
	return class, (quarter + 1) << shift
}

func nativeSize(size int) int {
	if size > nativeLargest {
		return int(pages(size))
	}
	_, cell := nativeClassOf(max(size, 1))
	return cell
}

// alloc returns size zero bytes; nil: the address space is used up.
func (n *native) alloc(size int) unsafe.Pointer {
	var a uintptr
	if size > nativeLargest {
		if a = n.big.alloc(pages(size)); a == 0 {
			return nil
		}
		n.used += int(pages(size))
	} else {
		class, cell := nativeClassOf(max(size, 1))
		c := &n.classes[class]
		if a = c.free; a != 0 {
			c.free = *(*uintptr)(pointer(a))
			clear(bytesAt(a, uintptr(cell)))
		} else {
			if c.end-c.next < uintptr(cell) && !n.carve(c, uintptr(cell)) {
				return nil
			}
			a = c.next
			c.next += uintptr(cell)
		}
		n.used += cell
	}
	if n.cells != nil {
		n.cells[a] = size
	}
	return pointer(a)
}

// carve gives c a new block.
func (n *native) carve(c *nativeClass, cell uintptr) bool {
	size := max(nativeBlock, cell*4)
	if n.rng.Hi-n.frontier < size {
		return false
	}
	c.next, c.end = n.frontier, n.frontier+size
	n.frontier += size
	if n.frontier > n.committed {
		to := min(roundUp(n.frontier, nativeStep), n.rng.Hi)
		Commit(Range{n.committed, to})
		n.committed = to
	}
	return true
}

func (n *native) dispose(p unsafe.Pointer, size int) {
	a := uintptr(p)
	if n.cells != nil {
		if was, ok := n.cells[a]; !ok || was != size {
			panic(fmt.Sprintf("BUG: freeing %d bytes at %#x, where %d were allocated (0: none)", size, a, was))
		}
		delete(n.cells, a)
	}
	n.used -= nativeSize(size)
	if size > nativeLargest {
		n.big.dispose([]Range{{a, a + pages(size)}}, n.cells != nil)
		return
	}
	class, cell := nativeClassOf(max(size, 1))
	if n.cells != nil {
		b := bytesAt(a, uintptr(cell))
		for i := range b {
			b[i] = nativePoison
		}
	}
	c := &n.classes[class]
	*(*uintptr)(p) = c.free
	c.free = a
}

// AllocNative returns n zero bytes off the heap, 16-aligned, that do not move.
// nil: the heap's limit (EnsureNative makes room) or its address space is
// reached. It is no safepoint.
func (h *Heap) AllocNative(n int) unsafe.Pointer {
	if n < 0 || n > maxRaw || !h.fits(nativeSize(n)) {
		return nil
	}
	return h.native.alloc(n)
}

// FillNative puts the addresses of as many pieces of AllocNative(n) into cells as there
// is room for, and returns how many. It is no safepoint.
func (h *Heap) FillNative(cells []uintptr, n int) int {
	if n < 0 || n > maxRaw || !h.fits(len(cells)*nativeSize(n)) {
		return 0
	}
	for i := range cells {
		p := h.native.alloc(n)
		if p == nil {
			return i
		}
		cells[i] = uintptr(p)
	}
	return len(cells)
}

// FreeNative returns memory of AllocNative; n is what was asked for.
func (h *Heap) FreeNative(p unsafe.Pointer, n int) { h.native.dispose(p, n) }

// NativeUsed returns the bytes of native memory in use, rounded as they are
// allocated.
func (h *Heap) NativeUsed() int { return h.native.used }
