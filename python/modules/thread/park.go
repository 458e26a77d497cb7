package thread

import (
	"slices"
	"time"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/python/modules"
)

// parkingLot is where threads wait for locks: queues by the identity of what is waited for.
type parkingLot struct {
	in      modules.Interp
	waiting map[uint64][]*parked
}

// parked is a thread that waits; wake, of capacity 1, gets something when it is to look
// again.
type parked struct{ wake chan struct{} }

// forever is the timeout of waits without one.
const forever = time.Duration(-1)

// take waits until free says that the lock is, or until d has passed. free may change what
// it finds: it takes the lock. got says that it did; ok false: a signal's handler has
// raised.
func (p *parkingLot) take(t *Thread, lock Ref, d time.Duration, free func() bool) (got, ok bool) {
	if free() {
		return true, true
	}
	if d == 0 {
		return false, true
	}
	me := &parked{make(chan struct{}, 1)}
	id := t.H.Identity(lock.V())
	start := time.Now()
	p.waiting[id] = append(p.waiting[id], me)
	for {
		left := forever
		if d > 0 {
			left = max(d-time.Since(start), 0)
		}
		woken := p.in.Await(t, me.wake, left)
		p.leave(id, me)
		switch {
		case woken == modules.Failed:
			p.wakeNext(t, lock)
			return false, false
		case free():
			// A signal that came meanwhile is handled here, as after any call: later
			// it would find a program that believes itself undisturbed.
			return true, p.in.Poll(t)
		case woken == modules.TimedOut:
			return false, true
		}
		// Somebody was quicker. The next turn is still this one's.
		p.waiting[id] = slices.Insert(p.waiting[id], 0, me)
	}
}

// leave takes one who waited out of the queue, if still there.
func (p *parkingLot) leave(id uint64, me *parked) {
	queue := p.waiting[id]
	if i := slices.Index(queue, me); i >= 0 {
		queue = slices.Delete(queue, i, i+1)
	}
	if len(queue) == 0 {
		delete(p.waiting, id)
	} else {
		p.waiting[id] = queue
	}
}

// wakeNext has the first of those who wait for lock look again (no safepoint).
func (p *parkingLot) wakeNext(t *Thread, lock Ref) {
	if len(p.waiting) == 0 {
		return
	}
	id := t.H.Identity(lock.V())
	if queue := p.waiting[id]; len(queue) > 0 {
		first := queue[0]
		p.leave(id, first)
		select {
		case first.wake <- struct{}{}:
		default:
		}
	}
}

// timeout reads the arguments of acquire(): ok false: exception pending.
func timeout(t *Thread, blocking, seconds Ref) (d time.Duration, ok bool) {
	wait := t.IsTrue(blocking)
	if wait < 0 {
		return 0, false
	}
	s, ok := modules.Seconds(t, seconds)
	if !ok {
		return 0, false
	}
	unset := heap.SmallInt(-1)
	given := seconds.V() != unset && seconds.V() != heap.Float(-1)
	switch {
	case wait == 0 && given:
		t.ValueErrorf("can't specify a timeout for a non-blocking call")
	case wait == 0:
		return 0, true
	case !given:
		return forever, true
	case s < 0:
		t.ValueErrorf("timeout value must be positive")
	case s > timeoutMax*time.Second:
		t.OverflowErrorf("timeout value is too large")
	default:
		return s, true
	}
	return 0, false
}

// timeoutMax is the longest timeout in seconds.
const timeoutMax = 9223372036
