package object

import (
	"bytes"

	"github.com/hpyrun/hpyrun/heap"
)

func strDef(rt *Runtime) TypeDef {
	d := TypeDef{
		Index: IdxStr, Name: "str", Flags: FlagBaseType | FlagStrSubclass, RawSize: strDataASCII, Into: &rt.StrType,
		Doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n" +
			"Create a new string object from the given object: the result of object.__str__(), or the bytes decoded.",
		Methods: strMethods,
	}
	s := &d.Slots
	s.Binary[OpMod] = strMod
	s.SqLength, s.MpLength, s.SqConcat, s.SqRepeat, s.SqItem = strLength, strLength, strConcat, strRepeat, strItem
	s.SqContains, s.MpSubscript = strContains, strSubscript
	s.Repr, s.Str, s.Hash, s.Compare, s.Iter, s.New = strRepr, strStr, strHashSlot, strCompare, strIter, strNew
	return d
}

var strMethods = []MethodDef{
	{Name: "capitalize", Fn: strCapitalize, Sig: "($self, /)", Doc: "Return a capitalized version of the string."},
	{Name: "casefold", Fn: strCasefold, Sig: "($self, /)", Doc: "Return a version of the string suitable for caseless comparisons."},
	{Name: "center", Fn: strCenter, Sig: "($self, width, fillchar=' ', /)", Doc: "Return a centered string of length width."},
	{Name: "count", Fn: searchMethod("count", strCount), Doc: "Return the number of non-overlapping occurrences of substring sub in string S[start:end]."},
	{Name: "encode", Fn: strEncode, Sig: "($self, /, encoding='utf-8', errors='strict')", Doc: "Encode the string using the codec registered for encoding."},
	{Name: "endswith", Fn: searchMethod("endswith", strEndsWith), Leaf: strTailLeaf(bytes.HasSuffix), Doc: "Return True if S ends with the specified suffix, False otherwise."},
	{Name: "expandtabs", Fn: strExpandTabs, Sig: "($self, /, tabsize=8)", Doc: "Return a copy where all tab characters are expanded using spaces."},
	{Name: "find", Fn: searchMethod("find", strFind), Doc: "Return the lowest index in S where substring sub is found, -1 on failure."},
	{Name: "format", Fn: strFormat, Doc: "S.format(*args, **kwargs) -> str\n\nReturn a formatted version of S, using substitutions from args and kwargs."},
	{Name: "format_map", Fn: strFormatMap, Sig: "($self, mapping, /)", Doc: "Return a formatted version of S, using substitutions from mapping."},
	{Name: "index", Fn: searchMethod("index", strIndex), Doc: "Return the lowest index in S where substring sub is found; ValueError on failure."},
	{Name: "isalnum", Fn: strIsAlnum, Leaf: strTestLeaf(isAlnumByte), Sig: "($self, /)", Doc: "Return True if the string is an alpha-numeric string, False otherwise."},
	{Name: "isalpha", Fn: strIsAlpha, Leaf: strTestLeaf(isLetterByte), Sig: "($self, /)", Doc: "Return True if the string is an alphabetic string, False otherwise."},
	{Name: "isascii", Fn: strIsASCII, Sig: "($self, /)", Doc: "Return True if all characters in the string are ASCII, False otherwise."},
	{Name: "isdecimal", Fn: strIsDecimal, Sig: "($self, /)", Doc: "Return True if the string is a decimal string, False otherwise."},
	{Name: "isdigit", Fn: strIsDigit, Leaf: strTestLeaf(isDigitByte), Sig: "($self, /)", Doc: "Return True if the string is a digit string, False otherwise."},
	{Name: "isidentifier", Fn: strIsIdentifier, Sig: "($self, /)", Doc: "Return True if the string is a valid Python identifier, False otherwise."},
	{Name: "islower", Fn: strIsLower, Sig: "($self, /)", Doc: "Return True if the string is a lowercase string, False otherwise."},
	{Name: "isnumeric", Fn: strIsNumeric, Sig: "($self, /)", Doc: "Return True if the string is a numeric string, False otherwise."},
	{Name: "isprintable", Fn: strIsPrintable, Sig: "($self, /)", Doc: "Return True if the string is printable, False otherwise."},
	{Name: "isspace", Fn: strIsSpace, Leaf: strTestLeaf(isSpaceByte), Sig: "($self, /)", Doc: "Return True if the string is a whitespace string, False otherwise."},
	{Name: "istitle", Fn: strIsTitle, Sig: "($self, /)", Doc: "Return True if the string is a title-cased string, False otherwise."},
	{Name: "isupper", Fn: strIsUpper, Sig: "($self, /)", Doc: "Return True if the string is an uppercase string, False otherwise."},
	{Name: "join", Fn: strJoin, Sig: "($self, iterable, /)", Doc: "Concatenate any number of strings, with this one between them."},
	{Name: "ljust", Fn: strLjust, Sig: "($self, width, fillchar=' ', /)", Doc: "Return a left-justified string of length width."},
	{Name: "lower", Fn: strLower, Sig: "($self, /)", Doc: "Return a copy of the string converted to lowercase."},
	{Name: "lstrip", Fn: strLstrip, Sig: "($self, chars=None, /)", Doc: "Return a copy of the string with leading whitespace (or chars) removed."},
	{Name: "maketrans", Fn: strMakeTrans, Kind: StaticMethod, Sig: "(x, y=<unrepresentable>, z=<unrepresentable>, /)", Doc: "Return a translation table usable for str.translate()."},
	{Name: "partition", Fn: strPartition, Sig: "($self, sep, /)", Doc: "Partition the string into three parts using the given separator."},
	{Name: "removeprefix", Fn: strRemovePrefix, Sig: "($self, prefix, /)", Doc: "Return a str with the given prefix string removed if present."},
	{Name: "removesuffix", Fn: strRemoveSuffix, Sig: "($self, suffix, /)", Doc: "Return a str with the given suffix string removed if present."},
	{Name: "replace", Fn: strReplace, Sig: "($self, old, new, count=-1, /)", Doc: "Return a copy with all occurrences of substring old replaced by new."},
	{Name: "rfind", Fn: searchMethod("rfind", strRfind), Doc: "Return the highest index in S where substring sub is found, -1 on failure."},
	{Name: "rindex", Fn: searchMethod("rindex", strRindex), Doc: "Return the highest index in S where substring sub is found; ValueError on failure."},
	{Name: "rjust", Fn: strRjust, Sig: "($self, width, fillchar=' ', /)", Doc: "Return a right-justified string of length width."},
	{Name: "rpartition", Fn: strRpartition, Sig: "($self, sep, /)", Doc: "Partition the string into three parts, searching from the end."},
	{Name: "rsplit", Fn: strRsplit, Sig: "($self, /, sep=None, maxsplit=-1)", Doc: "Return a list of the substrings in the string, splitting from the end."},
	{Name: "rstrip", Fn: strRstrip, Sig: "($self, chars=None, /)", Doc: "Return a copy of the string with trailing whitespace (or chars) removed."},
	{Name: "split", Fn: strSplit, Sig: "($self, /, sep=None, maxsplit=-1)", Doc: "Return a list of the substrings in the string, using sep as the separator."},
	{Name: "splitlines", Fn: strSplitLines, Sig: "($self, /, keepends=False)", Doc: "Return a list of the lines in the string, breaking at line boundaries."},
	{Name: "startswith", Fn: searchMethod("startswith", strStartsWith), Leaf: strTailLeaf(bytes.HasPrefix), Doc: "Return True if S starts with the specified prefix, False otherwise."},
	{Name: "strip", Fn: strStrip, Sig: "($self, chars=None, /)", Doc: "Return a copy of the string with leading and trailing whitespace (or chars) removed."},
	{Name: "swapcase", Fn: strSwapcase, Sig: "($self, /)", Doc: "Convert uppercase characters to lowercase and lowercase characters to uppercase."},
	{Name: "title", Fn: strTitle, Sig: "($self, /)", Doc: "Return a version of the string where each word is titlecased."},
	{Name: "translate", Fn: strTranslate, Sig: "($self, table, /)", Doc: "Replace each character in the string using the given translation table."},
	{Name: "upper", Fn: strUpper, Sig: "($self, /)", Doc: "Return a copy of the string converted to uppercase."},
	{Name: "zfill", Fn: strZfill, Sig: "($self, width, /)", Doc: "Pad a numeric string with zeros on the left, to fill a field of the given width."},
	{Name: "__format__", Fn: formatMethod((*Thread).formatStrSpec), Sig: "($self, format_spec, /)", Doc: "Return a formatted version of the string as described by format_spec."},
	{Name: "__getnewargs__", Fn: strGetNewArgs, Sig: "($self, /)"},
	{Name: "__sizeof__", Fn: objectBytes, Sig: "($self, /)", Doc: "Return the size of the string in memory, in bytes."},
}

func strGetNewArgs(t *Thread, args Args) Value {
	s := t.Push(t.exactStr(args.At(0)))
	if s.V() == heap.Null {
		return heap.Null
	}
	return t.PackTuple(s)
}

// objectBytes is __sizeof__: what the object takes on the heap.
func objectBytes(t *Thread, args Args) Value {
	return heap.SmallInt(int64(args.At(0).V().Addr().Size()))
}

func strEncode(t *Thread, args Args) Value {
	enc, errs, ok := t.codecArgs("encode", args.At(1), args.At(2))
	if !ok {
		return heap.Null
	}
	return t.Encode(args.At(0), enc, errs)
}

var strNewSig = ParseSignature("str", "(object=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)")

func strNew(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	cls := t.RT.TypeFromObj(args.At(0).V())
	a, ok := strNewSig.Bind(t, args.Skip(1))
	if !ok {
		return heap.Null
	}
	v := t.strOfArgs(a.At(0), a.At(1), a.At(2))
	if v == heap.Null || cls.Index == IdxStr {
		return v
	}
	return t.newStrOf(cls, t.Push(v))
}

// strOfArgs is str(obj, encoding, errors); what was not given is Null.
func (t *Thread) strOfArgs(obj, encoding, errors Ref) Value {
	enc, errs, ok := t.codecArgs("str", encoding, errors)
	switch {
	case !ok:
		return heap.Null
	case obj.V() == heap.Null:
		return t.RT.emptyStr()
	case encoding.V() == heap.Null && errors.V() == heap.Null:
		return t.Str(obj)
	case t.RT.IsStr(obj.V()):
		return t.TypeErrorf("decoding str is not supported")
	}
	return t.Decode(obj, enc, errs)
}

// newStrOf makes an instance of cls, a subclass of str, with s's text.
func (t *Thread) newStrOf(cls *Type, s Ref) Value {
	f := factsOf(s.V())
	raw, w := f.layout()
	v := t.NewInstanceSized(cls, 0, raw-strDataASCII)
	if v != heap.Null {
		f.init(v.Addr(), w)
		copy(strText(v), StrBytes(s.V()))
	}
	return v
}
