/* hpy/module.h: how a binary says which module it is. */
#ifndef HPY_MODULE_H
#define HPY_MODULE_H

/* With HPY_EMBEDDED_MODULES several modules are linked into one binary, each in
   one source file, which says HPY_MOD_EMBEDDABLE before its definitions. Then
   each has a context for its trampolines of its own; else there is one for all
   files of the module. */
#ifdef HPY_EMBEDDED_MODULES
#  define _HPy_CTX_MODIFIER static
#  define HPY_MOD_EMBEDDABLE(modname) static HPyContext *_ctx_for_trampolines;
#else
#  define _HPy_CTX_MODIFIER _HPy_HIDDEN
#  define HPY_MOD_EMBEDDABLE(modname)
extern _HPy_HIDDEN HPyContext *_ctx_for_trampolines;
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
    _HPy_CTX_MODIFIER HPyContext *_ctx_for_trampolines; \
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
