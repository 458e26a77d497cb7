package profile

import (
	"io"
	"math"
	"time"

	"github.com/google/pprof/profile"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// DefaultHeapInterval is the mean distance of two samples of the heap, in allocated bytes.
const DefaultHeapInterval = 16 << 10

// Heap is a profile of the objects of a runtime: who allocated them, and which live.
type Heap struct {
	rt       *object.Runtime
	vm       *vm.VM
	interval int
	start    time.Time
	threads  map[*heap.Mutator]*allocator
	first    *object.Thread // that was attached

	// A bucket for each stack, type and size. Its index is the samples' token.
	buckets []bucket
	index   map[string]int
	stacks  stacks
	raw     []vm.RawFrame
	scratch []frame
}

// allocator is a thread whose frames are known.
type allocator struct {
	exec *vm.Exec
	c    *gate.Thread // nil: it has run no C
}

type bucket struct {
	stack      []frame
	typ        *object.Type
	size       int // of the object, in bytes
	born, died int64
	structs    int // bytes of the C struct beside the object
}

// StartHeap samples the objects that are allocated from now on: one in interval bytes on
// average (0: DefaultHeapInterval). It must be called on a thread of the runtime.
func StartHeap(v *vm.VM, interval int) *Heap {
	if interval <= 0 {
		interval = DefaultHeapInterval
	}
	h := &Heap{rt: v.RT, vm: v, interval: interval, start: time.Now(),
		threads: map[*heap.Mutator]*allocator{}, index: map[string]int{}}
	v.RT.Heap.SetAllocSampler(interval, h.sample, func(token uint64) { h.buckets[token].died++ })
	return h
}

// Attach makes the allocations of a thread be told with its frames; those of others have
// no stack.
func (h *Heap) Attach(t *object.Thread) {
	h.threads[t.Mutator] = &allocator{exec: vm.Of(t)}
	if h.first == nil {
		h.first = t
	}
}

// AttachC tells of the gate's thread, when an attached thread is about to run C for the
// first time.
func (h *Heap) AttachC(t *object.Thread, g *gate.Thread) {
	if a := h.threads[t.Mutator]; a != nil {
		g.Profile(a.exec.FrameWords().Depth)
		a.c = g
	}
}

// Detach undoes Attach, before the thread ends.
func (h *Heap) Detach(t *object.Thread) { delete(h.threads, t.Mutator) }

// Stop ends the sampling.
func (h *Heap) Stop() { h.rt.Heap.SetAllocSampler(0, nil, nil) }

// sized are types whose instances have memory beside the heap: a C struct.
type sized interface{ StructSize() int }

func (h *Heap) sample(m *heap.Mutator, obj heap.Value, size int) (token uint64) {
	typ := h.rt.TypeOf(obj)
	// The first frame stands for type and size in the key.
	h.scratch = append(h.scratch[:0], frame{noteFrame, uintptr(typ.Index), uintptr(size)})
	if a := h.threads[m]; a != nil {
		h.raw = a.exec.Stack(h.raw[:0], maxDepth)
		var calls []gate.CCall
		if a.c != nil {
			calls = a.c.Waiting()
		}
		h.scratch = h.stacks.interleave(h.scratch, h.raw, a.exec.Depth(), calls)
	}
	k := key(h.scratch)
	i, ok := h.index[string(k)]
	if !ok {
		i = len(h.buckets)
		h.index[string(k)] = i
		b := bucket{stack: append([]frame(nil), h.scratch[1:]...), typ: typ, size: size}
		if s, ok := typ.Ext.(sized); ok {
			b.structs = s.StructSize()
		}
		h.buckets = append(h.buckets, b)
	}
	h.buckets[i].born++
	return uint64(i)
}

// Write writes the profile: for each stack and type the objects and bytes allocated since
// the start (alloc_objects, alloc_space) and of those the ones that no collection has found
// dead (inuse_objects, inuse_space), all estimated from the samples. Collect first to have
// the ones that live. program is the name that pprof shows.
// member names the members of the HPy context by number.
func (h *Heap) Write(w io.Writer, program string, member func(id int) string) error {
	value := func(name, unit string) *profile.ValueType { return &profile.ValueType{Type: name, Unit: unit} }
	b := newBuilder(h.vm, program, member, &profile.Profile{
		SampleType: []*profile.ValueType{value("alloc_objects", "count"), value("alloc_space", "bytes"),
			value("inuse_objects", "count"), value("inuse_space", "bytes")},
		DefaultSampleType: "inuse_space",
		PeriodType:        value("space", "bytes"),
		Period:            int64(h.interval),
		TimeNanos:         h.start.UnixNano(),
		DurationNanos:     int64(time.Since(h.start)),
	})
	for _, k := range h.buckets {
		name := h.typeName(k.typ)
		stack := []*profile.Location{b.location("type:"+name, "", 0, 0)}
		f := k.stack
		if len(f) == 0 {
			f = []frame{{kind: noteFrame, a: noteOutside}}
		}
		stack = append(stack, b.stack(f)...)
		born, live := k.estimate(k.born, h.interval), k.estimate(k.born-k.died, h.interval)
		each := float64(k.size + k.structs)
		b.add(stack, map[string][]string{"type": {name}},
			int64(math.Round(born)), int64(math.Round(born*each)), int64(math.Round(live)), int64(math.Round(live*each)))
	}
	return b.write(w)
}

// estimate is how many objects n samples of the bucket stand for: an object is sampled
// with the probability that one of the points lies in it, which are thrown at random, one
// in interval bytes.
func (b *bucket) estimate(n int64, interval int) float64 {
	return float64(n) / (1 - math.Exp(-float64(b.size)/float64(interval)))
}

// internalTypes are what containers keep their content in; Python has no name for them.
var internalTypes = map[heap.TypeIndex]string{
	object.IdxArray:     "(items of list, generator)",
	object.IdxDictTable: "(table of dict)",
	object.IdxSetTable:  "(table of set)",
}

// typeName is the full name of a type: with its module, if that is neither builtins nor the
// program itself.
func (h *Heap) typeName(t *object.Type) string {
	if name := internalTypes[t.Index]; name != "" {
		return name
	}
	if t.Flags&object.FlagHeapType == 0 {
		return t.Shown
	}
	module := t.Module
	if dict := t.Dict.V(); h.first != nil && dict != heap.Null {
		if m := h.first.DictGetStr(dict, h.rt.Name("__module__").V()); h.rt.IsStr(m) {
			module = object.GoStr(m)
		}
	}
	if module == "" || module == "builtins" || module == "__main__" {
		return t.QualName
	}
	return module + "." + t.QualName
}
