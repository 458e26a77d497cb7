/* format.c: HPyUnicode_FromFormat, HPyUnicode_FromFormatV, HPyErr_Format.
 *
 * The text grows as UTF-8 in a buffer and becomes a str at the end. A unit is first
 * read whole (read_unit), then written by its letter (write_unit). Widths and
 * precisions of text count characters, that is: bytes that do not continue one.
 */
#include "hpy/runtime/format.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    HPyContext *ctx;
    char *bytes;
    size_t len, cap;
    bool odd; /* has a NUL or a lone surrogate: no C string in strict UTF-8 */
} text;

typedef struct {
    bool zeros;            /* 0 after the % */
    HPy_ssize_t width;     /* -1: none */
    HPy_ssize_t precision; /* -1: none */
    char size;             /* 'l', 'L' for ll, 'z', or 0 */
    char letter;
} format_unit;

/* --- the buffer: false with an exception when memory is short --- */

static bool reserve(text *t, size_t n)
{
    size_t cap;
    char *bytes;

    if (n <= t->cap - t->len)
        return true;
    if (n > (size_t)HPY_SSIZE_T_MAX / 2 - t->len)
        goto too_much;
    cap = t->len + n + t->len / 2;
    bytes = (char *)realloc(t->bytes, cap);
    if (bytes == NULL)
        goto too_much;
    t->bytes = bytes;
    t->cap = cap;
    return true;

too_much:
    HPyErr_SetString(t->ctx, t->ctx->h_MemoryError, "cannot allocate memory for string format");
    return false;
}

static bool put(text *t, const char *bytes, size_t n)
{
    if (!reserve(t, n))
        return false;
    memcpy(t->bytes + t->len, bytes, n);
    t->len += n;
    return true;
}

static bool fill(text *t, char c, size_t n)
{
    if (!reserve(t, n))
        return false;
    memset(t->bytes + t->len, c, n);
    t->len += n;
    return true;
}

static HPy to_str(text *t)
{
    HPyContext *ctx = t->ctx;
    HPy bytes, str;

    if (!t->odd)
        return fill(t, '\0', 1) ? HPyUnicode_FromString(ctx, t->bytes) : HPy_NULL;
    bytes = HPyBytes_FromStringAndSize(ctx, t->len == 0 ? "" : t->bytes, (HPy_ssize_t)t->len);
    if (HPy_IsNull(bytes))
        return HPy_NULL;
    str = HPyUnicode_FromEncodedObject(ctx, bytes, "utf-8", "surrogatepass");
    HPy_Close(ctx, bytes);
    return str;
}

/* --- characters --- */

static bool continues(char byte) { return ((unsigned char)byte & 0xC0) == 0x80; }

static size_t count_chars(const char *utf8, size_t n)
{
    size_t i, chars = 0;

    for (i = 0; i < n; i++)
        chars += !continues(utf8[i]);
    return chars;
}

/* The bytes that the first chars characters take, out of n. */
static size_t cut_chars(const char *utf8, size_t n, size_t chars)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (!continues(utf8[i]) && chars-- == 0)
            break;
    return i;
}

/* The bytes up to n that are whole characters: a C string that is cut must not end
   in the middle of one. */
static size_t cut_bytes(const char *utf8, size_t n)
{
    size_t start = n, need;
    unsigned char lead;

    while (start > 0 && n - start < 3 && continues(utf8[start - 1]))
        start--;
    if (start == 0)
        return n;
    lead = (unsigned char)utf8[start - 1];
    need = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return n - (start - 1) < need ? start - 1 : n;
}

/* --- units --- */

static bool fail(text *t, const char *what)
{
    HPyErr_SetString(t->ctx, t->ctx->h_SystemError, what);
    return false;
}

static bool fail_unit(text *t, char letter, const char *what)
{
    char message[100];

    snprintf(message, sizeof message, "formatting unit '%%%c' %s", letter, what);
    return fail(t, message);
}

static bool fail_null(text *t, const char *what, const char *units)
{
    char message[120];

    snprintf(message, sizeof message, "%s passed as value for formatting unit %s", what, units);
    return fail(t, message);
}

static bool is_digit(char c) { return '0' <= c && c <= '9'; }

/* Reads digits at *f; false with an exception when the number does not fit. */
static bool read_number(text *t, const char **f, const char *too_big, HPy_ssize_t *out)
{
    HPy_ssize_t n = 0;

    for (; is_digit(**f); ++*f) {
        int digit = **f - '0';
        if (n > (HPY_SSIZE_T_MAX - digit) / 10) {
            HPyErr_SetString(t->ctx, t->ctx->h_ValueError, too_big);
            return false;
        }
        n = n * 10 + digit;
    }
    *out = n;
    return true;
}

static bool is_int(char c) { return c == 'd' || c == 'i' || c == 'u'; }

/* Reads the unit behind a % at *f. */
static bool read_unit(text *t, const char **f, format_unit *u)
{
    u->width = u->precision = -1;
    u->size = 0;
    u->zeros = **f == '0';
    if (u->zeros)
        ++*f;
    if (is_digit(**f) && !read_number(t, f, "width too big", &u->width))
        return false;
    if (**f == '.') {
        ++*f;
        if (is_digit(**f) && !read_number(t, f, "precision too big", &u->precision))
            return false;
    }
    if ((*f)[0] == 'l' && (*f)[1] == 'l' && is_int((*f)[2])) {
        u->size = 'L';
        *f += 2;
    } else if (((*f)[0] == 'l' || (*f)[0] == 'z') && is_int((*f)[1])) {
        u->size = **f;
        ++*f;
    }
    u->letter = **f;
    if (u->letter == '\0' || strchr("cdiuxpsUVSRA", u->letter) == NULL)
        return fail(t, "invalid format string");
    ++*f;
    if (u->zeros && !is_int(u->letter) && u->letter != 'x')
        return fail_unit(t, u->letter, "does not support 0-padding");
    if ((u->letter == 'c' || u->letter == 'p') && (u->width >= 0 || u->precision >= 0))
        return fail_unit(t, u->letter, "does not support width nor precision");
    return true;
}

/* An int, as digits with a sign before them: at least precision digits; at least
   width characters, filled with zeros behind the sign or spaces before it. */
static bool put_number(text *t, const format_unit *u, const char *number)
{
    bool minus = *number == '-';
    size_t digits, shown, total, pad = 0;

    number += minus;
    digits = strlen(number);
    shown = u->precision > (HPy_ssize_t)digits ? (size_t)u->precision : digits;
    total = shown + minus;
    if (u->width > 0 && (size_t)u->width > total)
        pad = (size_t)u->width - total;
    return (u->zeros || fill(t, ' ', pad)) &&
           (!minus || put(t, "-", 1)) &&
           (!u->zeros || fill(t, '0', pad)) &&
           fill(t, '0', shown - digits) &&
           put(t, number, digits);
}

static bool write_int(text *t, const format_unit *u, va_list *args)
{
    char number[32];

    if (u->letter == 'x') {
        snprintf(number, sizeof number, "%x", (unsigned)va_arg(*args, int));
    } else if (u->letter == 'u') {
        unsigned long long n;
        switch (u->size) {
        case 'l': n = va_arg(*args, unsigned long); break;
        case 'L': n = va_arg(*args, unsigned long long); break;
        case 'z': n = va_arg(*args, size_t); break;
        default: n = va_arg(*args, unsigned); break;
        }
        snprintf(number, sizeof number, "%llu", n);
    } else {
        long long n;
        switch (u->size) {
        case 'l': n = va_arg(*args, long); break;
        case 'L': n = va_arg(*args, long long); break;
        case 'z': n = va_arg(*args, HPy_ssize_t); break;
        default: n = va_arg(*args, int); break;
        }
        snprintf(number, sizeof number, "%lld", n);
    }
    return put_number(t, u, number);
}

static bool write_char(text *t, int c)
{
    char b[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t i;

    if (c < 0 || c > 0x10FFFF) {
        HPyErr_SetString(t->ctx, t->ctx->h_OverflowError,
                         "character argument not in range(0x110000)");
        return false;
    }
    if (c == 0 || (0xD800 <= c && c <= 0xDFFF))
        t->odd = true;
    for (i = n; i-- > 1; c >>= 6)
        b[i] = (char)(0x80 | (c & 0x3F));
    b[0] = (char)(lead[n] | c);
    return put(t, b, n);
}

static bool write_pointer(text *t, const void *p)
{
    char number[32];

    snprintf(number, sizeof number, "0x%llx", (unsigned long long)(uintptr_t)p);
    return put(t, number, strlen(number));
}

/* n bytes of UTF-8, right in a field of width characters. */
static bool put_padded(text *t, const format_unit *u, const char *utf8, size_t n)
{
    size_t chars = count_chars(utf8, n);

    return (u->width < 0 || (size_t)u->width <= chars ||
            fill(t, ' ', (size_t)u->width - chars)) &&
           put(t, utf8, n);
}

static bool write_c_string(text *t, const format_unit *u, const char *s)
{
    size_t n;

    if (s == NULL)
        return fail_null(t, "null c string", u->letter == 's' ? "'%s'" : "'%V'");
    if (u->precision < 0)
        return put_padded(t, u, s, strlen(s));
    n = 0;
    while (n < (size_t)u->precision && s[n] != '\0')
        n++;
    return put_padded(t, u, s, s[n] == '\0' ? n : cut_bytes(s, n));
}

/* What a handle to a str says; the handle is closed. HPy_NULL fails. */
static bool write_str(text *t, const format_unit *u, HPy str)
{
    HPyContext *ctx = t->ctx;
    HPy_ssize_t size;
    const char *utf8;
    bool ok = false;

    if (HPy_IsNull(str))
        return false;
    utf8 = HPyUnicode_AsUTF8AndSize(ctx, str, &size);
    if (utf8 != NULL) {
        size_t n = (size_t)size;
        if (memchr(utf8, '\0', n) != NULL)
            t->odd = true;
        if (u->precision >= 0)
            n = cut_chars(utf8, n, (size_t)u->precision);
        ok = put_padded(t, u, utf8, n);
    }
    HPy_Close(ctx, str);
    return ok;
}

static bool write_object(text *t, const format_unit *u, HPy h)
{
    HPyContext *ctx = t->ctx;

    if (HPy_IsNull(h))
        return fail_null(t, "HPy_NULL", u->letter == 'U' ? "'%U'" : "'%S' or '%R' or '%A'");
    switch (u->letter) {
    case 'S': return write_str(t, u, HPy_Str(ctx, h));
    case 'R': return write_str(t, u, HPy_Repr(ctx, h));
    case 'A': return write_str(t, u, HPy_ASCII(ctx, h));
    default: return write_str(t, u, HPy_Dup(ctx, h)); /* so that its text goes at once */
    }
}

static bool write_unit(text *t, const format_unit *u, va_list *args)
{
    switch (u->letter) {
    case 'c': return write_char(t, va_arg(*args, int));
    case 'p': return write_pointer(t, va_arg(*args, void *));
    case 's': return write_c_string(t, u, va_arg(*args, const char *));
    case 'V': {
        HPy h = va_arg(*args, HPy);
        const char *s = va_arg(*args, const char *);
        return HPy_IsNull(h) ? write_c_string(t, u, s) : write_object(t, u, h);
    }
    case 'U':
    case 'S':
    case 'R':
    case 'A': return write_object(t, u, va_arg(*args, HPy));
    default: return write_int(t, u, args);
    }
}

/* Text up to the next % or the end: ASCII. */
static bool write_plain(text *t, const char **f)
{
    size_t n = strcspn(*f, "%"), i;

    for (i = 0; i < n; i++) {
        unsigned char c = (unsigned char)(*f)[i];
        if (c > 127) {
            char message[100];
            snprintf(message, sizeof message, "expected an ASCII-encoded format string, "
                     "got a non-ASCII byte: 0x%02x", c);
            HPyErr_SetString(t->ctx, t->ctx->h_ValueError, message);
            return false;
        }
    }
    if (!put(t, *f, n))
        return false;
    *f += n;
    return true;
}

static bool write_all(text *t, const char *f, va_list *args)
{
    format_unit u;

    while (*f != '\0') {
        if (*f != '%') {
            if (!write_plain(t, &f))
                return false;
        } else if (f[1] == '%') {
            if (!put(t, "%", 1))
                return false;
            f += 2;
        } else {
            f++;
            if (!read_unit(t, &f, &u) || !write_unit(t, &u, args))
                return false;
        }
    }
    return true;
}

HPyAPI_HELPER HPy
HPyUnicode_FromFormatV(HPyContext *ctx, const char *fmt, va_list args)
{
    text t;
    va_list copy; /* a va_list parameter may be an array, whose address is no va_list * */
    HPy str = HPy_NULL;

    memset(&t, 0, sizeof t);
    t.ctx = ctx;
    va_copy(copy, args);
    if (reserve(&t, strlen(fmt) + 100) && write_all(&t, fmt, &copy))
        str = to_str(&t);
    va_end(copy);
    free(t.bytes);
    return str;
}

HPyAPI_HELPER HPy
HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...)
{
    va_list args;
    HPy str;

    va_start(args, fmt);
    str = HPyUnicode_FromFormatV(ctx, fmt, args);
    va_end(args);
    return str;
}

/* A format that is wrong raises its own exception, which says more than h_type
   without a message would. */
HPyAPI_HELPER HPy
HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...)
{
    va_list args;
    HPy str;

    va_start(args, fmt);
    str = HPyUnicode_FromFormatV(ctx, fmt, args);
    va_end(args);
    if (!HPy_IsNull(str)) {
        HPyErr_SetObject(ctx, h_type, str);
        HPy_Close(ctx, str);
    }
    return HPy_NULL;
}
