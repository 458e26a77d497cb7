package data

import (
	"errors"
	"math/bits"
)

// inflater decompresses deflate (RFC 1951) as its input comes: whatever is missing, it stops at
// the last whole step and goes on from there. Go's own decompressor reads from a stream, and one
// whose input ended in between cannot go on.
//
// A step is what is read at once: a block's head, a symbol with its extra bits, a run of stored
// bytes. Before each the place in the input is noted, and a step that lacks input is undone.
type inflater struct {
	in   []byte // not yet read
	acc  uint64 // bits read of in, and not yet used
	have uint
	hist []byte // the last output, what matches refer to

	mode   inflateMode
	last   bool // this block is the last
	stored int  // bytes of a stored block still to come
	lit    huffman
	dist   huffman
}

type inflateMode uint8

const (
	blockHead inflateMode = iota
	storedBytes
	symbols
	inflated
)

const window = 32 << 10

// huffman is a canonical code: how many codes of each length there are, and the symbols in the
// order of their codes; quick maps the next bits to a symbol and its length, 0 for longer codes.
type huffman struct {
	count  [16]uint16
	symbol []uint16
	quick  [1 << quickBits]uint16
}

const quickBits = 9

var (
	errNeedInput = errors.New("more input is needed")

	lengthBase  = [29]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra = [29]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distBase    = [30]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	codeOrder   = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// newHuffman makes a code of the lengths of its symbols. incomplete says that one with unused
// codes is no mistake.
func newHuffman(lengths []uint8, incomplete bool) (h huffman, ok bool) {
	for _, n := range lengths {
		h.count[n]++
	}
	h.count[0] = 0
	left, total := 1, 0
	for n := 1; n < len(h.count); n++ {
		if left = left<<1 - int(h.count[n]); left < 0 {
			return h, false // more codes than there can be
		}
		total += int(h.count[n])
	}
	if left > 0 && !(incomplete && total <= 1) {
		return h, false
	}
	var next [16]uint16
	for n := 1; n < 15; n++ {
		next[n+1] = next[n] + h.count[n]
	}
	h.symbol = make([]uint16, total)
	for s, n := range lengths {
		if n != 0 {
			h.symbol[next[n]] = uint16(s)
			next[n]++
		}
	}
	code, index := 0, 0
	for n := 1; n <= quickBits; n++ {
		for range h.count[n] {
			reversed := int(bits.Reverse16(uint16(code)) >> (16 - n))
			for b := reversed; b < len(h.quick); b += 1 << n {
				h.quick[b] = h.symbol[index]<<4 | uint16(n)
			}
			code, index = code+1, index+1
		}
		code <<= 1
	}
	return h, true
}

// need makes n bits available.
func (z *inflater) need(n uint) bool {
	for z.have < n {
		if len(z.in) == 0 {
			return false
		}
		z.acc |= uint64(z.in[0]) << z.have
		z.in = z.in[1:]
		z.have += 8
	}
	return true
}

func (z *inflater) take(n uint) int {
	v := int(z.acc & (1<<n - 1))
	z.acc >>= n
	z.have -= n
	return v
}

func (z *inflater) bits(n uint) (int, error) {
	if !z.need(n) {
		return 0, errNeedInput
	}
	return z.take(n), nil
}

// decode reads a symbol.
func (z *inflater) decode(h *huffman) (int, error) {
	if z.need(15); z.have > 0 {
		if q := h.quick[z.acc&(1<<quickBits-1)]; q != 0 && uint(q&15) <= z.have {
			z.take(uint(q & 15))
			return int(q >> 4), nil
		}
	}
	code, first, index := 0, 0, 0
	for n := uint(1); n < 16; n++ {
		if z.have < n {
			return 0, errNeedInput
		}
		code |= int(z.acc >> (n - 1) & 1)
		count := int(h.count[n])
		if code-count < first {
			z.take(n)
			return int(h.symbol[index+code-first]), nil
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return 0, errors.New("invalid code")
}

// run decompresses what it can, at most limit bytes. errNeedInput: all the input is used up;
// nil: the limit is reached, or the end (mode inflated).
func (z *inflater) run(limit int) (out []byte, err error) {
	emit := func(b ...byte) {
		out = append(out, b...)
		z.hist = append(z.hist, b...)
		if len(z.hist) > 3*window {
			z.hist = append([]byte(nil), z.hist[len(z.hist)-window:]...)
		}
	}
	for z.mode != inflated && len(out) < limit {
		in, acc, have := z.in, z.acc, z.have
		switch z.mode {
		case blockHead:
			err = z.head()
		case storedBytes:
			err = z.copyStored(limit-len(out), emit)
		case symbols:
			err = z.oneSymbol(emit)
		}
		if err != nil {
			if err == errNeedInput {
				z.in, z.acc, z.have = in, acc, have
			}
			return out, err
		}
	}
	return out, nil
}

func (z *inflater) endBlock() {
	z.mode = blockHead
	if z.last {
		z.mode = inflated
	}
}

func (z *inflater) copyStored(room int, emit func(...byte)) error {
	if z.stored == 0 {
		z.endBlock()
		return nil
	}
	// Bytes that were read as bits come first.
	if z.have >= 8 {
		emit(byte(z.take(8)))
		z.stored--
		return nil
	}
	n := min(z.stored, len(z.in), room)
	if n == 0 {
		return errNeedInput
	}
	emit(z.in[:n]...)
	z.in = z.in[n:]
	z.stored -= n
	return nil
}

func (z *inflater) head() error {
	b, err := z.bits(3)
	if err != nil {
		return err
	}
	last := b&1 == 1
	switch b >> 1 {
	case 0:
		z.take(z.have % 8)
		n, err := z.bits(16)
		if err != nil {
			return err
		}
		inverse, err := z.bits(16)
		if err != nil {
			return err
		}
		if n != ^inverse&0xFFFF {
			return errors.New("invalid stored block lengths")
		}
		z.stored, z.mode = n, storedBytes
	case 1:
		z.lit, z.dist = fixedCodes()
		z.mode = symbols
	case 2:
		if err := z.codes(); err != nil {
			return err
		}
		z.mode = symbols
	default:
		return errors.New("invalid block type")
	}
	z.last = last
	return nil
}

func fixedCodes() (lit, dist huffman) {
	var l [288]uint8
	for i := range l {
		switch {
		case i < 144:
			l[i] = 8
		case i < 256:
			l[i] = 9
		case i < 280:
			l[i] = 7
		default:
			l[i] = 8
		}
	}
	var d [32]uint8
	for i := range d {
		d[i] = 5
	}
	lit, _ = newHuffman(l[:], false)
	dist, _ = newHuffman(d[:], false)
	return lit, dist
}

// codes reads the codes that a block brings along.
func (z *inflater) codes() error {
	var n [3]int
	for i, size := range []uint{5, 5, 4} {
		v, err := z.bits(size)
		if err != nil {
			return err
		}
		n[i] = v
	}
	nlit, ndist, ncode := n[0]+257, n[1]+1, n[2]+4
	if nlit > 286 || ndist > 30 {
		return errors.New("too many length or distance symbols")
	}
	var lengths [19]uint8
	for i := range ncode {
		v, err := z.bits(3)
		if err != nil {
			return err
		}
		lengths[codeOrder[i]] = uint8(v)
	}
	code, ok := newHuffman(lengths[:], false)
	if !ok {
		return errors.New("invalid code lengths set")
	}
	all := make([]uint8, 0, nlit+ndist)
	for len(all) < nlit+ndist {
		s, err := z.decode(&code)
		if err != nil {
			return err
		}
		if s < 16 {
			all = append(all, uint8(s))
			continue
		}
		repeated, extra, least := uint8(0), uint(2), 3
		switch s {
		case 16:
			if len(all) == 0 {
				return errors.New("invalid bit length repeat")
			}
			repeated = all[len(all)-1]
		case 17:
			extra = 3
		case 18:
			extra, least = 7, 11
		}
		v, err := z.bits(extra)
		if err != nil {
			return err
		}
		if len(all)+least+v > nlit+ndist {
			return errors.New("invalid bit length repeat")
		}
		for range least + v {
			all = append(all, repeated)
		}
	}
	if all[256] == 0 {
		return errors.New("invalid code -- missing end-of-block")
	}
	if z.lit, ok = newHuffman(all[:nlit], true); !ok {
		return errors.New("invalid literal/lengths set")
	}
	if z.dist, ok = newHuffman(all[nlit:], true); !ok {
		return errors.New("invalid distances set")
	}
	return nil
}

// oneSymbol reads a literal, or a match with its distance.
func (z *inflater) oneSymbol(emit func(...byte)) error {
	s, err := z.decode(&z.lit)
	switch {
	case err == errNeedInput:
		return err
	case err != nil || s > 285:
		return errors.New("invalid literal/length code")
	case s < 256:
		emit(byte(s))
		return nil
	case s == 256:
		z.endBlock()
		return nil
	}
	extra, err := z.bits(uint(lengthExtra[s-257]))
	if err != nil {
		return err
	}
	length := int(lengthBase[s-257]) + extra
	d, err := z.decode(&z.dist)
	switch {
	case err == errNeedInput:
		return err
	case err != nil || d > 29:
		return errors.New("invalid distance code")
	}
	extra, err = z.bits(uint(max(d/2-1, 0)))
	if err != nil {
		return err
	}
	distance := int(distBase[d]) + extra
	if distance > len(z.hist) || distance > window {
		return errors.New("invalid distance too far back")
	}
	match := make([]byte, length)
	from := z.hist[len(z.hist)-distance:]
	for i := range match {
		match[i] = from[i%distance]
	}
	emit(match...)
	return nil
}

// rest gives back the input that was read ahead and not used, byte by byte.
func (z *inflater) rest() []byte {
	z.take(z.have % 8)
	var ahead []byte
	for z.have >= 8 {
		ahead = append(ahead, byte(z.take(8)))
	}
	return append(ahead, z.in...)
}
