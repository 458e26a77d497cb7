package object

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// edgeInt makes ints around the bounds of immediates, words and floats.
func edgeInt(r *rand.Rand) *big.Int {
	z := new(big.Int).Lsh(bigOne, uint(r.IntN(140)))
	z.Add(z, big.NewInt(int64(r.IntN(7)-3)))
	if r.IntN(3) == 0 {
		var low [18]byte
		for i := range low {
			low[i] = byte(r.Uint32())
		}
		z.SetBytes(low[:r.IntN(len(low))])
	}
	if r.IntN(2) == 0 {
		z.Neg(z)
	}
	return z
}

// TestIntAgainstBig holds the operations against math/big's, with Python's rule
// for the signs of quotient and remainder.
func TestIntAgainstBig(t *testing.T) {
	th := containerThread(t, heap.Config{Stress: 3})
	r := rand.New(rand.NewPCG(5, 6))
	check := func(want *big.Int, v Value) {
		t.Helper()
		require.NotEqual(t, heap.Null, v)
		require.Zero(t, want.Cmp(BigOf(v)), "%s, not %s", BigOf(v), want)
		// What fits is immediate, so that equal small ints are one Value.
		fits := want.IsInt64() && want.Int64() >= heap.MinInt48 && want.Int64() <= heap.MaxInt48
		require.Equal(t, fits, v.IsInt())
	}
	for range 5000 {
		mark := th.Top()
		x, y := edgeInt(r), edgeInt(r)
		a, b := th.Push(th.NewBig(x)), th.Push(th.NewBig(y))
		check(x, a.V())
		z := new(big.Int)
		check(z.Add(x, y), th.Binary(OpAdd, a, b))
		check(z.Sub(x, y), th.Binary(OpSub, a, b))
		check(z.Mul(x, y), th.Binary(OpMul, a, b))
		check(z.And(x, y), th.Binary(OpAnd, a, b))
		check(z.Or(x, y), th.Binary(OpOr, a, b))
		check(z.Xor(x, y), th.Binary(OpXor, a, b))
		check(z.Neg(x), th.Unary(OpNeg, a))
		check(z.Not(x), th.Unary(OpInvert, a))
		check(z.Abs(x), th.Unary(OpAbs, a))
		n := r.IntN(130)
		k := th.Push(heap.SmallInt(int64(n)))
		check(z.Lsh(x, uint(n)), th.Binary(OpLshift, a, k))
		check(z.Rsh(x, uint(n)), th.Binary(OpRshift, a, k))
		require.Equal(t, x.Cmp(y), CompareInts(a.V(), b.V()))
		if y.Sign() != 0 {
			q, m := new(big.Int), new(big.Int)
			q.DivMod(x, y, m) // Euclid's: the remainder is not negative
			if m.Sign() != 0 && y.Sign() < 0 {
				q.Sub(q, bigOne)
				m.Add(m, y)
			}
			check(q, th.Binary(OpFloorDiv, a, b))
			check(m, th.Binary(OpMod, a, b))
		}
		f, _ := new(big.Float).SetInt(x).Float64()
		got, ok := IntToFloat(a.V())
		require.True(t, ok)
		require.Equal(t, f, got)
		require.Equal(t, new(big.Float).SetInt(x).Cmp(big.NewFloat(f)), compareIntFloat(a.V(), f))
		next := math.Nextafter(f, math.Inf(1))
		require.Equal(t, -1, compareIntFloat(a.V(), next))
		check(x, th.Push(th.ParseInt(x.String(), 10)).V())
		check(x, th.Push(th.ParseInt(x.Text(16), 16)).V())
		th.Pop(mark)
	}
}

// TestHashesAgree: numbers that are equal have one hash, whatever their types.
func TestHashesAgree(t *testing.T) {
	th := containerThread(t, heap.Config{})
	r := rand.New(rand.NewPCG(7, 8))
	for range 5000 {
		f := math.Ldexp(math.Trunc(r.Float64()*(1<<30)), r.IntN(200))
		if r.IntN(2) == 0 {
			f = -f
		}
		var z big.Int
		v := th.NewBig(floatToBig(&z, f))
		require.Equal(t, FloatHash(f), IntHash(v), "%g", f)
		require.Zero(t, compareIntFloat(v, f))
	}
}
