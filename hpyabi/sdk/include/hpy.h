/* hpy.h: HPy for universal extensions, as hpyrun provides it.
 *
 * An extension that is written for HPy 0.9 includes this file, compiles as C99
 * or newer and as C++11 or newer, and becomes a binary that any runtime with
 * HPy's universal ABI loads. What is fixed by that ABI (types, numbers, the
 * context) is in the files hpy/abi_*.h, generated from hpyrun's specification;
 * the others are the macros and inline functions that extensions are written
 * with.
 */
#ifndef HPY_H
#define HPY_H

/* No more than these: what <string.h> declares, index among it, are names that
   extensions give to their methods. */
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "hpy/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

#include "hpy/handles.h"
#include "hpy/abi_types.h"
#include "hpy/abi_context.h"
#include "hpy/abi_signatures.h"
#include "hpy/define.h"
#include "hpy/type.h"
#include "hpy/module.h"
#include "hpy/inline.h"
#include "hpy/runtime/argparse.h"
#include "hpy/runtime/buildvalue.h"
#include "hpy/runtime/format.h"
#include "hpy/runtime/helpers.h"
#include "hpy/runtime/structseq.h"

#ifdef __cplusplus
}
#endif

#endif
