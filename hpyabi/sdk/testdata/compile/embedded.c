/* Two modules in one binary, each with a context of its own; here is one. */
#define HPY_EMBEDDED_MODULES
#include "hpy.h"

HPY_MOD_EMBEDDABLE(embedded)

HPyDef_METH(nothing, "nothing", HPyFunc_NOARGS)
static HPy nothing_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *defines[] = {&nothing, NULL};
static HPyModuleDef moduledef = {.doc = NULL, .size = 0, .legacy_methods = NULL, .defines = defines, .globals = NULL};

HPy_MODINIT(embedded, moduledef)
