/* The border between extensions and Go, as C code of this repository sees it.

   A context function that needs Go calls hpyrun_upcall; everything else here is
   for the gate itself. */
#ifndef HPYRUN_GATE_H
#define HPYRUN_GATE_H

#include "layout_gen.h"

#ifndef __ASSEMBLER__
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _HPyContext_s HPyContext;

/* The thread block behind a context: the second word of every context. */
static inline struct hpyrun_thread *hpyrun_thread_of(HPyContext *ctx)
{
    return ((struct hpyrun_thread **)ctx)[1];
}

/* Asks Go to run the context member `id` with the arguments `args` (words on the
   caller's stack; a double travels as its bits) and returns its result. errno is
   afterwards what it was before. Does not return when Go gives the call up. */
uint64_t hpyrun_upcall(HPyContext *ctx, uint32_t id, uint64_t *args);

/* HPy_LeavePythonExecution and HPy_ReenterPythonExecution. Between the two, the
   runtime lock is released, Go's scheduler does not count on this thread, and any
   upcall ends the call into C with an error that names the member. */
static inline void hpyrun_leave(HPyContext *ctx)
{
    hpyrun_upcall(ctx, HPYRUN_UPCALL_LEAVE, 0);
}

static inline void hpyrun_reenter(HPyContext *ctx)
{
    hpyrun_upcall(ctx, HPYRUN_UPCALL_REENTER, 0);
}

#ifdef __cplusplus
}
#endif
#endif /* __ASSEMBLER__ */
#endif
