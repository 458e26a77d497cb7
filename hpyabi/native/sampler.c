/* The sampler of the CPU profiler: a timer of the CPU time of one thread, and the
   handler of its signal, which writes down what the thread was doing.

   The signal comes in the middle of anything: Go, C of an extension, the kernel. The
   handler takes no lock, allocates nothing, calls nothing but memcpy, and runs on Go's
   signal stack. It copies words; what they mean is found out later, by package profile on
   another thread:

   - The Python frames are a list of Go structs, which never move and are never freed
     before their thread is. The thread itself is what changes them, and it stands still.
     A frame that is just being filled shows what it held before.
   - Of C, if it runs or waits for an upcall, the registers and a piece of the stack, from
     which it is unwound.

   The ring has one writer, this handler, and one reader. SIGPROF is Go's own profiler's
   as well; a signal that is not from our timer goes on to it. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "internal.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static struct sigaction go_handler;

/* The samplers of this OS thread: several, if several runtimes live on it. */
static __thread struct hpyrun_sampler *samplers;

/* Copies the frames from f outwards to at, two words each; returns how many. */
static uint64_t copy_frames(const struct hpyrun_sampler *s, uintptr_t f, uintptr_t *at)
{
    uint64_t n = 0;
    for (; f && n < HPYRUN_SAMPLED_FRAMES; n++) {
        *at++ = *(uintptr_t *)(f + s->code);
        *at++ = *(uintptr_t *)(f + s->ip);
        f = *(uintptr_t *)(f + s->outer);
    }
    return n;
}

static uint64_t count_frames(const struct hpyrun_sampler *s, uintptr_t f)
{
    uint64_t n = 0;
    for (; f && n < HPYRUN_SAMPLED_FRAMES; n++)
        f = *(uintptr_t *)(f + s->outer);
    return n;
}

/* Finds out what of C there is, and notes all but the copy of the stack. */
static void find_c(const struct hpyrun_sampler *s, const ucontext_t *uc, struct hpyrun_sample *to)
{
    const struct hpyrun_thread *t = (const struct hpyrun_thread *)s->block;
    uintptr_t from;
    if (!t)
        return;
    to->base = t->csp;
    to->depth = t->watch_depth;
    if (t->host_sp || t->recovery) {
        hpyrun_context_regs(uc, to->regs);
        from = to->regs[HPYRUN_REG_SP];
        to->state = HPYRUN_SAMPLE_IN_C;
    } else if (t->watch_fn) {
        from = t->csp;
        to->state = HPYRUN_SAMPLE_IN_UPCALL;
    } else {
        return;
    }
    if (from < t->stack_lo || from >= t->stack_hi)
        return;
    to->stack_addr = from;
    to->stack_bytes = t->stack_hi - from;
    if (to->stack_bytes > HPYRUN_SAMPLED_STACK)
        to->stack_bytes = HPYRUN_SAMPLED_STACK;
    to->stack_bytes &= ~(uint64_t)7;
}

/* Returns room for n bytes in one piece, and the head behind them; 0: there is none. */
static char *room(struct hpyrun_sampler *s, uint64_t n, uint64_t *head)
{
    uint64_t at = s->head & (s->size - 1);
    uint64_t rest = s->size - at;
    uint64_t skip = rest < n ? rest : 0;
    uint64_t tail = __atomic_load_n(&s->tail, __ATOMIC_ACQUIRE);
    if (s->head + skip + n - tail > s->size)
        return 0;
    if (skip) {
        ((struct hpyrun_sample *)(s->ring + at))->size = 0;
        at = 0;
    }
    *head = s->head + skip + n;
    return (char *)(s->ring + at);
}

static void take(struct hpyrun_sampler *s, uint64_t periods, const ucontext_t *uc)
{
    struct hpyrun_sample sample;
    uintptr_t innermost = *(uintptr_t *)s->innermost;
    memset(&sample, 0, sizeof sample);
    sample.periods = periods;
    sample.running = *(uint64_t *)s->depth;
    sample.collecting = *(uint64_t *)s->collecting;
    sample.frames = count_frames(s, innermost);
    find_c(s, uc, &sample);
    uint64_t frames = sample.frames * 2 * sizeof(uintptr_t);
    sample.size = sizeof sample + frames + sample.stack_bytes;
    uint64_t head;
    char *to = room(s, sample.size, &head);
    if (!to) {
        __atomic_store_n(&s->lost, s->lost + periods, __ATOMIC_RELAXED);
        return;
    }
    memcpy(to, &sample, sizeof sample);
    copy_frames(s, innermost, (uintptr_t *)(to + sizeof sample));
    memcpy(to + sizeof sample + frames, (void *)sample.stack_addr, sample.stack_bytes);
    __atomic_store_n(&s->head, head, __ATOMIC_RELEASE);
}

static void on_timer(int sig, siginfo_t *info, void *context)
{
    int saved = errno;
    if (info->si_code == SI_TIMER) {
        for (struct hpyrun_sampler *s = samplers; s; s = (struct hpyrun_sampler *)s->next) {
            if (info->si_value.sival_ptr == (void *)s) {
                take(s, 1 + (uint64_t)info->si_overrun, context);
                errno = saved;
                return;
            }
        }
    }
    if (go_handler.sa_flags & SA_SIGINFO)
        go_handler.sa_sigaction(sig, info, context);
    errno = saved;
}

/* Puts the handler in front of Go's, for good. Returns 0 or an errno. */
int hpyrun_sampler_install(void)
{
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_sigaction = on_timer;
    sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigfillset(&sa.sa_mask);
    return sigaction(SIGPROF, &sa, &go_handler) ? errno : 0;
}

/* Samples this OS thread at every ns of its CPU time. Returns 0 or an errno. */
int hpyrun_sampler_start(struct hpyrun_sampler *s, uint64_t ns)
{
    struct sigevent ev;
    struct itimerspec every;
    timer_t timer;
    memset(&ev, 0, sizeof ev);
    ev.sigev_notify = SIGEV_THREAD_ID;
    ev.sigev_signo = SIGPROF;
    ev.sigev_value.sival_ptr = s;
    ev.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &ev, &timer))
        return errno;
    s->timer = (uintptr_t)timer;
    s->next = (uintptr_t)samplers;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    samplers = s;
    every.it_value.tv_sec = every.it_interval.tv_sec = (time_t)(ns / 1000000000);
    every.it_value.tv_nsec = every.it_interval.tv_nsec = (long)(ns % 1000000000);
    if (timer_settime(timer, 0, &every, NULL)) {
        int err = errno;
        hpyrun_sampler_stop(s);
        return err;
    }
    return 0;
}

/* Ends the timer; on any thread. A signal may still be under way. */
void hpyrun_sampler_disarm(struct hpyrun_sampler *s)
{
    timer_delete((timer_t)s->timer);
}

/* Ends the sampling, on the same OS thread: the memory of s is free afterwards. */
void hpyrun_sampler_stop(struct hpyrun_sampler *s)
{
    hpyrun_sampler_disarm(s);
    for (struct hpyrun_sampler **p = &samplers; *p; p = (struct hpyrun_sampler **)&(*p)->next) {
        if (*p == s) {
            *p = (struct hpyrun_sampler *)s->next;
            return;
        }
    }
}
