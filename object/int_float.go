package object

import (
	"math"
	"math/big"
	"math/bits"
)

// roundToFloat returns q·2^e rounded half to even, where the lowest bit of q is
// also set when bits below it were dropped (a sticky bit); q must have at least
// 55 bits when it has one. false: out of range.
func roundToFloat(q uint64, e int) (float64, bool) {
	if q == 0 {
		return 0, true
	}
	top := bits.Len64(q) - 1 + e // exponent of the leading bit
	if top > 1023 {
		return 0, false
	}
	lowest := max(top-52, -1074) // exponent of the last bit that the result has
	if drop := lowest - e; drop > 0 {
		if drop > 64 {
			return 0, true
		}
		var rest, half uint64
		if drop == 64 {
			rest, half, q = q, 1<<63, 0
		} else {
			rest, half, q = q&(1<<drop-1), 1<<(drop-1), q>>drop
		}
		if rest > half || rest == half && q&1 == 1 {
			q++
		}
		e = lowest
	}
	f := math.Ldexp(float64(q), e)
	return f, !math.IsInf(f, 0)
}

// divToFloat returns x/y rounded once, correctly. false: out of range.
func divToFloat(x, y *big.Int) (float64, bool) {
	if x.Sign() == 0 {
		return math.Copysign(0, float64(y.Sign())), true
	}
	var p, q, r big.Int
	p.Abs(x)
	q.Abs(y)
	// Shift so that the quotient has 62 or 63 bits.
	shift := p.BitLen() - q.BitLen() - 62
	if shift > 1024 {
		return 0, false
	}
	if shift < -1074-128 {
		return math.Copysign(0, float64(x.Sign()*y.Sign())), true
	}
	if shift < 0 {
		p.Lsh(&p, uint(-shift))
	} else {
		q.Lsh(&q, uint(shift))
	}
	p.QuoRem(&p, &q, &r)
	u := p.Uint64()
	if r.Sign() != 0 {
		u |= 1
	}
	f, ok := roundToFloat(u, shift)
	if x.Sign() != y.Sign() {
		f = -f
	}
	return f, ok
}

// bigTop returns the leading 64 bits of limbs, the lowest bit sticky, and the
// exponent of the lowest.
func bigTop(w []big.Word) (uint64, int) {
	n := len(w)
	u := uint64(w[n-1])
	e := (n - 1) * 64
	if n == 1 {
		return u, e
	}
	if z := bits.LeadingZeros64(u); z > 0 {
		low := uint64(w[n-2])
		u = u<<z | low>>(64-z)
		e -= z
		if low<<z != 0 {
			u |= 1
		}
	} else if w[n-2] != 0 {
		u |= 1
	}
	for i := 0; i < n-2; i++ {
		if w[i] != 0 {
			return u | 1, e
		}
	}
	return u, e
}

// IntToFloat returns the int v as the nearest float, ties to even. false: it
// is out of range. No safepoint.
func IntToFloat(v Value) (float64, bool) {
	v = IntValue(v)
	if v.IsInt() {
		return float64(v.Int()), true
	}
	f, ok := roundToFloat(bigTop(bigWords(v)))
	if bigSign(v) < 0 {
		f = -f
	}
	return f, ok
}

// FloatToInt returns int(f); f must be finite.
func (t *Thread) FloatToInt(f float64) Value {
	if math.Abs(f) < 1<<62 {
		return t.NewInt(int64(f))
	}
	s := &t.num
	return t.takeBig(floatToBig(&s.z, f))
}

// floatToBig sets z to f without its fraction.
func floatToBig(z *big.Int, f float64) *big.Int {
	m, e := math.Frexp(f)
	z.SetInt64(int64(m * (1 << 53)))
	if e -= 53; e >= 0 {
		return z.Lsh(z, uint(e))
	}
	neg := z.Sign() < 0
	z.Rsh(z.Abs(z), uint(-e))
	if neg {
		z.Neg(z)
	}
	return z
}

// compareIntFloat orders an int and a float exactly; f must not be NaN. No
// safepoint.
func compareIntFloat(v Value, f float64) int {
	v = IntValue(v)
	if v.IsInt() {
		return compareOrdered(float64(v.Int()), f)
	}
	sign := bigSign(v)
	if sign < 0 {
		f = -f
	}
	// From here on both count by magnitude; v is at least 2^47.
	c := 0
	switch w := bigWords(v); {
	case f < 1<<46:
		c = 1
	case math.IsInf(f, 0):
		c = -1
	default:
		m, e := math.Frexp(f)
		if c = compareOrdered(len(w)*64-bits.LeadingZeros64(uint64(w[len(w)-1])), e); c != 0 {
			break
		}
		// The same leading bit: compare the 64 bits from it on. f's end 11 bits
		// above v's sticky bit.
		top, _ := bigTop(w)
		c = compareOrdered(top<<bits.LeadingZeros64(top), uint64(m*(1<<53))<<11)
	}
	return c * sign
}
