package object

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// spawn runs f on a further thread, which holds the lock.
func spawn(rt *Runtime, wg *sync.WaitGroup, f func(t *Thread)) {
	t := rt.NewThread()
	wg.Add(1)
	go func() {
		defer wg.Done()
		runtime.LockOSThread()
		t.Acquire()
		f(t)
		t.Close()
	}()
}

// Threads count in shared objects that move all the time; one that is asked gives way, and
// nobody is lost.
func TestRuntimeLock(t *testing.T) {
	rt, err := NewRuntime(Config{Heap: heap.Config{NurserySize: 64 << 10, Stress: 3, Verify: 50}})
	require.NoError(t, err)
	main := rt.NewThread()
	rt.SetSwitchInterval(100 * time.Microsecond)
	shared := main.Push(main.NewList(0))
	var wg sync.WaitGroup
	inside := 0
	const threads, rounds = 6, 300
	for i := range threads {
		spawn(rt, &wg, func(t *Thread) {
			mine := t.Push(t.NewStr("from a thread"))
			for j := range rounds {
				mark := t.Top()
				inside++
				pair := t.PushN(2)
				pair.Set(heap.SmallInt(int64(i)))
				pair.At(1).Set(t.NewStr("é is not alone"))
				item := t.Push(t.TupleOf(pair, 2))
				t.ListAppend(shared, item)
				inside--
				if inside != 0 {
					panic("two threads hold the lock")
				}
				switch j % 3 {
				case 0:
					t.Block(func() { time.Sleep(time.Duration(j%7) * time.Microsecond) })
				case 1:
					t.GiveWay()
				}
				if GoStr(mine.V()) != "from a thread" || t.TupleAt(item.V(), 0) != heap.SmallInt(int64(i)) {
					panic("a root was not visited")
				}
				t.Pop(mark)
			}
		})
	}
	main.Block(wg.Wait)
	require.Equal(t, threads*rounds, main.ListLen(shared.V()))
	require.Len(t, rt.Threads(), 1)
	rt.Heap.Close()
}

// A thread that computes is asked to give way, and the one that waits gets its turn.
func TestGiveWay(t *testing.T) {
	rt, err := NewRuntime(Config{})
	require.NoError(t, err)
	main := rt.NewThread()
	asked := make(chan struct{}, 1)
	rt.PollSoon = func(x *Thread) {
		if x == main {
			select {
			case asked <- struct{}{}:
			default:
			}
		}
	}
	var wg sync.WaitGroup
	ran := false
	spawn(rt, &wg, func(*Thread) { ran = true })
	<-asked
	require.False(t, ran)
	main.GiveWay()
	require.True(t, ran)
	main.Block(wg.Wait)
	require.Same(t, main, rt.Holder())
	rt.Heap.Close()
}

// After Retire the lock is one thread's.
func TestRetire(t *testing.T) {
	rt, err := NewRuntime(Config{})
	require.NoError(t, err)
	main := rt.NewThread()
	started := make(chan struct{})
	other := rt.NewThread()
	go func() {
		close(started)
		other.Acquire()
		panic("a thread runs after the end")
	}()
	<-started
	main.Retire()
	for range 3 {
		main.Block(func() { time.Sleep(2 * DefaultSwitchInterval) })
		main.GiveWay()
	}
	require.Same(t, main, rt.Holder())
}
