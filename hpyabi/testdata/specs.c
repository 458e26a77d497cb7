/* HPyType_FromSpec: what it makes of bases, metaclasses and shapes, and what it refuses. */
#include "hpy.h"

#include <string.h>

typedef struct {
    long a, b;
} Two;
HPyType_HELPERS(Two)

HPyDef_MEMBER(m_a, "a", HPyMember_LONG, offsetof(Two, a))
HPyDef_MEMBER(m_b, "b", HPyMember_LONG, offsetof(Two, b))
static HPyDef *members[] = {&m_a, &m_b, NULL};

/* One type for each shape. */
typedef struct { long a, b; } TType;
typedef struct { long a, b; } TLong;
typedef struct { long a, b; } TFloat;
typedef struct { long a, b; } TUnicode;
typedef struct { long a, b; } TTuple;
typedef struct { long a, b; } TList;
typedef struct { long a, b; } TDict;
HPyType_HELPERS(TType, HPyType_BuiltinShape_Type)
HPyType_HELPERS(TLong, HPyType_BuiltinShape_Long)
HPyType_HELPERS(TFloat, HPyType_BuiltinShape_Float)
HPyType_HELPERS(TUnicode, HPyType_BuiltinShape_Unicode)
HPyType_HELPERS(TTuple, HPyType_BuiltinShape_Tuple)
HPyType_HELPERS(TList, HPyType_BuiltinShape_List)
HPyType_HELPERS(TDict, HPyType_BuiltinShape_Dict)

#define SHAPED(NAME) \
    HPyDef_METH(NAME##_sum, "sum", HPyFunc_NOARGS) \
    static HPy NAME##_sum_impl(HPyContext *ctx, HPy self) \
    { \
        NAME *t = NAME##_AsStruct(ctx, self); \
        return HPyLong_FromLong(ctx, t->a + t->b); \
    } \
    static HPyDef *NAME##_defines[] = {&NAME##_sum, &m_a, &m_b, NULL}; \
    static HPyType_Spec NAME##_spec = { \
        .name = "specs." #NAME, .basicsize = sizeof(NAME), .builtin_shape = SHAPE(NAME), \
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = NAME##_defines, \
    };
SHAPED(TType) SHAPED(TLong) SHAPED(TFloat) SHAPED(TUnicode) SHAPED(TTuple) SHAPED(TList) SHAPED(TDict)

static HPyType_Spec plain = {
    .name = "specs.Plain", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .doc = "Plain.",
};
static HPyType_Spec two = {
    .name = "specs.Two", .basicsize = sizeof(Two), .builtin_shape = SHAPE(Two), .defines = members,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
};

/* make(bases or None, metaclass or None, params...): a type called specs.Made. */
HPyDef_METH(make, "make", HPyFunc_VARARGS)
static HPy make_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyType_SpecParam params[10];
    int n = 0;
    if (nargs > 0 && !HPy_Is(ctx, args[0], ctx->h_None)) {
        params[n].kind = HPyType_SpecParam_BasesTuple;
        params[n++].object = args[0];
    }
    if (nargs > 1 && !HPy_Is(ctx, args[1], ctx->h_None)) {
        params[n].kind = HPyType_SpecParam_Metaclass;
        params[n++].object = args[1];
    }
    for (size_t i = 2; i < nargs && n < 9; i++) {
        params[n].kind = HPyType_SpecParam_Base;
        params[n++].object = args[i];
    }
    params[n].kind = (HPyType_SpecParam_Kind)0;
    HPyType_Spec spec = plain;
    spec.name = "specs.sub.Made";
    return HPyType_FromSpec(ctx, &spec, params);
}

HPyDef_SLOT(s_call, HPy_tp_call)
static HPy s_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPy_Dup(ctx, ctx->h_None);
}
HPyDef_MEMBER(m_offset, "__vectorcalloffset__", HPyMember_HPYSSIZET, 0, .readonly = 1)
HPyDef_METH(bad_meth, "bad", HPyFunc_INQUIRY)
static int bad_meth_impl(HPyContext *ctx, HPy self) { return 0; }
HPyDef_SLOT(bad_slot, HPy_mod_exec)
static int bad_slot_impl(HPyContext *ctx, HPy self) { return 0; }

/* refused(which): a specification that is wrong. */
HPyDef_METH(refused, "refused", HPyFunc_O)
static HPy refused_impl(HPyContext *ctx, HPy self, HPy arg)
{
    static HPyDef *with_call[] = {&s_call, NULL};
    static HPyDef *with_both[] = {&s_call, &m_offset, NULL};
    static HPyDef *with_meth[] = {&bad_meth, NULL};
    static HPyDef *with_slot[] = {&bad_slot, NULL};
    static HPyDef *no_null[] = {&m_a, &m_b};
    static long nonsense[] = {99, 0, 0};
    static HPyDef *no_def[] = {(HPyDef *)nonsense, NULL};
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Base, ctx->h_LongType}, {(HPyType_SpecParam_Kind)0}, {(HPyType_SpecParam_Kind)0}};
    HPyType_SpecParam *p = NULL;
    HPyType_Spec spec = plain;
    switch (HPyLong_AsLong(ctx, arg)) {
    case 0: spec.flags |= HPy_TPFLAGS_HAVE_GC; break;
    case 1: spec.builtin_shape = (HPyType_BuiltinShape)123; break;
    case 2: spec.builtin_shape = (HPyType_BuiltinShape)-2; break;
    case 3: spec.legacy_slots = &spec; break;
    case 4: spec.defines = members; break;
    case 5: spec.defines = with_call; spec.itemsize = 8; break;
    case 6: spec.defines = with_both; spec.basicsize = 16; break;
    case 7: spec.defines = with_meth; break;
    case 8: params[0].kind = (HPyType_SpecParam_Kind)77; p = params; break;
    case 9: params[0].kind = HPyType_SpecParam_BasesTuple; params[1] = params[0]; p = params; break;
    case 10: params[1].kind = HPyType_SpecParam_BasesTuple; params[1].object = ctx->h_LongType; p = params; break;
    case 11: params[0].object = ctx->h_None; p = params; break;
    case 12: params[0].object = ctx->h_BoolType; p = params; break;
    case 13: params[0].kind = params[1].kind = HPyType_SpecParam_Metaclass; params[1].object = ctx->h_TypeType; p = params; break;
    case 14: params[0].kind = HPyType_SpecParam_Metaclass; p = params; break;
    case 15: params[0].kind = HPyType_SpecParam_Metaclass; params[0].object = ctx->h_None; p = params; break;
    case 16: params[1] = params[0]; p = params; break;
    case 17: params[1] = params[0]; params[1].object = ctx->h_UnicodeType; p = params; break;
    case 18: spec.defines = with_slot; break;
    case 19: spec.builtin_shape = HPyType_BuiltinShape_Legacy; break;
    case 20: spec.name = NULL; break;
    case 21: spec.defines = no_null; spec.basicsize = 16; break;
    case 22: spec.defines = no_def; break;
    default: HPyErr_SetString(ctx, ctx->h_StopIteration, ""); return HPy_NULL;
    }
    return HPyType_FromSpec(ctx, &spec, p);
}

/* new(type): HPy_New. */
HPyDef_METH(new_, "new", HPyFunc_O)
static HPy new__impl(HPyContext *ctx, HPy self, HPy arg)
{
    void *data;
    return HPy_New(ctx, arg, &data);
}

HPyDef_METH(shape, "shape", HPyFunc_O)
static HPy shape_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int s = _HPyType_GetBuiltinShape(ctx, arg);
    return s == -2 ? HPy_NULL : HPyLong_FromLong(ctx, s);
}

static int add(HPyContext *ctx, HPy mod, const char *name, HPyType_Spec *spec, HPy base)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0}};
    return HPyHelpers_AddType(ctx, mod, name, spec, HPy_IsNull(base) ? NULL : params);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return add(ctx, mod, "Plain", &plain, HPy_NULL) && add(ctx, mod, "Two", &two, HPy_NULL) &&
                   add(ctx, mod, "TType", &TType_spec, ctx->h_TypeType) &&
                   add(ctx, mod, "TLong", &TLong_spec, ctx->h_LongType) &&
                   add(ctx, mod, "TFloat", &TFloat_spec, ctx->h_FloatType) &&
                   add(ctx, mod, "TUnicode", &TUnicode_spec, ctx->h_UnicodeType) &&
                   add(ctx, mod, "TTuple", &TTuple_spec, ctx->h_TupleType) &&
                   add(ctx, mod, "TList", &TList_spec, ctx->h_ListType) &&
                   add(ctx, mod, "TDict", &TDict_spec, ctx->h_DictType)
               ? 0
               : -1;
}

static HPyDef *defines[] = {&exec, &make, &refused, &new_, &shape, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(specs, moduledef)
