package object

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// newTestThread makes a runtime with a tiny nursery and a moving collection at
// every few allocations.
func newTestThread(t testing.TB, cfg heap.Config) *Thread {
	rt, err := NewRuntime(Config{Heap: cfg})
	require.NoError(t, err)
	th := rt.NewThread()
	return th
}

func TestBootstrap(t *testing.T) {
	th := newTestThread(t, heap.Config{})
	for i, typ := range th.RT.types[1:] {
		if typ.Name == "?" {
			t.Logf("no definition: type %d", i+1)
		}
	}
}
