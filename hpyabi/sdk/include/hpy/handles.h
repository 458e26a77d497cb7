/* hpy/handles.h: the opaque words that stand for objects.
 *
 * Each kind is a struct of its own, so that the compiler tells them apart. What
 * is in the word is the runtime's business, but for one thing: 0 is null.
 */
#ifndef HPY_HANDLES_H
#define HPY_HANDLES_H

/* An object, for as long as the handle is open. */
typedef struct _HPy_s { intptr_t _i; } HPy;
/* A reference inside the struct of an object. */
typedef struct { intptr_t _i; } HPyField;
/* A variable of a module, with a value of its own in each runtime. */
typedef struct { intptr_t _i; } HPyGlobal;
/* What HPy_LeavePythonExecution gives to HPy_ReenterPythonExecution. */
typedef struct { intptr_t _i; } HPyThreadState;
/* Handles that are closed together. */
typedef struct { intptr_t _i; } HPyTracker;
/* A list and a tuple that are being made. */
typedef struct { intptr_t _lst; } HPyListBuilder;
typedef struct { intptr_t _tup; } HPyTupleBuilder;

#if defined(__cplusplus)
#  define _HPy_MAKE(type, word) (type{(intptr_t)(word)})
#else
#  define _HPy_MAKE(type, word) ((type){(intptr_t)(word)})
#endif

#define HPy_NULL _HPy_MAKE(HPy, 0)
#define HPy_IsNull(h) ((h)._i == 0)
#define HPyField_NULL _HPy_MAKE(HPyField, 0)
#define HPyField_IsNull(f) ((f)._i == 0)

/* For C code that carries void * through. */
HPyAPI_FUNC HPy HPy_FromVoidP(void *p) { return _HPy_MAKE(HPy, p); }
HPyAPI_FUNC void *HPy_AsVoidP(HPy h) { return (void *)h._i; }

typedef intptr_t HPy_ssize_t;
typedef intptr_t HPy_hash_t;
typedef uint32_t HPy_UCS4;

#define HPY_SSIZE_T_MAX INTPTR_MAX
#define HPY_SSIZE_T_MIN INTPTR_MIN

typedef struct _HPyContext_s HPyContext;

/* Types of CPython's API, which appear in the ABI but have no content here. */
typedef struct _hpy_no_PyObject cpy_PyObject;
typedef struct _hpy_no_PyMethodDef cpy_PyMethodDef;
typedef struct _hpy_no_PyModuleDef cpy_PyModuleDef;
typedef struct _hpy_no_Py_buffer cpy_Py_buffer;
typedef cpy_PyObject *(*cpy_PyCFunction)(cpy_PyObject *, cpy_PyObject *const *, HPy_ssize_t);
typedef cpy_PyObject *(*cpy_vectorcallfunc)(cpy_PyObject *, cpy_PyObject *const *, size_t, cpy_PyObject *);
typedef cpy_PyObject *(*cpy_getter)(cpy_PyObject *, void *);
typedef int (*cpy_setter)(cpy_PyObject *, cpy_PyObject *, void *);
typedef int (*cpy_visitproc)(cpy_PyObject *, void *);
typedef void (*cpy_PyCapsule_Destructor)(cpy_PyObject *);

/* Functions without their types, as definitions hold them. */
typedef void *(*HPyCFunction)(void);
typedef int (*HPyFunc_visitproc)(HPyField *, void *);
typedef void (*HPyFunc_Capsule_Destructor)(const char *name, void *pointer, void *context);

/* Casts a function to such a type; by way of void (*)(void), which the compiler
   takes for "I know". */
#define _HPy_CAST_FUNC(type, f) ((type)(void (*)(void))(f))

#endif
