/* interval: arithmetic with numbers of which only bounds are known.
 *
 * An Interval [lo, hi] stands for some number between lo and hi. Whatever is computed with
 * intervals contains every result that numbers from them could give: rounding errors, too,
 * are rounded outwards. So a program can prove things, e.g. that a function has exactly
 * one root in here (see `roots`).
 *
 * What this example shows of HPy:
 *
 *   - A number: an immutable type with the operators as slots. A binary slot is called for
 *     a + b if a *or* b is of the type, so either operand can be anything; what it does not
 *     know it answers with NotImplemented, and Python asks the other operand.
 *
 *   - Comparison and hash, which must agree: Interval(2) == 2, so their hashes are equal.
 *     A comparison may also be undecided, and says so with an exception of its own.
 *
 *   - Recognizing one's own type: it is kept in an HPyGlobal, HPy_TypeCheck compares.
 *
 *   - Results without Python objects in between: values are computed as C structs, and
 *     become an object once, at the end.
 *
 *   - Calls back into Python in the middle of an algorithm (`roots`), whose state is kept
 *     in C and freed on every way out.
 */
#include "hpy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    double lo, hi;
} Interval;

HPyType_HELPERS(Interval)

static HPyGlobal interval_type;
static HPyGlobal undecided_type;

/* ------------------------------------------------- arithmetic, rounded outwards --- */

static double
down(double x)
{
    return nextafter(x, -INFINITY);
}

static double
up(double x)
{
    return nextafter(x, INFINITY);
}

/* The largest double that is not above x + error, where `error` is what was lost in
 * rounding; only its sign matters. The same for the smallest not below. */
static double
lower(double x, double error)
{
    return error < 0 || isnan(error) ? down(x) : x;
}

static double
upper(double x, double error)
{
    return error > 0 || isnan(error) ? up(x) : x;
}

/* What rounding took from a + b, exactly (D. E. Knuth's TwoSum; nan after an overflow). */
static double
sum_error(double a, double b, double s)
{
    double bb = s - a;
    return (a - (s - bb)) + (b - bb);
}

static Interval
add(Interval a, Interval b)
{
    double lo = a.lo + b.lo, hi = a.hi + b.hi;
    return (Interval){ lower(lo, sum_error(a.lo, b.lo, lo)),
                       upper(hi, sum_error(a.hi, b.hi, hi)) };
}

static Interval
negate(Interval a)
{
    return (Interval){ -a.hi, -a.lo };
}

/* Nearer to zero than this, what is lost in rounding may itself be too small for a double. */
#define TINY 1e-290

static void
widen_by_product(Interval *r, double a, double b)
{
    double p = a * b;
    if (a == 0 || b == 0)
        p = 0; /* also 0 * inf: infinity is a bound, not a number in the interval */
    double error = a == 0 || b == 0 ? 0 : fabs(p) < TINY ? NAN : fma(a, b, -p);
    r->lo = fmin(r->lo, lower(p, error));
    r->hi = fmax(r->hi, upper(p, error));
}

static Interval
multiply(Interval a, Interval b)
{
    Interval r = { INFINITY, -INFINITY };
    widen_by_product(&r, a.lo, b.lo);
    widen_by_product(&r, a.lo, b.hi);
    widen_by_product(&r, a.hi, b.lo);
    widen_by_product(&r, a.hi, b.hi);
    return r;
}

static void
widen_by_quotient(Interval *r, double a, double b)
{
    double q = a / b;
    if (isinf(b))
        q = 0;
    /* a - q * b, which fma() gets exactly, has the sign of the error times that of b. */
    double rest = a == 0 ? 0 : fabs(q) < TINY ? NAN : fma(-q, b, a);
    if (b < 0)
        rest = -rest;
    r->lo = fmin(r->lo, lower(q, rest));
    r->hi = fmax(r->hi, upper(q, rest));
}

/* 0 must not be in b. */
static Interval
divide(Interval a, Interval b)
{
    Interval r = { INFINITY, -INFINITY };
    widen_by_quotient(&r, a.lo, b.lo);
    widen_by_quotient(&r, a.lo, b.hi);
    widen_by_quotient(&r, a.hi, b.lo);
    widen_by_quotient(&r, a.hi, b.hi);
    return r;
}

static int
has_zero(Interval a)
{
    return a.lo <= 0 && 0 <= a.hi;
}

static Interval
absolute(Interval a)
{
    if (a.lo >= 0)
        return a;
    if (a.hi <= 0)
        return negate(a);
    return (Interval){ 0, fmax(-a.lo, a.hi) };
}

/* a ** n for n >= 0; narrower than a * a * a…, which forgets that all are the same number. */
static Interval
power(Interval a, unsigned long n)
{
    Interval base = n % 2 == 0 ? absolute(a) : a;
    Interval lo = { 1, 1 }, hi = { 1, 1 };
    Interval at_lo = { base.lo, base.lo }, at_hi = { base.hi, base.hi };
    for (; n > 0; n >>= 1) {
        if (n & 1) {
            lo = multiply(lo, at_lo);
            hi = multiply(hi, at_hi);
        }
        if (n > 1) {
            at_lo = multiply(at_lo, at_lo);
            at_hi = multiply(at_hi, at_hi);
        }
    }
    return (Interval){ lo.lo, hi.hi };
}

static double
middle(Interval a)
{
    if (isinf(a.lo) || isinf(a.hi))
        return isinf(a.lo) && isinf(a.hi) ? 0 : isinf(a.lo) ? fmin(a.hi, 0) - 1e300
                                                            : fmax(a.lo, 0) + 1e300;
    return a.lo / 2 + a.hi / 2;
}

/* ------------------------------------------------------- between C and Python --- */

static HPy
new_interval(HPyContext *ctx, Interval value)
{
    if (isnan(value.lo) || isnan(value.hi)) {
        HPyErr_SetString(ctx, ctx->h_ArithmeticError, "the result is not an interval");
        return HPy_NULL;
    }
    Interval *r;
    HPy type = HPyGlobal_Load(ctx, interval_type);
    HPy self = HPy_New(ctx, type, &r);
    HPy_Close(ctx, type);
    if (!HPy_IsNull(self))
        *r = value;
    return self;
}

static int
is_interval(HPyContext *ctx, HPy h)
{
    HPy type = HPyGlobal_Load(ctx, interval_type);
    int yes = HPy_TypeCheck(ctx, h, type);
    HPy_Close(ctx, type);
    return yes;
}

/* The interval that an operand stands for: 1, or 0 if it is none, or -1 with an exception. */
static int
as_interval(HPyContext *ctx, HPy h, Interval *out)
{
    if (is_interval(ctx, h)) {
        *out = *Interval_AsStruct(ctx, h);
        return 1;
    }
    if (HPy_TypeCheck(ctx, h, ctx->h_FloatType)) {
        double x = HPyFloat_AsDouble(ctx, h);
        if (isnan(x)) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "nan is in no interval");
            return -1;
        }
        *out = (Interval){ x, x };
        return 1;
    }
    if (HPy_TypeCheck(ctx, h, ctx->h_LongType)) {
        double x = HPyLong_AsDouble(ctx, h);
        if (x == -1.0 && HPyErr_Occurred(ctx))
            return -1;
        int exact = fabs(x) < 9007199254740992.0; /* 2**53: beyond, ints are rounded */
        *out = exact ? (Interval){ x, x } : (Interval){ down(x), up(x) };
        return 1;
    }
    return 0;
}

/* The frame of every binary operator. */
typedef Interval (*Operation)(Interval, Interval);

static HPy
binary(HPyContext *ctx, HPy left, HPy right, Operation operation)
{
    Interval a, b;
    int known = as_interval(ctx, left, &a);
    if (known > 0)
        known = as_interval(ctx, right, &b);
    if (known < 0)
        return HPy_NULL;
    if (known == 0)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    return new_interval(ctx, operation(a, b));
}

/* ---------------------------------------------------------- the type: operators --- */

HPyDef_SLOT(Interval_add, HPy_nb_add)
static HPy
Interval_add_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, left, right, add);
}

static Interval
subtract(Interval a, Interval b)
{
    return add(a, negate(b));
}

HPyDef_SLOT(Interval_subtract, HPy_nb_subtract)
static HPy
Interval_subtract_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, left, right, subtract);
}

HPyDef_SLOT(Interval_multiply, HPy_nb_multiply)
static HPy
Interval_multiply_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, left, right, multiply);
}

HPyDef_SLOT(Interval_divide, HPy_nb_true_divide)
static HPy
Interval_divide_impl(HPyContext *ctx, HPy left, HPy right)
{
    Interval b;
    int known = as_interval(ctx, right, &b);
    if (known < 0)
        return HPy_NULL;
    if (known > 0 && has_zero(b)) {
        HPyErr_Format(ctx, ctx->h_ZeroDivisionError, "0 is in the divisor %S", right);
        return HPy_NULL;
    }
    return binary(ctx, left, right, divide);
}

/* a ** n. The third operand is that of pow(a, n, m), else None. */
HPyDef_SLOT(Interval_power, HPy_nb_power)
static HPy
Interval_power_impl(HPyContext *ctx, HPy base, HPy exponent, HPy modulus)
{
    if (!is_interval(ctx, base) || !HPy_TypeCheck(ctx, exponent, ctx->h_LongType)
        || !HPy_Is(ctx, modulus, ctx->h_None))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    long n = HPyLong_AsLong(ctx, exponent);
    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    Interval a = *Interval_AsStruct(ctx, base);
    if (n >= 0)
        return new_interval(ctx, power(a, (unsigned long)n));
    if (has_zero(a)) {
        HPyErr_Format(ctx, ctx->h_ZeroDivisionError, "0 is in %S, to a negative power", base);
        return HPy_NULL;
    }
    return new_interval(ctx, divide((Interval){ 1, 1 }, power(a, 0UL - (unsigned long)n)));
}

HPyDef_SLOT(Interval_negative, HPy_nb_negative)
static HPy
Interval_negative_impl(HPyContext *ctx, HPy self)
{
    return new_interval(ctx, negate(*Interval_AsStruct(ctx, self)));
}

HPyDef_SLOT(Interval_positive, HPy_nb_positive)
static HPy
Interval_positive_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self); /* immutable: the same object will do */
}

HPyDef_SLOT(Interval_absolute, HPy_nb_absolute)
static HPy
Interval_absolute_impl(HPyContext *ctx, HPy self)
{
    return new_interval(ctx, absolute(*Interval_AsStruct(ctx, self)));
}

static Interval
hull(Interval a, Interval b)
{
    return (Interval){ fmin(a.lo, b.lo), fmax(a.hi, b.hi) };
}

HPyDef_SLOT(Interval_or, HPy_nb_or)
static HPy
Interval_or_impl(HPyContext *ctx, HPy left, HPy right)
{
    return binary(ctx, left, right, hull);
}

/* What both have in common: None if that is nothing. */
HPyDef_SLOT(Interval_and, HPy_nb_and)
static HPy
Interval_and_impl(HPyContext *ctx, HPy left, HPy right)
{
    Interval a, b;
    int known = as_interval(ctx, left, &a);
    if (known > 0)
        known = as_interval(ctx, right, &b);
    if (known < 0)
        return HPy_NULL;
    if (known == 0)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    Interval both = { fmax(a.lo, b.lo), fmin(a.hi, b.hi) };
    return both.lo <= both.hi ? new_interval(ctx, both) : HPy_Dup(ctx, ctx->h_None);
}

/* False only if it is certainly zero. */
HPyDef_SLOT(Interval_bool, HPy_nb_bool)
static int
Interval_bool_impl(HPyContext *ctx, HPy self)
{
    Interval *a = Interval_AsStruct(ctx, self);
    return a->lo != 0 || a->hi != 0;
}

HPyDef_SLOT(Interval_float, HPy_nb_float)
static HPy
Interval_float_impl(HPyContext *ctx, HPy self)
{
    return HPyFloat_FromDouble(ctx, middle(*Interval_AsStruct(ctx, self)));
}

/* x in interval: a number lies in it, an interval lies in it with all its numbers. */
HPyDef_SLOT(Interval_contains, HPy_sq_contains)
static int
Interval_contains_impl(HPyContext *ctx, HPy self, HPy item)
{
    Interval a = *Interval_AsStruct(ctx, self), b;
    int known = as_interval(ctx, item, &b);
    if (known == 0)
        HPyErr_SetString(ctx, ctx->h_TypeError, "only numbers and intervals lie in intervals");
    return known > 0 ? a.lo <= b.lo && b.hi <= a.hi : -1;
}

/* ---------------------------------------------------------- the type: comparison --- */

HPyDef_SLOT(Interval_compare, HPy_tp_richcompare)
static HPy
Interval_compare_impl(HPyContext *ctx, HPy left, HPy right, HPy_RichCmpOp op)
{
    Interval a, b;
    int known = as_interval(ctx, left, &a);
    if (known > 0)
        known = as_interval(ctx, right, &b);
    if (known < 0)
        return HPy_NULL;
    if (known == 0)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    int answer = -1; /* undecided */
    switch (op) {
    case HPy_EQ: /* the same bounds; not: the same number, which nobody can know */
        answer = a.lo == b.lo && a.hi == b.hi;
        break;
    case HPy_NE:
        answer = a.lo != b.lo || a.hi != b.hi;
        break;
    case HPy_LT:
        answer = a.hi < b.lo ? 1 : a.lo >= b.hi ? 0 : -1;
        break;
    case HPy_LE:
        answer = a.hi <= b.lo ? 1 : a.lo > b.hi ? 0 : -1;
        break;
    case HPy_GT:
        answer = a.lo > b.hi ? 1 : a.hi <= b.lo ? 0 : -1;
        break;
    case HPy_GE:
        answer = a.lo >= b.hi ? 1 : a.hi < b.lo ? 0 : -1;
        break;
    }
    if (answer < 0) {
        HPy type = HPyGlobal_Load(ctx, undecided_type);
        HPyErr_Format(ctx, type, "%S and %S overlap", left, right);
        HPy_Close(ctx, type);
        return HPy_NULL;
    }
    return HPyBool_FromBool(ctx, answer);
}

HPyDef_SLOT(Interval_hash, HPy_tp_hash)
static HPy_hash_t
Interval_hash_impl(HPyContext *ctx, HPy self)
{
    Interval *a = Interval_AsStruct(ctx, self);
    /* [2, 2] equals 2 and 2.0, so it hashes like them. */
    HPy key = a->lo == a->hi ? HPyFloat_FromDouble(ctx, a->lo)
                             : HPy_BuildValue(ctx, "(dd)", a->lo, a->hi);
    if (HPy_IsNull(key))
        return -1; /* never the hash of anything: it means "exception" */
    HPy_hash_t hash = HPy_Hash(ctx, key);
    HPy_Close(ctx, key);
    return hash;
}

/* --------------------------------------------------- the type: making and showing --- */

/* Reads a bound: a number, or a str with a decimal number, which is rounded outwards. */
static int
read_bound(HPyContext *ctx, HPy h, Interval *out)
{
    if (HPyUnicode_Check(ctx, h)) {
        HPy_ssize_t size;
        const char *s = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
        if (s == NULL)
            return -1;
        char *end;
        double x = strtod(s, &end);
        if (size == 0 || end != s + size || isnan(x)) {
            HPyErr_Format(ctx, ctx->h_ValueError, "%R is not a number", h);
            return -1;
        }
        /* The nearest double: the number itself is at most one step away. */
        *out = floor(x) == x && fabs(x) < 1e15 ? (Interval){ x, x } : (Interval){ down(x), up(x) };
        return 0;
    }
    int known = as_interval(ctx, h, out);
    if (known == 0)
        HPyErr_Format(ctx, ctx->h_TypeError, "%R is no bound of an interval", h);
    return known > 0 ? 0 : -1;
}

HPyDef_SLOT(Interval_new, HPy_tp_new)
static HPy
Interval_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = { "lo", "hi", NULL };
    HPyTracker ht;
    HPy h_lo, h_hi = HPy_NULL, self = HPy_NULL;
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "O|O:Interval", keywords, &h_lo,
                                  &h_hi))
        return HPy_NULL;
    Interval lo, hi, *r;
    if (read_bound(ctx, h_lo, &lo) < 0)
        goto done;
    hi = lo;
    if (!HPy_IsNull(h_hi) && read_bound(ctx, h_hi, &hi) < 0)
        goto done;
    if (!(lo.lo <= hi.hi)) {
        HPyErr_Format(ctx, ctx->h_ValueError, "lo is greater than hi: %R, %R", h_lo, h_hi);
        goto done;
    }
    self = HPy_New(ctx, type, &r);
    if (!HPy_IsNull(self))
        *r = (Interval){ lo.lo, hi.hi };
done:
    HPyTracker_Close(ctx, ht);
    return self;
}

HPyDef_SLOT(Interval_repr, HPy_tp_repr)
static HPy
Interval_repr_impl(HPyContext *ctx, HPy self)
{
    Interval *a = Interval_AsStruct(ctx, self);
    HPy lo = HPyFloat_FromDouble(ctx, a->lo);
    HPy hi = HPyFloat_FromDouble(ctx, a->hi);
    HPy text = HPy_NULL;
    if (!HPy_IsNull(lo) && !HPy_IsNull(hi))
        text = HPyUnicode_FromFormat(ctx, "Interval(%R, %R)", lo, hi);
    HPy_Close(ctx, lo);
    HPy_Close(ctx, hi);
    return text;
}

HPyDef_SLOT(Interval_str, HPy_tp_str)
static HPy
Interval_str_impl(HPyContext *ctx, HPy self)
{
    Interval *a = Interval_AsStruct(ctx, self);
    char text[80];
    /* HPy's formats know no floating point, C's do. */
    snprintf(text, sizeof text, "[%.12g, %.12g]", a->lo, a->hi);
    return HPyUnicode_FromString(ctx, text);
}

HPyDef_MEMBER(Interval_lo, "lo", HPyMember_DOUBLE, offsetof(Interval, lo), .readonly = 1)
HPyDef_MEMBER(Interval_hi, "hi", HPyMember_DOUBLE, offsetof(Interval, hi), .readonly = 1)

/* One getter for two attributes: the closure of a definition is handed to its getter. */
typedef double (*Measure)(Interval);

static double
width(Interval a)
{
    return a.hi == a.lo ? 0 : up(a.hi - a.lo);
}

static HPy
measure(HPyContext *ctx, HPy self, void *closure)
{
    Measure of = *(Measure *)closure;
    return HPyFloat_FromDouble(ctx, of(*Interval_AsStruct(ctx, self)));
}

static Measure measure_width = width, measure_mid = middle;

HPyDef_GET(Interval_width, "width", .closure = &measure_width, .doc = "at least hi - lo")
static HPy
Interval_width_get(HPyContext *ctx, HPy self, void *closure)
{
    return measure(ctx, self, closure);
}

HPyDef_GET(Interval_mid, "mid", .closure = &measure_mid, .doc = "a number in the middle")
static HPy
Interval_mid_get(HPyContext *ctx, HPy self, void *closure)
{
    return measure(ctx, self, closure);
}

static HPyDef *interval_defines[] = {
    &Interval_new, &Interval_add, &Interval_subtract, &Interval_multiply, &Interval_divide,
    &Interval_power, &Interval_negative, &Interval_positive, &Interval_absolute, &Interval_or,
    &Interval_and, &Interval_bool, &Interval_float, &Interval_contains, &Interval_compare,
    &Interval_hash, &Interval_repr, &Interval_str, &Interval_lo, &Interval_hi,
    &Interval_width, &Interval_mid, NULL
};

/* No fields, so nothing to traverse, and nothing allocated, so nothing to destroy. */
static HPyType_Spec interval_spec = {
    .name = "interval.Interval",
    .doc = "Interval(lo, hi=lo)\n\n"
           "Some number from lo to hi. A bound is an int, a float, or a str with a decimal\n"
           "number: Interval('0.1') contains one tenth, which no float is.",
    .basicsize = sizeof(Interval),
    .builtin_shape = SHAPE(Interval),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = interval_defines,
};

/* ---------------------------------------------------------------------- functions --- */

HPyDef_METH(interval_sqrt, "sqrt", HPyFunc_O, .doc = "sqrt(x) -> Interval")
static HPy
interval_sqrt_impl(HPyContext *ctx, HPy self, HPy arg)
{
    Interval a;
    int known = as_interval(ctx, arg, &a);
    if (known == 0)
        HPyErr_SetString(ctx, ctx->h_TypeError, "sqrt() wants an interval or a number");
    if (known <= 0)
        return HPy_NULL;
    if (a.lo < 0) {
        HPyErr_Format(ctx, ctx->h_ValueError, "%S has negative numbers in it", arg);
        return HPy_NULL;
    }
    double lo = sqrt(a.lo), hi = sqrt(a.hi);
    return new_interval(ctx, (Interval){ lower(lo, fma(-lo, lo, a.lo)),
                                         isinf(hi) ? hi : upper(hi, fma(-hi, hi, a.hi)) });
}

/* f(x) of a Python function, as an interval. */
static int
evaluate(HPyContext *ctx, HPy f, Interval x, Interval *out)
{
    HPy arg = new_interval(ctx, x);
    HPy result = HPy_IsNull(arg) ? HPy_NULL : HPy_Call(ctx, f, &arg, 1, HPy_NULL);
    HPy_Close(ctx, arg);
    if (HPy_IsNull(result))
        return -1;
    int known = as_interval(ctx, result, out);
    if (known == 0)
        HPyErr_Format(ctx, ctx->h_TypeError, "the function returned %R, not an interval",
                      result);
    HPy_Close(ctx, result);
    return known > 0 ? 0 : -1;
}

/* The parts of the line that are still to be searched, last in, first out. */
typedef struct { Interval *items; int count, capacity; } Work;

static int
push(HPyContext *ctx, Work *w, Interval x)
{
    if (w->count == w->capacity) {
        int capacity = w->capacity ? w->capacity * 2 : 32;
        Interval *items = realloc(w->items, sizeof(Interval) * (size_t)capacity);
        if (items == NULL) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
        w->items = items;
        w->capacity = capacity;
    }
    w->items[w->count++] = x;
    return 0;
}

static int
append(HPyContext *ctx, HPy list, Interval x, int proven)
{
    HPy h = new_interval(ctx, x);
    HPy yes = HPyBool_FromBool(ctx, proven);
    HPy pair = HPy_IsNull(h) ? HPy_NULL : HPyTuple_Pack(ctx, 2, h, yes);
    int failed = HPy_IsNull(pair) || HPyList_Append(ctx, list, pair) < 0;
    HPy_Close(ctx, pair);
    HPy_Close(ctx, yes);
    HPy_Close(ctx, h);
    return failed ? -1 : 0;
}

/* Searches one part. Newton's method with intervals: all roots in x are also in
 * m - f(m) / f'(x), and if that lies inside x there is exactly one (R. E. Moore, 1966). */
static int
search(HPyContext *ctx, HPy f, HPy df, Interval x, double narrow, Work *work, HPy found)
{
    Interval fx, dx, fm;
    int proven = 0;
    for (;;) {
        if (evaluate(ctx, f, x, &fx) < 0)
            return -1;
        if (!has_zero(fx))
            return 0; /* no root in here, for certain */
        double m = middle(x);
        if (x.hi - x.lo <= narrow || m <= x.lo || m >= x.hi)
            return append(ctx, found, x, proven);
        if (evaluate(ctx, df, x, &dx) < 0)
            return -1;
        if (has_zero(dx)) /* not steep everywhere: halves may be */
            return push(ctx, work, (Interval){ m, x.hi }) < 0
                || push(ctx, work, (Interval){ x.lo, m }) < 0 ? -1 : 0;
        if (evaluate(ctx, f, (Interval){ m, m }, &fm) < 0)
            return -1;
        Interval n = subtract((Interval){ m, m }, divide(fm, dx));
        proven |= x.lo < n.lo && n.hi < x.hi;
        Interval next = { fmax(x.lo, n.lo), fmin(x.hi, n.hi) };
        if (!(next.lo <= next.hi))
            return 0;
        if (next.hi - next.lo > 0.9 * (x.hi - x.lo)) {
            if (proven)
                return append(ctx, found, next, 1); /* as narrow as the arithmetic allows */
            return push(ctx, work, (Interval){ m, x.hi }) < 0
                || push(ctx, work, (Interval){ x.lo, m }) < 0 ? -1 : 0;
        }
        x = next;
    }
}

HPyDef_METH(interval_roots, "roots", HPyFunc_KEYWORDS,
    .doc = "roots(f, df, x, narrow=1e-12) -> [(Interval, proven), ...]\n\n"
           "Where f can be zero in x, given f and its derivative on intervals. Outside of what\n"
           "is returned there is no root; if `proven`, there is exactly one inside.")
static HPy
interval_roots_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "f", "df", "x", "narrow", NULL };
    HPyTracker ht;
    HPy f, df, h_x, found = HPy_NULL;
    double narrow = 1e-12;
    Work work = { 0 };
    Interval x;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "OOO|d:roots", keywords, &f, &df,
                              &h_x, &narrow))
        return HPy_NULL;
    int failed = read_bound(ctx, h_x, &x) < 0 || push(ctx, &work, x) < 0;
    if (!failed) {
        found = HPyList_New(ctx, 0);
        failed = HPy_IsNull(found);
    }
    while (!failed && work.count > 0)
        failed = search(ctx, f, df, work.items[--work.count], narrow, &work, found) < 0;
    free(work.items);
    HPyTracker_Close(ctx, ht);
    if (failed) {
        HPy_Close(ctx, found);
        return HPy_NULL;
    }
    return found;
}

HPyDef_SLOT(interval_exec, HPy_mod_exec)
static int
interval_exec_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &interval_spec, NULL);
    HPy undecided = HPyErr_NewExceptionWithDoc(ctx, "interval.Undecided",
        "Which of two overlapping intervals is smaller?", ctx->h_ArithmeticError, HPy_NULL);
    int failed = HPy_IsNull(type) || HPy_IsNull(undecided)
              || HPy_SetAttr_s(ctx, module, "Interval", type) < 0
              || HPy_SetAttr_s(ctx, module, "Undecided", undecided) < 0;
    if (!failed) {
        HPyGlobal_Store(ctx, &interval_type, type);
        HPyGlobal_Store(ctx, &undecided_type, undecided);
    }
    HPy_Close(ctx, type);
    HPy_Close(ctx, undecided);
    return failed ? -1 : 0;
}

static HPyDef *module_defines[] = { &interval_exec, &interval_sqrt, &interval_roots, NULL };
static HPyGlobal *module_globals[] = { &interval_type, &undecided_type, NULL };

static HPyModuleDef module_def = {
    .doc = "Arithmetic with bounds.",
    .defines = module_defines,
    .globals = module_globals,
};

HPy_MODINIT(interval, module_def)
