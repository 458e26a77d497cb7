/* Every slot that is called with objects, recorded: what C was given, in which order. */
#include "hpy.h"

#include <string.h>

typedef struct {
    long n;
    long len;
} Rec;
HPyType_HELPERS(Rec)

/* The slots whose functions have run. */
static const char *ran[100];

static void note(const char *name)
{
    int i = 0;
    while (ran[i] && strcmp(ran[i], name) != 0)
        i++;
    ran[i] = name;
}

/* A tuple of the slot's name and what it was given; HPy_NULL is shown as a str. */
static HPy record(HPyContext *ctx, const char *name, int n, const HPy *args)
{
    note(name);
    HPy s = HPyUnicode_FromString(ctx, name);
    HPy null = HPyUnicode_FromString(ctx, "<NULL>");
    HPyTupleBuilder b = HPyTupleBuilder_New(ctx, n + 1);
    HPyTupleBuilder_Set(ctx, b, 0, s);
    for (int i = 0; i < n; i++)
        HPyTupleBuilder_Set(ctx, b, i + 1, HPy_IsNull(args[i]) ? null : args[i]);
    HPy_Close(ctx, s);
    HPy_Close(ctx, null);
    return HPyTupleBuilder_Build(ctx, b);
}

#define UNARY(NAME) \
    HPyDef_SLOT(s_##NAME, HPy_##NAME) \
    static HPy s_##NAME##_impl(HPyContext *ctx, HPy a) \
    { \
        return record(ctx, #NAME, 1, &a); \
    }
#define BINARY(NAME) \
    HPyDef_SLOT(s_##NAME, HPy_##NAME) \
    static HPy s_##NAME##_impl(HPyContext *ctx, HPy a, HPy b) \
    { \
        HPy args[2] = {a, b}; \
        return record(ctx, #NAME, 2, args); \
    }
#define TERNARY(NAME) \
    HPyDef_SLOT(s_##NAME, HPy_##NAME) \
    static HPy s_##NAME##_impl(HPyContext *ctx, HPy a, HPy b, HPy c) \
    { \
        HPy args[3] = {a, b, c}; \
        return record(ctx, #NAME, 3, args); \
    }
#define INDEXED(NAME) \
    HPyDef_SLOT(s_##NAME, HPy_##NAME) \
    static HPy s_##NAME##_impl(HPyContext *ctx, HPy a, HPy_ssize_t i) \
    { \
        HPy args[2] = {a, HPyLong_FromSsize_t(ctx, i)}; \
        HPy r = record(ctx, #NAME, 2, args); \
        HPy_Close(ctx, args[1]); \
        return r; \
    }

UNARY(nb_absolute) UNARY(nb_invert) UNARY(nb_negative) UNARY(nb_positive)
BINARY(nb_add) BINARY(nb_and) BINARY(nb_divmod) BINARY(nb_floor_divide) BINARY(nb_lshift)
BINARY(nb_matrix_multiply) BINARY(nb_multiply) BINARY(nb_or) BINARY(nb_remainder) BINARY(nb_rshift)
BINARY(nb_subtract) BINARY(nb_true_divide) BINARY(nb_xor)
BINARY(nb_inplace_add) BINARY(nb_inplace_and) BINARY(nb_inplace_floor_divide) BINARY(nb_inplace_lshift)
BINARY(nb_inplace_matrix_multiply) BINARY(nb_inplace_multiply) BINARY(nb_inplace_or)
BINARY(nb_inplace_remainder) BINARY(nb_inplace_rshift) BINARY(nb_inplace_subtract)
BINARY(nb_inplace_true_divide) BINARY(nb_inplace_xor)
TERNARY(nb_power) TERNARY(nb_inplace_power)
BINARY(sq_concat) BINARY(sq_inplace_concat) INDEXED(sq_repeat) INDEXED(sq_inplace_repeat) INDEXED(sq_item)
BINARY(mp_subscript) TERNARY(tp_descr_get)

HPyDef_SLOT(s_nb_int, HPy_nb_int)
static HPy s_nb_int_impl(HPyContext *ctx, HPy a)
{
    note("nb_int");
    return HPyLong_FromLong(ctx, Rec_AsStruct(ctx, a)->n);
}
HPyDef_SLOT(s_nb_index, HPy_nb_index)
static HPy s_nb_index_impl(HPyContext *ctx, HPy a)
{
    note("nb_index");
    return HPyLong_FromLong(ctx, Rec_AsStruct(ctx, a)->n + 1);
}
HPyDef_SLOT(s_nb_float, HPy_nb_float)
static HPy s_nb_float_impl(HPyContext *ctx, HPy a)
{
    note("nb_float");
    return HPyFloat_FromDouble(ctx, Rec_AsStruct(ctx, a)->n + .5);
}

HPyDef_SLOT(s_nb_bool, HPy_nb_bool)
static int s_nb_bool_impl(HPyContext *ctx, HPy a)
{
    note("nb_bool");
    long n = Rec_AsStruct(ctx, a)->n;
    if (n < 0)
        HPyErr_SetString(ctx, ctx->h_ValueError, "neither");
    return n < 0 ? -1 : n != 0;
}

static HPy_ssize_t length(HPyContext *ctx, HPy a)
{
    long len = Rec_AsStruct(ctx, a)->len;
    if (len == -1)
        HPyErr_SetString(ctx, ctx->h_ValueError, "no length");
    return len;
}
HPyDef_SLOT_IMPL(s_sq_length, sq_length_impl, HPy_sq_length)
static HPy_ssize_t sq_length_impl(HPyContext *ctx, HPy a)
{
    note("sq_length");
    return length(ctx, a);
}
HPyDef_SLOT_IMPL(s_mp_length, mp_length_impl, HPy_mp_length)
static HPy_ssize_t mp_length_impl(HPyContext *ctx, HPy a)
{
    note("mp_length");
    return length(ctx, a);
}

/* The last assignment, as a module's variable. */
static HPyGlobal last;

static int assigned(HPyContext *ctx, const char *name, int n, const HPy *args)
{
    HPy r = record(ctx, name, n, args);
    if (HPy_IsNull(r))
        return -1;
    HPyGlobal_Store(ctx, &last, r);
    HPy_Close(ctx, r);
    return 0;
}

HPyDef_SLOT(s_sq_ass_item, HPy_sq_ass_item)
static int s_sq_ass_item_impl(HPyContext *ctx, HPy a, HPy_ssize_t i, HPy v)
{
    HPy args[3] = {a, HPyLong_FromSsize_t(ctx, i), v};
    if (i == 99) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "not 99");
        return -1;
    }
    return assigned(ctx, "sq_ass_item", 3, args);
}

HPyDef_SLOT(s_mp_ass_subscript, HPy_mp_ass_subscript)
static int s_mp_ass_subscript_impl(HPyContext *ctx, HPy a, HPy k, HPy v)
{
    HPy args[3] = {a, k, v};
    return assigned(ctx, "mp_ass_subscript", 3, args);
}

HPyDef_SLOT(s_sq_contains, HPy_sq_contains)
static int s_sq_contains_impl(HPyContext *ctx, HPy a, HPy v)
{
    note("sq_contains");
    long n = HPyLong_AsLong(ctx, v);
    if (n == -1 && HPyErr_Occurred(ctx))
        return -1;
    return n == 7 ? 5 : 0;
}

HPyDef_SLOT(s_tp_repr, HPy_tp_repr)
static HPy s_tp_repr_impl(HPyContext *ctx, HPy a)
{
    note("tp_repr");
    return HPyUnicode_FromFormat(ctx, "Rec(%ld)", Rec_AsStruct(ctx, a)->n);
}
HPyDef_SLOT(s_tp_str, HPy_tp_str)
static HPy s_tp_str_impl(HPyContext *ctx, HPy a)
{
    note("tp_str");
    return HPyUnicode_FromFormat(ctx, "str %ld", Rec_AsStruct(ctx, a)->n);
}
HPyDef_SLOT(s_tp_hash, HPy_tp_hash)
static HPy_hash_t s_tp_hash_impl(HPyContext *ctx, HPy a)
{
    note("tp_hash");
    long n = Rec_AsStruct(ctx, a)->n;
    if (n == -7)
        HPyErr_SetString(ctx, ctx->h_ValueError, "not -7");
    return n == -7 ? -1 : n * 10;
}
HPyDef_SLOT(s_tp_richcompare, HPy_tp_richcompare)
static HPy s_tp_richcompare_impl(HPyContext *ctx, HPy a, HPy b, HPy_RichCmpOp op)
{
    note("tp_richcompare");
    HPy t = HPy_Type(ctx, a);
    int same = HPy_TypeCheck(ctx, b, t);
    HPy_Close(ctx, t);
    if (!same)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    long x = Rec_AsStruct(ctx, a)->n, y = Rec_AsStruct(ctx, b)->n;
    HPy_RETURN_RICHCOMPARE(ctx, x, y, op);
}

HPyDef_SLOT(s_tp_call, HPy_tp_call)
static HPy s_tp_call_impl(HPyContext *ctx, HPy a, const HPy *args, size_t nargs, HPy kwnames)
{
    size_t nkw = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
    HPy all = HPyTuple_FromArray(ctx, args, nargs + nkw);
    HPy items[3] = {a, all, kwnames};
    HPy r = record(ctx, "tp_call", 3, items);
    HPy_Close(ctx, all);
    return r;
}

HPyDef_SLOT(s_tp_new, HPy_tp_new)
static HPy s_tp_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    note("tp_new");
    Rec *r;
    HPy h = HPy_New(ctx, cls, &r);
    if (!HPy_IsNull(h) && nargs > 0)
        r->n = HPyLong_AsLong(ctx, args[0]);
    return h;
}

HPyDef_SLOT(s_tp_init, HPy_tp_init)
static int s_tp_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy all = HPyTuple_FromArray(ctx, args, nargs);
    HPy items[3] = {self, all, kw};
    int r = assigned(ctx, "tp_init", 3, items);
    HPy_Close(ctx, all);
    if (nargs > 3) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "too many");
        return -1;
    }
    return r;
}

HPyDef_MEMBER(m_n, "n", HPyMember_LONG, offsetof(Rec, n))
HPyDef_MEMBER(m_len, "len", HPyMember_LONG, offsetof(Rec, len))

#define SPEC(NAME, ...) \
    static HPyDef *NAME##_defines[] = {__VA_ARGS__, &s_tp_new, &m_n, &m_len, NULL}; \
    static HPyType_Spec NAME##_spec = { \
        .name = "slots." #NAME, .basicsize = sizeof(Rec), .builtin_shape = SHAPE(Rec), \
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = NAME##_defines, \
    };

SPEC(Number, &s_nb_absolute, &s_nb_invert, &s_nb_negative, &s_nb_positive, &s_nb_add, &s_nb_and,
     &s_nb_divmod, &s_nb_floor_divide, &s_nb_lshift, &s_nb_matrix_multiply, &s_nb_multiply, &s_nb_or,
     &s_nb_remainder, &s_nb_rshift, &s_nb_subtract, &s_nb_true_divide, &s_nb_xor, &s_nb_inplace_add,
     &s_nb_inplace_and, &s_nb_inplace_floor_divide, &s_nb_inplace_lshift, &s_nb_inplace_matrix_multiply,
     &s_nb_inplace_multiply, &s_nb_inplace_or, &s_nb_inplace_remainder, &s_nb_inplace_rshift,
     &s_nb_inplace_subtract, &s_nb_inplace_true_divide, &s_nb_inplace_xor, &s_nb_power, &s_nb_inplace_power,
     &s_nb_int, &s_nb_index, &s_nb_float, &s_nb_bool)
SPEC(Plain, &s_nb_add, &s_nb_power, &s_nb_divmod) /* no in-place forms */
SPEC(Sequence, &s_sq_length, &s_sq_concat, &s_sq_repeat, &s_sq_item, &s_sq_ass_item, &s_sq_contains,
     &s_sq_inplace_concat, &s_sq_inplace_repeat)
SPEC(Mapping, &s_mp_length, &s_mp_subscript, &s_mp_ass_subscript)
SPEC(Object, &s_tp_repr, &s_tp_str, &s_tp_hash, &s_tp_richcompare, &s_tp_call, &s_tp_init)
SPEC(Compared, &s_tp_richcompare)
SPEC(Descr, &s_tp_descr_get)

/* Slots that break their promises. */
HPyDef_SLOT(b_repr, HPy_tp_repr)
static HPy b_repr_impl(HPyContext *ctx, HPy a) { return HPyLong_FromLong(ctx, 5); }
HPyDef_SLOT(b_add, HPy_nb_add)
static HPy b_add_impl(HPyContext *ctx, HPy a, HPy b) { return HPy_NULL; }
HPyDef_SLOT(b_neg, HPy_nb_negative)
static HPy b_neg_impl(HPyContext *ctx, HPy a)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, "set all the same");
    return HPy_Dup(ctx, a);
}
HPyDef_SLOT(b_bool, HPy_nb_bool)
static int b_bool_impl(HPyContext *ctx, HPy a) { return -1; }
HPyDef_SLOT(b_hash, HPy_tp_hash)
static HPy_hash_t b_hash_impl(HPyContext *ctx, HPy a) { return -1; }
SPEC(Broken, &b_repr, &b_add, &b_neg, &b_bool, &b_hash)

HPyDef_METH(f_last, "last", HPyFunc_NOARGS)
static HPy f_last_impl(HPyContext *ctx, HPy self) { return HPyGlobal_Load(ctx, last); }

HPyDef_CALL_FUNCTION(own_call)
static HPy own_call_impl(HPyContext *ctx, HPy a, const HPy *args, size_t nargs, HPy kwnames)
{
    return HPyLong_FromLong(ctx, (long)nargs + 1000);
}
/* ran(): the names of the slots whose functions have run. */
HPyDef_METH(f_ran, "ran", HPyFunc_NOARGS)
static HPy f_ran_impl(HPyContext *ctx, HPy self)
{
    HPy list = HPyList_New(ctx, 0);
    for (int i = 0; ran[i]; i++) {
        HPy name = HPyUnicode_FromString(ctx, ran[i]);
        HPyList_Append(ctx, list, name);
        HPy_Close(ctx, name);
    }
    return list;
}

HPyDef_METH(f_own, "own", HPyFunc_O)
static HPy f_own_impl(HPyContext *ctx, HPy self, HPy arg)
{
    if (HPy_SetCallFunction(ctx, arg, &own_call) < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, arg);
}

/* The call function in the struct, by the member __vectorcalloffset__. */
typedef struct {
    long n;
    HPyCallFunction call;
} Callable;
HPyType_HELPERS(Callable)
HPyDef_MEMBER(c_offset, "__vectorcalloffset__", HPyMember_HPYSSIZET, offsetof(Callable, call), .readonly = 1)
HPyDef_SLOT(c_new, HPy_tp_new)
static HPy c_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Callable *c;
    HPy h = HPy_New(ctx, cls, &c);
    if (!HPy_IsNull(h))
        c->call = own_call;
    return h;
}
static HPyDef *Callable_defines[] = {&c_offset, &c_new, NULL};
static HPyType_Spec Callable_spec = {
    .name = "slots.Callable", .basicsize = sizeof(Callable), .builtin_shape = SHAPE(Callable),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_VECTORCALL, .defines = Callable_defines,
};

/* tp_call on a type without a struct. */
static HPyDef *Empty_defines[] = {&s_tp_call, NULL};
static HPyType_Spec Empty_spec = {.name = "slots.Empty", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
                                  .defines = Empty_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPyType_Spec *specs[] = {&Number_spec, &Plain_spec, &Sequence_spec, &Mapping_spec, &Object_spec,
                             &Compared_spec, &Descr_spec, &Broken_spec, &Callable_spec, &Empty_spec};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        if (!HPyHelpers_AddType(ctx, mod, strchr(specs[i]->name, '.') + 1, specs[i], NULL))
            return -1;
    return 0;
}

static HPyDef *defines[] = {&exec, &f_last, &f_ran, &f_own, NULL};
static HPyGlobal *globals[] = {&last, NULL};
static HPyModuleDef moduledef = {.defines = defines, .globals = globals};
HPy_MODINIT(slots, moduledef)
