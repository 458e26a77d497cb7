/* helpers.c: HPyHelpers_AddType, HPyHelpers_PackArgsAndKeywords. */
#include "hpy/runtime/helpers.h"

HPyAPI_HELPER int
HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *spec,
                   HPyType_SpecParam *params)
{
    HPy type = HPyType_FromSpec(ctx, spec, params);
    int status;

    if (HPy_IsNull(type))
        return 0;
    status = HPy_SetAttr_s(ctx, obj, name, type);
    HPy_Close(ctx, type);
    return status == 0;
}

/* A dict of n names out of a tuple and their values. */
static HPy keywords(HPyContext *ctx, HPy names, const HPy *values, HPy_ssize_t n)
{
    HPy kw = HPyDict_New(ctx);
    HPy_ssize_t i;

    if (HPy_IsNull(kw))
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        HPy name = HPy_GetItem_i(ctx, names, i);
        int status = HPy_IsNull(name) ? -1 : HPy_SetItem(ctx, kw, name, values[i]);
        HPy_Close(ctx, name);
        if (status < 0) {
            HPy_Close(ctx, kw);
            return HPy_NULL;
        }
    }
    return kw;
}

HPyAPI_HELPER int
HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs,
                               HPy kwnames, HPy *out_args, HPy *out_kw)
{
    HPy tuple = HPy_NULL, kw = HPy_NULL;
    HPy_ssize_t nkw = 0;

    if (out_args == NULL || out_kw == NULL) {
        HPyErr_SetString(ctx, ctx->h_SystemError,
                         out_args == NULL ? "argument 'out_pos_args' must not be NULL"
                                          : "argument 'out_kwd' must not be NULL");
        return 0;
    }
    if (!HPy_IsNull(kwnames)) {
        nkw = HPy_Length(ctx, kwnames);
        if (nkw < 0)
            return 0;
    }
    if (nkw > 0) {
        kw = keywords(ctx, kwnames, args + nargs, nkw);
        if (HPy_IsNull(kw))
            return 0;
    }
    if (nargs > 0) {
        tuple = HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
        if (HPy_IsNull(tuple)) {
            HPy_Close(ctx, kw);
            return 0;
        }
    }
    *out_args = tuple;
    *out_kw = kw;
    return 1;
}
