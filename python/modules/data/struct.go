package data

import (
	"encoding/binary"
	"math"
	"math/big"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// structState is what the module _struct keeps of one runtime.
type structState struct {
	error, typ, iter *object.Type
	// formats remembers what was taken apart, by its text.
	formats map[string]*format
}

const maxFormats = 200

// A Struct has one reference, its format as a str (Null until __init__).

func structModule() modules.Module {
	s := &structState{formats: map[string]*format{}}
	return modules.Module{
		Name: "_struct",
		Doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.\n\n" +
			"The optional first format char indicates byte order, size and alignment:\n  @: native order, size & alignment (default)\n  =: native order, std. size & alignment\n  <: little-endian, std. size & alignment\n  >: big-endian, std. size & alignment\n  !: same as >\n",
		Functions: []object.MethodDef{
			{Name: "_clearcache", Sig: "()", Doc: "Clear the internal cache.", Fn: func(t *Thread, a Args) Value {
				clear(s.formats)
				return heap.None
			}},
			{Name: "calcsize", Sig: "(format, /)", Doc: "Return size in bytes of the struct described by the format string.", Fn: func(t *Thread, a Args) Value {
				f := s.formatOf(t, a.At(0))
				if f == nil {
					return heap.Null
				}
				return t.NewInt(int64(f.size))
			}},
			{Name: "pack", Doc: "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.", Fn: s.withFormat(s.pack)},
			{Name: "pack_into", Doc: "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.", Fn: s.withFormat(s.packInto)},
			{Name: "unpack", Sig: "(format, buffer, /)", Doc: "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).",
				Fn: func(t *Thread, a Args) Value {
					f := s.formatOf(t, a.At(0))
					if f == nil {
						return heap.Null
					}
					return s.unpack(t, f, a.At(1))
				}},
			{Name: "unpack_from", Sig: "(format, /, buffer, offset=0)", Doc: "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).",
				Fn: func(t *Thread, a Args) Value {
					f := s.formatOf(t, a.At(0))
					if f == nil {
						return heap.Null
					}
					return s.unpackFrom(t, f, a.At(1), a.At(2))
				}},
			{Name: "iter_unpack", Sig: "(format, buffer, /)", Doc: "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().",
				Fn: func(t *Thread, a Args) Value {
					f := s.formatOf(t, a.At(0))
					if f == nil {
						return heap.Null
					}
					return s.iterUnpack(t, f, a.At(0), a.At(1))
				}},
		},
		Exec: func(t *Thread, m Ref) bool {
			// A module that is made anew has the same types: those who caught the error still do.
			if s.error == nil {
				if s.error = modules.NewException(t, "struct", "error", t.RT.Exc.Exception, ""); s.error == nil || !s.makeTypes(t) {
					return false
				}
			}
			return modules.AddTypes(t, m, s.error, s.typ)
		},
	}
}

func (s *structState) fail(t *Thread, format string, args ...any) Value {
	return t.Errorf(s.error, format, args...)
}

// formatOf reads a format that is a str or bytes. nil: an exception is pending.
func (s *structState) formatOf(t *Thread, r Ref) *format {
	text := ""
	switch {
	case t.RT.IsStr(r.V()):
		if !object.StrIsASCII(r.V()) && t.Encode(r, "ascii", "strict") == heap.Null {
			return nil
		}
		text = object.GoStr(r.V())
	case t.RT.IsBytes(r.V()):
		text = string(object.BytesOf(r.V()))
	default:
		t.TypeErrorf("Struct() argument 1 must be a str or bytes object, not %s", t.TypeName(r.V()))
		return nil
	}
	f := s.formats[text]
	if f == nil {
		problem := ""
		if f, problem = parseFormat(text); problem != "" {
			s.fail(t, "%s", problem)
			return nil
		}
		if len(s.formats) >= maxFormats {
			clear(s.formats)
		}
		s.formats[text] = f
	}
	return f
}

// withFormat makes a module's function of one for whose arguments the format is known.
func (s *structState) withFormat(fn func(t *Thread, f *format, a Args) Value) object.Native {
	return func(t *Thread, a Args) Value {
		if a.Len() == 0 {
			return t.TypeErrorf("missing format argument")
		}
		f := s.formatOf(t, a.At(0))
		if f == nil {
			return heap.Null
		}
		return fn(t, f, a.Skip(1))
	}
}

// own makes a Struct's method of such a function.
func (s *structState) own(fn func(t *Thread, f *format, a Args) Value) object.Native {
	return func(t *Thread, a Args) Value {
		f := s.formatOfStruct(t, a.At(0))
		if f == nil {
			return heap.Null
		}
		return fn(t, f, a.Skip(1))
	}
}

func (s *structState) formatOfStruct(t *Thread, self Ref) *format {
	text := self.V().Addr().Ref(0)
	if text == heap.Null {
		t.RuntimeErrorf("Struct object is not initialized")
		return nil
	}
	return s.formatOf(t, t.Push(text))
}

func (s *structState) makeTypes(t *Thread) bool {
	sig := object.ParseConstructor("Struct", "($self, format)")
	if t.NewBuiltinType(object.TypeDef{
		Name: "Struct", Module: "_struct", FixedRefs: 1, Weak: true, Flags: object.FlagBaseType, Into: &s.typ,
		Doc: "Struct(fmt) --> compiled struct object",
		Slots: object.Slots{
			New: func(t *Thread, a Args) Value { return t.NewInstance(t.RT.TypeFromObj(a.At(0).V())) },
			Init: func(t *Thread, args Args) bool {
				defer t.Pop(t.Top())
				a, ok := sig.Bind(t, args)
				if !ok || s.formatOf(t, a.At(1)) == nil {
					return false
				}
				text := a.At(1).V()
				if t.RT.IsBytes(text) {
					if text = t.NewStr(string(object.BytesOf(text))); text == heap.Null {
						return false
					}
				}
				t.Store(a.At(0).V(), 0, text)
				return true
			},
		},
		Methods: []object.MethodDef{
			{Name: "pack", Fn: s.own(s.pack), Doc: "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format."},
			{Name: "pack_into", Fn: s.own(s.packInto), Doc: "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset."},
			{Name: "unpack", Sig: "($self, buffer, /)", Doc: "Return a tuple containing unpacked values.", Fn: s.own(func(t *Thread, f *format, a Args) Value { return s.unpack(t, f, a.At(0)) })},
			{Name: "unpack_from", Sig: "($self, /, buffer, offset=0)", Doc: "Return a tuple containing unpacked values.", Fn: s.own(func(t *Thread, f *format, a Args) Value { return s.unpackFrom(t, f, a.At(0), a.At(1)) })},
			{Name: "iter_unpack", Sig: "($self, buffer, /)", Doc: "Return an iterator yielding tuples.", Fn: func(t *Thread, a Args) Value {
				f := s.formatOfStruct(t, a.At(0))
				if f == nil {
					return heap.Null
				}
				return s.iterUnpack(t, f, t.Push(a.At(0).V().Addr().Ref(0)), a.At(1))
			}},
		},
		GetSets: []object.GetSetDef{
			{Name: "format", Doc: "struct format string", Get: func(t *Thread, self Ref) Value {
				if v := self.V().Addr().Ref(0); v != heap.Null {
					return t.NewStr(object.GoStr(v))
				}
				return heap.None
			}},
			{Name: "size", Doc: "struct size in bytes", Get: func(t *Thread, self Ref) Value {
				defer t.Pop(t.Top())
				f := s.formatOfStruct(t, self)
				if f == nil {
					return heap.Null
				}
				return t.NewInt(int64(f.size))
			}},
		},
	}) == nil {
		return false
	}
	return s.makeIter(t)
}

// integer reads a value for an integer code.
func (s *structState) integer(t *Thread, r Ref) Value {
	if !t.RT.HasIndex(r.V()) {
		return s.fail(t, "required argument is not an integer")
	}
	return t.Index(r)
}

var structNames = map[byte]string{'b': "byte", 'B': "ubyte", 'h': "short", 'H': "ushort"}

// rangeError says which numbers a code can hold.
func (s *structState) rangeError(t *Thread, f *format, code byte, low, high *big.Int) bool {
	name := "'" + string(code) + "'"
	if n := structNames[code]; n != "" && !(f.foreign() && (code == 'h' || code == 'H')) {
		name = n
	}
	s.fail(t, "%s format requires %s <= number <= %s", name, low, high)
	return false
}

// foreign says that the order is not the machine's: CPython has other functions then, with
// other messages.
func (f *format) foreign() bool { return f.order == binary.ByteOrder(binary.BigEndian) }

// packInt writes an int into b, whose length is the code's size.
func (s *structState) packInt(t *Thread, f *format, code byte, r Ref, b []byte) bool {
	v := s.integer(t, r)
	if v == heap.Null {
		return false
	}
	outside := func() bool {
		if f.foreign() && len(b) == 8 {
			s.fail(t, "int too large to convert")
		} else {
			s.fail(t, "argument out of range")
		}
		return false
	}
	bits := 8 * len(b)
	signed := code >= 'a'
	if signed || len(b) == 1 || len(b) == 2 && !f.foreign() {
		// Small unsigned ones are read as C longs, too.
		i, ok := object.Int64Of(v)
		if !ok {
			return outside()
		}
		low, high := int64(math.MinInt64)>>(64-bits), int64(math.MaxInt64)>>(64-bits)
		if !signed {
			low, high = 0, 1<<bits-1
		}
		if i < low || i > high {
			return s.rangeError(t, f, code, big.NewInt(low), big.NewInt(high))
		}
		f.put(b, uint64(i))
		return true
	}
	u, ok := object.Uint64Of(v)
	if !ok {
		return outside()
	}
	if high := uint64(math.MaxUint64) >> (64 - bits); u > high {
		return s.rangeError(t, f, code, new(big.Int), new(big.Int).SetUint64(high))
	}
	f.put(b, u)
	return true
}

// put writes the low bytes of u.
func (f *format) put(b []byte, u uint64) {
	switch len(b) {
	case 1:
		b[0] = byte(u)
	case 2:
		f.order.PutUint16(b, uint16(u))
	case 4:
		f.order.PutUint32(b, uint32(u))
	case 8:
		f.order.PutUint64(b, u)
	}
}

func (f *format) get(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(f.order.Uint16(b))
	case 4:
		return uint64(f.order.Uint32(b))
	}
	return f.order.Uint64(b)
}

// packOne writes a value that is not text.
func (s *structState) packOne(t *Thread, f *format, code byte, r Ref, b []byte) bool {
	switch code {
	case 'c':
		if !t.RT.IsBytes(r.V()) || len(object.BytesOf(r.V())) != 1 {
			s.fail(t, "char format requires a bytes object of length 1")
			return false
		}
		b[0] = object.BytesOf(r.V())[0]
	case '?':
		truth := t.IsTrue(r)
		if truth < 0 {
			return false
		}
		b[0] = byte(truth)
	case 'e', 'f', 'd':
		x, ok := t.AsFloat64(r)
		if !ok {
			t.ClearExc()
			s.fail(t, "required argument is not a float")
			return false
		}
		return s.packFloat(t, f, code, x, b)
	case 'P':
		v := s.integer(t, r)
		if v == heap.Null {
			return false
		}
		u, ok := object.Uint64Of(v)
		if i, signed := object.Int64Of(v); signed {
			u, ok = uint64(i), true
		}
		if !ok {
			s.fail(t, "int too large to convert")
			return false
		}
		f.put(b, u)
	default:
		return s.packInt(t, f, code, r, b)
	}
	return true
}

func (s *structState) packFloat(t *Thread, f *format, code byte, x float64, b []byte) bool {
	switch code {
	case 'e':
		h, ok := halfBits(x)
		if !ok {
			t.OverflowErrorf("float too large to pack with e format")
			return false
		}
		f.put(b, uint64(h))
	case 'f':
		y := float32(x)
		// In native mode C's conversion counts, which makes an infinity.
		if math.IsInf(float64(y), 0) && !math.IsInf(x, 0) && !f.native {
			t.OverflowErrorf("float too large to pack with f format")
			return false
		}
		f.put(b, uint64(math.Float32bits(y)))
	case 'd':
		f.put(b, math.Float64bits(x))
	}
	return true
}

// packed writes all values. nil: an exception is pending.
func (s *structState) packed(t *Thread, f *format, name string, a Args) []byte {
	if a.NumKw() > 0 {
		t.TypeErrorf("%s() takes no keyword arguments", name)
		return nil
	}
	if a.Len() != f.values {
		s.fail(t, "%s expected %d items for packing (got %d)", name, f.values, a.Len())
		return nil
	}
	out := make([]byte, f.size)
	i := 0
	for k := range f.fields {
		field := &f.fields[k]
		if field.text() {
			if !s.packText(t, field, a.At(i), out[field.offset:field.offset+field.count]) {
				return nil
			}
			i++
			continue
		}
		for n := range field.count {
			from := field.offset + n*field.size
			if !s.packOne(t, f, field.code, a.At(i), out[from:from+field.size]) {
				return nil
			}
			i++
		}
	}
	return out
}

// packText writes bytes, cut or filled with zeroes; for code p the first byte is the length.
func (s *structState) packText(t *Thread, field *structField, r Ref, b []byte) bool {
	if !t.RT.IsBytes(r.V()) && !t.RT.IsByteArray(r.V()) {
		s.fail(t, "argument for '%c' must be a bytes object", field.code)
		return false
	}
	data, ok := t.BytesLike(r)
	if !ok {
		return false
	}
	if field.code == 'p' {
		if len(b) == 0 {
			return true
		}
		n := copy(b[1:], data)
		b[0] = byte(min(n, 255))
		return true
	}
	copy(b, data)
	return true
}

func (s *structState) pack(t *Thread, f *format, a Args) Value {
	b := s.packed(t, f, "pack", a)
	if b == nil {
		return heap.Null
	}
	return t.NewBytes(b)
}

func (s *structState) packInto(t *Thread, f *format, a Args) Value {
	switch {
	case a.Len() == 0:
		return s.fail(t, "pack_into expected buffer argument")
	case a.Len() == 1:
		return s.fail(t, "pack_into expected offset argument")
	}
	if a.Len()-2 != f.values {
		return s.fail(t, "pack_into expected %d items for packing (got %d)", f.values, a.Len()-2)
	}
	readWrite := func() Value {
		return t.TypeErrorf("argument must be read-write bytes-like object, not %s", t.TypeName(a.At(0).V()))
	}
	if t.RT.TypeOf(a.At(0).V()).Slots.GetBuf == nil {
		return readWrite()
	}
	size := 0
	if !t.WriteBytesLike(a.At(0), func(mem []byte) { size = len(mem) }) {
		t.ClearExc()
		return readWrite()
	}
	offset, ok := t.AsIndex(a.At(1))
	if !ok {
		return heap.Null
	}
	if offset < 0 {
		if offset+f.size > 0 {
			return s.fail(t, "no space to pack %d bytes at offset %d", f.size, offset)
		}
		if offset+size < 0 {
			return s.fail(t, "offset %d out of range for %d-byte buffer", offset, size)
		}
		offset += size
	}
	if size-offset < f.size {
		return s.fail(t, "pack_into requires a buffer of at least %d bytes for packing %d bytes at offset %d (actual buffer size is %d)",
			uint64(offset)+uint64(f.size), f.size, offset, size)
	}
	b := s.packed(t, f, "pack_into", a.Skip(2))
	if b == nil {
		return heap.Null
	}
	fits := false
	if !t.WriteBytesLike(a.At(0), func(mem []byte) {
		if fits = len(mem) >= offset+f.size; fits {
			copy(mem[offset:], b)
		}
	}) {
		return heap.Null
	}
	if !fits {
		return s.fail(t, "pack_into: the buffer became smaller meanwhile")
	}
	return heap.None
}

// unpackBytes makes the tuple of values.
func unpackBytes(t *Thread, f *format, data []byte) Value {
	defer t.Pop(t.Top())
	if !t.RoomForArgs(f.values) {
		return heap.Null
	}
	out := t.PushN(f.values)
	i := 0
	for k := range f.fields {
		field := &f.fields[k]
		if field.text() {
			b := data[field.offset : field.offset+field.count]
			if field.code == 'p' {
				if len(b) == 0 {
					return t.SystemErrorf("Negative size passed to PyBytes_FromStringAndSize")
				}
				b = b[1:min(1+int(b[0]), len(b))]
			}
			out.At(i).Set(t.NewBytes(b))
			if out.At(i).V() == heap.Null {
				return heap.Null
			}
			i++
			continue
		}
		for n := range field.count {
			from := field.offset + n*field.size
			v := unpackOne(t, f, field.code, data[from:from+field.size])
			if v == heap.Null {
				return heap.Null
			}
			out.At(i).Set(v)
			i++
		}
	}
	return t.TupleOf(out, f.values)
}

func unpackOne(t *Thread, f *format, code byte, b []byte) Value {
	u := f.get(b)
	switch code {
	case 'c':
		return t.NewBytes(b)
	case '?':
		return heap.Bool(u != 0)
	case 'e':
		return heap.Float(halfFloat(uint16(u)))
	case 'f':
		return heap.Float(float64(math.Float32frombits(uint32(u))))
	case 'd':
		return heap.Float(math.Float64frombits(u))
	case 'b', 'h', 'i', 'l', 'q', 'n':
		shift := 64 - 8*len(b)
		return t.NewInt(int64(u<<shift) >> shift)
	}
	return t.NewUint(u)
}

func (s *structState) unpack(t *Thread, f *format, buffer Ref) Value {
	data, ok := t.BytesLike(buffer)
	if !ok {
		return heap.Null
	}
	if len(data) != f.size {
		return s.fail(t, "unpack requires a buffer of %d bytes", f.size)
	}
	return unpackBytes(t, f, data)
}

func (s *structState) unpackFrom(t *Thread, f *format, buffer, at Ref) Value {
	offset, ok := t.AsIndex(at)
	if !ok {
		return heap.Null
	}
	data, ok := t.BytesLike(buffer)
	if !ok {
		return heap.Null
	}
	size := len(data)
	if offset < 0 {
		if offset+f.size > 0 {
			return s.fail(t, "not enough data to unpack %d bytes at offset %d", f.size, offset)
		}
		if offset+size < 0 {
			return s.fail(t, "offset %d out of range for %d-byte buffer", offset, size)
		}
		offset += size
	}
	if size-offset < f.size {
		return s.fail(t, "unpack_from requires a buffer of at least %d bytes for unpacking %d bytes at offset %d (actual buffer size is %d)",
			uint64(offset)+uint64(f.size), f.size, offset, size)
	}
	return unpackBytes(t, f, data[offset:offset+f.size])
}

// An iterator of unpacked tuples: the format, a memoryview of the buffer; raw: the next
// offset.
const (
	suFormat = iota
	suData
	suRefs
)

func (s *structState) makeIter(t *Thread) bool {
	return t.NewBuiltinType(object.TypeDef{
		Name: "unpack_iterator", Module: "_struct", FixedRefs: suRefs, RawSize: 8, Flags: object.FlagNoInstantiate, Into: &s.iter,
		Slots: object.Slots{Iter: modules.SelfIter, Next: func(t *Thread, self Ref) Value {
			defer t.Pop(t.Top())
			if self.V().Addr().Ref(suData) == heap.Null {
				return heap.Null
			}
			f := s.formatOf(t, t.Push(self.V().Addr().Ref(suFormat)))
			if f == nil {
				return heap.Null
			}
			view := t.Push(self.V().Addr().Ref(suData))
			from := int(self.V().Addr().Word64(0))
			var chunk []byte
			if !t.ReadBytesLike(view, func(mem []byte) {
				if from+f.size <= len(mem) {
					chunk = append(chunk, mem[from:from+f.size]...)
				}
			}) {
				return heap.Null
			}
			if chunk == nil {
				t.Store(self.V(), suData, heap.Null)
				return heap.Null
			}
			self.V().Addr().SetWord64(0, uint64(from+f.size))
			return unpackBytes(t, f, chunk)
		}},
		Methods: []object.MethodDef{{Name: "__length_hint__", Sig: "($self, /)", Doc: "Private method returning an estimate of len(list(it)).",
			Fn: func(t *Thread, a Args) Value {
				self := a.At(0)
				if self.V().Addr().Ref(suData) == heap.Null {
					return heap.SmallInt(0)
				}
				f := s.formatOf(t, t.Push(self.V().Addr().Ref(suFormat)))
				view := t.Push(self.V().Addr().Ref(suData))
				if f == nil {
					return heap.Null
				}
				n := 0
				if !t.ReadBytesLike(view, func(mem []byte) { n = len(mem) }) {
					return heap.Null
				}
				return t.NewInt(int64((n - int(self.V().Addr().Word64(0))) / f.size))
			}}},
	}) != nil
}

func (s *structState) iterUnpack(t *Thread, f *format, text, buffer Ref) Value {
	defer t.Pop(t.Top())
	if f.size == 0 {
		return s.fail(t, "cannot iteratively unpack with a struct of length 0")
	}
	view := t.Push(t.NewMemoryView(buffer))
	if view.V() == heap.Null {
		t.ClearExc()
		return t.TypeErrorf("a bytes-like object is required, not '%s'", t.TypeName(buffer.V()))
	}
	n := 0
	if !t.ReadBytesLike(view, func(mem []byte) { n = len(mem) }) {
		return heap.Null
	}
	if n%f.size != 0 {
		return s.fail(t, "iterative unpacking requires a buffer of a multiple of %d bytes", f.size)
	}
	v := t.NewInstance(s.iter)
	if v != heap.Null {
		t.Store(v, suFormat, text.V())
		t.Store(v, suData, view.V())
	}
	return v
}
