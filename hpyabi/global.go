package hpyabi

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/layout"
)

// HPyGlobal: a variable of a module, with a value of its own in each runtime.
//
// What C holds in the variable is a number, given once for the whole process:
// the same in all runtimes that have loaded the library. Each runtime has a table
// of root slots by these numbers. Numbers are never given back, as libraries are
// never unloaded.

// globalNumbers counts the numbers given, from 1.
var globalNumbers struct {
	sync.Mutex
	last uint64
}

// globalNumber returns the number in an HPyGlobal, which it gives it if it has
// none.
func globalNumber(p Ptr[HPyGlobal]) uint64 {
	word := (*uint64)(unsafe.Pointer(p.Get()))
	if n := atomic.LoadUint64(word); n != 0 {
		return n
	}
	globalNumbers.Lock()
	defer globalNumbers.Unlock()
	if n := atomic.LoadUint64(word); n != 0 {
		return n
	}
	globalNumbers.last++
	atomic.StoreUint64(word, globalNumbers.last)
	return globalNumbers.last
}

// maxGlobals is how many globals all extensions of a process can have together.
const maxGlobals = layout.MaxGlobals

// globals is a runtime's table. It is a heap.RootSource.
type globals struct {
	mem  heap.Range
	used uint64 // slots below may hold something
}

func newGlobals() *globals { return &globals{mem: heap.OffHeap(maxGlobals * heap.Word)} }

func (g *globals) slot(n uint64) *Value { return (*Value)(pointer(g.mem.Lo + uintptr(n)*heap.Word)) }

// Roots implements heap.RootSource.
func (g *globals) Roots(visit func(slots []Value)) { visit(unsafe.Slice(g.slot(0), g.used)) }

// declareGlobals gives numbers to the globals that a module lists.
func declareGlobals(list Ptr[Ptr[HPyGlobal]]) {
	if list == 0 {
		return
	}
	for ; *list.Get() != 0; list = list.At(1) {
		globalNumber(*list.Get())
	}
}

// GlobalStore is HPyGlobal_Store.
func (c *Context) GlobalStore(p Ptr[HPyGlobal], v HPy) {
	n := globalNumber(p)
	if n >= maxGlobals {
		c.t.SystemErrorf("HPyGlobal_Store: there are more than %d globals", maxGlobals)
		return
	}
	g := c.host.globals
	g.used = max(g.used, n+1)
	*g.slot(n) = c.valOrNull(v)
}

// GlobalLoad is HPyGlobal_Load; HPy_NULL for a global that nothing was stored
// in.
func (c *Context) GlobalLoad(global HPyGlobal) HPy {
	g := c.host.globals
	if uint64(global) >= g.used {
		return Null
	}
	return c.open(*g.slot(uint64(global)))
}
