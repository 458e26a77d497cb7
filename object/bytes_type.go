package object

import "github.com/hpyrun/hpyrun/heap"

// sharedBytesMethods are the methods of both bytes and bytearray.
var sharedBytesMethods = []MethodDef{
	{Name: "capitalize", Fn: bytesCapitalize, Sig: "($self, /)", Doc: "Return a copy with only its first character capitalized (ASCII) and the rest lower-cased."},
	{Name: "center", Fn: bytesCenter, Sig: "($self, width, fillchar=<unrepresentable>, /)", Doc: "Return a centered copy of length width."},
	{Name: "count", Fn: searchMethod("count", bytesCount), Doc: "Return the number of non-overlapping occurrences of sub in B[start:end]."},
	{Name: "decode", Fn: bytesDecode, Sig: "($self, /, encoding='utf-8', errors='strict')", Doc: "Decode the bytes using the codec registered for encoding."},
	{Name: "endswith", Fn: searchMethod("endswith", bytesEndsWith), Doc: "Return True if B ends with the specified suffix, False otherwise."},
	{Name: "expandtabs", Fn: bytesExpandTabs, Sig: "($self, /, tabsize=8)", Doc: "Return a copy where all tab characters are expanded using spaces."},
	{Name: "find", Fn: searchMethod("find", bytesFindMethod), Doc: "Return the lowest index in B where sub is found, -1 on failure."},
	{Name: "fromhex", Fn: bytesFromHex, Kind: ClassMethod, Sig: "($type, string, /)", Doc: "Create an object from a string of hexadecimal numbers; spaces between two numbers are accepted."},
	{Name: "hex", Fn: bytesHex, Sig: "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", Doc: "Create a string of hexadecimal numbers from the bytes."},
	{Name: "index", Fn: searchMethod("index", bytesIndexMethod), Doc: "Return the lowest index in B where sub is found; ValueError on failure."},
	{Name: "isalnum", Fn: bytesIsAlnum, Sig: "($self, /)", Doc: "Return True if all characters are alphanumeric (ASCII) and there is at least one."},
	{Name: "isalpha", Fn: bytesIsAlpha, Sig: "($self, /)", Doc: "Return True if all characters are alphabetic (ASCII) and there is at least one."},
	{Name: "isascii", Fn: bytesIsASCII, Sig: "($self, /)", Doc: "Return True if B is empty or all characters are ASCII."},
	{Name: "isdigit", Fn: bytesIsDigit, Sig: "($self, /)", Doc: "Return True if all characters are digits and there is at least one."},
	{Name: "islower", Fn: bytesIsLower, Sig: "($self, /)", Doc: "Return True if all cased characters are lowercase and there is at least one."},
	{Name: "isspace", Fn: bytesIsSpace, Sig: "($self, /)", Doc: "Return True if all characters are whitespace and there is at least one."},
	{Name: "istitle", Fn: bytesIsTitle, Sig: "($self, /)", Doc: "Return True if B is a titlecased string and there is at least one character."},
	{Name: "isupper", Fn: bytesIsUpper, Sig: "($self, /)", Doc: "Return True if all cased characters are uppercase and there is at least one."},
	{Name: "join", Fn: bytesJoin, Sig: "($self, iterable_of_bytes, /)", Doc: "Concatenate any number of bytes-like objects, with this one between them."},
	{Name: "ljust", Fn: bytesLjust, Sig: "($self, width, fillchar=<unrepresentable>, /)", Doc: "Return a left-justified copy of length width."},
	{Name: "lower", Fn: bytesLower, Sig: "($self, /)", Doc: "Return a copy with all ASCII characters converted to lowercase."},
	{Name: "lstrip", Fn: bytesLstripMethod, Sig: "($self, bytes=None, /)", Doc: "Strip leading bytes contained in the argument (white space for None)."},
	{Name: "maketrans", Fn: bytesMakeTrans, Kind: StaticMethod, Sig: "(frm, to, /)", Doc: "Return a translation table usable for the translate method."},
	{Name: "partition", Fn: bytesPartitionMethod, Sig: "($self, sep, /)", Doc: "Partition into three parts using the given separator."},
	{Name: "removeprefix", Fn: bytesRemovePrefix, Sig: "($self, prefix, /)", Doc: "Return a copy with the given prefix removed if present."},
	{Name: "removesuffix", Fn: bytesRemoveSuffix, Sig: "($self, suffix, /)", Doc: "Return a copy with the given suffix removed if present."},
	{Name: "replace", Fn: bytesReplace, Sig: "($self, old, new, count=-1, /)", Doc: "Return a copy with all occurrences of old replaced by new."},
	{Name: "rfind", Fn: searchMethod("rfind", bytesRfindMethod), Doc: "Return the highest index in B where sub is found, -1 on failure."},
	{Name: "rindex", Fn: searchMethod("rindex", bytesRindexMethod), Doc: "Return the highest index in B where sub is found; ValueError on failure."},
	{Name: "rjust", Fn: bytesRjust, Sig: "($self, width, fillchar=<unrepresentable>, /)", Doc: "Return a right-justified copy of length width."},
	{Name: "rpartition", Fn: bytesRpartitionMethod, Sig: "($self, sep, /)", Doc: "Partition into three parts, searching from the end."},
	{Name: "rsplit", Fn: bytesRsplitMethod, Sig: "($self, /, sep=None, maxsplit=-1)", Doc: "Return a list of the sections, using sep as the delimiter, splitting from the end."},
	{Name: "rstrip", Fn: bytesRstripMethod, Sig: "($self, bytes=None, /)", Doc: "Strip trailing bytes contained in the argument (white space for None)."},
	{Name: "split", Fn: bytesSplitMethod, Sig: "($self, /, sep=None, maxsplit=-1)", Doc: "Return a list of the sections, using sep as the delimiter."},
	{Name: "splitlines", Fn: bytesSplitLines, Sig: "($self, /, keepends=False)", Doc: "Return a list of the lines, breaking at line boundaries."},
	{Name: "startswith", Fn: searchMethod("startswith", bytesStartsWith), Doc: "Return True if B starts with the specified prefix, False otherwise."},
	{Name: "strip", Fn: bytesStripMethod, Sig: "($self, bytes=None, /)", Doc: "Strip leading and trailing bytes contained in the argument (white space for None)."},
	{Name: "swapcase", Fn: bytesSwapcase, Sig: "($self, /)", Doc: "Return a copy with uppercase ASCII characters converted to lowercase and vice versa."},
	{Name: "title", Fn: bytesTitle, Sig: "($self, /)", Doc: "Return a titlecased copy: words start with uppercase, the rest is lowercase (ASCII)."},
	{Name: "translate", Fn: bytesTranslate, Sig: "($self, table, /, delete=<unrepresentable>)", Doc: "Return a copy with each character mapped by the given translation table."},
	{Name: "upper", Fn: bytesUpper, Sig: "($self, /)", Doc: "Return a copy with all ASCII characters converted to uppercase."},
	{Name: "zfill", Fn: bytesZfill, Sig: "($self, width, /)", Doc: "Pad a numeric string with zeros on the left, to fill a field of the given width."},
}

func bytesSlots(s *Slots) {
	s.Binary[OpMod] = bytesMod
	s.SqLength, s.MpLength, s.SqConcat, s.SqRepeat, s.SqItem = bytesLength, bytesLength, bytesConcat, bytesRepeat, bytesItem
	s.SqContains, s.MpSubscript, s.Iter = bytesContains, bytesSubscript, bytesIter
}

func bytesDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxBytes, Name: "bytes", Flags: FlagBaseType | FlagBytesSubclass | FlagVarSize, RawSize: bytesData, Into: &rt.BytesType,
		Doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n" +
			"bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\n" +
			"bytes() -> empty bytes object\n\nConstruct an immutable array of bytes.",
		Methods: append(append([]MethodDef(nil), sharedBytesMethods...),
			MethodDef{Name: "__bytes__", Fn: bytesSelf, Sig: "($self, /)", Doc: "Convert this value to exact type bytes."},
			MethodDef{Name: "__getnewargs__", Fn: bytesGetNewArgs, Sig: "($self, /)"},
			MethodDef{Name: "__sizeof__", Fn: objectBytes, Sig: "($self, /)", Doc: "Return the size of the object in memory, in bytes."}),
	}
	bytesSlots(&d.Slots)
	s := &d.Slots
	s.Repr, s.Hash, s.Compare, s.New, s.GetBuf = bytesRepr, bytesHashSlot, bytesCompare, bytesNew, bytesGetBuf
	return d
}

func byteArrayDef(rt *Runtime) TypeDef {
	rt.initByteArrays()
	d := TypeDef{
		Index: IdxByteArray, Name: "bytearray", Flags: FlagBaseType, RawSize: heap.Word, Into: &rt.ByteArrayType, Alloc: byteArrayAlloc,
		Doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n" +
			"bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n" +
			"bytearray() -> empty bytes array\n\nConstruct a mutable array of bytes.",
		Methods: append(append([]MethodDef(nil), sharedBytesMethods...), append(byteArrayReduceMethods(), byteArrayMethods...)...),
	}
	bytesSlots(&d.Slots)
	s := &d.Slots
	s.SqInConcat, s.SqInRepeat, s.SqAssItem, s.MpAssSub = byteArrayInConcat, byteArrayInRepeat, byteArrayAssItem, byteArrayAssSub
	s.Repr, s.Compare, s.Hash = byteArrayRepr, byteArrayCompare, hashNotImplemented
	s.New, s.Init, s.GetBuf = byteArrayNew, byteArrayInit, byteArrayGetBuf
	return d
}

var byteArrayMethods = []MethodDef{
	{Name: "append", Fn: byteArrayAppend, Sig: "($self, item, /)", Doc: "Append a single item to the end of the bytearray."},
	{Name: "clear", Fn: byteArrayClear, Sig: "($self, /)", Doc: "Remove all items from the bytearray."},
	{Name: "copy", Fn: byteArrayCopy, Sig: "($self, /)", Doc: "Return a copy of B."},
	{Name: "extend", Fn: byteArrayExtend, Sig: "($self, iterable_of_ints, /)", Doc: "Append all the items from the iterator or sequence to the end of the bytearray."},
	{Name: "insert", Fn: byteArrayInsert, Sig: "($self, index, item, /)", Doc: "Insert a single item into the bytearray before the given index."},
	{Name: "pop", Fn: byteArrayPop, Sig: "($self, index=-1, /)", Doc: "Remove and return a single item from B."},
	{Name: "remove", Fn: byteArrayRemove, Sig: "($self, value, /)", Doc: "Remove the first occurrence of a value in the bytearray."},
	{Name: "reverse", Fn: byteArrayReverse, Sig: "($self, /)", Doc: "Reverse the order of the values in B in place."},
	{Name: "__alloc__", Fn: byteArrayAllocated, Sig: "($self, /)", Doc: "Return the number of bytes actually allocated."},
	{Name: "__sizeof__", Fn: byteArraySizeof, Sig: "($self, /)", Doc: "Returns the size of the bytearray object in memory, in bytes."},
}

var bytesSig = ParseSignature("bytes", "(source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)")

func bytesNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	cls := t.RT.TypeFromObj(args.At(0).V())
	a, ok := bytesSig.Bind(t, args.Skip(1))
	if !ok {
		return heap.Null
	}
	v := t.bytesOfArgs(a.At(0), a.At(1), a.At(2))
	if v == heap.Null || cls.Index == IdxBytes {
		return v
	}
	src := t.Push(v)
	n := len(BytesOf(v))
	inst := t.NewInstanceSized(cls, 0, n+1)
	if inst != heap.Null {
		inst.Addr().SetWord64(bytesLen, uint64(n))
		copy(BytesOf(inst), BytesOf(src.V()))
	}
	return inst
}

// bytesOfArgs is bytes(src, encoding, errors); what was not given is Null.
func (t *Thread) bytesOfArgs(src, encoding, errors Ref) Value {
	if src.V() != heap.Null && encoding.V() == heap.Null && errors.V() == heap.Null {
		if isExact(src.V(), IdxBytes) {
			return src.V()
		}
		if v, found := t.bytesMethod(src); found {
			return v
		}
	}
	data, n, ok := t.bytesSource(src, encoding, errors, "bytes must be in range(0, 256)", "bytes")
	if !ok {
		return heap.Null
	}
	v := t.allocBytes(n)
	if v != heap.Null {
		copy(BytesOf(v), data)
	}
	return v
}

func bytesSelf(t *Thread, args Args) Value {
	if isExact(args.At(0).V(), IdxBytes) {
		return args.At(0).V()
	}
	v := t.allocBytes(len(BytesOf(args.At(0).V())))
	if v != heap.Null {
		copy(BytesOf(v), BytesOf(args.At(0).V()))
	}
	return v
}

func bytesGetNewArgs(t *Thread, args Args) Value {
	b := t.Push(bytesSelf(t, args))
	if b.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(b)
}

func byteArrayAppend(t *Thread, args Args) Value {
	self := args.At(0)
	c, ok := t.byteValue(args.At(1))
	if !ok {
		return heap.Null
	}
	n := byteArrayOf(self.V()).len
	if !t.resizeByteArray(self, n+1) {
		return heap.Null
	}
	byteArrayOf(self.V()).bytes()[n] = c
	return heap.None
}

func byteArrayClear(t *Thread, args Args) Value {
	if !t.resizeByteArray(args.At(0), 0) {
		return heap.Null
	}
	return heap.None
}

func byteArrayCopy(t *Thread, args Args) Value {
	self := args.At(0)
	return t.allocLike(self, byteArrayOf(self.V()).len, func(dst []byte) { copy(dst, byteArrayOf(self.V()).bytes()) })
}

func byteArrayExtend(t *Thread, args Args) Value {
	self, it := args.At(0), args.At(1)
	data, ok, isBuf := t.bufferCopy(it, BufSimple)
	if !isBuf {
		if typ := t.RT.TypeOf(it.V()); typ.Slots.Iter == nil && typ.Slots.SqItem == nil {
			return t.TypeErrorf("can't extend bytearray with %s", t.TypeName(it.V()))
		}
		data, ok = t.bytesOfItems(it, "byte must be in range(0, 256)")
	} else if !ok {
		t.ClearExc()
		return t.TypeErrorf("can't set bytearray slice from %s", t.TypeName(it.V()))
	}
	if !ok {
		return heap.Null
	}
	n := byteArrayOf(self.V()).len
	if !t.splice(self, n, n, data) {
		return heap.Null
	}
	return heap.None
}

func byteArrayInsert(t *Thread, args Args) Value {
	self := args.At(0)
	i, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	c, ok := t.byteValue(args.At(2))
	if !ok {
		return heap.Null
	}
	n := byteArrayOf(self.V()).len
	if i < 0 {
		i += n
	}
	i = min(max(i, 0), n)
	if !t.splice(self, i, i, []byte{c}) {
		return heap.Null
	}
	return heap.None
}

func byteArrayPop(t *Thread, args Args) Value {
	self := args.At(0)
	i, ok := t.asArgSsize(args.At(1))
	if !ok {
		return heap.Null
	}
	n := byteArrayOf(self.V()).len
	if n == 0 {
		return t.IndexErrorf("pop from empty bytearray")
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return t.IndexErrorf("pop index out of range")
	}
	c := byteArrayOf(self.V()).bytes()[i]
	if !t.splice(self, i, i+1, nil) {
		return heap.Null
	}
	return heap.SmallInt(int64(c))
}

func byteArrayRemove(t *Thread, args Args) Value {
	self := args.At(0)
	c, ok := t.byteValue(args.At(1))
	if !ok {
		return heap.Null
	}
	for i, x := range byteArrayOf(self.V()).bytes() {
		if x == c {
			if !t.splice(self, i, i+1, nil) {
				return heap.Null
			}
			return heap.None
		}
	}
	return t.ValueErrorf("value not found in bytearray")
}

func byteArrayReverse(t *Thread, args Args) Value {
	reverseBytes(byteArrayOf(args.At(0).V()).bytes())
	return heap.None
}

func byteArrayAllocated(t *Thread, args Args) Value {
	return heap.SmallInt(int64(byteArrayOf(args.At(0).V()).size))
}

func byteArraySizeof(t *Thread, args Args) Value {
	v := args.At(0).V()
	return heap.SmallInt(int64(v.Addr().Size() + byteArrayRecordSize + byteArrayOf(v).size))
}

// The iterator of bytes and bytearray: reference 0 is the object (Null when
// exhausted), word 0 the next index.

func bytesIterDef(name string, into func(s *textState) **Type) func(rt *Runtime) TypeDef {
	return func(rt *Runtime) TypeDef {
		d := TypeDef{Name: name, FixedRefs: 1, RawSize: heap.Word, Flags: FlagNoInstantiate, Into: into(rt.textInit()),
			Methods: textIterMethods(bytesIterHint, func(t *Thread) Value { return t.NewTuple(0) },
				func(it heap.Addr) int { return int(it.Word64(0)) },
				func(s Value, i int) int { return min(i, len(rt.bytesView(s))) })}
		d.Slots.Iter = func(t *Thread, a Ref) Value { return a.V() }
		d.Slots.Next = bytesIterNext
		return d
	}
}

func bytesIter(t *Thread, a Ref) Value {
	typ := t.RT.text.bytesIter
	if !t.RT.IsBytes(a.V()) {
		typ = t.RT.text.byteArrayIter
	}
	v := t.NewInstance(typ)
	if v != heap.Null {
		t.Store(v, 0, a.V())
	}
	return v
}

func bytesIterNext(t *Thread, a Ref) Value {
	it := a.V().Addr()
	s := it.Ref(0)
	if s == heap.Null {
		return heap.Null
	}
	b, i := t.RT.bytesView(s), it.Word64(0)
	if i >= uint64(len(b)) {
		t.Store(a.V(), 0, heap.Null)
		return heap.Null
	}
	it.SetWord64(0, i+1)
	return heap.SmallInt(int64(b[i]))
}

func bytesIterHint(t *Thread, args Args) Value {
	it := args.At(0).V().Addr()
	s := it.Ref(0)
	if s == heap.Null {
		return heap.SmallInt(0)
	}
	return heap.SmallInt(int64(max(len(t.RT.bytesView(s))-int(it.Word64(0)), 0)))
}
