/* hpy/runtime/helpers.h: small things that several calls make. */
#ifndef HPY_RUNTIME_HELPERS_H
#define HPY_RUNTIME_HELPERS_H

#include "hpy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes a type and sets it as attribute name of obj, a module as a rule. 1, or 0
   with an exception. */
HPyAPI_HELPER int
HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *spec,
                   HPyType_SpecParam *params);

/* Turns the arguments of an HPyFunc_KEYWORDS function into a tuple and a dict, or
   HPy_NULL in the place of an empty one. 1, or 0 with an exception and neither
   output written. */
HPyAPI_HELPER int
HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs,
                               HPy kwnames, HPy *out_args, HPy *out_kw);

#ifdef __cplusplus
}
#endif

#endif
