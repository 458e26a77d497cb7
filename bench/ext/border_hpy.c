/* The border, written against HPy: what border_capi.c does by CPython's API.
   Functions called t_… run one operation n times and return nanoseconds for
   each; the others are called from Python, which takes the time. */
#define _POSIX_C_SOURCE 199309L
#include "hpy.h"
#include <time.h>

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

typedef struct {
    long x;
    double y;
} Point;
HPyType_HELPERS(Point)

HPyDef_METH(f_noargs, "noargs", HPyFunc_NOARGS)
static HPy f_noargs_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(f_onearg, "onearg", HPyFunc_O)
static HPy f_onearg_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPy_Dup(ctx, arg);
}

HPyDef_METH(f_threeargs, "threeargs", HPyFunc_VARARGS)
static HPy f_threeargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    if (nargs != 3) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "three arguments");
        return HPy_NULL;
    }
    return HPy_Dup(ctx, args[2]);
}

static HPyGlobal point_type;

#define TIMED(name, pyname, setup, op, cleanup)                                   \
    HPyDef_METH(name, pyname, HPyFunc_VARARGS)                                    \
    static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) \
    {                                                                             \
        int64_t n = HPyLong_AsInt64_t(ctx, args[0]);                              \
        HPy arg = nargs > 1 ? args[1] : HPy_NULL;                                 \
        (void)arg;                                                                \
        setup;                                                                    \
        double start = now_ns();                                                  \
        for (int64_t i = 0; i < n; i++) {                                         \
            op;                                                                   \
        }                                                                         \
        double each = (now_ns() - start) / (double)n;                             \
        cleanup;                                                                  \
        return HPyFloat_FromDouble(ctx, each);                                    \
    }

TIMED(t_int, "t_int", , HPy_Close(ctx, HPyLong_FromInt64_t(ctx, 1000 + i)), )
TIMED(t_int_back, "t_int_back", volatile int64_t sink = 0, sink += HPyLong_AsInt64_t(ctx, arg), )
TIMED(t_float, "t_float", , HPy_Close(ctx, HPyFloat_FromDouble(ctx, 0.5 * (double)i)), )
TIMED(t_str, "t_str", , HPy_Close(ctx, HPyUnicode_FromString(ctx, "hello, world")), )
TIMED(t_tuple, "t_tuple", HPy items[3]; for (int k = 0; k < 3; k++) items[k] = arg, HPy_Close(ctx, HPyTuple_FromArray(ctx, items, 3)), )
TIMED(t_object, "t_object", HPy type = HPyGlobal_Load(ctx, point_type); Point *p,
      HPy o = HPy_New(ctx, type, &p); p->x = i; HPy_Close(ctx, o), HPy_Close(ctx, type))
TIMED(t_struct, "t_struct", volatile int64_t sink = 0, sink += Point_AsStruct(ctx, arg)->x, )
TIMED(t_dup, "t_dup", , HPy_Close(ctx, HPy_Dup(ctx, arg)), )
TIMED(t_getattr, "t_getattr", HPy name = HPyUnicode_FromString(ctx, "norm"),
      HPy_Close(ctx, HPy_GetAttr(ctx, arg, name)), HPy_Close(ctx, name))
TIMED(t_getattr_s, "t_getattr_s", , HPy_Close(ctx, HPy_GetAttr_s(ctx, arg, "norm")), )
TIMED(t_len, "t_len", volatile int64_t sink = 0, sink += HPy_Length(ctx, arg), )
TIMED(t_getitem, "t_getitem", , HPy_Close(ctx, HPy_GetItem_i(ctx, arg, i & 7)), )
TIMED(t_add, "t_add", , HPy_Close(ctx, HPy_Add(ctx, arg, args[0])), )
TIMED(t_call, "t_call", , HPy_Close(ctx, HPy_Call(ctx, arg, NULL, 0, HPy_NULL)), )

HPyDef_METH(Point_norm, "norm", HPyFunc_NOARGS)
static HPy Point_norm_impl(HPyContext *ctx, HPy self)
{
    Point *p = Point_AsStruct(ctx, self);
    return HPyLong_FromLong(ctx, p->x);
}

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Point *p;
    return HPy_New(ctx, cls, &p);
}

static HPyDef *Point_defines[] = {&Point_new, &Point_norm, NULL};
static HPyType_Spec Point_spec = {
    .name = "border.Point",
    .basicsize = sizeof(Point),
    .builtin_shape = SHAPE(Point),
    .defines = Point_defines,
};

/* Link: an object that refers to another through a field of its struct. */
typedef struct {
    HPyField other;
    char payload[48];
} Link;
HPyType_HELPERS(Link)

HPyDef_SLOT(Link_new, HPy_tp_new)
static HPy Link_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Link *l;
    return HPy_New(ctx, cls, &l);
}

HPyDef_SLOT(Link_traverse, HPy_tp_traverse)
static int Link_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Link *)self)->other);
    return 0;
}

HPyDef_METH(Link_set, "set", HPyFunc_O)
static HPy Link_set_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyField_Store(ctx, self, &Link_AsStruct(ctx, self)->other, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *Link_defines[] = {&Link_new, &Link_traverse, &Link_set, NULL};
static HPyType_Spec Link_spec = {
    .name = "border.Link",
    .basicsize = sizeof(Link),
    .builtin_shape = SHAPE(Link),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = Link_defines,
};

HPyDef_SLOT(border_exec, HPy_mod_exec)
static int border_exec_impl(HPyContext *ctx, HPy m)
{
    HPy t = HPyType_FromSpec(ctx, &Point_spec, NULL);
    if (HPy_IsNull(t))
        return -1;
    HPyGlobal_Store(ctx, &point_type, t);
    int r = HPy_SetAttr_s(ctx, m, "Point", t);
    HPy_Close(ctx, t);
    if (r < 0)
        return r;
    t = HPyType_FromSpec(ctx, &Link_spec, NULL);
    if (HPy_IsNull(t))
        return -1;
    r = HPy_SetAttr_s(ctx, m, "Link", t);
    HPy_Close(ctx, t);
    return r;
}

static HPyDef *border_defines[] = {&f_noargs, &f_onearg, &f_threeargs, &t_int, &t_int_back, &t_float, &t_str,
    &t_tuple, &t_object, &t_struct, &t_dup, &t_getattr, &t_getattr_s, &t_len, &t_getitem, &t_add, &t_call,
    &border_exec, NULL};
static HPyGlobal *border_globals[] = {&point_type, NULL};
static HPyModuleDef border_def = {
    .doc = "The border between Python and C, operation by operation.",
    .defines = border_defines,
    .globals = border_globals,
};
HPy_MODINIT(border, border_def)
