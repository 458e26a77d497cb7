/* lrucache: a mapping that forgets what was not used for longest, and a memo on top of it.
 *
 * A dict finds the link of a key; the links form a list, newest use first, from whose end
 * the old ones fall off. Every operation is O(1).
 *
 * What this example shows of HPy:
 *
 *   - Objects that point to objects. A Link has four HPyFields, two of which point to its
 *     neighbours, which point back: every list of two is a cycle. There is nothing to
 *     count and nothing to break up; the collector finds the fields and does the rest.
 *
 *   - What can run Python code, and when. Looking up a key calls its __hash__ and __eq__,
 *     which could come back and change what is being looked up: `busy` refuses that. On
 *     some runtimes letting go of the last reference to an object runs code, too. So a
 *     change of the list is made of nothing but field stores, and whatever they let go of
 *     is held by a handle until the list is in order again.
 *
 *   - Callable objects: the slot HPy_tp_call, with its arguments as an array.
 *
 *   - An HPyTracker for handles whose number is not known beforehand.
 *
 *   - A setter, which is also what `del` calls.
 */
#include "hpy.h"

typedef struct {
    HPyField older, newer; /* null at the ends of the list */
    HPyField key, value;
} Link;

typedef struct {
    HPyField table;          /* dict: key -> Link */
    HPyField newest, oldest; /* the ends of the list */
    HPyField on_evict;       /* callable(key, value), or null */
    HPy_ssize_t maxsize;
    long long hits, misses, evictions;
    int busy;                /* a key is being looked up */
} Cache;

typedef struct {
    HPyField function;
    HPyField cache;
} Memo;

HPyType_HELPERS(Link)
HPyType_HELPERS(Cache)
HPyType_HELPERS(Memo)

static HPyGlobal link_type;
static HPyGlobal cache_type;
static HPyGlobal keyword_mark; /* stands between positional and keyword arguments in a key */

static HPy
load(HPyContext *ctx, HPy owner, HPyField field)
{
    return HPyField_IsNull(field) ? HPy_NULL : HPyField_Load(ctx, owner, field);
}

/* ------------------------------------------------------------ the list of links --- */

HPyDef_SLOT(Link_traverse, HPy_tp_traverse)
static int
Link_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Link *l = self;
    HPy_VISIT(&l->older);
    HPy_VISIT(&l->newer);
    HPy_VISIT(&l->key);
    HPy_VISIT(&l->value);
    return 0;
}

static HPyDef *link_defines[] = { &Link_traverse, NULL };

/* Never given to Python code: it has no tp_new, and the module does not name it. */
static HPyType_Spec link_spec = {
    .name = "lrucache._Link",
    .basicsize = sizeof(Link),
    .builtin_shape = SHAPE(Link),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = link_defines,
};

/* In the two functions below the handles `link`, `older` and `newer` keep alive all that a
 * store could let go of, so no foreign code runs while the list is being changed. */
static void
unlink(HPyContext *ctx, HPy self, HPy link)
{
    Cache *c = Cache_AsStruct(ctx, self);
    Link *l = Link_AsStruct(ctx, link);
    HPy older = load(ctx, link, l->older);
    HPy newer = load(ctx, link, l->newer);
    if (HPy_IsNull(newer))
        HPyField_Store(ctx, self, &c->newest, older); /* a null handle empties a field */
    else
        HPyField_Store(ctx, newer, &Link_AsStruct(ctx, newer)->older, older);
    if (HPy_IsNull(older))
        HPyField_Store(ctx, self, &c->oldest, newer);
    else
        HPyField_Store(ctx, older, &Link_AsStruct(ctx, older)->newer, newer);
    HPyField_Store(ctx, link, &l->older, HPy_NULL);
    HPyField_Store(ctx, link, &l->newer, HPy_NULL);
    HPy_Close(ctx, older);
    HPy_Close(ctx, newer);
}

static void
link_as_newest(HPyContext *ctx, HPy self, HPy link)
{
    Cache *c = Cache_AsStruct(ctx, self);
    Link *l = Link_AsStruct(ctx, link);
    HPy older = load(ctx, self, c->newest);
    HPyField_Store(ctx, link, &l->older, older);
    HPyField_Store(ctx, self, &c->newest, link);
    if (HPy_IsNull(older))
        HPyField_Store(ctx, self, &c->oldest, link);
    else
        HPyField_Store(ctx, older, &Link_AsStruct(ctx, older)->newer, link);
    HPy_Close(ctx, older);
}

/* ------------------------------------------------------------ what a cache can do --- */

static int
check_free(HPyContext *ctx, const Cache *c)
{
    if (!c->busy)
        return 0;
    HPyErr_SetString(ctx, ctx->h_RuntimeError,
                     "__eq__ or __hash__ of a key used the cache that looks for it");
    return -1;
}

/* The link of a key. HPy_NULL without an exception: there is none. */
static HPy
find(HPyContext *ctx, HPy self, HPy key)
{
    Cache *c = Cache_AsStruct(ctx, self);
    if (check_free(ctx, c) < 0)
        return HPy_NULL;
    HPy table = HPyField_Load(ctx, self, c->table);
    HPy link = HPy_NULL;
    c->busy = 1;
    /* Asking first, and not catching KeyError: the key's own __eq__ might raise that. */
    if (HPy_Contains(ctx, table, key) > 0)
        link = HPy_GetItem(ctx, table, key);
    c->busy = 0;
    HPy_Close(ctx, table);
    return link;
}

/* table[key] = link, or del table[key] for a null link. Where the key is, or is not, has
 * just been found out, so nothing has come in between. */
static int
change_table(HPyContext *ctx, HPy self, HPy key, HPy link)
{
    Cache *c = Cache_AsStruct(ctx, self);
    if (check_free(ctx, c) < 0)
        return -1;
    HPy table = HPyField_Load(ctx, self, c->table);
    c->busy = 1;
    int result = HPy_IsNull(link) ? HPy_DelItem(ctx, table, key)
                                  : HPy_SetItem(ctx, table, key, link);
    c->busy = 0;
    HPy_Close(ctx, table);
    return result;
}

/* The value of a key, which has just been used by this. HPy_NULL as above. */
static HPy
cache_get(HPyContext *ctx, HPy self, HPy key)
{
    Cache *c = Cache_AsStruct(ctx, self);
    HPy link = find(ctx, self, key);
    if (HPy_IsNull(link)) {
        if (!HPyErr_Occurred(ctx))
            c->misses++;
        return HPy_NULL;
    }
    c->hits++;
    unlink(ctx, self, link);
    link_as_newest(ctx, self, link);
    HPy value = HPyField_Load(ctx, link, Link_AsStruct(ctx, link)->value);
    HPy_Close(ctx, link);
    return value;
}

/* Forgets the oldest until there are at most maxsize; 0, or -1 with an exception. */
static int
evict(HPyContext *ctx, HPy self)
{
    Cache *c = Cache_AsStruct(ctx, self);
    for (;;) { /* on_evict may do anything: look anew in every round */
        HPy table = HPyField_Load(ctx, self, c->table);
        HPy_ssize_t n = HPy_Length(ctx, table);
        HPy_Close(ctx, table);
        if (n <= c->maxsize)
            return n < 0 ? -1 : 0;
        HPy link = HPyField_Load(ctx, self, c->oldest);
        Link *l = Link_AsStruct(ctx, link);
        HPy key_value[2] = { HPyField_Load(ctx, link, l->key),
                             HPyField_Load(ctx, link, l->value) };
        int failed = change_table(ctx, self, key_value[0], HPy_NULL) < 0;
        if (!failed) {
            unlink(ctx, self, link);
            c->evictions++;
        }
        HPy_Close(ctx, link);
        HPy on_evict = load(ctx, self, c->on_evict);
        if (!failed && !HPy_IsNull(on_evict)) {
            HPy result = HPy_Call(ctx, on_evict, key_value, 2, HPy_NULL);
            failed = HPy_IsNull(result);
            HPy_Close(ctx, result);
        }
        HPy_Close(ctx, on_evict);
        HPy_Close(ctx, key_value[0]);
        HPy_Close(ctx, key_value[1]);
        if (failed)
            return -1;
    }
}

static int
cache_put(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    HPy link = find(ctx, self, key);
    if (HPy_IsNull(link) && HPyErr_Occurred(ctx))
        return -1;
    if (!HPy_IsNull(link)) {
        Link *l = Link_AsStruct(ctx, link);
        HPy old = HPyField_Load(ctx, link, l->value);
        HPyField_Store(ctx, link, &l->value, value);
        unlink(ctx, self, link);
        link_as_newest(ctx, self, link);
        HPy_Close(ctx, old); /* perhaps the last of it, so not before */
        HPy_Close(ctx, link);
        return 0;
    }
    Link *l;
    HPy type = HPyGlobal_Load(ctx, link_type);
    link = HPy_New(ctx, type, &l);
    HPy_Close(ctx, type);
    if (HPy_IsNull(link))
        return -1;
    HPyField_Store(ctx, link, &l->key, key);
    HPyField_Store(ctx, link, &l->value, value);
    int failed = change_table(ctx, self, key, link) < 0;
    if (!failed)
        link_as_newest(ctx, self, link);
    HPy_Close(ctx, link);
    return failed ? -1 : evict(ctx, self);
}

static int
cache_delete(HPyContext *ctx, HPy self, HPy key)
{
    HPy link = find(ctx, self, key);
    if (HPy_IsNull(link)) {
        if (!HPyErr_Occurred(ctx))
            HPyErr_SetObject(ctx, ctx->h_KeyError, key);
        return -1;
    }
    int result = change_table(ctx, self, key, HPy_NULL);
    if (result == 0)
        unlink(ctx, self, link);
    HPy_Close(ctx, link);
    return result;
}

/* ------------------------------------------------------------------- class Cache --- */

static int
check_maxsize(HPyContext *ctx, HPy_ssize_t maxsize)
{
    if (maxsize >= 1)
        return 0;
    HPyErr_Format(ctx, ctx->h_ValueError, "maxsize must be at least 1, not %zd", maxsize);
    return -1;
}

HPyDef_SLOT(Cache_new, HPy_tp_new)
static HPy
Cache_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = { "maxsize", "on_evict", NULL };
    HPyTracker ht;
    HPy_ssize_t maxsize = 128;
    HPy on_evict = HPy_NULL, self = HPy_NULL, table = HPy_NULL;
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "|nO:Cache", keywords, &maxsize,
                                  &on_evict))
        return HPy_NULL;
    if (check_maxsize(ctx, maxsize) < 0)
        goto done;
    if (HPy_Is(ctx, on_evict, ctx->h_None))
        on_evict = HPy_NULL;
    if (!HPy_IsNull(on_evict) && !HPyCallable_Check(ctx, on_evict)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "on_evict must be callable");
        goto done;
    }
    table = HPyDict_New(ctx);
    if (HPy_IsNull(table))
        goto done;
    Cache *c;
    self = HPy_New(ctx, type, &c);
    if (HPy_IsNull(self))
        goto done;
    c->maxsize = maxsize;
    HPyField_Store(ctx, self, &c->table, table);
    HPyField_Store(ctx, self, &c->on_evict, on_evict);
done:
    HPy_Close(ctx, table);
    HPyTracker_Close(ctx, ht);
    return self;
}

HPyDef_SLOT(Cache_traverse, HPy_tp_traverse)
static int
Cache_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Cache *c = self;
    HPy_VISIT(&c->table);
    HPy_VISIT(&c->newest);
    HPy_VISIT(&c->oldest);
    HPy_VISIT(&c->on_evict);
    return 0;
}

HPyDef_SLOT(Cache_length, HPy_mp_length)
static HPy_ssize_t
Cache_length_impl(HPyContext *ctx, HPy self)
{
    HPy table = HPyField_Load(ctx, self, Cache_AsStruct(ctx, self)->table);
    HPy_ssize_t n = HPy_Length(ctx, table);
    HPy_Close(ctx, table);
    return n;
}

HPyDef_SLOT(Cache_contains, HPy_sq_contains)
static int
Cache_contains_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy table = HPyField_Load(ctx, self, Cache_AsStruct(ctx, self)->table);
    int found = HPy_Contains(ctx, table, key);
    HPy_Close(ctx, table);
    return found;
}

HPyDef_SLOT(Cache_getitem, HPy_mp_subscript)
static HPy
Cache_getitem_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy value = cache_get(ctx, self, key);
    if (HPy_IsNull(value) && !HPyErr_Occurred(ctx))
        HPyErr_SetObject(ctx, ctx->h_KeyError, key);
    return value;
}

HPyDef_SLOT(Cache_setitem, HPy_mp_ass_subscript)
static int
Cache_setitem_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    return HPy_IsNull(value) ? cache_delete(ctx, self, key)
                             : cache_put(ctx, self, key, value);
}

HPyDef_METH(Cache_get, "get", HPyFunc_VARARGS,
    .doc = "get(key, default=None)\n\nThe value of the key, which counts as a use of it.")
static HPy
Cache_get_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy key, fallback = HPy_NULL;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "O|O:get", &key, &fallback))
        return HPy_NULL;
    HPy value = cache_get(ctx, self, key);
    if (HPy_IsNull(value) && !HPyErr_Occurred(ctx))
        return HPy_Dup(ctx, HPy_IsNull(fallback) ? ctx->h_None : fallback);
    return value;
}

HPyDef_METH(Cache_clear, "clear", HPyFunc_NOARGS, .doc = "clear()\n\nForgets everything.")
static HPy
Cache_clear_impl(HPyContext *ctx, HPy self)
{
    Cache *c = Cache_AsStruct(ctx, self);
    HPy table = check_free(ctx, c) < 0 ? HPy_NULL : HPyDict_New(ctx);
    if (HPy_IsNull(table))
        return HPy_NULL;
    /* The links point at each other, so they would wait for the collector; taken apart,
     * they can go at once on a runtime that counts references. */
    HPy old = HPyField_Load(ctx, self, c->table);
    for (HPy link; !HPy_IsNull(link = load(ctx, self, c->newest)); HPy_Close(ctx, link))
        unlink(ctx, self, link);
    HPyField_Store(ctx, self, &c->table, table);
    HPy_Close(ctx, table);
    HPy_Close(ctx, old);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Cache_items, "items", HPyFunc_NOARGS,
    .doc = "items() -> [(key, value), ...]\n\nThe most recently used first; not a use.")
static HPy
Cache_items_impl(HPyContext *ctx, HPy self)
{
    HPy list = HPyList_New(ctx, 0);
    HPy link = HPy_IsNull(list) ? HPy_NULL : load(ctx, self, Cache_AsStruct(ctx, self)->newest);
    while (!HPy_IsNull(link)) {
        Link *l = Link_AsStruct(ctx, link);
        HPy key = HPyField_Load(ctx, link, l->key);
        HPy value = HPyField_Load(ctx, link, l->value);
        HPy pair = HPyTuple_Pack(ctx, 2, key, value);
        HPy_Close(ctx, key);
        HPy_Close(ctx, value);
        int failed = HPy_IsNull(pair) || HPyList_Append(ctx, list, pair) < 0;
        HPy_Close(ctx, pair);
        HPy older = failed ? HPy_NULL : load(ctx, link, l->older);
        HPy_Close(ctx, link);
        link = older;
        if (failed) {
            HPy_Close(ctx, list);
            return HPy_NULL;
        }
    }
    return list;
}

HPyDef_METH(Cache_stats, "stats", HPyFunc_NOARGS,
    .doc = "stats() -> dict of hits, misses, evictions and len")
static HPy
Cache_stats_impl(HPyContext *ctx, HPy self)
{
    Cache *c = Cache_AsStruct(ctx, self);
    HPy_ssize_t n = Cache_length_impl(ctx, self);
    if (n < 0)
        return HPy_NULL;
    return HPy_BuildValue(ctx, "{s:L,s:L,s:L,s:n}", "hits", c->hits, "misses", c->misses,
                          "evictions", c->evictions, "len", n);
}

HPyDef_GETSET(Cache_maxsize, "maxsize", .doc = "how many are kept; can be changed")
static HPy
Cache_maxsize_get(HPyContext *ctx, HPy self, void *closure)
{
    return HPyLong_FromSsize_t(ctx, Cache_AsStruct(ctx, self)->maxsize);
}
static int
Cache_maxsize_set(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    if (HPy_IsNull(value)) { /* del cache.maxsize */
        HPyErr_SetString(ctx, ctx->h_AttributeError, "maxsize cannot be deleted");
        return -1;
    }
    HPy_ssize_t maxsize = HPyLong_AsSsize_t(ctx, value);
    if ((maxsize == -1 && HPyErr_Occurred(ctx)) || check_maxsize(ctx, maxsize) < 0)
        return -1;
    Cache_AsStruct(ctx, self)->maxsize = maxsize;
    return evict(ctx, self);
}

HPyDef_MEMBER(Cache_hits, "hits", HPyMember_LONGLONG, offsetof(Cache, hits), .readonly = 1)
HPyDef_MEMBER(Cache_misses, "misses", HPyMember_LONGLONG, offsetof(Cache, misses),
    .readonly = 1)
HPyDef_MEMBER(Cache_on_evict, "on_evict", HPyMember_OBJECT, offsetof(Cache, on_evict),
    .readonly = 1)

HPyDef_SLOT(Cache_repr, HPy_tp_repr)
static HPy
Cache_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "<lrucache.Cache with %zd of %zd>",
                                 Cache_length_impl(ctx, self),
                                 Cache_AsStruct(ctx, self)->maxsize);
}

static HPyDef *cache_defines[] = {
    &Cache_new, &Cache_traverse, &Cache_length, &Cache_contains, &Cache_getitem,
    &Cache_setitem, &Cache_get, &Cache_clear, &Cache_items, &Cache_stats, &Cache_maxsize,
    &Cache_hits, &Cache_misses, &Cache_on_evict, &Cache_repr, NULL
};

static HPyType_Spec cache_spec = {
    .name = "lrucache.Cache",
    .doc = "Cache(maxsize=128, on_evict=None)\n\n"
           "A mapping of at most `maxsize` keys. on_evict(key, value) is called with what had\n"
           "to make room.",
    .basicsize = sizeof(Cache),
    .builtin_shape = SHAPE(Cache),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = cache_defines,
};

/* -------------------------------------------------------------------- class Memo --- */

HPyDef_SLOT(Memo_new, HPy_tp_new)
static HPy
Memo_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = { "function", "maxsize", NULL };
    HPyTracker ht;
    HPy function, h_maxsize = HPy_NULL, self = HPy_NULL, cache = HPy_NULL;
    if (!HPyArg_ParseKeywordsDict(ctx, &ht, args, nargs, kw, "O|O:memoize", keywords,
                                  &function, &h_maxsize))
        return HPy_NULL;
    if (!HPyCallable_Check(ctx, function)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "memoize wants a function");
        goto done;
    }
    HPy c_type = HPyGlobal_Load(ctx, cache_type);
    cache = HPy_Call(ctx, c_type, &h_maxsize, HPy_IsNull(h_maxsize) ? 0 : 1, HPy_NULL);
    HPy_Close(ctx, c_type);
    if (HPy_IsNull(cache))
        goto done;
    Memo *m;
    self = HPy_New(ctx, type, &m);
    if (HPy_IsNull(self))
        goto done;
    HPyField_Store(ctx, self, &m->function, function);
    HPyField_Store(ctx, self, &m->cache, cache);
done:
    HPy_Close(ctx, cache);
    HPyTracker_Close(ctx, ht);
    return self;
}

HPyDef_SLOT(Memo_traverse, HPy_tp_traverse)
static int
Memo_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Memo *m = self;
    HPy_VISIT(&m->function);
    HPy_VISIT(&m->cache);
    return 0;
}

/* The key of a call: (a, b), or (a, b, mark, "name", c, ...) with keyword arguments. */
static HPy
key_of_call(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy_ssize_t nkw = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
    if (nkw < 0)
        return HPy_NULL;
    if (nkw == 0)
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    /* The names are handles that we open, as many as there are keywords: a tracker
     * remembers them, and one Close ends them on success and failure alike. Adding cannot
     * fail for as many as it was made for. */
    HPyTracker ht = HPyTracker_New(ctx, nkw + 1);
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, (HPy_ssize_t)nargs + 1 + 2 * nkw);
    HPy_ssize_t at = 0;
    for (size_t i = 0; i < nargs; i++)
        HPyTupleBuilder_Set(ctx, builder, at++, args[i]);
    HPy mark = HPyGlobal_Load(ctx, keyword_mark);
    HPyTracker_Add(ctx, ht, mark);
    HPyTupleBuilder_Set(ctx, builder, at++, mark);
    for (HPy_ssize_t i = 0; i < nkw; i++) {
        HPy name = HPy_GetItem_i(ctx, kwnames, i);
        if (HPy_IsNull(name)) {
            HPyTupleBuilder_Cancel(ctx, builder);
            HPyTracker_Close(ctx, ht);
            return HPy_NULL;
        }
        HPyTracker_Add(ctx, ht, name);
        HPyTupleBuilder_Set(ctx, builder, at++, name);
        HPyTupleBuilder_Set(ctx, builder, at++, args[nargs + (size_t)i]);
    }
    HPyTracker_Close(ctx, ht);
    return HPyTupleBuilder_Build(ctx, builder);
}

/* args[0..nargs) are positional; the values of the keywords, which are named in kwnames,
 * follow. That is also what HPy_Call wants: the call is passed on as it came. */
HPyDef_SLOT(Memo_call, HPy_tp_call)
static HPy
Memo_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    Memo *m = Memo_AsStruct(ctx, self);
    HPy key = key_of_call(ctx, args, nargs, kwnames);
    if (HPy_IsNull(key))
        return HPy_NULL;
    HPy cache = HPyField_Load(ctx, self, m->cache);
    HPy value = cache_get(ctx, cache, key);
    if (HPy_IsNull(value) && !HPyErr_Occurred(ctx)) {
        HPy function = HPyField_Load(ctx, self, m->function);
        value = HPy_Call(ctx, function, args, nargs, kwnames);
        HPy_Close(ctx, function);
        if (!HPy_IsNull(value) && cache_put(ctx, cache, key, value) < 0) {
            HPy_Close(ctx, value);
            value = HPy_NULL;
        }
    }
    HPy_Close(ctx, cache);
    HPy_Close(ctx, key);
    return value;
}

HPyDef_MEMBER(Memo_wrapped, "__wrapped__", HPyMember_OBJECT, offsetof(Memo, function),
    .readonly = 1)
HPyDef_MEMBER(Memo_cache, "cache", HPyMember_OBJECT, offsetof(Memo, cache), .readonly = 1)

static HPyDef *memo_defines[] = {
    &Memo_new, &Memo_traverse, &Memo_call, &Memo_wrapped, &Memo_cache, NULL
};

static HPyType_Spec memo_spec = {
    .name = "lrucache.memoize",
    .doc = "memoize(function, maxsize=128)\n\n"
           "A function with the same results, that remembers the latest of them.",
    .basicsize = sizeof(Memo),
    .builtin_shape = SHAPE(Memo),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = memo_defines,
};

/* -------------------------------------------------------------------- the module --- */

/* Two exec slots: they run in this order, one for what nobody sees, one for the rest. */
HPyDef_SLOT(exec_private, HPy_mod_exec)
static int
exec_private_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &link_spec, NULL);
    HPy mark = HPy_IsNull(type) ? HPy_NULL
                                : HPy_Call(ctx, ctx->h_BaseObjectType, NULL, 0, HPy_NULL);
    int failed = HPy_IsNull(mark);
    if (!failed) {
        HPyGlobal_Store(ctx, &link_type, type);
        HPyGlobal_Store(ctx, &keyword_mark, mark);
    }
    HPy_Close(ctx, mark);
    HPy_Close(ctx, type);
    return failed ? -1 : 0;
}

HPyDef_SLOT(exec_types, HPy_mod_exec)
static int
exec_types_impl(HPyContext *ctx, HPy module)
{
    if (!HPyHelpers_AddType(ctx, module, "Cache", &cache_spec, NULL)
        || !HPyHelpers_AddType(ctx, module, "memoize", &memo_spec, NULL))
        return -1;
    HPy type = HPy_GetAttr_s(ctx, module, "Cache");
    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &cache_type, type);
    HPy_Close(ctx, type);
    return 0;
}

static HPyDef *module_defines[] = { &exec_private, &exec_types, NULL };
static HPyGlobal *module_globals[] = { &link_type, &cache_type, &keyword_mark, NULL };

static HPyModuleDef module_def = {
    .doc = "A cache that forgets the least recently used.",
    .defines = module_defines,
    .globals = module_globals,
};

HPy_MODINIT(lrucache, module_def)
