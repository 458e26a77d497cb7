package gc_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestShadowHeap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		runShadow(rt, rapid.SliceOfN(rapid.Byte(), 10, 800).Draw(rt, "program"))
	})
}

// TestShadowHeapLong runs longer programs than rapid likes to make.
func TestShadowHeapLong(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		data := make([]byte, 8000)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		runShadow(t, data)
	}
}

// FuzzHeap is best run with -fuzzminimizetime=10x: the order of maps makes runs
// of one program differ a little, and minimizing takes that for news.
func FuzzHeap(f *testing.F) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 2))
		data := make([]byte, 400)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { runShadow(t, data[:min(len(data), 4000)]) })
}
