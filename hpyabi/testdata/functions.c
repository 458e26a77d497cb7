/* Functions of the four signatures. */
#include "hpy.h"

HPyDef_METH(f_noargs, "noargs", HPyFunc_NOARGS, .doc = "noargs()\n--\n\nThe module itself.")
static HPy f_noargs_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(f_one, "one", HPyFunc_O, .doc = "one: the argument itself")
static HPy f_one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPy_Dup(ctx, arg);
}

HPyDef_METH(f_var, "var", HPyFunc_VARARGS)
static HPy f_var_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    return HPyTuple_FromArray(ctx, (HPy *)args, nargs);
}

HPyDef_METH(f_kw, "kw", HPyFunc_KEYWORDS, .doc = "kw(*args,\n   **kw)\n--\n\n")
static HPy f_kw_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_ssize_t nkw = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
    HPy all = HPyTuple_FromArray(ctx, (HPy *)args, nargs + nkw);
    HPy names = HPy_IsNull(kwnames) ? HPy_Dup(ctx, ctx->h_None) : HPy_Dup(ctx, kwnames);
    HPy items[2] = {all, names};
    HPy r = HPyTuple_FromArray(ctx, items, 2);
    HPy_Close(ctx, all);
    HPy_Close(ctx, names);
    return r;
}

/* Handles of arguments stay what they are while everything moves, also when
   functions call each other. */
HPyDef_METH(f_again, "again", HPyFunc_VARARGS)
static HPy f_again_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy inner = HPy_CallTupleDict(ctx, args[0], args[1], HPy_NULL);
    if (HPy_IsNull(inner))
        return HPy_NULL;
    HPy both[3] = {args[1], inner, args[2]};
    HPy r = HPyTuple_FromArray(ctx, both, 3);
    HPy_Close(ctx, inner);
    return r;
}

HPyDef_METH(f_receiverless, "receiverless", HPyFunc_O)
static HPy f_receiverless_impl(HPyContext *ctx, HPy self, HPy name)
{
    return HPy_CallMethod(ctx, name, NULL, 0, HPy_NULL);
}

HPyDef_METH(f_silent, "silent", HPyFunc_NOARGS)
static HPy f_silent_impl(HPyContext *ctx, HPy self)
{
    return HPy_NULL;
}

HPyDef_METH(f_both, "both", HPyFunc_NOARGS)
static HPy f_both_impl(HPyContext *ctx, HPy self)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, "set");
    return HPyLong_FromInt32_t(ctx, 5);
}

HPyDef_METH(f_raise, "raise_", HPyFunc_O)
static HPy f_raise_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyErr_SetObject(ctx, ctx->h_ValueError, arg);
    return HPy_NULL;
}

HPyDef_METH(f_closed, "closed", HPyFunc_NOARGS)
static HPy f_closed_impl(HPyContext *ctx, HPy self)
{
    HPy h = HPyDict_New(ctx);
    HPy other = HPy_Dup(ctx, h);
    HPy_Close(ctx, h);
    HPy_Close(ctx, other);
    return other;
}

/* The members that lead to CPython's own API, by their numbers. */
HPyDef_METH(f_legacy, "legacy", HPyFunc_O)
static HPy f_legacy_impl(HPyContext *ctx, HPy self, HPy arg)
{
    switch (HPyLong_AsLong(ctx, arg)) {
    case 206:
        return ctx->ctx_FromPyObject(ctx, NULL);
    case 207:
        return ctx->ctx_AsPyObject(ctx, self) == NULL ? HPy_NULL : HPy_Dup(ctx, self);
    case 208:
        ctx->ctx_CallRealFunctionFromTrampoline(ctx, HPyFunc_NOARGS, NULL, NULL);
        return HPy_NULL;
    default:
        return _HPy_AsStruct_Legacy(ctx, self) == NULL ? HPy_NULL : HPy_Dup(ctx, self);
    }
}

HPyDef_METH(f_dump, "dump", HPyFunc_O)
static HPy f_dump_impl(HPyContext *ctx, HPy self, HPy arg)
{
    _HPy_Dump(ctx, arg);
    _HPy_Dump(ctx, HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

/* What the context says of itself. */
HPyDef_METH(f_context, "context", HPyFunc_NOARGS)
static HPy f_context_impl(HPyContext *ctx, HPy self)
{
    return HPy_BuildValue(ctx, "(si)", ctx->name, ctx->abi_version);
}

HPyDef_SLOT(f_exec, HPy_mod_exec)
static int f_exec_impl(HPyContext *ctx, HPy mod)
{
    return HPy_SetAttr_s(ctx, mod, "first", ctx->h_True);
}

HPyDef_SLOT(f_exec2, HPy_mod_exec)
static int f_exec2_impl(HPyContext *ctx, HPy mod)
{
    HPy v = HPy_GetAttr_s(ctx, mod, "first");
    if (HPy_IsNull(v))
        return -1;
    int r = HPy_SetAttr_s(ctx, mod, "second", v);
    HPy_Close(ctx, v);
    return r;
}

static HPyDef *defines[] = {&f_noargs, &f_one, &f_exec, &f_var, &f_kw, &f_again, &f_receiverless, &f_silent,
                            &f_both, &f_raise, &f_closed, &f_legacy, &f_dump, &f_context, &f_exec2, NULL};
static HPyModuleDef moduledef = {.doc = "functions of all kinds", .defines = defines};
HPy_MODINIT(functions, moduledef)
