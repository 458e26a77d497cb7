/* What the files of this directory share among themselves. */
#ifndef HPYRUN_INTERNAL_H
#define HPYRUN_INTERNAL_H

#include <errno.h>

#include "gate.h"

/* Among the registers in DWARF's numbering. */
#define HPYRUN_REG_SP 7
#define HPYRUN_REG_PC 16

/* What identifies this OS thread: on x86-64 the word that gate_amd64.S compares with. */
static inline uintptr_t hpyrun_tls_base(void)
{
#ifdef __x86_64__
    uintptr_t base;
    __asm__("mov %%fs:0, %0" : "=r"(base));
    return base;
#else
    return (uintptr_t)&errno;
#endif
}

/* The entry points of a gate. */
struct hpyrun_entries {
    uintptr_t enter, enter_float, resume;
    uintptr_t enter_watched, enter_float_watched, resume_watched;
    uintptr_t upcall, upcall_away;
};

/* entries.c */
extern const struct hpyrun_entries hpyrun_fast_entries;
extern const struct hpyrun_entries hpyrun_cgo_entries;

/* gate_amd64.S */
uint32_t hpyrun_gate_away(struct hpyrun_thread *t);

/* cgo_gate.c */
uint32_t hpyrun_cgo_enter(struct hpyrun_thread *t, uint32_t how, uintptr_t fn, uint64_t a0,
                          uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);
_Noreturn void hpyrun_cgo_recover(struct hpyrun_thread *t, uint32_t status);
uint64_t hpyrun_cgo_upcall(struct hpyrun_thread *t, uint32_t id, uint64_t *args);
uint64_t hpyrun_cgo_upcall_away(struct hpyrun_thread *t, uint32_t id, uint64_t *args);

/* native.go: runs the upcall and leaves t->result and t->status. */
extern void hpyrunGoUpcall(struct hpyrun_thread *t, uint32_t id, uint64_t *args);

/* fault.c */
const char *hpyrun_install_fault_handler(void);
void hpyrun_attach(struct hpyrun_thread *t);
void hpyrun_detach(struct hpyrun_thread *t);
_Noreturn void hpyrun_wrong_thread(struct hpyrun_thread *t, uint32_t id);
int hpyrun_system_stack(uintptr_t *guard, uintptr_t *lo, uintptr_t *hi);

/* The integer registers of a signal's context (a ucontext_t) in DWARF's numbering; on
   processors other than x86-64 the stack and instruction pointers alone. */
void hpyrun_context_regs(const void *context, uint64_t regs[17]);

/* sampler.c */
int hpyrun_sampler_install(void);
int hpyrun_sampler_start(struct hpyrun_sampler *s, uint64_t ns);
void hpyrun_sampler_disarm(struct hpyrun_sampler *s);
void hpyrun_sampler_stop(struct hpyrun_sampler *s);

/* die.c */
_Noreturn void hpyrun_abort(void);

/* watchdog.c */
int hpyrun_watch_start(uint64_t ns);
void hpyrun_watch_stop(void);
int hpyrun_watch_next(uintptr_t *fn, uint64_t *ns);
int hpyrun_watch(struct hpyrun_thread *t);
void hpyrun_unwatch(struct hpyrun_thread *t);

#endif
