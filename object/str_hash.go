package object

import (
	crand "crypto/rand"
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// hashSeed makes the hashes of str and bytes differ from process to process,
// as CPython's do: order of sets must not be relied on, and collisions cannot
// be prepared.
var hashSeed = func() uint64 {
	var b [8]byte
	crand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}()

// SetHashSeed fixes the seed of the hashes of str and bytes (PYTHONHASHSEED).
// It must be called before the first runtime is made.
func SetHashSeed(seed uint64) { hashSeed = seed }

func mulFold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func load64(b []byte, i int) uint64 { return *(*uint64)(unsafe.Pointer(&b[i])) }
func load32(b []byte, i int) uint64 { return uint64(*(*uint32)(unsafe.Pointer(&b[i]))) }

// hashBytes hashes b by folded 128-bit multiplications, 16 bytes a step (the
// scheme of wyhash). Empty input hashes to 0 as CPython's does; nothing hashes
// to -1, which is C's error value.
func hashBytes(b []byte) int64 {
	const (
		k0 = 0xA0761D6478BD642F
		k1 = 0xE7037ED1A0B428DB
		k2 = 0x8EBC6AF09C88C6E3
	)
	n := len(b)
	if n == 0 {
		return 0
	}
	h := hashSeed ^ mulFold(hashSeed^k0, uint64(n)^k1)
	for len(b) > 16 {
		h = mulFold(load64(b, 0)^k1, load64(b, 8)^h)
		b = b[16:]
	}
	// What is left is 1 to 16 bytes: two words that overlap where there are
	// fewer.
	var x, y uint64
	m := len(b)
	switch {
	case m >= 8:
		x, y = load64(b, 0), load64(b, m-8)
	case m >= 4:
		x, y = load32(b, 0), load32(b, m-4)
	default:
		x = uint64(b[0])<<16 | uint64(b[m>>1])<<8 | uint64(b[m-1])
	}
	h = mulFold(mulFold(x^k1, y^h)^k2, uint64(n)^k0)
	switch int64(h) {
	case -1:
		return -2
	case 0: // a str's hash word 0 says "not computed"
		return 1
	}
	return int64(h)
}
