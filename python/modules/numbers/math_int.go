package numbers

import (
	"math"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The part of math that is about integers.
func mathIntegers() []object.MethodDef {
	return []object.MethodDef{
		{Name: "ceil", Sig: "(x, /)", Doc: "The smallest integer that is not less than x.", Fn: rounding("__ceil__", math.Ceil)},
		{Name: "floor", Sig: "(x, /)", Doc: "The largest integer that is not greater than x.", Fn: rounding("__floor__", math.Floor)},
		{Name: "trunc", Sig: "(x, /)", Doc: "x without what is behind the point: what its __trunc__ says.", Fn: mathTrunc},
		{Name: "factorial", Sig: "(n, /)", Doc: "The product of the integers from 1 to n.", Fn: mathFactorial},
		{Name: "comb", Sig: "(n, k, /)", Doc: "The number of ways to choose k of n things, without repetition and order.", Fn: mathComb},
		{Name: "perm", Sig: "(n, k=None, /)", Doc: "The number of ways to choose k of n things (by default all) in an order.", Fn: mathPerm},
		{Name: "isqrt", Sig: "(n, /)", Doc: "The integer part of the square root of n.", Fn: mathIsqrt},
		{Name: "gcd", Sig: "(*integers)", Doc: "The greatest common divisor; 0 of none.", Fn: foldInts(0, gcd)},
		{Name: "lcm", Sig: "(*integers)", Doc: "The least common multiple; 1 of none.", Fn: foldInts(1, lcm)},
	}
}

// rounding makes ceil or floor: a float is rounded, other objects are asked by their
// special method, or converted to floats.
func rounding(name string, round func(float64) float64) object.Native {
	return func(t *Thread, a Args) Value {
		if !a.At(0).V().IsFloat() {
			if v, found := t.CallSpecial(a.At(0), t.RT.Name(name)); found {
				return v
			}
		}
		x, ok := t.AsFloat64(a.At(0))
		if !ok {
			return heap.Null
		}
		return t.IntFromFloat(round(x))
	}
}

func mathTrunc(t *Thread, a Args) Value {
	if v := a.At(0).V(); v.IsFloat() {
		return t.IntFromFloat(v.Float())
	}
	v, found := t.CallSpecial(a.At(0), t.RT.Name("__trunc__"))
	if !found {
		return t.TypeErrorf("type %s doesn't define __trunc__ method", t.TypeName(a.At(0).V()))
	}
	return v
}

// index returns the value of an int, or of what has __index__. false: exception
// pending.
func index(t *Thread, r Ref) (*big.Int, bool) {
	v := t.Index(r)
	if v == heap.Null {
		return nil, false
	}
	return object.BigOf(v), true
}

func mathFactorial(t *Thread, a Args) Value {
	n, ok := index(t, a.At(0))
	switch {
	case !ok:
		return heap.Null
	case n.Sign() < 0:
		return t.ValueErrorf("factorial() not defined for negative values")
	case !n.IsInt64():
		return t.OverflowErrorf("factorial() argument should not exceed %d", int64(math.MaxInt64))
	case n.Int64() > maxFactors:
		return t.MemoryError()
	}
	return t.NewBig(new(big.Int).MulRange(1, n.Int64()))
}

// maxFactors bounds products of consecutive integers: with more of them the result has
// some 2 GB.
const maxFactors = 1 << 29

// small returns n as the number of factors of a product, which must be nothing that no
// machine can compute.
func small(t *Thread, n *big.Int, overflow string) (int64, bool) {
	switch {
	case !n.IsInt64():
		t.OverflowErrorf(overflow, int64(math.MaxInt64))
		return 0, false
	case n.Int64() > maxFactors:
		t.MemoryError()
		return 0, false
	}
	return n.Int64(), true
}

// nAndK reads the arguments of comb and perm.
func nAndK(t *Thread, a Args) (n, k *big.Int, ok bool) {
	if n, ok = index(t, a.At(0)); !ok {
		return nil, nil, false
	}
	if k, ok = index(t, a.At(1)); !ok {
		return nil, nil, false
	}
	switch {
	case n.Sign() < 0:
		t.ValueErrorf("n must be a non-negative integer")
		return nil, nil, false
	case k.Sign() < 0:
		t.ValueErrorf("k must be a non-negative integer")
		return nil, nil, false
	}
	return n, k, true
}

// falling is n·(n-1)…(n-k+1), by halves, so that factors of a size are multiplied.
func falling(n *big.Int, k int64) *big.Int {
	switch {
	case k == 0:
		return big.NewInt(1)
	case n.IsInt64():
		return new(big.Int).MulRange(n.Int64()-k+1, n.Int64())
	case k == 1:
		return n
	}
	half := k / 2
	return new(big.Int).Mul(falling(n, half), falling(new(big.Int).Sub(n, big.NewInt(half)), k-half))
}

func mathComb(t *Thread, a Args) Value {
	n, k, ok := nAndK(t, a)
	if !ok {
		return heap.Null
	}
	rest := new(big.Int).Sub(n, k)
	if rest.Sign() < 0 {
		return heap.SmallInt(0)
	}
	if rest.Cmp(k) < 0 {
		k = rest
	}
	count, ok := small(t, k, "min(n - k, k) must not exceed %d")
	if !ok {
		return heap.Null
	}
	if n.IsInt64() {
		return t.NewBig(new(big.Int).Binomial(n.Int64(), count))
	}
	r := falling(n, count)
	return t.NewBig(r.Quo(r, new(big.Int).MulRange(1, count)))
}

func mathPerm(t *Thread, a Args) Value {
	if a.At(1).V() == heap.None {
		return mathFactorial(t, a)
	}
	n, k, ok := nAndK(t, a)
	if !ok {
		return heap.Null
	}
	if n.Cmp(k) < 0 {
		return heap.SmallInt(0)
	}
	count, ok := small(t, k, "k must not exceed %d")
	if !ok {
		return heap.Null
	}
	return t.NewBig(falling(n, count))
}

func mathIsqrt(t *Thread, a Args) Value {
	n, ok := index(t, a.At(0))
	switch {
	case !ok:
		return heap.Null
	case n.Sign() < 0:
		return t.ValueErrorf("isqrt() argument must be nonnegative")
	}
	return t.NewBig(new(big.Int).Sqrt(n))
}

// foldInts makes a function of any number of integers.
func foldInts(none int64, f func(x, y *big.Int) *big.Int) object.Native {
	return func(t *Thread, a Args) Value {
		list := a.At(0)
		n := t.TupleLen(list.V())
		if n == 0 {
			return heap.SmallInt(none)
		}
		acc := new(big.Int)
		item := t.PushN(1)
		for i := range n {
			item.Set(t.TupleAt(list.V(), i))
			x, ok := index(t, item)
			if !ok {
				return heap.Null
			}
			if i == 0 {
				acc.Abs(x)
			} else {
				acc = f(acc, x)
			}
		}
		return t.NewBig(acc)
	}
}

func gcd(x, y *big.Int) *big.Int {
	return new(big.Int).GCD(nil, nil, new(big.Int).Abs(x), new(big.Int).Abs(y))
}

func lcm(x, y *big.Int) *big.Int {
	if x.Sign() == 0 || y.Sign() == 0 {
		return new(big.Int)
	}
	r := new(big.Int).Quo(x, gcd(x, y))
	return r.Abs(r.Mul(r, y))
}

// frexpInt returns m from 0.5 to 1 and e with b ≈ m·2^e, m rounded to the nearest.
func frexpInt(b *big.Int) (m float64, e int) {
	f := new(big.Float).SetPrec(53).SetInt(b)
	e = f.MantExp(f)
	m, _ = f.Float64()
	return m, e
}
