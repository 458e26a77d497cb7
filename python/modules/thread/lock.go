package thread

import (
	"fmt"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// A lock is one raw word: 1 while it is taken. A recursive one has two: its owner (the
// thread's identifier, 0: nobody) and how often it has taken it.
const (
	lockTaken = 0
	lockRaw   = 8

	rlockOwner = 0
	rlockCount = 8
	rlockRaw   = 16
)

func word(r Ref, off int) uint64       { return r.V().Addr().Word64(off) }
func setWord(r Ref, off int, n uint64) { r.V().Addr().SetWord64(off, n) }

// acquireDoc and releaseDoc are what both kinds say of their methods.
const (
	acquireDoc = "acquire(blocking=True, timeout=-1) -> bool\n(acquire_lock() is an obsolete synonym)\n\n" +
		"Lock the lock. Without argument, this blocks if the lock is already\nlocked (even by the same thread), waiting for another thread to release\n" +
		"the lock, and return True once the lock is acquired.\nWith an argument, this will only block if the argument is true,\n" +
		"and the return value reflects whether the lock is acquired.\nThe blocking operation is interruptible."
	releaseDoc = "release()\n(release_lock() is an obsolete synonym)\n\nRelease the lock, allowing another thread that is blocked waiting for\n" +
		"the lock to acquire the lock.  The lock must be in the locked state,\nbut it needn't be locked by the same thread that unlocks it."
	lockedDoc = "locked() -> bool\n(locked_lock() is an obsolete synonym)\n\nReturn whether the lock is in the locked state."
)

func (s *state) lockDef() object.TypeDef {
	acquire := object.MethodDef{Name: "acquire", Sig: "($self, blocking=True, timeout=-1)", Doc: acquireDoc, Fn: s.acquire}
	release := object.MethodDef{Name: "release", Sig: "($self, /)", Doc: releaseDoc, Fn: s.release}
	locked := object.MethodDef{Name: "locked", Sig: "($self, /)", Doc: lockedDoc, Fn: func(t *Thread, a Args) Value {
		return heap.Bool(word(a.At(0), lockTaken) != 0)
	}}
	return object.TypeDef{
		Name: "lock", Module: "_thread", RawSize: lockRaw, Weak: true, Into: &s.lockType,
		Doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\n" +
			"acquire() -- lock the lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\n" +
			"locked() -- test whether the lock is currently locked\n\nA lock is not owned by the thread that locked it; another thread may\n" +
			"unlock it.  A thread attempting to lock a lock that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.",
		Slots: object.Slots{Repr: func(t *Thread, self Ref) Value {
			state := "unlocked"
			if word(self, lockTaken) != 0 {
				state = "locked"
			}
			return t.NewStr(fmt.Sprintf("<%s _thread.lock object at %s>", state, t.AddressOf(self.V())))
		}},
		Methods: []object.MethodDef{
			acquire, named(acquire, "acquire_lock"), named(acquire, "__enter__"),
			release, named(release, "release_lock"), exit(s.release),
			locked, named(locked, "locked_lock"),
			{Name: "_at_fork_reinit", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				setWord(a.At(0), lockTaken, 0)
				return heap.None
			}},
		},
	}
}

func named(def object.MethodDef, name string) object.MethodDef {
	def.Name = name
	return def
}

// exit is __exit__ of a lock: release, whatever has happened.
func exit(release object.Native) object.MethodDef {
	return object.MethodDef{Name: "__exit__", Fn: func(t *Thread, a Args) Value { return release(t, a) }}
}

// newLock makes a lock that is free. Null: exception pending.
func (s *state) newLock(t *Thread) Value { return t.NewInstance(s.lockType) }

func (s *state) acquire(t *Thread, a Args) Value {
	self := a.At(0)
	d, ok := timeout(t, a.At(1), a.At(2))
	if !ok {
		return heap.Null
	}
	got, ok := s.lot.take(t, self, d, func() bool {
		if word(self, lockTaken) != 0 {
			return false
		}
		setWord(self, lockTaken, 1)
		return true
	})
	if !ok {
		return heap.Null
	}
	return heap.Bool(got)
}

func (s *state) release(t *Thread, a Args) Value {
	if !s.unlock(t, a.At(0)) {
		return t.RuntimeErrorf("release unlocked lock")
	}
	return heap.None
}

// unlock frees a lock; false: it was free (no safepoint).
func (s *state) unlock(t *Thread, lock Ref) bool {
	if word(lock, lockTaken) == 0 {
		return false
	}
	setWord(lock, lockTaken, 0)
	s.lot.wakeNext(t, lock)
	return true
}

func (s *state) rlockDef() object.TypeDef {
	acquire := object.MethodDef{Name: "acquire", Sig: "($self, blocking=True, timeout=-1)", Fn: s.acquireR,
		Doc: "acquire(blocking=True, timeout=-1) -> bool\n\nLock the lock.  `blocking` indicates whether we should wait\nfor the lock to be available or not.  " +
			"If `blocking` is False\nand another thread holds the lock, the method will return False\nimmediately.  If `blocking` is True and another thread holds\n" +
			"the lock, the method will wait for the lock to be released,\ntake it and then return True.\n(note: the blocking operation is interruptible.)"}
	return object.TypeDef{
		Name: "RLock", Module: "_thread", RawSize: rlockRaw, Weak: true, Flags: object.FlagBaseType, Into: &s.rlockType,
		Slots: object.Slots{
			New: func(t *Thread, a Args) Value { return t.NewInstance(t.RT.TypeFromObj(a.At(0).V())) },
			Repr: func(t *Thread, self Ref) Value {
				state := "unlocked"
				if word(self, rlockCount) != 0 {
					state = "locked"
				}
				return t.NewStr(fmt.Sprintf("<%s %s object owner=%d count=%d at %s>", state, t.RT.TypeOf(self.V()).Shown,
					word(self, rlockOwner), word(self, rlockCount), t.AddressOf(self.V())))
			},
		},
		Methods: []object.MethodDef{
			acquire, named(acquire, "__enter__"), exit(s.releaseR),
			{Name: "release", Sig: "($self, /)", Fn: s.releaseR, Doc: "release()\n\nRelease the lock, allowing another thread that is blocked waiting for\n" +
				"the lock to acquire the lock.  The lock must be in the locked state,\nand must be locked by the same thread that unlocks it; otherwise a\n" +
				"`RuntimeError` is raised.\n\nDo note that if the lock was acquire()d several times in a row by the\n" +
				"current thread, release() needs to be called as many times for the lock\nto be available for other threads."},
			{Name: "_is_owned", Sig: "($self, /)", Doc: "_is_owned() -> bool\n\nFor internal use by `threading.Condition`.",
				Fn: func(t *Thread, a Args) Value { return heap.Bool(owns(t, a.At(0))) }},
			{Name: "_recursion_count", Sig: "($self, /)", Doc: "_recursion_count() -> int\n\nFor internal use by reentrancy checks.", Fn: func(t *Thread, a Args) Value {
				if !owns(t, a.At(0)) {
					return heap.SmallInt(0)
				}
				return t.NewInt(int64(word(a.At(0), rlockCount)))
			}},
			{Name: "_acquire_restore", Sig: "($self, state, /)", Doc: "_acquire_restore(state) -> None\n\nFor internal use by `threading.Condition`.", Fn: s.restoreR},
			{Name: "_release_save", Sig: "($self, /)", Doc: "_release_save() -> tuple\n\nFor internal use by `threading.Condition`.", Fn: s.saveR},
			{Name: "_at_fork_reinit", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value {
				setWord(a.At(0), rlockOwner, 0)
				setWord(a.At(0), rlockCount, 0)
				return heap.None
			}},
		},
	}
}

// owns says that the thread has taken the recursive lock (no safepoint).
func owns(t *Thread, self Ref) bool {
	return word(self, rlockCount) > 0 && word(self, rlockOwner) == t.Ident()
}

// takeR makes the thread the owner of a recursive lock that is free, or of its own once more.
func takeR(t *Thread, self Ref) bool {
	switch {
	case word(self, rlockCount) == 0:
		setWord(self, rlockOwner, t.Ident())
	case word(self, rlockOwner) != t.Ident():
		return false
	}
	setWord(self, rlockCount, word(self, rlockCount)+1)
	return true
}

func (s *state) acquireR(t *Thread, a Args) Value {
	self := a.At(0)
	d, ok := timeout(t, a.At(1), a.At(2))
	if !ok {
		return heap.Null
	}
	got, ok := s.lot.take(t, self, d, func() bool { return takeR(t, self) })
	if !ok {
		return heap.Null
	}
	return heap.Bool(got)
}

func (s *state) releaseR(t *Thread, a Args) Value {
	self := a.At(0)
	if !owns(t, self) {
		return t.RuntimeErrorf("cannot release un-acquired lock")
	}
	n := word(self, rlockCount) - 1
	setWord(self, rlockCount, n)
	if n == 0 {
		setWord(self, rlockOwner, 0)
		s.lot.wakeNext(t, self)
	}
	return heap.None
}

// saveR gives the lock up whole, whatever its count, and returns what restoreR wants.
func (s *state) saveR(t *Thread, a Args) Value {
	self := a.At(0)
	if word(self, rlockCount) == 0 {
		return t.RuntimeErrorf("cannot release un-acquired lock")
	}
	items := t.PushN(2)
	items.Set(t.NewInt(int64(word(self, rlockCount))))
	items.At(1).Set(t.NewInt(int64(word(self, rlockOwner))))
	saved := t.Push(t.TupleOf(items, 2))
	if saved.V() == heap.Null {
		return heap.Null
	}
	setWord(self, rlockCount, 0)
	setWord(self, rlockOwner, 0)
	s.lot.wakeNext(t, self)
	return saved.V()
}

func (s *state) restoreR(t *Thread, a Args) Value {
	self, saved := a.At(0), a.At(1)
	if !t.RT.TypeOf(saved.V()).Has(object.FlagTupleSubclass) || t.TupleLen(saved.V()) != 2 {
		return t.TypeErrorf("_acquire_restore() wants what _release_save() has returned")
	}
	count, ok := t.AsInt64(t.Push(t.TupleAt(saved.V(), 0)))
	if !ok {
		return heap.Null
	}
	owner, ok := t.AsInt64(t.Push(t.TupleAt(saved.V(), 1)))
	if !ok {
		return heap.Null
	}
	_, ok = s.lot.take(t, self, forever, func() bool {
		if word(self, rlockCount) != 0 {
			return false
		}
		setWord(self, rlockCount, uint64(count))
		setWord(self, rlockOwner, uint64(owner))
		return true
	})
	if !ok {
		return heap.Null
	}
	return heap.None
}
