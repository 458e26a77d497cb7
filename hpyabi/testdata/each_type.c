/* Types with a struct, globals, capsules, evaluation: one method for each member. */
#include "each.h"

#include <string.h>

/* A type for each shape, with a struct of two longs; that of Object has a field besides. */
typedef struct { long a; long b; HPyField f; } SObject;
typedef struct { long a; long b; } SType;
typedef struct { long a; long b; } SLong;
typedef struct { long a; long b; } SFloat;
typedef struct { long a; long b; } SUnicode;
typedef struct { long a; long b; } STuple;
typedef struct { long a; long b; } SList;
typedef struct { long a; long b; } SDict;
HPyType_HELPERS(SObject)
HPyType_HELPERS(SType, HPyType_BuiltinShape_Type)
HPyType_HELPERS(SLong, HPyType_BuiltinShape_Long)
HPyType_HELPERS(SFloat, HPyType_BuiltinShape_Float)
HPyType_HELPERS(SUnicode, HPyType_BuiltinShape_Unicode)
HPyType_HELPERS(STuple, HPyType_BuiltinShape_Tuple)
HPyType_HELPERS(SList, HPyType_BuiltinShape_List)
HPyType_HELPERS(SDict, HPyType_BuiltinShape_Dict)

/* The struct of args[0]: its numbers, after args[1] was added to both. The member behind the helper
   <type>_AsStruct is _HPy_AsStruct_<shape>. */
#define STRUCT(KIND) \
    EACH(_HPy_AsStruct_##KIND, \
        S##KIND *s = S##KIND##_AsStruct(ctx, args[0]); \
        if ((void *)s != _HPy_AsStruct_##KIND(ctx, args[0])) \
            return HPyUnicode_FromString(ctx, "another address"); \
        s->a += HPyLong_AsLong(ctx, args[1]); \
        s->b -= HPyLong_AsLong(ctx, args[1]); \
        return HPy_BuildValue(ctx, "(ll)", s->a, s->b);) \
    static HPyType_Spec KIND##_spec = { \
        .name = "each_type." #KIND, .basicsize = sizeof(S##KIND), .builtin_shape = SHAPE(S##KIND), \
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE KIND##_MORE, \
    };
#define Object_MORE | HPy_TPFLAGS_HAVE_GC, .defines = Object_defines
#define Type_MORE
#define Long_MORE
#define Float_MORE
#define Unicode_MORE
#define Tuple_MORE
#define List_MORE
#define Dict_MORE
HPyDef_SLOT(Object_traverse, HPy_tp_traverse)
static int Object_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((SObject *)self)->f);
    return 0;
}
static HPyDef *Object_defines[] = {&Object_traverse, NULL};
STRUCT(Object) STRUCT(Type) STRUCT(Long) STRUCT(Float) STRUCT(Unicode) STRUCT(Tuple) STRUCT(List) STRUCT(Dict)

EACH(_HPyType_GetBuiltinShape,
    int shape = (int)_HPyType_GetBuiltinShape(ctx, args[0]);
    if (shape == -2)
        return HPy_NULL;
    return HPyLong_FromLong(ctx, shape);)
EACH(_HPy_New,
    void *data = NULL;
    HPy h = _HPy_New(ctx, args[0], &data);
    if (!HPy_IsNull(h)) {
        SObject *s = (SObject *)data;
        if (s->a != 0 || s->b != 0 || !HPyField_IsNull(s->f))
            return HPyUnicode_FromString(ctx, "not zero");
        s->a = SIZE(1);
    }
    return h;)
EACH(HPyType_GenericNew, return HPyType_GenericNew(ctx, args[0], args + 1, (HPy_ssize_t)nargs - 1, HPy_NULL);)
EACH(HPyField_Store,
    SObject *s = SObject_AsStruct(ctx, args[0]);
    HPyField_Store(ctx, args[0], &s->f, ARG(1));
    return HPyBool_FromBool(ctx, !HPyField_IsNull(s->f));)
EACH(HPyField_Load,
    SObject *s = SObject_AsStruct(ctx, args[0]);
    return HPyField_Load(ctx, args[0], s->f);)

/* Objects that are called: by the type's function, or by one of their own. */
typedef struct {
    void *call_function;
    long n;
} Callable;
HPyType_HELPERS(Callable)
HPyDef_CALL_FUNCTION(other_call)
static HPy other_call_impl(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPy_BuildValue(ctx, "(sl)", "of its own", (long)nargs);
}
HPyDef_SLOT(Callable_call, HPy_tp_call)
static HPy Callable_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPy_BuildValue(ctx, "(sl)", "of the type", (long)nargs);
}
HPyDef_SLOT(Callable_new, HPy_tp_new)
static HPy Callable_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Callable *c;
    return HPy_New(ctx, cls, &c);
}
static HPyDef *Callable_defines[] = {&Callable_call, &Callable_new, NULL};
static HPyType_Spec Callable_spec = {
    .name = "each_type.Callable", .basicsize = sizeof(Callable), .builtin_shape = SHAPE(Callable),
    .flags = HPy_TPFLAGS_DEFAULT, .defines = Callable_defines,
};
EACH(HPy_SetCallFunction, RETURN_STATUS(HPy_SetCallFunction(ctx, args[0], &other_call)))

/* (name, bases or None): a type from a specification. */
EACH(HPyType_FromSpec,
    HPyType_Spec spec = {.basicsize = 0, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE};
    spec.name = TEXT(0);
    HPyType_SpecParam params[2];
    memset(params, 0, sizeof params);
    if (nargs > 1) {
        params[0].kind = HPyTuple_Check(ctx, args[1]) ? HPyType_SpecParam_BasesTuple : HPyType_SpecParam_Base;
        params[0].object = args[1];
    }
    return HPyType_FromSpec(ctx, &spec, nargs > 1 ? params : NULL);)

static HPyGlobal kept;
EACH(HPyGlobal_Store, HPyGlobal_Store(ctx, &kept, ARG(0)); RETURN_NONE)
EACH(HPyGlobal_Load, return HPyGlobal_Load(ctx, kept);)

EACH(HPyImport_ImportModule, return HPyImport_ImportModule(ctx, TEXT(0));)
EACH(HPy_Compile_s, return HPy_Compile_s(ctx, TEXT(0), TEXT(1), (HPy_SourceKind)SIZE(2));)
EACH(HPy_EvalCode, return HPy_EvalCode(ctx, args[0], args[1], args[2]);)

EACH(HPyContextVar_New, return HPyContextVar_New(ctx, TEXT(0), ARG(1));)
EACH(HPyContextVar_Get,
    HPy r = HPy_NULL;
    if (HPyContextVar_Get(ctx, args[0], ARG(1), &r) < 0)
        return HPy_NULL;
    return HPy_IsNull(r) ? HPyUnicode_FromString(ctx, "nothing") : r;)
BINARY(HPyContextVar_Set)

EACH(HPy_LeavePythonExecution,
    HPyThreadState state = HPy_LeavePythonExecution(ctx);
    HPy_ReenterPythonExecution(ctx, state);
    RETURN_NONE)
EACH(HPy_ReenterPythonExecution,
    long n = 0;
    for (int i = 0; i < 3; i++) {
        HPy_BEGIN_LEAVE_PYTHON(ctx)
        n++;
        HPy_END_LEAVE_PYTHON(ctx)
    }
    return HPyLong_FromLong(ctx, n);)

/* Capsules around one number; how often the destructor ran is in another. */
static long number = 42, destroyed;
HPyCapsule_DESTRUCTOR(destroy)
static void destroy_impl(const char *name, void *pointer, void *context)
{
    destroyed += name != NULL && pointer == &number && context == NULL;
}
/* (name or None) */
EACH(HPyCapsule_New, return HPyCapsule_New(ctx, &number, TEXT_OR_NULL(0) ? "each_type.capsule" : NULL, nargs > 1 ? &destroy : NULL);)
/* (capsule, name or None, key) */
EACH(HPyCapsule_Get,
    int key = (int)SIZE(2);
    const char *name = TEXT_OR_NULL(1);
    void *p = HPyCapsule_Get(ctx, args[0], (_HPyCapsule_key)key, name);
    if (p == NULL && HPyErr_Occurred(ctx))
        return HPy_NULL;
    switch (key) {
    case HPyCapsule_key_Pointer:
        return HPyLong_FromLong(ctx, *(long *)p);
    case HPyCapsule_key_Name:
        return p ? HPyUnicode_FromString(ctx, (const char *)p) : HPy_Dup(ctx, ctx->h_None);
    default:
        return HPyBool_FromBool(ctx, p != NULL);
    })
EACH(HPyCapsule_IsValid, return HPyBool_FromBool(ctx, HPyCapsule_IsValid(ctx, args[0], TEXT_OR_NULL(1)));)
/* (capsule, key, is it NULL?) */
EACH(HPyCapsule_Set,
    int key = (int)SIZE(1);
    static long other = 43;
    void *value = key == HPyCapsule_key_Name ? (void *)"another" : key == HPyCapsule_key_Destructor ? (void *)&destroy : (void *)&other;
    RETURN_STATUS(HPyCapsule_Set(ctx, args[0], (_HPyCapsule_key)key, SIZE(2) ? NULL : value)))
EACH(destructions, return HPyLong_FromLong(ctx, destroyed);)

/* The constant whose member has a number. */
EACH(constant, return HPy_Dup(ctx, ((const HPy *)((const char *)ctx + 24))[SIZE(0)]);)

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy m)
{
    HPyType_Spec *specs[] = {&Object_spec, &Type_spec, &Long_spec, &Float_spec, &Unicode_spec, &Tuple_spec, &List_spec,
        &Dict_spec};
    HPy bases[] = {ctx->h_BaseObjectType, ctx->h_TypeType, ctx->h_LongType, ctx->h_FloatType, ctx->h_UnicodeType,
        ctx->h_TupleType, ctx->h_ListType, ctx->h_DictType};
    for (int i = 0; i < 8; i++) {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, bases[i]}, {(HPyType_SpecParam_Kind)0}};
        if (!HPyHelpers_AddType(ctx, m, strchr(specs[i]->name, '.') + 1, specs[i], params))
            return -1;
    }
    return HPyHelpers_AddType(ctx, m, "Callable", &Callable_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {
    &exec, &m__HPy_AsStruct_Object, &m__HPy_AsStruct_Type, &m__HPy_AsStruct_Long, &m__HPy_AsStruct_Float,
    &m__HPy_AsStruct_Unicode, &m__HPy_AsStruct_Tuple, &m__HPy_AsStruct_List, &m__HPy_AsStruct_Dict,
    &m__HPyType_GetBuiltinShape, &m__HPy_New, &m_HPyType_GenericNew, &m_HPyField_Store, &m_HPyField_Load,
    &m_HPy_SetCallFunction, &m_HPyType_FromSpec, &m_HPyGlobal_Store, &m_HPyGlobal_Load, &m_HPyImport_ImportModule,
    &m_HPy_Compile_s, &m_HPy_EvalCode, &m_HPyContextVar_New, &m_HPyContextVar_Get, &m_HPyContextVar_Set,
    &m_HPy_LeavePythonExecution, &m_HPy_ReenterPythonExecution, &m_HPyCapsule_New, &m_HPyCapsule_Get,
    &m_HPyCapsule_IsValid, &m_HPyCapsule_Set, &m_destructions, &m_constant, NULL,
};
static HPyGlobal *globals[] = {&kept, NULL};
static HPyModuleDef module = {.doc = "Types, member by member.", .defines = defines, .globals = globals};
HPy_MODINIT(each_type, module)
