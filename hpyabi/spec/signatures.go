package spec

import "strings"

// Signature is a kind of C function that an extension defines and the runtime
// calls: the value of HPyFunc_Signature, the C type, and what CPython calls
// instead of it.
type Signature struct {
	Number int
	Name   string // as in HPyFunc_VARARGS
	// Result and Params are those of the HPy function, context and all. Both are
	// empty for a number that has no function type of its own.
	Result string
	Params []Param
	// Trampoline says how the function looks that CPython is given.
	Trampoline Trampoline
	// CPython holds the parameters of the trampoline where they do not follow
	// from Params by writing cpy_PyObject* for HPy.
	CPython []Param
	// Unpacked is the number of last CPython parameters that the trampoline does
	// not pass on.
	Unpacked int
}

// Trampoline is a kind of trampoline.
type Trampoline uint8

const (
	// Packs puts its arguments and room for the result in a struct and calls
	// _HPy_CallRealFunctionFromTrampoline.
	Packs Trampoline = iota
	// Aborts is never called: CPython has no such slot.
	Aborts
	// NoTrampoline: there is none, or not by this rule.
	NoTrampoline
)

// TypeName is the name of the C function type: HPyFunc_varargs.
func (s *Signature) TypeName() string {
	return "HPyFunc_" + strings.ToLower(s.Name)
}

// Signatures returns all kinds in the order of their numbers. The slice is
// shared: do not change it.
func Signatures() []Signature { return signatures }

// SignatureByName finds HPyFunc_<name>.
func SignatureByName(name string) *Signature {
	for i := range signatures {
		if signatures[i].Name == name {
			return &signatures[i]
		}
	}
	panic("BUG: spec: unknown signature " + name)
}

var signatures = func() []Signature {
	fn := func(number int, name, result, params string) Signature {
		return Signature{Number: number, Name: name, Result: result, Params: parseParams(params)}
	}
	cpython := func(s Signature, params string, unpacked int) Signature {
		s.CPython, s.Unpacked = parseParams(params), unpacked
		return s
	}
	kind := func(s Signature, t Trampoline) Signature {
		s.Trampoline = t
		return s
	}
	all := []Signature{
		cpython(fn(1, "VARARGS", "HPy", "HPyContext *ctx, HPy self, const HPy *args, size_t nargs"),
			"cpy_PyObject *self, cpy_PyObject *const *args, HPy_ssize_t nargs", 0),
		// nargs of the trampoline may carry CPython's vectorcall flag bit.
		cpython(fn(2, "KEYWORDS", "HPy", "HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames"),
			"cpy_PyObject *self, cpy_PyObject *const *args, size_t nargsf, cpy_PyObject *kwnames", 0),
		fn(3, "NOARGS", "HPy", "HPyContext *ctx, HPy self"),
		fn(4, "O", "HPy", "HPyContext *ctx, HPy self, HPy arg"),
		kind(fn(5, "DESTROYFUNC", "void", "void *"), Aborts),
		cpython(fn(6, "GETBUFFERPROC", "int", "HPyContext *ctx, HPy, HPy_buffer *, int"),
			"cpy_PyObject *self, cpy_Py_buffer *view, int flags", 0),
		cpython(fn(7, "RELEASEBUFFERPROC", "void", "HPyContext *ctx, HPy, HPy_buffer *"),
			"cpy_PyObject *self, cpy_Py_buffer *view", 0),
		fn(8, "UNARYFUNC", "HPy", "HPyContext *ctx, HPy"),
		fn(9, "BINARYFUNC", "HPy", "HPyContext *ctx, HPy, HPy"),
		fn(10, "TERNARYFUNC", "HPy", "HPyContext *ctx, HPy, HPy, HPy"),
		fn(11, "INQUIRY", "int", "HPyContext *ctx, HPy"),
		fn(12, "LENFUNC", "HPy_ssize_t", "HPyContext *ctx, HPy"),
		fn(13, "SSIZEARGFUNC", "HPy", "HPyContext *ctx, HPy, HPy_ssize_t"),
		fn(14, "SSIZESSIZEARGFUNC", "HPy", "HPyContext *ctx, HPy, HPy_ssize_t, HPy_ssize_t"),
		fn(15, "SSIZEOBJARGPROC", "int", "HPyContext *ctx, HPy, HPy_ssize_t, HPy"),
		fn(16, "SSIZESSIZEOBJARGPROC", "int", "HPyContext *ctx, HPy, HPy_ssize_t, HPy_ssize_t, HPy"),
		fn(17, "OBJOBJARGPROC", "int", "HPyContext *ctx, HPy, HPy, HPy"),
		fn(18, "FREEFUNC", "void", "HPyContext *ctx, void *"),
		fn(19, "GETATTRFUNC", "HPy", "HPyContext *ctx, HPy, char *"),
		fn(20, "GETATTROFUNC", "HPy", "HPyContext *ctx, HPy, HPy"),
		fn(21, "SETATTRFUNC", "int", "HPyContext *ctx, HPy, char *, HPy"),
		fn(22, "SETATTROFUNC", "int", "HPyContext *ctx, HPy, HPy, HPy"),
		fn(23, "REPRFUNC", "HPy", "HPyContext *ctx, HPy"),
		fn(24, "HASHFUNC", "HPy_hash_t", "HPyContext *ctx, HPy"),
		// CPython passes the operation as an int.
		cpython(fn(25, "RICHCMPFUNC", "HPy", "HPyContext *ctx, HPy, HPy, HPy_RichCmpOp"),
			"cpy_PyObject *self, cpy_PyObject *other, int op", 0),
		fn(26, "GETITERFUNC", "HPy", "HPyContext *ctx, HPy"),
		fn(27, "ITERNEXTFUNC", "HPy", "HPyContext *ctx, HPy"),
		fn(28, "DESCRGETFUNC", "HPy", "HPyContext *ctx, HPy, HPy, HPy"),
		fn(29, "DESCRSETFUNC", "int", "HPyContext *ctx, HPy, HPy, HPy"),
		cpython(fn(30, "INITPROC", "int", "HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw"),
			"cpy_PyObject *self, cpy_PyObject *args, cpy_PyObject *kw", 0),
		cpython(fn(31, "NEWFUNC", "HPy", "HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw"),
			"cpy_PyObject *self, cpy_PyObject *args, cpy_PyObject *kw", 0),
		fn(32, "GETTER", "HPy", "HPyContext *ctx, HPy, void *"),
		fn(33, "SETTER", "int", "HPyContext *ctx, HPy, HPy, void *"),
		fn(34, "OBJOBJPROC", "int", "HPyContext *ctx, HPy, HPy"),
		cpython(fn(35, "TRAVERSEPROC", "int", "void *object, HPyFunc_visitproc visit, void *arg"),
			"cpy_PyObject *self, cpy_visitproc visit, void *arg", 0),
		fn(36, "DESTRUCTOR", "void", "HPyContext *ctx, HPy"),
		{Number: 37, Name: "CAPSULE_DESTRUCTOR", Trampoline: NoTrampoline},
		{Number: 38, Name: "VECTORCALLFUNC", Trampoline: NoTrampoline},
		cpython(fn(39, "MOD_CREATE", "HPy", "HPyContext *ctx, HPy"),
			"cpy_PyObject *spec, cpy_PyModuleDef *def", 1),
	}
	for i := range all {
		if all[i].Number != i+1 {
			panic("BUG: spec: signature out of order: " + all[i].Name)
		}
		all[i].fillCPython()
	}
	return all
}()

// fillCPython derives the trampoline's parameters where none were given.
func (s *Signature) fillCPython() {
	if s.Trampoline != Packs || s.CPython != nil {
		return
	}
	for i, p := range s.Params[1:] {
		if p.Type == "HPy" {
			p.Type = "cpy_PyObject *"
		}
		if p.Name == "" {
			p.Name = "arg" + string(rune('0'+i))
		}
		s.CPython = append(s.CPython, p)
	}
}

// Slot is what a type or a module may define: a number, a name without HPy_,
// the name of the signature.
type Slot struct {
	Number    int
	Name      string
	Signature string
}

// Slots returns all slots in the order of their numbers. The slice is shared:
// do not change it.
func Slots() []Slot { return slots }

// The numbers up to 80 are CPython's; the gaps are slots that HPy does not have.
var slots = []Slot{
	{1, "bf_getbuffer", "GETBUFFERPROC"},
	{2, "bf_releasebuffer", "RELEASEBUFFERPROC"},
	{3, "mp_ass_subscript", "OBJOBJARGPROC"},
	{4, "mp_length", "LENFUNC"},
	{5, "mp_subscript", "BINARYFUNC"},
	{6, "nb_absolute", "UNARYFUNC"},
	{7, "nb_add", "BINARYFUNC"},
	{8, "nb_and", "BINARYFUNC"},
	{9, "nb_bool", "INQUIRY"},
	{10, "nb_divmod", "BINARYFUNC"},
	{11, "nb_float", "UNARYFUNC"},
	{12, "nb_floor_divide", "BINARYFUNC"},
	{13, "nb_index", "UNARYFUNC"},
	{14, "nb_inplace_add", "BINARYFUNC"},
	{15, "nb_inplace_and", "BINARYFUNC"},
	{16, "nb_inplace_floor_divide", "BINARYFUNC"},
	{17, "nb_inplace_lshift", "BINARYFUNC"},
	{18, "nb_inplace_multiply", "BINARYFUNC"},
	{19, "nb_inplace_or", "BINARYFUNC"},
	{20, "nb_inplace_power", "TERNARYFUNC"},
	{21, "nb_inplace_remainder", "BINARYFUNC"},
	{22, "nb_inplace_rshift", "BINARYFUNC"},
	{23, "nb_inplace_subtract", "BINARYFUNC"},
	{24, "nb_inplace_true_divide", "BINARYFUNC"},
	{25, "nb_inplace_xor", "BINARYFUNC"},
	{26, "nb_int", "UNARYFUNC"},
	{27, "nb_invert", "UNARYFUNC"},
	{28, "nb_lshift", "BINARYFUNC"},
	{29, "nb_multiply", "BINARYFUNC"},
	{30, "nb_negative", "UNARYFUNC"},
	{31, "nb_or", "BINARYFUNC"},
	{32, "nb_positive", "UNARYFUNC"},
	{33, "nb_power", "TERNARYFUNC"},
	{34, "nb_remainder", "BINARYFUNC"},
	{35, "nb_rshift", "BINARYFUNC"},
	{36, "nb_subtract", "BINARYFUNC"},
	{37, "nb_true_divide", "BINARYFUNC"},
	{38, "nb_xor", "BINARYFUNC"},
	{39, "sq_ass_item", "SSIZEOBJARGPROC"},
	{40, "sq_concat", "BINARYFUNC"},
	{41, "sq_contains", "OBJOBJPROC"},
	{42, "sq_inplace_concat", "BINARYFUNC"},
	{43, "sq_inplace_repeat", "SSIZEARGFUNC"},
	{44, "sq_item", "SSIZEARGFUNC"},
	{45, "sq_length", "LENFUNC"},
	{46, "sq_repeat", "SSIZEARGFUNC"},
	{50, "tp_call", "KEYWORDS"},
	{54, "tp_descr_get", "TERNARYFUNC"},
	{59, "tp_hash", "HASHFUNC"},
	{60, "tp_init", "INITPROC"},
	{65, "tp_new", "NEWFUNC"},
	{66, "tp_repr", "REPRFUNC"},
	{67, "tp_richcompare", "RICHCMPFUNC"},
	{70, "tp_str", "REPRFUNC"},
	{71, "tp_traverse", "TRAVERSEPROC"},
	{75, "nb_matrix_multiply", "BINARYFUNC"},
	{76, "nb_inplace_matrix_multiply", "BINARYFUNC"},
	{80, "tp_finalize", "DESTRUCTOR"},
	{1000, "tp_destroy", "DESTROYFUNC"},
	{2000, "mod_create", "MOD_CREATE"},
	{2001, "mod_exec", "INQUIRY"},
}
