/* What C answers without asking Go: members whose operand or result is an
   immediate, a value that is its own handle (see package heap). For everything
   else the generated stub asks Go, so nothing is decided here that Go decides
   differently: the common case is taken early, that is all.

   Members with such a function have the trait Fast in package spec. */
#include "ctx_stubs_gen.h"

#include "layout_gen.h"

#include <stdbool.h>
#include <string.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define LIKELY(x) __builtin_expect(!!(x), 1)

static inline uint64_t word(HPy h) { return (uint64_t)h._i; }

static inline uint64_t tag(HPy h) { return word(h) >> HPYRUN_VALUE_TAG_SHIFT; }

static inline HPy handle(uint64_t w)
{
    HPy h = {(intptr_t)w};
    return h;
}

static inline bool is_int(HPy h) { return tag(h) == HPYRUN_VALUE_TAG_INT; }

/* Only for an int: the payload, with its sign. */
static inline int64_t int_of(HPy h) { return (int64_t)(word(h) << 16) >> 16; }

static inline HPy small_int(int64_t v)
{
    return handle((uint64_t)HPYRUN_VALUE_TAG_INT << HPYRUN_VALUE_TAG_SHIFT
        | ((uint64_t)v & (((uint64_t)1 << HPYRUN_VALUE_TAG_SHIFT) - 1)));
}

static inline bool fits(int64_t v) { return v >= -HPYRUN_VALUE_MAX_INT - 1 && v <= HPYRUN_VALUE_MAX_INT; }

static inline bool is_float(HPy h) { return tag(h) >= 2 && tag(h) < 0xFFFB; }

static inline double float_of(HPy h)
{
    uint64_t w = word(h) - HPYRUN_VALUE_FLOAT_OFFSET;
    double d;
    memcpy(&d, &w, sizeof d);
    return d;
}

/* ints to C */

HIDDEN HPy hpyrun_fast_LongFromInt32(HPyContext *ctx, int32_t v)
{
    (void)ctx;
    return small_int(v);
}

HIDDEN HPy hpyrun_fast_LongFromUInt32(HPyContext *ctx, uint32_t v)
{
    (void)ctx;
    return small_int(v);
}

HIDDEN HPy hpyrun_fast_LongFromInt64(HPyContext *ctx, int64_t v)
{
    return LIKELY(fits(v)) ? small_int(v) : hpyrun_stub_LongFromInt64(ctx, v);
}

HIDDEN HPy hpyrun_fast_LongFromUInt64(HPyContext *ctx, uint64_t v)
{
    return LIKELY(v <= HPYRUN_VALUE_MAX_INT) ? small_int((int64_t)v) : hpyrun_stub_LongFromUInt64(ctx, v);
}

HIDDEN HPy hpyrun_fast_LongFromSize(HPyContext *ctx, size_t v)
{
    return LIKELY(v <= HPYRUN_VALUE_MAX_INT) ? small_int((int64_t)v) : hpyrun_stub_LongFromSize(ctx, v);
}

HIDDEN HPy hpyrun_fast_LongFromSsize(HPyContext *ctx, HPy_ssize_t v)
{
    return LIKELY(fits(v)) ? small_int(v) : hpyrun_stub_LongFromSsize(ctx, v);
}

HIDDEN int32_t hpyrun_fast_LongAsInt32(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h) && int_of(h) == (int32_t)int_of(h)) ? (int32_t)int_of(h) : hpyrun_stub_LongAsInt32(ctx, h);
}

HIDDEN uint32_t hpyrun_fast_LongAsUInt32(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h) && int_of(h) == (int64_t)(uint32_t)int_of(h)) ? (uint32_t)int_of(h)
                                                                          : hpyrun_stub_LongAsUInt32(ctx, h);
}

HIDDEN uint32_t hpyrun_fast_LongAsUInt32Mask(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h)) ? (uint32_t)int_of(h) : hpyrun_stub_LongAsUInt32Mask(ctx, h);
}

HIDDEN int64_t hpyrun_fast_LongAsInt64(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h)) ? int_of(h) : hpyrun_stub_LongAsInt64(ctx, h);
}

HIDDEN uint64_t hpyrun_fast_LongAsUInt64(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h) && int_of(h) >= 0) ? (uint64_t)int_of(h) : hpyrun_stub_LongAsUInt64(ctx, h);
}

HIDDEN uint64_t hpyrun_fast_LongAsUInt64Mask(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h)) ? (uint64_t)int_of(h) : hpyrun_stub_LongAsUInt64Mask(ctx, h);
}

HIDDEN size_t hpyrun_fast_LongAsSize(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h) && int_of(h) >= 0) ? (size_t)int_of(h) : hpyrun_stub_LongAsSize(ctx, h);
}

HIDDEN HPy_ssize_t hpyrun_fast_LongAsSsize(HPyContext *ctx, HPy h)
{
    return LIKELY(is_int(h)) ? (HPy_ssize_t)int_of(h) : hpyrun_stub_LongAsSsize(ctx, h);
}

HIDDEN double hpyrun_fast_LongAsDouble(HPyContext *ctx, HPy h)
{
    /* 48 bits are exact in a double. */
    return LIKELY(is_int(h)) ? (double)int_of(h) : hpyrun_stub_LongAsDouble(ctx, h);
}

/* floats and bools */

HIDDEN HPy hpyrun_fast_FloatFromDouble(HPyContext *ctx, double d)
{
    uint64_t w;
    if (__builtin_expect(d != d, 0)) /* NaNs become canonical */
        return hpyrun_stub_FloatFromDouble(ctx, d);
    memcpy(&w, &d, sizeof w);
    return handle(w + HPYRUN_VALUE_FLOAT_OFFSET);
}

HIDDEN double hpyrun_fast_FloatAsDouble(HPyContext *ctx, HPy h)
{
    if (LIKELY(is_float(h)))
        return float_of(h);
    return is_int(h) ? (double)int_of(h) : hpyrun_stub_FloatAsDouble(ctx, h);
}

HIDDEN HPy hpyrun_fast_BoolFromBool(HPyContext *ctx, bool v)
{
    (void)ctx;
    return handle(v ? HPYRUN_VALUE_TRUE : HPYRUN_VALUE_FALSE);
}

/* handles */

HIDDEN HPy hpyrun_fast_Dup(HPyContext *ctx, HPy h) { return LIKELY(tag(h) != 0) ? h : hpyrun_stub_Dup(ctx, h); }

HIDDEN void hpyrun_fast_Close(HPyContext *ctx, HPy h)
{
    if (tag(h) == 0 && word(h) != 0)
        hpyrun_stub_Close(ctx, h);
}

HIDDEN int hpyrun_fast_Is(HPyContext *ctx, HPy a, HPy b)
{
    /* Two handles of one object differ; an immediate has one. */
    return tag(a) != 0 || tag(b) != 0 ? word(a) == word(b) : hpyrun_stub_Is(ctx, a, b);
}

HIDDEN int hpyrun_fast_IsTrue(HPyContext *ctx, HPy h)
{
    if (word(h) == HPYRUN_VALUE_TRUE)
        return 1;
    return word(h) == HPYRUN_VALUE_FALSE ? 0 : hpyrun_stub_IsTrue(ctx, h);
}
