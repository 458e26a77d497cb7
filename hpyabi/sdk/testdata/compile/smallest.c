#include "hpy/runtime/structseq.h"

static HPyModuleDef moduledef = {NULL, 0, NULL, NULL, NULL};
HPy_MODINIT(smallest, moduledef);
