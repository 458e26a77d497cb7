package gc_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
)

// TestVerifierFindsDamage plants one mistake at a time in a sound heap.
func TestVerifierFindsDamage(t *testing.T) {
	word := func(v heap.Value, i int) *uint64 {
		return (*uint64)(unsafe.Add(unsafe.Pointer(nil), uintptr(v)+uintptr(i)*8))
	}
	for _, c := range []struct {
		name, says string
		damage     func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref)
	}{
		{"store past the barrier into an old object", "went past the barrier", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			*old.V().Addr().Slot(1) = young.V()
		}},
		{"into a large one", "went past the barrier", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(large.V(), 7, young.V())
			*large.V().Addr().Slot(8) = young.V()
		}},
		{"into a permanent one", "went past the barrier", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			*perm.V().Addr().Slot(0) = young.V()
		}},
		{"of a young large object", "went past the barrier", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			*old.V().Addr().Slot(1) = m.Alloc(plainType, 0, 100_000)
		}},
		{"address inside an object", "is not the start of a live object", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(young.V(), 0, old.V()+16)
		}},
		{"unaligned address", "is not the start of a live object", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(young.V(), 0, old.V()+4)
		}},
		{"address outside", "is an address outside the heap", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(young.V(), 0, 0x1000)
		}},
		{"stale address in an object", "is not the start of a live object", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			was := young.V()
			m.Collect(heap.Minor, "test")
			m.Store(young.V(), 0, was)
		}},
		{"stale address in a root", "root array 0, slot 1", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			was := young.V()
			m.Collect(heap.Minor, "test")
			young.Set(was)
		}},
		{"dead object in a root", "is not the start of a live object", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			was := old.V()
			old.Set(heap.None)
			m.Collect(heap.Major, "test")
			old.Set(was)
		}},
		{"poison", "is poison", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.Set(heap.Poison)
		}},
		{"unknown tag", "has an unknown tag", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(young.V(), 0, 0xFFFF<<48)
		}},
		{"unknown singleton", "is no known singleton", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(young.V(), 0, heap.Unbound+1)
		}},
		{"size 0", "no object at", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			*word(young.V(), 1) = 2
		}},
		{"too many references", "references do not fit", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			*word(old.V(), 1) = 100 | 5<<32
		}},
		{"no type", "has no type", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.V().Addr().SetType(0)
		}},
		{"forwarded", "forwarding pointer", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.V().Addr().SetFlags(heap.FlagForwarded)
		}},
		{"permanent flag", "FlagPermanent is wrong", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.V().Addr().SetFlags(heap.FlagPermanent)
		}},
		{"age", "FlagAge is wrong", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.V().Addr().SetFlags(heap.FlagAge)
		}},
		{"age of a large object", "has no FlagAge", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			large.V().Addr().ClearFlags(heap.FlagAge)
		}},
		{"remembered without an entry", "remembered set", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			old.V().Addr().SetFlags(heap.FlagRemembered)
		}},
		{"entry without the flag", "remembered set", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Store(old.V(), 1, young.V())
			m.Store(old.V(), 1, heap.None)
			old.V().Addr().ClearFlags(heap.FlagRemembered)
		}},
		{"weak large object", "FlagWeak", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			large.V().Addr().SetFlags(heap.FlagWeak)
		}},
		{"owner without the flag", "has no FlagOwner", func(h *heap.Heap, m *heap.Mutator, old, young, large, perm heap.Ref) {
			m.Own(young.V(), structKind, 1)
			young.V().Addr().ClearFlags(heap.FlagOwner)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := heap.New(heap.Config{})
			require.NoError(t, err)
			defer h.Close()
			gc.Attach(h)
			m := h.NewMutator()
			roots := m.PushN(4)
			old, young, large, perm := roots, roots.At(1), roots.At(2), roots.At(3)
			perm.Set(m.AllocPermanent(plainType, 1, 8))
			old.Set(m.Alloc(plainType, 2, 8))
			large.Set(m.Alloc(plainType, 9000, 8))
			m.Collect(heap.Major, "test")
			young.Set(m.Alloc(plainType, 2, 8))
			require.NoError(t, gc.Verify(h))
			c.damage(h, m, old, young, large, perm)
			require.ErrorContains(t, gc.Verify(h), c.says)
			require.Error(t, gc.Verify(h), "verification has no effect")
		})
	}
}

func TestDamageStopsTheProgram(t *testing.T) {
	h, err := heap.New(heap.Config{Verify: 2})
	require.NoError(t, err)
	defer h.Close()
	gc.Attach(h)
	m := h.NewMutator()
	old := m.Push(m.Alloc(plainType, 2, 8))
	m.Collect(heap.Major, "test")
	*old.V().Addr().Slot(0) = m.Alloc(plainType, 2, 8)
	require.PanicsWithValue(t, "BUG: heap broken before a collection: "+gc.Verify(h).Error(), func() {
		m.Collect(heap.Minor, "test")
	})
}
