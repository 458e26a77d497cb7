/* Uses each macro and inline function of the headers once, in the ways that
   extensions do. Compiled as C and as C++. */
#include "hpy.h"
#include "hpy/runtime/argparse.h"
#include "hpy/runtime/format.h"
#include "hpy/version.h"

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

HPy use_everything(HPyContext *ctx, HPy h);

/* --- methods, in all signatures --- */

HPyDef_METH(plain, "plain", HPyFunc_NOARGS)
static HPy plain_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(one, "one", HPyFunc_O, .doc = "one(x)\n--\n\nTakes one argument.")
static HPy one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPy_Add(ctx, arg, arg);
}

HPyDef_METH(many, "many", HPyFunc_VARARGS, .doc = "many")
static HPy many_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long a = 0, b = 0;

    (void)self;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "l|l:many", &a, &b))
        return HPy_NULL;
    return HPyLong_FromLong(ctx, a + b);
}

HPyDef_METH_IMPL(named, "named", named_under_another_name, HPyFunc_KEYWORDS)
static HPy named_under_another_name(HPyContext *ctx, HPy self, const HPy *args,
                                    size_t nargs, HPy kwnames)
{
    static const char *names[] = {"a", "b", NULL};
    HPyTracker ht;
    HPy a, b = HPy_NULL, sum;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|O", names, &a, &b))
        return HPy_NULL;
    sum = HPy_IsNull(b) ? HPy_Dup(ctx, a) : HPy_Add(ctx, a, b);
    HPyTracker_Close(ctx, ht);
    return sum;
}

/* --- a type --- */

typedef struct {
    double x, y;
    HPyField owner;
    int count;
    char tag[8];
} Point;

HPyType_HELPERS(Point)

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"x", "y", NULL};
    double x = 0, y = 0;
    Point *p;
    HPy h;

    if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "|dd:Point", names, &x, &y))
        return HPy_NULL;
    h = HPy_New(ctx, cls, &p);
    if (HPy_IsNull(h))
        return HPy_NULL;
    p->x = x;
    p->y = y;
    p->owner = HPyField_NULL;
    return h;
}

HPyDef_SLOT(Point_init, HPy_tp_init)
static int Point_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    (void)args, (void)nargs, (void)kw;
    HPyField_Store(ctx, self, &Point_AsStruct(ctx, self)->owner, self);
    return 0;
}

HPyDef_SLOT(Point_traverse, HPy_tp_traverse)
static int Point_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Point *p = (Point *)self;
    HPy_VISIT(&p->owner);
    return 0;
}

HPyDef_SLOT(Point_destroy, HPy_tp_destroy)
static void Point_destroy_impl(void *self) { ((Point *)self)->count = 0; }

HPyDef_SLOT(Point_finalize, HPy_tp_finalize)
static void Point_finalize_impl(HPyContext *ctx, HPy self) { (void)ctx, (void)self; }

HPyDef_SLOT(Point_repr, HPy_tp_repr)
static HPy Point_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "Point with %d", Point_AsStruct(ctx, self)->count);
}

HPyDef_SLOT(Point_richcompare, HPy_tp_richcompare)
static HPy Point_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy_RETURN_RICHCOMPARE(ctx, Point_AsStruct(ctx, self)->x, Point_AsStruct(ctx, other)->x, op);
}

HPyDef_SLOT_IMPL(Point_hash, hash_of_point, HPy_tp_hash)
static HPy_hash_t hash_of_point(HPyContext *ctx, HPy self)
{
    (void)ctx, (void)self;
    return 7;
}

HPyDef_SLOT(Point_call, HPy_tp_call)
static HPy Point_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy t, d;

    (void)self;
    if (!HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, kwnames, &t, &d))
        return HPy_NULL;
    HPy_Close(ctx, d);
    return t;
}

HPyDef_SLOT(Point_add, HPy_nb_add)
static HPy Point_add_impl(HPyContext *ctx, HPy a, HPy b)
{
    (void)a, (void)b;
    return HPy_Dup(ctx, ctx->h_NotImplemented);
}

HPyDef_SLOT(Point_bool, HPy_nb_bool)
static int Point_bool_impl(HPyContext *ctx, HPy self) { return Point_AsStruct(ctx, self)->x != 0; }

HPyDef_SLOT(Point_len, HPy_sq_length)
static HPy_ssize_t Point_len_impl(HPyContext *ctx, HPy self)
{
    (void)ctx, (void)self;
    return 2;
}

HPyDef_SLOT(Point_item, HPy_sq_item)
static HPy Point_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    Point *p = Point_AsStruct(ctx, self);
    return HPyFloat_FromDouble(ctx, i == 0 ? p->x : p->y);
}

HPyDef_SLOT(Point_ass_item, HPy_sq_ass_item)
static int Point_ass_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i, HPy v)
{
    (void)self, (void)i, (void)v;
    HPyErr_SetString(ctx, ctx->h_TypeError, "no");
    return -1;
}

HPyDef_SLOT(Point_contains, HPy_sq_contains)
static int Point_contains_impl(HPyContext *ctx, HPy self, HPy v)
{
    (void)ctx, (void)self, (void)v;
    return 0;
}

HPyDef_SLOT(Point_subscript, HPy_mp_ass_subscript)
static int Point_subscript_impl(HPyContext *ctx, HPy self, HPy k, HPy v)
{
    (void)ctx, (void)self, (void)k, (void)v;
    return 0;
}

HPyDef_SLOT(Point_power, HPy_nb_power)
static HPy Point_power_impl(HPyContext *ctx, HPy a, HPy b, HPy c)
{
    (void)b, (void)c;
    return HPy_Dup(ctx, a);
}

HPyDef_SLOT(Point_getbuffer, HPy_bf_getbuffer)
static int Point_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
{
    (void)flags;
    memset(view, 0, sizeof *view);
    view->buf = Point_AsStruct(ctx, self);
    view->obj = HPy_Dup(ctx, self);
    view->len = view->itemsize = 1;
    return 0;
}

HPyDef_SLOT(Point_releasebuffer, HPy_bf_releasebuffer)
static void Point_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
{
    (void)ctx, (void)self, (void)view;
}

HPyDef_MEMBER(Point_x, "x", HPyMember_DOUBLE, offsetof(Point, x))
HPyDef_MEMBER(Point_y, "y", HPyMember_DOUBLE, offsetof(Point, y), .readonly = 1)
HPyDef_MEMBER(Point_tag, "tag", HPyMember_STRING_INPLACE, offsetof(Point, tag), .readonly = 1,
              .doc = "a tag")

HPyDef_GET(Point_norm, "norm", .doc = "the norm")
static HPy Point_norm_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyFloat_FromDouble(ctx, Point_AsStruct(ctx, self)->x);
}

HPyDef_SET(Point_scale, "scale")
static int Point_scale_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    (void)ctx, (void)self, (void)value, (void)closure;
    return 0;
}

HPyDef_GETSET(Point_count, "count", .closure = NULL)
static HPy Point_count_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyLong_FromLong(ctx, Point_AsStruct(ctx, self)->count);
}
static int Point_count_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    (void)closure;
    Point_AsStruct(ctx, self)->count = (int)HPyLong_AsLong(ctx, value);
    return HPyErr_Occurred(ctx) ? -1 : 0;
}

static HPyDef *point_defines[] = {
    &Point_new, &Point_init, &Point_traverse, &Point_destroy, &Point_finalize, &Point_repr,
    &Point_richcompare, &Point_hash, &Point_call, &Point_add, &Point_bool, &Point_len,
    &Point_item, &Point_ass_item, &Point_contains, &Point_subscript, &Point_power,
    &Point_getbuffer, &Point_releasebuffer, &Point_x, &Point_y, &Point_tag, &Point_norm,
    &Point_scale, &Point_count, NULL,
};

static HPyType_Spec point_spec = {
    .name = "everything.Point",
    .basicsize = sizeof(Point),
    .itemsize = 0,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Point),
    .legacy_slots = NULL,
    .defines = point_defines,
    .doc = "A point.",
};

/* --- a type that is an int, too --- */

typedef struct {
    int unit;
} Amount;

HPyType_HELPERS(Amount, HPyType_BuiltinShape_Long)
typedef int an_amount_is_an_int[(int)SHAPE(Amount) == (int)HPyType_BuiltinShape_Long ? 1 : -1];

typedef struct {
    int x;
} Meta;
HPyType_HELPERS(Meta, HPyType_BuiltinShape_Type);

/* --- the others --- */

HPyDef_CALL_FUNCTION(special)
static HPy special_impl(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)args, (void)nargs, (void)kwnames;
    return HPy_Dup(ctx, callable);
}

HPyCapsule_DESTRUCTOR(release)
static void release_impl(const char *name, void *pointer, void *context)
{
    (void)name, (void)context;
    free(pointer);
}

static HPyGlobal cached;

static HPyStructSequence_Field fields[] = {{"first", "the first"}, {"second", NULL}, {NULL, NULL}};
static HPyStructSequence_Desc desc = {"everything.Pair", "Two things.", fields};

static HPy numbers(HPyContext *ctx, HPy h)
{
    double sum = 0;

    HPy_Close(ctx, HPyLong_FromUnsignedLong(ctx, 1ul));
    HPy_Close(ctx, HPyLong_FromLongLong(ctx, 1ll));
    HPy_Close(ctx, HPyLong_FromUnsignedLongLong(ctx, 1ull));
    HPy_Close(ctx, HPyLong_FromPid(ctx, 1));
    HPy_Close(ctx, HPyBool_FromLong(ctx, 3));
    sum += (double)HPyLong_AsLong(ctx, h);
    sum += (double)HPyLong_AsUnsignedLong(ctx, h);
    sum += (double)HPyLong_AsUnsignedLongMask(ctx, h);
    sum += (double)HPyLong_AsLongLong(ctx, h);
    sum += (double)HPyLong_AsUnsignedLongLong(ctx, h);
    sum += (double)HPyLong_AsUnsignedLongLongMask(ctx, h);
    sum += (double)HPyLong_AsPid(ctx, h);
    return HPyFloat_FromDouble(ctx, sum);
}

static HPy capsules(HPyContext *ctx)
{
    HPy c = HPyCapsule_New(ctx, malloc(1), "everything.capsule", &release);

    if (HPy_IsNull(c))
        return HPy_NULL;
    if (HPyCapsule_IsValid(ctx, c, "everything.capsule") &&
        HPyCapsule_GetPointer(ctx, c, HPyCapsule_GetName(ctx, c)) != NULL &&
        HPyCapsule_GetContext(ctx, c) == NULL) {
        HPyCapsule_SetContext(ctx, c, NULL);
        HPyCapsule_SetName(ctx, c, "other");
        HPyCapsule_SetDestructor(ctx, c, NULL);
        HPyCapsule_SetPointer(ctx, c, NULL);
    }
    return c;
}

HPy use_everything(HPyContext *ctx, HPy h)
{
    HPy_ssize_t start = 0, stop = 5;
    HPy pair[2] = {HPy_NULL, HPy_NULL};
    HPy type, result, empty, tuple;
    HPyField field = HPyField_NULL;

    HPyGlobal_Store(ctx, &cached, h);
    if (HPyField_IsNull(field) && HPySlice_AdjustIndices(ctx, 3, &start, &stop, 1) != 3)
        HPy_FatalError(ctx, "slices");
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    start++;
    HPy_END_LEAVE_PYTHON(ctx)
    if (start < 0)
        return HPyErr_SetFromErrno(ctx, ctx->h_OSError);
    if (start < -1)
        return HPyErr_SetFromErrnoWithFilenameObject(ctx, ctx->h_OSError, h);
    if (start < -2)
        return HPyErr_Format(ctx, ctx->h_ValueError, "%zd of %S is too few", start, h);
    HPy_DelAttr(ctx, h, h);
    HPy_DelAttr_s(ctx, h, "x");
    tuple = HPyTuple_Pack(ctx, 2, h, h);
    empty = HPyTuple_Pack(ctx, 0);
    HPy_Close(ctx, HPy_CallMethodTupleDict(ctx, h, h, empty, HPy_NULL));
    HPy_Close(ctx, HPy_CallMethodTupleDict_s(ctx, "m", h, empty, HPy_NULL));
    HPy_Close(ctx, numbers(ctx, h));
    HPy_Close(ctx, capsules(ctx));
    HPy_SetCallFunction(ctx, h, &special);
    type = HPyStructSequence_NewType(ctx, &desc);
    pair[0] = pair[1] = h;
    result = HPyStructSequence_New(ctx, type, 2, pair);
    HPy_Close(ctx, type);
    HPy_Close(ctx, result);
    HPy_Close(ctx, empty);
    Amount_AsStruct(ctx, h)->unit = Meta_AsStruct(ctx, h)->x;
    result = HPy_BuildValue(ctx, "(iO{s:d})", 1, tuple, HPY_VERSION, 2.0);
    HPy_Close(ctx, tuple);
    if (HPy_AsVoidP(result) == NULL)
        return HPy_FromVoidP(NULL);
    return result;
}

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy mod)
{
    HPyType_SpecParam params[] = {
        {HPyType_SpecParam_Base, ctx->h_BaseObjectType},
        {(HPyType_SpecParam_Kind)0, HPy_NULL},
    };

    return HPyHelpers_AddType(ctx, mod, "Point", &point_spec, params) ? 0 : -1;
}

HPyDef_SLOT(create, HPy_mod_create)
static HPy create_impl(HPyContext *ctx, HPy spec) { return HPy_Dup(ctx, spec); }

static HPyDef *defines[] = {&plain, &one, &many, &named, &execute, &create, NULL};
static HPyGlobal *globals[] = {&cached, NULL};

static HPyModuleDef moduledef = {
    .doc = "Everything.",
    .size = 0,
    .legacy_methods = NULL,
    .defines = defines,
    .globals = globals,
};

HPy_MODINIT(everything, moduledef)

#ifdef __cplusplus
}
#endif
