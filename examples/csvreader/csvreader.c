/* csvreader: reads and writes comma-separated values as RFC 4180 has them.
 *
 * Quoted fields may hold delimiters, doubled quotes and line breaks; lines end in LF, CRLF
 * or CR. Whatever does not fit is an error that says where, never a guess.
 *
 * What this example shows of HPy:
 *
 *   - Text. HPyUnicode_AsUTF8AndSize lends us the bytes of a str for as long as we keep
 *     *that handle* open. A Reader outlives the call that made it, so it copies them, once;
 *     and since the copy is ours, fields are unescaped and ended with a NUL in place: a
 *     field costs no allocation but that of the str which Python gets.
 *
 *   - Options: the same ones for a constructor, which gets its keywords as a dict
 *     (HPyArg_ParseKeywordsDict), and for a function, which gets them as an array and a
 *     tuple of names (HPyArg_ParseKeywords).
 *
 *   - Iteration. HPy 0.9 has no slots tp_iter and tp_iternext. A method that is called
 *     __next__ is just a method; only *assigning* it to the type, as Python code could do,
 *     makes `for` and next() use it. See publish().
 *
 *   - Exceptions with something in them. csvreader.Error is a ValueError with attributes
 *     `line` and `column`; and an exception of somebody else's (a converter's ValueError) is
 *     looked at, cleared and replaced by a better one.
 *
 *   - Not being entered twice: a converter is Python code and may call next() on the very
 *     reader that is calling it.
 */
#include "hpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char delimiter;
    char quote;
    char comment; /* 0: none */
    char header;  /* the first row names the columns: rows are dicts */
    char strict;
} Dialect;

typedef struct { char *start; HPy_ssize_t size; } Field;

typedef struct {
    Dialect dialect;
    char *text, *end; /* our copy; *end is a NUL */
    char *next;       /* where the next row begins */
    Field *fields;    /* the row that is being made */
    int count, capacity;
    int width;          /* fields of the first row; 0 until it is known */
    long line;          /* number of the line that `next` is in, from 1 */
    long row_line;      /* the line in which the last row began */
    long long rows;     /* rows made so far */
    char running;       /* a converter is being called */
    HPyField names;     /* header: list of str */
    HPyField types;     /* tuple of callables or None, one per column */
} Reader;

HPyType_HELPERS(Reader)

static HPyGlobal reader_type;
static HPyGlobal error_type;

/* ------------------------------------------------------------------- errors --- */

/* Raises csvreader.Error(message) with its attributes; takes over (closes) `message`. */
static void
raise_at(HPyContext *ctx, long line, int column, HPy message)
{
    HPy error = HPy_NULL, h_line = HPy_NULL, h_column = HPy_NULL;
    HPy type = HPyGlobal_Load(ctx, error_type);
    if (HPy_IsNull(message))
        goto done; /* making the message failed, and that exception is as good */
    error = HPy_Call(ctx, type, &message, 1, HPy_NULL);
    h_line = HPyLong_FromLong(ctx, line);
    h_column = column > 0 ? HPyLong_FromLong(ctx, column) : HPy_Dup(ctx, ctx->h_None);
    if (HPy_IsNull(error) || HPy_IsNull(h_line) || HPy_IsNull(h_column))
        goto done;
    if (HPy_SetAttr_s(ctx, error, "line", h_line) < 0
        || HPy_SetAttr_s(ctx, error, "column", h_column) < 0)
        goto done;
    HPyErr_SetObject(ctx, type, error);
done:
    HPy_Close(ctx, h_column);
    HPy_Close(ctx, h_line);
    HPy_Close(ctx, error);
    HPy_Close(ctx, type);
    HPy_Close(ctx, message);
}

/* ------------------------------------------------------- splitting a row, in C --- */

typedef enum { ROW, END, NO_MEMORY, UNCLOSED, STRAY, AFTER_QUOTE } Outcome;

static int
add_field(Reader *r, char *start, HPy_ssize_t size)
{
    if (r->count == r->capacity) {
        int capacity = r->capacity ? r->capacity * 2 : 16;
        Field *fields = realloc(r->fields, sizeof(Field) * (size_t)capacity);
        if (fields == NULL)
            return -1;
        r->fields = fields;
        r->capacity = capacity;
    }
    r->fields[r->count++] = (Field){ start, size };
    return 0;
}

/* Steps over a line break at p, if there is one, and counts it. */
static char *
line_break(Reader *r, char *p)
{
    if (*p == '\r' && p[1] == '\n')
        p++;
    if (*p == '\r' || *p == '\n') {
        p++;
        r->line++;
    }
    return p;
}

/* Takes the quoted field whose opening quote is at p and unescapes it in place. Returns
 * the place behind the closing quote, NULL if there is none. */
static char *
quoted_field(Reader *r, char *p, Field *field)
{
    char q = r->dialect.quote;
    char *to = ++p;
    field->start = p;
    for (;;) {
        if (p == r->end)
            return NULL;
        if (*p == q) {
            if (p[1] != q)
                break;
            p++;
        }
        else if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
            r->line++;
        *to++ = *p++;
    }
    field->size = to - field->start;
    return p + 1;
}

/* Splits the next row into r->fields. Reads r->text and nothing of Python's. */
static Outcome
next_row(Reader *r)
{
    const Dialect *d = &r->dialect;
    char *p = r->next;
    r->count = 0;
    for (;;) { /* to the next line with something in it */
        if (d->comment && *p == d->comment)
            while (p < r->end && *p != '\n' && *p != '\r')
                p++;
        char *behind = line_break(r, p);
        if (behind == p)
            break;
        p = behind;
    }
    r->next = p;
    if (p == r->end)
        return END;
    r->row_line = r->line;
    for (;;) {
        Field field = { p, 0 };
        char *stop = p; /* gets the NUL; what stands there is looked at first */
        if (*p == d->quote) {
            p = quoted_field(r, p, &field);
            if (p == NULL) {
                r->next = r->end;
                return UNCLOSED;
            }
            stop = field.start + field.size;
            if (p != r->end && *p != d->delimiter && *p != '\n' && *p != '\r') {
                r->next = p;
                return AFTER_QUOTE;
            }
        }
        else {
            while (*p != d->delimiter && *p != '\n' && *p != '\r' && p != r->end) {
                if (*p == d->quote && d->strict) {
                    r->next = p;
                    return STRAY;
                }
                p++;
            }
            field.size = p - field.start;
            stop = p;
        }
        int more = p != r->end && *p == d->delimiter;
        char *behind = more ? p + 1 : line_break(r, p);
        *stop = 0;
        if (add_field(r, field.start, field.size) < 0)
            return NO_MEMORY;
        r->next = p = behind;
        if (!more)
            return ROW;
    }
}

/* ---------------------------------------------------------- a row for Python --- */

/* What field i of the row stands for: a str, or what its converter makes of it. */
static HPy
field_value(HPyContext *ctx, Reader *r, HPy types, HPy names, int i)
{
    HPy text = HPyUnicode_FromString(ctx, r->fields[i].start);
    if (HPy_IsNull(text) || HPy_IsNull(types))
        return text;
    HPy convert = HPy_GetItem_i(ctx, types, i);
    if (HPy_IsNull(convert) || HPy_Is(ctx, convert, ctx->h_None)) {
        int failed = HPy_IsNull(convert);
        HPy_Close(ctx, convert);
        if (!failed)
            return text;
        HPy_Close(ctx, text);
        return HPy_NULL;
    }
    HPy value = HPy_Call(ctx, convert, &text, 1, HPy_NULL);
    if (HPy_IsNull(value) && HPyErr_ExceptionMatches(ctx, ctx->h_ValueError)) {
        /* Only a ValueError says "not a number"; a NameError in the converter, or
         * KeyboardInterrupt, is none of our business and goes on as it is. */
        HPyErr_Clear(ctx);
        HPy name = HPy_IsNull(names) ? HPyLong_FromLong(ctx, i + 1)
                                     : HPy_GetItem_i(ctx, names, i);
        if (!HPy_IsNull(name))
            raise_at(ctx, r->row_line, i + 1,
                     HPyUnicode_FromFormat(ctx, "line %ld, column %R: cannot convert %R",
                                           r->row_line, name, text));
        HPy_Close(ctx, name);
    }
    HPy_Close(ctx, convert);
    HPy_Close(ctx, text);
    return value;
}

static HPy
row_as_list(HPyContext *ctx, Reader *r, HPy types)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, r->count);
    for (int i = 0; i < r->count; i++) {
        HPy value = field_value(ctx, r, types, HPy_NULL, i);
        if (HPy_IsNull(value)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, value);
        HPy_Close(ctx, value);
    }
    return HPyListBuilder_Build(ctx, builder);
}

static HPy
row_as_dict(HPyContext *ctx, Reader *r, HPy types, HPy names)
{
    HPy dict = HPyDict_New(ctx);
    for (int i = 0; i < r->count && !HPy_IsNull(dict); i++) {
        HPy value = field_value(ctx, r, types, names, i);
        HPy name = HPy_IsNull(value) ? HPy_NULL : HPy_GetItem_i(ctx, names, i);
        if (HPy_IsNull(name) || HPy_SetItem(ctx, dict, name, value) < 0) {
            HPy_Close(ctx, dict);
            dict = HPy_NULL;
        }
        HPy_Close(ctx, name);
        HPy_Close(ctx, value);
    }
    return dict;
}

static void
raise_outcome(HPyContext *ctx, Reader *r, Outcome outcome)
{
    int column = r->count + 1;
    switch (outcome) {
    case NO_MEMORY:
        HPyErr_NoMemory(ctx);
        break;
    case UNCLOSED:
        raise_at(ctx, r->row_line, column,
                 HPyUnicode_FromFormat(ctx, "line %ld, column %d: the quote is never closed",
                                       r->row_line, column));
        break;
    case STRAY:
        raise_at(ctx, r->line, column,
                 HPyUnicode_FromFormat(ctx, "line %ld, column %d: quote inside a field that "
                                       "does not begin with one", r->line, column));
        break;
    default:
        raise_at(ctx, r->line, column,
                 HPyUnicode_FromFormat(ctx, "line %ld, column %d: text after the closing quote",
                                       r->line, column));
    }
}

/* HPyField_Load wants a field that something was stored in; on CPython it crashes else. */
static HPy
load_or_null(HPyContext *ctx, HPy owner, HPyField field)
{
    return HPyField_IsNull(field) ? HPy_NULL : HPyField_Load(ctx, owner, field);
}

/* The next row as an object. HPy_NULL without an exception is the end. */
static HPy
make_row(HPyContext *ctx, HPy self)
{
    Reader *r = Reader_AsStruct(ctx, self);
    if (r->running) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "a converter called its own reader");
        return HPy_NULL;
    }
    Outcome outcome = next_row(r);
    if (outcome == END)
        return HPy_NULL;
    if (outcome != ROW) {
        raise_outcome(ctx, r, outcome);
        return HPy_NULL;
    }
    /* Without strict, rows may differ in width: what has no name or type is an error only
     * where a name or a type is needed. */
    HPy names = load_or_null(ctx, self, r->names);
    HPy types = load_or_null(ctx, self, r->types);
    HPy row = HPy_NULL;
    if (r->width == 0)
        r->width = r->count;
    if (r->count != r->width
        && (r->dialect.strict || !HPy_IsNull(names) || !HPy_IsNull(types))) {
        raise_at(ctx, r->row_line, 0,
                 HPyUnicode_FromFormat(ctx, "line %ld: expected %d fields, got %d",
                                       r->row_line, r->width, r->count));
        goto done;
    }
    r->running = 1;
    row = HPy_IsNull(names) ? row_as_list(ctx, r, types) : row_as_dict(ctx, r, types, names);
    r->running = 0;
    if (!HPy_IsNull(row))
        r->rows++;
done:
    HPy_Close(ctx, names);
    HPy_Close(ctx, types);
    return row;
}

/* --------------------------------------------------------------- the options --- */

/* Reads a one-character option. `none`: None is allowed and means "no such character". */
static int
read_char(HPyContext *ctx, HPy h, const char *option, int none, char *out)
{
    if (HPy_IsNull(h))
        return 0; /* not given: the default stays */
    if (none && HPy_Is(ctx, h, ctx->h_None)) {
        *out = 0;
        return 0;
    }
    HPy_ssize_t size = 0;
    const char *s = HPyUnicode_Check(ctx, h) ? HPyUnicode_AsUTF8AndSize(ctx, h, &size) : "";
    if (s == NULL)
        return -1;
    if (size != 1 || *s == '\n' || *s == '\r' || *s == 0) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s must be one ASCII character, not %R",
                      option, h);
        return -1;
    }
    *out = *s;
    return 0;
}

static int
read_flag(HPyContext *ctx, HPy h, char *out)
{
    int value = HPy_IsNull(h) ? *out : HPy_IsTrue(ctx, h);
    if (value < 0)
        return -1;
    *out = (char)value;
    return 0;
}

/* The handles of the options, as a parser left them: HPy_NULL where one was not given. */
typedef struct { HPy text, delimiter, quote, comment, header, types, strict; } Options;

static const char *option_names[] = {
    "text", "delimiter", "quote", "comment", "header", "types", "strict", NULL
};
#define OPTION_FORMAT "O|$OOOOOO"
#define OPTION_TARGETS(o)                                                              \
    &(o).text, &(o).delimiter, &(o).quote, &(o).comment, &(o).header, &(o).types,      \
    &(o).strict

static int
read_dialect(HPyContext *ctx, const Options *o, Dialect *d)
{
    *d = (Dialect){ .delimiter = ',', .quote = '"', .strict = 1 };
    if (read_char(ctx, o->delimiter, "delimiter", 0, &d->delimiter) < 0
        || read_char(ctx, o->quote, "quote", 0, &d->quote) < 0
        || read_char(ctx, o->comment, "comment", 1, &d->comment) < 0
        || read_flag(ctx, o->header, &d->header) < 0
        || read_flag(ctx, o->strict, &d->strict) < 0)
        return -1;
    if (d->delimiter == d->quote || d->delimiter == d->comment || d->quote == d->comment) {
        HPyErr_SetString(ctx, ctx->h_ValueError,
                         "delimiter, quote and comment must differ from each other");
        return -1;
    }
    return 0;
}

static int
take_text(HPyContext *ctx, Reader *r, HPy h)
{
    HPy_ssize_t size;
    if (!HPyUnicode_Check(ctx, h)) {
        HPy type = HPy_Type(ctx, h);
        HPyErr_Format(ctx, ctx->h_TypeError, "text must be a str, not %s",
                      HPyType_GetName(ctx, type));
        HPy_Close(ctx, type); /* after its name was used */
        return -1;
    }
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
    if (utf8 == NULL)
        return -1;
    if (memchr(utf8, 0, (size_t)size) != NULL) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "text has a NUL character in it");
        return -1;
    }
    r->text = malloc((size_t)size + 1);
    if (r->text == NULL) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    memcpy(r->text, utf8, (size_t)size + 1); /* with the NUL that AsUTF8 promises */
    r->next = r->text;
    r->end = r->text + size;
    r->line = 1;
    return 0;
}

/* Consumes the header row and keeps it as the list of names. */
static int
take_header(HPyContext *ctx, HPy self, Reader *r)
{
    Outcome outcome = next_row(r);
    if (outcome == END) {
        raise_at(ctx, r->line, 0, HPyUnicode_FromString(ctx, "the header is missing"));
        return -1;
    }
    if (outcome != ROW) {
        raise_outcome(ctx, r, outcome);
        return -1;
    }
    r->width = r->count;
    HPy names = row_as_list(ctx, r, HPy_NULL);
    if (HPy_IsNull(names))
        return -1;
    HPyField_Store(ctx, self, &r->names, names);
    HPy_Close(ctx, names);
    return 0;
}

static int
take_types(HPyContext *ctx, HPy self, Reader *r, HPy types)
{
    if (HPy_IsNull(types) || HPy_Is(ctx, types, ctx->h_None))
        return 0;
    /* tuple(types): our own copy, which nobody can change under our hands. */
    HPy tuple = HPy_Call(ctx, ctx->h_TupleType, &types, 1, HPy_NULL);
    HPy_ssize_t n = HPy_IsNull(tuple) ? -1 : HPy_Length(ctx, tuple);
    if (n >= 0 && r->width != 0 && n != r->width) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%zd types for %d columns", n, r->width);
        n = -1;
    }
    if (n >= 0) {
        r->width = (int)n;
        HPyField_Store(ctx, self, &r->types, tuple);
    }
    HPy_Close(ctx, tuple);
    return n < 0 ? -1 : 0;
}

static HPy
new_reader(HPyContext *ctx, HPy type, const Options *o)
{
    Dialect dialect;
    if (read_dialect(ctx, o, &dialect) < 0)
        return HPy_NULL;
    Reader *r;
    HPy self = HPy_New(ctx, type, &r);
    if (HPy_IsNull(self))
        return HPy_NULL;
    r->dialect = dialect;
    if (take_text(ctx, r, o->text) < 0
        || (dialect.header && take_header(ctx, self, r) < 0)
        || take_types(ctx, self, r, o->types) < 0) {
        HPy_Close(ctx, self); /* tp_destroy frees what there is so far */
        return HPy_NULL;
    }
    return self;
}

/* ------------------------------------------------------------------- the type --- */

HPyDef_SLOT(Reader_new, HPy_tp_new)
static HPy
Reader_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPyTracker ht;
    /* A parser leaves alone what was not given, so the null handles must be ours. */
    Options o = { HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL };
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, OPTION_FORMAT ":Reader",
                                  option_names, OPTION_TARGETS(o)))
        return HPy_NULL;
    HPy self = new_reader(ctx, type, &o);
    HPyTracker_Close(ctx, ht);
    return self;
}

HPyDef_SLOT(Reader_traverse, HPy_tp_traverse)
static int
Reader_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Reader *r = self;
    HPy_VISIT(&r->names);
    HPy_VISIT(&r->types);
    return 0;
}

HPyDef_SLOT(Reader_destroy, HPy_tp_destroy)
static void
Reader_destroy_impl(void *self)
{
    Reader *r = self;
    free(r->text);
    free(r->fields);
}

HPyDef_METH(Reader_iter, "__iter__", HPyFunc_NOARGS)
static HPy
Reader_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(Reader_next, "__next__", HPyFunc_NOARGS)
static HPy
Reader_next_impl(HPyContext *ctx, HPy self)
{
    HPy row = make_row(ctx, self);
    if (HPy_IsNull(row) && !HPyErr_Occurred(ctx))
        HPyErr_SetObject(ctx, ctx->h_StopIteration, ctx->h_None);
    return row;
}

HPyDef_METH(Reader_skip, "skip", HPyFunc_O,
    .doc = "skip(n) -> int\n\nPasses over up to n rows unread; returns how many there were.")
static HPy
Reader_skip_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Reader *r = Reader_AsStruct(ctx, self);
    long n = HPyLong_AsLong(ctx, arg), i = 0;
    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    if (r->running) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "a converter called its own reader");
        return HPy_NULL;
    }
    for (; i < n; i++) {
        Outcome outcome = next_row(r);
        if (outcome == END)
            break;
        if (outcome != ROW) {
            raise_outcome(ctx, r, outcome);
            return HPy_NULL;
        }
    }
    return HPyLong_FromLong(ctx, i);
}

HPyDef_MEMBER(Reader_line, "line", HPyMember_LONG, offsetof(Reader, row_line),
    .readonly = 1, .doc = "the line in which the last row began, from 1")
HPyDef_MEMBER(Reader_rows, "rows", HPyMember_LONGLONG, offsetof(Reader, rows),
    .readonly = 1, .doc = "rows read so far")
HPyDef_MEMBER(Reader_names, "names", HPyMember_OBJECT, offsetof(Reader, names),
    .readonly = 1, .doc = "the names of the columns; None without a header")
HPyDef_MEMBER(Reader_delimiter, "delimiter", HPyMember_CHAR,
    offsetof(Reader, dialect.delimiter), .readonly = 1)
HPyDef_MEMBER(Reader_strict, "strict", HPyMember_BOOL, offsetof(Reader, dialect.strict),
    .doc = "rows must be equally long, and quotes where the RFC allows them")

HPyDef_GET(Reader_done, "done", .doc = "how much of the text is read, 0.0 to 1.0")
static HPy
Reader_done_get(HPyContext *ctx, HPy self, void *closure)
{
    Reader *r = Reader_AsStruct(ctx, self);
    if (r->text == r->end)
        return HPyFloat_FromDouble(ctx, 1.0);
    return HPyFloat_FromDouble(ctx, (double)(r->next - r->text) / (double)(r->end - r->text));
}

static HPyDef *reader_defines[] = {
    &Reader_new, &Reader_traverse, &Reader_destroy, &Reader_iter, &Reader_next, &Reader_skip,
    &Reader_line, &Reader_rows, &Reader_names, &Reader_delimiter, &Reader_strict,
    &Reader_done, NULL
};

static HPyType_Spec reader_spec = {
    .name = "csvreader.Reader",
    .doc = "Reader(text, *, delimiter=',', quote='\"', comment=None, header=False,\n"
           "       types=None, strict=True)\n\n"
           "Iterates over the rows of a text: lists of str, or dicts with a header. `types`\n"
           "has a function, or None, per column that makes the value from the str.\n"
           "Lines with nothing in them are passed over.",
    .basicsize = sizeof(Reader),
    .builtin_shape = SHAPE(Reader),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = reader_defines,
};

/* ------------------------------------------------------------------ the module --- */

HPyDef_METH(csvreader_parse, "parse", HPyFunc_KEYWORDS,
    .doc = "parse(text, **options) -> list of rows\n\nAll rows of a Reader with these options.")
static HPy
csvreader_parse_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPyTracker ht;
    Options o = { HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL, HPy_NULL };
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, OPTION_FORMAT ":parse",
                              option_names, OPTION_TARGETS(o)))
        return HPy_NULL;
    HPy type = HPyGlobal_Load(ctx, reader_type);
    HPy reader = new_reader(ctx, type, &o);
    HPy_Close(ctx, type);
    HPyTracker_Close(ctx, ht);
    HPy rows = HPy_IsNull(reader) ? HPy_NULL : HPyList_New(ctx, 0);
    while (!HPy_IsNull(rows)) {
        HPy row = make_row(ctx, reader);
        if (HPy_IsNull(row) && !HPyErr_Occurred(ctx))
            break;
        /* Each row's handle is closed in the round that opened it: a loop that keeps them
         * all open would need as many handles as the text has lines. */
        if (HPy_IsNull(row) || HPyList_Append(ctx, rows, row) < 0) {
            HPy_Close(ctx, rows);
            rows = HPy_NULL;
        }
        HPy_Close(ctx, row);
    }
    HPy_Close(ctx, reader);
    return rows;
}

typedef struct { char *data; size_t size, capacity; } Buffer;

static int
put(Buffer *b, const char *s, size_t n)
{
    if (b->size + n + 1 > b->capacity) {
        size_t capacity = (b->size + n + 1) * 2;
        char *data = realloc(b->data, capacity);
        if (data == NULL)
            return -1;
        b->data = data;
        b->capacity = capacity;
    }
    memcpy(b->data + b->size, s, n);
    b->size += n;
    b->data[b->size] = 0;
    return 0;
}

static int
put_field(HPyContext *ctx, Buffer *b, HPy value, char delimiter)
{
    HPy_ssize_t size;
    HPy text = HPy_Str(ctx, value);
    const char *s = HPy_IsNull(text) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, text, &size);
    int failed = s == NULL;
    if (!failed && memchr(s, 0, (size_t)size) != NULL) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%R has a NUL character in it", text);
        failed = 1;
    }
    if (!failed) {
        int quoted = size == 0;
        for (HPy_ssize_t i = 0; i < size && !quoted; i++)
            quoted = s[i] == '"' || s[i] == '\n' || s[i] == '\r' || s[i] == delimiter;
        failed = quoted && put(b, "\"", 1) < 0;
        for (HPy_ssize_t i = 0, n; i < size && !failed; i += n) {
            const char *q = quoted ? memchr(s + i, '"', (size_t)(size - i)) : NULL;
            n = q ? q - (s + i) + 1 : size - i; /* up to the quote and with it */
            failed = put(b, s + i, (size_t)n) < 0 || (q && put(b, "\"", 1) < 0);
        }
        failed = failed || (quoted && put(b, "\"", 1) < 0);
        if (failed)
            HPyErr_NoMemory(ctx);
    }
    HPy_Close(ctx, text); /* not before: `s` lives as long as this handle */
    return failed ? -1 : 0;
}

static int
put_row(HPyContext *ctx, Buffer *b, HPy row, char delimiter)
{
    HPy_ssize_t n = HPy_Length(ctx, row);
    for (HPy_ssize_t i = 0; i < n; i++) {
        if (i > 0 && put(b, &delimiter, 1) < 0) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
        HPy value = HPy_GetItem_i(ctx, row, i);
        if (HPy_IsNull(value))
            return -1;
        int failed = put_field(ctx, b, value, delimiter) < 0;
        HPy_Close(ctx, value);
        if (failed)
            return -1;
    }
    if (n < 0)
        return -1;
    if (put(b, "\r\n", 2) < 0) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    return 0;
}

HPyDef_METH(csvreader_format, "format", HPyFunc_KEYWORDS,
    .doc = "format(rows, *, delimiter=',') -> str\n\n"
           "The rows, any iterable of sequences, as text; what parse() reads back.")
static HPy
csvreader_format_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "rows", "delimiter", NULL };
    HPyTracker ht;
    HPy rows, h_delimiter = HPy_NULL, row, result = HPy_NULL;
    char delimiter = ',';
    Buffer b = { 0 };
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|$O:format", keywords,
                              &rows, &h_delimiter))
        return HPy_NULL;
    HPy iterator = HPy_NULL;
    if (read_char(ctx, h_delimiter, "delimiter", 0, &delimiter) == 0)
        iterator = HPy_GetIter(ctx, rows);
    int failed = HPy_IsNull(iterator);
    while (!failed && !HPy_IsNull(row = HPyIter_Next(ctx, iterator))) {
        failed = put_row(ctx, &b, row, delimiter) < 0;
        HPy_Close(ctx, row);
    }
    /* HPyIter_Next is null at the end, and also when the iterator raised. */
    if (!failed && !HPyErr_Occurred(ctx))
        result = HPyUnicode_FromString(ctx, b.data ? b.data : "");
    free(b.data);
    HPy_Close(ctx, iterator);
    HPyTracker_Close(ctx, ht);
    return result;
}

/* Takes a method of the type and assigns it to the type again. That is nothing but
 * `T.name = T.name`, and has the effect that it has in Python: the runtime sees the name
 * and gives the type the operation behind it. */
static int
publish(HPyContext *ctx, HPy type, const char *name)
{
    HPy method = HPy_GetAttr_s(ctx, type, name);
    if (HPy_IsNull(method))
        return -1;
    int result = HPy_SetAttr_s(ctx, type, name, method);
    HPy_Close(ctx, method);
    return result;
}

HPyDef_SLOT(csvreader_exec, HPy_mod_exec)
static int
csvreader_exec_impl(HPyContext *ctx, HPy module)
{
    HPy error = HPyErr_NewExceptionWithDoc(ctx, "csvreader.Error",
        "Text that is not as it should be; `line` and `column` say where.",
        ctx->h_ValueError, HPy_NULL);
    HPy type = HPyType_FromSpec(ctx, &reader_spec, NULL);
    int failed = HPy_IsNull(error) || HPy_IsNull(type)
              || publish(ctx, type, "__iter__") < 0 || publish(ctx, type, "__next__") < 0
              || HPy_SetAttr_s(ctx, module, "Error", error) < 0
              || HPy_SetAttr_s(ctx, module, "Reader", type) < 0;
    if (!failed) {
        HPyGlobal_Store(ctx, &error_type, error);
        HPyGlobal_Store(ctx, &reader_type, type);
    }
    HPy_Close(ctx, error);
    HPy_Close(ctx, type);
    return failed ? -1 : 0;
}

static HPyDef *module_defines[] = {
    &csvreader_exec, &csvreader_parse, &csvreader_format, NULL
};
static HPyGlobal *module_globals[] = { &reader_type, &error_type, NULL };

static HPyModuleDef module_def = {
    .doc = "Comma-separated values, as RFC 4180 has them.",
    .defines = module_defines,
    .globals = module_globals,
};

HPy_MODINIT(csvreader, module_def)
