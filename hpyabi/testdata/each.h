/* What the extensions each_*.c share. They hold one method for each member of the context,
   which is named for the member and calls it: TestEveryMember counts on that. */
#ifndef EACH_H
#define EACH_H

#include "hpy.h"

/* A method of any arguments whose body is given. */
#define EACH(NAME, ...) \
    HPyDef_METH(m_##NAME, #NAME, HPyFunc_VARARGS) \
    static HPy m_##NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
    { \
        (void)self; (void)args; (void)nargs; \
        __VA_ARGS__ \
    }

/* Members whose arguments are objects. ARG gives HPy_NULL for an argument that is left out. */
#define ARG(I) ((I) < nargs ? args[I] : HPy_NULL)
#define UNARY(NAME) EACH(NAME, return NAME(ctx, args[0]);)
#define BINARY(NAME) EACH(NAME, return NAME(ctx, args[0], args[1]);)
#define TERNARY(NAME) EACH(NAME, return NAME(ctx, args[0], args[1], args[2]);)

/* Members that answer yes or no and cannot fail. */
#define CHECK(NAME) EACH(NAME, return HPyBool_FromBool(ctx, NAME(ctx, args[0]));)
#define CHECK2(NAME) EACH(NAME, return HPyBool_FromBool(ctx, NAME(ctx, args[0], args[1]));)

/* A C number as the result; -1 with an exception pending is none. */
#define RETURN_SIGNED(TYPE, EXPR) \
    TYPE value = (EXPR); \
    if (value == (TYPE)-1 && HPyErr_Occurred(ctx)) \
        return HPy_NULL; \
    return HPyLong_FromInt64_t(ctx, (int64_t)value);
#define RETURN_UNSIGNED(TYPE, EXPR) \
    TYPE value = (EXPR); \
    if (value == (TYPE)-1 && HPyErr_Occurred(ctx)) \
        return HPy_NULL; \
    return HPyLong_FromUInt64_t(ctx, (uint64_t)value);

/* A status as the result: None, or the exception. */
#define RETURN_STATUS(EXPR) \
    if ((EXPR) < 0) \
        return HPy_NULL; \
    return HPy_Dup(ctx, ctx->h_None);
#define RETURN_NONE return HPy_Dup(ctx, ctx->h_None);

/* An argument as text; "" is what a failed one gives. */
static inline const char *text_of(HPyContext *ctx, HPy h)
{
    HPy_ssize_t n;
    const char *s = HPyUnicode_AsUTF8AndSize(ctx, h, &n);
    return s ? s : "";
}
/* The same, where None stands for NULL. */
static inline const char *text_or_null(HPyContext *ctx, HPy h)
{
    return HPy_IsNull(h) || HPy_Is(ctx, h, ctx->h_None) ? NULL : text_of(ctx, h);
}
#define TEXT(I) text_of(ctx, args[I])
#define TEXT_OR_NULL(I) text_or_null(ctx, ARG(I))
#define SIZE(I) HPyLong_AsSsize_t(ctx, args[I])

#endif
