package python

import (
	"math"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/vm"
)

// makeBuiltins makes the module builtins.
func (in *Interp) makeBuiltins(t *Thread) bool {
	defer t.Pop(t.Top())
	m := t.Push(t.NewModule(t.RT.Name("builtins")))
	if m.V() == heap.Null {
		return false
	}
	d := t.Push(t.RT.ModuleDict(m.V()))
	t.RT.Builtins.Set(d.V())
	if !t.AddFunctions(m, in.builtinFunctions()) {
		return false
	}
	rt := t.RT
	for _, typ := range []*object.Type{rt.ObjectType, rt.TypeType, rt.IntType, rt.BoolType, rt.FloatType, rt.ComplexType,
		rt.StrType, rt.BytesType, rt.ByteArrayType, rt.MemoryViewType, rt.TupleType, rt.ListType, rt.DictType, rt.SetType,
		rt.FrozenSetType, rt.RangeType, rt.SliceType, rt.PropertyType, rt.ClassMethodType, rt.StaticMethodType, rt.SuperType} {
		if !typ.Obj.IsNil() && !t.DictSetStr(d, typ.Name, typ.Obj) {
			return false
		}
	}
	for _, typ := range append([]*object.Type{rt.EnumerateType(), rt.ZipType(), rt.MapType(), rt.FilterType(), rt.ReversedType()}, rt.Exc.All()...) {
		if !t.DictSetStr(d, typ.Name, typ.Obj) {
			return false
		}
	}
	for _, alias := range []string{"EnvironmentError", "IOError"} {
		if !t.DictSetStr(d, alias, rt.Exc.OSError.Obj) {
			return false
		}
	}
	for name, v := range map[string]Value{"None": heap.None, "True": heap.True, "False": heap.False,
		"NotImplemented": heap.NotImplemented, "Ellipsis": heap.Ellipsis, "__debug__": heap.Bool(in.cfg.Flags.Optimize == 0)} {
		if !t.DictSetStr(d, name, t.Push(v)) {
			return false
		}
	}
	return t.DictSet(t.RT.Modules, t.RT.Name("builtins"), m)
}

func (in *Interp) builtinFunctions() []object.MethodDef {
	return []object.MethodDef{
		{Name: "__build_class__", Fn: vm.BuildClass, Doc: "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement."},
		{Name: "__import__", Fn: in.importBuiltin, Sig: "(name, globals=None, locals=None, fromlist=<unrepresentable>, level=0)", Doc: "Import a module."},
		{Name: "abs", Fn: func(t *Thread, a Args) Value { return t.Unary(object.OpAbs, a.At(0)) }, Leaf: absLeaf, Sig: "(x, /)", Doc: "Return the absolute value of the argument."},
		{Name: "all", Fn: builtinAll, Sig: "(iterable, /)", Doc: "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."},
		{Name: "any", Fn: builtinAny, Sig: "(iterable, /)", Doc: "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."},
		{Name: "ascii", Fn: func(t *Thread, a Args) Value { return t.ASCII(a.At(0)) }, Sig: "(obj, /)", Doc: "Return an ASCII-only representation of an object."},
		{Name: "bin", Fn: radix("#b"), Sig: "(number, /)", Doc: "Return the binary representation of an integer."},
		{Name: "oct", Fn: radix("#o"), Sig: "(number, /)", Doc: "Return the octal representation of an integer."},
		{Name: "hex", Fn: radix("#x"), Sig: "(number, /)", Doc: "Return the hexadecimal representation of an integer."},
		{Name: "breakpoint", Fn: in.builtinBreakpoint, Doc: "breakpoint(*args, **kws)\n\nCall sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\nwhatever arguments are passed.\n\nBy default, this drops you into the pdb debugger."},
		{Name: "callable", Fn: func(t *Thread, a Args) Value { return heap.Bool(t.RT.Callable(a.At(0).V())) }, Sig: "(obj, /)", Doc: "Return whether the object is callable (i.e., some kind of function)."},
		{Name: "chr", Fn: builtinChr, Sig: "(i, /)", Doc: "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."},
		{Name: "ord", Fn: builtinOrd, Leaf: ordLeaf, Sig: "(c, /)", Doc: "Return the Unicode code point for a one-character string."},
		{Name: "compile", Fn: in.builtinCompile, Sig: "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)", Doc: "Compile source into a code object that can be executed by exec() or eval()."},
		{Name: "delattr", Fn: builtinDelattr, Sig: "(obj, name, /)", Doc: "Deletes the named attribute from the given object."},
		{Name: "dir", Fn: builtinDir, Doc: "Show attributes of an object."},
		{Name: "divmod", Fn: func(t *Thread, a Args) Value { return t.Binary(object.OpDivmod, a.At(0), a.At(1)) }, Sig: "(x, y, /)", Doc: "Return the tuple (x//y, x%y)."},
		{Name: "eval", Fn: in.builtinEval, Sig: "(source, globals=None, locals=None, /)", Doc: "Evaluate the given source in the context of globals and locals."},
		{Name: "exec", Fn: in.builtinExec, Sig: "(source, globals=None, locals=None, /, *, closure=None)", Doc: "Execute the given source in the context of globals and locals."},
		{Name: "format", Fn: builtinFormat, Sig: "(value, format_spec='', /)", Doc: "Return type(value).__format__(value, format_spec)."},
		{Name: "getattr", Fn: builtinGetattr, Doc: "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object."},
		{Name: "globals", Fn: builtinGlobals, Sig: "()", Doc: "Return the dictionary containing the current scope's global variables."},
		{Name: "hasattr", Fn: builtinHasattr, Sig: "(obj, name, /)", Doc: "Return whether the object has an attribute with the given name."},
		{Name: "hash", Fn: builtinHash, Sig: "(obj, /)", Doc: "Return the hash value for the given object."},
		{Name: "id", Fn: func(t *Thread, a Args) Value { return t.NewUint(t.ID(a.At(0).V())) }, Sig: "(obj, /)", Doc: "Return the identity of an object."},
		{Name: "input", Fn: in.builtinInput, Sig: "(prompt='', /)", Doc: "Read a string from standard input."},
		{Name: "isinstance", Fn: truth(func(t *Thread, a Args) int { return t.IsInstance(a.At(0), a.At(1)) }), Leaf: object.LeafInstance, Sig: "(obj, class_or_tuple, /)", Doc: "Return whether an object is an instance of a class or of a subclass thereof."},
		{Name: "issubclass", Fn: truth(func(t *Thread, a Args) int { return t.IsSubclass(a.At(0), a.At(1)) }), Sig: "(cls, class_or_tuple, /)", Doc: "Return whether 'cls' is derived from another class or is the same class."},
		{Name: "iter", Fn: builtinIter, Doc: "Get an iterator from an object."},
		{Name: "len", Fn: builtinLen, Leaf: lenLeaf, Sig: "(obj, /)", Doc: "Return the number of items in a container."},
		{Name: "locals", Fn: builtinLocals, Sig: "()", Doc: "Return a dictionary containing the current scope's local variables."},
		{Name: "max", Fn: func(t *Thread, a Args) Value { return t.MinMax(object.GT, a) }, Leaf: minMaxLeaf(object.GT), Doc: "With a single iterable argument, return its biggest item."},
		{Name: "min", Fn: func(t *Thread, a Args) Value { return t.MinMax(object.LT, a) }, Leaf: minMaxLeaf(object.LT), Doc: "With a single iterable argument, return its smallest item."},
		{Name: "next", Fn: builtinNext, Doc: "Return the next item from the iterator."},
		{Name: "pow", Fn: func(t *Thread, a Args) Value { return t.Power(a.At(0), a.At(1), a.At(2)) }, Sig: "(base, exp, mod=None)", Doc: "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments."},
		{Name: "print", Fn: in.builtinPrint, Sig: "(*args, sep=' ', end='\\n', file=None, flush=False)", Doc: "Prints the values to a stream, or to sys.stdout by default."},
		{Name: "repr", Fn: func(t *Thread, a Args) Value { return t.Repr(a.At(0)) }, Sig: "(obj, /)", Doc: "Return the canonical string representation of the object."},
		{Name: "round", Fn: builtinRound, Sig: "(number, ndigits=None)", Doc: "Round a number to a given precision in decimal digits."},
		{Name: "setattr", Fn: builtinSetattr, Sig: "(obj, name, value, /)", Doc: "Sets the named attribute on the given object to the specified value."},
		{Name: "sorted", Fn: builtinSorted, Sig: "(iterable, /, *, key=None, reverse=False)", Doc: "Return a new list containing all items from the iterable in ascending order."},
		{Name: "exit", Fn: builtinExit, Sig: "(code=None)", Doc: "Ends the program: raises SystemExit(code)."},
		{Name: "quit", Fn: builtinExit, Sig: "(code=None)", Doc: "Ends the program: raises SystemExit(code)."},
		{Name: "sum", Fn: func(t *Thread, a Args) Value { return t.Sum(a.At(0), a.At(1)) }, Sig: "(iterable, /, start=0)", Doc: "Return the sum of a 'start' value (default: 0) plus an iterable of numbers"},
		{Name: "vars", Fn: builtinVars, Doc: "Show vars.\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent to object.__dict__."},
		{Name: "anext", Fn: vm.BuiltinANext, Doc: "async anext(aiterator[, default])\n\nReturn the next item from the async iterator.  If default is given and the async\niterator is exhausted, it is returned instead of raising StopAsyncIteration."},
		{Name: "aiter", Fn: builtinAiter, Sig: "(async_iterable, /)", Doc: "Return an AsyncIterator for an AsyncIterable object."},
	}
}

// truth makes a Native of a question with the answers 1, 0 and -1 (error).
func truth(ask func(t *Thread, a Args) int) object.Native {
	return func(t *Thread, a Args) Value {
		r := ask(t, a)
		if r < 0 {
			return heap.Null
		}
		return heap.Bool(r != 0)
	}
}

func radix(spec string) object.Native {
	return func(t *Thread, a Args) Value {
		v := t.Unary(object.OpIndex, a.At(0))
		if v == heap.Null {
			return v
		}
		return t.Format(t.Push(object.IntValue(v)), t.RT.Name(spec))
	}
}

func untilTruth(t *Thread, a Args, want int) Value {
	it := t.Iter(a.At(0))
	if it == heap.Null {
		return it
	}
	r := t.Push(it)
	item := t.PushN(1)
	for {
		v := t.Next(r)
		if v == heap.Null {
			if t.Pending() {
				return v
			}
			return heap.Bool(want == 0)
		}
		item.Set(v)
		switch t.IsTrue(item) {
		case -1:
			return heap.Null
		case want:
			return heap.Bool(want == 1)
		}
	}
}

func builtinAll(t *Thread, a Args) Value { return untilTruth(t, a, 0) }
func builtinAny(t *Thread, a Args) Value { return untilTruth(t, a, 1) }

func builtinFormat(t *Thread, a Args) Value {
	if spec := a.At(1).V(); !t.RT.IsStr(spec) {
		return t.TypeErrorf("format() argument 2 must be str, not %s", t.ArgName(spec))
	}
	return t.Format(a.At(0), a.At(1))
}

func builtinChr(t *Thread, a Args) Value {
	i, ok := t.AsIndex(a.At(0))
	if !ok {
		if t.ExcMatches(t.RT.Exc.IndexError) {
			t.ClearExc()
			return t.OverflowErrorf("Python int too large to convert to C int")
		}
		return heap.Null
	}
	if i < 0 || i > 0x10FFFF {
		return t.ValueErrorf("chr() arg not in range(0x110000)")
	}
	return t.NewStrBytes(encodeChar(rune(i)))
}

func builtinOrd(t *Thread, a Args) Value {
	v := a.At(0).V()
	switch {
	case t.RT.IsStr(v):
		if n := object.StrLen(v); n != 1 {
			return t.TypeErrorf("ord() expected a character, but string of length %d found", n)
		}
		return heap.SmallInt(int64(firstChar(object.StrBytes(v))))
	case t.RT.TypeOf(v).Has(object.FlagBytesSubclass), t.RT.TypeOf(v).IsSubtype(t.RT.ByteArrayType):
		b, ok := t.BytesLike(a.At(0))
		if !ok {
			return heap.Null
		}
		if len(b) != 1 {
			return t.TypeErrorf("ord() expected a character, but string of length %d found", len(b))
		}
		return heap.SmallInt(int64(b[0]))
	}
	return t.TypeErrorf("ord() expected string of length 1, but %s found", t.TypeName(v))
}

// encodeChar encodes a code point, a surrogate as well.
func encodeChar(r rune) []byte {
	if 0xD800 <= r && r < 0xE000 {
		return []byte{0xED, byte(0x80 | r>>6&0x3F), byte(0x80 | r&0x3F)}
	}
	return utf8.AppendRune(nil, r)
}

// firstChar decodes the first code point, which may be a lone surrogate.
func firstChar(b []byte) rune {
	if len(b) >= 3 && b[0] == 0xED && b[1] >= 0xA0 {
		return rune(b[0]&0x0F)<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F)
	}
	r, _ := utf8.DecodeRune(b)
	return r
}

func builtinGetattr(t *Thread, a Args) Value {
	if a.NumKw() > 0 {
		return t.TypeErrorf("getattr() takes no keyword arguments")
	}
	if n := a.Len(); n < 2 || n > 3 {
		least := "at least 2"
		if n > 3 {
			least = "at most 3"
		}
		return t.TypeErrorf("getattr expected %s arguments, got %d", least, n)
	}
	if !t.RT.IsStr(a.At(1).V()) {
		return t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(a.At(1).V()))
	}
	if a.Len() == 2 {
		return t.GetAttr(a.At(0), a.At(1))
	}
	v, ok := t.GetAttrOpt(a.At(0), a.At(1))
	if ok && v == heap.Null {
		return a.At(2).V()
	}
	return v
}

func builtinHasattr(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(1).V()) {
		return t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(a.At(1).V()))
	}
	v, ok := t.GetAttrOpt(a.At(0), a.At(1))
	if !ok {
		return heap.Null
	}
	return heap.Bool(v != heap.Null)
}

func builtinSetattr(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(1).V()) {
		return t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(a.At(1).V()))
	}
	if !t.SetAttr(a.At(0), a.At(1), a.At(2)) {
		return heap.Null
	}
	return heap.None
}

func builtinDelattr(t *Thread, a Args) Value {
	if !t.RT.IsStr(a.At(1).V()) {
		return t.TypeErrorf("attribute name must be string, not '%s'", t.TypeName(a.At(1).V()))
	}
	if !t.DelAttr(a.At(0), a.At(1)) {
		return heap.Null
	}
	return heap.None
}

func builtinDir(t *Thread, a Args) Value {
	if a.Len() > 1 {
		return t.TypeErrorf("dir expected at most 1 argument, got %d", a.Len())
	}
	var list Value
	if a.Len() == 0 {
		l := builtinLocals(t, a)
		if l == heap.Null {
			return l
		}
		list = t.SeqToList(t.Push(l))
	} else {
		m := t.LookupSpecial(a.At(0), t.RT.Name("__dir__"))
		if m == heap.Null {
			if !t.Pending() {
				return t.TypeErrorf("object does not provide __dir__")
			}
			return m
		}
		v := t.CallN(t.Push(m))
		if v == heap.Null {
			return v
		}
		list = t.SeqToList(t.Push(v))
	}
	if list == heap.Null {
		return list
	}
	r := t.Push(list)
	if !t.ListSort(r, Ref{}, false) {
		return heap.Null
	}
	return r.V()
}

func builtinVars(t *Thread, a Args) Value {
	if a.Len() > 1 {
		return t.TypeErrorf("vars expected at most 1 argument, got %d", a.Len())
	}
	if a.Len() == 0 {
		return builtinLocals(t, a)
	}
	v, ok := t.GetAttrOpt(a.At(0), t.RT.Name("__dict__"))
	if ok && v == heap.Null {
		return t.TypeErrorf("vars() argument must have __dict__ attribute")
	}
	return v
}

func builtinGlobals(t *Thread, a Args) Value { return vm.Of(t).Globals() }

func builtinLocals(t *Thread, a Args) Value { return vm.Of(t).Locals() }

func builtinHash(t *Thread, a Args) Value {
	h, ok := t.Hash(a.At(0))
	if !ok {
		return heap.Null
	}
	return t.NewInt(h)
}

func builtinLen(t *Thread, a Args) Value {
	n := t.Length(a.At(0))
	if n < 0 {
		return heap.Null
	}
	return t.NewInt(int64(n))
}

func lenLeaf(t *Thread, a []Value) Value {
	if len(a) == 1 {
		if n := object.LeafLen(a[0]); n >= 0 {
			return heap.SmallInt(int64(n))
		}
	}
	return heap.Null
}

func ordLeaf(t *Thread, a []Value) Value {
	if len(a) == 1 && object.IsExactStr(a[0]) {
		if text := object.StrBytes(a[0]); len(text) == 1 {
			return heap.SmallInt(int64(text[0]))
		}
	}
	return heap.Null
}

func absLeaf(t *Thread, a []Value) Value {
	switch {
	case len(a) != 1:
	case a[0].IsFloat():
		return heap.Float(math.Abs(a[0].Float()))
	case a[0].IsInt():
		if i := max(a[0].Int(), -a[0].Int()); heap.FitsInt(i) {
			return heap.SmallInt(i)
		}
	}
	return heap.Null
}

// minMaxLeaf is min or max of two or more numbers.
func minMaxLeaf(better object.CompareOp) object.Leaf {
	return func(t *Thread, a []Value) Value {
		if len(a) < 2 {
			return heap.Null
		}
		best := a[0]
		for _, v := range a[1:] {
			switch object.LeafCompare(v, best, better) {
			case heap.True:
				best = v
			case heap.Null:
				return heap.Null
			}
		}
		return best
	}
}

func builtinIter(t *Thread, a Args) Value {
	switch a.Len() {
	case 1:
		return t.Iter(a.At(0))
	case 2:
		if !t.RT.Callable(a.At(0).V()) {
			return t.TypeErrorf("iter(v, w): v must be callable")
		}
		return t.NewCallIter(a.At(0), a.At(1))
	case 0:
		return t.TypeErrorf("iter expected at least 1 argument, got 0")
	}
	return t.TypeErrorf("iter expected at most 2 arguments, got %d", a.Len())
}

func builtinNext(t *Thread, a Args) Value {
	if n := a.Len(); n < 1 || n > 2 {
		if n < 1 {
			return t.TypeErrorf("next expected at least 1 argument, got 0")
		}
		return t.TypeErrorf("next expected at most 2 arguments, got %d", n)
	}
	if !t.IsIterator(a.At(0).V()) {
		return t.TypeErrorf("'%s' object is not an iterator", t.TypeName(a.At(0).V()))
	}
	v := t.RT.TypeOf(a.At(0).V()).Slots.Next(t, a.At(0))
	if v != heap.Null {
		return v
	}
	if a.Len() == 2 && (!t.Pending() || t.ExcMatches(t.RT.Exc.StopIteration)) {
		t.ClearExc()
		return a.At(1).V()
	}
	if !t.Pending() {
		return t.Raise(t.RT.Exc.StopIteration)
	}
	return v
}

func builtinAiter(t *Thread, a Args) Value {
	f := t.RT.TypeOf(a.At(0).V()).Slots.AIter
	if f == nil {
		return t.TypeErrorf("'%s' object is not an async iterable", t.TypeName(a.At(0).V()))
	}
	return f(t, a.At(0))
}

func builtinRound(t *Thread, a Args) Value {
	m := t.LookupSpecial(a.At(0), t.RT.Name("__round__"))
	if m == heap.Null {
		if !t.Pending() {
			return t.TypeErrorf("type %s doesn't define __round__ method", t.TypeName(a.At(0).V()))
		}
		return m
	}
	if a.At(1).V() == heap.None {
		return t.CallN(t.Push(m))
	}
	return t.CallN(t.Push(m), a.At(1))
}

func builtinExit(t *Thread, a Args) Value { return t.Raise(t.RT.Exc.SystemExit, a.At(0)) }

func builtinSorted(t *Thread, a Args) Value {
	rev := t.IsTrue(a.At(2))
	if rev < 0 {
		return heap.Null
	}
	return t.Sorted(a.At(0), a.At(1), rev == 1)
}

// builtinPrint is print(): str of each argument, to sys.stdout or file.
func (in *Interp) builtinPrint(t *Thread, a Args) Value {
	args, sep, end, file, flush := a.At(0), a.At(1), a.At(2), a.At(3), a.At(4)
	for i, r := range []Ref{sep, end} {
		if r.V() == heap.None {
			r = t.Push(t.RT.Name([]string{" ", "\n"}[i]).V())
			if i == 0 {
				sep = r
			} else {
				end = r
			}
		} else if !t.RT.IsStr(r.V()) {
			return t.TypeErrorf("%s must be None or a string, not %s", []string{"sep", "end"}[i], t.TypeName(r.V()))
		}
	}
	out := t.Push(file.V())
	if out.V() == heap.None {
		v, ok := t.GetAttrOpt(in.sys, t.RT.Name("stdout"))
		if !ok {
			return v
		}
		if v == heap.Null {
			return t.RuntimeErrorf("lost sys.stdout")
		}
		if v == heap.None {
			return heap.None
		}
		out.Set(v)
	}
	n := t.TupleLen(args.V())
	write := t.Push(heap.Null)
	direct := in.files.IsText(t, out)
	if !direct {
		w := t.GetAttr(out, t.RT.Name("write"))
		if w == heap.Null {
			return w
		}
		write.Set(w)
	}
	put := func(s Ref) bool {
		if direct {
			return in.files.WriteText(t, out, s)
		}
		return t.CallN(write, s) != heap.Null
	}
	for i := 0; i < n; i++ {
		mark := t.Top()
		if i > 0 && !put(sep) {
			return heap.Null
		}
		s := t.Str(t.Push(t.TupleAt(args.V(), i)))
		if s == heap.Null || !put(t.Push(s)) {
			return heap.Null
		}
		t.Pop(mark)
	}
	if !put(end) {
		return heap.Null
	}
	switch t.IsTrue(flush) {
	case -1:
		return heap.Null
	case 1:
		if t.CallMethod(out, t.RT.Name("flush")) == heap.Null {
			return heap.Null
		}
	}
	return heap.None
}
