package heap_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hpyrun/hpyrun/heap"
)

func TestIntImmediates(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		i := rapid.Int64Range(heap.MinInt48, heap.MaxInt48).Draw(rt, "i")
		v, ok := heap.Int(i)
		require.True(rt, ok)
		require.Equal(rt, i, v.Int())
		require.True(rt, v.IsInt() && v.IsImm())
		require.False(rt, v.IsFloat() || v.IsPtr() || v.IsSingleton())
	})
	for _, i := range []int64{heap.MinInt48 - 1, heap.MaxInt48 + 1, math.MinInt64, math.MaxInt64} {
		_, ok := heap.Int(i)
		require.False(t, ok, i)
	}
}

func TestFloatImmediates(t *testing.T) {
	check := func(t require.TestingT, f float64) {
		v := heap.Float(f)
		require.True(t, v.IsFloat() && v.IsImm())
		require.False(t, v.IsInt() || v.IsPtr() || v.IsSingleton())
		if f != f {
			require.True(t, math.IsNaN(v.Float()))
			require.Equal(t, math.Signbit(f), math.Signbit(v.Float()))
			return
		}
		require.Equal(t, math.Float64bits(f), math.Float64bits(v.Float()))
	}
	for _, bits := range []uint64{0, 1 << 63, 0x7FF0000000000000, 0xFFF0000000000000, 1,
		0x7FF0000000000001, 0x7FFFFFFFFFFFFFFF, 0xFFF0000000000001, 0xFFFFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF} {
		check(t, math.Float64frombits(bits))
	}
	rapid.Check(t, func(rt *rapid.T) { check(rt, math.Float64frombits(rapid.Uint64().Draw(rt, "bits"))) })
}

func TestSingletonsAndLinks(t *testing.T) {
	seen := map[heap.Value]bool{}
	for _, v := range []heap.Value{heap.None, heap.False, heap.True, heap.NotImplemented, heap.Ellipsis, heap.Unbound} {
		require.True(t, v.IsSingleton() && v.IsImm())
		require.False(t, v.IsPtr() || v.IsInt() || v.IsFloat() || v.IsLink() || seen[v])
		require.Equal(t, v == heap.True || v == heap.False, v.IsBool())
		seen[v] = true
	}
	require.False(t, heap.Null.IsImm() || heap.Null.IsPtr())
	for _, i := range []int{0, 1, 1 << 46} {
		v := heap.Link(i)
		require.True(t, v.IsLink() && v.IsSingleton())
		require.Equal(t, i, v.LinkIndex())
	}
}
