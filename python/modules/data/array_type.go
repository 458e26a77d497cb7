package data

import (
	"math"
	"slices"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The type array: its methods, and what it does as a sequence and as a buffer.

func (s *arrayState) makeType(t *Thread) bool {
	method := func(name, sig, doc string, fn object.Native) object.MethodDef {
		return object.MethodDef{Name: name, Sig: sig, Doc: doc, Fn: fn}
	}
	// does makes a method of what says only whether it could.
	does := func(fn func(t *Thread, a Args) bool) object.Native {
		return func(t *Thread, a Args) Value {
			if !fn(t, a) {
				return heap.Null
			}
			return heap.None
		}
	}
	return t.NewBuiltinType(object.TypeDef{
		Name: "array", Module: "array", FixedRefs: 1, RawSize: 8, Weak: true, Flags: object.FlagBaseType | object.FlagSequence, Into: &s.typ,
		Doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.\n",
		Slots: object.Slots{
			New: s.construct, Repr: s.repr, Compare: s.compare, Iter: s.makeIter, GetBuf: arrayBuffer,
			SqLength: func(t *Thread, a Ref) int { return arrLen(a.V()) }, MpLength: func(t *Thread, a Ref) int { return arrLen(a.V()) },
			SqItem: arrayItem, SqAssItem: arrayAssItem, MpSubscript: s.subscript, MpAssSub: s.assign, SqContains: arrayContains,
			SqConcat: s.concat, SqInConcat: s.inConcat, SqRepeat: s.repeat, SqInRepeat: s.inRepeat,
		},
		Methods: []object.MethodDef{
			method("append", "($self, v, /)", "Append new value v to the end of the array.", does(func(t *Thread, a Args) bool { return arrAppend(t, a.At(0), a.At(1)) })),
			method("extend", "($self, bb, /)", "Append items to the end of the array.", does(func(t *Thread, a Args) bool { return s.arrExtend(t, a.At(0), a.At(1)) })),
			method("fromlist", "($self, list, /)", "Append items to array from list.", does(arrayFromList)),
			method("frombytes", "($self, buffer, /)", "Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method.", does(func(t *Thread, a Args) bool { return arrFromBytes(t, a.At(0), a.At(1)) })),
			method("fromunicode", "($self, ustr, /)", "Extends this array with data from the unicode string ustr.", does(arrayFromUnicode)),
			method("fromfile", "($self, f, n, /)", "Read n objects from the file object f and append them to the end of the array.", does(arrayFromFile)),
			method("tofile", "($self, f, /)", "Write all items (as machine values) to the file object f.", does(arrayToFile)),
			method("tolist", "($self, /)", "Convert array to an ordinary list with the same items.", func(t *Thread, a Args) Value { return arrToList(t, a.At(0)) }),
			method("tobytes", "($self, /)", "Convert the array to an array of machine values and return the bytes representation.", func(t *Thread, a Args) Value { return t.NewBytes(slices.Clone(arrMem(a.At(0).V()))) }),
			method("tounicode", "($self, /)", "Extends this array with data from the unicode string ustr.", func(t *Thread, a Args) Value {
				if arrCode(a.At(0).V()) != 'u' {
					return t.ValueErrorf("tounicode() may only be called on unicode type arrays")
				}
				return arrUnicode(t, a.At(0).V())
			}),
			method("buffer_info", "($self, /)", "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.", arrayBufferInfo),
			method("byteswap", "($self, /)", "Byteswap all items of the array.", arrayByteswap),
			method("count", "($self, v, /)", "Return number of occurrences of v in the array.", arrayCount),
			method("index", "($self, v, start=0, stop=9223372036854775807, /)", "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present.", arrayIndex),
			method("insert", "($self, i, v, /)", "Insert a new item v into the array before position i.", does(arrayInsert)),
			method("pop", "($self, i=-1, /)", "Return the i-th element and delete it from the array.\n\ni defaults to -1.", arrayPop),
			method("remove", "($self, v, /)", "Remove the first occurrence of v in the array.", does(arrayRemove)),
			method("reverse", "($self, /)", "Reverse the order of the items in the array.", arrayReverse),
			method("__copy__", "($self, /)", "Return a copy of the array.", s.copy),
			method("__deepcopy__", "($self, unused, /)", "Return a copy of the array.", s.copy),
			method("__reduce_ex__", "($self, value, /)", "Return state information for pickling.", s.reduce),
			method("__sizeof__", "($self, /)", "Size of the array in memory, in bytes.", func(t *Thread, a Args) Value {
				return t.NewInt(int64(a.At(0).V().Addr().Size() + len(arrMem(a.At(0).V()))))
			}),
		},
		GetSets: []object.GetSetDef{
			{Name: "typecode", Doc: "the typecode character used to create the array", Get: func(t *Thread, a Ref) Value { return t.NewStr(string(arrCode(a.V()))) }},
			{Name: "itemsize", Doc: "the size, in bytes, of one array item", Get: func(t *Thread, a Ref) Value { return heap.SmallInt(int64(arraySize(arrCode(a.V())))) }},
		},
	}) != nil && t.NewBuiltinType(object.TypeDef{
		Name: "arrayiterator", Module: "array", FixedRefs: 1, RawSize: 8, Flags: object.FlagNoInstantiate, Into: &s.iter,
		Slots: object.Slots{Iter: modules.SelfIter, Next: arrayIterNext},
		Methods: []object.MethodDef{
			method("__reduce__", "($self, /)", "Return state information for pickling.", arrayIterReduce),
			method("__setstate__", "($self, state, /)", "Set state information for unpickling.", arrayIterSetState),
		},
	}) != nil
}

// arrayBuffer exports the bytearray's memory with the array's format.
func arrayBuffer(t *Thread, a Ref, flags int) (*object.Buffer, bool) {
	defer t.Pop(t.Top())
	b := t.Push(a.V().Addr().Ref(arrBytes))
	buf, ok := t.RT.ByteArrayType.Slots.GetBuf(t, b, flags)
	if !ok {
		return nil, false
	}
	code := arrCode(a.V())
	size := arraySize(code)
	buf.ItemSize, buf.Format = size, string(code)
	if code == 'u' {
		buf.Format = "w"
	}
	buf.Shape, buf.Strides = []int{buf.Len / size}, []int{size}
	return buf, true
}

func arrayItem(t *Thread, a Ref, i int) Value {
	if i < 0 || i >= arrLen(a.V()) {
		return t.IndexErrorf("array index out of range")
	}
	return arrItem(t, a.V(), i)
}

func arrayAssItem(t *Thread, a Ref, i int, v Ref) bool {
	outside := func() bool { return i < 0 || i >= arrLen(a.V()) }
	if outside() {
		t.IndexErrorf("array assignment index out of range")
		return false
	}
	if v.IsNil() {
		return arrSplice(t, a, i, i+1, nil)
	}
	b, ok := arrConvert(t, arrCode(a.V()), v)
	if !ok {
		return false
	}
	if outside() {
		t.IndexErrorf("array assignment index out of range")
		return false
	}
	copy(arrSlot(a.V(), i), b)
	return true
}

// place reads an index, negative ones from the end.
func place(t *Thread, a, key Ref) (int, bool) {
	i, ok := t.AsIndex(key)
	if ok && i < 0 {
		i += arrLen(a.V())
	}
	return i, ok
}

func (s *arrayState) subscript(t *Thread, a, key Ref) Value {
	if t.RT.HasIndex(key.V()) {
		i, ok := place(t, a, key)
		if !ok {
			return heap.Null
		}
		return arrayItem(t, a, i)
	}
	if t.RT.TypeOf(key.V()) != t.RT.SliceType {
		return t.TypeErrorf("array indices must be integers")
	}
	start, _, step, n, ok := t.SliceIndices(key, arrLen(a.V()))
	if !ok {
		return heap.Null
	}
	var mem []byte
	for i := range n {
		mem = append(mem, arrSlot(a.V(), start+i*step)...)
	}
	return newArray(t, s.typ, arrCode(a.V()), mem)
}

func (s *arrayState) assign(t *Thread, a, key, v Ref) bool {
	if t.RT.HasIndex(key.V()) {
		i, ok := place(t, a, key)
		return ok && arrayAssItem(t, a, i, v)
	}
	if t.RT.TypeOf(key.V()) != t.RT.SliceType {
		t.TypeErrorf("array indices must be integers")
		return false
	}
	var mem []byte
	if !v.IsNil() {
		if !t.RT.TypeOf(v.V()).IsSubtype(s.typ) {
			t.TypeErrorf("can only assign array (not \"%s\") to array slice", t.TypeName(v.V()))
			return false
		}
		if arrCode(v.V()) != arrCode(a.V()) {
			t.TypeErrorf("bad argument type for built-in operation")
			return false
		}
		mem = slices.Clone(arrMem(v.V()))
	}
	start, stop, step, n, ok := t.SliceIndices(key, arrLen(a.V()))
	if !ok {
		return false
	}
	size := arraySize(arrCode(a.V()))
	switch {
	case step == 1:
		return arrSplice(t, a, start, max(start, stop), mem)
	case v.IsNil():
		return arrayDeleteStepped(t, a, start, step, n)
	case len(mem) != n*size:
		t.ValueErrorf("attempt to assign array of size %d to extended slice of size %d", len(mem)/size, n)
		return false
	}
	for i := range n {
		copy(arrSlot(a.V(), start+i*step), mem[i*size:])
	}
	return true
}

func arrayDeleteStepped(t *Thread, a Ref, start, step, n int) bool {
	if n == 0 {
		return true
	}
	if step < 0 {
		start, step = start+(n-1)*step, -step
	}
	var kept []byte
	for i := range arrLen(a.V()) {
		if k := i - start; k >= 0 && k%step == 0 && k/step < n {
			continue
		}
		kept = append(kept, arrSlot(a.V(), i)...)
	}
	return arrSplice(t, a, 0, arrLen(a.V()), kept)
}

// arrayFind returns the index of the first item in [from, to) equal to x; -1: there is none, -2:
// an exception is pending.
func arrayFind(t *Thread, a, x Ref, from, to int) int {
	defer t.Pop(t.Top())
	item := t.PushN(1)
	for i := from; i < to && i < arrLen(a.V()); i++ {
		if item.Set(arrItem(t, a.V(), i)); item.V() == heap.Null {
			return -2
		}
		switch equalItems(t, item, x) {
		case 1:
			return i
		case -1:
			return -2
		}
	}
	return -1
}

func arrayContains(t *Thread, a, x Ref) int {
	switch arrayFind(t, a, x, 0, math.MaxInt) {
	case -1:
		return 0
	case -2:
		return -1
	}
	return 1
}

func arrayCount(t *Thread, a Args) Value {
	n := 0
	for i := 0; ; i++ {
		switch i = arrayFind(t, a.At(0), a.At(1), i, math.MaxInt); i {
		case -1:
			return t.NewInt(int64(n))
		case -2:
			return heap.Null
		}
		n++
	}
}

func arrayIndex(t *Thread, a Args) Value {
	var bound [2]int
	for i := range bound {
		n, ok := modules.SliceIndex(t, a.At(2+i))
		if !ok {
			return heap.Null
		}
		if n < 0 {
			n = max(n+arrLen(a.At(0).V()), 0)
		}
		bound[i] = n
	}
	switch i := arrayFind(t, a.At(0), a.At(1), bound[0], bound[1]); i {
	case -1:
		return t.ValueErrorf("array.index(x): x not in array")
	case -2:
		return heap.Null
	default:
		return t.NewInt(int64(i))
	}
}

func arrayRemove(t *Thread, a Args) bool {
	switch i := arrayFind(t, a.At(0), a.At(1), 0, math.MaxInt); i {
	case -1:
		t.ValueErrorf("array.remove(x): x not in array")
		return false
	case -2:
		return false
	default:
		return arrSplice(t, a.At(0), i, i+1, nil)
	}
}

func arrayInsert(t *Thread, a Args) bool {
	i, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return false
	}
	b, ok := arrConvert(t, arrCode(a.At(0).V()), a.At(2))
	if !ok {
		return false
	}
	n := arrLen(a.At(0).V())
	if i < 0 {
		i = max(i+n, 0)
	}
	i = min(i, n)
	return arrSplice(t, a.At(0), i, i, b)
}

func arrayPop(t *Thread, a Args) Value {
	self := a.At(0)
	i, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	n := arrLen(self.V())
	if n == 0 {
		return t.IndexErrorf("pop from empty array")
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return t.IndexErrorf("pop index out of range")
	}
	x := t.Push(arrItem(t, self.V(), i))
	if x.V() == heap.Null || !arrSplice(t, self, i, i+1, nil) {
		return heap.Null
	}
	return x.V()
}

func arrayReverse(t *Thread, a Args) Value {
	v := a.At(0).V()
	for i, j := 0, arrLen(v)-1; i < j; i, j = i+1, j-1 {
		x := slices.Clone(arrSlot(v, i))
		copy(arrSlot(v, i), arrSlot(v, j))
		copy(arrSlot(v, j), x)
	}
	return heap.None
}

func arrayByteswap(t *Thread, a Args) Value {
	v := a.At(0).V()
	for i := range arrLen(v) {
		slices.Reverse(arrSlot(v, i))
	}
	return heap.None
}

func arrayBufferInfo(t *Thread, a Args) Value {
	v := a.At(0).V()
	p, _ := object.ByteArrayData(v.Addr().Ref(arrBytes))
	pair := t.PushN(2)
	pair.At(1).Set(heap.SmallInt(int64(arrLen(v))))
	pair.Set(t.NewUint(uint64(uintptr(p))))
	return t.TupleOf(pair, 2)
}

func arrayFromList(t *Thread, a Args) bool {
	self, list := a.At(0), a.At(1)
	if !t.RT.TypeOf(list.V()).Has(object.FlagListSubclass) {
		t.TypeErrorf("arg must be list")
		return false
	}
	n := arrLen(self.V())
	x := t.PushN(1)
	var mem []byte
	size := t.ListLen(list.V())
	for i := range size {
		x.Set(t.ListAt(list.V(), i))
		b, ok := arrConvert(t, arrCode(self.V()), x)
		if !ok {
			return false
		}
		if t.ListLen(list.V()) != size {
			t.RuntimeErrorf("list changed size during iteration")
			return false
		}
		mem = append(mem, b...)
	}
	return arrSplice(t, self, n, n, mem)
}

func arrayFromUnicode(t *Thread, a Args) bool {
	if !t.RT.IsStr(a.At(1).V()) {
		t.TypeErrorf("fromunicode() argument must be str, not %s", t.TypeName(a.At(1).V()))
		return false
	}
	if arrCode(a.At(0).V()) != 'u' {
		t.ValueErrorf("fromunicode() may only be called on unicode type arrays")
		return false
	}
	return arrExtendText(t, a.At(0), a.At(1))
}

func arrayFromFile(t *Thread, a Args) bool {
	self := a.At(0)
	n, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return false
	}
	size := arraySize(arrCode(self.V()))
	if n < 0 {
		t.ValueErrorf("negative count")
		return false
	}
	if n > math.MaxInt/size {
		t.MemoryError()
		return false
	}
	b := t.Push(t.CallMethod(a.At(1), t.RT.Name("read"), t.Push(t.NewInt(int64(n*size)))))
	if b.V() == heap.Null {
		return false
	}
	if !t.RT.IsBytes(b.V()) {
		t.TypeErrorf("read() didn't return bytes")
		return false
	}
	short := len(object.BytesOf(b.V())) != n*size
	if !arrFromBytes(t, self, b) {
		return false
	}
	if short {
		t.Errorf(t.RT.Exc.EOFError, "read() didn't return enough bytes")
		return false
	}
	return true
}

func arrayToFile(t *Thread, a Args) bool {
	const block = 64 << 10
	for from := 0; ; from += block {
		mem := arrMem(a.At(0).V())
		if from >= len(mem) {
			return true
		}
		mark := t.Top()
		b := t.Push(t.NewBytes(slices.Clone(mem[from:min(from+block, len(mem))])))
		if b.V() == heap.Null || t.CallMethod(a.At(1), t.RT.Name("write"), b) == heap.Null {
			return false
		}
		t.Pop(mark)
	}
}

func (s *arrayState) copy(t *Thread, a Args) Value {
	v := a.At(0).V()
	return newArray(t, s.typ, arrCode(v), slices.Clone(arrMem(v)))
}

func (s *arrayState) concat(t *Thread, a, b Ref) Value {
	if !t.RT.TypeOf(b.V()).IsSubtype(s.typ) {
		return t.TypeErrorf("can only append array (not \"%s\") to array", t.TypeName(b.V()))
	}
	if arrCode(a.V()) != arrCode(b.V()) {
		return t.TypeErrorf("bad argument type for built-in operation")
	}
	return newArray(t, s.typ, arrCode(a.V()), append(slices.Clone(arrMem(a.V())), arrMem(b.V())...))
}

func (s *arrayState) inConcat(t *Thread, a, b Ref) Value {
	if !t.RT.TypeOf(b.V()).IsSubtype(s.typ) {
		return t.TypeErrorf("can only extend array with array (not \"%s\")", t.TypeName(b.V()))
	}
	if !s.arrExtend(t, a, b) {
		return heap.Null
	}
	return a.V()
}

func (s *arrayState) repeat(t *Thread, a Ref, n int) Value {
	mem := arrMem(a.V())
	if n = max(n, 0); len(mem) > 0 && n > math.MaxInt32*64/len(mem) {
		return t.MemoryError()
	}
	return newArray(t, s.typ, arrCode(a.V()), slices.Repeat(slices.Clone(mem), n))
}

func (s *arrayState) inRepeat(t *Thread, a Ref, n int) Value {
	mem := arrMem(a.V())
	if n = max(n, 0); len(mem) > 0 && n > math.MaxInt32*64/len(mem) {
		return t.MemoryError()
	}
	if n == 1 || len(mem) == 0 {
		return a.V()
	}
	if !arrSplice(t, a, 0, arrLen(a.V()), slices.Repeat(slices.Clone(mem), n)) {
		return heap.Null
	}
	return a.V()
}

// reduce tells the items as bytes with their machine format from protocol 3 on, else as a
// list.
func (s *arrayState) reduce(t *Thread, a Args) Value {
	self := a.At(0)
	protocol, ok := t.AsInt64(a.At(1))
	if !ok {
		return heap.Null
	}
	dict, ok := t.GetAttrOpt(self, t.RT.Name("__dict__"))
	if !ok {
		return heap.Null
	}
	if dict == heap.Null {
		dict = heap.None
	}
	state, cls := t.Push(dict), t.RT.TypeOf(self.V()).Obj
	code := t.Push(t.NewStr(string(arrCode(self.V()))))
	if protocol < 3 {
		list := t.Push(arrToList(t, self))
		return t.PackTuple(cls, t.Push(t.PackTuple(code, list)), state)
	}
	m, ok := t.DictGet(t.RT.Modules, t.RT.Name("array"))
	if !ok {
		return heap.Null
	}
	if m == heap.Null {
		return t.Errorf(t.RT.Exc.ImportError, "the module array is gone from sys.modules")
	}
	f := t.Push(t.GetAttr(t.Push(m), t.RT.Name("_array_reconstructor")))
	format := t.Push(heap.SmallInt(int64(machineFormat(arrCode(self.V())))))
	items := t.Push(t.NewBytes(slices.Clone(arrMem(self.V()))))
	return t.PackTuple(f, t.Push(t.PackTuple(cls, code, format, items)), state)
}

// An iterator: the array (Null when exhausted), the index.

func (s *arrayState) makeIter(t *Thread, a Ref) Value {
	v := t.NewInstance(s.iter)
	if v != heap.Null {
		t.Store(v, 0, a.V())
	}
	return v
}

func arrayIterNext(t *Thread, it Ref) Value {
	v := it.V().Addr()
	a := v.Ref(0)
	if a == heap.Null {
		return heap.Null
	}
	i := int(v.Word64(0))
	if i >= arrLen(a) {
		t.Store(it.V(), 0, heap.Null)
		return heap.Null
	}
	v.SetWord64(0, uint64(i+1))
	return arrItem(t, a, i)
}

func arrayIterReduce(t *Thread, a Args) Value {
	it := a.At(0)
	b := t.Push(t.GetAttr(t.Push(t.ImportModule("builtins")), t.RT.Name("iter")))
	of := t.Push(it.V().Addr().Ref(0))
	if of.V() == heap.Null {
		empty := t.Push(t.NewTuple(0))
		return t.PackTuple(b, t.Push(t.PackTuple(empty)))
	}
	return t.PackTuple(b, t.Push(t.PackTuple(of)), t.Push(t.NewInt(int64(it.V().Addr().Word64(0)))))
}

func arrayIterSetState(t *Thread, a Args) Value {
	i, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	if v := a.At(0).V().Addr(); v.Ref(0) != heap.Null {
		v.SetWord64(0, uint64(max(0, min(i, arrLen(v.Ref(0))))))
	}
	return heap.None
}
