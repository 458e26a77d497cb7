/* What C answers without asking Go: members whose operand or result is an
   immediate, a value that is its own handle (see package heap), and those for
   which a look at the handle table and at an object's header is enough. For
   everything else the generated stub asks Go, so nothing is decided here that Go
   decides differently: the common case is taken early, that is all. A handle that
   is none is never the common case.

   C runs while its thread holds the runtime's lock, and no collection can happen
   between two upcalls. So an address of the heap is good here until the function
   asks Go, and must not be used after that.

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

/* handles and objects */

static inline const struct hpyrun_context *more(HPyContext *ctx)
{
    return (const struct hpyrun_context *)((char *)ctx + sizeof(struct _HPyContext_s));
}

static inline struct hpyrun_handle_table *table(HPyContext *ctx)
{
    return (struct hpyrun_handle_table *)more(ctx)->handles;
}

static inline uint64_t *entry(struct hpyrun_handle_table *t, uint64_t h) { return (uint64_t *)(t->base + h); }

/* An object's address, and 0 for what is none: an immediate, a free entry. */
static inline uint64_t address(uint64_t v) { return v >> HPYRUN_VALUE_TAG_SHIFT ? 0 : v; }

/* The address of the object behind a handle that is no immediate. 0: there is
   none, ask Go. */
static inline uint64_t object(HPyContext *ctx, HPy h)
{
    if ((word(h) >> 3 | word(h) << 61) >= HPYRUN_END_OF_HANDLES / 8) /* an immediate, or not aligned, or garbage */
        return 0;
    return address(*entry(table(ctx), word(h))); /* entry 0 is empty */
}

static inline const struct hpyrun_type_facts *facts(HPyContext *ctx, uint64_t obj)
{
    uint64_t index = *(uint64_t *)obj >> HPYRUN_OBJECT_TYPE_SHIFT & HPYRUN_OBJECT_TYPE_MASK;
    return (const struct hpyrun_type_facts *)more(ctx)->types + index;
}

static inline uint64_t *refs(uint64_t obj) { return (uint64_t *)(obj + HPYRUN_OBJECT_HEADER); }
static inline uint64_t nrefs(uint64_t obj) { return (uint32_t)((uint64_t *)obj)[1]; }
/* The raw part of an object. */
static inline uint64_t *raw(uint64_t obj) { return refs(obj) + nrefs(obj); }

/* A new handle for a value, which is not 0. HPy_NULL: the table must grow, ask Go. */
static inline HPy open(HPyContext *ctx, uint64_t v)
{
    if (v >> HPYRUN_VALUE_TAG_SHIFT)
        return handle(v);
    struct hpyrun_handle_table *t = table(ctx);
    uint64_t h = t->free;
    if (h != 0) {
        t->free = *entry(t, h) & ~(uint64_t)HPYRUN_VALUE_LINK;
    } else {
        h = t->used;
        if (h == t->limit)
            return HPy_NULL;
        t->used = h + 8;
    }
    *entry(t, h) = v;
    t->live++;
    return handle(h);
}

HIDDEN HPy hpyrun_fast_Dup(HPyContext *ctx, HPy h)
{
    if (tag(h) != 0 || word(h) == 0)
        return h;
    uint64_t obj = object(ctx, h);
    HPy r = LIKELY(obj) ? open(ctx, obj) : HPy_NULL;
    return LIKELY(word(r)) ? r : hpyrun_stub_Dup(ctx, h);
}

HIDDEN void hpyrun_fast_Close(HPyContext *ctx, HPy h)
{
    if (tag(h) != 0 || word(h) == 0 || word(h) >= HPYRUN_FIRST_STACK)
        return;
    struct hpyrun_handle_table *t = table(ctx);
    uint64_t *e = entry(t, word(h));
    if (LIKELY((word(h) & 7) == 0 && word(h) < t->used && address(*e) && ((uint8_t *)t->flags)[word(h) / 8] == 0)) {
        *e = HPYRUN_VALUE_LINK | t->free;
        t->free = word(h);
        t->live--;
    } else {
        hpyrun_stub_Close(ctx, h);
    }
}

HIDDEN int hpyrun_fast_Is(HPyContext *ctx, HPy a, HPy b)
{
    /* Two handles of one object differ; an immediate has one. */
    if (tag(a) != 0 || tag(b) != 0 || word(a) == word(b))
        return word(a) == word(b);
    uint64_t x = object(ctx, a), y = object(ctx, b);
    return LIKELY(x && y) ? x == y : hpyrun_stub_Is(ctx, a, b);
}

HIDDEN int hpyrun_fast_IsTrue(HPyContext *ctx, HPy h)
{
    if (word(h) == HPYRUN_VALUE_TRUE)
        return 1;
    if (word(h) == HPYRUN_VALUE_FALSE || word(h) == HPYRUN_VALUE_NONE)
        return 0;
    return is_int(h) ? int_of(h) != 0 : hpyrun_stub_IsTrue(ctx, h);
}

HIDDEN int hpyrun_fast_ErrOccurred(HPyContext *ctx) { return *(uint64_t *)more(ctx)->exception != 0; }

/* types */

HIDDEN HPy hpyrun_fast_Type(HPyContext *ctx, HPy h)
{
    uint64_t obj = object(ctx, h);
    uintptr_t slot = LIKELY(obj) ? facts(ctx, obj)->object : 0;
    HPy r = LIKELY(slot) ? open(ctx, *(uint64_t *)slot) : HPy_NULL;
    return LIKELY(word(r)) ? r : hpyrun_stub_Type(ctx, h);
}

HIDDEN int hpyrun_fast_TypeCheck(HPyContext *ctx, HPy h, HPy type)
{
    uint64_t obj = object(ctx, h), cls = object(ctx, type);
    /* The exact type; whether another derives from it, Go knows. */
    if (LIKELY(obj && cls)) {
        uintptr_t slot = facts(ctx, obj)->object;
        if (slot && *(uint64_t *)slot == cls)
            return 1;
    }
    return hpyrun_stub_TypeCheck(ctx, h, type);
}

#define CHECK(NAME, BIT) \
    HIDDEN int hpyrun_fast_##NAME##Check(HPyContext *ctx, HPy h) \
    { \
        if (is_int(h) || is_float(h) || word(h) == HPYRUN_VALUE_NONE) \
            return 0; \
        uint64_t obj = object(ctx, h); \
        const struct hpyrun_type_facts *f = LIKELY(obj) ? facts(ctx, obj) : NULL; \
        return LIKELY(f && f->object) ? (f->flags & HPYRUN_TYPE_IS_##BIT) != 0 : hpyrun_stub_##NAME##Check(ctx, h); \
    }
CHECK(Tuple, TUPLE)
CHECK(List, LIST)
CHECK(Dict, DICT)
CHECK(Unicode, STR)
CHECK(Bytes, BYTES)

HIDDEN int hpyrun_fast_NumberCheck(HPyContext *ctx, HPy h)
{
    return is_int(h) || is_float(h) ? 1 : hpyrun_stub_NumberCheck(ctx, h);
}

/* structs and fields */

/* The C struct of an object; NULL: ask Go. */
static inline void *structure(HPyContext *ctx, HPy h)
{
    uint64_t obj = object(ctx, h);
    if (!LIKELY(obj))
        return NULL;
    uint16_t slot = facts(ctx, obj)->struct_slot;
    return LIKELY(slot) ? (void *)(uintptr_t)int_of(handle(refs(obj)[slot - 1])) : NULL;
}

#define AS_STRUCT(SHAPE) \
    HIDDEN void *hpyrun_fast_AsStruct##SHAPE(HPyContext *ctx, HPy h) \
    { \
        void *p = structure(ctx, h); \
        return LIKELY(p) ? p : hpyrun_stub_AsStruct##SHAPE(ctx, h); \
    }
AS_STRUCT(Object)
AS_STRUCT(Type)
AS_STRUCT(Long)
AS_STRUCT(Float)
AS_STRUCT(Unicode)
AS_STRUCT(Tuple)
AS_STRUCT(List)
AS_STRUCT(Dict)

HIDDEN HPy hpyrun_fast_FieldLoad(HPyContext *ctx, HPy owner, HPyField field)
{
    uint64_t f = (uint64_t)field._i, obj = object(ctx, owner);
    if (LIKELY(obj && (f & ~(uint64_t)HPYRUN_FIELD_SLOT_MASK) == HPYRUN_FIELD_TAG)) {
        uint16_t slot = facts(ctx, obj)->fields_slot;
        uint64_t array = slot ? refs(obj)[slot - 1] : 0;
        f &= HPYRUN_FIELD_SLOT_MASK;
        if (LIKELY(array && f < (*raw(array) & HPYRUN_FIELD_USED_MASK))) {
            uint64_t v = refs(array)[f];
            HPy r = LIKELY((v & HPYRUN_VALUE_LINK) != HPYRUN_VALUE_LINK) ? open(ctx, v) : HPy_NULL;
            if (LIKELY(word(r)))
                return r;
        }
    }
    return hpyrun_stub_FieldLoad(ctx, owner, field);
}

HIDDEN HPy hpyrun_fast_GlobalLoad(HPyContext *ctx, HPyGlobal global)
{
    uint64_t n = (uint64_t)global._i;
    if (LIKELY(n < HPYRUN_MAX_GLOBALS)) {
        uint64_t v = ((uint64_t *)more(ctx)->globals)[n];
        HPy r = LIKELY(v) ? open(ctx, v) : HPy_NULL;
        if (LIKELY(word(r)))
            return r;
    }
    return hpyrun_stub_GlobalLoad(ctx, global);
}

/* tuples and lists, but no subclasses: those may see it differently */

/* The items of an exact tuple or list and their number; NULL: it is neither. */
static inline uint64_t *items(HPyContext *ctx, HPy h, uint64_t *n)
{
    uint64_t obj = object(ctx, h);
    uint32_t flags = LIKELY(obj) ? facts(ctx, obj)->flags : 0;
    if (flags & HPYRUN_TYPE_IS_EXACT_TUPLE) {
        *n = nrefs(obj);
        return refs(obj);
    }
    if (flags & HPYRUN_TYPE_IS_EXACT_LIST) {
        *n = *raw(obj);
        return *n ? refs(refs(obj)[0]) : refs(obj);
    }
    return NULL;
}

HIDDEN HPy_ssize_t hpyrun_fast_Length(HPyContext *ctx, HPy h)
{
    uint64_t n;
    return LIKELY(items(ctx, h, &n)) ? (HPy_ssize_t)n : hpyrun_stub_Length(ctx, h);
}

HIDDEN HPy hpyrun_fast_GetItemI(HPyContext *ctx, HPy h, HPy_ssize_t i)
{
    uint64_t n, *p = items(ctx, h, &n);
    if (LIKELY(p && (uint64_t)i < n && p[i])) {
        HPy r = open(ctx, p[i]);
        if (LIKELY(word(r)))
            return r;
    }
    return hpyrun_stub_GetItemI(ctx, h, i);
}

/* numbers */

/* Both are numbers, and one at least is a float. */
static inline bool both_floats(HPy a, HPy b)
{
    return (is_float(a) || is_int(a)) && (is_float(b) || is_int(b)) && (is_float(a) || is_float(b));
}

static inline double number(HPy h) { return is_int(h) ? (double)int_of(h) : float_of(h); }

#define ARITHMETIC(NAME, BUILTIN, OP) \
    HIDDEN HPy hpyrun_fast_##NAME(HPyContext *ctx, HPy a, HPy b) \
    { \
        if (LIKELY(is_int(a) && is_int(b))) { \
            int64_t r; \
            if (LIKELY(!BUILTIN(int_of(a), int_of(b), &r) && fits(r))) \
                return small_int(r); \
        } else if (both_floats(a, b)) { \
            return hpyrun_fast_FloatFromDouble(ctx, number(a) OP number(b)); \
        } \
        return hpyrun_stub_##NAME(ctx, a, b); \
    }
ARITHMETIC(Add, __builtin_add_overflow, +)
ARITHMETIC(Subtract, __builtin_sub_overflow, -)
ARITHMETIC(Multiply, __builtin_mul_overflow, *)

HIDDEN int hpyrun_fast_RichCompareBool(HPyContext *ctx, HPy v, HPy w, int op)
{
    if (is_int(v) && is_int(w)) {
        int64_t a = int_of(v), b = int_of(w);
        switch (op) {
        case HPy_LT:
            return a < b;
        case HPy_LE:
            return a <= b;
        case HPy_EQ:
            return a == b;
        case HPy_NE:
            return a != b;
        case HPy_GT:
            return a > b;
        case HPy_GE:
            return a >= b;
        }
    }
    return hpyrun_stub_RichCompareBool(ctx, v, w, op);
}

/* New objects, in the thread's window. What lies there is zero. When the window is
   full Go is asked, so C never collects; under stress it is always full. */

/* An object can be made and a handle for it opened. */
static inline bool room(HPyContext *ctx, uint64_t size)
{
    const struct hpyrun_window *w = (const struct hpyrun_window *)more(ctx)->window;
    const struct hpyrun_handle_table *t = table(ctx);
    return size <= w->limit - w->top && (t->free != 0 || t->used != t->limit);
}

/* Where the next object will be. */
static inline uint64_t top(HPyContext *ctx) { return ((const struct hpyrun_window *)more(ctx)->window)->top; }

/* Only after room(). The size is a multiple of 8. */
static inline uint64_t allocate(HPyContext *ctx, uint64_t w0, uint64_t w1, uint64_t size)
{
    struct hpyrun_window *w = (struct hpyrun_window *)more(ctx)->window;
    uint64_t a = w->top;
    w->top = a + size;
    ((uint64_t *)a)[0] = w0;
    ((uint64_t *)a)[1] = w1;
    return a;
}

static inline uint64_t allocate_plain(HPyContext *ctx, uint64_t type, uint64_t n, uint64_t size)
{
    return allocate(ctx, type << HPYRUN_OBJECT_TYPE_SHIFT, n | size / 8 << 32, size);
}

/* Texts longer than this are left to Go: the crossing is not what they cost. */
#define SHORT_TEXT 128

/* The size of an object of n bytes of text and a NUL. */
static inline uint64_t text_size(uint64_t n)
{
    return (HPYRUN_OBJECT_HEADER + HPYRUN_STR_TEXT + n + 1 + 7) & ~(uint64_t)7;
}

HIDDEN HPy hpyrun_fast_UnicodeFromString(HPyContext *ctx, const char *utf8)
{
    uint64_t n = 0;
    if (!utf8 || !room(ctx, text_size(SHORT_TEXT)))
        return hpyrun_stub_UnicodeFromString(ctx, utf8);
    /* The object comes into being only when all of its text is ASCII. One loop measures,
       checks and copies: for short texts that is less than calls of libc. */
    char *text = (char *)refs(top(ctx)) + HPYRUN_STR_TEXT;
    while (n < SHORT_TEXT && (signed char)utf8[n] > 0) {
        text[n] = utf8[n];
        n++;
    }
    /* The empty str and those of one character exist once. */
    if (!LIKELY(utf8[n] == 0 && n > 1)) {
        while (n > 0)
            text[--n] = 0;
        return hpyrun_stub_UnicodeFromString(ctx, utf8);
    }
    refs(top(ctx))[1] = n | (uint64_t)1 << HPYRUN_STR_ASCII_SHIFT;
    return open(ctx, allocate_plain(ctx, HPYRUN_TYPE_INDEX_STR, 0, text_size(n)));
}

HIDDEN HPy hpyrun_fast_BytesFromStringAndSize(HPyContext *ctx, const char *bytes, HPy_ssize_t len)
{
    uint64_t n = (uint64_t)len;
    if (bytes == NULL || n < 2 || n > SHORT_TEXT || !room(ctx, text_size(n)))
        return hpyrun_stub_BytesFromStringAndSize(ctx, bytes, len);
    uint64_t a = allocate_plain(ctx, HPYRUN_TYPE_INDEX_BYTES, 0, text_size(n));
    raw(a)[1] = n;
    char *to = (char *)raw(a) + HPYRUN_STR_TEXT;
    for (uint64_t i = 0; i < n; i++) {
        to[i] = bytes[i];
        __asm__(""); /* no call of memcpy */
    }
    return open(ctx, a);
}

/* The value behind a handle; 0: ask Go. */
static inline uint64_t value(HPyContext *ctx, HPy h)
{
    if (is_int(h) || is_float(h) || word(h) == HPYRUN_VALUE_NONE || word(h) == HPYRUN_VALUE_TRUE ||
        word(h) == HPYRUN_VALUE_FALSE)
        return word(h);
    return object(ctx, h);
}

/* Tuples longer than this are left to Go. */
#define SHORT_TUPLE 64

HIDDEN HPy hpyrun_fast_TupleFromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n)
{
    uint64_t size = HPYRUN_OBJECT_HEADER + 8 * (uint64_t)n;
    if (items == NULL || n < 1 || n > SHORT_TUPLE || !room(ctx, size))
        return hpyrun_stub_TupleFromArray(ctx, items, n);
    /* The object comes into being only when all of its items are good. */
    uint64_t *p = refs(top(ctx));
    for (HPy_ssize_t i = 0; i < n; i++) {
        p[i] = value(ctx, items[i]);
        if (!LIKELY(p[i])) {
            while (i-- > 0)
                p[i] = 0;
            return hpyrun_stub_TupleFromArray(ctx, items, n);
        }
    }
    return open(ctx, allocate_plain(ctx, HPYRUN_TYPE_INDEX_TUPLE, (uint64_t)n, size));
}

HIDDEN HPyTupleBuilder hpyrun_fast_TupleBuilderNew(HPyContext *ctx, HPy_ssize_t n)
{
    uint64_t size = HPYRUN_OBJECT_HEADER + 8 * (uint64_t)n;
    if (n < 1 || n > SHORT_TUPLE || !room(ctx, size))
        return hpyrun_stub_TupleBuilderNew(ctx, n);
    uint64_t a = allocate_plain(ctx, HPYRUN_TYPE_INDEX_TUPLE, (uint64_t)n, size);
    for (HPy_ssize_t i = 0; i < n; i++)
        refs(a)[i] = HPYRUN_VALUE_NONE;
    HPyTupleBuilder b = {word(open(ctx, a))};
    return b;
}

/* Puts a value at p, in an object that needs no barrier for it. False: ask Go. */
static inline bool store(HPyContext *ctx, uint64_t obj, uint64_t *p, HPy h)
{
    uint64_t v = value(ctx, h);
    if (!v || (address(v) && obj - more(ctx)->young_lo >= more(ctx)->young_size))
        return false;
    *p = v;
    return true;
}

HIDDEN void hpyrun_fast_TupleBuilderSet(HPyContext *ctx, HPyTupleBuilder b, HPy_ssize_t i, HPy h)
{
    uint64_t obj = object(ctx, handle((uint64_t)b._tup));
    if (!LIKELY(obj && (uint64_t)i < nrefs(obj) && (facts(ctx, obj)->flags & HPYRUN_TYPE_IS_EXACT_TUPLE) &&
                store(ctx, obj, refs(obj) + i, h)))
        hpyrun_stub_TupleBuilderSet(ctx, b, i, h);
}

HIDDEN HPy hpyrun_fast_TupleBuilderBuild(HPyContext *ctx, HPyTupleBuilder b)
{
    return LIKELY(b._tup) ? handle((uint64_t)b._tup) : hpyrun_stub_TupleBuilderBuild(ctx, b);
}

/* The place of item i of an exact list, and the array that has it; NULL: ask Go. */
static inline uint64_t *list_item(HPyContext *ctx, HPy h, HPy_ssize_t i, uint64_t *array)
{
    uint64_t obj = object(ctx, h);
    if (!LIKELY(obj && (facts(ctx, obj)->flags & HPYRUN_TYPE_IS_EXACT_LIST) && (uint64_t)i < *raw(obj)))
        return NULL;
    *array = refs(obj)[0];
    return refs(*array) + i;
}

HIDDEN void hpyrun_fast_ListBuilderSet(HPyContext *ctx, HPyListBuilder b, HPy_ssize_t i, HPy h)
{
    uint64_t array, *p = list_item(ctx, handle((uint64_t)b._lst), i, &array);
    if (!LIKELY(p && store(ctx, array, p, h)))
        hpyrun_stub_ListBuilderSet(ctx, b, i, h);
}

HIDDEN HPy hpyrun_fast_ListBuilderBuild(HPyContext *ctx, HPyListBuilder b)
{
    return LIKELY(b._lst) ? handle((uint64_t)b._lst) : hpyrun_stub_ListBuilderBuild(ctx, b);
}

HIDDEN int hpyrun_fast_SetItemI(HPyContext *ctx, HPy h, HPy_ssize_t i, HPy v)
{
    uint64_t array, *p = list_item(ctx, h, i, &array);
    return LIKELY(p && store(ctx, array, p, v)) ? 0 : hpyrun_stub_SetItemI(ctx, h, i, v);
}

HIDDEN HPy hpyrun_fast_New(HPyContext *ctx, HPy type, void **data)
{
    uint64_t cls = object(ctx, type);
    if (LIKELY(cls && (facts(ctx, cls)->flags & HPYRUN_TYPE_IS_TYPE))) {
        const struct hpyrun_type_facts *f = (const struct hpyrun_type_facts *)more(ctx)->types + *raw(cls);
        struct hpyrun_stock *s = (struct hpyrun_stock *)f->stock;
        struct hpyrun_newborns *born = (struct hpyrun_newborns *)more(ctx)->newborns;
        if (LIKELY(s && s->count && born->count < born->limit && room(ctx, s->size))) {
            uint64_t a = allocate(ctx, s->header[0], s->header[1], s->size), p = s->cells[--s->count];
            refs(a)[s->slot] = word(small_int((int64_t)p));
            struct hpyrun_owner *o = (struct hpyrun_owner *)born->list + born->count++;
            o->object = a;
            o->payload = s->payload | p;
            o->size = s->struct_size;
            o->kind = s->kind;
            *data = (void *)p;
            return open(ctx, a);
        }
    }
    return hpyrun_stub_New(ctx, type, data);
}
