/* kdtree: points in k-dimensional space, with the Python objects that belong to them.
 *
 * A k-d tree is a binary search tree that compares one coordinate after the other: the
 * root splits space by x, its children by y, and so on round (J. L. Bentley, 1975). It
 * answers "what is near here?" without looking at every point.
 *
 * What this example shows of HPy:
 *
 *   - A type with a C struct behind it. The runtime allocates the struct (HPy_New), zeroes
 *     it, and promises that it never moves while the object lives, so C may keep pointers
 *     into it for as long as it holds a handle. The *object* may move at any time; C only
 *     ever has handles to it and does not notice.
 *
 *   - HPyField, the only way to keep a Python object from one call to the next. A handle
 *     (HPy) is good until the call that received it returns, or until HPy_Close for one
 *     that we opened ourselves. The tree keeps ONE field, a Python list with the payload of
 *     point i at index i, and everything else in plain C arrays: fields must lie in memory
 *     that the runtime knows (the struct), never in memory from malloc.
 *
 *   - tp_traverse, which tells the collector the fields that we own, and tp_destroy, which
 *     gives back what we malloc'ed. Neither may call into Python.
 *
 *   - Work without Python: `rebuild` is pure C and can take long, so it lets go of the
 *     interpreter (HPy_BEGIN_LEAVE_PYTHON). Others may run meanwhile, and could call
 *     methods of this very tree: hence the flag `busy`.
 *
 *   - Calls back into Python (`where=`, `key=`). Python code may do anything, even insert
 *     into the tree that is being searched. So no pointer into our own growing arrays is
 *     held across such a call, and what would break the search (`rebuild`) is refused.
 *
 * The rule for handles, followed in every function below: who opens, closes; every return
 * leaves nothing open; what arrives as an argument is the caller's and stays open.
 */
#include "hpy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIM 16
#define NO_NODE (-1)

typedef struct {
    double *coords;     /* coordinate a of point i is coords[i * dim + a] */
    int *left, *right;  /* children of node i, NO_NODE if there is none */
    int count;          /* points in the tree, also the length of the payload list */
    int capacity;       /* points that the three arrays have room for */
    int root;
    int dim;
    int depth;          /* levels of the tree */
    int visited;        /* nodes that the last query looked at */
    int busy;           /* a thread rebuilds the tree without holding Python */
    int searches;       /* searches under way that call back into Python */
    HPyField payloads;  /* list of `count` objects */
    HPyField label;     /* any object, for the user: see the member "label" */
} Tree;

HPyType_HELPERS(Tree)

/* An HPyGlobal holds an object for the whole extension, as a field does for one object.
 * It has to be listed in the module definition. */
static HPyGlobal tree_type;

/* ------------------------------------------------------------------ plain C --- */

static int
tree_reserve(Tree *t, int want)
{
    if (want <= t->capacity)
        return 0;
    int cap = t->capacity < 16 ? 16 : t->capacity;
    while (cap < want) {
        if (cap > (1 << 29))
            return -1;
        cap *= 2;
    }
    /* Each array is replaced as soon as it has grown: when a later one fails, the struct
     * still owns exactly what it points to. */
    double *coords = realloc(t->coords, sizeof(double) * (size_t)cap * (size_t)t->dim);
    if (coords == NULL)
        return -1;
    t->coords = coords;
    int *left = realloc(t->left, sizeof(int) * (size_t)cap);
    if (left == NULL)
        return -1;
    t->left = left;
    int *right = realloc(t->right, sizeof(int) * (size_t)cap);
    if (right == NULL)
        return -1;
    t->right = right;
    t->capacity = cap;
    return 0;
}

/* Hangs point i, whose coordinates are in place, below the leaf where it belongs. */
static void
tree_link(Tree *t, int i)
{
    const double *p = t->coords + (size_t)i * t->dim;
    int *link = &t->root;
    int axis = 0, level = 1;
    for (; *link != NO_NODE; level++) {
        int n = *link;
        link = p[axis] < t->coords[(size_t)n * t->dim + axis] ? &t->left[n] : &t->right[n];
        axis = axis + 1 == t->dim ? 0 : axis + 1;
    }
    *link = i;
    t->left[i] = t->right[i] = NO_NODE;
    if (level > t->depth)
        t->depth = level;
}

/* Hoare's selection: reorders ids[0..n) so that ids[k] is the k-th by coordinate `axis`,
 * nothing greater is before it and nothing smaller behind it. */
static void
select_kth(const Tree *t, int *ids, int n, int k, int axis)
{
#define AT(x) (t->coords[(size_t)(x) * t->dim + axis])
    int lo = 0, hi = n - 1;
    while (lo < hi) {
        double pivot = AT(ids[k]);
        int i = lo, j = hi;
        while (i <= j) {
            while (AT(ids[i]) < pivot) i++;
            while (AT(ids[j]) > pivot) j--;
            if (i <= j) {
                int swap = ids[i];
                ids[i++] = ids[j];
                ids[j--] = swap;
            }
        }
        if (j < k) lo = i;
        if (i > k) hi = j;
    }
#undef AT
}

/* Makes a balanced tree of ids[0..n); as deep as log2(n), so recursion is safe. */
static int
balance(Tree *t, int *ids, int n, int axis, int level)
{
    if (n == 0)
        return NO_NODE;
    if (level > t->depth)
        t->depth = level;
    int mid = n / 2;
    select_kth(t, ids, n, mid, axis);
    int node = ids[mid];
    int next = axis + 1 == t->dim ? 0 : axis + 1;
    t->left[node] = balance(t, ids, mid, next, level + 1);
    t->right[node] = balance(t, ids + mid + 1, n - mid - 1, next, level + 1);
    return node;
}

/* The nodes still to be looked at. Not recursion: a tree that was filled in sorted order
 * is a list, as deep as it has points, and the C stack would not hold that. */
typedef struct { int node, axis; double gap; } Todo;
typedef struct { Todo *items; int count, capacity; } Stack;

static int
stack_push(Stack *s, int node, int axis, double gap)
{
    if (s->count == s->capacity) {
        int cap = s->capacity ? s->capacity * 2 : 64;
        Todo *items = realloc(s->items, sizeof(Todo) * (size_t)cap);
        if (items == NULL)
            return -1;
        s->items = items;
        s->capacity = cap;
    }
    s->items[s->count++] = (Todo){ node, axis, gap };
    return 0;
}

/* The results of a query: found[i] is a point and the square of its distance. For
 * `nearest` they form a heap whose root is the farthest, the one to be replaced next. */
typedef struct { double dist2; int node; } Hit;
typedef struct { Hit *items; int count, capacity; } Hits;

static int
hits_add(Hits *h, double dist2, int node)
{
    if (h->count == h->capacity) {
        int cap = h->capacity ? h->capacity * 2 : 16;
        Hit *items = realloc(h->items, sizeof(Hit) * (size_t)cap);
        if (items == NULL)
            return -1;
        h->items = items;
        h->capacity = cap;
    }
    h->items[h->count++] = (Hit){ dist2, node };
    return 0;
}

/* Order of two hits: by distance, and for equal ones by age, so that answers do not
 * depend on the shape of the tree. */
static int
hit_less(Hit a, Hit b)
{
    return a.dist2 < b.dist2 || (a.dist2 == b.dist2 && a.node < b.node);
}

static void
hits_sift_up(Hits *h)
{
    int i = h->count - 1;
    while (i > 0 && hit_less(h->items[(i - 1) / 2], h->items[i])) {
        Hit swap = h->items[i];
        h->items[i] = h->items[(i - 1) / 2];
        h->items[(i - 1) / 2] = swap;
        i = (i - 1) / 2;
    }
}

static void
hits_replace_root(Hits *h, Hit hit)
{
    int i = 0;
    for (;;) {
        int child = 2 * i + 1;
        if (child >= h->count)
            break;
        if (child + 1 < h->count && hit_less(h->items[child], h->items[child + 1]))
            child++;
        if (!hit_less(hit, h->items[child]))
            break;
        h->items[i] = h->items[child];
        i = child;
    }
    h->items[i] = hit;
}

static int
hit_compare(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    return hit_less(*x, *y) ? -1 : hit_less(*y, *x);
}

static const double *
point_of(const Tree *t, int node)
{
    return t->coords + (size_t)node * t->dim;
}

static double
distance2(const Tree *t, int node, const double *q)
{
    const double *p = point_of(t, node);
    double sum = 0;
    for (int a = 0; a < t->dim; a++)
        sum += (p[a] - q[a]) * (p[a] - q[a]);
    return sum;
}

/* ----------------------------------------------------- between C and Python --- */

/* Reads a point (any sequence of `dim` numbers). 0, or -1 with an exception set. */
static int
read_point(HPyContext *ctx, HPy h, int dim, double *out)
{
    HPy_ssize_t n = HPy_Length(ctx, h);
    if (n < 0)
        return -1;
    if (n != dim) {
        HPyErr_Format(ctx, ctx->h_ValueError,
                      "a point of this tree has %d coordinates, got %zd", dim, n);
        return -1;
    }
    for (int a = 0; a < dim; a++) {
        HPy item = HPy_GetItem_i(ctx, h, a);
        if (HPy_IsNull(item))
            return -1;
        out[a] = HPyFloat_AsDouble(ctx, item);
        HPy_Close(ctx, item);
        /* -1.0 is a number like any other: only together with an exception it is one. */
        if (out[a] == -1.0 && HPyErr_Occurred(ctx))
            return -1;
        if (!isfinite(out[a])) {
            HPyErr_Format(ctx, ctx->h_ValueError, "coordinate %d is not finite", a);
            return -1;
        }
    }
    return 0;
}

static HPy
point_as_tuple(HPyContext *ctx, const double *point, int dim)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, dim);
    for (int a = 0; a < dim; a++) {
        HPy x = HPyFloat_FromDouble(ctx, point[a]);
        if (HPy_IsNull(x)) {
            /* A builder ends in exactly one of Build and Cancel. */
            HPyTupleBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        /* Set does not take the handle from us: it stays ours to close. */
        HPyTupleBuilder_Set(ctx, builder, a, x);
        HPy_Close(ctx, x);
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

static HPy
payload_of(HPyContext *ctx, HPy self, Tree *t, int node)
{
    HPy list = HPyField_Load(ctx, self, t->payloads);
    HPy payload = HPy_GetItem_i(ctx, list, node);
    HPy_Close(ctx, list);
    return payload;
}

/* The list of (distance, point, payload) for a query's hits, nearest first. */
static HPy
hits_as_list(HPyContext *ctx, HPy self, Tree *t, Hits *hits)
{
    if (hits->count > 0)
        qsort(hits->items, (size_t)hits->count, sizeof(Hit), hit_compare);
    HPyListBuilder builder = HPyListBuilder_New(ctx, hits->count);
    for (int i = 0; i < hits->count; i++) {
        HPy triple = HPy_NULL;
        HPy dist = HPyFloat_FromDouble(ctx, sqrt(hits->items[i].dist2));
        HPy point = point_as_tuple(ctx, point_of(t, hits->items[i].node), t->dim);
        HPy payload = payload_of(ctx, self, t, hits->items[i].node);
        if (!HPy_IsNull(dist) && !HPy_IsNull(point) && !HPy_IsNull(payload))
            triple = HPyTuple_Pack(ctx, 3, dist, point, payload);
        /* Closing HPy_NULL is allowed and does nothing, so one way out is enough. */
        HPy_Close(ctx, dist);
        HPy_Close(ctx, point);
        HPy_Close(ctx, payload);
        if (HPy_IsNull(triple)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, triple);
        HPy_Close(ctx, triple);
    }
    return HPyListBuilder_Build(ctx, builder);
}

static int
check_free(HPyContext *ctx, const Tree *t)
{
    if (!t->busy)
        return 0;
    HPyErr_SetString(ctx, ctx->h_RuntimeError, "the tree is being rebuilt by another thread");
    return -1;
}

/* Adds one point; the arrays and the list of payloads grow together or not at all. */
static int
tree_add(HPyContext *ctx, HPy self, HPy h_point, HPy payload)
{
    Tree *t = Tree_AsStruct(ctx, self);
    double point[MAX_DIM];
    /* Reading the point may run Python code (__getitem__, __float__): only after it is
     * the struct looked at. */
    if (read_point(ctx, h_point, t->dim, point) < 0 || check_free(ctx, t) < 0)
        return -1;
    if (tree_reserve(t, t->count + 1) < 0) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    HPy list = HPyField_Load(ctx, self, t->payloads);
    int failed = HPyList_Append(ctx, list, payload) < 0;
    HPy_Close(ctx, list);
    if (failed)
        return -1;
    memcpy(t->coords + (size_t)t->count * t->dim, point, sizeof(double) * (size_t)t->dim);
    tree_link(t, t->count);
    t->count++;
    return 0;
}

/* ------------------------------------------------------ the type: life cycle --- */

HPyDef_SLOT(Tree_new, HPy_tp_new)
static HPy
Tree_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = { "dim", NULL };
    int dim;
    /* tp_new gets its keywords as a dict, methods get a tuple of names: two parsers. */
    if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "i:Tree", keywords, &dim))
        return HPy_NULL;
    if (dim < 1 || dim > MAX_DIM) {
        HPyErr_Format(ctx, ctx->h_ValueError, "dim must be 1 to %d, not %d", MAX_DIM, dim);
        return HPy_NULL;
    }
    Tree *t;
    HPy self = HPy_New(ctx, type, &t);
    if (HPy_IsNull(self))
        return HPy_NULL;
    /* From here on `self` may be collected, and tp_destroy run, at every error path: the
     * struct must be in order, and zeroes (as HPy_New left them) are. */
    t->dim = dim;
    t->root = NO_NODE;
    HPy list = HPyList_New(ctx, 0);
    if (HPy_IsNull(list)) {
        HPy_Close(ctx, self);
        return HPy_NULL;
    }
    HPyField_Store(ctx, self, &t->payloads, list);
    HPy_Close(ctx, list); /* the field holds the list now */
    return self;
}

HPyDef_SLOT(Tree_traverse, HPy_tp_traverse)
static int
Tree_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    Tree *t = self;
    HPy_VISIT(&t->payloads);
    HPy_VISIT(&t->label);
    return 0;
}

HPyDef_SLOT(Tree_destroy, HPy_tp_destroy)
static void
Tree_destroy_impl(void *self)
{
    /* No context, no handles: by now the Python side is gone. Fields need nothing. */
    Tree *t = self;
    free(t->coords);
    free(t->left);
    free(t->right);
}

/* ------------------------------------------------------------ the type: methods --- */

HPyDef_METH(Tree_insert, "insert", HPyFunc_KEYWORDS,
    .doc = "insert(point, payload=None)\n\nAdds a point and the object that belongs to it.")
static HPy
Tree_insert_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "point", "payload", NULL };
    HPyTracker ht;
    HPy point, payload = HPy_NULL;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|O:insert", keywords,
                              &point, &payload))
        return HPy_NULL;
    /* The tracker owns the handles that the parser gave us; one Close ends them all. */
    int failed = tree_add(ctx, self, point,
                          HPy_IsNull(payload) ? ctx->h_None : payload) < 0;
    HPyTracker_Close(ctx, ht);
    /* ctx->h_None belongs to the context: what we return must be ours, hence the Dup. */
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(Tree_rebuild, "rebuild", HPyFunc_NOARGS,
    .doc = "rebuild()\n\nBalances the tree, in O(n log n) and without holding Python.")
static HPy
Tree_rebuild_impl(HPyContext *ctx, HPy self)
{
    Tree *t = Tree_AsStruct(ctx, self);
    if (check_free(ctx, t) < 0)
        return HPy_NULL;
    if (t->searches > 0) {
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "rebuild() during a search of the tree");
        return HPy_NULL;
    }
    int *ids = malloc(sizeof(int) * (size_t)(t->count + 1));
    if (ids == NULL)
        return HPyErr_NoMemory(ctx);
    t->busy = 1;
    /* Between BEGIN and END: no HPy function, no return, no jump out. `t` stays valid
     * because `self` is an open handle all the while. */
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    for (int i = 0; i < t->count; i++)
        ids[i] = i;
    t->depth = 0;
    t->root = balance(t, ids, t->count, 0, 1);
    HPy_END_LEAVE_PYTHON(ctx)
    t->busy = 0;
    free(ids);
    return HPy_Dup(ctx, ctx->h_None);
}

/* 1 if where(payload) is true or there is no `where`, 0 if not, -1 on error. */
static int
is_wanted(HPyContext *ctx, HPy self, Tree *t, HPy where, int node)
{
    if (HPy_IsNull(where))
        return 1;
    HPy payload = payload_of(ctx, self, t, node);
    if (HPy_IsNull(payload))
        return -1;
    HPy answer = HPy_Call(ctx, where, &payload, 1, HPy_NULL);
    HPy_Close(ctx, payload);
    if (HPy_IsNull(answer))
        return -1;
    int yes = HPy_IsTrue(ctx, answer);
    HPy_Close(ctx, answer);
    return yes;
}

static int
search_nearest(HPyContext *ctx, HPy self, Tree *t, const double *q, int k, HPy where,
               Stack *stack, Hits *hits)
{
    t->visited = 0;
    if (t->root == NO_NODE || k == 0)
        return 0;
    if (stack_push(stack, t->root, 0, 0) < 0)
        goto no_memory;
    while (stack->count > 0) {
        Todo e = stack->items[--stack->count];
        /* `gap` is how far the query is from the plane that separates it from this part,
         * squared: nothing in there can be nearer. */
        if (hits->count == k && e.gap > hits->items[0].dist2)
            continue;
        t->visited++;
        double d2 = distance2(t, e.node, q);
        Hit hit = { d2, e.node };
        if (hits->count < k || hit_less(hit, hits->items[0])) {
            int wanted = is_wanted(ctx, self, t, where, e.node);
            if (wanted < 0)
                return -1;
            if (wanted && hits->count < k) {
                if (hits_add(hits, d2, e.node) < 0)
                    goto no_memory;
                hits_sift_up(hits);
            }
            else if (wanted)
                hits_replace_root(hits, hit);
        }
        /* Only now the children: `where` may have inserted points. */
        double diff = q[e.axis] - point_of(t, e.node)[e.axis];
        int near = diff < 0 ? t->left[e.node] : t->right[e.node];
        int far = diff < 0 ? t->right[e.node] : t->left[e.node];
        int axis = e.axis + 1 == t->dim ? 0 : e.axis + 1;
        if (far != NO_NODE && stack_push(stack, far, axis, diff * diff) < 0)
            goto no_memory;
        if (near != NO_NODE && stack_push(stack, near, axis, e.gap) < 0)
            goto no_memory;
    }
    return 0;

no_memory:
    HPyErr_NoMemory(ctx);
    return -1;
}

HPyDef_METH(Tree_nearest, "nearest", HPyFunc_KEYWORDS,
    .doc = "nearest(point, k=1, where=None) -> [(distance, point, payload), ...]\n\n"
           "The k nearest points, nearest first; with `where`, only of those whose payload\n"
           "it is true for.")
static HPy
Tree_nearest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "point", "k", "where", NULL };
    HPyTracker ht;
    HPy h_point, where = HPy_NULL, result = HPy_NULL;
    int k = 1;
    Stack stack = { 0 };
    Hits hits = { 0 };
    double q[MAX_DIM];
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "O|iO:nearest", keywords,
                              &h_point, &k, &where))
        return HPy_NULL;
    Tree *t = Tree_AsStruct(ctx, self);
    if (HPy_Is(ctx, where, ctx->h_None))
        where = HPy_NULL; /* the tracker still closes the handle */
    if (!HPy_IsNull(where) && !HPyCallable_Check(ctx, where)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "where must be callable");
        goto done;
    }
    if (k < 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "k must not be negative");
        goto done;
    }
    if (read_point(ctx, h_point, t->dim, q) < 0 || check_free(ctx, t) < 0)
        goto done;
    t->searches++;
    int failed = search_nearest(ctx, self, t, q, k, where, &stack, &hits) < 0;
    t->searches--;
    if (!failed)
        result = hits_as_list(ctx, self, t, &hits);
done:
    free(stack.items);
    free(hits.items);
    HPyTracker_Close(ctx, ht);
    return result;
}

/* Collects the points of the box [lo, hi] that lie within `radius2` of q (NULL: all). */
static int
search_box(HPyContext *ctx, Tree *t, const double *lo, const double *hi, const double *q,
           double radius2, Hits *hits)
{
    Stack stack = { 0 };
    t->visited = 0;
    int failed = t->root != NO_NODE && stack_push(&stack, t->root, 0, 0) < 0;
    while (!failed && stack.count > 0) {
        Todo e = stack.items[--stack.count];
        const double *p = point_of(t, e.node);
        t->visited++;
        int inside = 1;
        for (int a = 0; a < t->dim; a++)
            inside &= lo[a] <= p[a] && p[a] <= hi[a];
        double d2 = q ? distance2(t, e.node, q) : 0;
        if (inside && d2 <= radius2 && hits_add(hits, d2, e.node) < 0)
            failed = 1;
        int axis = e.axis + 1 == t->dim ? 0 : e.axis + 1;
        /* Equal coordinates may be on both sides after rebuild(): hence <= and >=. */
        if (t->left[e.node] != NO_NODE && lo[e.axis] <= p[e.axis])
            failed |= stack_push(&stack, t->left[e.node], axis, 0) < 0;
        if (t->right[e.node] != NO_NODE && hi[e.axis] >= p[e.axis])
            failed |= stack_push(&stack, t->right[e.node], axis, 0) < 0;
    }
    free(stack.items);
    if (failed)
        HPyErr_NoMemory(ctx);
    return failed ? -1 : 0;
}

HPyDef_METH(Tree_within, "within", HPyFunc_VARARGS,
    .doc = "within(point, radius) -> [(distance, point, payload), ...], nearest first")
static HPy
Tree_within_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy h_point, result = HPy_NULL;
    double radius, q[MAX_DIM], lo[MAX_DIM], hi[MAX_DIM];
    Hits hits = { 0 };
    /* HPyArg_Parse opens no handles: h_point is args[0] and the caller's. No tracker. */
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Od:within", &h_point, &radius))
        return HPy_NULL;
    Tree *t = Tree_AsStruct(ctx, self);
    if (read_point(ctx, h_point, t->dim, q) < 0 || check_free(ctx, t) < 0)
        return HPy_NULL;
    if (!(radius >= 0)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "radius must not be negative");
        return HPy_NULL;
    }
    for (int a = 0; a < t->dim; a++) {
        lo[a] = q[a] - radius;
        hi[a] = q[a] + radius;
    }
    if (search_box(ctx, t, lo, hi, q, radius * radius, &hits) == 0)
        result = hits_as_list(ctx, self, t, &hits);
    free(hits.items);
    return result;
}

HPyDef_METH(Tree_in_box, "in_box", HPyFunc_VARARGS,
    .doc = "in_box(low, high) -> [payload, ...]\n\n"
           "The payloads of the points with low[a] <= point[a] <= high[a], oldest first.")
static HPy
Tree_in_box_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy h_lo, h_hi;
    double lo[MAX_DIM], hi[MAX_DIM];
    Hits hits = { 0 };
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:in_box", &h_lo, &h_hi))
        return HPy_NULL;
    Tree *t = Tree_AsStruct(ctx, self);
    if (read_point(ctx, h_lo, t->dim, lo) < 0 || read_point(ctx, h_hi, t->dim, hi) < 0
        || check_free(ctx, t) < 0)
        return HPy_NULL;
    if (search_box(ctx, t, lo, hi, NULL, 0, &hits) < 0) {
        free(hits.items);
        return HPy_NULL;
    }
    if (hits.count > 0)
        qsort(hits.items, (size_t)hits.count, sizeof(Hit), hit_compare);
    HPyListBuilder builder = HPyListBuilder_New(ctx, hits.count);
    for (int i = 0; i < hits.count; i++) {
        HPy payload = payload_of(ctx, self, t, hits.items[i].node);
        if (HPy_IsNull(payload)) {
            HPyListBuilder_Cancel(ctx, builder);
            free(hits.items);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, payload);
        HPy_Close(ctx, payload);
    }
    free(hits.items);
    return HPyListBuilder_Build(ctx, builder);
}

/* ---------------------------------------------- the type: as a Python sequence --- */

HPyDef_SLOT(Tree_length, HPy_sq_length)
static HPy_ssize_t
Tree_length_impl(HPyContext *ctx, HPy self)
{
    return Tree_AsStruct(ctx, self)->count;
}

/* tree[i] is (point, payload) in the order of insertion. With sq_item a type can also be
 * iterated: Python asks for 0, 1, 2… until IndexError. */
HPyDef_SLOT(Tree_item, HPy_sq_item)
static HPy
Tree_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    Tree *t = Tree_AsStruct(ctx, self);
    if (i < 0 || i >= t->count) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "tree index out of range");
        return HPy_NULL;
    }
    HPy pair = HPy_NULL;
    HPy point = point_as_tuple(ctx, point_of(t, (int)i), t->dim);
    HPy payload = payload_of(ctx, self, t, (int)i);
    if (!HPy_IsNull(point) && !HPy_IsNull(payload))
        pair = HPyTuple_Pack(ctx, 2, point, payload);
    HPy_Close(ctx, point);
    HPy_Close(ctx, payload);
    return pair;
}

HPyDef_SLOT(Tree_contains, HPy_sq_contains)
static int
Tree_contains_impl(HPyContext *ctx, HPy self, HPy h_point)
{
    Tree *t = Tree_AsStruct(ctx, self);
    double q[MAX_DIM];
    Hits hits = { 0 };
    if (read_point(ctx, h_point, t->dim, q) < 0 || check_free(ctx, t) < 0)
        return -1;
    int failed = search_box(ctx, t, q, q, NULL, 0, &hits) < 0;
    int found = hits.count > 0;
    free(hits.items);
    return failed ? -1 : found;
}

HPyDef_SLOT(Tree_repr, HPy_tp_repr)
static HPy
Tree_repr_impl(HPyContext *ctx, HPy self)
{
    Tree *t = Tree_AsStruct(ctx, self);
    /* A field in which nothing was stored must not be loaded. */
    if (HPyField_IsNull(t->label))
        return HPyUnicode_FromFormat(ctx, "<kdtree.Tree of %d points in %d dimensions>",
                                     t->count, t->dim);
    HPy label = HPyField_Load(ctx, self, t->label);
    HPy result = HPyUnicode_FromFormat(ctx, "<kdtree.Tree %R of %d points in %d dimensions>",
                                       label, t->count, t->dim);
    HPy_Close(ctx, label);
    return result;
}

/* --------------------------------------------------- the type: its attributes --- */

/* A member is read (and written) by the runtime itself, straight from the struct. */
HPyDef_MEMBER(Tree_dim, "dim", HPyMember_INT, offsetof(Tree, dim), .readonly = 1,
    .doc = "coordinates of a point")
HPyDef_MEMBER(Tree_visited, "visited", HPyMember_INT, offsetof(Tree, visited), .readonly = 1,
    .doc = "nodes that the last query looked at")
HPyDef_MEMBER(Tree_depth, "depth", HPyMember_INT, offsetof(Tree, depth), .readonly = 1,
    .doc = "levels of the tree: about log2(len) after rebuild()")
HPyDef_MEMBER(Tree_label, "label", HPyMember_OBJECT, offsetof(Tree, label),
    .doc = "anything; None if not set")

HPyDef_GET(Tree_bounds, "bounds", .doc = "(lowest, highest) coordinates; None if empty")
static HPy
Tree_bounds_get(HPyContext *ctx, HPy self, void *closure)
{
    Tree *t = Tree_AsStruct(ctx, self);
    double lo[MAX_DIM], hi[MAX_DIM];
    if (t->count == 0)
        return HPy_Dup(ctx, ctx->h_None);
    for (int a = 0; a < t->dim; a++) {
        lo[a] = hi[a] = t->coords[a];
        for (int i = 1; i < t->count; i++) {
            lo[a] = fmin(lo[a], t->coords[(size_t)i * t->dim + a]);
            hi[a] = fmax(hi[a], t->coords[(size_t)i * t->dim + a]);
        }
    }
    HPy low = point_as_tuple(ctx, lo, t->dim);
    HPy high = point_as_tuple(ctx, hi, t->dim);
    /* "O" of a HPy_NULL passes on the exception that made it null. */
    HPy pair = HPy_BuildValue(ctx, "(OO)", low, high);
    HPy_Close(ctx, low);
    HPy_Close(ctx, high);
    return pair;
}

static HPyDef *tree_defines[] = {
    &Tree_new, &Tree_traverse, &Tree_destroy,
    &Tree_insert, &Tree_rebuild, &Tree_nearest, &Tree_within, &Tree_in_box,
    &Tree_length, &Tree_item, &Tree_contains, &Tree_repr,
    &Tree_dim, &Tree_visited, &Tree_label, &Tree_depth, &Tree_bounds,
    NULL /* forget this and the runtime reads on into whatever lies behind */
};

static HPyType_Spec tree_spec = {
    .name = "kdtree.Tree",
    .doc = "Tree(dim)\n\nA k-d tree of points with `dim` coordinates.",
    .basicsize = sizeof(Tree),
    .builtin_shape = SHAPE(Tree),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = tree_defines,
};

/* ------------------------------------------------------------------ the module --- */

HPyDef_METH(kdtree_build, "build", HPyFunc_KEYWORDS,
    .doc = "build(items, dim, key=None) -> Tree\n\n"
           "A balanced tree of the items of a sequence. key(item) is the point of an item;\n"
           "without a key the items are the points themselves.")
static HPy
kdtree_build_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = { "items", "dim", "key", NULL };
    HPyTracker ht;
    HPy items, dim, key = HPy_NULL, tree = HPy_NULL;
    if (!HPyArg_ParseKeywords(ctx, &ht, args, nargs, kwnames, "OO|O:build", keywords,
                              &items, &dim, &key))
        return HPy_NULL;
    int has_key = !HPy_IsNull(key) && !HPy_Is(ctx, key, ctx->h_None);
    HPy_ssize_t n = HPy_Length(ctx, items);
    if (n < 0)
        goto error;
    HPy type = HPyGlobal_Load(ctx, tree_type);
    tree = HPy_Call(ctx, type, &dim, 1, HPy_NULL);
    HPy_Close(ctx, type);
    if (HPy_IsNull(tree))
        goto error;
    for (HPy_ssize_t i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, items, i);
        if (HPy_IsNull(item))
            goto error;
        HPy point = has_key ? HPy_Call(ctx, key, &item, 1, HPy_NULL) : HPy_Dup(ctx, item);
        int failed = HPy_IsNull(point) || tree_add(ctx, tree, point, item) < 0;
        HPy_Close(ctx, point);
        HPy_Close(ctx, item);
        if (failed)
            goto error;
    }
    HPy done = Tree_rebuild_impl(ctx, tree);
    if (HPy_IsNull(done))
        goto error;
    HPy_Close(ctx, done);
    HPyTracker_Close(ctx, ht);
    return tree;

error:
    HPyTracker_Close(ctx, ht);
    HPy_Close(ctx, tree);
    return HPy_NULL;
}

/* The module object exists already; this slot fills it. */
HPyDef_SLOT(kdtree_exec, HPy_mod_exec)
static int
kdtree_exec_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &tree_spec, NULL);
    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &tree_type, type);
    int failed = HPy_SetAttr_s(ctx, module, "Tree", type) < 0;
    HPy_Close(ctx, type);
    return failed ? -1 : 0;
}

static HPyDef *module_defines[] = { &kdtree_exec, &kdtree_build, NULL };
static HPyGlobal *module_globals[] = { &tree_type, NULL };

static HPyModuleDef module_def = {
    .doc = "k-d trees: what is near a point?",
    .defines = module_defines,
    .globals = module_globals,
};

HPy_MODINIT(kdtree, module_def)
