/* bytes, str and containers: one method for each member. */
#include "each.h"

#include <string.h>
#include <wchar.h>

CHECK(HPyBytes_Check)
EACH(HPyBytes_Size, RETURN_SIGNED(HPy_ssize_t, HPyBytes_Size(ctx, args[0])))
EACH(HPyBytes_GET_SIZE, return HPyLong_FromSsize_t(ctx, HPyBytes_GET_SIZE(ctx, args[0]));)
/* The content again, as far as its first NUL. */
EACH(HPyBytes_AsString,
    const char *s = HPyBytes_AsString(ctx, args[0]);
    return s ? HPyBytes_FromString(ctx, s) : HPy_NULL;)
EACH(HPyBytes_AS_STRING,
    const char *s = HPyBytes_AS_STRING(ctx, args[0]);
    HPy_ssize_t n = HPyBytes_Size(ctx, args[0]);
    if (s[n] != 0)
        return HPyUnicode_FromString(ctx, "no NUL at the end");
    return HPyBytes_FromStringAndSize(ctx, s, n);)
EACH(HPyBytes_FromString, return HPyBytes_FromString(ctx, HPyBytes_AsString(ctx, args[0]));)
EACH(HPyBytes_FromStringAndSize,
    const char *s = HPy_Is(ctx, args[0], ctx->h_None) ? NULL : HPyBytes_AsString(ctx, args[0]);
    return HPyBytes_FromStringAndSize(ctx, s, SIZE(1));)

#define BYTES(I) HPyBytes_AsString(ctx, args[I]), HPyBytes_Size(ctx, args[I])
EACH(HPyUnicode_FromString, return HPyUnicode_FromString(ctx, HPyBytes_AsString(ctx, args[0]));)
CHECK(HPyUnicode_Check)
UNARY(HPyUnicode_AsASCIIString)
UNARY(HPyUnicode_AsLatin1String)
UNARY(HPyUnicode_AsUTF8String)
/* (bytes, as the size says; without a size the same as far as the NUL) */
EACH(HPyUnicode_AsUTF8AndSize,
    HPy_ssize_t n = -7;
    const char *s = HPyUnicode_AsUTF8AndSize(ctx, args[0], &n);
    if (s == NULL)
        return HPy_NULL;
    const char *again = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
    if (again == NULL || strcmp(again, s) != 0 || s[n] != 0)
        return HPyUnicode_FromString(ctx, "another text");
    return HPyBytes_FromStringAndSize(ctx, s, n);)
EACH(HPyUnicode_FromWideChar,
    wchar_t w[100];
    HPy_ssize_t n = (HPy_ssize_t)nargs - 1;
    for (HPy_ssize_t i = 0; i < n; i++)
        w[i] = (wchar_t)HPyLong_AsInt64_t(ctx, args[i + 1]);
    w[n] = 0;
    HPy_ssize_t size = SIZE(0);
    return HPyUnicode_FromWideChar(ctx, w, size);)
EACH(HPyUnicode_DecodeFSDefault, return HPyUnicode_DecodeFSDefault(ctx, HPyBytes_AsString(ctx, args[0]));)
EACH(HPyUnicode_DecodeFSDefaultAndSize, return HPyUnicode_DecodeFSDefaultAndSize(ctx, BYTES(0));)
UNARY(HPyUnicode_EncodeFSDefault)
EACH(HPyUnicode_ReadChar,
    HPy_UCS4 c = HPyUnicode_ReadChar(ctx, args[0], SIZE(1));
    if (c == (HPy_UCS4)-1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromUInt32_t(ctx, c);)
EACH(HPyUnicode_DecodeASCII, return HPyUnicode_DecodeASCII(ctx, BYTES(0), TEXT_OR_NULL(1));)
EACH(HPyUnicode_DecodeLatin1, return HPyUnicode_DecodeLatin1(ctx, BYTES(0), TEXT_OR_NULL(1));)
EACH(HPyUnicode_FromEncodedObject, return HPyUnicode_FromEncodedObject(ctx, args[0], TEXT_OR_NULL(1), TEXT_OR_NULL(2));)
EACH(HPyUnicode_Substring, return HPyUnicode_Substring(ctx, args[0], SIZE(1), SIZE(2));)

CHECK(HPyList_Check)
EACH(HPyList_New,
    HPy_ssize_t n = SIZE(0);
    HPy list = HPyList_New(ctx, n);
    if (HPy_IsNull(list))
        return HPy_NULL;
    for (HPy_ssize_t i = 0; i < n; i++) {
        if (HPy_SetItem_i(ctx, list, i, args[1]) < 0)
            return HPy_NULL;
    }
    return list;)
EACH(HPyList_Append, RETURN_STATUS(HPyList_Append(ctx, args[0], args[1])))
EACH(HPyList_Insert, RETURN_STATUS(HPyList_Insert(ctx, args[0], SIZE(1), args[2])))
CHECK(HPyDict_Check)
EACH(HPyDict_New, return HPyDict_New(ctx);)
UNARY(HPyDict_Keys)
UNARY(HPyDict_Copy)
CHECK(HPyTuple_Check)
EACH(HPyTuple_FromArray, return HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs);)
EACH(HPySlice_New, return HPySlice_New(ctx, ARG(0), ARG(1), ARG(2));)
EACH(HPySlice_Unpack,
    HPy_ssize_t n[3];
    if (HPySlice_Unpack(ctx, args[0], &n[0], &n[1], &n[2]) < 0)
        return HPy_NULL;
    return HPy_BuildValue(ctx, "(LLL)", (long long)n[0], (long long)n[1], (long long)n[2]);)

#define BUILD(KIND) \
    HPy##KIND##Builder b = HPy##KIND##Builder_New(ctx, (HPy_ssize_t)nargs); \
    for (size_t i = nargs; i-- > 0;) \
        HPy##KIND##Builder_Set(ctx, b, (HPy_ssize_t)i, args[i]);
EACH(HPyListBuilder_New, HPyListBuilder b = HPyListBuilder_New(ctx, 0); return HPyListBuilder_Build(ctx, b);)
EACH(HPyListBuilder_Set, BUILD(List) HPyListBuilder_Set(ctx, b, 0, ctx->h_True); return HPyListBuilder_Build(ctx, b);)
EACH(HPyListBuilder_Build, BUILD(List) return HPyListBuilder_Build(ctx, b);)
EACH(HPyListBuilder_Cancel, BUILD(List) HPyListBuilder_Cancel(ctx, b); RETURN_NONE)
EACH(HPyTupleBuilder_New, HPyTupleBuilder b = HPyTupleBuilder_New(ctx, 0); return HPyTupleBuilder_Build(ctx, b);)
EACH(HPyTupleBuilder_Set, BUILD(Tuple) HPyTupleBuilder_Set(ctx, b, 0, ctx->h_True); return HPyTupleBuilder_Build(ctx, b);)
EACH(HPyTupleBuilder_Build, BUILD(Tuple) return HPyTupleBuilder_Build(ctx, b);)
EACH(HPyTupleBuilder_Cancel, BUILD(Tuple) HPyTupleBuilder_Cancel(ctx, b); RETURN_NONE)

static HPyDef *defines[] = {
    &m_HPyBytes_Check, &m_HPyBytes_Size, &m_HPyBytes_GET_SIZE, &m_HPyBytes_AsString, &m_HPyBytes_AS_STRING,
    &m_HPyBytes_FromString, &m_HPyBytes_FromStringAndSize, &m_HPyUnicode_FromString, &m_HPyUnicode_Check,
    &m_HPyUnicode_AsASCIIString, &m_HPyUnicode_AsLatin1String, &m_HPyUnicode_AsUTF8String,
    &m_HPyUnicode_AsUTF8AndSize, &m_HPyUnicode_FromWideChar, &m_HPyUnicode_DecodeFSDefault,
    &m_HPyUnicode_DecodeFSDefaultAndSize, &m_HPyUnicode_EncodeFSDefault, &m_HPyUnicode_ReadChar,
    &m_HPyUnicode_DecodeASCII, &m_HPyUnicode_DecodeLatin1, &m_HPyUnicode_FromEncodedObject,
    &m_HPyUnicode_Substring, &m_HPyList_Check, &m_HPyList_New, &m_HPyList_Append, &m_HPyList_Insert,
    &m_HPyDict_Check, &m_HPyDict_New, &m_HPyDict_Keys, &m_HPyDict_Copy, &m_HPyTuple_Check, &m_HPyTuple_FromArray,
    &m_HPySlice_New, &m_HPySlice_Unpack, &m_HPyListBuilder_New, &m_HPyListBuilder_Set, &m_HPyListBuilder_Build,
    &m_HPyListBuilder_Cancel, &m_HPyTupleBuilder_New, &m_HPyTupleBuilder_Set, &m_HPyTupleBuilder_Build,
    &m_HPyTupleBuilder_Cancel, NULL,
};
static HPyModuleDef module = {.doc = "Text and containers, member by member.", .defines = defines};
HPy_MODINIT(each_text, module)
