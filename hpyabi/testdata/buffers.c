/* Memory of C that Python reads and writes. */
#include "hpy.h"

#include <string.h>

typedef struct {
    double *items;
    HPy_ssize_t shape[2], strides[2];
    int exports;
    int readonly;
} Matrix;
HPyType_HELPERS(Matrix)

static long releases;

HPyDef_SLOT(Matrix_new, HPy_tp_new)
static HPy Matrix_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    long rows, cols, readonly = 0;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll|l", &rows, &cols, &readonly))
        return HPy_NULL;
    Matrix *m;
    HPy h = HPy_New(ctx, cls, &m);
    if (HPy_IsNull(h))
        return h;
    m->items = (double *)calloc(rows * cols, sizeof(double));
    for (long i = 0; i < rows * cols; i++)
        m->items[i] = i;
    m->shape[0] = rows;
    m->shape[1] = cols;
    m->strides[0] = cols * sizeof(double);
    m->strides[1] = sizeof(double);
    m->readonly = readonly;
    return h;
}

HPyDef_SLOT(Matrix_destroy, HPy_tp_destroy)
static void Matrix_destroy_impl(void *data)
{
    free(((Matrix *)data)->items);
}

HPyDef_SLOT(Matrix_getbuffer, HPy_bf_getbuffer)
static int Matrix_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf, int flags)
{
    Matrix *m = Matrix_AsStruct(ctx, self);
    if (m->readonly && (flags & 1)) {
        HPyErr_SetString(ctx, ctx->h_BufferError, "read-only matrix");
        return -1;
    }
    m->exports++;
    buf->buf = m->items;
    buf->len = m->shape[0] * m->shape[1] * sizeof(double);
    buf->itemsize = sizeof(double);
    buf->readonly = m->readonly;
    buf->ndim = 2;
    buf->format = (char *)"d";
    buf->shape = m->shape;
    buf->strides = m->strides;
    buf->suboffsets = NULL;
    buf->internal = (void *)0x1234;
    buf->obj = HPy_Dup(ctx, self);
    return 0;
}

HPyDef_SLOT(Matrix_releasebuffer, HPy_bf_releasebuffer)
static void Matrix_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf)
{
    Matrix_AsStruct(ctx, self)->exports--;
    if (buf->internal == (void *)0x1234)
        releases++;
}

HPyDef_METH(Matrix_get, "get", HPyFunc_VARARGS)
static HPy Matrix_get_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long i, j;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll", &i, &j))
        return HPy_NULL;
    Matrix *m = Matrix_AsStruct(ctx, self);
    return HPyFloat_FromDouble(ctx, m->items[i * m->shape[1] + j]);
}
HPyDef_MEMBER(Matrix_exports, "exports", HPyMember_INT, offsetof(Matrix, exports), .readonly = 1)

static HPyDef *Matrix_defines[] = {&Matrix_new, &Matrix_destroy, &Matrix_getbuffer, &Matrix_releasebuffer, &Matrix_get,
                                   &Matrix_exports, NULL};
static HPyType_Spec Matrix_spec = {
    .name = "buffers.Matrix", .basicsize = sizeof(Matrix), .builtin_shape = SHAPE(Matrix), .defines = Matrix_defines,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
};

/* The least that a buffer can say. */
HPyDef_SLOT(Text_getbuffer, HPy_bf_getbuffer)
static int Text_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buf, int flags)
{
    static char text[] = "some text";
    memset(buf, 0, sizeof *buf);
    buf->buf = text;
    buf->len = 9;
    buf->itemsize = 1;
    buf->readonly = 1;
    buf->ndim = 1;
    buf->obj = HPy_Dup(ctx, self);
    return 0;
}
static HPyDef *Text_defines[] = {&Text_getbuffer, NULL};
static HPyType_Spec Text_spec = {.name = "buffers.Text", .defines = Text_defines, .flags = HPy_TPFLAGS_DEFAULT};

HPyDef_METH(count, "releases", HPyFunc_NOARGS)
static HPy count_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, releases); }

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    releases = 0;
    return HPyHelpers_AddType(ctx, mod, "Matrix", &Matrix_spec, NULL) && HPyHelpers_AddType(ctx, mod, "Text", &Text_spec, NULL) ? 0 : -1;
}
static HPyDef *defines[] = {&exec, &count, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(buffers, moduledef)
