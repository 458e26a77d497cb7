/* What the benchmarks call. */
#include "hpy.h"

typedef struct {
    long x, y;
    HPyField f;
} Cell;
HPyType_HELPERS(Cell)

HPyDef_METH(f_empty, "empty", HPyFunc_NOARGS)
static HPy f_empty_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, ctx->h_None); }

HPyDef_METH(f_one, "one", HPyFunc_O)
static HPy f_one_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }

HPyDef_METH(f_three, "three", HPyFunc_VARARGS)
static HPy f_three_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) { return HPy_Dup(ctx, args[2]); }

HPyDef_METH(f_kw, "kw", HPyFunc_KEYWORDS)
static HPy f_kw_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) { return HPy_Dup(ctx, args[0]); }

HPyDef_METH(f_int, "make_int", HPyFunc_NOARGS)
static HPy f_int_impl(HPyContext *ctx, HPy self) { return HPyLong_FromInt64_t(ctx, 12345); }

HPyDef_SLOT(Cell_new, HPy_tp_new)
static HPy Cell_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Cell *c;
    return HPy_New(ctx, cls, &c);
}
HPyDef_SLOT(Cell_add, HPy_nb_add)
static HPy Cell_add_impl(HPyContext *ctx, HPy a, HPy b) { return HPyLong_FromLong(ctx, Cell_AsStruct(ctx, a)->x + Cell_AsStruct(ctx, b)->x); }
HPyDef_METH(Cell_get, "get", HPyFunc_NOARGS)
static HPy Cell_get_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, Cell_AsStruct(ctx, self)->x); }
HPyDef_MEMBER(Cell_x, "x", HPyMember_LONG, offsetof(Cell, x))
static HPyDef *Cell_defines[] = {&Cell_new, &Cell_add, &Cell_get, &Cell_x, NULL};
static HPyType_Spec Cell_spec = {
    .name = "bench.Cell", .basicsize = sizeof(Cell), .builtin_shape = SHAPE(Cell), .defines = Cell_defines,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
};
HPyGlobal type;

/* loop(what, n, object): what C itself can do n times. */
HPyDef_METH(f_loop, "loop", HPyFunc_VARARGS)
static HPy f_loop_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long what = HPyLong_AsLong(ctx, args[0]), n = HPyLong_AsLong(ctx, args[1]), sum = 0;
    HPy cls = HPyGlobal_Load(ctx, type);
    Cell *c;
    HPy cell = HPy_New(ctx, cls, &c);
    HPyField_Store(ctx, cell, &c->f, args[2]);
    for (long i = 0; i < n; i++)
        switch (what) {
        case 0: HPy_Close(ctx, HPy_Dup(ctx, args[2])); break;
        case 1: sum += HPyLong_AsLong(ctx, HPyLong_FromLong(ctx, i)); break;
        case 2: sum += (long)HPyFloat_AsDouble(ctx, HPyFloat_FromDouble(ctx, i)); break;
        case 3: { Cell *q; HPy h = HPy_New(ctx, cls, &q); HPy_Close(ctx, h); } break;
        case 4: sum += Cell_AsStruct(ctx, cell)->x; break;
        case 5: HPy_Close(ctx, HPyField_Load(ctx, cell, c->f)); break;
        case 6: HPyField_Store(ctx, cell, &c->f, args[2]); break;
        case 7: HPy_Close(ctx, HPyGlobal_Load(ctx, type)); break;
        case 8: sum += HPy_TypeCheck(ctx, cell, cls); break;
        case 9: sum += HPy_Is(ctx, cell, args[2]); break;
        case 10: { HPy h = HPy_Type(ctx, cell); HPy_Close(ctx, h); } break;
        case 11: sum += HPyLong_AsLong(ctx, args[2]); break;
        case 12: { HPy h = HPy_Add(ctx, args[2], args[2]); HPy_Close(ctx, h); } break;
        case 13: sum += HPyErr_Occurred(ctx); break;
        case 14: sum += HPyTuple_Check(ctx, args[2]); break;
        case 15: sum += HPy_Length(ctx, args[2]); break;
        case 16: { HPy h = HPy_GetItem_i(ctx, args[2], 0); HPy_Close(ctx, h); } break;
        case 17: { HPyTuple_Check(ctx, cls); HPy h = HPyTuple_FromArray(ctx, args, 3); HPy_Close(ctx, h); } break;
        case 18: { HPy h = HPy_Call(ctx, args[2], NULL, 0, HPy_NULL); HPy_Close(ctx, h); } break;
        }
    HPy_Close(ctx, cell);
    HPy_Close(ctx, cls);
    return HPyLong_FromLong(ctx, sum);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy t = HPyType_FromSpec(ctx, &Cell_spec, NULL);
    if (HPy_IsNull(t) || HPy_SetAttr_s(ctx, mod, "Cell", t) < 0)
        return -1;
    HPyGlobal_Store(ctx, &type, t);
    HPy_Close(ctx, t);
    return 0;
}
static HPyDef *defines[] = {&exec, &f_empty, &f_one, &f_three, &f_kw, &f_int, &f_loop, NULL};
static HPyGlobal *globals[] = {&type, NULL};
static HPyModuleDef moduledef = {.defines = defines, .globals = globals};
HPy_MODINIT(bench, moduledef)
