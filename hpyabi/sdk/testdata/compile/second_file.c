/* A file of an extension whose HPy_MODINIT is in another one, with definitions that
   the other refers to. */
#include <hpy.h>

extern HPyDef elsewhere;

HPyDef_METH(elsewhere, "elsewhere", HPyFunc_O)
static HPy elsewhere_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPy_Dup(ctx, arg);
}
