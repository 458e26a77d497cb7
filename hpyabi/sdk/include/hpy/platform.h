/* hpy/platform.h: which ABI is built, and how this compiler spells things. */
#ifndef HPY_PLATFORM_H
#define HPY_PLATFORM_H

#define HPY_ABI_VERSION 0
#define HPY_ABI_VERSION_MINOR 0
#define HPY_ABI_TAG "hpy0"

/* HPy's own headers also build for CPython's ABI, alone or mixed with HPy's.
   These do not: such a binary needs CPython itself. */
#if defined(HPY_ABI_CPYTHON)
#  error "HPY_ABI_CPYTHON is set, but hpyrun's hpy.h builds universal extensions only: leave the macro out, or use the headers that come with HPy"
#elif defined(HPY_ABI_HYBRID)
#  error "HPY_ABI_HYBRID is set, but hpyrun's hpy.h builds universal extensions only: leave the macro out, or use the headers that come with HPy"
#elif !defined(HPY_ABI_UNIVERSAL)
#  define HPY_ABI_UNIVERSAL
#endif
#define HPY_ABI "universal"

#if defined(__GNUC__)
#  define _HPy_UNUSED __attribute__((unused))
#  define _HPy_NO_RETURN __attribute__((noreturn))
#else
#  define _HPy_UNUSED
#  define _HPy_NO_RETURN
#endif

#if defined(__GNUC__) && !defined(_WIN32)
#  define _HPy_HIDDEN __attribute__((visibility("hidden")))
#  define HPy_EXPORTED_SYMBOL __attribute__((visibility("default")))
#elif defined(_WIN32)
#  define _HPy_HIDDEN
#  define HPy_EXPORTED_SYMBOL __declspec(dllexport)
#else
#  define _HPy_HIDDEN
#  define HPy_EXPORTED_SYMBOL
#endif

/* Keeps a pedantic compiler quiet about what only newer standards have. */
#if defined(__GNUC__)
#  define _HPy_EXTENSION __extension__
#else
#  define _HPy_EXTENSION
#endif

/* Stores the pointer p, a void *, into a variable of another pointer type. */
#if defined(__GNUC__)
#  define _HPy_STORE_POINTER(to, p) __builtin_memcpy((to), &(p), sizeof(p))
#else
#  define _HPy_STORE_POINTER(to, p) (*(void **)(to) = (p))
#endif

/* Refuses a call at compile time, where the compiler can. */
#if defined(__has_attribute)
#  if __has_attribute(error)
#    define _HPY_LEGACY __attribute__((error( \
        "Cannot use legacy functions when targeting the HPy Universal ABI")))
#  endif
#endif
#ifndef _HPY_LEGACY
#  define _HPY_LEGACY
#endif

/* A definition names only the fields that it needs. C leaves the others zero
   without a word; g++ -Wextra complains about each. */
#if defined(__cplusplus) && defined(__GNUC__)
#  define _HPy_DEFINITION_BEGIN _Pragma("GCC diagnostic push") \
        _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")
#  define _HPy_DEFINITION_END _Pragma("GCC diagnostic pop")
#else
#  define _HPy_DEFINITION_BEGIN
#  define _HPy_DEFINITION_END
#endif

/* The name of a parameter that a function has no use for. */
#define _HPy_UNUSED_ARG(name) _hpy_unused_##name _HPy_UNUSED

/* A function of the API; one that is only in the header and not in the ABI; one
   that is compiled into the extension from a helper source. */
#define HPyAPI_FUNC _HPy_UNUSED static inline
#define HPyAPI_INLINE_HELPER HPyAPI_FUNC
#define HPyAPI_UNUSED HPyAPI_FUNC
#define HPyAPI_HELPER _HPy_HIDDEN

#if defined(__cplusplus)
#  define HPy_EXPORTED_FUNC extern "C" HPy_EXPORTED_SYMBOL
#else
#  define HPy_EXPORTED_FUNC HPy_EXPORTED_SYMBOL
#endif

#endif
