/* Many modules in one file: what a module's definition may say, and what is refused. */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 42); }

static HPyModuleDef empty_def = {.doc = NULL};
HPy_MODINIT(m_empty, empty_def)
static HPyModuleDef size_def = {.size = 8};
HPy_MODINIT(m_size, size_def)
static HPyModuleDef negative_def = {.size = -1};
HPy_MODINIT(m_negative, negative_def)
static HPyModuleDef legacy_def = {.legacy_methods = (cpy_PyMethodDef *)&f};
HPy_MODINIT(m_legacy, legacy_def)

HPyDef_SLOT(bad_slot, HPy_nb_add)
static HPy bad_slot_impl(HPyContext *ctx, HPy a, HPy b) { return HPy_NULL; }
static HPyDef *slot_defs[] = {&bad_slot, NULL};
static HPyModuleDef slot_def = {.defines = slot_defs};
HPy_MODINIT(m_slot, slot_def)

HPyDef_METH(bad_meth, "bad", HPyFunc_INQUIRY)
static int bad_meth_impl(HPyContext *ctx, HPy self) { return 0; }
static HPyDef *meth_defs[] = {&bad_meth, NULL};
static HPyModuleDef meth_def = {.defines = meth_defs};
HPy_MODINIT(m_meth, meth_def)

static HPyDef *no_null_defs[] = {&f};
static HPyModuleDef no_null_def = {.defines = no_null_defs};
HPy_MODINIT(m_no_null, no_null_def)

/* HPy_mod_create. */
HPyDef_SLOT(create, HPy_mod_create)
static HPy create_impl(HPyContext *ctx, HPy spec)
{
    HPy name = HPy_GetAttr_s(ctx, spec, "name"), origin = HPy_GetAttr_s(ctx, spec, "origin");
    HPy r = HPy_BuildValue(ctx, "[OO]", name, origin);
    HPy_Close(ctx, name);
    HPy_Close(ctx, origin);
    return r;
}
static HPyDef *create_defs[] = {&create, NULL};
static HPyModuleDef create_def = {.defines = create_defs};
HPy_MODINIT(m_create, create_def)
static HPyModuleDef create_doc_def = {.doc = "doc", .defines = create_defs};
HPy_MODINIT(m_create_doc, create_doc_def)
static HPyDef *create_meth_defs[] = {&create, &f, NULL};
static HPyModuleDef create_meth_def = {.defines = create_meth_defs};
HPy_MODINIT(m_create_meth, create_meth_def)
static HPyDef *create_twice_defs[] = {&create, &create, NULL};
static HPyModuleDef create_twice_def = {.defines = create_twice_defs};
HPy_MODINIT(m_create_twice, create_twice_def)

HPyDef_SLOT_IMPL(create_null, create_null_impl, HPy_mod_create)
static HPy create_null_impl(HPyContext *ctx, HPy spec) { return HPy_NULL; }
static HPyDef *create_null_defs[] = {&create_null, NULL};
static HPyModuleDef create_null_def = {.defines = create_null_defs};
HPy_MODINIT(m_create_null, create_null_def)

HPyDef_SLOT_IMPL(create_both, create_both_impl, HPy_mod_create)
static HPy create_both_impl(HPyContext *ctx, HPy spec)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, "unreported");
    return HPy_Dup(ctx, spec);
}
static HPyDef *create_both_defs[] = {&create_both, NULL};
static HPyModuleDef create_both_def = {.defines = create_both_defs};
HPy_MODINIT(m_create_both, create_both_def)

HPyDef_SLOT_IMPL(create_module, create_module_impl, HPy_mod_create)
static HPy create_module_impl(HPyContext *ctx, HPy spec)
{
    HPy loader = HPy_GetAttr_s(ctx, spec, "loader"); /* the test puts a module there */
    return loader;
}
static HPyDef *create_module_defs[] = {&create_module, NULL};
static HPyModuleDef create_module_def = {.defines = create_module_defs};
HPy_MODINIT(m_create_module, create_module_def)

/* HPy_mod_exec. */
HPyDef_SLOT(exec_fail, HPy_mod_exec)
static int exec_fail_impl(HPyContext *ctx, HPy m)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, "no such luck");
    return -1;
}
static HPyDef *exec_fail_defs[] = {&exec_fail, NULL};
static HPyModuleDef exec_fail_def = {.defines = exec_fail_defs};
HPy_MODINIT(m_exec_fail, exec_fail_def)

HPyDef_SLOT(exec_silent, HPy_mod_exec)
static int exec_silent_impl(HPyContext *ctx, HPy m) { return -1; }
static HPyDef *exec_silent_defs[] = {&exec_silent, NULL};
static HPyModuleDef exec_silent_def = {.defines = exec_silent_defs};
HPy_MODINIT(m_exec_silent, exec_silent_def)

HPyDef_SLOT(exec_both, HPy_mod_exec)
static int exec_both_impl(HPyContext *ctx, HPy m)
{
    HPyErr_SetString(ctx, ctx->h_ValueError, "unreported");
    return 0;
}
static HPyDef *exec_both_defs[] = {&exec_both, NULL};
static HPyModuleDef exec_both_def = {.defines = exec_both_defs};
HPy_MODINIT(m_exec_both, exec_both_def)

/* A module without a definition, and one that wants a newer HPy. */
#define BY_HAND(NAME, MINOR, DEF) \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_##NAME(void) { return 0; } \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_##NAME(void) { return MINOR; } \
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_##NAME(HPyContext *ctx) { _ctx_for_trampolines = ctx; } \
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_##NAME(void) { return DEF; }
BY_HAND(m_null, 0, NULL)
volatile uint32_t newer = 1;
BY_HAND(m_newer, newer, &empty_def)
