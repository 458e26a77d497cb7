/* hpy/module.h: how a binary says which module it is. */
#ifndef HPY_MODULE_H
#define HPY_MODULE_H

/* The trampolines of a module find the context in a variable. There is one for all
   files of the module, which HPy_MODINIT defines. With HPY_EMBEDDED_MODULES several
   modules are linked into one binary, each in one source file, which has a variable
   of its own: HPY_MOD_EMBEDDABLE declares it, before the definitions. (C++ has no
   declaration of a static variable that does not define it.) */
#ifndef HPY_EMBEDDED_MODULES
#  define HPY_MOD_EMBEDDABLE(modname)
#  define _HPy_MODULE_CONTEXT _HPy_HIDDEN HPyContext *_ctx_for_trampolines;
extern _HPy_HIDDEN HPyContext *_ctx_for_trampolines;
#else
#  define HPY_MOD_EMBEDDABLE(modname) static HPyContext *_ctx_for_trampolines;
#  ifdef __cplusplus
#    define _HPy_MODULE_CONTEXT
#  else
#    define _HPy_MODULE_CONTEXT static HPyContext *_ctx_for_trampolines;
#  endif
#endif

/* Makes the binary the module ext_name, which mod_def, an HPyModuleDef, describes:
   defines the functions that a runtime looks for by name. */
#define HPy_MODINIT(ext_name, mod_def) \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_##ext_name(void); \
    uint32_t get_required_hpy_major_version_##ext_name(void) \
    { \
        return HPY_ABI_VERSION; \
    } \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_##ext_name(void); \
    uint32_t get_required_hpy_minor_version_##ext_name(void) \
    { \
        return HPY_ABI_VERSION_MINOR; \
    } \
    _HPy_MODULE_CONTEXT \
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_##ext_name(HPyContext *ctx); \
    void HPyInitGlobalContext_##ext_name(HPyContext *ctx) \
    { \
        _ctx_for_trampolines = ctx; \
    } \
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_##ext_name(void); \
    HPyModuleDef *HPyInit_##ext_name(void) \
    { \
        return &mod_def; \
    }

#endif
