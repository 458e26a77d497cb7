/* The watchdog: a thread of its own, which samples the blocks of all threads that run
   extensions and notes each stay in C that lasts longer than a limit. It is a C thread
   because Go's might not run: C that stays away holds a processor of Go's scheduler,
   perhaps the only one.

   A stay is one transition into C (watch_seq counts them) up to the next switch to Go.
   Go waits for notes in hpyrun_watch_next. A note that Go does not take for a second is
   written to standard error. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define SECOND 1000000000ull
#define MAX_NOTES 16

struct watched {
    struct hpyrun_thread *t;
    struct watched *next;
    uint64_t seq;   /* the stay that the thread was seen in */
    uint64_t since; /* when it was first seen, ns */
    int noted;
};

struct note {
    uintptr_t fn;
    uint64_t ns;
    uint64_t at;
    int written;
};

/* lock guards everything below; news tells of a note, or of the end. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;
static struct watched *all;
static struct note notes[MAX_NOTES];
static int nnotes;
static uint64_t limit; /* ns; 0: the watchdog is off */
static pthread_t watcher;

static uint64_t now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * SECOND + (uint64_t)ts.tv_nsec;
}

static int in_c(struct hpyrun_thread *t)
{
    return (__atomic_load_n(&t->host_sp, __ATOMIC_RELAXED) ||
            __atomic_load_n(&t->recovery, __ATOMIC_RELAXED)) &&
           !__atomic_load_n(&t->away, __ATOMIC_RELAXED);
}

static void sample(uint64_t at)
{
    for (struct watched *w = all; w; w = w->next) {
        uint64_t seq = __atomic_load_n(&w->t->watch_seq, __ATOMIC_ACQUIRE);
        uintptr_t fn = __atomic_load_n(&w->t->watch_fn, __ATOMIC_RELAXED);
        if (!in_c(w->t) || seq != w->seq) {
            w->seq = seq;
            w->since = at;
            w->noted = 0;
        } else if (!w->noted && at - w->since >= limit) {
            w->noted = 1;
            if (nnotes < MAX_NOTES) {
                notes[nnotes++] = (struct note){.fn = fn, .ns = at - w->since, .at = at};
                pthread_cond_signal(&news);
            }
        }
    }
    for (int i = 0; i < nnotes; i++) {
        struct note *n = &notes[i];
        if (n->written || at - n->at < SECOND)
            continue;
        n->written = 1;
        Dl_info info = {0};
        dladdr((void *)n->fn, &info);
        dprintf(2, "hpyrun: %s (%s+0x%lx) has kept the processor from Go for more than %llu ms\n",
                info.dli_sname ? info.dli_sname : "a C function",
                info.dli_fname ? info.dli_fname : "?",
                (unsigned long)(n->fn - (uintptr_t)info.dli_fbase),
                (unsigned long long)(n->ns / 1000000));
    }
}

static void *watch(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&lock);
    while (limit) {
        uint64_t period = limit / 4;
        if (period < SECOND / 1000)
            period = SECOND / 1000;
        if (period > SECOND / 4)
            period = SECOND / 4;
        pthread_mutex_unlock(&lock);
        struct timespec ts = {.tv_nsec = (long)period};
        nanosleep(&ts, NULL);
        pthread_mutex_lock(&lock);
        sample(now());
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Starts the watchdog; 0 or an errno. */
int hpyrun_watch_start(uint64_t ns)
{
    sigset_t every, old;
    pthread_mutex_lock(&lock);
    limit = ns;
    nnotes = 0;
    pthread_mutex_unlock(&lock);
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &old);
    int err = pthread_create(&watcher, NULL, watch, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return err;
}

void hpyrun_watch_stop(void)
{
    pthread_mutex_lock(&lock);
    limit = 0;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
    pthread_join(watcher, NULL);
}

/* Waits for a note and takes it; 0 when the watchdog has stopped. */
int hpyrun_watch_next(uintptr_t *fn, uint64_t *ns)
{
    int got = 0;
    pthread_mutex_lock(&lock);
    while (limit && !nnotes)
        pthread_cond_wait(&news, &lock);
    if (nnotes) {
        *fn = notes[0].fn;
        *ns = notes[0].ns;
        nnotes--;
        for (int i = 0; i < nnotes; i++)
            notes[i] = notes[i + 1];
        got = 1;
    }
    pthread_mutex_unlock(&lock);
    return got;
}

int hpyrun_watch(struct hpyrun_thread *t)
{
    struct watched *w = calloc(1, sizeof *w);
    if (!w)
        return ENOMEM;
    w->t = t;
    w->since = now();
    pthread_mutex_lock(&lock);
    w->next = all;
    all = w;
    pthread_mutex_unlock(&lock);
    return 0;
}

void hpyrun_unwatch(struct hpyrun_thread *t)
{
    pthread_mutex_lock(&lock);
    for (struct watched **p = &all; *p; p = &(*p)->next) {
        if ((*p)->t == t) {
            struct watched *w = *p;
            *p = w->next;
            free(w);
            break;
        }
    }
    pthread_mutex_unlock(&lock);
}
