package data

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// arrayState is what the module array keeps of one runtime.
//
// An array has one reference, a bytearray with the items as the machine has them, and one
// raw word, its typecode: so buffers of it, growth and death are a bytearray's.
type arrayState struct{ typ, iter *object.Type }

const arrBytes = 0

// arrayCodes are the typecodes with the size of an item; wide characters are of 32 bits.
var arrayCodes = []struct {
	code byte
	size int
}{{'b', 1}, {'B', 1}, {'u', 4}, {'h', 2}, {'H', 2}, {'i', 4}, {'I', 4}, {'l', 8}, {'L', 8}, {'q', 8}, {'Q', 8}, {'f', 4}, {'d', 8}}

func arraySize(code byte) int {
	for _, c := range arrayCodes {
		if c.code == code {
			return c.size
		}
	}
	return 0
}

func arrayModule() modules.Module {
	s := &arrayState{}
	codes := ""
	for _, c := range arrayCodes {
		codes += string(c.code)
	}
	return modules.Module{
		Name:  "array",
		Doc:   "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
		Attrs: []object.AttrDef{modules.Constant("typecodes", codes)},
		Functions: []object.MethodDef{
			{Name: "_array_reconstructor", Sig: "(arraytype, typecode, mformat_code, items, /)", Fn: s.reconstruct, Doc: "Internal. Used for pickling support."},
		},
		Exec: func(t *Thread, m Ref) bool {
			return s.makeType(t) && modules.AddTypes(t, m, s.typ) && t.SetAttr(m, t.RT.Name("ArrayType"), s.typ.Obj) && s.register(t)
		},
	}
}

func arrCode(v Value) byte { return byte(v.Addr().Word64(0)) }

// arrMem returns the items' memory: as short-lived as a bytearray's (no safepoint).
func arrMem(v Value) []byte {
	p, n := object.ByteArrayData(v.Addr().Ref(arrBytes))
	return unsafe.Slice((*byte)(p), n)
}

func arrLen(v Value) int { return len(arrMem(v)) / arraySize(arrCode(v)) }

// arrSlot returns the memory of item i.
func arrSlot(v Value, i int) []byte {
	n := arraySize(arrCode(v))
	return arrMem(v)[i*n : (i+1)*n]
}

// newArray makes an array of class typ with the given items.
func newArray(t *Thread, typ *object.Type, code byte, mem []byte) Value {
	defer t.Pop(t.Top())
	b := t.Push(t.NewByteArray(mem))
	if b.V() == heap.Null {
		return heap.Null
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, arrBytes, b.V())
		v.Addr().SetWord64(0, uint64(code))
	}
	return v
}

// arrResize gives an array n items in all; new ones are zero.
func arrResize(t *Thread, a Ref, n int) bool {
	defer t.Pop(t.Top())
	size := arraySize(arrCode(a.V()))
	if n > math.MaxInt/size {
		t.MemoryError()
		return false
	}
	if !t.ResizeByteArray(t.Push(a.V().Addr().Ref(arrBytes)), n*size) {
		if t.ExcMatches(t.RT.Exc.BufferError) {
			t.ClearExc()
			t.Errorf(t.RT.Exc.BufferError, "cannot resize an array that is exporting buffers")
		}
		return false
	}
	return true
}

// arrSplice puts mem, whole items, in the place of the items [lo, hi).
func arrSplice(t *Thread, a Ref, lo, hi int, mem []byte) bool {
	size := arraySize(arrCode(a.V()))
	n := arrLen(a.V())
	grow := len(mem)/size - (hi - lo)
	if grow > 0 && !arrResize(t, a, n+grow) {
		return false
	}
	if grow < 0 {
		// What is behind moves down before the end is cut off, if it may be.
		saved := slices.Clone(arrMem(a.V()))
		b := arrMem(a.V())
		copy(b[lo*size+len(mem):], saved[hi*size:])
		copy(b[lo*size:], mem)
		if !arrResize(t, a, n+grow) {
			copy(arrMem(a.V()), saved)
			return false
		}
		return true
	}
	b := arrMem(a.V())
	copy(b[lo*size+len(mem):], b[hi*size:n*size])
	copy(b[lo*size:], mem)
	return true
}

var arrayNames = map[byte]string{'b': "signed char", 'B': "unsigned byte integer", 'h': "signed short integer", 'H': "unsigned short", 'i': "signed integer"}

// arrConvert makes the bytes of an item.
func arrConvert(t *Thread, code byte, r Ref) ([]byte, bool) {
	b := make([]byte, arraySize(code))
	put := func(u uint64) ([]byte, bool) {
		switch len(b) {
		case 1:
			b[0] = byte(u)
		case 2:
			binary.NativeEndian.PutUint16(b, uint16(u))
		case 4:
			binary.NativeEndian.PutUint32(b, uint32(u))
		default:
			binary.NativeEndian.PutUint64(b, u)
		}
		return b, true
	}
	overflow := func(format string, args ...any) ([]byte, bool) {
		t.OverflowErrorf(format, args...)
		return nil, false
	}
	switch code {
	case 'u':
		if !t.RT.IsStr(r.V()) || object.StrLen(r.V()) != 1 {
			t.TypeErrorf("array item must be unicode character")
			return nil, false
		}
		return put(uint64(codePoints(r.V())[0]))
	case 'f', 'd':
		x, ok := t.AsFloat64(r)
		if !ok {
			return nil, false
		}
		if code == 'f' {
			return put(uint64(math.Float32bits(float32(x))))
		}
		return put(math.Float64bits(x))
	}
	v := t.Index(r)
	if v == heap.Null {
		return nil, false
	}
	switch code {
	case 'I', 'L', 'Q':
		if object.IntSign(v) < 0 {
			if code == 'Q' {
				return overflow("can't convert negative int to unsigned")
			}
			return overflow("can't convert negative value to unsigned int")
		}
		u, ok := object.Uint64Of(v)
		switch {
		case !ok && code == 'Q':
			return overflow("int too big to convert")
		case !ok:
			return overflow("Python int too large to convert to C unsigned long")
		case code == 'I' && u > math.MaxUint32:
			return overflow("unsigned int is greater than maximum")
		}
		return put(u)
	}
	i, ok := object.Int64Of(v)
	switch {
	case !ok && code == 'q':
		return overflow("int too big to convert")
	case !ok:
		return overflow("Python int too large to convert to C long")
	case code == 'l' || code == 'q':
		return put(uint64(i))
	}
	// C's conversions go over a wider type, whose limits are named first.
	steps := map[byte]string{'b': "hb", 'B': "B", 'h': "h", 'H': "iH", 'i': "i"}[code]
	for _, step := range []byte(steps) {
		low, high := int64(0), int64(math.MaxUint16)
		switch step {
		case 'b':
			low, high = math.MinInt8, math.MaxInt8
		case 'B':
			high = math.MaxUint8
		case 'h':
			low, high = math.MinInt16, math.MaxInt16
		case 'i':
			low, high = math.MinInt32, math.MaxInt32
		}
		if i < low {
			return overflow("%s is less than minimum", arrayNames[step])
		}
		if i > high {
			return overflow("%s is greater than maximum", arrayNames[step])
		}
	}
	return put(uint64(i))
}

// codePoints returns a str's characters; lone surrogates are among them.
func codePoints(v Value) []uint32 {
	var out []uint32
	for b := []byte(object.GoStr(v)); len(b) > 0; {
		if c, n := utf8.DecodeRune(b); c != utf8.RuneError || n != 1 {
			out, b = append(out, uint32(c)), b[n:]
			continue
		}
		// A surrogate is its own three bytes.
		out = append(out, uint32(b[0]&0xF)<<12|uint32(b[1]&0x3F)<<6|uint32(b[2]&0x3F))
		b = b[3:]
	}
	return out
}

// textOf is the inverse of codePoints. ok is false for what is no character.
func textOf(points []uint32) (text []byte, ok bool) {
	for _, c := range points {
		switch {
		case c >= 0xD800 && c < 0xE000:
			text = append(text, 0xE0|byte(c>>12), 0x80|byte(c>>6)&0xBF, 0x80|byte(c)&0xBF)
		case c > utf8.MaxRune:
			return nil, false
		default:
			text = utf8.AppendRune(text, rune(c))
		}
	}
	return text, true
}

// arrItem makes an object of an item.
func arrItem(t *Thread, v Value, i int) Value {
	b, code := arrSlot(v, i), arrCode(v)
	var u uint64
	switch len(b) {
	case 1:
		u = uint64(b[0])
	case 2:
		u = uint64(binary.NativeEndian.Uint16(b))
	case 4:
		u = uint64(binary.NativeEndian.Uint32(b))
	default:
		u = binary.NativeEndian.Uint64(b)
	}
	switch code {
	case 'u':
		return unicodeOf(t, []uint32{uint32(u)})
	case 'f':
		return heap.Float(float64(math.Float32frombits(uint32(u))))
	case 'd':
		return heap.Float(math.Float64frombits(u))
	case 'b', 'h', 'i', 'l', 'q':
		shift := 64 - 8*len(b)
		return t.NewInt(int64(u<<shift) >> shift)
	}
	return t.NewUint(u)
}

func unicodeOf(t *Thread, points []uint32) Value {
	text, ok := textOf(points)
	if !ok {
		return t.ValueErrorf("character U+%x is not in range [U+0000; U+10ffff]", points[0])
	}
	return t.NewStrBytes(text)
}

// arrUnicode makes a str of all items.
func arrUnicode(t *Thread, v Value) Value {
	var points []uint32
	mem := arrMem(v)
	for i := 0; i < len(mem); i += 4 {
		points = append(points, binary.NativeEndian.Uint32(mem[i:]))
	}
	return unicodeOf(t, points)
}

// arrExtendText adds the characters of a str.
func arrExtendText(t *Thread, a, text Ref) bool {
	points := codePoints(text.V())
	mem := make([]byte, 0, 4*len(points))
	for _, c := range points {
		mem = binary.NativeEndian.AppendUint32(mem, c)
	}
	n := arrLen(a.V())
	return arrSplice(t, a, n, n, mem)
}

func arrAppend(t *Thread, a, x Ref) bool {
	b, ok := arrConvert(t, arrCode(a.V()), x)
	if !ok {
		return false
	}
	n := arrLen(a.V())
	if !arrResize(t, a, n+1) {
		return false
	}
	copy(arrSlot(a.V(), n), b)
	return true
}

// arrExtend adds the items of an iterable, or of an array of the same code.
func (s *arrayState) arrExtend(t *Thread, a, it Ref) bool {
	if t.RT.TypeOf(it.V()).IsSubtype(s.typ) {
		if arrCode(it.V()) != arrCode(a.V()) {
			t.TypeErrorf("can only extend with array of same kind")
			return false
		}
		n := arrLen(a.V())
		return arrSplice(t, a, n, n, slices.Clone(arrMem(it.V())))
	}
	return arrExtendIter(t, a, it)
}

func arrExtendIter(t *Thread, a, it Ref) bool {
	defer t.Pop(t.Top())
	iter, x := t.Push(t.Iter(it)), t.PushN(1)
	if iter.V() == heap.Null {
		return false
	}
	for {
		if x.Set(modules.Next(t, iter)); x.V() == heap.Null {
			return !t.Pending()
		}
		if !arrAppend(t, a, x) {
			return false
		}
	}
}

// construct is array(typecode[, initializer]).
func (s *arrayState) construct(t *Thread, a Args) Value {
	defer t.Pop(t.Top())
	cls := t.RT.TypeFromObj(a.At(0).V())
	if a.NumKw() > 0 && !modules.OwnInit(t, cls) {
		return t.TypeErrorf("array.array() takes no keyword arguments")
	}
	switch n := a.Len() - 1; {
	case n < 1:
		return t.TypeErrorf("array() takes at least 1 argument (%d given)", n)
	case n > 2:
		return t.TypeErrorf("array() takes at most 2 arguments (%d given)", n)
	}
	c := a.At(1).V()
	if !t.RT.IsStr(c) || object.StrLen(c) != 1 {
		return t.TypeErrorf("array() argument 1 must be a unicode character, not %s", t.TypeName(c))
	}
	code := object.StrBytes(c)[0]
	if arraySize(code) == 0 || len(object.StrBytes(c)) != 1 {
		return t.ValueErrorf("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
	}
	if a.Len() == 2 {
		return newArray(t, cls, code, nil)
	}
	from := a.At(2)
	typ := t.RT.TypeOf(from.V())
	switch {
	case code == 'u':
	case t.RT.IsStr(from.V()):
		return t.TypeErrorf("cannot use a str to initialize an array with typecode '%c'", code)
	case typ.IsSubtype(s.typ) && arrCode(from.V()) == 'u':
		return t.TypeErrorf("cannot use a unicode array to initialize an array with typecode '%c'", code)
	}
	v := t.Push(newArray(t, cls, code, nil))
	if v.V() == heap.Null {
		return heap.Null
	}
	ok := false
	switch {
	case t.RT.IsBytes(from.V()) || t.RT.IsByteArray(from.V()):
		ok = arrFromBytes(t, v, from)
	case t.RT.IsStr(from.V()):
		ok = arrExtendText(t, v, from)
	case typ.IsSubtype(s.typ) && arrCode(from.V()) == code:
		ok = s.arrExtend(t, v, from)
	default:
		ok = arrExtendIter(t, v, from)
	}
	if !ok {
		return heap.Null
	}
	return v.V()
}

// arrFromBytes adds items as the machine has them.
func arrFromBytes(t *Thread, a, from Ref) bool {
	mem, ok := t.BytesLike(from)
	if !ok {
		return false
	}
	if len(mem)%arraySize(arrCode(a.V())) != 0 {
		t.ValueErrorf("bytes length not a multiple of item size")
		return false
	}
	n := arrLen(a.V())
	return arrSplice(t, a, n, n, mem)
}

func (s *arrayState) repr(t *Thread, a Ref) Value {
	defer t.Pop(t.Top())
	code := arrCode(a.V())
	head := t.RT.TypeOf(a.V()).Name + "('" + string(code) + "'"
	if arrLen(a.V()) == 0 {
		return t.NewStr(head + ")")
	}
	var content Ref
	if code == 'u' {
		content = t.Push(arrUnicode(t, a.V()))
	} else {
		content = t.Push(arrToList(t, a))
	}
	if content.V() == heap.Null {
		return heap.Null
	}
	r := t.Repr(content)
	if r == heap.Null {
		return r
	}
	return t.NewStr(head + ", " + object.GoStr(r) + ")")
}

func arrToList(t *Thread, a Ref) Value {
	defer t.Pop(t.Top())
	l, x := t.Push(t.NewList(arrLen(a.V()))), t.PushN(1)
	if l.V() == heap.Null {
		return heap.Null
	}
	for i := 0; i < arrLen(a.V()); i++ {
		if x.Set(arrItem(t, a.V(), i)); x.V() == heap.Null || !t.ListAppend(l, x) {
			return heap.Null
		}
	}
	return l.V()
}

func (s *arrayState) compare(t *Thread, a, b Ref, op object.CompareOp) Value {
	if !t.RT.TypeOf(a.V()).IsSubtype(s.typ) || !t.RT.TypeOf(b.V()).IsSubtype(s.typ) {
		return heap.NotImplemented
	}
	if (op == object.EQ || op == object.NE) && arrLen(a.V()) != arrLen(b.V()) {
		return heap.Bool(op == object.NE)
	}
	defer t.Pop(t.Top())
	x, y := t.PushN(1), t.PushN(1)
	n := min(arrLen(a.V()), arrLen(b.V()))
	for i := 0; i < n; i++ {
		if x.Set(arrItem(t, a.V(), i)); x.V() == heap.Null {
			return heap.Null
		}
		if y.Set(arrItem(t, b.V(), i)); y.V() == heap.Null {
			return heap.Null
		}
		switch equalItems(t, x, y) {
		case -1:
			return heap.Null
		case 0:
			if op == object.EQ || op == object.NE {
				return heap.Bool(op == object.NE)
			}
			return t.Compare(x, y, op)
		}
	}
	la, lb := t.Push(heap.SmallInt(int64(arrLen(a.V())))), t.Push(heap.SmallInt(int64(arrLen(b.V()))))
	return t.Compare(la, lb, op)
}

// equalItems is x == y, which a NaN out of an array is to nothing: it is made anew each time,
// so that it is no object that could be itself. -1: an exception is pending.
func equalItems(t *Thread, x, y Ref) int {
	defer t.Pop(t.Top())
	r := t.Push(t.Compare(x, y, object.EQ))
	if r.V() == heap.Null {
		return -1
	}
	return t.IsTrue(r)
}

// register makes array a virtual MutableSequence.
func (s *arrayState) register(t *Thread) bool {
	defer t.Pop(t.Top())
	abc := t.Push(t.ImportModule("collections.abc"))
	if abc.V() == heap.Null {
		return false
	}
	base := t.Push(t.GetAttr(abc, t.RT.Name("MutableSequence")))
	return base.V() != heap.Null && t.CallMethod(base, t.RT.Name("register"), s.typ.Obj) != heap.Null
}

// reconstruct is what unpickling calls: items are bytes in the machine format of whoever
// pickled.
func (s *arrayState) reconstruct(t *Thread, a Args) Value {
	cls := t.RT.TypeFromObj(a.At(0).V())
	if cls == nil {
		return t.TypeErrorf("first argument must be a type object, not %s", t.TypeName(a.At(0).V()))
	}
	if !cls.IsSubtype(s.typ) {
		return t.TypeErrorf("%s is not a subtype of %s", cls.Shown, s.typ.Shown)
	}
	c := a.At(1).V()
	if !t.RT.IsStr(c) || object.StrLen(c) != 1 {
		return t.TypeErrorf("_array_reconstructor() argument 2 must be a unicode character, not %s", t.TypeName(c))
	}
	code := object.StrBytes(c)[0]
	if arraySize(code) == 0 {
		return t.ValueErrorf("second argument must be a valid type code")
	}
	format, ok := t.AsInt64(a.At(2))
	if !ok {
		return heap.Null
	}
	if format < 0 || int(format) >= len(machineFormats) {
		return t.ValueErrorf("third argument must be a valid machine format code.")
	}
	if !t.RT.IsBytes(a.At(3).V()) {
		return t.TypeErrorf("fourth argument should be bytes, not %s", t.TypeName(a.At(3).V()))
	}
	data := []byte(strings.Clone(string(object.BytesOf(a.At(3).V()))))
	f := machineFormats[format]
	if len(data)%f.size != 0 {
		return t.ValueErrorf("bytes length not a multiple of item size")
	}
	out := t.Push(newArray(t, cls, code, nil))
	if out.V() == heap.Null {
		return heap.Null
	}
	if int(format) == machineFormat(code) {
		if !arrSplice(t, out, 0, 0, data) {
			return heap.Null
		}
		return out.V()
	}
	x := t.PushN(1)
	for i := 0; i < len(data); i += f.size {
		if x.Set(f.item(t, data[i:i+f.size])); x.V() == heap.Null || !arrAppend(t, out, x) {
			return heap.Null
		}
	}
	return out.V()
}

// The machine formats of pickles: integers of 1, 2, 4, 8 bytes, unsigned and signed, in
// both orders; floats and doubles; UTF-16 and -32.
type itemFormat struct {
	size  int
	kind  byte // the code of struct
	order binary.ByteOrder
}

var machineFormats = func() (list []itemFormat) {
	for _, kinds := range [][2]byte{{'B', 'b'}, {'H', 'h'}, {'I', 'i'}, {'Q', 'q'}} {
		size, _ := structSizes(kinds[0])
		orders := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
		if size == 1 {
			orders = orders[:1]
		}
		for _, kind := range kinds {
			for _, order := range orders {
				list = append(list, itemFormat{size, kind, order})
			}
		}
	}
	for _, f := range []itemFormat{{4, 'f', nil}, {8, 'd', nil}, {2, 'u', nil}, {4, 'u', nil}} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			f.order = order
			list = append(list, f)
		}
	}
	return list
}()

func (f *itemFormat) item(t *Thread, b []byte) Value {
	as := format{order: f.order}
	if f.kind == 'u' {
		return unicodeOf(t, []uint32{uint32(as.get(b))})
	}
	return unpackOne(t, &as, f.kind, b)
}

// machineFormat is the format that this machine's items have.
func machineFormat(code byte) int {
	kind := code
	switch code {
	case 'l':
		kind = 'q'
	case 'L':
		kind = 'Q'
	}
	little := binary.NativeEndian.Uint16([]byte{1, 0}) == 1
	for i, f := range machineFormats {
		if f.kind == kind && f.size == arraySize(code) && (f.size == 1 || (f.order == binary.ByteOrder(binary.LittleEndian)) == little) {
			return i
		}
	}
	panic("BUG: a typecode without a machine format")
}
