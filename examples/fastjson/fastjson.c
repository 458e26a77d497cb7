/* fastjson: JSON (RFC 8259) to Python objects and back.
 *
 * What this example shows of HPy:
 *
 *   - Making many objects of many kinds, and a value whose parts are handles in an array
 *     that grows: however the making ends, every handle of the array is closed once.
 *
 *   - Telling objects by their type with the context's own types (ctx->h_DictType …), and
 *     the order in which to ask: True is an int, too.
 *
 *   - Recursion of C over data from outside. C has no RecursionError, it has a stack that
 *     ends; so depth is counted, and both directions refuse to go deeper than MAX_DEPTH.
 *
 *   - Where a helper of HPy's does not fit: HPyUnicode_FromString ends at a NUL, which JSON
 *     can write as \u0000, so text goes through bytes then. And an int of any size comes from
 *     its digits with HPy_Long.
 *
 *   - An exception with its place (`pos`, `line`, `column`), made only when it is needed.
 */
#include "hpy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 500

static HPyGlobal decode_error;

/* --------------------------------------------------------------- reading: the state --- */

typedef struct {
    HPyContext *ctx;
    const char *text, *p, *end; /* UTF-8 of the argument, whose handle is open; *end is 0 */
    HPy object_hook;            /* or HPy_NULL */
    char *scratch;              /* for a string with escapes in it */
    size_t scratch_size;
    int depth;
} Parser;

static HPy parse_value(Parser *r);

/* Raises DecodeError for the place `at`; always returns HPy_NULL, to be returned in turn. */
static HPy
fail(Parser *r, const char *at, const char *what)
{
    HPyContext *ctx = r->ctx;
    long line = 1, column = 1, pos = 0;
    for (const char *q = r->text; q < at; q++) {
        int starts_character = (*q & 0xC0) != 0x80;
        pos += starts_character;
        column += starts_character;
        if (*q == '\n') {
            line++;
            column = 1;
        }
    }
    HPy type = HPyGlobal_Load(ctx, decode_error);
    HPy message = HPyUnicode_FromFormat(ctx, "line %ld, column %ld: %s", line, column, what);
    HPy error = HPy_IsNull(message) ? HPy_NULL : HPy_Call(ctx, type, &message, 1, HPy_NULL);
    const char *names[] = { "pos", "line", "column" };
    long values[] = { pos, line, column };
    int failed = HPy_IsNull(error);
    for (int i = 0; i < 3 && !failed; i++) {
        HPy value = HPyLong_FromLong(ctx, values[i]);
        failed = HPy_IsNull(value) || HPy_SetAttr_s(ctx, error, names[i], value) < 0;
        HPy_Close(ctx, value);
    }
    if (!failed)
        HPyErr_SetObject(ctx, type, error);
    HPy_Close(ctx, error);
    HPy_Close(ctx, message);
    HPy_Close(ctx, type);
    return HPy_NULL;
}

static void
skip_space(Parser *r)
{
    while (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t')
        r->p++;
}

/* ------------------------------------------------------------- reading: the leaves --- */

static int
hex4(const char *p)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0'
                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1; /* also at the NUL that ends the text: no byte behind it is read */
        value = value * 16 + digit;
    }
    return value;
}

static char *
put_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800)
        *to++ = (char)(0xC0 | c >> 6);
    else {
        if (c < 0x10000)
            *to++ = (char)(0xE0 | c >> 12);
        else {
            *to++ = (char)(0xF0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (c & 0x3F));
    return to;
}

/* A str of n bytes of UTF-8, which is not followed by a NUL and may have one in it. */
static HPy
text_of(HPyContext *ctx, const char *s, size_t n)
{
    HPy bytes = HPyBytes_FromStringAndSize(ctx, s, (HPy_ssize_t)n);
    if (HPy_IsNull(bytes))
        return HPy_NULL;
    HPy text = HPyUnicode_FromEncodedObject(ctx, bytes, "utf-8", "strict");
    HPy_Close(ctx, bytes);
    return text;
}

static HPy
parse_string(Parser *r)
{
    const char *start = ++r->p, *p = start;
    while ((unsigned char)*p >= 0x20 && *p != '"' && *p != '\\')
        p++;
    if (*p == '"') { /* nothing to unescape */
        r->p = p + 1;
        return text_of(r->ctx, start, (size_t)(p - start));
    }
    /* An escape is never shorter than what it stands for, so this is always enough. */
    size_t need = (size_t)(r->end - start) + 1;
    if (r->scratch_size < need) {
        char *bigger = realloc(r->scratch, need);
        if (bigger == NULL)
            return HPyErr_NoMemory(r->ctx);
        r->scratch = bigger;
        r->scratch_size = need;
    }
    char *to = r->scratch;
    for (p = start; *p != '"'; ) {
        if ((unsigned char)*p < 0x20)
            return fail(r, p, p == r->end ? "the string is not closed"
                                          : "a control character must be escaped");
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        static const char escapes[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
        const char *known = p[1] ? strchr(escapes, p[1]) : NULL;
        if (known != NULL) {
            *to++ = meaning[known - escapes];
            p += 2;
            continue;
        }
        int c = p[1] == 'u' ? hex4(p + 2) : -1;
        if (c < 0)
            return fail(r, p, "not an escape that JSON knows");
        int pair = c >= 0xD800 && c < 0xDC00 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
        if (pair >= 0xDC00 && pair < 0xE000) {
            to = put_utf8(to, 0x10000 + (((unsigned)c & 0x3FF) << 10) + ((unsigned)pair & 0x3FF));
            p += 12;
        }
        else if (c >= 0xD800 && c < 0xE000)
            return fail(r, p, "half of a surrogate pair");
        else {
            to = put_utf8(to, (unsigned)c);
            p += 6;
        }
    }
    r->p = p + 1;
    return text_of(r->ctx, r->scratch, (size_t)(to - r->scratch));
}

static HPy
parse_number(Parser *r)
{
    const char *start = r->p, *p = start;
    int64_t value = 0;
    if (*p == '-')
        p++;
    const char *digits = p;
    while (*p >= '0' && *p <= '9') {
        if (p - digits < 18) /* up to here it certainly fits */
            value = value * 10 + (*p - '0');
        p++;
    }
    if (p == digits)
        return fail(r, start, *start == '-' ? "a minus sign without a number"
                                            : "not a value");
    if (*digits == '0' && p - digits > 1)
        return fail(r, start, "a number does not begin with 0");
    int is_float = 0;
    if (*p == '.') {
        is_float = 1;
        if (!(p[1] >= '0' && p[1] <= '9'))
            return fail(r, p, "no digits behind the point");
        for (p++; *p >= '0' && *p <= '9'; )
            p++;
    }
    if (*p == 'e' || *p == 'E') {
        is_float = 1;
        const char *e = p++;
        if (*p == '+' || *p == '-')
            p++;
        if (!(*p >= '0' && *p <= '9'))
            return fail(r, e, "no digits in the exponent");
        while (*p >= '0' && *p <= '9')
            p++;
    }
    r->p = p;
    if (is_float)
        return HPyFloat_FromDouble(r->ctx, strtod(start, NULL));
    if (p - digits <= 18)
        return HPyLong_FromInt64_t(r->ctx, *start == '-' ? -value : value);
    HPy text = text_of(r->ctx, start, (size_t)(p - start));
    if (HPy_IsNull(text))
        return HPy_NULL;
    HPy number = HPy_Long(r->ctx, text);
    HPy_Close(r->ctx, text);
    return number;
}

static HPy
parse_word(Parser *r, const char *word, HPy value)
{
    size_t n = strlen(word);
    if (strncmp(r->p, word, n) != 0)
        return fail(r, r->p, "not a value");
    r->p += n;
    return HPy_Dup(r->ctx, value);
}

/* ---------------------------------------------------- reading: arrays and objects --- */

/* Handles, all of them ours. */
typedef struct { HPy *items; HPy_ssize_t count, capacity; } Handles;

/* Takes over h, on failure too: then it is closed, and so nothing is left to do for it. */
static int
handles_push(HPyContext *ctx, Handles *a, HPy h)
{
    if (a->count == a->capacity) {
        HPy_ssize_t capacity = a->capacity ? a->capacity * 2 : 8;
        HPy *items = realloc(a->items, sizeof(HPy) * (size_t)capacity);
        if (items == NULL) {
            HPy_Close(ctx, h);
            HPyErr_NoMemory(ctx);
            return -1;
        }
        a->items = items;
        a->capacity = capacity;
    }
    a->items[a->count++] = h;
    return 0;
}

static void
handles_close(HPyContext *ctx, Handles *a)
{
    for (HPy_ssize_t i = 0; i < a->count; i++)
        HPy_Close(ctx, a->items[i]);
    free(a->items);
}

static HPy
parse_array(Parser *r)
{
    Handles a = { 0 };
    HPy list = HPy_NULL;
    r->p++;
    skip_space(r);
    while (*r->p != ']' || a.count > 0) {
        HPy item = parse_value(r);
        if (HPy_IsNull(item) || handles_push(r->ctx, &a, item) < 0)
            goto done;
        skip_space(r);
        if (*r->p == ']')
            break;
        if (*r->p != ',') {
            fail(r, r->p, "expected ',' or ']'");
            goto done;
        }
        r->p++;
    }
    r->p++;
    HPyListBuilder builder = HPyListBuilder_New(r->ctx, a.count);
    for (HPy_ssize_t i = 0; i < a.count; i++)
        HPyListBuilder_Set(r->ctx, builder, i, a.items[i]);
    list = HPyListBuilder_Build(r->ctx, builder);
done:
    handles_close(r->ctx, &a);
    return list;
}

/* One `"key": value` of an object; 0, or -1 with an exception. */
static int
parse_member(Parser *r, HPy dict)
{
    skip_space(r);
    if (*r->p != '"') {
        fail(r, r->p, "expected a key, which is a string");
        return -1;
    }
    HPy key = parse_string(r), value = HPy_NULL;
    int result = -1;
    if (HPy_IsNull(key))
        return -1;
    skip_space(r);
    if (*r->p != ':') {
        fail(r, r->p, "expected ':'");
        goto done;
    }
    r->p++;
    value = parse_value(r);
    if (!HPy_IsNull(value))
        result = HPy_SetItem(r->ctx, dict, key, value);
done:
    HPy_Close(r->ctx, key);
    HPy_Close(r->ctx, value);
    return result;
}

static HPy
parse_object(Parser *r)
{
    HPy dict = HPyDict_New(r->ctx);
    if (HPy_IsNull(dict))
        return HPy_NULL;
    r->p++;
    skip_space(r);
    if (*r->p == '}')
        r->p++;
    else
        for (;;) {
            if (parse_member(r, dict) < 0) {
                HPy_Close(r->ctx, dict);
                return HPy_NULL;
            }
            skip_space(r);
            char c = *r->p;
            if (c != ',' && c != '}') {
                fail(r, r->p, "expected ',' or '}'");
                HPy_Close(r->ctx, dict);
                return HPy_NULL;
            }
            r->p++;
            if (c == '}')
                break;
        }
    if (HPy_IsNull(r->object_hook))
        return dict;
    HPy result = HPy_Call(r->ctx, r->object_hook, &dict, 1, HPy_NULL);
    HPy_Close(r->ctx, dict);
    return result;
}

static HPy
parse_value(Parser *r)
{
    HPyContext *ctx = r->ctx;
    HPy value;
    skip_space(r);
    switch (*r->p) {
    case '"':
        return parse_string(r);
    case 't':
        return parse_word(r, "true", ctx->h_True);
    case 'f':
        return parse_word(r, "false", ctx->h_False);
    case 'n':
        return parse_word(r, "null", ctx->h_None);
    case '[':
    case '{':
        if (++r->depth > MAX_DEPTH)
            return fail(r, r->p, "nested too deep");
        value = *r->p == '[' ? parse_array(r) : parse_object(r);
        r->depth--;
        return value;
    case 0:
        return fail(r, r->p, r->p == r->end ? "the text ends where a value should be"
                                            : "not a value");
    default:
        return parse_number(r);
    }
}

HPyDef_METH(fastjson_loads, "loads", HPyFunc_KEYWORDS,
    .doc = "loads(text, *, object_hook=None)\n\n"
           "The value that a JSON text stands for. With object_hook, what that makes of each\n"
           "dict takes the dict's place.")
static HPy
fastjson_loads_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "text", "object_hook", NULL };
    HPyTracker ht;
    HPy text, hook = HPy_NULL, value = HPy_NULL;
    HPy_ssize_t size;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|$O:loads", keywords, &text,
                              &hook))
        return HPy_NULL;
    if (!HPyUnicode_Check(ctx, text)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "loads() wants a str");
        goto done;
    }
    /* Lent for as long as `text` is open. The hook may do what it likes meanwhile: a str
     * does not change, and its bytes do not move. */
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, text, &size);
    if (utf8 == NULL)
        goto done;
    Parser r = { .ctx = ctx, .text = utf8, .p = utf8, .end = utf8 + size, .object_hook = hook };
    if (HPy_Is(ctx, hook, ctx->h_None))
        r.object_hook = HPy_NULL;
    value = parse_value(&r);
    if (!HPy_IsNull(value)) {
        skip_space(&r);
        if (r.p != r.end) {
            HPy_Close(ctx, value);
            value = fail(&r, r.p, "something behind the value");
        }
    }
    free(r.scratch);
done:
    HPyTracker_Close(ctx, ht);
    return value;
}

/* ------------------------------------------------------------------------ writing --- */

typedef struct {
    HPyContext *ctx;
    char *data;
    size_t size, capacity;
    HPy fallback; /* or HPy_NULL: called with what JSON does not know */
    int indent;   /* -1: all in one line */
    int sort_keys;
    int depth;
} Writer;

static int write_value(Writer *w, HPy value);

static int
put(Writer *w, const char *s, size_t n)
{
    if (w->size + n > w->capacity) {
        size_t capacity = (w->size + n) * 2 + 64;
        char *data = realloc(w->data, capacity);
        if (data == NULL) {
            HPyErr_NoMemory(w->ctx);
            return -1;
        }
        w->data = data;
        w->capacity = capacity;
    }
    memcpy(w->data + w->size, s, n);
    w->size += n;
    return 0;
}

static int
put_s(Writer *w, const char *s)
{
    return put(w, s, strlen(s));
}

/* With an indent, every item has a line of its own. */
static int
new_line(Writer *w)
{
    if (w->indent < 0)
        return 0;
    if (put_s(w, "\n") < 0)
        return -1;
    for (int i = 0; i < w->indent * w->depth; i++)
        if (put(w, " ", 1) < 0)
            return -1;
    return 0;
}

static int
write_string(Writer *w, HPy h)
{
    HPy_ssize_t size;
    const char *s = HPyUnicode_AsUTF8AndSize(w->ctx, h, &size);
    if (s == NULL || put_s(w, "\"") < 0)
        return -1;
    const char *end = s + size;
    while (s < end) {
        const char *plain = s;
        while (s < end && (unsigned char)*s >= 0x20 && *s != '"' && *s != '\\')
            s++;
        if (put(w, plain, (size_t)(s - plain)) < 0)
            return -1;
        if (s == end)
            break;
        char escape[8];
        const char *names = "\"\"\\\\\bb\ff\nn\rr\tt";
        while (*names && *names != *s)
            names += 2;
        if (*names)
            snprintf(escape, sizeof escape, "\\%c", names[1]);
        else
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned char)*s);
        if (put_s(w, escape) < 0)
            return -1;
        s++;
    }
    return put_s(w, "\"");
}

/* str(h) or repr(h) as it is; h is a number. */
static int
write_number(Writer *w, HPy h)
{
    HPyContext *ctx = w->ctx;
    HPy text;
    if (HPy_TypeCheck(ctx, h, ctx->h_FloatType)) {
        if (!isfinite(HPyFloat_AsDouble(ctx, h))) {
            HPyErr_Format(ctx, ctx->h_ValueError, "JSON has no %S", h);
            return -1;
        }
        text = HPy_Repr(ctx, h);
    }
    else
        text = HPy_Str(ctx, h);
    if (HPy_IsNull(text))
        return -1;
    HPy_ssize_t size;
    const char *s = HPyUnicode_AsUTF8AndSize(ctx, text, &size);
    int result = s == NULL ? -1 : put(w, s, (size_t)size);
    HPy_Close(ctx, text);
    return result;
}

static int
write_array(Writer *w, HPy sequence)
{
    if (put_s(w, "[") < 0)
        return -1;
    w->depth++;
    HPy_ssize_t i, n;
    /* The length is asked anew each time: `default` may have shortened the list. */
    for (i = 0; i < (n = HPy_Length(w->ctx, sequence)); i++) {
        HPy item = HPy_GetItem_i(w->ctx, sequence, i);
        int failed = HPy_IsNull(item) || (i > 0 && put_s(w, w->indent < 0 ? ", " : ",") < 0)
                  || new_line(w) < 0 || write_value(w, item) < 0;
        HPy_Close(w->ctx, item);
        if (failed)
            return -1;
    }
    w->depth--;
    return n < 0 || (i > 0 && new_line(w) < 0) || put_s(w, "]") < 0 ? -1 : 0;
}

static int
write_object(Writer *w, HPy dict)
{
    HPyContext *ctx = w->ctx;
    /* Our own list of the keys, so that a dict that changes meanwhile cannot confuse us: at
     * worst a key is gone, and that is a KeyError. */
    HPy keys = HPyDict_Keys(ctx, dict);
    if (HPy_IsNull(keys))
        return -1;
    int result = -1;
    if (w->sort_keys) {
        HPy done = HPy_CallMethodTupleDict_s(ctx, "sort", keys, HPy_NULL, HPy_NULL);
        if (HPy_IsNull(done))
            goto done;
        HPy_Close(ctx, done);
    }
    HPy_ssize_t n = HPy_Length(ctx, keys);
    if (put_s(w, "{") < 0)
        goto done;
    w->depth++;
    for (HPy_ssize_t i = 0; i < n; i++) {
        HPy key = HPy_GetItem_i(ctx, keys, i), value = HPy_NULL;
        int failed = HPy_IsNull(key);
        if (!failed && !HPyUnicode_Check(ctx, key)) {
            HPyErr_Format(ctx, ctx->h_TypeError, "a key must be a str, not %R", key);
            failed = 1;
        }
        if (!failed) {
            value = HPy_GetItem(ctx, dict, key);
            failed = HPy_IsNull(value) || (i > 0 && put_s(w, w->indent < 0 ? ", " : ",") < 0)
                  || new_line(w) < 0 || write_string(w, key) < 0 || put_s(w, ": ") < 0
                  || write_value(w, value) < 0;
        }
        HPy_Close(ctx, value);
        HPy_Close(ctx, key);
        if (failed)
            goto done;
    }
    w->depth--;
    if ((n == 0 || new_line(w) == 0) && put_s(w, "}") == 0)
        result = 0;
done:
    HPy_Close(ctx, keys);
    return result;
}

static int
write_value(Writer *w, HPy h)
{
    HPyContext *ctx = w->ctx;
    if (HPy_Is(ctx, h, ctx->h_None))
        return put_s(w, "null");
    if (HPy_Is(ctx, h, ctx->h_True)) /* before int: bool is a kind of it */
        return put_s(w, "true");
    if (HPy_Is(ctx, h, ctx->h_False))
        return put_s(w, "false");
    if (HPyUnicode_Check(ctx, h))
        return write_string(w, h);
    if (HPy_TypeCheck(ctx, h, ctx->h_LongType) || HPy_TypeCheck(ctx, h, ctx->h_FloatType))
        return write_number(w, h);
    if (w->depth >= MAX_DEPTH) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "nested too deep, or in a circle");
        return -1;
    }
    if (HPyList_Check(ctx, h) || HPyTuple_Check(ctx, h))
        return write_array(w, h);
    if (HPyDict_Check(ctx, h))
        return write_object(w, h);
    if (HPy_IsNull(w->fallback)) {
        HPyErr_Format(ctx, ctx->h_TypeError, "JSON has no way to write %R", h);
        return -1;
    }
    HPy other = HPy_Call(ctx, w->fallback, &h, 1, HPy_NULL);
    if (HPy_IsNull(other))
        return -1;
    w->depth++; /* a fallback that returns the like of what it got must end, too */
    int result = write_value(w, other);
    w->depth--;
    HPy_Close(ctx, other);
    return result;
}

HPyDef_METH(fastjson_dumps, "dumps", HPyFunc_KEYWORDS,
    .doc = "dumps(value, *, indent=-1, sort_keys=False, default=None) -> str\n\n"
           "The value as JSON, in one line or indented. default(x) is written instead of an x\n"
           "that JSON does not know.")
static HPy
fastjson_dumps_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "value", "indent", "sort_keys", "default", NULL };
    HPyTracker ht;
    HPy value, sort_keys = HPy_NULL, fallback = HPy_NULL, text = HPy_NULL;
    int indent = -1;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|$iOO:dumps", keywords, &value,
                              &indent, &sort_keys, &fallback))
        return HPy_NULL;
    Writer w = { .ctx = ctx, .indent = indent, .fallback = fallback };
    if (HPy_Is(ctx, fallback, ctx->h_None))
        w.fallback = HPy_NULL;
    if (!HPy_IsNull(sort_keys))
        w.sort_keys = HPy_IsTrue(ctx, sort_keys);
    if (w.sort_keys >= 0 && write_value(&w, value) == 0)
        text = text_of(ctx, w.data, w.size);
    free(w.data);
    HPyTracker_Close(ctx, ht);
    return text;
}

HPyDef_SLOT(fastjson_exec, HPy_mod_exec)
static int
fastjson_exec_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyErr_NewExceptionWithDoc(ctx, "fastjson.DecodeError",
        "A text that is not JSON; `pos`, `line` and `column` say where.", ctx->h_ValueError,
        HPy_NULL);
    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &decode_error, type);
    int failed = HPy_SetAttr_s(ctx, module, "DecodeError", type) < 0;
    HPy_Close(ctx, type);
    return failed ? -1 : 0;
}

static HPyDef *module_defines[] = { &fastjson_exec, &fastjson_loads, &fastjson_dumps, NULL };
static HPyGlobal *module_globals[] = { &decode_error, NULL };

static HPyModuleDef module_def = {
    .doc = "JSON, read and written.",
    .defines = module_defines,
    .globals = module_globals,
};

HPy_MODINIT(fastjson, module_def)
