/* An extension that breaks in all ways. */
#include "hpy.h"

#include <stdlib.h>
#include <string.h>

volatile int zero;
static volatile int *volatile null_pointer;

__attribute__((noinline)) static int read_null(void)
{
    return *null_pointer + 1;
}

HPyDef_METH(f_read, "read", HPyFunc_NOARGS)
static HPy f_read_impl(HPyContext *ctx, HPy self)
{
    int n = read_null();
    return HPyLong_FromLong(ctx, n + 1);
}

HPyDef_METH(f_write, "write", HPyFunc_NOARGS)
static HPy f_write_impl(HPyContext *ctx, HPy self)
{
    *(volatile int *)0x10 = 5;
    return HPyLong_FromLong(ctx, 1);
}

HPyDef_METH(f_call, "call_null", HPyFunc_NOARGS)
static HPy f_call_impl(HPyContext *ctx, HPy self)
{
    HPy (*volatile fn)(HPyContext *) = NULL;
    HPy h = fn(ctx);
    zero++;
    return h;
}

__attribute__((noinline)) static int recurse(volatile char *p)
{
    volatile char frame[1000];
    frame[5] = p ? p[5] : 1;
    return recurse(frame) + frame[5];
}

HPyDef_METH(f_recurse, "recurse", HPyFunc_NOARGS)
static HPy f_recurse_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, recurse(NULL));
}

HPyDef_METH(f_divide, "divide", HPyFunc_NOARGS)
static HPy f_divide_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, 5 / zero);
}

HPyDef_METH(f_abort, "abort", HPyFunc_NOARGS)
static HPy f_abort_impl(HPyContext *ctx, HPy self)
{
    abort();
    return HPy_NULL;
}

HPyDef_METH(f_fatal, "fatal", HPyFunc_NOARGS)
static HPy f_fatal_impl(HPyContext *ctx, HPy self)
{
    HPy_FatalError(ctx, "boom!");
    return HPy_NULL;
}

/* Words that are no handles, given to members. */
HPyDef_METH(f_garbage, "garbage", HPyFunc_VARARGS)
static HPy f_garbage_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy h = {(intptr_t)HPyLong_AsUInt64_tMask(ctx, args[1])};
    switch (HPyLong_AsLong(ctx, args[0])) {
    case 0: return HPy_Repr(ctx, h);
    case 1: return HPy_Dup(ctx, h);
    case 2: return HPy_Type(ctx, h);
    case 3: return HPyLong_FromSsize_t(ctx, HPy_Length(ctx, h)), HPy_NULL;
    case 4: return HPy_TypeCheck(ctx, h, ctx->h_LongType), HPy_NULL;
    case 5: return HPy_Is(ctx, h, self), HPy_NULL;
    case 6: return HPyList_Check(ctx, h), HPy_NULL;
    case 7: return _HPy_AsStruct_Object(ctx, h), HPy_NULL;
    case 8: return HPy_Add(ctx, args[0], h);
    case 9: return HPy_IsTrue(ctx, h), HPy_NULL;
    case 10: return HPyLong_AsLong(ctx, h), HPy_NULL;
    case 11: return HPyTuple_FromArray(ctx, &h, 1);
    }
    return h;
}

/* Addresses that are none, given to members. */
HPyDef_METH(f_string, "string", HPyFunc_O)
static HPy f_string_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPyBytes_FromString(ctx, (const char *)HPyLong_AsVoidPtr(ctx, arg));
}

/* Python calls back here, until the C stack is at its end. */
HPyDef_METH(f_apply, "apply", HPyFunc_VARARGS)
static HPy f_apply_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    volatile char frame[4000];
    memset((void *)frame, 1, sizeof frame);
    return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
}

typedef struct {
    long mode;
} Bad;
HPyType_HELPERS(Bad)
static HPyContext *stashed;

HPyDef_SLOT(Bad_destroy, HPy_tp_destroy)
static void Bad_destroy_impl(void *data)
{
    if (((Bad *)data)->mode == 1)
        read_null();
    if (((Bad *)data)->mode == 2)
        HPyDict_New(stashed);
}
HPyDef_SLOT(Bad_finalize, HPy_tp_finalize)
static void Bad_finalize_impl(HPyContext *ctx, HPy self)
{
    if (Bad_AsStruct(ctx, self)->mode == 3)
        HPyErr_SetString(ctx, ctx->h_ValueError, "from tp_finalize");
}
HPyDef_MEMBER(Bad_mode, "mode", HPyMember_LONG, offsetof(Bad, mode))
static HPyDef *Bad_defines[] = {&Bad_destroy, &Bad_finalize, &Bad_mode, NULL};
static HPyType_Spec Bad_spec = {
    .name = "faults.Bad", .basicsize = sizeof(Bad), .builtin_shape = SHAPE(Bad), .defines = Bad_defines,
    .flags = HPy_TPFLAGS_DEFAULT,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    stashed = ctx;
    return HPyHelpers_AddType(ctx, mod, "Bad", &Bad_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&exec, &f_read, &f_write, &f_call, &f_recurse, &f_divide, &f_abort, &f_fatal, &f_garbage,
                            &f_string,
                            &f_apply, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(faults, moduledef)
