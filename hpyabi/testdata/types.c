/* Types with a C struct: constructors, methods, members, attributes, fields. */
#include "hpy.h"

#include <string.h>

typedef struct {
    long x;
    long y;
    HPyField held;
} Point;
HPyType_HELPERS(Point)

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    long x = 0, y = 0;
    HPyTracker ht;
    static const char *names[] = {"x", "y", NULL};
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "|ll", names, &x, &y))
        return HPy_NULL;
    HPyTracker_Close(ctx, ht);
    Point *p;
    HPy h = HPy_New(ctx, cls, &p);
    if (HPy_IsNull(h))
        return HPy_NULL;
    if (p->x != 0 || p->y != 0 || !HPyField_IsNull(p->held)) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "the struct is not zero");
        return HPy_NULL;
    }
    p->x = x;
    p->y = y;
    return h;
}

HPyDef_METH(Point_norm, "norm", HPyFunc_NOARGS, .doc = "norm($self, /)\n--\n\nThe taxicab norm.")
static HPy Point_norm_impl(HPyContext *ctx, HPy self)
{
    Point *p = Point_AsStruct(ctx, self);
    return HPyLong_FromLong(ctx, labs(p->x) + labs(p->y));
}

HPyDef_METH(Point_move, "move", HPyFunc_VARARGS)
static HPy Point_move_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long dx, dy;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll", &dx, &dy))
        return HPy_NULL;
    Point *p = Point_AsStruct(ctx, self);
    p->x += dx;
    p->y += dy;
    return HPy_Dup(ctx, self);
}

HPyDef_METH(Point_hold, "hold", HPyFunc_O)
static HPy Point_hold_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Point *p = Point_AsStruct(ctx, self);
    HPyField_Store(ctx, self, &p->held, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Point_drop, "drop", HPyFunc_NOARGS)
static HPy Point_drop_impl(HPyContext *ctx, HPy self)
{
    Point *p = Point_AsStruct(ctx, self);
    HPyField_Store(ctx, self, &p->held, HPy_NULL);
    return HPyBool_FromBool(ctx, HPyField_IsNull(p->held));
}

HPyDef_METH(Point_take, "take", HPyFunc_NOARGS)
static HPy Point_take_impl(HPyContext *ctx, HPy self)
{
    Point *p = Point_AsStruct(ctx, self);
    if (HPyField_IsNull(p->held))
        return HPyUnicode_FromString(ctx, "nothing");
    return HPyField_Load(ctx, self, p->held);
}

HPyDef_MEMBER(Point_x, "x", HPyMember_LONG, offsetof(Point, x), .doc = "the abscissa")
HPyDef_MEMBER(Point_y, "y", HPyMember_LONG, offsetof(Point, y), .readonly = 1)
HPyDef_MEMBER(Point_held, "held", HPyMember_OBJECT, offsetof(Point, held))
HPyDef_MEMBER(Point_held_ex, "held_ex", HPyMember_OBJECT_EX, offsetof(Point, held))

HPyDef_GETSET(Point_sum, "sum", .closure = (void *)1000, .doc = "x + y + 1000")
static HPy Point_sum_get(HPyContext *ctx, HPy self, void *closure)
{
    Point *p = Point_AsStruct(ctx, self);
    return HPyLong_FromLong(ctx, p->x + p->y + (long)(intptr_t)closure);
}
static int Point_sum_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    if (HPy_IsNull(value)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "no sum, no point");
        return -1;
    }
    long v = HPyLong_AsLong(ctx, value);
    if (v == -1 && HPyErr_Occurred(ctx))
        return -1;
    Point *p = Point_AsStruct(ctx, self);
    p->x = v - (long)(intptr_t)closure - p->y;
    return 0;
}

HPyDef_GET(Point_double, "doubled")
static HPy Point_double_get(HPyContext *ctx, HPy self, void *closure)
{
    Point *p = Point_AsStruct(ctx, self);
    Point *q;
    HPy cls = HPy_Type(ctx, self);
    HPy h = HPy_New(ctx, cls, &q);
    HPy_Close(ctx, cls);
    if (!HPy_IsNull(h)) {
        q->x = 2 * p->x;
        q->y = 2 * p->y;
    }
    return h;
}

HPyDef_SET(Point_both, "both")
static int Point_both_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    long v = HPyLong_AsLong(ctx, value);
    if (v == -1 && HPyErr_Occurred(ctx))
        return -1;
    Point *p = Point_AsStruct(ctx, self);
    p->x = p->y = v;
    return 0;
}

HPyDef_SLOT(Point_traverse, HPy_tp_traverse)
static int Point_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Point *p = (Point *)self;
    HPy_VISIT(&p->held);
    return 0;
}

/* How often structs were destroyed, and the sum of their x. */
static long destroyed, destroyed_x;

HPyDef_SLOT(Point_destroy, HPy_tp_destroy)
static void Point_destroy_impl(void *data)
{
    Point *p = (Point *)data;
    destroyed++;
    destroyed_x += p->x;
    p->x = 1000000; /* so that a second time is seen */
}

static HPyDef *Point_defines[] = {&Point_new, &Point_norm, &Point_move, &Point_hold, &Point_drop, &Point_take,
    &Point_x, &Point_y, &Point_held, &Point_held_ex, &Point_sum, &Point_double, &Point_both, &Point_traverse,
    &Point_destroy, NULL};
static HPyType_Spec Point_spec = {
    .name = "types.Point",
    .basicsize = sizeof(Point),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Point),
    .defines = Point_defines,
    .doc = "Point(x=0, y=0)\n--\n\nA point.",
};

/* A type that extends the struct. */
typedef struct {
    Point base;
    long z;
    char pad[100];
} Point3;
HPyType_HELPERS(Point3)

HPyDef_SLOT(Point3_init, HPy_tp_init)
static int Point3_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Point3_AsStruct(ctx, self)->z = 3;
    return 0;
}

HPyDef_METH(Point3_all, "all", HPyFunc_NOARGS)
static HPy Point3_all_impl(HPyContext *ctx, HPy self)
{
    Point3 *p = Point3_AsStruct(ctx, self);
    return HPy_BuildValue(ctx, "(lll)", p->base.x, p->base.y, p->z);
}

static long destroyed3;
HPyDef_SLOT(Point3_destroy, HPy_tp_destroy)
static void Point3_destroy_impl(void *data)
{
    destroyed3 += ((Point3 *)data)->z;
}

static HPyDef *Point3_defines[] = {&Point3_init, &Point3_all, &Point3_destroy, NULL};
static HPyType_Spec Point3_spec = {
    .name = "types.Point3",
    .basicsize = sizeof(Point3),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .builtin_shape = SHAPE(Point3),
    .defines = Point3_defines,
};

/* A type that keeps fields in memory of malloc, which moves when it grows. */
typedef struct {
    HPyField *items;
    size_t n, room;
} Bag;
HPyType_HELPERS(Bag)

HPyDef_METH(Bag_add, "add", HPyFunc_O)
static HPy Bag_add_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Bag *b = Bag_AsStruct(ctx, self);
    if (b->n == b->room) {
        b->room = b->room * 2 + 1;
        b->items = (HPyField *)realloc(b->items, b->room * sizeof(HPyField));
        memset(b->items + b->n, 0, (b->room - b->n) * sizeof(HPyField));
    }
    HPyField_Store(ctx, self, &b->items[b->n++], arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Bag_pop, "pop", HPyFunc_O)
static HPy Bag_pop_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Bag *b = Bag_AsStruct(ctx, self);
    HPy_ssize_t i = HPyLong_AsSsize_t(ctx, arg);
    if (i == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPy h = HPyField_Load(ctx, self, b->items[i]);
    HPyField_Store(ctx, self, &b->items[i], HPy_NULL);
    memmove(b->items + i, b->items + i + 1, (b->n - i - 1) * sizeof(HPyField));
    b->n--;
    b->items[b->n] = HPyField_NULL;
    return h;
}

HPyDef_METH(Bag_all, "all", HPyFunc_NOARGS)
static HPy Bag_all_impl(HPyContext *ctx, HPy self)
{
    Bag *b = Bag_AsStruct(ctx, self);
    HPyTupleBuilder t = HPyTupleBuilder_New(ctx, b->n);
    for (size_t i = 0; i < b->n; i++) {
        HPy h = HPyField_Load(ctx, self, b->items[i]);
        HPyTupleBuilder_Set(ctx, t, i, h);
        HPy_Close(ctx, h);
    }
    return HPyTupleBuilder_Build(ctx, t);
}

static long bags;
HPyDef_SLOT(Bag_destroy, HPy_tp_destroy)
static void Bag_destroy_impl(void *data)
{
    free(((Bag *)data)->items);
    bags++;
}

HPyDef_SLOT(Bag_traverse, HPy_tp_traverse)
static int Bag_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Bag *b = (Bag *)self;
    for (size_t i = 0; i < b->n; i++)
        HPy_VISIT(&b->items[i]);
    return 0;
}

HPyDef_SLOT_IMPL(Bag_new, HPyType_GenericNew, HPy_tp_new)

static HPyDef *Bag_defines[] = {&Bag_new, &Bag_add, &Bag_pop, &Bag_all, &Bag_destroy, &Bag_traverse, NULL};
static HPyType_Spec Bag_spec = {
    .name = "types.Bag",
    .basicsize = sizeof(Bag),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Bag),
    .defines = Bag_defines,
};

/* Finalizers: one that only counts, one that brings the object back. */
static long finalized;
HPyGlobal saved;

typedef struct {
    long n;
    HPyField peer;
} Undead;
HPyType_HELPERS(Undead)

HPyDef_SLOT(Undead_finalize, HPy_tp_finalize)
static void Undead_finalize_impl(HPyContext *ctx, HPy self)
{
    Undead *u = Undead_AsStruct(ctx, self);
    finalized += u->n;
    HPyGlobal_Store(ctx, &saved, self);
}

static long undead_destroyed;
HPyDef_SLOT(Undead_destroy, HPy_tp_destroy)
static void Undead_destroy_impl(void *data)
{
    undead_destroyed += ((Undead *)data)->n;
}

HPyDef_MEMBER(Undead_n, "n", HPyMember_LONG, offsetof(Undead, n))
HPyDef_MEMBER(Undead_peer, "peer", HPyMember_OBJECT, offsetof(Undead, peer))

static HPyDef *Undead_defines[] = {&Undead_finalize, &Undead_destroy, &Undead_n, &Undead_peer, NULL};
static HPyType_Spec Undead_spec = {
    .name = "types.Undead",
    .basicsize = sizeof(Undead),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .builtin_shape = SHAPE(Undead),
    .defines = Undead_defines,
};

HPyDef_METH(get_saved, "saved", HPyFunc_NOARGS)
static HPy get_saved_impl(HPyContext *ctx, HPy self)
{
    return HPyGlobal_Load(ctx, saved);
}

HPyDef_METH(set_saved, "save", HPyFunc_O)
static HPy set_saved_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &saved, HPy_Is(ctx, arg, ctx->h_None) ? HPy_NULL : arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(counts, "counts", HPyFunc_NOARGS)
static HPy counts_impl(HPyContext *ctx, HPy self)
{
    return HPy_BuildValue(ctx, "(llllll)", destroyed, destroyed_x, destroyed3, bags, finalized, undead_destroyed);
}

HPyDef_METH(reset, "reset", HPyFunc_NOARGS)
static HPy reset_impl(HPyContext *ctx, HPy self)
{
    destroyed = destroyed_x = destroyed3 = bags = finalized = undead_destroyed = 0;
    return HPy_Dup(ctx, ctx->h_None);
}

/* Queries. */
HPyDef_METH(get_name, "get_name", HPyFunc_O)
static HPy get_name_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *name = HPyType_GetName(ctx, arg);
    return name ? HPyUnicode_FromString(ctx, name) : HPy_NULL;
}

HPyDef_METH(query, "query", HPyFunc_VARARGS)
static HPy query_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy type = HPy_Type(ctx, args[0]);
    HPy r = HPy_BuildValue(ctx, "(iiiiO)", HPy_TypeCheck(ctx, args[0], args[1]), HPyType_IsSubtype(ctx, type, args[1]),
                           HPy_Is(ctx, type, args[1]), (int)_HPyType_GetBuiltinShape(ctx, args[1]), type);
    HPy_Close(ctx, type);
    return r;
}

static int add_type(HPyContext *ctx, HPy mod, const char *name, HPyType_Spec *spec, HPyType_SpecParam *params)
{
    return HPyHelpers_AddType(ctx, mod, name, spec, params);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    if (!add_type(ctx, mod, "Point", &Point_spec, NULL) || !add_type(ctx, mod, "Bag", &Bag_spec, NULL) ||
        !add_type(ctx, mod, "Undead", &Undead_spec, NULL))
        return -1;
    HPy point = HPy_GetAttr_s(ctx, mod, "Point");
    HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, point}, {(HPyType_SpecParam_Kind)0}};
    int ok = add_type(ctx, mod, "Point3", &Point3_spec, params);
    HPy_Close(ctx, point);
    return ok ? 0 : -1;
}

static HPyDef *defines[] = {&exec, &get_saved, &set_saved, &counts, &reset, &get_name, &query, NULL};
static HPyGlobal *globals[] = {&saved, NULL};
static HPyModuleDef moduledef = {.defines = defines, .globals = globals};
HPy_MODINIT(types, moduledef)
