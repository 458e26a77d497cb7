/* A stand-in for an extension: what the tests of the gate make C do. Its context
   has the two words that the gate knows, and hpyrun_upcall in the third. */
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LEAVE 0xFFFF0000u
#define REENTER 0xFFFF0001u

typedef struct ctx {
    const char *name;
    void *private_;
    uint64_t (*upcall)(struct ctx *, uint32_t, uint64_t *);
} ctx;

static uint64_t ask(ctx *c, uint32_t id, uint64_t a, uint64_t b)
{
    uint64_t args[2] = {a, b};
    return c->upcall(c, id, args);
}

uint64_t nothing(void)
{
    return 7;
}

uint64_t weigh(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
    return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

double mix(uint64_t a, double x, uint64_t b, double y, double z, double u, double v, double w,
           double s, double t)
{
    return (double)a + 10 * (double)b + x / 2 + y / 4 + z / 8 + u / 16 + v / 32 + w / 64 + s / 128 +
           t / 256;
}

uint64_t floor_of(double x)
{
    return (uint64_t)x;
}

/* Sum of what Go answers to 0 … n-1. */
uint64_t sum(ctx *c, uint64_t n)
{
    uint64_t s = 0;
    for (uint64_t i = 0; i < n; i++)
        s += ask(c, 1, i, 0);
    return s;
}

/* Down to level 0 by way of Go (upcall 2), and back up; each level keeps values in
   registers and on the stack across the upcall. */
uint64_t nest(ctx *c, uint64_t level)
{
    volatile uint64_t mark[8];
    for (int i = 0; i < 8; i++)
        mark[i] = level * 8 + (uint64_t)i;
    uint64_t below = level ? ask(c, 2, level - 1, 0) : 0;
    for (int i = 0; i < 8; i++)
        if (mark[i] != level * 8 + (uint64_t)i)
            return ~0ull;
    return below + 1;
}

/* Stack frames of 1 KiB, then an upcall at the bottom. */
uint64_t deep(ctx *c, uint64_t frames)
{
    volatile char pad[1000];
    memset((char *)pad, 1, sizeof pad);
    uint64_t r = frames ? deep(c, frames - 1) : ask(c, 1, 0, 0);
    return r + (uint64_t)pad[999];
}

/* errno before, through and after an upcall. */
uint64_t errno_kept(ctx *c, uint64_t before)
{
    errno = (int)before;
    uint64_t seen = ask(c, 3, before, 0);
    return seen << 32 | (uint64_t)(uint32_t)errno;
}

/* What the C library leaves behind. */
uint64_t errno_of_close(ctx *c)
{
    close(-1);
    uint64_t seen = ask(c, 3, 0, 0);
    return seen << 32 | (uint64_t)(uint32_t)errno;
}

/* Callee-saved registers across an upcall. */
uint64_t registers_kept(ctx *c)
{
#ifdef __x86_64__
    uint64_t args[1] = {0};
    uint64_t bad = 0;
    __asm__ volatile("mov $0x1111, %%rbx\n\t"
                     "mov $0x2222, %%r12\n\t"
                     "mov $0x3333, %%r13\n\t"
                     "mov $0x4444, %%r14\n\t"
                     "mov $0x5555, %%r15\n\t"
                     "push %%rbp\n\t"
                     "push %%rbp\n\t"
                     "mov $0x6666, %%rbp\n\t"
                     "mov $1, %%esi\n\t"
                     "call *%%rax\n\t"
                     "xor $0x6666, %%rbp\n\t"
                     "mov %%rbp, %%rax\n\t"
                     "pop %%rbp\n\t"
                     "pop %%rbp\n\t"
                     "xor $0x1111, %%rbx\n\t"
                     "or %%rbx, %%rax\n\t"
                     "xor $0x2222, %%r12\n\t"
                     "or %%r12, %%rax\n\t"
                     "xor $0x3333, %%r13\n\t"
                     "or %%r13, %%rax\n\t"
                     "xor $0x4444, %%r14\n\t"
                     "or %%r14, %%rax\n\t"
                     "xor $0x5555, %%r15\n\t"
                     "or %%r15, %%rax\n\t"
                     : "=a"(bad)
                     : "a"(c->upcall), "D"(c), "d"(args)
                     : "rbx", "r12", "r13", "r14", "r15", "rsi", "rcx", "r8", "r9", "r10", "r11",
                       "memory", "cc");
    return bad;
#else
    return ask(c, 1, 0, 0) & 0;
#endif
}

/* The alignment that the ABI promises: 16 at every call. */
uint64_t misaligned(ctx *c)
{
    uint64_t args[1] = {0};
    uint64_t off = (uintptr_t)__builtin_frame_address(0) & 15;
    if (off)
        return off;
    return c->upcall(c, 2, args);
}

static void sleep_ns(long ns)
{
    struct timespec ts = {ns / 1000000000, ns % 1000000000};
    while (nanosleep(&ts, &ts) && errno == EINTR)
        ;
}

/* n times: leave, sleep, come back. */
uint64_t away(ctx *c, uint64_t n, uint64_t ns)
{
    uint64_t i;
    for (i = 0; i < n; i++) {
        errno = 77;
        ask(c, LEAVE, 0, 0);
        if (errno != 77)
            break;
        errno = 78;
        sleep_ns((long)ns);
        ask(c, REENTER, 0, 0);
        if (errno != 78)
            break;
        ask(c, 1, i, 0);
    }
    return i;
}

/* n times: leave, wait until somebody counts on, come back. */
uint64_t away_until(ctx *c, uint64_t n, volatile uint64_t *counter)
{
    for (uint64_t i = 0; i < n; i++) {
        ask(c, LEAVE, 0, 0);
        uint64_t seen = *counter;
        while (__atomic_load_n(counter, __ATOMIC_ACQUIRE) == seen)
            sleep_ns(20000);
        ask(c, REENTER, 0, 0);
        ask(c, 1, i, 0);
    }
    return n;
}

void leave_only(ctx *c, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        ask(c, LEAVE, 0, 0);
        ask(c, REENTER, 0, 0);
    }
}

/* Away, and then what the first argument says. */
uint64_t misuse(ctx *c, uint64_t what)
{
    switch (what) {
    case 0:
        ask(c, LEAVE, 0, 0);
        ask(c, 42, 0, 0);
        break;
    case 1:
        ask(c, LEAVE, 0, 0);
        ask(c, LEAVE, 0, 0);
        break;
    case 2:
        ask(c, REENTER, 0, 0);
        break;
    case 3:
        ask(c, LEAVE, 0, 0);
        *(volatile int *)16 = 1;
        break;
    case 4: /* and never back */
        ask(c, LEAVE, 0, 0);
        break;
    }
    return 1;
}

/* Busy for so long, without an upcall. */
uint64_t busy(uint64_t ns)
{
    struct timespec a, b;
    uint64_t n = 0;
    clock_gettime(CLOCK_MONOTONIC, &a);
    do {
        n++;
        clock_gettime(CLOCK_MONOTONIC, &b);
    } while ((uint64_t)(b.tv_sec - a.tv_sec) * 1000000000 + (uint64_t)b.tv_nsec - (uint64_t)a.tv_nsec < ns);
    return n;
}

static __attribute__((noinline)) uint64_t bottomless(volatile uint64_t *p)
{
    volatile uint64_t here[64];
    if (*p == ~0ull)
        return 0;
    here[0] = *p + 1;
    return bottomless(here) + here[1];
}

static volatile int zero;
static void (*volatile no_function)(void);

/* Faults, by number. With upcalls before, so that Go's stack has moved. */
uint64_t fault(ctx *c, uint64_t which, uint64_t addr)
{
    for (int i = 0; i < 3; i++)
        ask(c, 1, 0, 0);
    switch (which) {
    case 0:
        return *(volatile uint64_t *)addr;
    case 1:
        *(volatile uint64_t *)addr = 1;
        return 0;
    case 2: {
        volatile uint64_t start = 0;
        return bottomless(&start);
    }
    case 3:
        return (uint64_t)(100 / zero);
    case 4:
        no_function();
        return 0;
    case 5:
        __builtin_trap();
    case 6:
        abort();
    case 7: /* in the C library */
        return strlen((char *)addr);
    case 8: { /* with the direction flag set and floating-point exceptions unmasked */
#ifdef __x86_64__
        feenableexcept(FE_DIVBYZERO | FE_INVALID);
        __asm__ volatile("std");
#endif
        return *(volatile uint64_t *)addr;
    }
    }
    return 1;
}

/* Go is asked, and faults there are not ours. */
uint64_t through(ctx *c, uint32_t id)
{
    return ask(c, id, 0, 0) + 1;
}

/* A script that C and Go follow together: each reads the next operation, and notes what
   it does in the hash. The model in random_test.go does the same in Go alone. */
struct script {
    uint64_t pos, hash;
    uint8_t ops[4000];
};

enum { RETURN, UPCALL, AWAY, FAULT, ERRNO, FRAME, NOPS };

static void note(struct script *s, uint64_t what)
{
    s->hash = s->hash * 1099511628211u ^ what;
}

uint64_t follow(ctx *c, struct script *s, uint64_t depth)
{
    volatile uint64_t own = depth * 1000003;
    errno = (int)depth;
    for (;;) {
        uint8_t op = s->ops[s->pos++];
        note(s, op * 256 + depth);
        switch (op) {
        case RETURN:
            return s->hash;
        case UPCALL: {
            int before = errno;
            note(s, ask(c, 1, depth, (uint64_t)before));
            if (errno != before || own != depth * 1000003)
                note(s, ~0ull);
            break;
        }
        case AWAY:
            ask(c, LEAVE, 0, 0);
            ask(c, REENTER, 0, 0);
            break;
        case FAULT:
            *(volatile int *)depth = 1;
            break;
        case ERRNO:
            errno = s->ops[s->pos++];
            break;
        case FRAME:
            note(s, follow(c, s, depth));
            errno = (int)depth;
            break;
        }
    }
}

static void *stray(void *arg)
{
    ask(arg, 1, 0, 0);
    return 0;
}

/* An upcall from a thread of the extension's own. */
uint64_t wrong_thread(ctx *c)
{
    pthread_t t;
    pthread_create(&t, 0, stray, c);
    pthread_join(t, 0);
    return 0;
}

void *no_access(void)
{
    return mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
