package spec

import "strings"

// Enum is an enumeration of the ABI.
type Enum struct {
	C      string // the C type
	Go     string // the Go type
	Prefix string // of the C names; the Go names have GoPrefix instead
	// GoPrefix opens the Go constants.
	GoPrefix string
	Doc      string // opens the comments in both languages
	Values   []EnumValue
}

// EnumValue is one enumerator; C and Go names are Prefix and GoPrefix with Name.
type EnumValue struct {
	Name  string
	Value int
	Doc   string
}

// CName is the C enumerator.
func (e *Enum) CName(v EnumValue) string { return e.Prefix + v.Name }

// GoName is the Go constant: the parts between underscores in mixed case, one
// that is all capitals lowered behind its first letter.
func (e *Enum) GoName(v EnumValue) string {
	parts := strings.Split(v.Name, "_")
	for i, p := range parts {
		if p == strings.ToUpper(p) {
			parts[i] = p[:1] + strings.ToLower(p[1:])
		}
	}
	return e.GoPrefix + goName(strings.Join(parts, "_"))
}

// Enums returns all enumerations; those of signatures and slots follow from
// their tables. The slice is shared: do not change it.
func Enums() []Enum { return enums }

var enums = []Enum{
	{"HPy_SourceKind", "SourceKind", "HPy_SourceKind_", "Source", "What HPy_Compile_s is given.", []EnumValue{
		{"Expr", 0, "one expression"},
		{"File", 1, "statements, as in a file"},
		{"Single", 2, "one statement, as at a prompt"},
	}},
	{"HPy_RichCmpOp", "RichCmpOp", "HPy_", "Cmp", "The operations of HPy_RichCompare.", []EnumValue{
		{"LT", 0, "<"}, {"LE", 1, "<="}, {"EQ", 2, "=="}, {"NE", 3, "!="}, {"GT", 4, ">"}, {"GE", 5, ">="},
	}},
	{"_HPyCapsule_key", "CapsuleKey", "HPyCapsule_key_", "CapsuleKey", "What HPyCapsule_Get and HPyCapsule_Set speak of.", []EnumValue{
		{"Pointer", 0, ""}, {"Name", 1, ""}, {"Context", 2, ""}, {"Destructor", 3, ""},
	}},
	{"HPyFunc_Signature", "FuncSignature", "HPyFunc_", "Sig", "The kinds of C functions that definitions hold.", signatureValues()},
	{"HPySlot_Slot", "Slot", "HPy_", "Slot", "The slots of types and modules.", slotValues()},
	{"HPyMember_FieldType", "FieldType", "HPyMember_", "Field", "What a member of a struct holds.", []EnumValue{
		{"SHORT", 0, "short"},
		{"INT", 1, "int"},
		{"LONG", 2, "long"},
		{"FLOAT", 3, "float"},
		{"DOUBLE", 4, "double"},
		{"STRING", 5, "char * to UTF-8; read-only"},
		{"OBJECT", 6, "HPyField; None when it is empty"},
		{"CHAR", 7, "char, a str of length 1"},
		{"BYTE", 8, "signed char"},
		{"UBYTE", 9, "unsigned char"},
		{"USHORT", 10, "unsigned short"},
		{"UINT", 11, "unsigned int"},
		{"ULONG", 12, "unsigned long"},
		{"STRING_INPLACE", 13, "an array of char in the struct itself; read-only"},
		{"BOOL", 14, "a char that is 0 or 1"},
		{"OBJECT_EX", 16, "HPyField; AttributeError when it is empty"},
		{"LONGLONG", 17, "long long"},
		{"ULONGLONG", 18, "unsigned long long"},
		{"HPYSSIZET", 19, "HPy_ssize_t"},
		{"NONE", 20, "always None"},
	}},
	{"HPyDef_Kind", "DefKind", "HPyDef_Kind_", "Def", "What an HPyDef defines.", []EnumValue{
		{"Slot", 1, ""}, {"Meth", 2, ""}, {"Member", 3, ""}, {"GetSet", 4, ""},
	}},
	{"HPyType_BuiltinShape", "BuiltinShape", "HPyType_BuiltinShape_", "Shape", "What an instance is besides its struct.", []EnumValue{
		{"Legacy", -1, "its struct starts with CPython's PyObject_HEAD: not in universal extensions"},
		{"Object", 0, "nothing else"},
		{"Type", 1, "a type; the base is h_TypeType"},
		{"Long", 2, "an int; the base is h_LongType"},
		{"Float", 3, "a float; the base is h_FloatType"},
		{"Unicode", 4, "a str; the base is h_UnicodeType"},
		{"Tuple", 5, "a tuple; the base is h_TupleType"},
		{"List", 6, "a list; the base is h_ListType"},
		{"Dict", 7, "a dict; the base is h_DictType"},
	}},
	{"HPyType_SpecParam_Kind", "SpecParamKind", "HPyType_SpecParam_", "Param", "What an HPyType_SpecParam gives.", []EnumValue{
		{"Base", 1, "a base class; may be repeated, but not beside BasesTuple"},
		{"BasesTuple", 2, "the tuple of the base classes"},
		{"Metaclass", 3, "the class of the new type"},
	}},
}

func signatureValues() (vs []EnumValue) {
	for _, s := range signatures {
		vs = append(vs, EnumValue{s.Name, s.Number, ""})
	}
	return vs
}

func slotValues() (vs []EnumValue) {
	for _, s := range slots {
		vs = append(vs, EnumValue{s.Name, s.Number, ""})
	}
	return vs
}

// Flag is a bit of HPyType_Spec.flags.
type Flag struct {
	C, Go string
	Bits  uint64
	Doc   string
}

// Flags returns the type flags. The slice is shared: do not change it.
func Flags() []Flag { return flags }

var flags = []Flag{
	{"HPy_TPFLAGS_DEFAULT", "FlagsDefault", 1<<9 | 1<<18, "what every type has"},
	{"HPy_TPFLAGS_BASETYPE", "FlagBaseType", 1 << 10, "the type may be subclassed"},
	{"HPy_TPFLAGS_HAVE_VECTORCALL", "FlagHaveVectorcall", 1 << 11, "CPython's; nothing to set here"},
	{"HPy_TPFLAGS_HAVE_GC", "FlagHaveGC", 1 << 14, "instances hold references that HPy_tp_traverse visits"},
}

// Struct is a struct that an extension lays out and the runtime reads.
type Struct struct {
	C      string
	Go     string
	Doc    string
	Fields []Field
	// Union says that after the first field all others share one place.
	Union bool
}

// Field is a member of a Struct. Type is in the table of types or the C name of
// another Struct.
type Field struct {
	Type string
	C    string
	Go   string
	Doc  string
}

// Structs returns the structs in an order in which each only needs earlier
// ones. The slice is shared: do not change it.
func Structs() []Struct { return structs }

var structs = []Struct{
	{C: "HPySlot", Go: "SlotDef", Doc: "Defines a slot; see HPyDef_SLOT.", Fields: []Field{
		{"HPySlot_Slot", "slot", "Slot", ""},
		{"HPyCFunction", "impl", "Impl", ""},
		{"cpy_PyCFunction", "cpy_trampoline", "Trampoline", "what CPython calls"},
	}},
	{C: "HPyMeth", Go: "MethDef", Doc: "Defines a method or function; see HPyDef_METH.", Fields: []Field{
		{"const char *", "name", "Name", "UTF-8"},
		{"HPyCFunction", "impl", "Impl", ""},
		{"cpy_PyCFunction", "cpy_trampoline", "Trampoline", "what CPython calls"},
		{"HPyFunc_Signature", "signature", "Signature", "VARARGS, KEYWORDS, NOARGS or O"},
		{"const char *", "doc", "Doc", "UTF-8, or NULL"},
	}},
	{C: "HPyMember", Go: "MemberDef", Doc: "Makes a member of the struct an attribute; see HPyDef_MEMBER.", Fields: []Field{
		{"const char *", "name", "Name", "UTF-8"},
		{"HPyMember_FieldType", "type", "Type", ""},
		{"HPy_ssize_t", "offset", "Offset", "bytes from the start of the struct"},
		{"int", "readonly", "ReadOnly", ""},
		{"const char *", "doc", "Doc", "UTF-8, or NULL"},
	}},
	{C: "HPyGetSet", Go: "GetSetDef", Doc: "Makes two functions an attribute; see HPyDef_GETSET.", Fields: []Field{
		{"const char *", "name", "Name", "UTF-8"},
		{"HPyCFunction", "getter_impl", "Getter", "or NULL"},
		{"HPyCFunction", "setter_impl", "Setter", "or NULL"},
		{"cpy_getter", "getter_cpy_trampoline", "GetterTrampoline", "what CPython calls"},
		{"cpy_setter", "setter_cpy_trampoline", "SetterTrampoline", "what CPython calls"},
		{"const char *", "doc", "Doc", "UTF-8, or NULL"},
		{"void *", "closure", "Closure", "handed to both functions"},
	}},
	{C: "HPyDef", Go: "Def", Doc: "Defines one thing of a type or a module.", Union: true, Fields: []Field{
		{"HPyDef_Kind", "kind", "Kind", "says which of the following holds"},
		{"HPySlot", "slot", "Slot", ""},
		{"HPyMeth", "meth", "Meth", ""},
		{"HPyMember", "member", "Member", ""},
		{"HPyGetSet", "getset", "GetSet", ""},
	}},
	{C: "HPyCapsule_Destructor", Go: "CapsuleDestructor", Doc: "What runs when a capsule dies; see HPyCapsule_DESTRUCTOR.", Fields: []Field{
		{"cpy_PyCapsule_Destructor", "cpy_trampoline", "Trampoline", "what CPython calls"},
		{"HPyFunc_Capsule_Destructor", "impl", "Impl", ""},
	}},
	{C: "HPyCallFunction", Go: "CallFunction", Doc: "One object's call function; see HPyDef_CALL_FUNCTION.", Fields: []Field{
		{"cpy_vectorcallfunc", "cpy_trampoline", "Trampoline", "what CPython calls"},
		{"HPyFunc_keywords", "impl", "Impl", ""},
	}},
	{C: "HPyType_Spec", Go: "TypeSpec", Doc: "Describes a type for HPyType_FromSpec.", Fields: []Field{
		{"const char *", "name", "Name", "module.name, UTF-8"},
		{"int", "basicsize", "BasicSize", "size of the struct in bytes; 0: the base's"},
		{"int", "itemsize", "ItemSize", "0: HPy has no types of variable size"},
		{"unsigned long", "flags", "Flags", "HPy_TPFLAGS_DEFAULT and others"},
		{"HPyType_BuiltinShape", "builtin_shape", "BuiltinShape", "SHAPE(struct); see HPyType_HELPERS"},
		{"void *", "legacy_slots", "LegacySlots", "NULL: CPython's slots are not for universal extensions"},
		{"HPyDef **", "defines", "Defines", "ends with NULL; or NULL"},
		{"const char *", "doc", "Doc", "UTF-8, or NULL"},
	}},
	{C: "HPyType_SpecParam", Go: "SpecParam", Doc: "A parameter of HPyType_FromSpec. The last one has kind 0.", Fields: []Field{
		{"HPyType_SpecParam_Kind", "kind", "Kind", ""},
		{"HPy", "object", "Object", ""},
	}},
	{C: "HPyModuleDef", Go: "ModuleDef", Doc: "Describes a module; HPy_MODINIT hands it to the runtime.", Fields: []Field{
		{"const char *", "doc", "Doc", "UTF-8, or NULL"},
		{"HPy_ssize_t", "size", "Size", "0: HPy has no module state yet"},
		{"cpy_PyMethodDef *", "legacy_methods", "LegacyMethods", "NULL: CPython's methods are not for universal extensions"},
		{"HPyDef **", "defines", "Defines", "ends with NULL; or NULL"},
		{"HPyGlobal **", "globals", "Globals", "ends with NULL; or NULL"},
	}},
}

// Buffer is HPy_buffer: a view of memory that an object exports. It stands
// apart from Structs because the function types need it before they are there.
var Buffer = Struct{C: "HPy_buffer", Go: "Buffer", Doc: "A view of the memory that an object exports.", Fields: []Field{
	{"void *", "buf", "Buf", "the first item"},
	{"HPy", "obj", "Obj", "the exporter; the view owns this handle"},
	{"HPy_ssize_t", "len", "Len", "in bytes"},
	{"HPy_ssize_t", "itemsize", "ItemSize", "in bytes"},
	{"int", "readonly", "ReadOnly", ""},
	{"int", "ndim", "NDim", ""},
	{"char *", "format", "Format", "as of Python's struct module; NULL: bytes"},
	{"HPy_ssize_t *", "shape", "Shape", "ndim lengths, or NULL"},
	{"HPy_ssize_t *", "strides", "Strides", "ndim steps in bytes, or NULL"},
	{"HPy_ssize_t *", "suboffsets", "Suboffsets", "or NULL"},
	{"void *", "internal", "Internal", "the exporter's own"},
}}

// Place is where a field of a struct lies.
type Place struct{ Offset, Size int }

// Layout computes where the fields of s lie and how large s is, in bytes, by
// the rules of the System V ABI for 64-bit machines: each field at the next
// multiple of its alignment, the size a multiple of the largest.
func (s *Struct) Layout() (places []Place, size int) {
	places, size, _ = s.layout()
	return places, size
}

func (s *Struct) layout() (places []Place, size, align int) {
	end := 0
	unionAt := -1
	for i, f := range s.Fields {
		fs, fa := sizeOf(f.Type)
		align = max(align, fa)
		at := roundUp(end, fa)
		if s.Union && i > 0 {
			if unionAt < 0 {
				for _, g := range s.Fields[1:] {
					_, ga := sizeOf(g.Type)
					fa = max(fa, ga)
				}
				unionAt = roundUp(end, fa)
			}
			at = unionAt
		}
		places = append(places, Place{at, fs})
		end = max(end, at+fs)
	}
	return places, roundUp(end, align), align
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

func sizeOf(c string) (size, align int) {
	if t, ok := typeByName[c]; ok {
		return t.Size, t.Size
	}
	_, size, align = StructByName(c).layout()
	return size, align
}

// StructByName finds a struct by its C name.
func StructByName(c string) *Struct {
	for i := range structs {
		if structs[i].C == c {
			return &structs[i]
		}
	}
	panic("BUG: spec: unknown struct " + c)
}
