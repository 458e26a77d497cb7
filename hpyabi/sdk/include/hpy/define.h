/* hpy/define.h: the macros that define slots, methods, members, attributes.
 *
 * Each makes a global variable SYM of type HPyDef, which goes into the list of a
 * type or a module, and declares the C functions that it refers to: an
 * implementation of another type than the signature asks for does not compile.
 * HPyDef_X finds the implementation as SYM_impl (SYM_get, SYM_set), HPyDef_X_IMPL
 * is told. Fields in the place of the dots are optional: .doc = "…".
 *
 * The variable also holds a function for CPython, which calls the implementation
 * by way of the context (abi_signatures.h). Other runtimes do not look at it.
 */
#ifndef HPY_DEFINE_H
#define HPY_DEFINE_H

/* Declares the static function SYM with the signature SIG, an HPyFunc_… */
#define HPyFunc_DECLARE(SYM, SIG) static _HPyProto_##SIG SYM
/* Defines the static function SYM that CPython calls for IMPL. */
#define HPyFunc_TRAMPOLINE(SYM, IMPL, SIG) _HPyFunc_TRAMPOLINE_##SIG(SYM, IMPL)
/* The signature that belongs to a slot. */
#define HPySlot_SIG(SLOT) _HPySlot_SIG__##SLOT

#define HPyDef_SLOT(SYM, SLOT) HPyDef_SLOT_IMPL(SYM, SYM##_impl, SLOT)
#define HPyDef_SLOT_IMPL(SYM, IMPL, SLOT) \
    _HPyDef_SLOT(SYM, IMPL, SLOT, HPySlot_SIG(SLOT))
#define _HPyDef_SLOT(SYM, IMPL, SLOT, SIG) \
    HPyFunc_DECLARE(IMPL, SIG); \
    HPyFunc_TRAMPOLINE(SYM##_trampoline, IMPL, SIG) \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_Slot, \
        .slot = { \
            .slot = SLOT, \
            .impl = _HPy_CAST_FUNC(HPyCFunction, IMPL), \
            .cpy_trampoline = _HPy_CAST_FUNC(cpy_PyCFunction, SYM##_trampoline), \
        }, \
    };

#define HPyDef_METH(SYM, NAME, SIG, ...) \
    HPyDef_METH_IMPL(SYM, NAME, SYM##_impl, SIG, __VA_ARGS__)
#define HPyDef_METH_IMPL(SYM, NAME, IMPL, SIG, ...) \
    HPyFunc_DECLARE(IMPL, SIG); \
    HPyFunc_TRAMPOLINE(SYM##_trampoline, IMPL, SIG) \
    _HPy_DEFINITION_BEGIN \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_Meth, \
        .meth = { \
            .name = NAME, \
            .impl = _HPy_CAST_FUNC(HPyCFunction, IMPL), \
            .cpy_trampoline = _HPy_CAST_FUNC(cpy_PyCFunction, SYM##_trampoline), \
            .signature = SIG, \
            __VA_ARGS__ \
        }, \
    }; \
    _HPy_DEFINITION_END

#define HPyDef_MEMBER(SYM, NAME, TYPE, OFFSET, ...) \
    _HPy_DEFINITION_BEGIN \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_Member, \
        .member = { \
            .name = NAME, \
            .type = TYPE, \
            .offset = OFFSET, \
            __VA_ARGS__ \
        }, \
    }; \
    _HPy_DEFINITION_END

#define HPyDef_GET(SYM, NAME, ...) \
    HPyDef_GET_IMPL(SYM, NAME, SYM##_get, __VA_ARGS__)
#define HPyDef_GET_IMPL(SYM, NAME, GETIMPL, ...) \
    HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER); \
    HPyFunc_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER) \
    _HPy_DEFINITION_BEGIN \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_GetSet, \
        .getset = { \
            .name = NAME, \
            .getter_impl = _HPy_CAST_FUNC(HPyCFunction, GETIMPL), \
            .getter_cpy_trampoline = SYM##_get_trampoline, \
            __VA_ARGS__ \
        }, \
    }; \
    _HPy_DEFINITION_END

#define HPyDef_SET(SYM, NAME, ...) \
    HPyDef_SET_IMPL(SYM, NAME, SYM##_set, __VA_ARGS__)
#define HPyDef_SET_IMPL(SYM, NAME, SETIMPL, ...) \
    HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER); \
    HPyFunc_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER) \
    _HPy_DEFINITION_BEGIN \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_GetSet, \
        .getset = { \
            .name = NAME, \
            .setter_impl = _HPy_CAST_FUNC(HPyCFunction, SETIMPL), \
            .setter_cpy_trampoline = SYM##_set_trampoline, \
            __VA_ARGS__ \
        }, \
    }; \
    _HPy_DEFINITION_END

#define HPyDef_GETSET(SYM, NAME, ...) \
    HPyDef_GETSET_IMPL(SYM, NAME, SYM##_get, SYM##_set, __VA_ARGS__)
#define HPyDef_GETSET_IMPL(SYM, NAME, GETIMPL, SETIMPL, ...) \
    HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER); \
    HPyFunc_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER) \
    HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER); \
    HPyFunc_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER) \
    _HPy_DEFINITION_BEGIN \
    HPyDef SYM = { \
        .kind = HPyDef_Kind_GetSet, \
        .getset = { \
            .name = NAME, \
            .getter_impl = _HPy_CAST_FUNC(HPyCFunction, GETIMPL), \
            .setter_impl = _HPy_CAST_FUNC(HPyCFunction, SETIMPL), \
            .getter_cpy_trampoline = SYM##_get_trampoline, \
            .setter_cpy_trampoline = SYM##_set_trampoline, \
            __VA_ARGS__ \
        }, \
    }; \
    _HPy_DEFINITION_END

/* One object's call function, for HPy_SetCallFunction. SYM is static. */
#define HPyDef_CALL_FUNCTION(SYM) \
    HPyFunc_DECLARE(SYM##_impl, HPyFunc_KEYWORDS); \
    HPyFunc_TRAMPOLINE(SYM##_trampoline, SYM##_impl, HPyFunc_KEYWORDS) \
    static HPyCallFunction SYM = { \
        .cpy_trampoline = SYM##_trampoline, \
        .impl = SYM##_impl, \
    };

/* A capsule's destructor, for HPyCapsule_New. SYM is static. */
#define HPyCapsule_DESTRUCTOR(SYM) \
    static void SYM##_impl(const char *name, void *pointer, void *context); \
    HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM##_trampoline, SYM##_impl) \
    static HPyCapsule_Destructor SYM = { \
        .cpy_trampoline = SYM##_trampoline, \
        .impl = SYM##_impl, \
    };
#define HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM, IMPL) \
    static void SYM(cpy_PyObject *capsule) \
    { \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, \
            HPyFunc_CAPSULE_DESTRUCTOR, _HPy_CAST_FUNC(HPyCFunction, IMPL), capsule); \
    }

/* In an HPy_tp_traverse function, whose parameters must be called visit and arg:
   shows a field of the struct to the collector. */
#define HPy_VISIT(field) \
    do { \
        if (!HPyField_IsNull(*(field))) { \
            int _hpy_stop = visit((field), arg); \
            if (_hpy_stop) \
                return _hpy_stop; \
        } \
    } while (0)

#endif
