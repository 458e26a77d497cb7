/* hpy/runtime/buildvalue.h: Python objects from C values.
 *
 *   i int        l long           L long long           n HPy_ssize_t
 *   I unsigned   k unsigned long  K unsigned long long
 *   f d double   s const char *   UTF-8; NULL gives None
 *   O S HPy      another reference to the object
 *   (…) a tuple  […] a list       {key:value, …} a dict
 *
 * Commas and spaces may separate units. No unit gives None, one gives its object,
 * several give a tuple. HPy_NULL for O passes on the exception that made it null.
 */
#ifndef HPY_RUNTIME_BUILDVALUE_H
#define HPY_RUNTIME_BUILDVALUE_H

#include "hpy.h"

#ifdef __cplusplus
extern "C" {
#endif

HPyAPI_HELPER HPy HPy_BuildValue(HPyContext *ctx, const char *fmt, ...);

#ifdef __cplusplus
}
#endif

#endif
