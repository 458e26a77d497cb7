package data

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math/bits"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// BLAKE2 (RFC 7693) with all of its parameters: key, salt, personalization and the place in a
// tree, which Go's implementations leave out. BLAKE2s is BLAKE2b with words of 32 bits instead
// of 64, other rotations and fewer rounds, so one function computes both.

// blakeKind tells the two apart.
type blakeKind struct {
	name   string
	word   int // bytes
	rounds int
	rotate [4]int
	iv     [8]uint64
}

var blakeKinds = []*blakeKind{
	{"blake2b", 8, 12, [4]int{32, 24, 16, 63}, [8]uint64{
		0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
		0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179}},
	{"blake2s", 4, 10, [4]int{16, 12, 8, 7}, [8]uint64{
		0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19}},
}

var blakeSigma = [10][16]uint8{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}

func (k *blakeKind) block() int { return 16 * k.word }
func (k *blakeKind) out() int   { return 8 * k.word }
func (k *blakeKind) salt() int  { return 2 * k.word }

// blake is a hash on its way. Its fields have fixed sizes, so that it is its own encoding.
type blake struct {
	H      [8]uint64
	Total  uint64 // bytes hashed
	Buf    [128]byte
	Filled uint32 // bytes in Buf
	Size   uint32 // of the digest
	Last   bool   // the last node of its level
}

func (k *blakeKind) word64(b []byte) uint64 {
	if k.word == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

func (k *blakeKind) rotr(x uint64, n int) uint64 {
	if k.word == 4 {
		return uint64(bits.RotateLeft32(uint32(x), -n))
	}
	return bits.RotateLeft64(x, -n)
}

// compress takes a block into the state.
func (k *blakeKind) compress(s *blake, block []byte, final bool) {
	mask := ^uint64(0) >> (64 - 8*k.word)
	var m, v [16]uint64
	for i := range m {
		m[i] = k.word64(block[i*k.word:])
	}
	copy(v[:8], s.H[:])
	copy(v[8:], k.iv[:])
	v[12] ^= s.Total & mask
	if k.word == 4 {
		v[13] ^= s.Total >> 32
	}
	if final {
		v[14] ^= mask
		if s.Last {
			v[15] ^= mask
		}
	}
	mix := func(a, b, c, d int, x, y uint64) {
		v[a] = (v[a] + v[b] + x) & mask
		v[d] = k.rotr(v[d]^v[a], k.rotate[0])
		v[c] = (v[c] + v[d]) & mask
		v[b] = k.rotr(v[b]^v[c], k.rotate[1])
		v[a] = (v[a] + v[b] + y) & mask
		v[d] = k.rotr(v[d]^v[a], k.rotate[2])
		v[c] = (v[c] + v[d]) & mask
		v[b] = k.rotr(v[b]^v[c], k.rotate[3])
	}
	for r := range k.rounds {
		p := &blakeSigma[r%10]
		for i := range 4 {
			mix(i, i+4, i+8, i+12, m[p[2*i]], m[p[2*i+1]])
		}
		for i := range 4 {
			mix(i, (i+1)%4+4, (i+2)%4+8, (i+3)%4+12, m[p[8+2*i]], m[p[9+2*i]])
		}
	}
	for i := range s.H {
		s.H[i] ^= v[i] ^ v[i+8]
	}
}

// write hashes more. A full block waits until there is more, for it may be the last.
func (k *blakeKind) write(s *blake, data []byte) {
	for len(data) > 0 {
		if int(s.Filled) == k.block() {
			s.Total += uint64(s.Filled)
			k.compress(s, s.Buf[:], false)
			s.Filled = 0
		}
		n := copy(s.Buf[s.Filled:k.block()], data)
		s.Filled += uint32(n)
		data = data[n:]
	}
}

func (k *blakeKind) digest(s blake) []byte {
	s.Total += uint64(s.Filled)
	clear(s.Buf[s.Filled:])
	k.compress(&s, s.Buf[:], true)
	var out []byte
	for _, h := range s.H {
		out = binary.LittleEndian.AppendUint64(out, h)
		out = out[:len(out)-8+k.word]
	}
	return out[:s.Size]
}

func blake2Module() modules.Module {
	return modules.Module{Name: "_blake2", Doc: "_blake2b provides BLAKE2b for hashlib\n", Exec: func(t *Thread, m Ref) bool {
		for _, k := range blakeKinds {
			typ := k.makeType(t)
			if typ == nil || !modules.AddTypes(t, m, typ) {
				return false
			}
		}
		return true
	}}
}

func (k *blakeKind) load(self Ref) (s blake) {
	raw := []byte(object.BytesOf(self.V().Addr().Ref(0)))
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, &s); err != nil {
		panic("BUG: the state of a hash: " + err.Error())
	}
	return s
}

func (k *blakeKind) store(t *Thread, self Ref, s *blake) bool {
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, s)
	v := t.NewBytes(b.Bytes())
	if v == heap.Null {
		return false
	}
	t.Store(self.V(), 0, v)
	return true
}

func (k *blakeKind) update(t *Thread, self, data Ref) bool {
	b, ok := hashInput(t, data)
	if !ok {
		return false
	}
	s := k.load(self)
	k.write(&s, b)
	return k.store(t, self, &s)
}

func (k *blakeKind) makeType(t *Thread) *object.Type {
	number := func(name string, n int) object.AttrDef { return modules.Constant(name, n) }
	shown := func(show func(b []byte) Value) object.Native {
		return func(t *Thread, a Args) Value { return show(k.digest(k.load(a.At(0)))) }
	}
	return t.NewBuiltinType(object.TypeDef{
		Name: k.name, Module: "_blake2", FixedRefs: 1, Flags: object.FlagBaseType, Doc: "Return a new " + map[int]string{8: "BLAKE2b", 4: "BLAKE2s"}[k.word] + " hash object.",
		Slots: object.Slots{New: k.construct()},
		Attrs: []object.AttrDef{number("SALT_SIZE", k.salt()), number("PERSON_SIZE", k.salt()), number("MAX_KEY_SIZE", k.out()), number("MAX_DIGEST_SIZE", k.out())},
		Methods: []object.MethodDef{
			{Name: "update", Sig: "($self, data, /)", Doc: "Update this hash object's state with the provided bytes-like object.", Fn: func(t *Thread, a Args) Value {
				if !k.update(t, a.At(0), a.At(1)) {
					return heap.Null
				}
				return heap.None
			}},
			{Name: "digest", Sig: "($self, /)", Doc: "Return the digest value as a bytes object.", Fn: shown(func(b []byte) Value { return t.NewBytes(b) })},
			{Name: "hexdigest", Sig: "($self, /)", Doc: "Return the digest value as a string of hexadecimal digits.", Fn: shown(func(b []byte) Value { return t.NewStr(hex.EncodeToString(b)) })},
			{Name: "copy", Sig: "($self, /)", Doc: "Return a copy of the hash object.", Fn: func(t *Thread, a Args) Value {
				v := t.NewInstance(t.RT.TypeOf(a.At(0).V()))
				if v != heap.Null {
					t.Store(v, 0, a.At(0).V().Addr().Ref(0))
				}
				return v
			}},
		},
		GetSets: []object.GetSetDef{
			{Name: "name", Get: func(t *Thread, self Ref) Value { return t.RT.Intern(k.name).V() }},
			{Name: "block_size", Get: func(t *Thread, self Ref) Value { return heap.SmallInt(int64(k.block())) }},
			{Name: "digest_size", Get: func(t *Thread, self Ref) Value {
				s := k.load(self)
				return heap.SmallInt(int64(s.Size))
			}},
		},
	})
}

// construct starts a hash: its state is that of a parameter block, whose layout is in the
// specification.
func (k *blakeKind) construct() object.Native {
	sig := object.ParseConstructor(k.name, "($self, data=<unrepresentable>, /, *, digest_size=<unrepresentable>, key=<unrepresentable>, salt=<unrepresentable>, "+
		"person=<unrepresentable>, fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)")
	return func(t *Thread, args Args) Value {
		defer t.Pop(t.Top())
		a, ok := sig.Bind(t, args)
		if !ok {
			return heap.Null
		}
		p := make([]byte, k.out())
		size := k.out()
		if a.At(2).V() != heap.Null {
			if size, ok = t.AsSsize(a.At(2), t.RT.Exc.OverflowError); !ok {
				return heap.Null
			}
		}
		if size <= 0 || size > k.out() {
			return t.ValueErrorf("digest_size must be between 1 and %d bytes", k.out())
		}
		var texts [3][]byte // key, salt, person
		for i, name := range []string{"key", "salt", "person"} {
			if a.At(3+i).V() == heap.Null {
				continue
			}
			if texts[i], ok = t.BytesLike(a.At(3 + i)); !ok {
				return heap.Null
			}
			most := k.salt()
			if i == 0 {
				most = k.out()
			}
			if len(texts[i]) > most {
				return t.ValueErrorf("maximum %s length is %d bytes", name, most)
			}
		}
		var n [6]uint64 // fanout, depth, leaf_size, node_offset, node_depth, inner_size
		limits := [6]uint64{255, 255, 1<<32 - 1, 1<<64 - 1, 255, uint64(k.out())}
		if k.word == 4 {
			limits[3] = 1<<48 - 1
		}
		for i := range n {
			v := t.Index(a.At(6 + i))
			if v == heap.Null {
				return v
			}
			u, fits := object.Uint64Of(v)
			if object.IntSign(v) < 0 && (i == 2 || i == 3) {
				return t.ValueErrorf("value must be positive")
			}
			if !fits || u > limits[i] || i == 1 && u == 0 {
				switch i {
				case 0:
					return t.ValueErrorf("fanout must be between 0 and 255")
				case 1:
					return t.ValueErrorf("depth must be between 1 and 255")
				case 2:
					return t.OverflowErrorf("leaf_size is too large")
				case 3:
					return t.OverflowErrorf("node_offset is too large")
				case 4:
					return t.ValueErrorf("node_depth must be between 0 and 255")
				}
				return t.ValueErrorf("inner_size must be between 0 and is %d", k.out())
			}
			n[i] = u
		}
		last := t.IsTrue(a.At(12))
		if last < 0 {
			return heap.Null
		}
		p[0], p[1], p[2], p[3] = byte(size), byte(len(texts[0])), byte(n[0]), byte(n[1])
		binary.LittleEndian.PutUint32(p[4:], uint32(n[2]))
		if k.word == 8 {
			binary.LittleEndian.PutUint64(p[8:], n[3])
			p[16], p[17] = byte(n[4]), byte(n[5])
			copy(p[32:48], texts[1])
			copy(p[48:], texts[2])
		} else {
			binary.LittleEndian.PutUint64(p[8:], n[3]) // of which six bytes count
			p[14], p[15] = byte(n[4]), byte(n[5])
			copy(p[16:24], texts[1])
			copy(p[24:], texts[2])
		}
		s := &blake{Size: uint32(size), Last: last == 1}
		for i := range s.H {
			s.H[i] = k.iv[i] ^ k.word64(p[i*k.word:])
		}
		if len(texts[0]) > 0 {
			block := make([]byte, k.block())
			copy(block, texts[0])
			k.write(s, block)
		}
		self := t.Push(t.NewInstance(t.RT.TypeFromObj(a.At(0).V())))
		if self.V() == heap.Null || !k.store(t, self, s) || a.At(1).V() != heap.Null && !k.update(t, self, a.At(1)) {
			return heap.Null
		}
		return self.V()
	}
}
