/* What a profile must find: functions that use time and memory in known places. The
   tests look for the marks at the ends of lines. */

#include "hpy.h"
#include <stdint.h>
#include <time.h>

static double cpu_time(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static volatile uint64_t state = 1;

__attribute__((noinline)) static void hot_inner(void)
{
    for (int i = 0; i < 20000; i++)
        state = state * 6364136223846793005u + 1442695040888963407u; /* hot */
}

__attribute__((noinline)) static void hot_outer(double seconds)
{
    double end = cpu_time() + seconds;
    while (cpu_time() < end)
        hot_inner(); /* outer */
}

HPyDef_METH(burn, "burn", HPyFunc_O)
static HPy burn_impl(HPyContext *ctx, HPy self, HPy arg)
{
    double seconds = HPyFloat_AsDouble(ctx, arg);
    if (seconds == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    hot_outer(seconds);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(burn_away, "burn_away", HPyFunc_O)
static HPy burn_away_impl(HPyContext *ctx, HPy self, HPy arg)
{
    double seconds = HPyFloat_AsDouble(ctx, arg);
    if (seconds == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    hot_outer(seconds); /* away */
    HPy_END_LEAVE_PYTHON(ctx)
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(through, "through", HPyFunc_O)
static HPy through_impl(HPyContext *ctx, HPy self, HPy f)
{
    HPy result = HPy_Call(ctx, f, NULL, 0, HPy_NULL); /* through */
    state++; /* so that it is no tail call */
    return result;
}

__attribute__((noinline)) static int fill(HPyContext *ctx, HPy list, HPy key, long n)
{
    for (long i = 0; i < n; i++) {
        HPy d = HPyDict_New(ctx); /* fill */
        if (HPy_IsNull(d))
            return -1;
        int err = HPyList_Append(ctx, list, d);
        HPy_Close(ctx, d);
        if (err)
            return -1;
    }
    return 0;
}

HPyDef_METH(dicts, "dicts", HPyFunc_O)
static HPy dicts_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);
    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPy list = HPyList_New(ctx, 0);
    if (HPy_IsNull(list) || fill(ctx, list, arg, n))
        return HPy_NULL;
    return list;
}

HPyDef_METH(crash, "crash", HPyFunc_NOARGS)
static HPy crash_impl(HPyContext *ctx, HPy self)
{
    *(volatile int *)8 = 1;
    return HPy_NULL;
}

typedef struct {
    char data[1000];
} Big;

HPyType_HELPERS(Big)

HPyDef_SLOT(Big_new, HPy_tp_new)
static HPy Big_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t n, HPy kw)
{
    Big *big;
    return HPy_New(ctx, cls, &big);
}

static HPyDef *Big_defines[] = {&Big_new, NULL};
static HPyType_Spec Big_spec = {
    .name = "hot.Big",
    .basicsize = sizeof(Big),
    .builtin_shape = SHAPE(Big),
    .defines = Big_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy m)
{
    return HPyHelpers_AddType(ctx, m, "Big", &Big_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&burn, &burn_away, &through, &dicts, &crash, &exec, NULL};
static HPyModuleDef module = {.defines = defines};
HPy_MODINIT(hot, module)
