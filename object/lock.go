package object

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hpyrun/hpyrun/heap"
)

// The runtime's lock: one thread of a runtime at a time works on objects, and it holds the
// lock. Everything in this package, in heap and in handles counts on that. A collection
// needs to stop nobody: all other threads stand in Acquire, or outside of Python in Block,
// with what they need in their root stacks.
//
// # Who gets it
//
// A thread that finds the lock taken waits in a queue, first come, first served. The first
// in the queue waits for SwitchInterval and then asks the holder to give way: it sets the
// holder's flag, and the holder's next poll (Thread.GiveWay) hands the lock over. A thread
// that gives the lock up because it is going to block hands it to nobody: whoever comes first
// may have it, itself included, so a short system call costs no switch of threads.
//
// # What holds
//
//   - Only the holder's root stack changes, and only the holder allocates.
//   - Between two safepoints no other thread runs: Acquire, Block and GiveWay are safepoints,
//     and nothing else lets go of the lock.
//   - After Retire only one thread ever gets the lock again. The others wait for ever: they
//     may be inside of anything, so they cannot be ended.
type runtimeLock struct {
	mu       sync.Mutex
	holder   *Thread
	queue    []*Thread
	only     *Thread // set by Retire
	interval time.Duration
}

// threadLock is a thread's part in it.
type threadLock struct {
	wake  chan struct{} // of capacity 1: look again
	timer *time.Timer
	asked atomic.Bool // somebody waits for longer than the interval
}

// DefaultSwitchInterval is CPython's.
const DefaultSwitchInterval = 5 * time.Millisecond

// SwitchInterval is how long a thread waits for the lock before the holder is asked to
// give way.
func (rt *Runtime) SwitchInterval() time.Duration { return rt.lock.interval }

// SetSwitchInterval sets it (the lock is held).
func (rt *Runtime) SetSwitchInterval(d time.Duration) {
	rt.lock.mu.Lock()
	rt.lock.interval = d
	rt.lock.mu.Unlock()
}

// Acquire takes the runtime's lock. Other threads have run when it returns.
//
//hpyrun:safepoint
func (t *Thread) Acquire() {
	l := &t.RT.lock
	l.mu.Lock()
	if l.holder == nil && l.mayHave(t) {
		l.holder = t
		l.mu.Unlock()
		return
	}
	l.queue = append(l.queue, t)
	l.await(t)
}

func (l *runtimeLock) mayHave(t *Thread) bool { return l.only == nil || l.only == t }

// await returns when t, which is in the queue, holds the lock. mu is locked before, and
// not any more after.
func (l *runtimeLock) await(t *Thread) {
	for {
		late := false
		first := l.queue[0] == t
		interval := l.interval
		l.mu.Unlock()
		if first {
			t.lock.timer.Reset(interval)
			select {
			case <-t.lock.wake:
			case <-t.lock.timer.C:
				late = true
			}
			t.lock.timer.Stop()
		} else {
			<-t.lock.wake
		}
		l.mu.Lock()
		switch {
		case !l.mayHave(t):
			l.mu.Unlock()
			select {}
		case l.holder == t: // it was handed over
			l.mu.Unlock()
			return
		case l.holder == nil:
			l.take(t)
			l.mu.Unlock()
			return
		case late && l.holder != nil:
			l.holder.lock.asked.Store(true)
			if t.RT.PollSoon != nil {
				t.RT.PollSoon(l.holder)
			}
		}
	}
}

// take gives the free lock to t, which is in the queue, and has the next one start to wait for
// its turn.
func (l *runtimeLock) take(t *Thread) {
	i := slices.Index(l.queue, t)
	l.queue = slices.Delete(l.queue, i, i+1)
	l.holder = t
	l.wakeFirst()
}

func (l *runtimeLock) wakeFirst() {
	if len(l.queue) > 0 {
		select {
		case l.queue[0].lock.wake <- struct{}{}:
		default:
		}
	}
}

// Release gives the lock up: until Acquire the thread must not touch an object.
//
//hpyrun:safepoint
func (t *Thread) Release() {
	l := &t.RT.lock
	l.mu.Lock()
	if l.holder != t {
		l.mu.Unlock()
		panic("BUG: Release of the runtime's lock by a thread that does not hold it")
	}
	l.holder = nil
	l.wakeFirst()
	l.mu.Unlock()
}

// Block runs f, which may block, without the lock. f must not touch an object nor raise:
// what it needs is taken out of objects before, what it gets is put into them
// afterwards.
//
//hpyrun:safepoint
func (t *Thread) Block(f func()) {
	t.Release()
	defer t.Acquire()
	f()
}

// GiveWay lets others run if one has asked for it. The VM's poll calls it.
//
//hpyrun:safepoint
func (t *Thread) GiveWay() {
	if !t.lock.asked.Swap(false) {
		return
	}
	l := &t.RT.lock
	l.mu.Lock()
	if len(l.queue) == 0 || l.only != nil {
		l.mu.Unlock()
		return
	}
	next := l.queue[0]
	l.queue = append(l.queue, t)
	l.take(next)
	select {
	case next.lock.wake <- struct{}{}:
	default:
	}
	l.await(t)
}

// Holder returns the thread that runs, or nil. It may have changed when it returns, unless
// the caller is that thread.
func (rt *Runtime) Holder() *Thread {
	rt.lock.mu.Lock()
	defer rt.lock.mu.Unlock()
	return rt.lock.holder
}

// Retire makes the calling thread the last one: all others wait for the lock for ever
// from now on.
func (t *Thread) Retire() {
	t.RT.lock.mu.Lock()
	t.RT.lock.only = t
	t.RT.lock.mu.Unlock()
}

// Threads returns the runtime's threads, in the order in which they were made.
func (rt *Runtime) Threads() []*Thread { return rt.threads }

// Close ends a thread, which holds the lock and gives it up. All Refs into its root stack are
// dead.
func (t *Thread) Close() {
	rt := t.RT
	rt.threads = slices.DeleteFunc(rt.threads, func(x *Thread) bool { return x == t })
	for _, r := range []Ref{t.exc, t.handling, t.context, t.locals} {
		rt.Heap.FreeRoot(r)
	}
	t.Mutator.Close()
	t.Release()
}

// Locals is a slot for a Python object that belongs to the thread: the module _thread's.
func (t *Thread) Locals() Ref { return t.locals }

// Ident is the thread's number, from 1 on; none is given twice.
func (t *Thread) Ident() uint64 { return t.id }

func (rt *Runtime) addThread(t *Thread) {
	rt.lastThread++
	t.id = rt.lastThread
	t.lock.wake, t.lock.timer = make(chan struct{}, 1), time.NewTimer(time.Hour)
	t.lock.timer.Stop()
	t.locals = rt.Heap.NewRoot()
	t.locals.Set(heap.Null)
	if rt.threads = append(rt.threads, t); len(rt.threads) == 1 {
		rt.lock.holder, rt.lock.interval = t, DefaultSwitchInterval
	}
}
