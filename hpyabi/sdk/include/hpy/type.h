/* hpy/type.h: how a type's instances come by their C struct. */
#ifndef HPY_TYPE_H
#define HPY_TYPE_H

/* Makes an instance of the type cls, and sets *data, a pointer to the struct of
   that type, to its zeroed struct. HPy_NULL with an exception when it fails. */
#define HPy_New(ctx, cls, data) _HPy_New((ctx), (cls), (void **)(data))

/* By way of a local, so that the address of the caller's variable does not get away
   and the compiler can keep it in a register. */
HPyAPI_FUNC HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data)
{
    void *at;
    HPy h = ctx->ctx_New(ctx, h_type, &at);
    _HPy_STORE_POINTER(data, at);
    return h;
}

/* HPyType_HELPERS(STRUCT) or HPyType_HELPERS(STRUCT, SHAPE) defines, for a type
   whose instances have a STRUCT,
       STRUCT *STRUCT_AsStruct(HPyContext *ctx, HPy h)
   and the constant that SHAPE(STRUCT) stands for, which belongs into the field
   builtin_shape of the HPyType_Spec. A type that is also an int, a str … needs
   the SHAPE, one of the HPyType_BuiltinShape_…, and the builtin as its base. */
#define HPyType_HELPERS(...) \
    _HPyType_HELPERS_2(__VA_ARGS__, HPyType_BuiltinShape_Object, )
#define _HPyType_HELPERS_2(STRUCT, KIND, ...) \
    enum { STRUCT##_SHAPE = (int)KIND }; \
    HPyAPI_FUNC STRUCT *STRUCT##_AsStruct(HPyContext *ctx, HPy h) \
    { \
        return (STRUCT *)KIND##_AsStruct(ctx, h); \
    }
#define HPyType_LEGACY_HELPERS(STRUCT) \
    HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Legacy)

#define SHAPE(STRUCT) ((HPyType_BuiltinShape)STRUCT##_SHAPE)

#define HPyType_BuiltinShape_Legacy_AsStruct _HPy_AsStruct_Legacy
#define HPyType_BuiltinShape_Object_AsStruct _HPy_AsStruct_Object
#define HPyType_BuiltinShape_Type_AsStruct _HPy_AsStruct_Type
#define HPyType_BuiltinShape_Long_AsStruct _HPy_AsStruct_Long
#define HPyType_BuiltinShape_Float_AsStruct _HPy_AsStruct_Float
#define HPyType_BuiltinShape_Unicode_AsStruct _HPy_AsStruct_Unicode
#define HPyType_BuiltinShape_Tuple_AsStruct _HPy_AsStruct_Tuple
#define HPyType_BuiltinShape_List_AsStruct _HPy_AsStruct_List
#define HPyType_BuiltinShape_Dict_AsStruct _HPy_AsStruct_Dict

#endif
