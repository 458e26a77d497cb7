package data

import (
	"encoding/hex"
	"hash/crc32"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// asciiState is what the module binascii keeps of one runtime.
type asciiState struct{ error, incomplete *object.Type }

func binasciiModule() modules.Module {
	s := &asciiState{}
	return modules.Module{
		Name: "binascii",
		Doc:  "Conversion between binary data and ASCII",
		Functions: []object.MethodDef{
			{Name: "hexlify", Sig: "(data, sep=<unrepresentable>, bytes_per_sep=1)", Fn: hexlify, Doc: "Hexadecimal representation of binary data.\n\nThe return value is a bytes object.  This function is also\navailable as \"b2a_hex()\"."},
			{Name: "b2a_hex", Sig: "(data, sep=<unrepresentable>, bytes_per_sep=1)", Fn: hexlify, Doc: "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.\n\nThe return value is a bytes object.  This function is also\navailable as \"hexlify()\"."},
			{Name: "unhexlify", Sig: "(hexstr, /)", Fn: s.unhexlify, Doc: "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case)."},
			{Name: "a2b_hex", Sig: "(hexstr, /)", Fn: s.unhexlify, Doc: "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\"."},
			{Name: "b2a_base64", Sig: "(data, /, *, newline=True)", Fn: b2aBase64, Doc: "Base64-code line of data."},
			{Name: "a2b_base64", Sig: "(data, /, *, strict_mode=False)", Fn: s.a2bBase64, Doc: "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not in the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==)."},
			{Name: "b2a_uu", Sig: "(data, /, *, backtick=False)", Fn: s.b2aUU, Doc: "Uuencode line of data."},
			{Name: "a2b_uu", Sig: "(data, /)", Fn: s.a2bUU, Doc: "Decode a line of uuencoded data."},
			{Name: "b2a_qp", Sig: "(data, quotetabs=False, istext=True, header=False)", Fn: b2aQP, Doc: "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded."},
			{Name: "a2b_qp", Sig: "(data, header=False)", Fn: a2bQP, Doc: "Decode a string of qp-encoded data."},
			{Name: "crc32", Sig: "(data, crc=0, /)", Fn: binasciiCRC32, Doc: "Compute CRC-32 incrementally."},
			{Name: "crc_hqx", Sig: "(data, crc, /)", Fn: crcHQX, Doc: "Compute CRC-CCITT incrementally."},
		},
		Exec: func(t *Thread, m Ref) bool {
			s.error = modules.NewException(t, "binascii", "Error", t.RT.Exc.ValueError, "")
			s.incomplete = modules.NewException(t, "binascii", "Incomplete", t.RT.Exc.Exception, "")
			return s.error != nil && s.incomplete != nil && modules.AddTypes(t, m, s.error, s.incomplete)
		},
	}
}

func (s *asciiState) fail(t *Thread, format string, args ...any) Value {
	return t.Errorf(s.error, format, args...)
}

// asciiInput reads an argument that is a bytes-like object or a str of ASCII.
func asciiInput(t *Thread, r Ref) ([]byte, bool) {
	if !t.RT.IsStr(r.V()) {
		if t.RT.TypeOf(r.V()).Slots.GetBuf == nil {
			t.TypeErrorf("argument should be bytes, buffer or ASCII string, not '%s'", t.TypeName(r.V()))
			return nil, false
		}
		return t.BytesLike(r)
	}
	if !object.StrIsASCII(r.V()) {
		t.ValueErrorf("string argument should contain only ASCII characters")
		return nil, false
	}
	return []byte(object.GoStr(r.V())), true
}

func hexlify(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	every, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	digits := make([]byte, hex.EncodedLen(len(data)))
	hex.Encode(digits, data)
	sep := a.At(1)
	if sep.V() == heap.Null {
		return t.NewBytes(digits)
	}
	c, ok := hexSeparator(t, sep)
	if !ok {
		return heap.Null
	}
	left := every < 0
	if left {
		every = -every
	}
	if every == 0 || len(data) == 0 {
		return t.NewBytes(digits)
	}
	var out []byte
	for i := range data {
		// Groups are counted from the right, or with a negative number from the left.
		k := len(data) - i
		if left {
			k = i
		}
		if i > 0 && k%every == 0 {
			out = append(out, c)
		}
		out = append(out, digits[2*i], digits[2*i+1])
	}
	return t.NewBytes(out)
}

// hexSeparator reads the one character between groups of digits.
func hexSeparator(t *Thread, r Ref) (byte, bool) {
	v := r.V()
	text := ""
	switch {
	case t.RT.IsStr(v):
		text = object.GoStr(v)
		if object.StrLen(v) == 1 && !object.StrIsASCII(v) {
			// Latin-1 passes, too.
			c := codePoints(v)[0]
			if c > 0xFF {
				t.ValueErrorf("sep must be ASCII.")
				return 0, false
			}
			text = string([]byte{byte(c)})
		}
	case t.RT.IsBytes(v):
		text = string(object.BytesOf(v))
	default:
		n := t.Length(r)
		if n < 0 {
			return 0, false
		}
		if n == 1 {
			t.TypeErrorf("sep must be str or bytes.")
			return 0, false
		}
	}
	if len(text) != 1 {
		t.ValueErrorf("sep must be length 1.")
		return 0, false
	}
	return text[0], true
}

func (s *asciiState) unhexlify(t *Thread, a Args) Value {
	data, ok := asciiInput(t, a.At(0))
	if !ok {
		return heap.Null
	}
	if len(data)%2 != 0 {
		return s.fail(t, "Odd-length string")
	}
	out := make([]byte, len(data)/2)
	if _, err := hex.Decode(out, data); err != nil {
		return s.fail(t, "Non-hexadecimal digit found")
	}
	return t.NewBytes(out)
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func b2aBase64(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	newline := t.IsTrue(a.At(1))
	if newline < 0 {
		return heap.Null
	}
	out := make([]byte, 0, len(data)/3*4+5)
	for len(data) > 0 {
		var b [3]byte
		n := copy(b[:], data)
		data = data[n:]
		u := uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2])
		group := [4]byte{base64Digits[u>>18], base64Digits[u>>12&63], base64Digits[u>>6&63], base64Digits[u&63]}
		for i := n + 1; i < 4; i++ {
			group[i] = '='
		}
		out = append(out, group[:]...)
	}
	if newline == 1 {
		out = append(out, '\n')
	}
	return t.NewBytes(out)
}

// a2bBase64 skips what is no digit, unless it is strict.
func (s *asciiState) a2bBase64(t *Thread, a Args) Value {
	data, ok := asciiInput(t, a.At(0))
	if !ok {
		return heap.Null
	}
	n := t.IsTrue(a.At(1))
	if n < 0 {
		return heap.Null
	}
	strict := n == 1
	if strict && len(data) > 0 && data[0] == '=' {
		return s.fail(t, "Leading padding not allowed")
	}
	var out []byte
	quad, pads, left := 0, 0, byte(0)
	padded := false
	for i, c := range data {
		if c == '=' {
			padded = true
			if quad >= 2 {
				pads++
				if quad+pads >= 4 {
					// A complete group: what follows is no part of the data.
					if strict && i+1 < len(data) {
						return s.fail(t, "Excess data after padding")
					}
					return t.NewBytes(out)
				}
			}
			continue
		}
		v := strings.IndexByte(base64Digits, c)
		if v < 0 {
			if strict {
				return s.fail(t, "Only base64 data is allowed")
			}
			continue
		}
		if strict && padded {
			return s.fail(t, "Discontinuous padding not allowed")
		}
		pads = 0
		d := byte(v)
		switch quad {
		case 0:
			left = d
		case 1:
			out, left = append(out, left<<2|d>>4), d&15
		case 2:
			out, left = append(out, left<<4|d>>2), d&3
		case 3:
			out, left = append(out, left<<6|d), 0
		}
		quad = (quad + 1) % 4
	}
	switch quad {
	case 0:
		return t.NewBytes(out)
	case 1:
		return s.fail(t, "Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a multiple of 4", len(out)/3*4+1)
	}
	return s.fail(t, "Incorrect padding")
}

func (s *asciiState) b2aUU(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	backtick := t.IsTrue(a.At(1))
	if backtick < 0 {
		return heap.Null
	}
	if len(data) > 45 {
		return s.fail(t, "At most 45 bytes at once")
	}
	char := func(b byte) byte {
		if b == 0 && backtick == 1 {
			return '`'
		}
		return b + ' '
	}
	out := []byte{char(byte(len(data)))}
	for len(data) > 0 {
		var b [3]byte
		data = data[copy(b[:], data):]
		u := uint(b[0])<<16 | uint(b[1])<<8 | uint(b[2])
		for shift := 18; shift >= 0; shift -= 6 {
			out = append(out, char(byte(u>>shift&63)))
		}
	}
	return t.NewBytes(append(out, '\n'))
}

func (s *asciiState) a2bUU(t *Thread, a Args) Value {
	data, ok := asciiInput(t, a.At(0))
	if !ok {
		return heap.Null
	}
	if len(data) == 0 {
		return t.NewBytes(make([]byte, 32))
	}
	n := int(data[0]-' ') & 63
	out := make([]byte, 0, n)
	bits, have, i := uint(0), 0, 1
	for ; len(out) < n; i++ {
		c := byte(' ') // a line may have lost its trailing spaces
		if i < len(data) {
			c = data[i]
		}
		switch {
		case c == '\n' || c == '\r':
			c = 0
		case c < ' ' || c > ' '+64:
			return s.fail(t, "Illegal char")
		default:
			c = (c - ' ') & 63
		}
		bits = bits<<6 | uint(c)
		if have += 6; have >= 8 {
			have -= 8
			out = append(out, byte(bits>>have))
		}
	}
	for ; i < len(data); i++ {
		switch data[i] {
		case ' ', ' ' + 64, '\n', '\r':
		default:
			return s.fail(t, "Trailing garbage")
		}
	}
	return t.NewBytes(out)
}

func binasciiCRC32(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	start, ok := lowWord(t, a.At(1))
	if !ok {
		return heap.Null
	}
	return t.NewInt(int64(crc32.Update(start, crc32.IEEETable, data)))
}

// lowWord reads an int modulo 2^32.
func lowWord(t *Thread, r Ref) (uint32, bool) {
	if !t.RT.HasIndex(r.V()) {
		t.TypeErrorf("'%s' object cannot be interpreted as an integer", t.TypeName(r.V()))
		return 0, false
	}
	v := t.Index(r)
	if v == heap.Null {
		return 0, false
	}
	if i, ok := object.Int64Of(v); ok {
		return uint32(i), true
	}
	b := object.BigOf(v)
	low := uint32(b.Bits()[0])
	if b.Sign() < 0 {
		low = -low
	}
	return low, true
}

func crcHQX(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	start, ok := lowWord(t, a.At(1))
	if !ok {
		return heap.Null
	}
	crc := uint16(start)
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return heap.SmallInt(int64(crc))
}
