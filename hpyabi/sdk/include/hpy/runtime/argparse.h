/* hpy/runtime/argparse.h: C variables from Python arguments.
 *
 * The format has one unit for each argument; each takes the address of a variable:
 *
 *   b unsigned char  h short           i int               (range checked)
 *   l long           L long long       n HPy_ssize_t       (range checked)
 *   B unsigned char  H unsigned short  I unsigned int      (low bits)
 *   k unsigned long  K unsigned long long                  (low bits)
 *   f float          d double
 *   s const char *   a str in UTF-8 without NUL, valid as long as its handle
 *   p int            the truth value, 0 or 1
 *   O HPy            any object
 *
 * Behind | arguments are optional: the variable of one that is not given keeps
 * its value. Behind $ (keywords only) they are optional and by keyword only.
 * A colon and what follows names the function in messages; a semicolon and what
 * follows is the message.
 *
 * All return 1, or 0 with an exception. A tracker (ht) that is given is made by the
 * call and belongs to the caller when it succeeds.
 */
#ifndef HPY_RUNTIME_ARGPARSE_H
#define HPY_RUNTIME_ARGPARSE_H

#include "hpy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Positional arguments. Handles for O are those in args: ht may be NULL. */
HPyAPI_HELPER int
HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs,
             const char *fmt, ...);

/* Positional and keyword arguments, as HPyFunc_KEYWORDS gives them. keywords ends
   with NULL, and has "" for arguments (the first ones) that are by position only.
   O needs a tracker. */
HPyAPI_HELPER int
HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs,
                     HPy kwnames, const char *fmt, const char *keywords[], ...);

/* The same with a dict of keyword arguments, as HPyFunc_NEWFUNC and
   HPyFunc_INITPROC give them. What s points to for a value from the dict is sure to
   stay only until the tracker is closed; give one. */
HPyAPI_HELPER int
HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args,
                         HPy_ssize_t nargs, HPy kw, const char *fmt,
                         const char *keywords[], ...);

#ifdef __cplusplus
}
#endif

#endif
