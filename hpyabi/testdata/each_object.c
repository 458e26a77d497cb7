/* Objects, calls, iteration and types: one method for each member. */
#include "each.h"

CHECK(HPyCallable_Check)
EACH(HPy_CallTupleDict, return HPy_CallTupleDict(ctx, args[0], args[1], ARG(2));)
/* (callable, number of positional arguments, arguments…, names or nothing) */
EACH(HPy_Call,
    HPy_ssize_t n = SIZE(1);
    HPy names = HPy_NULL;
    if (nargs > 2 && HPyTuple_Check(ctx, args[nargs - 1]))
        names = args[nargs - 1];
    return HPy_Call(ctx, args[0], args + 2, n, names);)
/* (name, number of positional arguments, receiver and arguments…, names or nothing) */
EACH(HPy_CallMethod,
    HPy_ssize_t n = SIZE(1);
    HPy names = HPy_NULL;
    if (HPyTuple_Check(ctx, args[nargs - 1]))
        names = args[nargs - 1];
    return HPy_CallMethod(ctx, args[0], args + 2, n, names);)
UNARY(HPy_GetIter)
EACH(HPyIter_Next,
    HPy item = HPyIter_Next(ctx, args[0]);
    if (HPy_IsNull(item) && !HPyErr_Occurred(ctx))
        return HPyUnicode_FromString(ctx, "the end");
    return item;)
CHECK(HPyIter_Check)

EACH(HPy_Length, RETURN_SIGNED(HPy_ssize_t, HPy_Length(ctx, args[0])))
EACH(HPy_IsTrue,
    int r = HPy_IsTrue(ctx, args[0]);
    if (r < 0)
        return HPy_NULL;
    return HPyBool_FromBool(ctx, r);)
BINARY(HPy_GetAttr)
EACH(HPy_GetAttr_s, return HPy_GetAttr_s(ctx, args[0], TEXT(1));)
CHECK2(HPy_HasAttr)
EACH(HPy_HasAttr_s, return HPyBool_FromBool(ctx, HPy_HasAttr_s(ctx, args[0], TEXT(1)));)
EACH(HPy_SetAttr, RETURN_STATUS(HPy_SetAttr(ctx, args[0], args[1], ARG(2))))
EACH(HPy_SetAttr_s, RETURN_STATUS(HPy_SetAttr_s(ctx, args[0], TEXT(1), ARG(2))))
BINARY(HPy_GetItem)
EACH(HPy_GetItem_i, return HPy_GetItem_i(ctx, args[0], SIZE(1));)
EACH(HPy_GetItem_s, return HPy_GetItem_s(ctx, args[0], TEXT(1));)
EACH(HPy_Contains,
    int r = HPy_Contains(ctx, args[0], args[1]);
    if (r < 0)
        return HPy_NULL;
    return HPyBool_FromBool(ctx, r);)
EACH(HPy_SetItem, RETURN_STATUS(HPy_SetItem(ctx, args[0], args[1], args[2])))
EACH(HPy_SetItem_i, RETURN_STATUS(HPy_SetItem_i(ctx, args[0], SIZE(1), args[2])))
EACH(HPy_SetItem_s, RETURN_STATUS(HPy_SetItem_s(ctx, args[0], TEXT(1), args[2])))
EACH(HPy_DelItem, RETURN_STATUS(HPy_DelItem(ctx, args[0], args[1])))
EACH(HPy_DelItem_i, RETURN_STATUS(HPy_DelItem_i(ctx, args[0], SIZE(1))))
EACH(HPy_DelItem_s, RETURN_STATUS(HPy_DelItem_s(ctx, args[0], TEXT(1))))
EACH(HPy_GetSlice, return HPy_GetSlice(ctx, args[0], SIZE(1), SIZE(2));)
EACH(HPy_SetSlice, RETURN_STATUS(HPy_SetSlice(ctx, args[0], SIZE(1), SIZE(2), args[3])))
EACH(HPy_DelSlice, RETURN_STATUS(HPy_DelSlice(ctx, args[0], SIZE(1), SIZE(2))))
UNARY(HPy_Type)
CHECK2(HPy_TypeCheck)
CHECK2(HPy_Is)
UNARY(HPy_Dup)
EACH(HPy_Close,
    HPy h = HPy_Dup(ctx, args[0]);
    HPy_Close(ctx, h);
    HPy_Close(ctx, HPy_NULL);
    RETURN_NONE)
UNARY(HPy_Repr)
UNARY(HPy_Str)
UNARY(HPy_ASCII)
UNARY(HPy_Bytes)
EACH(HPy_RichCompare, return HPy_RichCompare(ctx, args[0], args[1], (int)SIZE(2));)
EACH(HPy_RichCompareBool,
    int r = HPy_RichCompareBool(ctx, args[0], args[1], (int)SIZE(2));
    if (r < 0)
        return HPy_NULL;
    return HPyBool_FromBool(ctx, r);)
EACH(HPy_Hash, RETURN_SIGNED(HPy_hash_t, HPy_Hash(ctx, args[0])))

EACH(HPyType_GetName,
    const char *name = HPyType_GetName(ctx, args[0]);
    return name ? HPyUnicode_FromString(ctx, name) : HPy_NULL;)
CHECK2(HPyType_IsSubtype)

/* A tracker that holds all arguments; forget tells how it ends. */
EACH(HPyTracker_New,
    HPyTracker ht = HPyTracker_New(ctx, (HPy_ssize_t)nargs);
    HPyTracker_Close(ctx, ht);
    return HPyLong_FromSize_t(ctx, nargs);)
EACH(HPyTracker_Add,
    HPyTracker ht = HPyTracker_New(ctx, 0);
    for (size_t i = 0; i < 100; i++) {
        if (HPyTracker_Add(ctx, ht, HPy_Dup(ctx, args[i % nargs])) < 0)
            return HPy_NULL;
    }
    HPyTracker_Close(ctx, ht);
    RETURN_NONE)
EACH(HPyTracker_ForgetAll,
    HPyTracker ht = HPyTracker_New(ctx, 1);
    HPy a = HPy_Dup(ctx, args[0]);
    HPy b = HPy_Dup(ctx, args[1]);
    if (HPyTracker_Add(ctx, ht, a) < 0 || HPyTracker_Add(ctx, ht, b) < 0)
        return HPy_NULL;
    HPyTracker_ForgetAll(ctx, ht);
    HPyTracker_Close(ctx, ht);
    HPy both[2] = {a, b};
    HPy t = HPyTuple_FromArray(ctx, both, 2);
    HPy_Close(ctx, a);
    HPy_Close(ctx, b);
    return t;)
EACH(HPyTracker_Close,
    HPyTracker ht = HPyTracker_New(ctx, 3);
    HPyTracker_Add(ctx, ht, HPyList_New(ctx, 0));
    HPyTracker_Add(ctx, ht, HPyUnicode_FromString(ctx, "tracked"));
    HPyTracker_Close(ctx, ht);
    RETURN_NONE)

static HPyDef *defines[] = {
    &m_HPyCallable_Check, &m_HPy_CallTupleDict, &m_HPy_Call, &m_HPy_CallMethod, &m_HPy_GetIter, &m_HPyIter_Next,
    &m_HPyIter_Check, &m_HPy_Length, &m_HPy_IsTrue, &m_HPy_GetAttr, &m_HPy_GetAttr_s, &m_HPy_HasAttr,
    &m_HPy_HasAttr_s, &m_HPy_SetAttr, &m_HPy_SetAttr_s, &m_HPy_GetItem, &m_HPy_GetItem_i, &m_HPy_GetItem_s,
    &m_HPy_Contains, &m_HPy_SetItem, &m_HPy_SetItem_i, &m_HPy_SetItem_s, &m_HPy_DelItem, &m_HPy_DelItem_i,
    &m_HPy_DelItem_s, &m_HPy_GetSlice, &m_HPy_SetSlice, &m_HPy_DelSlice, &m_HPy_Type, &m_HPy_TypeCheck, &m_HPy_Is,
    &m_HPy_Dup, &m_HPy_Close, &m_HPy_Repr, &m_HPy_Str, &m_HPy_ASCII, &m_HPy_Bytes, &m_HPy_RichCompare,
    &m_HPy_RichCompareBool, &m_HPy_Hash, &m_HPyType_GetName, &m_HPyType_IsSubtype, &m_HPyTracker_New,
    &m_HPyTracker_Add, &m_HPyTracker_ForgetAll, &m_HPyTracker_Close, NULL,
};
static HPyModuleDef module = {.doc = "Objects, member by member.", .defines = defines};
HPy_MODINIT(each_object, module)
