package data

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// zlibState is what the module zlib keeps of one runtime. Compression is Go's: its output is
// another than C's zlib gives, of about the same size, and is what every zlib reads.
type zlibState struct{ error, compress, decompress *object.Type }

const (
	zlibMaxWbits = 15
	zlibBufSize  = 16384

	zNoFlush, zPartialFlush, zSyncFlush, zFullFlush, zFinish = 0, 1, 2, 3, 4
)

// wrapper is what is around the compressed data.
type wrapper uint8

const (
	wrapZlib wrapper = iota
	wrapGzip
	wrapNone
	wrapAny // zlib or gzip, by the first byte
)

// wrapperOf reads the argument wbits; ok is false for a number that says nothing.
func wrapperOf(wbits int, auto bool) (w wrapper, ok bool) {
	switch {
	case wbits >= 8 && wbits <= 15 || wbits == 0 && auto:
		return wrapZlib, true
	case wbits >= 24 && wbits <= 31:
		return wrapGzip, true
	case wbits <= -8 && wbits >= -15:
		return wrapNone, true
	case wbits >= 40 && wbits <= 47 && auto:
		return wrapAny, true
	}
	return 0, false
}

func zlibModule() modules.Module {
	s := &zlibState{}
	m := modules.Module{
		Name: "zlib",
		Doc:  "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.",
		Functions: []object.MethodDef{
			{Name: "compress", Sig: "(data, /, level=-1, wbits=15)", Fn: s.compressAll, Doc: "Returns a bytes object containing compressed data."},
			{Name: "decompress", Sig: "(data, /, wbits=15, bufsize=16384)", Fn: s.decompressAll, Doc: "Returns a bytes object containing the uncompressed data."},
			{Name: "compressobj", Sig: "(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=<unrepresentable>)", Fn: s.compressObj, Doc: "Return a compressor object."},
			{Name: "decompressobj", Sig: "(wbits=15, zdict=<unrepresentable>)", Fn: s.decompressObj, Doc: "Return a decompressor object."},
			{Name: "crc32", Sig: "(data, value=0, /)", Fn: binasciiCRC32, Doc: "Compute a CRC-32 checksum of data."},
			{Name: "adler32", Sig: "(data, value=1, /)", Fn: zlibAdler32, Doc: "Compute an Adler-32 checksum of data."},
		},
		Exec: func(t *Thread, m Ref) bool {
			s.error = modules.NewException(t, "zlib", "error", t.RT.Exc.Exception, "")
			return s.error != nil && modules.AddTypes(t, m, s.error) && s.makeTypes(t)
		},
	}
	for name, n := range map[string]int{
		"MAX_WBITS": zlibMaxWbits, "DEFLATED": 8, "DEF_MEM_LEVEL": 8, "DEF_BUF_SIZE": zlibBufSize,
		"Z_NO_COMPRESSION": 0, "Z_BEST_SPEED": 1, "Z_BEST_COMPRESSION": 9, "Z_DEFAULT_COMPRESSION": -1,
		"Z_DEFAULT_STRATEGY": 0, "Z_FILTERED": 1, "Z_HUFFMAN_ONLY": 2, "Z_RLE": 3, "Z_FIXED": 4,
		"Z_NO_FLUSH": zNoFlush, "Z_PARTIAL_FLUSH": zPartialFlush, "Z_SYNC_FLUSH": zSyncFlush, "Z_FULL_FLUSH": zFullFlush, "Z_FINISH": zFinish, "Z_BLOCK": 5, "Z_TREES": 6,
	} {
		m.Attrs = append(m.Attrs, modules.Constant(name, n))
	}
	// The version of zlib whose behaviour this is.
	m.Attrs = append(m.Attrs, modules.Constant("ZLIB_VERSION", "1.2.13"), modules.Constant("ZLIB_RUNTIME_VERSION", "1.2.13"), modules.Constant("__version__", "1.0"))
	return m
}

func (s *zlibState) fail(t *Thread, format string, args ...any) Value {
	return t.Errorf(s.error, format, args...)
}

func zlibAdler32(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	start, ok := lowWord(t, a.At(1))
	if !ok {
		return heap.Null
	}
	const mod = 65521
	x, y := start&0xFFFF, start>>16
	for len(data) > 0 {
		n := min(len(data), 5552) // as many as do not overflow
		for _, b := range data[:n] {
			x += uint32(b)
			y += x
		}
		x, y, data = x%mod, y%mod, data[n:]
	}
	return t.NewInt(int64(y<<16 | x))
}

// deflater is what a compressor object owns.
type deflater struct {
	wrap  wrapper
	out   bytes.Buffer
	w     *flate.Writer
	sum   hash.Hash32
	total uint32
	done  bool
}

// newDeflater starts a stream. nil: the level or wbits are wrong.
func newDeflater(level, wbits int, dict []byte) *deflater {
	wrap, ok := wrapperOf(wbits, false)
	if !ok || level < -1 || level > 9 {
		return nil
	}
	d := &deflater{wrap: wrap}
	d.w, _ = flate.NewWriterDict(&d.out, level, dict)
	switch wrap {
	case wrapZlib:
		d.sum = adler32.New()
		// Method 8, a window of 32 KiB; the level's class; a check so that 31 divides both.
		class := map[bool]uint16{true: 2}[level == -1 || level == 6]
		switch {
		case level == 0 || level == 1:
			class = 0
		case level >= 2 && level <= 5:
			class = 1
		case level >= 7:
			class = 3
		}
		head := 0x7800 | class<<6
		if dict != nil {
			head |= 0x20
		}
		head += 31 - head%31
		d.out.Write(binary.BigEndian.AppendUint16(nil, head))
		if dict != nil {
			d.out.Write(binary.BigEndian.AppendUint32(nil, adler32.Checksum(dict)))
		}
	case wrapGzip:
		d.sum = crc32.NewIEEE()
		extra := map[int]byte{9: 2, 1: 4}[level]
		d.out.Write([]byte{0x1F, 0x8B, 8, 0, 0, 0, 0, 0, extra, 3})
	}
	return d
}

func (d *deflater) write(data []byte) {
	d.w.Write(data)
	if d.sum != nil {
		d.sum.Write(data)
	}
	d.total += uint32(len(data))
}

func (d *deflater) finish() {
	d.w.Close()
	switch d.wrap {
	case wrapZlib:
		d.out.Write(binary.BigEndian.AppendUint32(nil, d.sum.Sum32()))
	case wrapGzip:
		d.out.Write(binary.LittleEndian.AppendUint32(nil, d.sum.Sum32()))
		d.out.Write(binary.LittleEndian.AppendUint32(nil, d.total))
	}
	d.done = true
}

// taken returns what has been written, and empties the buffer.
func (d *deflater) taken() []byte {
	b := append([]byte(nil), d.out.Bytes()...)
	d.out.Reset()
	return b
}

func (s *zlibState) compressAll(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	var n [2]int
	for i := range n {
		if n[i], ok = t.AsSsize(a.At(1+i), t.RT.Exc.OverflowError); !ok {
			return heap.Null
		}
	}
	d := newDeflater(n[0], n[1], nil)
	if d == nil {
		return s.fail(t, "Bad compression level")
	}
	d.write(data)
	d.finish()
	return t.NewBytes(d.taken())
}

// stream is what a decompressor object owns: the wrapper around an inflater.
type stream struct {
	wrap    wrapper
	z       inflater
	head    []byte // input until the header is whole
	begun   bool
	dict    []byte
	tail    []byte // input behind the compressed data, until the check is whole
	pending []byte // output beyond a limit
	sum     hash.Hash32
	total   uint32
	eof     bool
	ended   bool // flushed at its end: nothing is left to copy
	unused  []byte
	// unconsumed is the input that a limit kept from being read: whoever goes on gives it again.
	unconsumed []byte
}

// problem is what zlib.error is to say, with zlib's number for it.
type problem struct {
	code int
	text string
}

func dataError(text string) *problem { return &problem{-3, text} }

// begin reads the header. false: it is not whole yet.
func (st *stream) begin() (bool, *problem) {
	h := st.head
	if st.wrap == wrapAny {
		if len(h) == 0 {
			return false, nil
		}
		st.wrap = wrapZlib
		if h[0] == 0x1F {
			st.wrap = wrapGzip
		}
	}
	switch st.wrap {
	case wrapNone:
		if st.dict != nil {
			st.z.hist = append(st.z.hist, st.dict...)
		}
	case wrapZlib:
		if len(h) < 2 {
			return false, nil
		}
		if binary.BigEndian.Uint16(h)%31 != 0 {
			return false, dataError("incorrect header check")
		}
		if h[0]&15 != 8 {
			return false, dataError("unknown compression method")
		}
		// A window longer than wbits is let through: our own compressor has the longest one always.
		if h[0]>>4 > 7 {
			return false, dataError("invalid window size")
		}
		n := 2
		if h[1]&0x20 != 0 {
			if n += 4; len(h) < n {
				return false, nil
			}
			if st.dict == nil {
				return false, &problem{2, ""}
			}
			if binary.BigEndian.Uint32(h[2:]) != adler32.Checksum(st.dict) {
				return false, dataError("")
			}
			st.z.hist = append(st.z.hist, st.dict...)
		}
		h = h[n:]
		st.sum = adler32.New()
	case wrapGzip:
		n, bad := gzipHeader(h)
		if n < 0 || bad != nil {
			return false, bad
		}
		h = h[n:]
		st.sum = crc32.NewIEEE()
	}
	st.z.in, st.head, st.begun = h, nil, true
	return true, nil
}

// gzipHeader returns how long the header is; -1: it is not whole.
func gzipHeader(h []byte) (int, *problem) {
	const text, check, extra, name, comment = 1, 2, 4, 8, 16
	if len(h) >= 2 && (h[0] != 0x1F || h[1] != 0x8B) {
		return -1, dataError("incorrect header check")
	}
	if len(h) < 10 {
		return -1, nil
	}
	if h[2] != 8 {
		return -1, dataError("unknown compression method")
	}
	flags, n := h[3], 10
	if flags&0xE0 != 0 {
		return -1, dataError("unknown header flags set")
	}
	if flags&extra != 0 {
		if len(h) < n+2 {
			return -1, nil
		}
		n += 2 + int(binary.LittleEndian.Uint16(h[n:]))
	}
	for _, f := range []byte{name, comment} {
		if flags&f == 0 {
			continue
		}
		if n > len(h) {
			return -1, nil
		}
		i := bytes.IndexByte(h[n:], 0)
		if i < 0 {
			return -1, nil
		}
		n += i + 1
	}
	if flags&check != 0 {
		n += 2
	}
	if n > len(h) {
		return -1, nil
	}
	return n, nil
}

// feed decompresses, at most limit bytes.
func (st *stream) feed(data []byte, limit int) ([]byte, *problem) {
	out := st.pending
	st.pending, st.unconsumed = nil, nil
	switch {
	case st.eof:
		st.unused = append(st.unused, data...)
	case !st.begun:
		st.head = append(st.head, data...)
		if ok, bad := st.begin(); !ok {
			return nil, bad
		}
	default:
		st.z.in = append(append([]byte(nil), st.z.in...), data...)
	}
	if !st.eof && st.z.mode != inflated && len(out) < limit {
		b, err := st.z.run(limit - len(out))
		if st.sum != nil {
			st.sum.Write(b)
		}
		st.total += uint32(len(b))
		out = append(out, b...)
		if err != nil && err != errNeedInput {
			return nil, dataError(err.Error())
		}
		if err == nil && st.z.mode != inflated {
			st.unconsumed, st.z.in = append([]byte(nil), st.z.in...), nil
		}
	}
	if len(out) > limit {
		out, st.pending = out[:limit], append([]byte(nil), out[limit:]...)
	}
	if st.z.mode == inflated && !st.eof && len(st.pending) == 0 {
		if bad := st.end(); bad != nil {
			return nil, bad
		}
	}
	return out, nil
}

// end reads what is behind the compressed data, as far as it is there.
func (st *stream) end() *problem {
	st.tail = append(st.tail, st.z.rest()...)
	st.z.in = nil
	size := map[wrapper]int{wrapZlib: 4, wrapGzip: 8}[st.wrap]
	if len(st.tail) < size {
		return nil
	}
	switch st.wrap {
	case wrapZlib:
		if binary.BigEndian.Uint32(st.tail) != st.sum.Sum32() {
			return dataError("incorrect data check")
		}
	case wrapGzip:
		if binary.LittleEndian.Uint32(st.tail) != st.sum.Sum32() {
			return dataError("incorrect data check")
		}
		if binary.LittleEndian.Uint32(st.tail[4:]) != st.total {
			return dataError("incorrect length check")
		}
	}
	st.unused, st.tail, st.eof = append([]byte(nil), st.tail[size:]...), nil, true
	return nil
}

// complain raises zlib.error.
func (s *zlibState) complain(t *Thread, p *problem, doing string) Value {
	if p.text == "" {
		return s.fail(t, "Error %d while %s", p.code, doing)
	}
	return s.fail(t, "Error %d while %s: %s", p.code, doing, p.text)
}

func (s *zlibState) decompressAll(t *Thread, a Args) Value {
	data, ok := t.BytesLike(a.At(0))
	if !ok {
		return heap.Null
	}
	wbits, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	size, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if size < 0 {
		return t.ValueErrorf("bufsize must be non-negative")
	}
	wrap, ok := wrapperOf(wbits, true)
	if !ok {
		return s.fail(t, "Error -2 while preparing to decompress data: inconsistent stream state")
	}
	st := &stream{wrap: wrap}
	out, bad := st.feed(data, math.MaxInt)
	if bad != nil {
		return s.complain(t, bad, "decompressing data")
	}
	if !st.eof {
		return s.fail(t, "Error -5 while decompressing data: incomplete or truncated stream")
	}
	return t.NewBytes(out)
}
