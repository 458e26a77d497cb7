/* Members of every kind. */
#include "hpy.h"

#include <string.h>

typedef struct {
    short s;
    int i;
    long l;
    float f;
    double d;
    const char *string;
    const char *null;
    HPyField object, object_ex;
    char c;
    signed char b;
    unsigned char ub;
    unsigned short us;
    unsigned int ui;
    unsigned long ul;
    char inplace[8];
    char flag;
    long long ll;
    unsigned long long ull;
    HPy_ssize_t ssize;
} All;
HPyType_HELPERS(All)

#define MEMBER(NAME, KIND) HPyDef_MEMBER(m_##NAME, #NAME, HPyMember_##KIND, offsetof(All, NAME))
#define READONLY(NAME, KIND) HPyDef_MEMBER(r_##NAME, "ro_" #NAME, HPyMember_##KIND, offsetof(All, NAME), .readonly = 1)
#define BOTH(NAME, KIND) MEMBER(NAME, KIND) READONLY(NAME, KIND)
BOTH(s, SHORT) BOTH(i, INT) BOTH(l, LONG) BOTH(f, FLOAT) BOTH(d, DOUBLE) BOTH(string, STRING) BOTH(null, STRING)
BOTH(object, OBJECT) BOTH(object_ex, OBJECT_EX) BOTH(c, CHAR) BOTH(b, BYTE) BOTH(ub, UBYTE) BOTH(us, USHORT)
BOTH(ui, UINT) BOTH(ul, ULONG) BOTH(inplace, STRING_INPLACE) BOTH(flag, BOOL) BOTH(ll, LONGLONG)
BOTH(ull, ULONGLONG) BOTH(ssize, HPYSSIZET)
HPyDef_MEMBER(m_none, "none", HPyMember_NONE, 0)
HPyDef_MEMBER(r_none, "ro_none", HPyMember_NONE, 0, .readonly = 1)

HPyDef_SLOT(All_new, HPy_tp_new)
static HPy All_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    All *a;
    HPy h = HPy_New(ctx, cls, &a);
    if (HPy_IsNull(h))
        return h;
    a->string = "gr\xc3\xbc\xc3\x9f";
    a->c = 'A';
    strcpy(a->inplace, "inside");
    return h;
}

/* Sets the bytes of a member, to see what is read. */
HPyDef_METH(All_poke, "poke", HPyFunc_VARARGS)
static HPy All_poke_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    All *a = All_AsStruct(ctx, self);
    memset(&a->s, 0xff, sizeof a->s);
    memset(&a->i, 0xff, sizeof a->i);
    memset(&a->l, 0xff, sizeof a->l);
    memset(&a->b, 0xff, 1);
    memset(&a->ub, 0xff, 1);
    memset(&a->us, 0xff, sizeof a->us);
    memset(&a->ui, 0xff, sizeof a->ui);
    memset(&a->ul, 0xff, sizeof a->ul);
    memset(&a->ll, 0xff, sizeof a->ll);
    memset(&a->ull, 0xff, sizeof a->ull);
    memset(&a->ssize, 0xff, sizeof a->ssize);
    a->c = (char)0xff;
    a->flag = 3;
    a->string = "\xff";
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(All_traverse, HPy_tp_traverse)
static int All_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    All *a = (All *)self;
    HPy_VISIT(&a->object);
    HPy_VISIT(&a->object_ex);
    return 0;
}

static HPyDef *All_defines[] = {&All_new, &All_poke, &All_traverse,
    &m_s, &m_i, &m_l, &m_f, &m_d, &m_string, &m_null, &m_object, &m_object_ex, &m_c, &m_b, &m_ub, &m_us, &m_ui, &m_ul,
    &m_inplace, &m_flag, &m_ll, &m_ull, &m_ssize, &m_none,
    &r_s, &r_i, &r_l, &r_f, &r_d, &r_string, &r_null, &r_object, &r_object_ex, &r_c, &r_b, &r_ub, &r_us, &r_ui, &r_ul,
    &r_inplace, &r_flag, &r_ll, &r_ull, &r_ssize, &r_none, NULL};
static HPyType_Spec All_spec = {
    .name = "members.All", .basicsize = sizeof(All), .builtin_shape = SHAPE(All),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = All_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    return HPyHelpers_AddType(ctx, mod, "All", &All_spec, NULL) ? 0 : -1;
}
static HPyDef *defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(members, moduledef)
