package loader

import "bytes"

// reader takes the encodings of DWARF apart. Reading past the end gives zeros and sets
// bad.
type reader struct {
	data []byte
	pos  uint64
	addr uint64 // of data[0], for relative pointers
	bad  bool
}

func (r *reader) bytes(n uint64) []byte {
	if r.pos > uint64(len(r.data)) || n > uint64(len(r.data))-r.pos {
		r.bad = true
		r.pos = uint64(len(r.data))
		return nil
	}
	b := r.data[r.pos : r.pos+n]
	r.pos += n
	return b
}

func (r *reader) skip(n uint64) { r.bytes(n) }

func (r *reader) rest() []byte {
	if r.pos > uint64(len(r.data)) {
		r.bad = true
		return nil
	}
	return r.data[r.pos:]
}

func (r *reader) u8() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) u16() uint16 {
	if b := r.bytes(2); b != nil {
		return order.Uint16(b)
	}
	return 0
}

func (r *reader) u32() uint32 {
	if b := r.bytes(4); b != nil {
		return order.Uint32(b)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if b := r.bytes(8); b != nil {
		return order.Uint64(b)
	}
	return 0
}

func (r *reader) uleb() uint64 {
	v := uint64(0)
	for shift := 0; ; shift += 7 {
		b := r.u8()
		v |= uint64(b&0x7f) << min(shift, 63)
		if b&0x80 == 0 {
			return v
		}
	}
}

func (r *reader) sleb() int64 {
	v := int64(0)
	for shift := 0; ; {
		b := r.u8()
		v |= int64(b&0x7f) << min(shift, 63)
		shift += 7
		if b&0x80 == 0 {
			if shift < 64 && b&0x40 != 0 {
				v |= -1 << shift
			}
			return v
		}
	}
}

func (r *reader) str() string {
	rest := r.rest()
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		r.bad = true
		return ""
	}
	r.pos += uint64(end) + 1
	return string(rest[:end])
}

// pointer reads an address in one of the encodings of .eh_frame (DW_EH_PE): the low four
// bits say the format, the next three what it is relative to. Relative to the text, the
// data or a function, and indirect ones, do not occur in what we read.
func (r *reader) pointer(encoding byte) uint64 {
	if encoding == 0xff { // omitted
		return 0
	}
	at := r.addr + r.pos
	v := uint64(0)
	switch encoding & 0x0f {
	case 0x00, 0x04, 0x0c:
		v = r.u64()
	case 0x01:
		v = r.uleb()
	case 0x02:
		v = uint64(r.u16())
	case 0x03:
		v = uint64(r.u32())
	case 0x09:
		v = uint64(r.sleb())
	case 0x0a:
		v = uint64(int16(r.u16()))
	case 0x0b:
		v = uint64(int32(r.u32()))
	default:
		r.bad = true
	}
	switch encoding & 0x70 {
	case 0x00:
	case 0x10: // relative to itself
		v += at
	default:
		r.bad = true
	}
	return v
}
