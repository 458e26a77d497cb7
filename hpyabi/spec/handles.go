package spec

// group is a part of the reference page.
type group struct {
	name      string
	each      string // opens the sentence of a handle that has none of its own
	handles   []handle
	functions []proto
}

type handle struct {
	id   int
	name string
	doc  string
}

var handleGroups = []group{
	{name: "Constants", handles: []handle{
		{0, "h_None", "The object None."},
		{1, "h_True", "The object True."},
		{2, "h_False", "The object False."},
		{3, "h_NotImplemented", "What a binary operation returns to let the other operand try."},
		{4, "h_Ellipsis", "The object Ellipsis."},
		{243, "h_Builtins", "The dict of the builtin names."},
	}},
	{name: "Exceptions", each: "The exception class", handles: []handle{
		{id: 5, name: "h_BaseException"},
		{id: 6, name: "h_Exception"},
		{id: 7, name: "h_StopAsyncIteration"},
		{id: 8, name: "h_StopIteration"},
		{id: 9, name: "h_GeneratorExit"},
		{id: 10, name: "h_ArithmeticError"},
		{id: 11, name: "h_LookupError"},
		{id: 12, name: "h_AssertionError"},
		{id: 13, name: "h_AttributeError"},
		{id: 14, name: "h_BufferError"},
		{id: 15, name: "h_EOFError"},
		{id: 16, name: "h_FloatingPointError"},
		{id: 17, name: "h_OSError"},
		{id: 18, name: "h_ImportError"},
		{id: 19, name: "h_ModuleNotFoundError"},
		{id: 20, name: "h_IndexError"},
		{id: 21, name: "h_KeyError"},
		{id: 22, name: "h_KeyboardInterrupt"},
		{id: 23, name: "h_MemoryError"},
		{id: 24, name: "h_NameError"},
		{id: 25, name: "h_OverflowError"},
		{id: 26, name: "h_RuntimeError"},
		{id: 27, name: "h_RecursionError"},
		{id: 28, name: "h_NotImplementedError"},
		{id: 29, name: "h_SyntaxError"},
		{id: 30, name: "h_IndentationError"},
		{id: 31, name: "h_TabError"},
		{id: 32, name: "h_ReferenceError"},
		{id: 33, name: "h_SystemError"},
		{id: 34, name: "h_SystemExit"},
		{id: 35, name: "h_TypeError"},
		{id: 36, name: "h_UnboundLocalError"},
		{id: 37, name: "h_UnicodeError"},
		{id: 38, name: "h_UnicodeEncodeError"},
		{id: 39, name: "h_UnicodeDecodeError"},
		{id: 40, name: "h_UnicodeTranslateError"},
		{id: 41, name: "h_ValueError"},
		{id: 42, name: "h_ZeroDivisionError"},
		{id: 43, name: "h_BlockingIOError"},
		{id: 44, name: "h_BrokenPipeError"},
		{id: 45, name: "h_ChildProcessError"},
		{id: 46, name: "h_ConnectionError"},
		{id: 47, name: "h_ConnectionAbortedError"},
		{id: 48, name: "h_ConnectionRefusedError"},
		{id: 49, name: "h_ConnectionResetError"},
		{id: 50, name: "h_FileExistsError"},
		{id: 51, name: "h_FileNotFoundError"},
		{id: 52, name: "h_InterruptedError"},
		{id: 53, name: "h_IsADirectoryError"},
		{id: 54, name: "h_NotADirectoryError"},
		{id: 55, name: "h_PermissionError"},
		{id: 56, name: "h_ProcessLookupError"},
		{id: 57, name: "h_TimeoutError"},
	}},
	{name: "Warnings", each: "The warning category", handles: []handle{
		{id: 58, name: "h_Warning"},
		{id: 59, name: "h_UserWarning"},
		{id: 60, name: "h_DeprecationWarning"},
		{id: 61, name: "h_PendingDeprecationWarning"},
		{id: 62, name: "h_SyntaxWarning"},
		{id: 63, name: "h_RuntimeWarning"},
		{id: 64, name: "h_FutureWarning"},
		{id: 65, name: "h_ImportWarning"},
		{id: 66, name: "h_UnicodeWarning"},
		{id: 67, name: "h_BytesWarning"},
		{id: 68, name: "h_ResourceWarning"},
	}},
	{name: "Types", handles: []handle{
		{69, "h_BaseObjectType", "The type object."},
		{70, "h_TypeType", "The type type."},
		{71, "h_BoolType", "The type bool."},
		{72, "h_LongType", "The type int."},
		{73, "h_FloatType", "The type float."},
		{74, "h_UnicodeType", "The type str."},
		{75, "h_TupleType", "The type tuple."},
		{76, "h_ListType", "The type list."},
		{238, "h_ComplexType", "The type complex."},
		{239, "h_BytesType", "The type bytes."},
		{240, "h_MemoryViewType", "The type memoryview."},
		{241, "h_CapsuleType", "The type of capsules."},
		{242, "h_SliceType", "The type slice."},
		{263, "h_DictType", "The type dict."},
	}},
}
