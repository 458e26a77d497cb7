package profile

import (
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/google/pprof/profile"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// DefaultRate is how many samples are taken in a second of CPU time. Kernels look at
// timers of CPU time 100 to 1000 times a second: a higher rate makes samples that stand
// for several periods.
const DefaultRate = 100

// CPU is a profile of the CPU time that threads of a runtime use.
type CPU struct {
	vm     *vm.VM
	period time.Duration
	start  time.Time

	mu      sync.Mutex // guards what follows
	threads map[*object.Thread]*thread
	stacks  map[string]*count
	lost    uint64
	unwind  stacks
	scratch []frame

	stop, done chan struct{}
}

// count is how often a stack was seen.
type count struct {
	stack   []frame
	samples int64
	periods int64
}

// thread is what a profiled thread has.
type thread struct {
	s    *layout.Sampler
	mem  heap.Range // of *s and its ring
	exec *vm.Exec   // keeps alive what the handler reads
}

// ringSize is the size of a thread's ring, a power of two. Tests have smaller ones.
var ringSize uintptr = 4 << 20

// emptyEvery is how long samples lie in a ring at most, when a processor is free: short
// against the time in which it fills up, which is seconds.
const emptyEvery = 50 * time.Millisecond

// StartCPU begins a profile with rate samples for each second of CPU time (0:
// DefaultRate) of the threads that are attached.
func StartCPU(v *vm.VM, rate int) *CPU {
	if rate <= 0 {
		rate = DefaultRate
	}
	c := &CPU{vm: v, period: time.Second / time.Duration(rate), start: time.Now(),
		threads: map[*object.Thread]*thread{}, stacks: map[string]*count{},
		stop: make(chan struct{}), done: make(chan struct{})}
	go c.run()
	return c
}

// Attach adds a thread, on its own goroutine, which it locks to its OS thread until
// Detach.
func (c *CPU) Attach(t *object.Thread) error {
	runtime.LockOSThread()
	x := vm.Of(t)
	words := x.FrameWords()
	mem := heap.OffHeap(heap.PageSize + ringSize)
	th := &thread{s: (*layout.Sampler)(pointer(mem.Lo)), mem: mem, exec: x}
	*th.s = layout.Sampler{
		Innermost: words.Innermost, Outer: words.Outer, Code: words.Code, IP: words.IP,
		Collecting: uintptr(unsafe.Pointer(t.H.Collecting())),
		Depth:      uintptr(unsafe.Pointer(words.Depth)),
		Ring:       mem.Lo + heap.PageSize, Size: uint64(ringSize),
	}
	if err := native.StartSampler(th.s, c.period); err != nil {
		heap.Unreserve(mem)
		runtime.UnlockOSThread()
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.threads[t] = th
	return nil
}

// AttachC tells of the gate's thread, when an attached thread is about to run C for the
// first time.
func (c *CPU) AttachC(t *object.Thread, g *gate.Thread) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if th := c.threads[t]; th != nil {
		g.Profile(vm.Of(t).FrameWords().Depth)
		th.s.Block = uintptr(unsafe.Pointer(g.Block()))
	}
}

// Detach removes a thread, on its own goroutine, before its gate's thread is closed.
func (c *CPU) Detach(t *object.Thread) {
	c.mu.Lock()
	defer c.mu.Unlock()
	th := c.threads[t]
	if th == nil {
		return
	}
	native.StopSampler(th.s)
	c.empty(th)
	delete(c.threads, t)
	heap.Unreserve(th.mem)
	runtime.UnlockOSThread()
}

// Stop ends the profile, on any thread. Of threads that are still attached, because they
// will never come to their end, what the handler may still touch is left.
func (c *CPU) Stop() {
	close(c.stop)
	<-c.done
	c.mu.Lock()
	defer c.mu.Unlock()
	for t, th := range c.threads {
		native.DisarmSampler(th.s)
		c.empty(th)
		delete(c.threads, t)
		abandoned.Store(th, nil)
	}
}

// abandoned keeps alive what the handlers of threads that never end may touch.
var abandoned sync.Map

func (c *CPU) run() {
	defer close(c.done)
	tick := time.NewTicker(emptyEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-tick.C:
			c.mu.Lock()
			for _, th := range c.threads {
				c.empty(th)
			}
			c.mu.Unlock()
		}
	}
}

// empty takes all samples out of a ring.
func (c *CPU) empty(th *thread) {
	s := th.s
	head := atomic.LoadUint64(&s.Head)
	for s.Tail != head {
		at := s.Tail & (s.Size - 1)
		p := pointer(s.Ring + uintptr(at))
		sample := (*layout.Sample)(p)
		if sample.Size == 0 {
			atomic.StoreUint64(&s.Tail, s.Tail+s.Size-at)
			continue
		}
		c.count(th, sample)
		atomic.StoreUint64(&s.Tail, s.Tail+sample.Size)
	}
	c.lost += atomic.SwapUint64(&s.Lost, 0)
}

// pointer is what lies at an address outside of Go's heap.
func pointer(a uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), a) }

// count adds a sample to the stack that it shows.
func (c *CPU) count(th *thread, s *layout.Sample) {
	p := unsafe.Add(unsafe.Pointer(s), unsafe.Sizeof(*s))
	frames := unsafe.Slice((*vm.RawFrame)(p), s.Frames)
	stack := unsafe.Slice((*byte)(unsafe.Add(p, s.Frames*uint64(unsafe.Sizeof(vm.RawFrame{})))), s.StackBytes)
	var calls []gate.CCall
	if s.State != layout.SampleNoC {
		calls = gate.Calls((*layout.Thread)(pointer(th.s.Block)), s, stack)
	}
	to := c.scratch[:0]
	if s.Collecting != 0 {
		to = append(to, frame{kind: noteFrame, a: noteCollector})
	}
	to = c.unwind.interleave(to, frames, int(s.Running), calls)
	if len(to) == 0 {
		to = append(to, frame{kind: noteFrame, a: noteOutside})
	}
	c.scratch = to
	n := c.stacks[string(key(to))]
	if n == nil {
		n = &count{stack: append([]frame(nil), to...)}
		c.stacks[string(key(to))] = n
	}
	n.samples++
	n.periods += int64(s.Periods)
}

// Write writes the profile so far: for each stack the samples and the CPU time that they
// stand for. member names the members of the HPy context by number; program is the name
// that pprof shows. No thread of the runtime may run Python code meanwhile.
func (c *CPU) Write(w io.Writer, program string, member func(id int) string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, th := range c.threads {
		c.empty(th)
	}
	cpu := &profile.ValueType{Type: "cpu", Unit: "nanoseconds"}
	b := newBuilder(c.vm, program, member, &profile.Profile{
		SampleType:    []*profile.ValueType{{Type: "samples", Unit: "count"}, cpu},
		PeriodType:    cpu,
		Period:        int64(c.period),
		TimeNanos:     c.start.UnixNano(),
		DurationNanos: int64(time.Since(c.start)),
	})
	for _, n := range c.stacks {
		b.add(b.stack(n.stack), nil, n.samples, n.periods*int64(c.period))
	}
	if c.lost > 0 {
		b.add(b.stack([]frame{{kind: noteFrame, a: noteLost}}), nil, int64(c.lost), int64(c.lost)*int64(c.period))
	}
	return b.write(w)
}
