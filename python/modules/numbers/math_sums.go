package numbers

import (
	"math"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The part of math that is about several numbers.
func mathSums() []object.MethodDef {
	return []object.MethodDef{
		{Name: "fsum", Sig: "(seq, /)", Doc: "The sum of floats, rounded once.", Fn: mathFsum},
		{Name: "prod", Sig: "(iterable, /, *, start=1)", Doc: "The product of start and all numbers of an iterable.", Fn: mathProd},
		{Name: "hypot", Sig: "(*coordinates)", Doc: "The distance of a point from the origin.", Fn: mathHypot},
		{Name: "dist", Sig: "(p, q, /)", Doc: "The distance of two points, which are sequences of coordinates.", Fn: mathDist},
	}
}

// exactSum adds floats without rounding: it keeps the sum as an exact number. Once there
// was something that is not finite, only that counts.
type exactSum struct {
	big      big.Float // precise enough for any sum of floats
	inf, nan float64   // sums of the infinities, and of all that is not finite
	special  bool
	overflow bool // a partial sum left the range of floats
}

// exactBits: from 2^-1074 to 2^1024, and the carry of 2^62 numbers.
const exactBits = 1074 + 1024 + 62

func (s *exactSum) add(x float64) {
	if x-x != 0 {
		s.special = true
		if math.IsInf(x, 0) {
			s.inf += x
		}
		s.nan += x
		s.big.SetInt64(0)
		return
	}
	s.big.Add(&s.big, new(big.Float).SetFloat64(x))
	if s.big.MantExp(nil) >= 1024 {
		f, _ := s.big.Float64()
		s.overflow = math.IsInf(f, 0)
	}
}

func mathFsum(t *Thread, a Args) Value {
	it := t.Iter(a.At(0))
	if it == heap.Null {
		return it
	}
	r, item := t.Push(it), t.PushN(1)
	var s exactSum
	s.big.SetPrec(exactBits)
	for {
		v := t.Next(r)
		if v == heap.Null {
			break
		}
		item.Set(v)
		x, ok := t.AsFloat64(item)
		if !ok {
			return heap.Null
		}
		if s.add(x); s.overflow {
			return t.OverflowErrorf("intermediate overflow in fsum")
		}
	}
	switch {
	case t.Pending():
		return heap.Null
	case s.special && s.inf != s.inf:
		return t.ValueErrorf("-inf + inf in fsum")
	case s.special:
		return heap.Float(s.nan)
	}
	f, _ := s.big.Float64()
	return heap.Float(f)
}

func mathProd(t *Thread, a Args) Value {
	it := t.Iter(a.At(0))
	if it == heap.Null {
		return it
	}
	r, acc, item := t.Push(it), t.Push(a.At(1).V()), t.PushN(1)
	for {
		v := t.Next(r)
		if v == heap.Null {
			if t.Pending() {
				return heap.Null
			}
			return acc.V()
		}
		item.Set(v)
		mark := t.Top()
		p := t.Binary(object.OpMul, acc, item)
		if p == heap.Null {
			return p
		}
		t.Pop(mark)
		acc.Set(p)
	}
}

// norm is the length of a vector. It is scaled by a power of two, so that nothing
// overflows on the way; the sum of the squares is exact to twice the digits of a float,
// and so is the step by which the root is corrected.
func norm(xs []float64) float64 {
	largest, nan := 0., false
	for i, x := range xs {
		xs[i] = math.Abs(x)
		largest = max(largest, xs[i]) // NaN, if one of them is
		nan = nan || x != x
	}
	switch {
	case nan:
		for _, x := range xs {
			if math.IsInf(x, 0) {
				return x
			}
		}
		return math.NaN()
	case math.IsInf(largest, 0) || largest == 0:
		return largest
	case len(xs) == 1:
		return largest
	}
	_, e := math.Frexp(largest)
	// Two floats hold the sum: hi, and lo that is what hi cannot hold.
	hi, lo := 0., 0.
	add := func(x float64) {
		s := hi + x
		b := s - hi
		lo += (hi - (s - b)) + (x - b)
		hi = s
	}
	for _, x := range xs {
		x = math.Ldexp(x, -e)
		p := float64(x * x)
		add(p)
		lo += math.FMA(x, x, -p)
	}
	root := math.Sqrt(hi + lo)
	p := float64(root * root)
	add(-p)
	lo -= math.FMA(root, root, -p)
	return math.Ldexp(root+(hi+lo)/(2*root), e)
}

// floats are the items of a tuple. false: exception pending.
func floats(t *Thread, tuple Ref) ([]float64, bool) {
	n := t.TupleLen(tuple.V())
	xs := make([]float64, n)
	item := t.PushN(1)
	for i := range xs {
		item.Set(t.TupleAt(tuple.V(), i))
		var ok bool
		if xs[i], ok = t.AsFloat64(item); !ok {
			return nil, false
		}
	}
	return xs, true
}

func mathHypot(t *Thread, a Args) Value {
	xs, ok := floats(t, a.At(0))
	if !ok {
		return heap.Null
	}
	return heap.Float(norm(xs))
}

func mathDist(t *Thread, a Args) Value {
	points := t.PushN(2)
	for i := range 2 {
		v := a.At(i).V()
		if !t.RT.TypeOf(v).Has(object.FlagTupleSubclass) {
			v = t.SeqToTuple(a.At(i))
		}
		if v == heap.Null {
			return v
		}
		points.At(i).Set(v)
	}
	if t.TupleLen(points.V()) != t.TupleLen(points.At(1).V()) {
		return t.ValueErrorf("both points must have the same number of dimensions")
	}
	p, ok := floats(t, points)
	if !ok {
		return heap.Null
	}
	q, ok := floats(t, points.At(1))
	if !ok {
		return heap.Null
	}
	for i := range p {
		p[i] -= q[i]
	}
	return heap.Float(norm(p))
}
