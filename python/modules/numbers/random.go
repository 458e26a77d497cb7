package numbers

import (
	"crypto/rand"
	"encoding/binary"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The generator of _random.Random: MT19937, the Mersenne Twister of M. Matsumoto and
// T. Nishimura, with their initialisation by an array, so that a seed gives the numbers
// that it gives in CPython. An object's raw part is its state: 624 words of 32 bits, and
// how many of them have been used.
const (
	mtWords = 624
	mtShift = 397
	mtSize  = 4*mtWords + 8
)

type twister struct {
	state [mtWords]uint32
	used  int
}

// load and save move the state out of an object and back (no safepoint).
func loadTwister(v Value) *twister {
	g := &twister{used: int(v.Addr().Word64(4 * mtWords))}
	raw := v.Addr().Bytes(0, 4*mtWords)
	for i := range g.state {
		g.state[i] = binary.NativeEndian.Uint32(raw[4*i:])
	}
	return g
}

func (g *twister) save(v Value) {
	raw := v.Addr().Bytes(0, 4*mtWords)
	for i, w := range g.state {
		binary.NativeEndian.PutUint32(raw[4*i:], w)
	}
	v.Addr().SetWord64(4*mtWords, uint64(g.used))
}

func (g *twister) seed(s uint32) {
	g.state[0] = s
	for i := uint32(1); i < mtWords; i++ {
		p := g.state[i-1]
		g.state[i] = 1812433253*(p^p>>30) + i
	}
	g.used = mtWords
}

func (g *twister) seedBy(key []uint32) {
	g.seed(19650218)
	i, j := 1, 0
	next := func() {
		if i++; i == mtWords {
			g.state[0] = g.state[mtWords-1]
			i = 1
		}
	}
	for range max(mtWords, len(key)) {
		p := g.state[i-1]
		g.state[i] = g.state[i] ^ (p^p>>30)*1664525 + key[j] + uint32(j)
		next()
		if j++; j == len(key) {
			j = 0
		}
	}
	for range mtWords - 1 {
		p := g.state[i-1]
		g.state[i] = g.state[i] ^ (p^p>>30)*1566083941 - uint32(i)
		next()
	}
	g.state[0] = 1 << 31
}

// twist makes the next 624 words of the state.
func twist(s []uint32) {
	for i := range mtWords {
		y := s[i]&(1<<31) | s[(i+1)%mtWords]&(1<<31-1)
		x := s[(i+mtShift)%mtWords] ^ y>>1
		if y&1 != 0 {
			x ^= 0x9908B0DF
		}
		s[i] = x
	}
}

// next32 returns the next 32 random bits of the generator v (no safepoint).
func next32(v Value) uint32 {
	used := int(v.Addr().Word64(4 * mtWords))
	if used >= mtWords {
		g := loadTwister(v)
		twist(g.state[:])
		g.used = 0
		g.save(v)
		used = 0
	}
	y := binary.NativeEndian.Uint32(v.Addr().Bytes(4*used, 4))
	v.Addr().SetWord64(4*mtWords, uint64(used+1))
	y ^= y >> 11
	y ^= y << 7 & 0x9D2C5680
	y ^= y << 15 & 0xEFC60000
	return y ^ y>>18
}

// randomModule is _random, which the library's random derives from.
func randomModule() modules.Module {
	return modules.Module{
		Name: "_random",
		Doc:  "Module implements the Mersenne Twister random number generator.",
		Exec: func(t *Thread, m Ref) bool {
			typ := t.NewBuiltinType(object.TypeDef{
				Name: "Random", Module: "_random", RawSize: mtSize, Flags: object.FlagBaseType,
				Doc:   "Random() -> create a random number generator with its own internal state.",
				Slots: object.Slots{Init: randomInit, New: func(t *Thread, a Args) Value { return t.NewInstance(t.RT.TypeFromObj(a.At(0).V())) }},
				Methods: []object.MethodDef{
					{Name: "random", Sig: "($self, /)", Fn: randomRandom, Doc: "random() -> x in the interval [0, 1)."},
					{Name: "seed", Sig: "($self, n=None, /)", Fn: randomSeed, Doc: "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier."},
					{Name: "getstate", Sig: "($self, /)", Fn: randomGetState, Doc: "getstate() -> tuple containing the current state."},
					{Name: "setstate", Sig: "($self, state, /)", Fn: randomSetState, Doc: "setstate(state) -> None.  Restores generator state."},
					{Name: "getrandbits", Sig: "($self, k, /)", Fn: randomBits, Doc: "getrandbits(k) -> x.  Generates an int with k random bits."},
				},
			})
			return typ != nil && modules.AddTypes(t, m, typ)
		},
	}
}

func randomInit(t *Thread, a Args) bool {
	defer t.Pop(t.Top())
	switch {
	case a.NumKw() > 0:
		t.TypeErrorf("Random() takes no keyword arguments")
		return false
	case a.Len() > 2:
		t.TypeErrorf("Random() requires 0 or 1 argument")
		return false
	case a.Len() == 2:
		return seedWith(t, a.At(0), a.At(1))
	}
	return seedWith(t, a.At(0), t.Push(heap.None))
}

func randomSeed(t *Thread, a Args) Value {
	if !seedWith(t, a.At(0), a.At(1)) {
		return heap.Null
	}
	return heap.None
}

// seedWith seeds a generator by an int of any size, by an object's hash, or for None by
// the system's entropy.
func seedWith(t *Thread, self, n Ref) bool {
	g := &twister{}
	switch {
	case n.V() == heap.None:
		var b [4 * mtWords]byte
		rand.Read(b[:])
		key := make([]uint32, mtWords)
		for i := range key {
			key[i] = binary.NativeEndian.Uint32(b[4*i:])
		}
		g.seedBy(key)
	case t.RT.IsInt(n.V()):
		g.seedBy(keyOf(object.BigOf(n.V())))
	default:
		h, ok := t.Hash(n)
		if !ok {
			return false
		}
		g.seedBy(keyOf(new(big.Int).SetUint64(uint64(h))))
	}
	g.save(self.V())
	return true
}

// keyOf cuts an int's absolute value into words, the lowest first.
func keyOf(n *big.Int) []uint32 {
	b := new(big.Int).Abs(n).Bytes()
	key := make([]uint32, max(1, (len(b)+3)/4))
	for i, x := range b {
		k := len(b) - 1 - i
		key[k/4] |= uint32(x) << (k % 4 * 8)
	}
	return key
}

func randomRandom(t *Thread, a Args) Value {
	v := a.At(0).V()
	high, low := next32(v)>>5, next32(v)>>6
	return heap.Float((float64(high)*(1<<26) + float64(low)) / (1 << 53))
}

func randomBits(t *Thread, a Args) Value {
	k, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	v := a.At(0).V()
	switch {
	case k < 0:
		return t.ValueErrorf("number of bits must be non-negative")
	case k == 0:
		return heap.SmallInt(0)
	case k <= 32:
		return t.NewInt(int64(next32(v) >> (32 - k)))
	case k > 1<<40:
		return t.MemoryError()
	}
	words := make([]byte, (k+31)/32*4)
	for i := len(words); i > 0; i -= 4 {
		r := next32(v)
		if k < 32 {
			r >>= 32 - k
		}
		binary.BigEndian.PutUint32(words[i-4:], r)
		k -= 32
	}
	return t.NewBig(new(big.Int).SetBytes(words))
}

func randomGetState(t *Thread, a Args) Value {
	g := loadTwister(a.At(0).V())
	v := t.NewTuple(mtWords + 1)
	if v == heap.Null {
		return v
	}
	for i, w := range g.state {
		t.TupleSet(v, i, heap.SmallInt(int64(w)))
	}
	t.TupleSet(v, mtWords, heap.SmallInt(int64(g.used)))
	return v
}

func randomSetState(t *Thread, a Args) Value {
	state := a.At(1)
	if !t.RT.TypeOf(state.V()).Has(object.FlagTupleSubclass) {
		return t.TypeErrorf("state vector must be a tuple")
	}
	if t.TupleLen(state.V()) != mtWords+1 {
		return t.ValueErrorf("state vector is the wrong size")
	}
	var g twister
	x := t.PushN(1)
	for i := range mtWords + 1 {
		x.Set(t.TupleAt(state.V(), i))
		if !t.RT.IsInt(x.V()) {
			return t.TypeErrorf("an integer is required")
		}
		n := object.IntValue(x.V())
		u, ok := object.Uint64Of(n)
		switch {
		case object.IntSign(n) < 0 && i < mtWords:
			return t.OverflowErrorf("can't convert negative value to unsigned int")
		case !ok && i < mtWords:
			return t.OverflowErrorf("Python int too large to convert to C unsigned long")
		case i < mtWords:
			g.state[i] = uint32(u)
		case !ok || u > mtWords:
			return t.ValueErrorf("invalid state")
		default:
			g.used = int(u)
		}
	}
	g.save(a.At(0).V())
	return heap.None
}
