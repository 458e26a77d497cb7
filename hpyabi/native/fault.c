/* Faults of C code come back to Go.

   Our handler stands in front of Go's for the signals by which C dies. If the
   thread was in C (host_sp or recovery says so), it notes what happened in the
   fault record and ends the innermost call into C: through the fast gate by rewriting
   the signal's context so that the thread wakes up on the host stack, as if the call
   had returned with HPYRUN_STATUS_FAULT; through the cgo gate by a jump to the
   recovery point. Everything else is passed on to Go's handler.

   Neither way runs anything on the stack that faulted, so an exhausted one needs no
   reserve: the handler runs on Go's signal stack, the host on its own.

   What the C code held (locks of the C library, memory) stays as it was: whether to
   go on afterwards is for the caller to judge. */

#undef _FORTIFY_SOURCE
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "internal.h"

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define NSIGNALS ((int)(sizeof signals / sizeof signals[0]))

static struct sigaction previous[NSIGNALS];

/* The blocks of this OS thread. Only this thread changes the list, so its signal
   handler may read it. */
static __thread struct hpyrun_thread *attached;

static int raised_by_c(int sig, const siginfo_t *info)
{
    if (sig == SIGABRT) /* abort(), not somebody's kill */
        return info->si_code == SI_TKILL && info->si_pid == getpid();
    return info->si_code > 0;
}

void hpyrun_context_regs(const void *context, uint64_t regs[17])
{
    const ucontext_t *uc = context;
    memset(regs, 0, 17 * sizeof regs[0]);
#if defined(__x86_64__)
    static const int dwarf[] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    for (int i = 0; i < 17; i++)
        regs[i] = (uint64_t)uc->uc_mcontext.gregs[dwarf[i]];
#elif defined(__aarch64__)
    regs[HPYRUN_REG_SP] = uc->uc_mcontext.sp;
    regs[HPYRUN_REG_PC] = uc->uc_mcontext.pc;
#else
    (void)uc;
#endif
}

static struct hpyrun_thread *thread_in_c(const ucontext_t *uc)
{
    uint64_t regs[17];
    hpyrun_context_regs(uc, regs);
    uintptr_t sp = regs[HPYRUN_REG_SP];
    uintptr_t alt = (uintptr_t)uc->uc_stack.ss_sp;
    if (sp - alt < uc->uc_stack.ss_size) /* a signal handler faulted, not C */
        return NULL;
    for (struct hpyrun_thread *t = attached; t; t = (struct hpyrun_thread *)t->next)
        if (t->host_sp || t->recovery)
            return t;
    return NULL;
}

static void record(struct hpyrun_thread *t, int sig, const siginfo_t *info, const ucontext_t *uc)
{
    struct hpyrun_fault_record *r = (struct hpyrun_fault_record *)t->fault;
    r->signal = sig;
    r->code = info->si_code;
    r->addr = sig == SIGABRT ? 0 : (uintptr_t)info->si_addr;
    hpyrun_context_regs(uc, r->regs);
    r->pc = r->regs[HPYRUN_REG_PC];
    r->sp = r->regs[HPYRUN_REG_SP];
    r->access = HPYRUN_ACCESS_UNKNOWN;
#if defined(__x86_64__)
    if (uc->uc_mcontext.gregs[REG_TRAPNO] == 14) { /* page fault */
        uint64_t why = (uint64_t)uc->uc_mcontext.gregs[REG_ERR];
        r->access = why & 16  ? HPYRUN_ACCESS_EXEC
                    : why & 2 ? HPYRUN_ACCESS_WRITE
                              : HPYRUN_ACCESS_READ;
    }
#endif
    /* The frames of the innermost call lie between the stack pointer and csp. What
       of the guard is in that range cannot be read. */
    r->stack_addr = r->sp;
    r->stack_len = 0;
    if (r->sp >= t->guard_lo && r->sp < t->stack_hi) {
        uintptr_t lo = r->sp < t->stack_lo ? t->stack_lo : r->sp;
        uintptr_t hi = t->csp < t->stack_hi ? t->csp : t->stack_hi;
        r->stack_addr = lo;
        if (lo < hi) {
            r->stack_len = hi - lo < sizeof r->stack ? hi - lo : sizeof r->stack;
            memcpy(r->stack, (void *)lo, r->stack_len);
        }
    }
}

static void contain(struct hpyrun_thread *t, ucontext_t *uc)
{
    if (t->recovery) {
        pthread_sigmask(SIG_SETMASK, &uc->uc_sigmask, NULL);
        hpyrun_cgo_recover(t, HPYRUN_STATUS_FAULT);
    }
#if defined(__x86_64__)
    greg_t *g = uc->uc_mcontext.gregs;
    g[REG_RIP] = *(greg_t *)t->host_sp;
    g[REG_RSP] = (greg_t)t->host_sp + 8;
    g[REG_RDX] = HPYRUN_STATUS_FAULT;
    /* The state that Go takes for granted: string direction, alignment checks,
       floating-point exceptions masked, no MMX. */
    g[REG_EFL] &= ~(greg_t)(0x400 | 0x40000);
    if (uc->uc_mcontext.fpregs) {
        uc->uc_mcontext.fpregs->mxcsr = 0x1f80;
        uc->uc_mcontext.fpregs->cwd = 0x37f;
        uc->uc_mcontext.fpregs->swd = 0;
        uc->uc_mcontext.fpregs->ftw = 0;
    }
    t->host_sp = 0;
#endif
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    int saved = errno;
    if (raised_by_c(sig, info)) {
        struct hpyrun_thread *t = thread_in_c(uc);
        if (t) {
            record(t, sig, info, uc);
            contain(t, uc);
            errno = saved;
            return;
        }
    }
    for (int i = 0; i < NSIGNALS; i++) {
        if (signals[i] != sig)
            continue;
        struct sigaction *p = &previous[i];
        if (p->sa_flags & SA_SIGINFO) {
            p->sa_sigaction(sig, info, context);
        } else if (p->sa_handler == SIG_DFL) {
            /* Back to the default action, which the instruction or the raise that
               brought us here then meets. */
            sigaction(sig, p, NULL);
            if (info->si_code <= 0)
                raise(sig);
        } else if (p->sa_handler != SIG_IGN) {
            p->sa_handler(sig);
        }
    }
    errno = saved;
}

/* Installs the handler over Go's, once. Returns NULL, or what failed. */
const char *hpyrun_install_fault_handler(void)
{
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_sigaction = on_fault;
    sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigfillset(&sa.sa_mask);
    for (int i = 0; i < NSIGNALS; i++)
        if (sigaction(signals[i], &sa, &previous[i]))
            return strerror(errno);
    return NULL;
}

void hpyrun_attach(struct hpyrun_thread *t)
{
    t->errno_addr = (uintptr_t)&errno;
    t->tls_base = hpyrun_tls_base();
    t->next = (uintptr_t)attached;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    attached = t;
}

void hpyrun_detach(struct hpyrun_thread *t)
{
    if (attached == t) {
        attached = (struct hpyrun_thread *)t->next;
        return;
    }
    for (struct hpyrun_thread *p = attached; p; p = (struct hpyrun_thread *)p->next)
        if (p->next == (uintptr_t)t)
            p->next = t->next;
}

/* The bounds of the system stack of this OS thread, and of the guard below it. Returns 0
   or an errno. */
int hpyrun_system_stack(uintptr_t *guard, uintptr_t *lo, uintptr_t *hi)
{
    pthread_attr_t attr;
    void *addr;
    size_t size, below;
    int err = pthread_getattr_np(pthread_self(), &attr);
    if (err)
        return err;
    err = pthread_attr_getstack(&attr, &addr, &size);
    if (!err)
        err = pthread_attr_getguardsize(&attr, &below);
    pthread_attr_destroy(&attr);
    if (getpid() == gettid())
        below = 1 << 20; /* what the kernel keeps free below the first thread's stack */
    *lo = (uintptr_t)addr;
    *hi = (uintptr_t)addr + size;
    *guard = *lo - below;
    return err;
}

_Noreturn void hpyrun_wrong_thread(struct hpyrun_thread *t, uint32_t id)
{
    char text[160];
    (void)t;
    int n = snprintf(text, sizeof text,
                     "hpyrun: an extension called context member %u from a thread that does not "
                     "run Python\n",
                     id);
    if (write(2, text, (size_t)n) < 0) {
        /* Nobody listens; the abort is message enough. */
    }
    signal(SIGABRT, SIG_DFL);
    abort();
}
