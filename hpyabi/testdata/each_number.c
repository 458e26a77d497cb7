/* Numbers: one method for each member. */
#include "each.h"

#define FROM(NAME, TYPE, AS) EACH(NAME, return NAME(ctx, (TYPE)AS(ctx, args[0]));)
FROM(HPyLong_FromInt32_t, int32_t, HPyLong_AsInt64_t)
FROM(HPyLong_FromUInt32_t, uint32_t, HPyLong_AsUInt64_tMask)
FROM(HPyLong_FromInt64_t, int64_t, HPyLong_AsInt64_t)
FROM(HPyLong_FromUInt64_t, uint64_t, HPyLong_AsUInt64_tMask)
FROM(HPyLong_FromSize_t, size_t, HPyLong_AsUInt64_tMask)
FROM(HPyLong_FromSsize_t, HPy_ssize_t, HPyLong_AsSsize_t)
FROM(HPyFloat_FromDouble, double, HPyFloat_AsDouble)
FROM(HPyBool_FromBool, bool, HPyLong_AsInt64_t)

EACH(HPyLong_AsInt32_t, RETURN_SIGNED(int32_t, HPyLong_AsInt32_t(ctx, args[0])))
EACH(HPyLong_AsUInt32_t, RETURN_UNSIGNED(uint32_t, HPyLong_AsUInt32_t(ctx, args[0])))
EACH(HPyLong_AsUInt32_tMask, RETURN_UNSIGNED(uint32_t, HPyLong_AsUInt32_tMask(ctx, args[0])))
EACH(HPyLong_AsInt64_t, RETURN_SIGNED(int64_t, HPyLong_AsInt64_t(ctx, args[0])))
EACH(HPyLong_AsUInt64_t, RETURN_UNSIGNED(uint64_t, HPyLong_AsUInt64_t(ctx, args[0])))
EACH(HPyLong_AsUInt64_tMask, RETURN_UNSIGNED(uint64_t, HPyLong_AsUInt64_tMask(ctx, args[0])))
EACH(HPyLong_AsSize_t, RETURN_UNSIGNED(size_t, HPyLong_AsSize_t(ctx, args[0])))
EACH(HPyLong_AsSsize_t, RETURN_SIGNED(HPy_ssize_t, HPyLong_AsSsize_t(ctx, args[0])))
EACH(HPyLong_AsVoidPtr,
    void *p = HPyLong_AsVoidPtr(ctx, args[0]);
    if (p == NULL && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromUInt64_t(ctx, (uint64_t)p);)
#define RETURN_DOUBLE(EXPR) \
    double d = (EXPR); \
    if (d == -1.0 && HPyErr_Occurred(ctx)) \
        return HPy_NULL; \
    return HPyFloat_FromDouble(ctx, d);
EACH(HPyLong_AsDouble, RETURN_DOUBLE(HPyLong_AsDouble(ctx, args[0])))
EACH(HPyFloat_AsDouble, RETURN_DOUBLE(HPyFloat_AsDouble(ctx, args[0])))

CHECK(HPyNumber_Check)
BINARY(HPy_Add)
BINARY(HPy_Subtract)
BINARY(HPy_Multiply)
BINARY(HPy_MatrixMultiply)
BINARY(HPy_FloorDivide)
BINARY(HPy_TrueDivide)
BINARY(HPy_Remainder)
BINARY(HPy_Divmod)
TERNARY(HPy_Power)
UNARY(HPy_Negative)
UNARY(HPy_Positive)
UNARY(HPy_Absolute)
UNARY(HPy_Invert)
BINARY(HPy_Lshift)
BINARY(HPy_Rshift)
BINARY(HPy_And)
BINARY(HPy_Xor)
BINARY(HPy_Or)
UNARY(HPy_Index)
UNARY(HPy_Long)
UNARY(HPy_Float)
BINARY(HPy_InPlaceAdd)
BINARY(HPy_InPlaceSubtract)
BINARY(HPy_InPlaceMultiply)
BINARY(HPy_InPlaceMatrixMultiply)
BINARY(HPy_InPlaceFloorDivide)
BINARY(HPy_InPlaceTrueDivide)
BINARY(HPy_InPlaceRemainder)
TERNARY(HPy_InPlacePower)
BINARY(HPy_InPlaceLshift)
BINARY(HPy_InPlaceRshift)
BINARY(HPy_InPlaceAnd)
BINARY(HPy_InPlaceXor)
BINARY(HPy_InPlaceOr)

static HPyDef *defines[] = {
    &m_HPyLong_FromInt32_t, &m_HPyLong_FromUInt32_t, &m_HPyLong_FromInt64_t, &m_HPyLong_FromUInt64_t,
    &m_HPyLong_FromSize_t, &m_HPyLong_FromSsize_t, &m_HPyFloat_FromDouble, &m_HPyBool_FromBool,
    &m_HPyLong_AsInt32_t, &m_HPyLong_AsUInt32_t, &m_HPyLong_AsUInt32_tMask, &m_HPyLong_AsInt64_t,
    &m_HPyLong_AsUInt64_t, &m_HPyLong_AsUInt64_tMask, &m_HPyLong_AsSize_t, &m_HPyLong_AsSsize_t,
    &m_HPyLong_AsVoidPtr, &m_HPyLong_AsDouble, &m_HPyFloat_AsDouble, &m_HPyNumber_Check,
    &m_HPy_Add, &m_HPy_Subtract, &m_HPy_Multiply, &m_HPy_MatrixMultiply, &m_HPy_FloorDivide,
    &m_HPy_TrueDivide, &m_HPy_Remainder, &m_HPy_Divmod, &m_HPy_Power, &m_HPy_Negative, &m_HPy_Positive,
    &m_HPy_Absolute, &m_HPy_Invert, &m_HPy_Lshift, &m_HPy_Rshift, &m_HPy_And, &m_HPy_Xor, &m_HPy_Or,
    &m_HPy_Index, &m_HPy_Long, &m_HPy_Float, &m_HPy_InPlaceAdd, &m_HPy_InPlaceSubtract,
    &m_HPy_InPlaceMultiply, &m_HPy_InPlaceMatrixMultiply, &m_HPy_InPlaceFloorDivide,
    &m_HPy_InPlaceTrueDivide, &m_HPy_InPlaceRemainder, &m_HPy_InPlacePower, &m_HPy_InPlaceLshift,
    &m_HPy_InPlaceRshift, &m_HPy_InPlaceAnd, &m_HPy_InPlaceXor, &m_HPy_InPlaceOr, NULL,
};
static HPyModuleDef module = {.doc = "Numbers, member by member.", .defines = defines};
HPy_MODINIT(each_number, module)
