/* Makes objects in loops, so that the ways which C and Go take for them meet. */
#include "hpy.h"
#include <string.h>

typedef struct {
    int64_t n;
    char pad[40];
} Box;
HPyType_HELPERS(Box)

HPyDef_METH(Box_n, "n", HPyFunc_NOARGS)
static HPy Box_n_impl(HPyContext *ctx, HPy self)
{
    Box *b = Box_AsStruct(ctx, self);
    for (size_t i = 0; i < sizeof b->pad; i++) {
        if (b->pad[i] != 0) {
            HPyErr_SetString(ctx, ctx->h_RuntimeError, "the struct was not zero");
            return HPy_NULL;
        }
    }
    return HPyLong_FromInt64_t(ctx, b->n);
}

static int64_t destroyed;

HPyDef_SLOT(Box_destroy, HPy_tp_destroy)
static void Box_destroy_impl(void *p)
{
    destroyed++;
    memset(p, 0xAB, sizeof(Box)); /* what is left here must not be seen again */
}

static HPyDef *plain_defines[] = {&Box_n, NULL};
static HPyDef *doomed_defines[] = {&Box_n, &Box_destroy, NULL};
static HPyType_Spec plain_spec = {.name = "making.Plain", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = plain_defines};
static HPyType_Spec doomed_spec = {.name = "making.Doomed", .basicsize = sizeof(Box), .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = doomed_defines};

/* boxes(cls, n) → [cls with n 0, cls with n 1, …] */
HPyDef_METH(boxes, "boxes", HPyFunc_VARARGS)
static HPy boxes_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int64_t n = HPyLong_AsInt64_t(ctx, args[1]);
    HPyListBuilder b = HPyListBuilder_New(ctx, n);
    for (int64_t i = 0; i < n; i++) {
        Box *p;
        HPy o = HPy_New(ctx, args[0], &p);
        if (HPy_IsNull(o)) {
            HPyListBuilder_Cancel(ctx, b);
            return HPy_NULL;
        }
        p->n = i;
        HPyListBuilder_Set(ctx, b, i, o);
        HPy_Close(ctx, o);
    }
    return HPyListBuilder_Build(ctx, b);
}

HPyDef_METH(gone, "gone", HPyFunc_NOARGS)
static HPy gone_impl(HPyContext *ctx, HPy self) { return HPyLong_FromInt64_t(ctx, destroyed); }

/* texts(s, n) → (str of s, bytes of s, …), 2 * n of them */
HPyDef_METH(texts, "texts", HPyFunc_VARARGS)
static HPy texts_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int64_t n = HPyLong_AsInt64_t(ctx, args[1]);
    HPy_ssize_t size;
    const char *s = HPyUnicode_AsUTF8AndSize(ctx, args[0], &size);
    if (s == NULL)
        return HPy_NULL;
    HPyTupleBuilder b = HPyTupleBuilder_New(ctx, 2 * n);
    for (int64_t i = 0; i < n; i++) {
        HPy u = HPyUnicode_FromString(ctx, s), y = HPyBytes_FromStringAndSize(ctx, s, size);
        HPyTupleBuilder_Set(ctx, b, 2 * i, u);
        HPyTupleBuilder_Set(ctx, b, 2 * i + 1, y);
        HPy_Close(ctx, u);
        HPy_Close(ctx, y);
    }
    return HPyTupleBuilder_Build(ctx, b);
}

/* pairs(a, b, n) → [(a, b), …] through HPyTuple_Pack and HPy_SetItem_i */
HPyDef_METH(pairs, "pairs", HPyFunc_VARARGS)
static HPy pairs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int64_t n = HPyLong_AsInt64_t(ctx, args[2]);
    HPy list = HPyList_New(ctx, n);
    for (int64_t i = 0; i < n; i++) {
        HPy t = HPyTuple_Pack(ctx, 2, args[0], args[1]);
        if (HPy_IsNull(t) || HPy_SetItem_i(ctx, list, i, t) < 0)
            return HPy_NULL;
        HPy_Close(ctx, t);
    }
    return list;
}

/* arith(a, b) → (a + b, a - b, a * b, [a op b for the six comparisons]) */
HPyDef_METH(arith, "arith", HPyFunc_VARARGS)
static HPy arith_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy r[4] = {HPy_Add(ctx, args[0], args[1]), HPy_Subtract(ctx, args[0], args[1]), HPy_Multiply(ctx, args[0], args[1]),
                HPyList_New(ctx, 0)};
    for (int op = HPy_LT; op <= HPy_GE; op++) {
        int holds = HPy_RichCompareBool(ctx, args[0], args[1], op);
        if (holds < 0)
            return HPy_NULL;
        HPyList_Append(ctx, r[3], holds ? ctx->h_True : ctx->h_False);
    }
    HPy t = HPyTuple_FromArray(ctx, r, 4);
    for (int i = 0; i < 4; i++)
        HPy_Close(ctx, r[i]);
    return t;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy m)
{
    return HPyHelpers_AddType(ctx, m, "Plain", &plain_spec, NULL) && HPyHelpers_AddType(ctx, m, "Doomed", &doomed_spec, NULL)
        ? 0
        : -1;
}

static HPyDef *defines[] = {&exec, &boxes, &gone, &texts, &pairs, &arith, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(making, moduledef)
