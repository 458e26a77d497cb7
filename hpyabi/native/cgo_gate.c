/* The cgo gate: the C function runs on the system stack inside of a cgo call, an
   upcall is a call of an exported Go function. It needs no assembly, so it is the
   gate of processors that have no other. A call into C leaves a recovery point
   (sigsetjmp) to which a fault, or Go giving the call up, returns. */

#undef _FORTIFY_SOURCE /* longjmp from the signal stack is what we want */
#include <errno.h>
#include <setjmp.h>

#include "internal.h"

typedef uint64_t (*int_fn)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
typedef double (*float_fn)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                           double, double, double, double, double, double, double, double);
typedef uint64_t (*mixed_fn)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                             double, double, double, double, double, double, double, double);

/* What to call: with the doubles of t->floats or without; and which register
   holds the result. */
enum { CALL_INT, CALL_FLOAT_ARGS, CALL_FLOAT_RESULT };

uint32_t hpyrun_cgo_enter(struct hpyrun_thread *t, uint32_t how, uintptr_t fn, uint64_t a0,
                          uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
    sigjmp_buf env;
    double *f = t->floats;
    /* volatile: read after the second return of sigsetjmp. */
    struct hpyrun_thread *volatile thread = t;
    volatile uintptr_t base = t->csp;
    volatile uintptr_t outer = t->watch_fn;
    volatile uint64_t outer_depth = t->watch_depth;
    uint32_t status = (uint32_t)sigsetjmp(env, 0);
    if (status == HPYRUN_STATUS_DONE) {
        t->csp = (uintptr_t)__builtin_frame_address(0);
        t->watch_fn = fn;
        t->watch_depth = *(uint64_t *)t->depth_addr;
        __atomic_store_n(&t->watch_seq, t->watch_seq + 1, __ATOMIC_RELAXED);
        t->recovery = (uintptr_t)&env;
        switch (how) {
        case CALL_INT:
            t->result = ((int_fn)fn)(a0, a1, a2, a3, a4, a5);
            break;
        case CALL_FLOAT_ARGS:
            t->result = ((mixed_fn)fn)(a0, a1, a2, a3, a4, a5, f[0], f[1], f[2], f[3], f[4],
                                       f[5], f[6], f[7]);
            break;
        case CALL_FLOAT_RESULT:
            f[0] = ((float_fn)fn)(a0, a1, a2, a3, a4, a5, f[0], f[1], f[2], f[3], f[4], f[5],
                                  f[6], f[7]);
            break;
        }
    }
    thread->recovery = 0;
    thread->csp = base;
    thread->watch_fn = outer;
    thread->watch_depth = outer_depth;
    return status;
}

/* Ends the innermost call into C with a status. On the stack of that call, or on
   the signal stack. */
_Noreturn void hpyrun_cgo_recover(struct hpyrun_thread *t, uint32_t status)
{
    sigjmp_buf *env = (sigjmp_buf *)t->recovery;
    t->recovery = 0;
    siglongjmp(*env, (int)status);
}

uint64_t hpyrun_cgo_upcall(struct hpyrun_thread *t, uint32_t id, uint64_t *args)
{
    uintptr_t recovery = t->recovery;
    uintptr_t base = t->csp;
    int32_t outer = t->saved_errno;
    int err = errno;
    t->saved_errno = err;
    t->csp = (uintptr_t)__builtin_frame_address(0);
    t->recovery = 0;
    hpyrunGoUpcall(t, id, args);
    t->recovery = recovery;
    t->csp = base;
    t->saved_errno = outer;
    if (t->status != HPYRUN_STATUS_DONE)
        hpyrun_cgo_recover(t, t->status);
    __atomic_store_n(&t->watch_seq, t->watch_seq + 1, __ATOMIC_RELAXED);
    errno = err;
    return t->result;
}

uint64_t hpyrun_cgo_upcall_away(struct hpyrun_thread *t, uint32_t id, uint64_t *args)
{
    if (id != HPYRUN_UPCALL_REENTER) {
        t->away_id = id;
        hpyrun_cgo_recover(t, HPYRUN_STATUS_AWAY);
    }
    return hpyrun_cgo_upcall(t, id, args);
}

#ifndef __x86_64__
/* gate_amd64.S has the same in assembly. */
uint64_t hpyrun_upcall(HPyContext *ctx, uint32_t id, uint64_t *args)
{
    struct hpyrun_thread *t = hpyrun_thread_of(ctx);
    if (t->tls_base != hpyrun_tls_base())
        hpyrun_wrong_thread(t, id);
    return ((uint64_t(*)(struct hpyrun_thread *, uint32_t, uint64_t *))t->upcall)(t, id, args);
}
#endif
