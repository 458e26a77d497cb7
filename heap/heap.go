package heap

import (
	"fmt"
	"io"
	"math"

	"github.com/hpyrun/hpyrun/internal/layout"
)

// Config says how a heap is laid out and how it is watched. The zero Config is
// a heap for production.
type Config struct {
	NurserySize int // bytes of eden; 0: 4 MiB, or less under a limit or stress
	LargeSize   int // an object of more bytes is large; 0: 32 KiB, or less in a small nursery
	Limit       int // bytes of live objects and native memory at most; 0: no limit
	Growth      int // percent that memory may grow by before a major collection; 0: 100

	// Stress makes every Stress-th allocation collect: everything young moves,
	// from time to time everything old, and what was left faults when touched.
	// 0: none.
	Stress int
	// StressFull makes every StressFull-th collection of Stress a full one. 0:
	// as many as the size of the heap allows.
	StressFull int
	// Verify makes every Verify-th collection check the whole heap before and
	// after. 0: none.
	Verify int
	// Log gets a line for each collection. nil: none.
	Log io.Writer
}

const (
	defaultNursery = 4 << 20
	stressNursery  = 64 << 10
	minNursery     = 4 << 10
	defaultLarge   = 32 << 10
	minLimit       = 1 << 20
	// nurseryPart: the nursery takes at most this part of the limit.
	nurseryPart = 8
	// largeYouth: a minor collection is due when this many bytes of large
	// objects (or four nurseries) are young.
	largeYouth = 16 << 20
)

// Address space, reserved whole. The order matters: large objects and nursery
// are neighbours, which makes the barrier's filter one compare. Where the system
// grants less (ulimit -v), all of it is halved until it fits.
const (
	largeSpace     = 128 << 30
	youngSpace     = 4 << 30
	oldSpace       = 128 << 30
	permanentSpace = 4 << 30
	nativeSpace    = 32 << 30
	nativeBigSpace = 32 << 30
	arenaSpace     = largeSpace + youngSpace + oldSpace + permanentSpace

	maxHalvings = 8
	// youngPart: the nursery takes at most this part of its space.
	youngPart = 4
	// oldPart: objects take at most this part of the old space, for while they
	// are moved all of them may be there twice.
	oldPart = 2
)

// Heap is the memory of one runtime. One mutator runs at a time: whoever calls
// a method holds the runtime's lock.
type Heap struct {
	cfg       Config
	s         Spaces
	native    native
	newborns  *layout.Newborns // owners that C has made (owners.go)
	globals   globalRoots
	mutators  []*Mutator
	sources   []RootSource
	collector Collector
	reserved  []Range

	nextIdentity uint64
	watching     bool // Watch was called
	onDeath      map[OwnerKind]func(payload uint64)

	limit      int    // what Used may reach
	largeMin   int    // larger objects go to the large space
	busy       string // what forbids a safepoint now; "": nothing
	due        bool   // memory outgrew the threshold: collect at the next occasion
	ticks      int    // allocations since the last collection, under stress
	sinceFull  int    // collections of stress since the last full one
	collecting *uint64
	inReserve  bool // see limit.go
	sampler    sampler
	allocated  uint64 // bytes allocated so far, windows not included
	afterHooks []func()
}

// Spaces is the inside of a heap, which belongs to its collector: only Attach
// hands it out.
type Spaces struct {
	h *Heap

	Young      Young
	Large      Large
	Old        Old
	Permanent  Permanent
	Bits       Bits
	Remembered Remembered

	Owners, Finalizers OwnerList
	Samples            []Sample

	// Finalizable and Cleared are the queues behind TakeFinalizable and
	// TakeCleared: roots.
	Finalizable, Cleared []Value
	// Dead gets the owners that a collection found dead, in the order of their
	// registration.
	Dead []Owner
	// Threshold is the number of Used bytes from which on a major collection is
	// due.
	Threshold int
}

// Kind says how much of the heap a collection covers.
type Kind uint8

const (
	// Minor: the nursery.
	Minor Kind = iota
	// Major: everything; the sparsest old regions are compacted.
	Major
	// Full: everything; every old region that has room to win is compacted.
	Full
)

func (k Kind) String() string { return [...]string{"minor", "major", "full"}[k] }

// Collector frees memory. The heap calls it at safepoints only, with all
// allocation windows closed. It may do more than kind, never less.
type Collector interface {
	Collect(kind Kind, reason string)
}

// New makes an empty heap. It collects nothing before a collector is attached.
func New(cfg Config) (*Heap, error) {
	if cfg.NurserySize == 0 {
		cfg.NurserySize = defaultNursery
		if cfg.Stress > 0 {
			cfg.NurserySize = stressNursery
		}
	}
	if cfg.Limit > 0 {
		cfg.Limit = max(cfg.Limit, minLimit)
		cfg.NurserySize = min(cfg.NurserySize, cfg.Limit/nurseryPart)
	}
	cfg.NurserySize = int(roundUp(uintptr(max(cfg.NurserySize, minNursery)), PageSize))
	if cfg.LargeSize == 0 {
		cfg.LargeSize = defaultLarge
	}
	if cfg.Growth == 0 {
		cfg.Growth = 100
	}
	var err error
	for halvings := range maxHalvings + 1 {
		var h *Heap
		if h, err = newHeap(cfg, halvings); err == nil {
			return h, nil
		}
	}
	return nil, err
}

func newHeap(cfg Config, halvings int) (*Heap, error) {
	cfg.NurserySize = min(cfg.NurserySize, youngSpace>>halvings/youngPart)
	cfg.LargeSize = min(cfg.LargeSize, cfg.NurserySize/4, RegionSize/4)
	h := &Heap{cfg: cfg, collecting: new(uint64), largeMin: cfg.LargeSize, onDeath: map[OwnerKind]func(uint64){}}
	h.limit = oldSpace >> halvings / oldPart
	if cfg.Limit > 0 {
		h.limit = min(h.limit, cfg.Limit)
	}
	if err := h.reserve(halvings); err != nil {
		for _, r := range h.reserved {
			unmap(r)
		}
		return nil, err
	}
	h.s.Threshold = math.MaxInt // the collector sets it
	return h, nil
}

func (h *Heap) reserve(halvings int) (err error) {
	get := func(n uintptr) (r Range) {
		if err == nil {
			if r, err = Reserve(n>>halvings, RegionSize); err == nil {
				h.reserved = append(h.reserved, r)
			}
		}
		return r
	}
	arena := get(arenaSpace)
	bitmap := get(arenaSpace >> bitsShift)
	cells := get(nativeSpace)
	big := get(nativeBigSpace)
	globals := get(maxGlobalRoots * Word << halvings)
	if err != nil {
		return err
	}
	s := &h.s
	s.h = h
	s.Bits = Bits{arena: arena, lo: bitmap.Lo}
	rest := arena
	cut := func(n uintptr) Range {
		r := Range{rest.Lo, rest.Lo + n>>halvings}
		rest.Lo = r.Hi
		return r
	}
	s.Large.init(cut(largeSpace), &s.Bits)
	s.Young.init(cut(youngSpace), uintptr(h.cfg.NurserySize), h.cfg.Stress > 0)
	s.Old.init(cut(oldSpace), &s.Bits)
	s.Permanent.init(cut(permanentSpace))
	h.native.init(cells, big, h.Checking())
	h.initNewborns()
	Commit(globals)
	h.globals = globalRoots{mem: globals, free: -1}
	return nil
}

// Attach makes c the collector and gives it the inside of the heap.
func (h *Heap) Attach(c Collector) *Spaces {
	if h.collector != nil {
		panic("BUG: the heap has a collector already")
	}
	h.collector = c
	return &h.s
}

// Collector returns what Attach was given; nil before.
func (h *Heap) Collector() Collector { return h.collector }

// Config returns the configuration, defaults filled in.
func (h *Heap) Config() Config { return h.cfg }

// Checking says that the heap runs under stress or verification: worth to check
// what costs time.
func (h *Heap) Checking() bool { return h.cfg.Stress > 0 || h.cfg.Verify > 0 }

// Hold says that memory which is left must fault when touched.
func (s *Spaces) Hold() bool { return s.h.cfg.Stress > 0 }

// AfterCollect adds a function that is called after each collection, when the
// heap is whole again but no safepoint is allowed yet: a place to look at
// Pending and set a flag.
func (h *Heap) AfterCollect(f func()) { h.afterHooks = append(h.afterHooks, f) }

// collect runs the collector.
//
//hpyrun:safepoint
func (h *Heap) collect(kind Kind, reason string) {
	if h.collector == nil {
		return
	}
	h.safepoint()
	h.busy = "a collection"
	*h.collecting = 1
	for _, m := range h.mutators {
		m.retire()
		if h.Checking() {
			m.poison()
		}
	}
	h.TakeNewborns()
	h.ticks = 0
	h.due = false
	h.collector.Collect(kind, reason)
	dead := h.s.Dead
	h.s.Dead = nil
	h.busy = "the death of an owner"
	h.bury(dead)
	h.s.Dead = dead[:0] // its memory serves the next collection
	h.leaveReserve()
	h.busy = "a hook after a collection"
	for _, f := range h.afterHooks {
		f()
	}
	*h.collecting = 0
	h.busy = ""
}

// Collecting returns a word that is not 0 during a collection: for a profiler that
// looks on from a signal handler.
func (h *Heap) Collecting() *uint64 { return h.collecting }

// safepoint panics where a collection is not allowed.
func (h *Heap) safepoint() {
	if h.busy != "" {
		panic(fmt.Sprintf("BUG: safepoint inside %s", h.busy))
	}
}

// NoSafepoint declares that there is no safepoint until the function that it
// returns is called: one inside panics. why completes "safepoint inside …".
func (h *Heap) NoSafepoint(why string) (end func()) {
	was := h.busy
	h.busy = why
	return func() { h.busy = was }
}

// Close ends the heap: it tells of the death of all owners that still live and
// gives the address space back. All mutators, Refs and Values are dead then.
func (h *Heap) Close() {
	h.busy = "closing the heap"
	h.TakeNewborns()
	owners := h.s.Owners
	h.s.Owners = OwnerList{}
	h.bury(owners.Old)
	h.bury(owners.Young)
	for _, m := range h.mutators {
		m.unmap()
	}
	h.mutators = nil
	for _, r := range h.reserved {
		unmap(r)
	}
	h.reserved = nil
}

// Identity returns the number behind id() and the default hash: assigned at
// the first request, then the object's for life. v must be IsPtr.
func (h *Heap) Identity(v Value) uint64 {
	w := v.Addr().w0()
	if *w>>identShift == 0 {
		h.nextIdentity++
		if h.nextIdentity>>identBits != 0 {
			panic("heap: all identities are given away")
		}
		*w |= h.nextIdentity << identShift
	}
	return *w >> identShift
}

// EachObject calls f with every object that is there: all live ones, and those
// dead ones that were not collected yet. f must not allocate nor collect.
func (h *Heap) EachObject(f func(obj Value, space Space)) {
	defer h.NoSafepoint("a walk over the heap")()
	h.s.Sync()
	for a := range h.s.Young.Objects() {
		f(a.Value(), SpaceYoung)
	}
	for i := range h.s.Old.InUse() {
		for a := range h.s.Old.Objects(i) {
			f(a.Value(), SpaceOld)
		}
	}
	for _, list := range [][]Addr{h.s.Large.Young, h.s.Large.Old} {
		for _, a := range list {
			f(a.Value(), SpaceLarge)
		}
	}
	for a := range h.s.Permanent.Objects() {
		f(a.Value(), SpacePermanent)
	}
}

// Space names a space that objects lie in.
type Space uint8

const (
	SpaceYoung Space = iota
	SpaceOld
	SpaceLarge
	SpacePermanent
)

func (s Space) String() string { return [...]string{"young", "old", "large", "permanent"}[s] }

// Sync makes what the mutators did to their windows known to the nursery.
func (s *Spaces) Sync() {
	for _, m := range s.h.mutators {
		m.sync()
	}
	s.Old.sync()
}

// Contains says that v is an address in one of the spaces.
func (s *Spaces) Contains(v Value) bool { return s.Bits.arena.Has(v) }

// IsYoung says that v is an object that the next minor collection may free or
// move.
func (s *Spaces) IsYoung(v Value) bool { return s.h.isYoung(v) }

// NewBits returns an empty bitmap for all spaces, which lives as long as the
// heap.
func (s *Spaces) NewBits() *Bits {
	mem := OffHeap(s.Bits.arena.Size() >> bitsShift)
	s.h.reserved = append(s.h.reserved, mem)
	return &Bits{arena: s.Bits.arena, lo: mem.Lo}
}

// Heap returns the heap that s is the inside of.
func (s *Spaces) Heap() *Heap { return s.h }
