package data

import (
	"encoding/binary"
	"math"
)

// A format of struct, taken apart: where each value lies in the bytes.
type format struct {
	order  binary.ByteOrder
	native bool
	size   int
	fields []structField
	values int // how many values: repetitions are counted, padding is not
}

// structField is one code with its repetitions. Those of s and p are one value of count
// bytes.
type structField struct {
	code   byte
	offset int
	size   int // of one
	count  int
}

// text says that the field is one value of bytes.
func (f *structField) text() bool { return f.code == 's' || f.code == 'p' }

// structSizes are the sizes of codes in native mode, where they are alignments too, and in
// standard mode; 0: the code is not known there.
func structSizes(code byte) (native, standard int) {
	switch code {
	case 'x', 'c', 'b', 'B', '?', 's', 'p':
		return 1, 1
	case 'h', 'H', 'e':
		return 2, 2
	case 'i', 'I', 'f':
		return 4, 4
	case 'l', 'L':
		return 8, 4
	case 'q', 'Q', 'd':
		return 8, 8
	case 'n', 'N', 'P':
		return 8, 0
	}
	return 0, 0
}

const (
	badChar    = "bad char in struct format"
	noCode     = "repeat count given without format specifier"
	sizeTooBig = "total struct size too long"
)

// parseFormat takes a format apart. problem is what struct.error is to say; "": none.
func parseFormat(text string) (f *format, problem string) {
	f = &format{order: binary.LittleEndian, native: true}
	align := true
	if text != "" {
		switch text[0] {
		case '@':
			text = text[1:]
		case '=', '<':
			text, f.native, align = text[1:], false, false
		case '>', '!':
			text, f.native, align = text[1:], false, false
			f.order = binary.BigEndian
		}
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == ' ' || c >= '\t' && c <= '\r' {
			continue
		}
		count := 1
		if c >= '0' && c <= '9' {
			count = 0
			for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
				d := int(text[i] - '0')
				if count > (math.MaxInt-d)/10 {
					return nil, sizeTooBig
				}
				count = count*10 + d
			}
			if i == len(text) {
				return nil, noCode
			}
			c = text[i]
		}
		native, size := structSizes(c)
		if f.native {
			size = native
		}
		if size == 0 {
			return nil, badChar
		}
		if align {
			pad := -f.size & (size - 1)
			if f.size > math.MaxInt-pad {
				return nil, sizeTooBig
			}
			f.size += pad
		}
		if count > (math.MaxInt-f.size)/size {
			return nil, sizeTooBig
		}
		field := structField{c, f.size, size, count}
		f.size += size * count
		switch {
		case c == 'x':
			continue
		case field.text():
			f.values++
		case count == 0:
			continue
		default:
			f.values += count
		}
		f.fields = append(f.fields, field)
	}
	return f, ""
}

// halfBits returns f as an IEEE float of 16 bits, rounded to even; ok is false when it is
// too large.
func halfBits(f float64) (bits uint16, ok bool) {
	sign := uint16(0)
	if math.Signbit(f) {
		sign = 0x8000
	}
	a := math.Abs(f)
	switch {
	case f != f:
		return sign | 0x7E00, true
	case math.IsInf(f, 0):
		return sign | 0x7C00, true
	case a == 0:
		return sign, true
	}
	_, e := math.Frexp(a) // a = m·2^e, m in [0.5, 1)
	e = max(e-1, -14)     // below are the subnormal ones
	n := math.RoundToEven(math.Ldexp(a, 10-e))
	if n >= 2048 {
		n, e = n/2, e+1
	}
	if e > 15 {
		return 0, false
	}
	if n < 1024 {
		return sign | uint16(n), true
	}
	return sign | uint16(e+15)<<10 | uint16(n)&0x3FF, true
}

// halfFloat is the inverse of halfBits.
func halfFloat(bits uint16) float64 {
	e, m := int(bits>>10&31), float64(bits&0x3FF)
	f := 0.
	switch {
	case e == 31 && m != 0:
		f = math.NaN()
	case e == 31:
		f = math.Inf(1)
	case e == 0:
		f = math.Ldexp(m, -24)
	default:
		f = math.Ldexp(m+1024, e-25)
	}
	if bits&0x8000 != 0 {
		f = math.Copysign(f, -1)
	}
	return f
}
