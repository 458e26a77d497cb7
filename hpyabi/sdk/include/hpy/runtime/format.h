/* hpy/runtime/format.h: str objects as printf makes strings.
 *
 *   %%            %c int (a code point)     %p const void *, with 0x
 *   %d %i int     %ld %li  %lld %lli  %zd %zi (HPy_ssize_t)
 *   %u unsigned   %lu  %llu  %zu (size_t)   %x int, in hexadecimal
 *   %s const char * in UTF-8
 *   %U HPy, a str             %V HPy and const char *: the second if the first is null
 *   %S HPy, as str()          %R HPy, as repr()          %A HPy, as ascii()
 *
 * Between % and the unit: 0 (numbers only), a width in characters, a dot and a
 * precision: for numbers the least number of digits, for text the most characters
 * (bytes for a const char *).
 */
#ifndef HPY_RUNTIME_FORMAT_H
#define HPY_RUNTIME_FORMAT_H

#include "hpy.h"

#ifdef __cplusplus
extern "C" {
#endif

HPyAPI_HELPER HPy HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...);

HPyAPI_HELPER HPy HPyUnicode_FromFormatV(HPyContext *ctx, const char *fmt, va_list args);

/* Raises h_type with such a message. Always HPy_NULL. */
HPyAPI_HELPER HPy HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...);

#ifdef __cplusplus
}
#endif

#endif
