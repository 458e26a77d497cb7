/* argparse.c: HPyArg_Parse, HPyArg_ParseKeywords, HPyArg_ParseKeywordsDict.
 *
 * One loop walks the format and the arguments side by side for all three (walk);
 * they differ in where argument i comes from:
 *
 *   - by position, out of an array;
 *   - by keyword, out of the same array, behind the positional ones: the names are
 *     looked up once, before the walk (match_names), so that each name is decoded
 *     once however many parameters there are;
 *   - by keyword, out of a dict: looked up when the walk gets there.
 *
 * A keyword that no parameter has, or that is also given by position, is an error
 * with CPython's message. It is reported behind the walk, since a missing argument
 * tells more when a name is misspelt.
 */
#include "hpy/runtime/argparse.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* What the three functions have in common while they run. */
typedef struct {
    HPyContext *ctx;
    const char *fmt;     /* the next unit */
    const char *fmt_end; /* behind the last one */
    const char *note;    /* the ':' or ';' that ends the units, or NULL */
    HPyTracker *ht;      /* where handles made here go, or NULL */
    const HPy *args;
    size_t nargs;

    /* Keywords; names is NULL for HPyArg_Parse. */
    const char **names;
    size_t nnames;
    HPy kw;             /* the tuple of names or the dict, or HPy_NULL */
    bool kw_is_dict;
    HPy_ssize_t *found; /* by parameter: the place in the tuple of names, or -1 */
    HPy stray;          /* the first keyword that is no parameter, or HPy_NULL */
    HPy_ssize_t used;   /* keywords of the dict that were taken */
} parse;

/* Parameters for which the table of found keywords lies on the stack. */
#define FEW_NAMES 32

/* --- errors --- */

/* Raises exc. The format's ';' gives the whole text, its ':' the function's name. */
static int fail(parse *p, HPy exc, const char *what)
{
    char text[512];

    if (p->note == NULL)
        snprintf(text, sizeof text, "function %.256s", what);
    else if (*p->note == ':')
        snprintf(text, sizeof text, "%.200s() %.256s", p->note + 1, what);
    else
        snprintf(text, sizeof text, "%s", p->note + 1);
    HPyErr_SetString(p->ctx, exc, text);
    return 0;
}

/* Raises TypeError with a text of CPython's, made of a part before and a part behind
   the function's name. */
static int fail_keyword(parse *p, const char *before, const char *behind)
{
    char text[1024];
    const char *function = "this function", *call = "";

    if (p->note != NULL && *p->note == ';')
        return fail(p, p->ctx->h_TypeError, "");
    if (p->note != NULL) {
        function = p->note + 1;
        call = "()";
    }
    snprintf(text, sizeof text, "%.400s%.200s%s%.300s", before, function, call, behind);
    HPyErr_SetString(p->ctx, p->ctx->h_TypeError, text);
    return 0;
}

static int fail_stray(parse *p, HPy name)
{
    char before[400];
    HPy_ssize_t size;
    const char *utf8;

    if (!HPyUnicode_Check(p->ctx, name)) {
        HPyErr_SetString(p->ctx, p->ctx->h_TypeError, "keywords must be strings");
        return 0;
    }
    utf8 = HPyUnicode_AsUTF8AndSize(p->ctx, name, &size);
    if (utf8 == NULL)
        return 0;
    snprintf(before, sizeof before, "'%.300s' is an invalid keyword argument for ", utf8);
    return fail_keyword(p, before, "");
}

static int fail_twice(parse *p, size_t i)
{
    char behind[300];

    snprintf(behind, sizeof behind, " given by name ('%.200s') and position (%zu)",
             p->names[i], i + 1);
    return fail_keyword(p, "argument for ", behind);
}

/* --- one argument --- */

/* An int that must lie within bounds. 0 with an exception when it does not. */
static int bounded(parse *p, HPy arg, long lowest, long highest, const char *kind, long *out)
{
    char what[80];
    long value = HPyLong_AsLong(p->ctx, arg);

    if (value == -1 && HPyErr_Occurred(p->ctx))
        return 0;
    if (value < lowest || value > highest) {
        snprintf(what, sizeof what, "%s is %s", kind,
                 value < lowest ? "less than minimum" : "greater than maximum");
        return fail(p, p->ctx->h_OverflowError, what);
    }
    *out = value;
    return 1;
}

/* A C string that is complete: what C sees up to the NUL is all there is. */
static int c_string(parse *p, HPy arg, const char **out)
{
    HPy_ssize_t size;
    const char *utf8;

    if (!HPyUnicode_Check(p->ctx, arg))
        return fail(p, p->ctx->h_TypeError, "a str is required");
    utf8 = HPyUnicode_AsUTF8AndSize(p->ctx, arg, &size);
    if (utf8 == NULL)
        return fail(p, p->ctx->h_SystemError, "unicode conversion error");
    if (memchr(utf8, '\0', (size_t)size) != NULL)
        return fail(p, p->ctx->h_ValueError, "embedded null character");
    if (utf8[size] != '\0')
        return fail(p, p->ctx->h_SystemError, "missing terminating null character");
    *out = utf8;
    return 1;
}

/* O: with a tracker that was asked for by name, a handle of its own; else the
   caller's. */
static int object(parse *p, HPy arg, HPy *out)
{
    HPy h;

    if (p->names == NULL) {
        *out = arg;
        return 1;
    }
    h = HPy_Dup(p->ctx, arg);
    if (HPy_IsNull(h) || HPyTracker_Add(p->ctx, *p->ht, h) < 0)
        return 0;
    *out = h;
    return 1;
}

#define FAILED(value) ((value) == -1 && HPyErr_Occurred(p->ctx))

/* Takes the next unit and its variable. arg is HPy_NULL when an optional argument is
   not given: the variable is then taken and left alone. */
static int convert(parse *p, HPy arg, va_list *out)
{
    HPyContext *ctx = p->ctx;
    bool given = !HPy_IsNull(arg);
    long n;

    switch (*p->fmt++) {
    case 'b': {
        unsigned char *to = va_arg(*out, unsigned char *);
        if (given) {
            if (!bounded(p, arg, 0, UCHAR_MAX, "unsigned byte integer", &n))
                return 0;
            *to = (unsigned char)n;
        }
        return 1;
    }
    case 'h': {
        short *to = va_arg(*out, short *);
        if (given) {
            if (!bounded(p, arg, SHRT_MIN, SHRT_MAX, "signed short integer", &n))
                return 0;
            *to = (short)n;
        }
        return 1;
    }
    case 'i': {
        int *to = va_arg(*out, int *);
        if (given) {
            if (!bounded(p, arg, INT_MIN, INT_MAX, "signed integer", &n))
                return 0;
            *to = (int)n;
        }
        return 1;
    }
    case 'l': {
        long *to = va_arg(*out, long *);
        if (given) {
            n = HPyLong_AsLong(ctx, arg);
            if (FAILED(n))
                return 0;
            *to = n;
        }
        return 1;
    }
    case 'L': {
        long long *to = va_arg(*out, long long *);
        if (given) {
            long long value = HPyLong_AsLongLong(ctx, arg);
            if (FAILED(value))
                return 0;
            *to = value;
        }
        return 1;
    }
    case 'n': {
        HPy_ssize_t *to = va_arg(*out, HPy_ssize_t *);
        if (given) {
            HPy_ssize_t value = HPyLong_AsSsize_t(ctx, arg);
            if (FAILED(value))
                return 0;
            *to = value;
        }
        return 1;
    }
    case 'B': {
        unsigned char *to = va_arg(*out, unsigned char *);
        if (given) {
            unsigned long value = HPyLong_AsUnsignedLongMask(ctx, arg);
            if (FAILED((long)value))
                return 0;
            *to = (unsigned char)value;
        }
        return 1;
    }
    case 'H': {
        unsigned short *to = va_arg(*out, unsigned short *);
        if (given) {
            unsigned long value = HPyLong_AsUnsignedLongMask(ctx, arg);
            if (FAILED((long)value))
                return 0;
            *to = (unsigned short)value;
        }
        return 1;
    }
    case 'I': {
        unsigned int *to = va_arg(*out, unsigned int *);
        if (given) {
            unsigned long value = HPyLong_AsUnsignedLongMask(ctx, arg);
            if (FAILED((long)value))
                return 0;
            *to = (unsigned int)value;
        }
        return 1;
    }
    case 'k': {
        unsigned long *to = va_arg(*out, unsigned long *);
        if (given) {
            unsigned long value = HPyLong_AsUnsignedLongMask(ctx, arg);
            if (FAILED((long)value))
                return 0;
            *to = value;
        }
        return 1;
    }
    case 'K': {
        unsigned long long *to = va_arg(*out, unsigned long long *);
        if (given) {
            unsigned long long value = HPyLong_AsUnsignedLongLongMask(ctx, arg);
            if (FAILED((long long)value))
                return 0;
            *to = value;
        }
        return 1;
    }
    case 'f': {
        float *to = va_arg(*out, float *);
        if (given) {
            double value = HPyFloat_AsDouble(ctx, arg);
            if (FAILED(value))
                return 0;
            *to = (float)value;
        }
        return 1;
    }
    case 'd': {
        double *to = va_arg(*out, double *);
        if (given) {
            double value = HPyFloat_AsDouble(ctx, arg);
            if (FAILED(value))
                return 0;
            *to = value;
        }
        return 1;
    }
    case 'p': {
        int *to = va_arg(*out, int *);
        if (given) {
            int value = HPy_IsTrue(ctx, arg);
            if (value < 0)
                return 0;
            *to = value > 0;
        }
        return 1;
    }
    case 's': {
        const char **to = va_arg(*out, const char **);
        return !given || c_string(p, arg, to);
    }
    case 'O': {
        HPy *to = va_arg(*out, HPy *);
        return !given || object(p, arg, to);
    }
    default:
        return fail(p, ctx->h_SystemError, "unknown arg format code");
    }
}

/* --- keywords --- */

/* The parameter that an object names, or nnames. */
static size_t parameter(const parse *p, HPy name)
{
    HPyContext *ctx = p->ctx;
    HPy_ssize_t size;
    const char *utf8;
    size_t i;

    if (!HPyUnicode_Check(ctx, name))
        return p->nnames;
    utf8 = HPyUnicode_AsUTF8AndSize(ctx, name, &size);
    if (utf8 == NULL) {
        HPyErr_Clear(ctx); /* a lone surrogate: no parameter is called so */
        return p->nnames;
    }
    for (i = 0; i < p->nnames; i++)
        if (size > 0 && strlen(p->names[i]) == (size_t)size &&
            memcmp(p->names[i], utf8, (size_t)size) == 0)
            break;
    return i;
}

/* Finds out which parameters the tuple of names means. 0 with an exception. */
static int match_names(parse *p)
{
    HPyContext *ctx = p->ctx;
    HPy_ssize_t j, n = HPy_Length(ctx, p->kw);

    if (n < 0)
        return fail(p, ctx->h_SystemError, "could not retrieve length of keyword names tuple");
    for (j = 0; j < n; j++) {
        HPy name = HPy_GetItem_i(ctx, p->kw, j);
        size_t i;

        if (HPy_IsNull(name))
            return 0;
        i = parameter(p, name);
        if (i < p->nnames)
            p->found[i] = j;
        if (i == p->nnames && HPy_IsNull(p->stray))
            p->stray = name;
        else
            HPy_Close(ctx, name);
    }
    return 1;
}

/* The value of parameter i out of the dict, as a handle of our own; HPy_NULL when it
   is not there. */
static HPy from_dict(parse *p, size_t i)
{
    HPy value = HPy_GetItem_s(p->ctx, p->kw, p->names[i]);

    if (HPy_IsNull(value))
        HPyErr_Clear(p->ctx);
    else
        p->used++;
    return value;
}

/* The first key of the dict that is no parameter, or one that is given by position
   too. 0 with an exception, which there always is. */
static int fail_unused(parse *p)
{
    HPyContext *ctx = p->ctx;
    HPy keys = HPyDict_Keys(ctx, p->kw);
    HPy_ssize_t j, n;

    if (HPy_IsNull(keys))
        return 0;
    n = HPy_Length(ctx, keys);
    for (j = 0; j < n; j++) {
        HPy key = HPy_GetItem_i(ctx, keys, j);
        size_t i;

        if (HPy_IsNull(key))
            break;
        i = parameter(p, key);
        if (i == p->nnames)
            fail_stray(p, key);
        else if (i < p->nargs)
            fail_twice(p, i);
        HPy_Close(ctx, key);
        if (HPyErr_Occurred(ctx))
            break;
    }
    HPy_Close(ctx, keys);
    if (!HPyErr_Occurred(ctx))
        fail(p, ctx->h_SystemError, "the dict of keywords changed while it was read");
    return 0;
}

/* Behind the walk: keywords that it had no use for. */
static int check_keywords(parse *p)
{
    size_t i;

    if (HPy_IsNull(p->kw))
        return 1;
    if (p->kw_is_dict) {
        HPy_ssize_t n = HPy_Length(p->ctx, p->kw);
        if (n < 0)
            return 0;
        return n == p->used || fail_unused(p);
    }
    if (!HPy_IsNull(p->stray))
        return fail_stray(p, p->stray);
    for (i = 0; i < p->nargs && i < p->nnames; i++)
        if (p->found[i] >= 0)
            return fail_twice(p, i);
    return 1;
}

/* --- the walk --- */

/* Converts parameter i, if it is given. */
static int convert_parameter(parse *p, size_t i, bool optional, va_list *out)
{
    HPyContext *ctx = p->ctx;
    HPy arg = HPy_NULL;
    bool ours = false;
    int ok;

    if (i < p->nargs) {
        arg = p->args[i];
    } else if (p->names != NULL && !HPy_IsNull(p->kw) && *p->names[i] != '\0') {
        if (!p->kw_is_dict && p->found[i] >= 0) {
            arg = p->args[p->nargs + (size_t)p->found[i]];
        } else if (p->kw_is_dict) {
            arg = from_dict(p, i);
            ours = !HPy_IsNull(arg);
        }
    }
    if (HPy_IsNull(arg) && !optional)
        return fail(p, ctx->h_TypeError,
                    p->names == NULL ? "required positional argument missing"
                                     : "no value for required argument");
    if (ours && *p->fmt == 's' && p->ht != NULL) {
        /* The text must stay: the tracker keeps the handle from now on. */
        ours = false;
        if (HPyTracker_Add(ctx, *p->ht, arg) < 0)
            return 0;
    }
    ok = convert(p, arg, out);
    if (ours)
        HPy_Close(ctx, arg);
    return ok;
}

static int walk(parse *p, va_list *out)
{
    HPyContext *ctx = p->ctx;
    bool by_keyword = p->names != NULL;
    bool optional = false, keyword_only = false;
    size_t i = 0;

    while (p->fmt != p->fmt_end) {
        if (*p->fmt == '|' || (*p->fmt == '$' && by_keyword)) {
            optional = true;
            keyword_only = keyword_only || *p->fmt == '$';
            p->fmt++;
            continue;
        }
        if (by_keyword) {
            if (*p->fmt == 'O' && p->ht == NULL)
                return fail(p, ctx->h_SystemError,
                            "HPyArg_ParseKeywords cannot use the format character 'O' unless"
                            " an HPyTracker is provided. Please supply an HPyTracker.");
            if (i >= p->nnames)
                return fail(p, ctx->h_TypeError, "mismatched args (too few keywords for fmt)");
            if (keyword_only && i < p->nargs)
                return fail(p, ctx->h_TypeError,
                            "keyword only argument passed as positional argument");
        }
        if (!convert_parameter(p, i, optional, out))
            return 0;
        i++;
    }
    if (by_keyword && i != p->nnames)
        return fail(p, ctx->h_TypeError, "mismatched args (too many keywords for fmt)");
    if (i < p->nargs)
        return fail(p, ctx->h_TypeError, "mismatched args (too many arguments for fmt)");
    return !by_keyword || check_keywords(p);
}

/* --- entry --- */

static void begin(parse *p, HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs,
                  const char *fmt)
{
    memset(p, 0, sizeof *p);
    p->ctx = ctx;
    p->ht = ht;
    p->args = args;
    p->nargs = nargs;
    p->fmt = fmt;
    p->fmt_end = fmt + strcspn(fmt, ":;");
    if (*p->fmt_end != '\0')
        p->note = p->fmt_end;
}

/* Makes the tracker, walks, and closes the tracker when that fails. */
static int tracked_walk(parse *p, va_list *out)
{
    if (p->ht != NULL) {
        *p->ht = HPyTracker_New(p->ctx, 0);
        if (HPy_IsNull(*p->ht))
            return 0;
    }
    if ((p->found == NULL || match_names(p)) && walk(p, out))
        return 1;
    if (p->ht != NULL)
        HPyTracker_Close(p->ctx, *p->ht);
    return 0;
}

/* Counts the names; "" may only come first. */
static int count_names(parse *p, const char **names)
{
    bool named = false;

    p->names = names;
    for (; names[p->nnames] != NULL; p->nnames++) {
        if (*names[p->nnames] != '\0')
            named = true;
        else if (named)
            return fail(p, p->ctx->h_SystemError, "empty keyword parameter name");
    }
    return 1;
}

static int parse_keywords(parse *p, const char **names, HPy kw, bool is_dict, va_list *out)
{
    HPy_ssize_t few[FEW_NAMES];
    size_t i;
    int ok;

    if (!count_names(p, names))
        return 0;
    p->kw = kw;
    p->kw_is_dict = is_dict;
    if (!is_dict && !HPy_IsNull(kw)) {
        p->found = few;
        if (p->nnames > FEW_NAMES) {
            p->found = (HPy_ssize_t *)malloc(p->nnames * sizeof *p->found);
            if (p->found == NULL) {
                HPyErr_NoMemory(p->ctx);
                return 0;
            }
        }
        for (i = 0; i < p->nnames; i++)
            p->found[i] = -1;
    }
    ok = tracked_walk(p, out);
    HPy_Close(p->ctx, p->stray);
    if (p->found != few)
        free(p->found);
    return ok;
}

HPyAPI_HELPER int
HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs,
             const char *fmt, ...)
{
    parse p;
    va_list out;
    int ok;

    begin(&p, ctx, ht, args, nargs, fmt);
    va_start(out, fmt);
    ok = tracked_walk(&p, &out);
    va_end(out);
    return ok;
}

HPyAPI_HELPER int
HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs,
                     HPy kwnames, const char *fmt, const char *keywords[], ...)
{
    parse p;
    va_list out;
    int ok;

    begin(&p, ctx, ht, args, nargs, fmt);
    va_start(out, keywords);
    ok = parse_keywords(&p, keywords, kwnames, false, &out);
    va_end(out);
    return ok;
}

HPyAPI_HELPER int
HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args,
                         HPy_ssize_t nargs, HPy kw, const char *fmt,
                         const char *keywords[], ...)
{
    parse p;
    va_list out;
    int ok;

    begin(&p, ctx, ht, args, (size_t)nargs, fmt);
    va_start(out, keywords);
    ok = parse_keywords(&p, keywords, kw, true, &out);
    va_end(out);
    return ok;
}
