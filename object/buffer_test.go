package object

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// TestViewsGiveBuffersBack: a bytearray's length is fixed while somebody has a
// view of it, and no longer.
func TestViewsGiveBuffersBack(t *testing.T) {
	th := containerThread(t, heap.Config{})
	b := th.Push(th.NewByteArray([]byte("abcdef")))
	view := th.Push(th.NewMemoryView(b))
	require.NotEqual(t, heap.Null, view.V())
	mark := th.Top()
	part := th.Push(th.GetItem(view, th.Push(th.NewSlice(th.Push(heap.SmallInt(1)), th.Push(heap.None), th.Push(heap.None)))))
	require.NotEqual(t, heap.Null, part.V())
	require.False(t, th.resizeByteArray(b, 7))
	require.True(t, th.ExcMatches(th.RT.Exc.BufferError))
	th.ClearExc()
	th.Pop(mark) // the slice is garbage now
	require.False(t, th.resizeByteArray(b, 7), "the view lives")
	th.ClearExc()
	require.Equal(t, heap.None, th.CallMethod(view, th.RT.Intern("release")))
	require.True(t, th.resizeByteArray(b, 7))
	require.Equal(t, "abcdef\x00", string(byteArrayOf(b.V()).bytes()))
	require.Empty(t, func() (live []uint64) {
		th.Collect(heap.Full, "test")
		for id, m := range th.RT.text.views.m {
			if !m.released {
				live = append(live, id)
			}
		}
		return live
	}())
}

// TestNativeMemoryComesBack: what dies gives its native memory back, also when a
// bytearray and its views die together.
func TestNativeMemoryComesBack(t *testing.T) {
	th := containerThread(t, heap.Config{Verify: 1})
	th.Collect(heap.Full, "test")
	base := th.H.NativeUsed()
	for range 100 {
		mark := th.Top()
		b := th.Push(th.NewByteArray(make([]byte, 1000)))
		v := th.Push(th.NewMemoryView(b))
		w := th.Push(th.NewMemoryView(v))
		require.True(t, th.SetItem(w, th.Push(heap.SmallInt(3)), th.Push(heap.SmallInt(200))))
		require.Equal(t, heap.SmallInt(200), th.GetItem(b, th.Push(heap.SmallInt(3))))
		th.Pop(mark)
	}
	require.Greater(t, th.H.NativeUsed(), base)
	th.Collect(heap.Full, "test")
	require.Equal(t, base, th.H.NativeUsed())
	require.Empty(t, th.RT.text.views.m)
}

// TestForeignBuffers: the buffer of an exporter whose release runs code is
// released once, by the last view or by the guard's finalizer.
func TestForeignBuffers(t *testing.T) {
	th := containerThread(t, heap.Config{})
	mem := (*[8]byte)(th.H.AllocNative(8))
	copy(mem[:], "\x01\x00\x02\x00\x03\x00\x04\x00")
	released := 0
	typ := th.NewBuiltinType(TypeDef{Name: "exporter", FixedRefs: 1, Slots: Slots{
		GetBuf: func(t *Thread, self Ref, flags int) (*Buffer, bool) {
			return &Buffer{Ptr: uintptr(unsafe.Pointer(mem)), Len: 8, ItemSize: 2, Format: "h", Shape: []int{4}, Strides: []int{2},
				Release: func(t *Thread) {
					if t == nil {
						panic("released without a thread")
					}
					released++
				}}, true
		}}})
	require.NotNil(t, typ)
	obj := th.Push(th.NewInstance(typ))
	view := func() Ref { return th.Push(th.NewMemoryView(obj)) }
	show := func(v Ref) string { return GoStr(th.Repr(th.Push(th.CallMethod(v, th.RT.Intern("tolist"))))) }

	mark := th.Top()
	v := view()
	require.Equal(t, "[1, 2, 3, 4]", show(v))
	cast := th.Push(th.CallMethod(v, th.RT.Intern("cast"), th.Push(th.NewStr("B"))))
	require.Equal(t, "[1, 0, 2, 0, 3, 0, 4, 0]", show(cast))
	th.CallMethod(v, th.RT.Intern("release"))
	require.Zero(t, released)
	th.CallMethod(cast, th.RT.Intern("release"))
	require.Equal(t, 1, released)

	view()
	th.Pop(mark)
	th.Collect(heap.Full, "test")
	th.RunPending()
	require.Equal(t, 2, released)
	th.Collect(heap.Full, "test")
	th.RunPending()
	require.Equal(t, 2, released)
	require.Empty(t, th.RT.text.views.guards)

	// Reading it in passing releases at once.
	b, ok, isBuf := th.bufferCopy(obj, BufFullRO)
	require.True(t, ok && isBuf)
	require.Equal(t, mem[:], b)
	require.Equal(t, 3, released)
}
