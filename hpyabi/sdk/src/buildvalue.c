/* buildvalue.c: HPy_BuildValue.
 *
 * Brackets are checked before anything is built, so that what follows may take it
 * that each has its partner; then one function makes one unit (unit), and recurses
 * for what is in brackets. Every unit gives a handle of its own, which whoever puts
 * it into a container closes.
 */
#include "hpy/runtime/buildvalue.h"

#include <stdio.h>

typedef struct {
    HPyContext *ctx;
    const char *fmt; /* the next unit */
    va_list *values;
} build;

static HPy unit(build *b);

/* Raises SystemError: WHAT 'c' in the format string passed to HPy_BuildValue. */
static HPy fail(build *b, const char *what, char c)
{
    char text[128];

    snprintf(text, sizeof text, "%s '%c' in the format string passed to HPy_BuildValue", what, c);
    return HPyErr_SetString(b->ctx, b->ctx->h_SystemError, text);
}

/* The bracket that closes an opening one; 0 for another character. */
static char closing(char open)
{
    switch (open) {
    case '(': return ')';
    case '[': return ']';
    case '{': return '}';
    }
    return 0;
}

/* The place of the bracket that closes the one before f, or NULL. */
static const char *partner(const char *f, char close)
{
    for (; *f != close; f++) {
        if (*f == '\0' || *f == ')' || *f == ']' || *f == '}')
            return NULL;
        if (closing(*f) != 0) {
            f = partner(f + 1, closing(*f));
            if (f == NULL)
                return NULL;
        }
    }
    return f;
}

/* Counts the units from f to the character end (a bracket, or the end of the format).
   -1 with an exception when a bracket has no partner. */
static HPy_ssize_t count(build *b, const char *f, char end)
{
    HPy_ssize_t n = 0;

    for (; *f != end; f++) {
        char open = *f;
        if (open == ',' || open == ' ')
            continue;
        n++;
        if (open == ')' || open == ']' || open == '}')
            return fail(b, "unmatched", open), -1;
        if (closing(open) != 0) {
            f = partner(f + 1, closing(open));
            if (f == NULL)
                return fail(b, "unmatched", open), -1;
        }
    }
    return n;
}

static void skip_spaces(build *b)
{
    while (*b->fmt == ' ')
        b->fmt++;
}

/* Behind an item of a tuple or a list: spaces, and one comma among them. */
static void skip_separator(build *b)
{
    skip_spaces(b);
    if (*b->fmt == ',')
        b->fmt++;
    skip_spaces(b);
}

/* Takes the bracket (or the end) that must stand behind the last item. */
static bool take_end(build *b, char end)
{
    if (*b->fmt != end) {
        fail(b, "unexpected", *b->fmt);
        return false;
    }
    if (end != '\0')
        b->fmt++;
    return true;
}

static HPy tuple(build *b, char end)
{
    HPyContext *ctx = b->ctx;
    HPy_ssize_t i, n = count(b, b->fmt, end);
    HPyTupleBuilder items;

    if (n < 0)
        return HPy_NULL;
    items = HPyTupleBuilder_New(ctx, n);
    skip_spaces(b);
    for (i = 0; i < n; i++) {
        HPy item = unit(b);
        if (HPy_IsNull(item))
            break;
        HPyTupleBuilder_Set(ctx, items, i, item);
        HPy_Close(ctx, item);
        skip_separator(b);
    }
    if (i < n || !take_end(b, end)) {
        HPyTupleBuilder_Cancel(ctx, items);
        return HPy_NULL;
    }
    return HPyTupleBuilder_Build(ctx, items);
}

static HPy list(build *b)
{
    HPyContext *ctx = b->ctx;
    HPy_ssize_t i, n = count(b, b->fmt, ']');
    HPyListBuilder items;

    if (n < 0)
        return HPy_NULL;
    items = HPyListBuilder_New(ctx, n);
    skip_spaces(b);
    for (i = 0; i < n; i++) {
        HPy item = unit(b);
        if (HPy_IsNull(item))
            break;
        HPyListBuilder_Set(ctx, items, i, item);
        HPy_Close(ctx, item);
        skip_separator(b);
    }
    if (i < n || !take_end(b, ']')) {
        HPyListBuilder_Cancel(ctx, items);
        return HPy_NULL;
    }
    return HPyListBuilder_Build(ctx, items);
}

/* Adds the pair key:value to a dict. */
static bool pair(build *b, HPy dict)
{
    HPyContext *ctx = b->ctx;
    HPy key, value = HPy_NULL;
    bool ok = false;

    key = unit(b);
    if (HPy_IsNull(key))
        return false;
    skip_spaces(b);
    if (*b->fmt == ':') {
        b->fmt++;
        skip_spaces(b);
        value = unit(b);
        ok = !HPy_IsNull(value) && HPy_SetItem(ctx, dict, key, value) == 0;
    } else {
        fail(b, "missing", ':');
    }
    HPy_Close(ctx, value);
    HPy_Close(ctx, key);
    return ok;
}

static HPy dict(build *b)
{
    HPyContext *ctx = b->ctx;
    HPy made = HPyDict_New(ctx);
    bool first = true;

    if (HPy_IsNull(made))
        return HPy_NULL;
    for (;;) {
        skip_spaces(b);
        if (*b->fmt == '}')
            break;
        if (!first) {
            if (*b->fmt != ',') {
                fail(b, "missing", ',');
                goto failed;
            }
            b->fmt++;
            skip_spaces(b);
            if (*b->fmt == '}')
                break;
        }
        if (*b->fmt == ',') {
            fail(b, "unexpected", ',');
            goto failed;
        }
        if (!pair(b, made))
            goto failed;
        first = false;
    }
    b->fmt++;
    return made;

failed:
    HPy_Close(ctx, made);
    return HPy_NULL;
}

/* Another handle to an object that the caller has. */
static HPy object(build *b, HPy h)
{
    HPyContext *ctx = b->ctx;

    if (!HPy_IsNull(h))
        return HPy_Dup(ctx, h);
    if (!HPyErr_Occurred(ctx))
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_NULL object passed to HPy_BuildValue");
    return HPy_NULL;
}

static HPy text(build *b, const char *utf8)
{
    return utf8 == NULL ? HPy_Dup(b->ctx, b->ctx->h_None) : HPyUnicode_FromString(b->ctx, utf8);
}

static HPy unit(build *b)
{
    HPyContext *ctx = b->ctx;
    va_list *values = b->values;
    char c = *b->fmt++;

    switch (c) {
    case '(': return tuple(b, ')');
    case '[': return list(b);
    case '{': return dict(b);
    case 'i': return HPyLong_FromLong(ctx, va_arg(*values, int));
    case 'I': return HPyLong_FromUnsignedLong(ctx, va_arg(*values, unsigned int));
    case 'l': return HPyLong_FromLong(ctx, va_arg(*values, long));
    case 'k': return HPyLong_FromUnsignedLong(ctx, va_arg(*values, unsigned long));
    case 'L': return HPyLong_FromLongLong(ctx, va_arg(*values, long long));
    case 'K': return HPyLong_FromUnsignedLongLong(ctx, va_arg(*values, unsigned long long));
    case 'n': return HPyLong_FromSsize_t(ctx, va_arg(*values, HPy_ssize_t));
    case 'f': /* a float arrives as a double */
    case 'd': return HPyFloat_FromDouble(ctx, va_arg(*values, double));
    case 's': return text(b, va_arg(*values, const char *));
    case 'O':
    case 'S': return object(b, va_arg(*values, HPy));
    case 'N':
        return HPyErr_SetString(ctx, ctx->h_SystemError,
            "HPy_BuildValue does not support the 'N' formatting unit. "
            "Instead, use the 'O' formatting unit and manually close "
            "the handle in the caller if necessary. HPy API functions "
            "never 'steal' handles and always make a duplicate handle if "
            "needed, the 'ownership' of the original handle is never "
            "'transferred'. ");
    }
    return fail(b, "bad format char", c);
}

HPyAPI_HELPER HPy
HPy_BuildValue(HPyContext *ctx, const char *fmt, ...)
{
    build b;
    va_list values;
    HPy result;
    HPy_ssize_t n;

    b.ctx = ctx;
    b.fmt = fmt;
    b.values = &values;
    n = count(&b, fmt, '\0');
    if (n < 0)
        return HPy_NULL;
    if (n == 0)
        return HPy_Dup(ctx, ctx->h_None);
    va_start(values, fmt);
    skip_spaces(&b);
    result = n == 1 ? unit(&b) : tuple(&b, '\0');
    va_end(values);
    return result;
}
