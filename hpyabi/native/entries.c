/* The entry points of the two gates, as tables for Go. */
#include "internal.h"

const struct hpyrun_entries hpyrun_cgo_entries = {
    .upcall = (uintptr_t)hpyrun_cgo_upcall,
    .upcall_away = (uintptr_t)hpyrun_cgo_upcall_away,
};

#ifdef __x86_64__

void hpyrun_gate_enter(void);
void hpyrun_gate_enter_float(void);
void hpyrun_gate_enter_watched(void);
void hpyrun_gate_enter_float_watched(void);
void hpyrun_gate_resume(void);
void hpyrun_gate_resume_watched(void);
void hpyrun_gate_upcall(void);
void hpyrun_gate_upcall_away(void);

const struct hpyrun_entries hpyrun_fast_entries = {
    .enter = (uintptr_t)hpyrun_gate_enter,
    .enter_float = (uintptr_t)hpyrun_gate_enter_float,
    .resume = (uintptr_t)hpyrun_gate_resume,
    .enter_watched = (uintptr_t)hpyrun_gate_enter_watched,
    .enter_float_watched = (uintptr_t)hpyrun_gate_enter_float_watched,
    .resume_watched = (uintptr_t)hpyrun_gate_resume_watched,
    .upcall = (uintptr_t)hpyrun_gate_upcall,
    .upcall_away = (uintptr_t)hpyrun_gate_upcall_away,
};

#else

const struct hpyrun_entries hpyrun_fast_entries;

uint32_t hpyrun_gate_away(struct hpyrun_thread *t)
{
    (void)t;
    __builtin_trap();
}

#endif
