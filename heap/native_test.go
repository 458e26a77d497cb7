package heap_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hpyrun/hpyrun/heap"
)

// TestNativeMemory: what is allocated is zero, aligned, disjoint, and counted.
func TestNativeMemory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h, err := heap.New(heap.Config{Verify: rapid.IntRange(0, 1).Draw(rt, "verify")})
		require.NoError(rt, err)
		defer h.Close()
		type cell struct {
			p    unsafe.Pointer
			n    int
			mark byte
		}
		var cells []cell
		sizes := rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, 40_000), rapid.IntRange(32_000, 300_000))
		rt.Repeat(map[string]func(*rapid.T){
			"alloc": func(rt *rapid.T) {
				c := cell{n: sizes.Draw(rt, "size"), mark: byte(len(cells)) | 1}
				c.p = h.AllocNative(c.n)
				require.NotNil(rt, c.p)
				require.Zero(rt, uintptr(c.p)%16)
				for i := range c.n {
					if b := (*byte)(unsafe.Add(c.p, i)); *b != 0 {
						rt.Fatalf("byte %d is %#x", i, *b)
					} else {
						*b = c.mark
					}
				}
				cells = append(cells, c)
			},
			"free": func(rt *rapid.T) {
				if len(cells) == 0 {
					rt.Skip()
				}
				i := rapid.IntRange(0, len(cells)-1).Draw(rt, "which")
				c := cells[i]
				for k := range c.n {
					if b := *(*byte)(unsafe.Add(c.p, k)); b != c.mark {
						rt.Fatalf("byte %d of %d is %#x", k, c.n, b)
					}
				}
				h.FreeNative(c.p, c.n)
				cells = append(cells[:i], cells[i+1:]...)
			},
			"": func(rt *rapid.T) {
				sum := 0
				for _, c := range cells {
					sum += c.n
				}
				require.GreaterOrEqual(rt, h.NativeUsed(), sum)
				require.LessOrEqual(rt, h.NativeUsed(), sum+sum/4+16*len(cells))
			},
		})
	})
}

func TestNativeMemoryIsUsedAgain(t *testing.T) {
	h, _ := open(t, heap.Config{})
	for _, n := range []int{1, 40, 1000, 30_000, 32_768, 32_769, 1 << 20} {
		p := h.AllocNative(n)
		h.FreeNative(p, n)
		require.Equal(t, p, h.AllocNative(n), n)
	}
}

func TestWrongFreesAreSeen(t *testing.T) {
	h, _ := open(t, heap.Config{Verify: 1})
	p := h.AllocNative(40)
	require.Panics(t, func() { h.FreeNative(p, 41) }, "wrong size")
	require.Panics(t, func() { h.FreeNative(unsafe.Add(p, 16), 40) }, "wrong address")
	h.FreeNative(p, 40)
	require.Panics(t, func() { h.FreeNative(p, 40) }, "twice")
}
