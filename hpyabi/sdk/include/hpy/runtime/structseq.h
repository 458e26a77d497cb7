/* hpy/runtime/structseq.h: tuples whose items also have names. */
#ifndef HPY_RUNTIME_STRUCTSEQ_H
#define HPY_RUNTIME_STRUCTSEQ_H

#include "hpy.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    const char *name; /* UTF-8, or HPyStructSequence_UnnamedField; NULL ends the list */
    const char *doc;  /* UTF-8, or NULL */
} HPyStructSequence_Field;

typedef struct {
    const char *name; /* module.name, UTF-8 */
    const char *doc;  /* UTF-8, or NULL */
    HPyStructSequence_Field *fields;
} HPyStructSequence_Desc;

/* The name of an item that is found by its index alone. */
extern const char *const HPyStructSequence_UnnamedField;

HPyAPI_HELPER HPy
HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc);

/* Makes an instance; nargs must be the number of its fields. */
HPyAPI_HELPER HPy
HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args);

#ifdef __cplusplus
}
#endif

#endif
