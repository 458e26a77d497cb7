/* hpy/inline.h: functions that the API has and the ABI does not, because others
 * do their work.
 */
#ifndef HPY_INLINE_H
#define HPY_INLINE_H

/* --- errors --- */

/* The last two words are for a compiler that does not know that the first call
   does not return. */
HPyAPI_FUNC _HPy_NO_RETURN void HPy_FatalError(HPyContext *ctx, const char *message)
{
    ctx->ctx_FatalError(ctx, message);
    abort();
}

/* Raises h_type with errno and its text. Always HPy_NULL. */
HPyAPI_INLINE_HELPER HPy HPyErr_SetFromErrno(HPyContext *ctx, HPy h_type)
{
    return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, HPy_NULL, HPy_NULL);
}

/* The same with a file name, a str (or HPy_NULL). */
HPyAPI_INLINE_HELPER HPy
HPyErr_SetFromErrnoWithFilenameObject(HPyContext *ctx, HPy h_type, HPy filename)
{
    return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, filename, HPy_NULL);
}

/* --- int and bool: the C types whose size depends on the machine --- */

HPyAPI_INLINE_HELPER HPy HPyLong_FromLong(HPyContext *ctx, long value)
{
    return sizeof value > 4 ? HPyLong_FromInt64_t(ctx, (int64_t)value)
                            : HPyLong_FromInt32_t(ctx, (int32_t)value);
}

HPyAPI_INLINE_HELPER HPy HPyLong_FromUnsignedLong(HPyContext *ctx, unsigned long value)
{
    return sizeof value > 4 ? HPyLong_FromUInt64_t(ctx, (uint64_t)value)
                            : HPyLong_FromUInt32_t(ctx, (uint32_t)value);
}

HPyAPI_INLINE_HELPER HPy HPyLong_FromLongLong(HPyContext *ctx, long long value)
{
    return HPyLong_FromInt64_t(ctx, value);
}

HPyAPI_INLINE_HELPER HPy
HPyLong_FromUnsignedLongLong(HPyContext *ctx, unsigned long long value)
{
    return HPyLong_FromUInt64_t(ctx, value);
}

/* The others give -1 with an exception as the functions of the ABI do: OverflowError
   when the value does not fit (Mask: never, the low bits count). */

HPyAPI_INLINE_HELPER long HPyLong_AsLong(HPyContext *ctx, HPy h)
{
    return sizeof(long) > 4 ? (long)HPyLong_AsInt64_t(ctx, h)
                            : (long)HPyLong_AsInt32_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLong(HPyContext *ctx, HPy h)
{
    return sizeof(long) > 4 ? (unsigned long)HPyLong_AsUInt64_t(ctx, h)
                            : (unsigned long)HPyLong_AsUInt32_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLongMask(HPyContext *ctx, HPy h)
{
    return sizeof(long) > 4 ? (unsigned long)HPyLong_AsUInt64_tMask(ctx, h)
                            : (unsigned long)HPyLong_AsUInt32_tMask(ctx, h);
}

HPyAPI_INLINE_HELPER long long HPyLong_AsLongLong(HPyContext *ctx, HPy h)
{
    return HPyLong_AsInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long long HPyLong_AsUnsignedLongLong(HPyContext *ctx, HPy h)
{
    return HPyLong_AsUInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long long
HPyLong_AsUnsignedLongLongMask(HPyContext *ctx, HPy h)
{
    return HPyLong_AsUInt64_tMask(ctx, h);
}

HPyAPI_INLINE_HELPER HPy HPyBool_FromLong(HPyContext *ctx, long value)
{
    return HPyBool_FromBool(ctx, value != 0);
}

/* pid_t, which is an int unless SIZEOF_PID_T says otherwise. */
#if !defined(SIZEOF_PID_T) || SIZEOF_PID_T == 4
#  define _HPy_PARSE_PID "i"
#  define HPyLong_FromPid HPyLong_FromLong
#  define HPyLong_AsPid HPyLong_AsLong
#elif SIZEOF_PID_T == 8
#  define _HPy_PARSE_PID "L"
#  define HPyLong_FromPid HPyLong_FromLongLong
#  define HPyLong_AsPid HPyLong_AsLongLong
#else
#  error "SIZEOF_PID_T is neither 4 nor 8"
#endif

/* --- objects --- */

/* del obj.name. 0, or -1 with an exception. */
HPyAPI_INLINE_HELPER int HPy_DelAttr(HPyContext *ctx, HPy obj, HPy name)
{
    return HPy_SetAttr(ctx, obj, name, HPy_NULL);
}

HPyAPI_INLINE_HELPER int HPy_DelAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name)
{
    return HPy_SetAttr_s(ctx, obj, utf8_name, HPy_NULL);
}

/* Calls method with a tuple and a dict (or HPy_NULL), and closes method. */
HPyAPI_FUNC HPy _HPy_CallAndClose(HPyContext *ctx, HPy method, HPy args, HPy kw)
{
    HPy result;
    if (HPy_IsNull(method))
        return HPy_NULL;
    result = HPy_CallTupleDict(ctx, method, args, kw);
    HPy_Close(ctx, method);
    return result;
}

/* receiver.name(*args, **kw); kw may be HPy_NULL. */
HPyAPI_INLINE_HELPER HPy
HPy_CallMethodTupleDict(HPyContext *ctx, HPy name, HPy receiver, HPy args, HPy kw)
{
    return _HPy_CallAndClose(ctx, HPy_GetAttr(ctx, receiver, name), args, kw);
}

HPyAPI_INLINE_HELPER HPy
HPy_CallMethodTupleDict_s(HPyContext *ctx, const char *utf8_name, HPy receiver, HPy args,
                          HPy kw)
{
    return _HPy_CallAndClose(ctx, HPy_GetAttr_s(ctx, receiver, utf8_name), args, kw);
}

/* Compares two C values as op, an HPy_RichCmpOp, says, and returns True or False
   from the calling function. A macro, as the values may be of any type. */
#define HPy_RETURN_RICHCOMPARE(ctx, val1, val2, op) \
    do { \
        bool _hpy_holds = false; \
        switch (op) { \
        case HPy_LT: _hpy_holds = (val1) < (val2); break; \
        case HPy_LE: _hpy_holds = (val1) <= (val2); break; \
        case HPy_EQ: _hpy_holds = (val1) == (val2); break; \
        case HPy_NE: _hpy_holds = (val1) != (val2); break; \
        case HPy_GT: _hpy_holds = (val1) > (val2); break; \
        case HPy_GE: _hpy_holds = (val1) >= (val2); break; \
        default: HPy_FatalError(ctx, "Invalid value for HPy_RichCmpOp"); \
        } \
        return HPy_Dup(ctx, _hpy_holds ? (ctx)->h_True : (ctx)->h_False); \
    } while (0)

/* --- tuples and slices --- */

/* Makes a tuple of the n handles that follow. */
HPyAPI_INLINE_HELPER HPy HPyTuple_Pack(HPyContext *ctx, HPy_ssize_t n, ...)
{
    HPy few[16];
    HPy *items = few;
    HPy tuple;
    HPy_ssize_t i;
    va_list ap;

    if (n > (HPy_ssize_t)(sizeof few / sizeof few[0])) {
        if ((size_t)n > SIZE_MAX / sizeof(HPy))
            return HPyErr_NoMemory(ctx);
        items = (HPy *)malloc((size_t)n * sizeof(HPy));
        if (items == NULL)
            return HPyErr_NoMemory(ctx);
    }
    va_start(ap, n);
    for (i = 0; i < n; i++)
        items[i] = va_arg(ap, HPy);
    va_end(ap);
    tuple = HPyTuple_FromArray(ctx, items, n);
    if (items != few)
        free(items);
    return tuple;
}

/* Where index falls in a sequence of length items when a slice is walked in steps
   of step: counted from the end if negative, and clipped to the places where a walk
   can start or stop. */
HPyAPI_FUNC HPy_ssize_t
_HPySlice_Clip(HPy_ssize_t index, HPy_ssize_t length, HPy_ssize_t step)
{
    HPy_ssize_t lowest = step < 0 ? -1 : 0;
    HPy_ssize_t highest = step < 0 ? length - 1 : length;

    if (index < 0) {
        index += length;
        return index < 0 ? lowest : index;
    }
    return index >= length ? highest : index;
}

/* Replaces the three numbers of a slice (step is not 0) by those for a sequence of
   length items, and gives the number of items that the slice has. */
HPyAPI_INLINE_HELPER HPy_ssize_t
HPySlice_AdjustIndices(HPyContext *ctx, HPy_ssize_t length, HPy_ssize_t *start,
                       HPy_ssize_t *stop, HPy_ssize_t step)
{
    size_t distance, stride;

    (void)ctx;
    assert(step != 0);
    *start = _HPySlice_Clip(*start, length, step);
    *stop = _HPySlice_Clip(*stop, length, step);
    if (step > 0 ? *start >= *stop : *start <= *stop)
        return 0;
    distance = step > 0 ? (size_t)(*stop - *start) : (size_t)(*start - *stop);
    /* Unsigned, because the lowest step has no positive twin. */
    stride = step > 0 ? (size_t)step : (size_t)0 - (size_t)step;
    return (HPy_ssize_t)((distance - 1) / stride + 1);
}

/* --- capsules --- */

/* The address, for who knows the name; NULL with an exception else. */
HPyAPI_FUNC void *HPyCapsule_GetPointer(HPyContext *ctx, HPy capsule, const char *utf8_name)
{
    return HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Pointer, utf8_name);
}

/* NULL may also be the name or the context; HPyErr_Occurred tells. */
HPyAPI_FUNC const char *HPyCapsule_GetName(HPyContext *ctx, HPy capsule)
{
    return (const char *)HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Name, NULL);
}

HPyAPI_FUNC void *HPyCapsule_GetContext(HPyContext *ctx, HPy capsule)
{
    return HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Context, NULL);
}

/* 0, or -1 with an exception; so do all that follow. */
HPyAPI_FUNC int HPyCapsule_SetPointer(HPyContext *ctx, HPy capsule, void *pointer)
{
    return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Pointer, pointer);
}

/* The text is not copied. */
HPyAPI_FUNC int HPyCapsule_SetName(HPyContext *ctx, HPy capsule, const char *utf8_name)
{
    return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Name, (void *)(uintptr_t)utf8_name);
}

HPyAPI_FUNC int HPyCapsule_SetContext(HPyContext *ctx, HPy capsule, void *context)
{
    return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Context, context);
}

HPyAPI_FUNC int
HPyCapsule_SetDestructor(HPyContext *ctx, HPy capsule, HPyCapsule_Destructor *destructor)
{
    return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Destructor, (void *)destructor);
}

/* --- threads --- */

/* A block in which other threads may run Python. Nothing of HPy may be called in
   it, and it must not be left by return, break or goto. */
#define HPy_BEGIN_LEAVE_PYTHON(ctx) \
    { \
        HPyThreadState _hpy_left = HPy_LeavePythonExecution(ctx);
#define HPy_END_LEAVE_PYTHON(ctx) \
        HPy_ReenterPythonExecution(ctx, _hpy_left); \
    }

#endif
