/* Exceptions and warnings: one method for each member. */
#include "each.h"

#include <errno.h>

EACH(HPyErr_SetString, HPyErr_SetString(ctx, args[0], TEXT(1)); return HPy_NULL;)
EACH(HPyErr_SetObject, HPyErr_SetObject(ctx, args[0], args[1]); return HPy_NULL;)
EACH(HPyErr_SetFromErrnoWithFilename,
    const char *name = TEXT_OR_NULL(2);
    errno = (int)SIZE(1);
    return HPyErr_SetFromErrnoWithFilename(ctx, args[0], name);)
EACH(HPyErr_SetFromErrnoWithFilenameObjects,
    errno = (int)SIZE(1);
    HPyErr_SetFromErrnoWithFilenameObjects(ctx, args[0], ARG(2), ARG(3));
    return HPy_NULL;)
EACH(HPyErr_Occurred,
    int before = HPyErr_Occurred(ctx);
    HPyErr_SetString(ctx, ctx->h_ValueError, "x");
    int during = HPyErr_Occurred(ctx);
    HPyErr_Clear(ctx);
    return HPy_BuildValue(ctx, "(OOO)", HPyBool_FromBool(ctx, before), HPyBool_FromBool(ctx, during != 0),
        HPyBool_FromBool(ctx, HPyErr_Occurred(ctx)));)
/* (exception to raise, what to compare it with) */
EACH(HPyErr_ExceptionMatches,
    HPyErr_SetString(ctx, args[0], "pending");
    int r = HPyErr_ExceptionMatches(ctx, args[1]);
    HPyErr_Clear(ctx);
    return HPyBool_FromBool(ctx, r);)
EACH(HPyErr_NoMemory, HPyErr_NoMemory(ctx); return HPy_NULL;)
/* Calls args[0] and gives back what it gives, or None if it raises. */
EACH(HPyErr_Clear,
    HPy r = HPy_CallTupleDict(ctx, args[0], HPy_NULL, HPy_NULL);
    if (!HPy_IsNull(r))
        return r;
    HPyErr_Clear(ctx);
    HPyErr_Clear(ctx);
    RETURN_NONE)
EACH(HPyErr_NewException,
    const char *name = TEXT(0);
    return HPyErr_NewException(ctx, name, ARG(1), ARG(2));)
EACH(HPyErr_NewExceptionWithDoc,
    const char *name = TEXT(0);
    return HPyErr_NewExceptionWithDoc(ctx, name, TEXT_OR_NULL(1), ARG(2), ARG(3));)
EACH(HPyErr_WarnEx, RETURN_STATUS(HPyErr_WarnEx(ctx, ARG(1), TEXT(0), nargs > 2 ? SIZE(2) : 1)))
EACH(HPyErr_WriteUnraisable,
    HPyErr_SetString(ctx, args[0], TEXT(1));
    HPyErr_WriteUnraisable(ctx, ARG(2));
    return HPyBool_FromBool(ctx, HPyErr_Occurred(ctx));)
EACH(HPy_FatalError, HPy_FatalError(ctx, TEXT(0));)
EACH(_HPy_Dump, _HPy_Dump(ctx, args[0]); RETURN_NONE)

static HPyDef *defines[] = {
    &m_HPyErr_SetString, &m_HPyErr_SetObject, &m_HPyErr_SetFromErrnoWithFilename,
    &m_HPyErr_SetFromErrnoWithFilenameObjects, &m_HPyErr_Occurred, &m_HPyErr_ExceptionMatches,
    &m_HPyErr_NoMemory, &m_HPyErr_Clear, &m_HPyErr_NewException, &m_HPyErr_NewExceptionWithDoc, &m_HPyErr_WarnEx,
    &m_HPyErr_WriteUnraisable, &m_HPy_FatalError, &m__HPy_Dump, NULL,
};
static HPyModuleDef module = {.doc = "Exceptions, member by member.", .defines = defines};
HPy_MODINIT(each_error, module)
