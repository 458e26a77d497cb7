/* An extension that several runtimes use at the same time, each on its own thread: a
   global object, a type with a struct, errors, and waiting outside of Python. */

#include "hpy.h"
#include <stdatomic.h>
#include <time.h>

/* Structs that live, in the whole process. */
static atomic_long live;

typedef struct {
    long n;
} Counter;

HPyType_HELPERS(Counter)

HPyDef_SLOT(Counter_new, HPy_tp_new)
static HPy Counter_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Counter *c;
    HPy h = HPy_New(ctx, cls, &c);
    if (!HPy_IsNull(h))
        atomic_fetch_add(&live, 1);
    return h;
}

HPyDef_SLOT(Counter_destroy, HPy_tp_destroy)
static void Counter_destroy_impl(void *p)
{
    atomic_fetch_sub(&live, 1);
}

HPyDef_METH(Counter_add, "add", HPyFunc_O)
static HPy Counter_add_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long n = HPyLong_AsLong(ctx, arg);
    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    Counter *c = Counter_AsStruct(ctx, self);
    c->n += n;
    return HPyLong_FromLong(ctx, c->n);
}

/* wait(seconds): outside of Python; the struct stays where it is. */
HPyDef_METH(Counter_wait, "wait", HPyFunc_O)
static HPy Counter_wait_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Counter *c = Counter_AsStruct(ctx, self);
    double seconds = HPyFloat_AsDouble(ctx, arg);
    if (seconds == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    struct timespec ts = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    HPyThreadState state = HPy_LeavePythonExecution(ctx);
    nanosleep(&ts, NULL);
    c->n++;
    HPy_ReenterPythonExecution(ctx, state);
    return HPyLong_FromLong(ctx, c->n);
}

static HPyDef *Counter_defines[] = {&Counter_new, &Counter_destroy, &Counter_add, &Counter_wait, NULL};
static HPyType_Spec Counter_spec = {
    .name = "shared.Counter",
    .basicsize = sizeof(Counter),
    .builtin_shape = HPyType_BuiltinShape_Object,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = Counter_defines,
};

static HPyGlobal kept;

HPyDef_METH(keep, "keep", HPyFunc_O)
static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &kept, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(get, "get", HPyFunc_NOARGS)
static HPy get_impl(HPyContext *ctx, HPy self)
{
    return HPyGlobal_Load(ctx, kept);
}

/* call(f, n): the results of f(0) to f(n - 1), or the error of one. */
HPyDef_METH(call, "call", HPyFunc_VARARGS)
static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    if (nargs != 2) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "call() takes a function and a number");
        return HPy_NULL;
    }
    long n = HPyLong_AsLong(ctx, args[1]);
    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPyListBuilder list = HPyListBuilder_New(ctx, n);
    for (long i = 0; i < n; i++) {
        HPy h = HPyLong_FromLong(ctx, i);
        HPy tuple = HPyTuple_FromArray(ctx, &h, 1);
        HPy r = HPy_CallTupleDict(ctx, args[0], tuple, HPy_NULL);
        HPy_Close(ctx, tuple);
        HPy_Close(ctx, h);
        if (HPy_IsNull(r)) {
            HPyListBuilder_Cancel(ctx, list);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, list, i, r);
        HPy_Close(ctx, r);
    }
    return HPyListBuilder_Build(ctx, list);
}

HPyDef_METH(fail, "fail", HPyFunc_O)
static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyErr_SetObject(ctx, ctx->h_ValueError, arg);
    return HPy_NULL;
}

HPyDef_METH(alive, "alive", HPyFunc_NOARGS)
static HPy alive_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, atomic_load(&live));
}

HPyDef_SLOT(shared_exec, HPy_mod_exec)
static int shared_exec_impl(HPyContext *ctx, HPy mod)
{
    HPyGlobal_Store(ctx, &kept, ctx->h_None);
    return HPyHelpers_AddType(ctx, mod, "Counter", &Counter_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&keep, &get, &call, &fail, &alive, &shared_exec, NULL};
static HPyGlobal *globals[] = {&kept, NULL};
static HPyModuleDef moduledef = {
    .doc = "What several runtimes share.",
    .size = 0,
    .defines = defines,
    .globals = globals,
};

HPy_MODINIT(shared, moduledef)
