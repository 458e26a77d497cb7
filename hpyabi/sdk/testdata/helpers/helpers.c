/* The helpers as Python functions, for helpers_check.py. */
#include "hpy.h"

#include <limits.h>
#include <string.h>

/* --- HPyArg_Parse…: the format comes from Python, the variables are one of each --- */

typedef union {
    unsigned char b, B;
    short h;
    unsigned short H;
    int i, p;
    unsigned int I;
    long l;
    unsigned long k;
    long long L;
    unsigned long long K;
    HPy_ssize_t n;
    float f;
    double d;
    const char *s;
    HPy O;
    unsigned char bytes[sizeof(long long)];
} variable;

enum { N = 4 };

/* What a variable holds, or the str "unset" when parsing left it alone. */
static HPy value(HPyContext *ctx, char unit, const variable *v)
{
    variable untouched;

    memset(&untouched, 0x5A, sizeof untouched);
    if (memcmp(v, &untouched, sizeof untouched) == 0)
        return HPyUnicode_FromString(ctx, "unset");
    switch (unit) {
    case 'b': return HPyLong_FromLong(ctx, v->b);
    case 'B': return HPyLong_FromLong(ctx, v->B);
    case 'h': return HPyLong_FromLong(ctx, v->h);
    case 'H': return HPyLong_FromLong(ctx, v->H);
    case 'i': return HPyLong_FromLong(ctx, v->i);
    case 'I': return HPyLong_FromUnsignedLong(ctx, v->I);
    case 'l': return HPyLong_FromLong(ctx, v->l);
    case 'k': return HPyLong_FromUnsignedLong(ctx, v->k);
    case 'L': return HPyLong_FromLongLong(ctx, v->L);
    case 'K': return HPyLong_FromUnsignedLongLong(ctx, v->K);
    case 'n': return HPyLong_FromSsize_t(ctx, v->n);
    case 'p': return HPyLong_FromLong(ctx, v->p);
    case 'f': return HPyFloat_FromDouble(ctx, v->f);
    case 'd': return HPyFloat_FromDouble(ctx, v->d);
    case 's': return HPyUnicode_FromString(ctx, v->s);
    case 'O': return HPy_Dup(ctx, v->O);
    }
    return HPyErr_SetString(ctx, ctx->h_SystemError, "no such unit in the test");
}

static HPy values(HPyContext *ctx, const char *fmt, const variable *v)
{
    HPy list = HPyList_New(ctx, 0);

    for (; *fmt != '\0' && *fmt != ':' && *fmt != ';'; fmt++) {
        HPy item;
        if (*fmt == '|' || *fmt == '$')
            continue;
        item = value(ctx, *fmt, v++);
        if (HPy_IsNull(item) || HPyList_Append(ctx, list, item) < 0) {
            HPy_Close(ctx, list);
            return HPy_NULL;
        }
        HPy_Close(ctx, item);
    }
    return list;
}

static HPy finish(HPyContext *ctx, int parsed, const char *fmt, const variable *v, HPyTracker *ht)
{
    HPy list;

    if (!parsed)
        return HPy_NULL;
    list = values(ctx, fmt, v);
    if (ht != NULL)
        HPyTracker_Close(ctx, *ht);
    return list;
}

/* A C string of an argument, valid as long as it. */
static const char *c_str(HPyContext *ctx, HPy h) { return HPyUnicode_AsUTF8AndSize(ctx, h, NULL); }

/* parse(tracked, fmt, *args) */
HPyDef_METH(parse, "parse", HPyFunc_VARARGS)
static HPy parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    variable v[N];
    HPyTracker made, *ht = HPy_IsTrue(ctx, args[0]) ? &made : NULL;
    const char *fmt = c_str(ctx, args[1]);

    (void)self;
    memset(v, 0x5A, sizeof v);
    return finish(ctx, HPyArg_Parse(ctx, ht, args + 2, nargs - 2, fmt, &v[0], &v[1], &v[2], &v[3]),
                  fmt, v, ht);
}

/* The names of a tuple, which C keeps for the test's life. */
static void keep_names(HPyContext *ctx, HPy tuple, const char *names[N + 2])
{
    static char kept[N + 1][32];
    HPy_ssize_t i, n = HPy_Length(ctx, tuple);

    for (i = 0; i < n && i <= N; i++) {
        HPy name = HPy_GetItem_i(ctx, tuple, i);
        strncpy(kept[i], c_str(ctx, name), sizeof kept[i] - 1);
        names[i] = kept[i];
        HPy_Close(ctx, name);
    }
    names[i] = NULL;
}

/* parse_keywords(tracked, fmt, names, *args, **kw) */
HPyDef_METH(parse_keywords, "parse_keywords", HPyFunc_KEYWORDS)
static HPy parse_keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    variable v[N];
    const char *names[N + 2];
    HPyTracker made, *ht = HPy_IsTrue(ctx, args[0]) ? &made : NULL;
    const char *fmt = c_str(ctx, args[1]);

    (void)self;
    memset(v, 0x5A, sizeof v);
    keep_names(ctx, args[2], names);
    return finish(ctx,
                  HPyArg_ParseKeywords(ctx, ht, args + 3, nargs - 3, kwnames, fmt, names,
                                       &v[0], &v[1], &v[2], &v[3]),
                  fmt, v, ht);
}

/* parse_dict(tracked, fmt, names, kw or None, *args) */
HPyDef_METH(parse_dict, "parse_dict", HPyFunc_VARARGS)
static HPy parse_dict_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    variable v[N];
    const char *names[N + 2];
    HPyTracker made, *ht = HPy_IsTrue(ctx, args[0]) ? &made : NULL;
    const char *fmt = c_str(ctx, args[1]);
    HPy kw = HPy_Is(ctx, args[3], ctx->h_None) ? HPy_NULL : args[3];

    (void)self;
    memset(v, 0x5A, sizeof v);
    keep_names(ctx, args[2], names);
    return finish(ctx,
                  HPyArg_ParseKeywordsDict(ctx, ht, args + 4, (HPy_ssize_t)nargs - 4, kw, fmt, names,
                                           &v[0], &v[1], &v[2], &v[3]),
                  fmt, v, ht);
}

/* --- HPy_BuildValue --- */

/* build(i): the i-th of what follows; x is an object */
HPyDef_METH(build, "build", HPyFunc_VARARGS)
static HPy build_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy x = args[1];

    (void)self, (void)nargs;
    switch (HPyLong_AsLong(ctx, args[0])) {
    case 0: return HPy_BuildValue(ctx, "");
    case 1: return HPy_BuildValue(ctx, "i", INT_MIN);
    case 2: return HPy_BuildValue(ctx, "(iI)", -1, UINT_MAX);
    case 3: return HPy_BuildValue(ctx, "[lk]", LONG_MIN, ULONG_MAX);
    case 4: return HPy_BuildValue(ctx, "LKn", LLONG_MIN, ULLONG_MAX, HPY_SSIZE_T_MIN);
    case 5: return HPy_BuildValue(ctx, "fd", 0.25f, 0.1);
    case 6: return HPy_BuildValue(ctx, "s", "h\xc3\xa9");
    case 7: return HPy_BuildValue(ctx, "(s)", (const char *)NULL);
    case 8: return HPy_BuildValue(ctx, "O", x);
    case 9: return HPy_BuildValue(ctx, "(SO)", x, x);
    case 10: return HPy_BuildValue(ctx, "()");
    case 11: return HPy_BuildValue(ctx, "[]");
    case 12: return HPy_BuildValue(ctx, "{}");
    case 13: return HPy_BuildValue(ctx, "{s:i, s:(ii), i:[{s:s}]}", "a", 1, "b", 2, 3, 4, "c", "d");
    case 14: return HPy_BuildValue(ctx, "{ s : i , }", "a", 1);
    case 15: return HPy_BuildValue(ctx, "i , (i, i) ,[ ]", 1, 2, 3);
    case 16: return HPy_BuildValue(ctx, "O", HPy_NULL);
    case 17: return HPy_BuildValue(ctx, "(q)", 1);
    case 18: return HPy_BuildValue(ctx, "(i", 1);
    case 19: return HPy_BuildValue(ctx, "([(i)k", 1, 2ul);
    case 20: return HPy_BuildValue(ctx, "[i)", 1);
    case 21: return HPy_BuildValue(ctx, "{i:i", 1, 2);
    case 22: return HPy_BuildValue(ctx, "{i:i,,}", 1, 2);
    case 23: return HPy_BuildValue(ctx, "{i:ii}", 1, 2, 3);
    case 24: return HPy_BuildValue(ctx, "{i}", 1);
    case 25: return HPy_BuildValue(ctx, "N", x);
    case 26: return HPy_BuildValue(ctx, "{O:i}", x, 1);
    case 27: return HPy_BuildValue(ctx, "i)", 1);
    }
    return HPyErr_SetString(ctx, ctx->h_IndexError, "no such case");
}

/* --- HPyUnicode_FromFormat --- */

/* format(i, x): the i-th of what follows */
HPyDef_METH(format, "format", HPyFunc_VARARGS)
static HPy format_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy x = args[1];

    (void)self, (void)nargs;
    switch (HPyLong_AsLong(ctx, args[0])) {
    case 0: return HPyUnicode_FromFormat(ctx, "plain %% %%d");
    case 1: return HPyUnicode_FromFormat(ctx, "%d %i %u %x", -5, 6, 7u, 0xbeef);
    case 2: return HPyUnicode_FromFormat(ctx, "%ld %li %lu", LONG_MIN, -1l, ULONG_MAX);
    case 3: return HPyUnicode_FromFormat(ctx, "%lld %lli %llu", LLONG_MIN, -1ll, ULLONG_MAX);
    case 4: return HPyUnicode_FromFormat(ctx, "%zd %zi %zu", HPY_SSIZE_T_MIN, (HPy_ssize_t)-1, SIZE_MAX);
    case 5: return HPyUnicode_FromFormat(ctx, "|%5d|%05d|%.3d|%8.3d|%08.3d|%1d|", -7, -7, -7, -7, -7, -7);
    case 6: return HPyUnicode_FromFormat(ctx, "|%5u|%05u|%.3u|%05x|%.0d|", 7u, 7u, 7u, 7, 0);
    case 7: return HPyUnicode_FromFormat(ctx, "%c%c%c%c", 'a', 0xe9, 0x20ac, 0x1f600);
    case 8: return HPyUnicode_FromFormat(ctx, "a%cb%c", 0, 0xd800);
    case 9: return HPyUnicode_FromFormat(ctx, "%c", 0x110000);
    case 10: return HPyUnicode_FromFormat(ctx, "|%s|%5s|%.2s|%5.1s|", "abc", "abc", "abc", "abc");
    case 11: return HPyUnicode_FromFormat(ctx, "|%4s|%.2s|%.3s|", "h\xc3\xa9", "h\xc3\xa9", "h\xc3\xa9");
    case 12: return HPyUnicode_FromFormat(ctx, "|%U|%S|%R|%A|", x, x, x, x);
    case 13: return HPyUnicode_FromFormat(ctx, "|%6U|%.2U|%6.2S|%.4R|%.4A|", x, x, x, x, x);
    case 14: return HPyUnicode_FromFormat(ctx, "%V %V", x, "unused", HPy_NULL, "used");
    case 15: return HPyUnicode_FromFormat(ctx, "%p", (void *)0xabc0);
    case 16: return HPyUnicode_FromFormat(ctx, "%s", (const char *)NULL);
    case 17: return HPyUnicode_FromFormat(ctx, "%U", HPy_NULL);
    case 18: return HPyUnicode_FromFormat(ctx, "%R", HPy_NULL);
    case 19: return HPyUnicode_FromFormat(ctx, "%q", 1);
    case 20: return HPyUnicode_FromFormat(ctx, "100%");
    case 21: return HPyUnicode_FromFormat(ctx, "%05s", "x");
    case 22: return HPyUnicode_FromFormat(ctx, "%5c", 'x');
    case 23: return HPyUnicode_FromFormat(ctx, "%99999999999999999999d", 1);
    case 24: return HPyUnicode_FromFormat(ctx, "%.99999999999999999999d", 1);
    case 25: return HPyUnicode_FromFormat(ctx, "h\xc3\xa9");
    case 26: return HPyUnicode_FromFormat(ctx, "%S", x);
    case 27: return HPyErr_Format(ctx, ctx->h_ValueError, "%S is not %d", x, 3);
    case 28: return HPyErr_Format(ctx, ctx->h_ValueError, "%q");
    case 29: return HPyUnicode_FromFormat(ctx, "%300d|", 1);
    }
    return HPyErr_SetString(ctx, ctx->h_IndexError, "no such case");
}

/* --- the others --- */

/* pack(*args) packs the first three, or 20 times the first */
HPyDef_METH(pack, "pack", HPyFunc_VARARGS)
static HPy pack_impl(HPyContext *ctx, HPy self, const HPy *a, size_t n)
{
    (void)self;
    switch (n) {
    case 0: return HPyTuple_Pack(ctx, 0);
    case 3: return HPyTuple_Pack(ctx, 3, a[0], a[1], a[2]);
    }
    return HPyTuple_Pack(ctx, 20, a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0],
                         a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0]);
}

/* pack_keywords(*args, **kw) -> (args or None, kw or None) */
HPyDef_METH(pack_keywords, "pack_keywords", HPyFunc_KEYWORDS)
static HPy pack_keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy tuple, dict, result;

    (void)self;
    if (!HPyHelpers_PackArgsAndKeywords(ctx, args, nargs, kwnames, &tuple, &dict))
        return HPy_NULL;
    result = HPyTuple_Pack(ctx, 2, HPy_IsNull(tuple) ? ctx->h_None : tuple,
                           HPy_IsNull(dict) ? ctx->h_None : dict);
    HPy_Close(ctx, tuple);
    HPy_Close(ctx, dict);
    return result;
}

/* indices(slice, length) -> (start, stop, step, number of items) */
HPyDef_METH(indices, "indices", HPyFunc_VARARGS)
static HPy indices_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t start, stop, step, n;

    (void)self, (void)nargs;
    if (HPySlice_Unpack(ctx, args[0], &start, &stop, &step) < 0)
        return HPy_NULL;
    n = HPySlice_AdjustIndices(ctx, HPyLong_AsSsize_t(ctx, args[1]), &start, &stop, step);
    return HPy_BuildValue(ctx, "nnnn", start, stop, step, n);
}

static HPyStructSequence_Field point_fields[] = {
    {"x", "the first"}, {"y", NULL}, {NULL, NULL}, {NULL, NULL},
};
static HPyStructSequence_Desc point_desc = {"helpers.Point", "A point.", point_fields};
static HPyStructSequence_Desc nameless_desc = {NULL, NULL, point_fields};

/* structseq(named) makes a type */
HPyDef_METH(structseq, "structseq", HPyFunc_O)
static HPy structseq_impl(HPyContext *ctx, HPy self, HPy named)
{
    (void)self;
    point_fields[2].name = HPyStructSequence_UnnamedField;
    return HPyStructSequence_NewType(ctx, HPy_IsTrue(ctx, named) ? &point_desc : &nameless_desc);
}

/* structseq_new(type, *items) makes an instance */
HPyDef_METH(structseq_new, "structseq_new", HPyFunc_VARARGS)
static HPy structseq_new_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy items[8];
    size_t i;

    (void)self;
    for (i = 1; i < nargs; i++)
        items[i - 1] = args[i];
    return HPyStructSequence_New(ctx, args[0], (HPy_ssize_t)nargs - 1, items);
}

typedef struct {
    int n;
} Thing;
HPyType_HELPERS(Thing)

static HPyType_Spec thing_spec = {
    .name = "helpers.Thing",
    .basicsize = sizeof(Thing),
    .flags = HPy_TPFLAGS_DEFAULT,
    .builtin_shape = SHAPE(Thing),
};

/* add_type(object) sets its attribute Thing to a new type */
HPyDef_METH(add_type, "add_type", HPyFunc_O)
static HPy add_type_impl(HPyContext *ctx, HPy self, HPy obj)
{
    (void)self;
    if (!HPyHelpers_AddType(ctx, obj, "Thing", &thing_spec, NULL))
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *defines[] = {
    &parse, &parse_keywords, &parse_dict, &build, &format, &pack, &pack_keywords, &indices,
    &structseq, &structseq_new, &add_type, NULL,
};
static HPyModuleDef moduledef = {.doc = "The helpers.", .defines = defines};

HPy_MODINIT(helpers, moduledef)
