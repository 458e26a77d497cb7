/* structseq.c: HPyStructSequence_NewType, HPyStructSequence_New.
 *
 * HPy has no struct sequences of its own in the universal ABI: what Python has for
 * tuples with names, collections.namedtuple, makes the type here. It renames what
 * cannot be a name, HPyStructSequence_UnnamedField among others.
 */
#include "hpy/runtime/structseq.h"

#include <string.h>

const char *const HPyStructSequence_UnnamedField = "_";

/* These take handles over that were just made: they close them, and fail if one is
   HPy_NULL. */

static bool set_attr(HPyContext *ctx, HPy type, const char *name, HPy value)
{
    bool ok = !HPy_IsNull(value) && HPy_SetAttr_s(ctx, type, name, value) == 0;
    HPy_Close(ctx, value);
    return ok;
}

static bool set_item(HPyContext *ctx, HPy dict, const char *key, HPy value)
{
    bool ok = !HPy_IsNull(value) && HPy_SetItem_s(ctx, dict, key, value) == 0;
    HPy_Close(ctx, value);
    return ok;
}

static HPy pair(HPyContext *ctx, HPy a, HPy b)
{
    HPy tuple = HPy_IsNull(a) || HPy_IsNull(b) ? HPy_NULL : HPyTuple_Pack(ctx, 2, a, b);
    HPy_Close(ctx, a);
    HPy_Close(ctx, b);
    return tuple;
}

/* A str of the first n bytes of utf8. */
static HPy prefix(HPyContext *ctx, const char *utf8, size_t n)
{
    HPy h;
    char *copy = (char *)malloc(n + 1);

    if (copy == NULL)
        return HPyErr_NoMemory(ctx);
    memcpy(copy, utf8, n);
    copy[n] = '\0';
    h = HPyUnicode_FromString(ctx, copy);
    free(copy);
    return h;
}

/* The tuple of the n fields' names; their defaults are None, n times (fields NULL). */
static HPy fields_tuple(HPyContext *ctx, const HPyStructSequence_Field *fields, HPy_ssize_t n)
{
    HPyTupleBuilder items = HPyTupleBuilder_New(ctx, n);
    HPy_ssize_t i;

    for (i = 0; i < n; i++) {
        HPy item = fields == NULL ? HPy_Dup(ctx, ctx->h_None)
                                  : HPyUnicode_FromString(ctx, fields[i].name);
        if (HPy_IsNull(item)) {
            HPyTupleBuilder_Cancel(ctx, items);
            return HPy_NULL;
        }
        HPyTupleBuilder_Set(ctx, items, i, item);
        HPy_Close(ctx, item);
    }
    return HPyTupleBuilder_Build(ctx, items);
}

/* collections.namedtuple("structseq", names, rename=True, defaults=(None, …)). The name
   is one that namedtuple accepts; the type gets its own afterwards. */
static HPy named_tuple(HPyContext *ctx, const HPyStructSequence_Field *fields, HPy_ssize_t n)
{
    HPy collections, make, args, kw, type = HPy_NULL;

    collections = HPyImport_ImportModule(ctx, "collections");
    if (HPy_IsNull(collections))
        return HPy_NULL;
    make = HPy_GetAttr_s(ctx, collections, "namedtuple");
    HPy_Close(ctx, collections);
    if (HPy_IsNull(make))
        return HPy_NULL;
    args = pair(ctx, HPyUnicode_FromString(ctx, "structseq"),
                fields_tuple(ctx, fields, n));
    kw = HPyDict_New(ctx);
    if (!HPy_IsNull(args) && !HPy_IsNull(kw) &&
        HPy_SetItem_s(ctx, kw, "rename", ctx->h_True) == 0 &&
        set_item(ctx, kw, "defaults", fields_tuple(ctx, NULL, n)))
        type = HPy_CallTupleDict(ctx, make, args, kw);
    HPy_Close(ctx, kw);
    HPy_Close(ctx, args);
    HPy_Close(ctx, make);
    return type;
}

HPyAPI_HELPER HPy
HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc)
{
    const char *dot, *name;
    HPy type;
    HPy_ssize_t n = 0;
    bool ok;

    if (desc->name == NULL)
        return HPyErr_SetString(ctx, ctx->h_SystemError,
            "Struct sequence descriptor does not define the name field.");
    dot = strrchr(desc->name, '.');
    name = dot == NULL ? desc->name : dot + 1;
    while (desc->fields[n].name != NULL)
        n++;
    type = named_tuple(ctx, desc->fields, n);
    if (HPy_IsNull(type))
        return HPy_NULL;
    ok = set_attr(ctx, type, "__name__", HPyUnicode_FromString(ctx, name)) &&
         set_attr(ctx, type, "__qualname__", HPyUnicode_FromString(ctx, name)) &&
         set_attr(ctx, type, "__doc__", desc->doc == NULL ? HPy_Dup(ctx, ctx->h_None)
                                                         : HPyUnicode_FromString(ctx, desc->doc)) &&
         set_attr(ctx, type, "n_fields", HPyLong_FromSsize_t(ctx, n)) &&
         (dot == NULL ||
          set_attr(ctx, type, "__module__", prefix(ctx, desc->name, (size_t)(dot - desc->name))));
    if (!ok) {
        HPy_Close(ctx, type);
        return HPy_NULL;
    }
    return type;
}

/* The number of a type's fields; -1 with TypeError when it is no such type. */
static HPy_ssize_t number_of_fields(HPyContext *ctx, HPy type)
{
    HPy_ssize_t n = -1;
    HPy h = HPy_GetAttr_s(ctx, type, "n_fields");

    if (!HPy_IsNull(h))
        n = HPyLong_AsSsize_t(ctx, h);
    HPy_Close(ctx, h);
    if (n < 0) {
        HPyErr_Clear(ctx);
        HPyErr_Format(ctx, ctx->h_TypeError,
                      "object '%R' does not look like a struct sequence type ", type);
    }
    return n;
}

HPyAPI_HELPER HPy
HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args)
{
    HPy_ssize_t n = number_of_fields(ctx, type);

    if (n < 0)
        return HPy_NULL;
    if (n != nargs)
        return HPyErr_Format(ctx, ctx->h_TypeError,
                             "expected exactly %zd arguments but got %zd", n, nargs);
    return HPy_Call(ctx, type, args, (size_t)nargs, HPy_NULL);
}
