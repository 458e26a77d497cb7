package spec

// Class says how a C type travels in a 64-bit word.
type Class uint8

const (
	// Void is no value.
	Void Class = iota
	// Word is a struct of one intptr_t member (a handle and its like).
	Word
	// Signed is an integer or enumeration that is sign-extended.
	Signed
	// Unsigned is an integer that is zero-extended.
	Unsigned
	// Bool is bool: 0 or 1.
	Bool
	// Double is a double: its bits.
	Double
	// Pointer is an address of data.
	Pointer
	// FuncPointer is an address of code.
	FuncPointer
)

// Type is a C type that occurs in the ABI.
type Type struct {
	C     string
	Go    string // the type in package hpyabi
	Class Class
	Size  int    // in bytes, on the 64-bit platforms we know; also the alignment
	Word  string // for Word: the member of the struct
}

// Pointers of C are numbers in Go (Ptr[T], CStr and uintptr are all uintptr):
// an extension may pass any bit pattern as a void*, and Go's stack scanner
// treats an impossible value in a pointer variable as corruption.
var types = []Type{
	{"void", "", Void, 0, ""},
	{"HPy", "HPy", Word, 8, "_i"},
	{"HPyField", "HPyField", Word, 8, "_i"},
	{"HPyGlobal", "HPyGlobal", Word, 8, "_i"},
	{"HPyThreadState", "HPyThreadState", Word, 8, "_i"},
	{"HPyTracker", "HPyTracker", Word, 8, "_i"},
	{"HPyListBuilder", "HPyListBuilder", Word, 8, "_lst"},
	{"HPyTupleBuilder", "HPyTupleBuilder", Word, 8, "_tup"},

	{"bool", "bool", Bool, 1, ""},
	{"int", "int32", Signed, 4, ""},
	{"int32_t", "int32", Signed, 4, ""},
	{"int64_t", "int64", Signed, 8, ""},
	{"uint32_t", "uint32", Unsigned, 4, ""},
	{"uint64_t", "uint64", Unsigned, 8, ""},
	{"unsigned long", "uint64", Unsigned, 8, ""},
	{"size_t", "uint64", Unsigned, 8, ""},
	{"HPy_ssize_t", "int", Signed, 8, ""},
	{"HPy_hash_t", "int64", Signed, 8, ""},
	{"HPy_UCS4", "uint32", Unsigned, 4, ""},
	{"double", "float64", Double, 8, ""},

	{"HPy_SourceKind", "SourceKind", Signed, 4, ""},
	{"HPy_RichCmpOp", "RichCmpOp", Signed, 4, ""},
	{"HPyFunc_Signature", "FuncSignature", Signed, 4, ""},
	{"HPySlot_Slot", "Slot", Signed, 4, ""},
	{"HPyMember_FieldType", "FieldType", Signed, 4, ""},
	{"HPyDef_Kind", "DefKind", Signed, 4, ""},
	{"HPyType_BuiltinShape", "BuiltinShape", Signed, 4, ""},
	{"HPyType_SpecParam_Kind", "SpecParamKind", Signed, 4, ""},
	{"_HPyCapsule_key", "CapsuleKey", Signed, 4, ""},

	{"char *", "CStr", Pointer, 8, ""},
	{"const char *", "CStr", Pointer, 8, ""},
	{"const wchar_t *", "Ptr[int32]", Pointer, 8, ""},
	{"void *", "uintptr", Pointer, 8, ""},
	{"void **", "Ptr[uintptr]", Pointer, 8, ""},
	{"HPyContext *", "uintptr", Pointer, 8, ""},
	{"HPy *", "Ptr[HPy]", Pointer, 8, ""},
	{"const HPy *", "Ptr[HPy]", Pointer, 8, ""},
	{"HPyField *", "Ptr[HPyField]", Pointer, 8, ""},
	{"HPyGlobal *", "Ptr[HPyGlobal]", Pointer, 8, ""},
	{"HPyGlobal **", "Ptr[Ptr[HPyGlobal]]", Pointer, 8, ""},
	{"HPy_ssize_t *", "Ptr[int]", Pointer, 8, ""},
	{"HPy_buffer *", "Ptr[Buffer]", Pointer, 8, ""},
	{"HPyDef **", "Ptr[Ptr[Def]]", Pointer, 8, ""},
	{"HPyType_Spec *", "Ptr[TypeSpec]", Pointer, 8, ""},
	{"HPyType_SpecParam *", "Ptr[SpecParam]", Pointer, 8, ""},
	{"HPyCapsule_Destructor *", "Ptr[CapsuleDestructor]", Pointer, 8, ""},
	{"HPyCallFunction *", "Ptr[CallFunction]", Pointer, 8, ""},
	{"cpy_PyObject *", "uintptr", Pointer, 8, ""},
	{"cpy_PyObject *const *", "uintptr", Pointer, 8, ""},
	{"cpy_PyMethodDef *", "uintptr", Pointer, 8, ""},
	{"cpy_PyModuleDef *", "uintptr", Pointer, 8, ""},
	{"cpy_Py_buffer *", "uintptr", Pointer, 8, ""},

	{"HPyCFunction", "CFunc", FuncPointer, 8, ""},
	{"HPyFunc_visitproc", "CFunc", FuncPointer, 8, ""},
	{"HPyFunc_keywords", "CFunc", FuncPointer, 8, ""},
	{"HPyFunc_Capsule_Destructor", "CFunc", FuncPointer, 8, ""},
	{"cpy_PyCFunction", "CFunc", FuncPointer, 8, ""},
	{"cpy_getter", "CFunc", FuncPointer, 8, ""},
	{"cpy_setter", "CFunc", FuncPointer, 8, ""},
	{"cpy_visitproc", "CFunc", FuncPointer, 8, ""},
	{"cpy_vectorcallfunc", "CFunc", FuncPointer, 8, ""},
	{"cpy_PyCapsule_Destructor", "CFunc", FuncPointer, 8, ""},
}

var typeByName = func() map[string]Type {
	m := make(map[string]Type, len(types))
	for _, t := range types {
		if _, dup := m[t.C]; dup {
			panic("BUG: spec: type twice: " + t.C)
		}
		m[t.C] = t
	}
	return m
}()

func known(c string) bool { _, ok := typeByName[c]; return ok }

// TypeOf returns the type that C spells c. It panics for one that the ABI does
// not know: signatures are checked when they are parsed.
func TypeOf(c string) Type {
	t, ok := typeByName[c]
	if !ok {
		panic("BUG: spec: unknown type " + c)
	}
	return t
}

// Types returns all types. The slice is shared: do not change it.
func Types() []Type { return types }
