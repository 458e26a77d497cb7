/* The border, written against CPython's API: what border_hpy.c does by HPy. */
#define _POSIX_C_SOURCE 199309L
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <time.h>

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

typedef struct {
    PyObject_HEAD
    long x;
    double y;
} Point;

static PyObject *f_noargs(PyObject *self, PyObject *unused) { Py_RETURN_NONE; }

static PyObject *f_onearg(PyObject *self, PyObject *arg)
{
    Py_INCREF(arg);
    return arg;
}

static PyObject *f_threeargs(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 3) {
        PyErr_SetString(PyExc_TypeError, "three arguments");
        return NULL;
    }
    Py_INCREF(args[2]);
    return args[2];
}

static PyTypeObject *point_type;

#define TIMED(name, setup, op, cleanup)                                                     \
    static PyObject *name(PyObject *self, PyObject *const *args, Py_ssize_t nargs)          \
    {                                                                                       \
        long long n = PyLong_AsLongLong(args[0]);                                           \
        PyObject *arg = nargs > 1 ? args[1] : NULL;                                         \
        (void)arg;                                                                          \
        setup;                                                                              \
        double start = now_ns();                                                            \
        for (long long i = 0; i < n; i++) {                                                 \
            op;                                                                             \
        }                                                                                   \
        double each = (now_ns() - start) / (double)n;                                       \
        cleanup;                                                                            \
        return PyFloat_FromDouble(each);                                                    \
    }

TIMED(t_int, , Py_DECREF(PyLong_FromLongLong(1000 + i)), )
TIMED(t_int_back, volatile long long sink = 0, sink += PyLong_AsLongLong(arg), )
TIMED(t_float, , Py_DECREF(PyFloat_FromDouble(0.5 * (double)i)), )
TIMED(t_str, , Py_DECREF(PyUnicode_FromString("hello, world")), )
TIMED(t_tuple, , Py_DECREF(PyTuple_Pack(3, arg, arg, arg)), )
TIMED(t_object, , PyObject *o = point_type->tp_alloc(point_type, 0); ((Point *)o)->x = i; Py_DECREF(o), )
TIMED(t_struct, volatile long long sink = 0, sink += ((Point *)arg)->x, )
TIMED(t_dup, , Py_INCREF(arg); Py_DECREF(arg), )
TIMED(t_getattr, PyObject *name = PyUnicode_InternFromString("norm"), Py_DECREF(PyObject_GetAttr(arg, name)),
      Py_DECREF(name))
TIMED(t_getattr_s, , Py_DECREF(PyObject_GetAttrString(arg, "norm")), )
TIMED(t_len, volatile long long sink = 0, sink += PyObject_Length(arg), )
TIMED(t_getitem, , Py_DECREF(PySequence_GetItem(arg, i & 7)), )
TIMED(t_add, , Py_DECREF(PyNumber_Add(arg, args[0])), )
TIMED(t_call, , Py_DECREF(PyObject_CallNoArgs(arg)), )

static PyObject *Point_norm(PyObject *self, PyObject *unused) { return PyLong_FromLong(((Point *)self)->x); }

static PyMethodDef Point_methods[] = {{"norm", Point_norm, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot Point_slots[] = {{Py_tp_methods, Point_methods}, {0, NULL}};
static PyType_Spec Point_spec = {"border.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT, Point_slots};

/* Link: an object that refers to another through its struct. */
typedef struct {
    PyObject_HEAD
    PyObject *other;
    char payload[48];
} Link;

static int Link_traverse(Link *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->other);
    return 0;
}

static int Link_clear(Link *self)
{
    Py_CLEAR(self->other);
    return 0;
}

static void Link_dealloc(Link *self)
{
    PyTypeObject *t = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Link_clear(self);
    t->tp_free(self);
    Py_DECREF(t);
}

static PyObject *Link_set(Link *self, PyObject *arg)
{
    Py_INCREF(arg);
    Py_XSETREF(self->other, arg);
    Py_RETURN_NONE;
}

static PyMethodDef Link_methods[] = {{"set", (PyCFunction)Link_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static PyType_Slot Link_slots[] = {{Py_tp_methods, Link_methods}, {Py_tp_traverse, Link_traverse},
    {Py_tp_clear, Link_clear}, {Py_tp_dealloc, Link_dealloc}, {0, NULL}};
static PyType_Spec Link_spec = {"border.Link", sizeof(Link), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, Link_slots};

#define FAST(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}
static PyMethodDef methods[] = {
    {"noargs", f_noargs, METH_NOARGS, NULL},
    {"onearg", f_onearg, METH_O, NULL},
    {"threeargs", (PyCFunction)(void (*)(void))f_threeargs, METH_FASTCALL, NULL},
    FAST(t_int), FAST(t_int_back), FAST(t_float), FAST(t_str), FAST(t_tuple), FAST(t_object), FAST(t_struct),
    FAST(t_dup), FAST(t_getattr), FAST(t_getattr_s), FAST(t_len), FAST(t_getitem), FAST(t_add), FAST(t_call),
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, .m_name = "border", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_border(void)
{
    PyObject *m = PyModule_Create(&def);
    if (!m)
        return NULL;
    point_type = (PyTypeObject *)PyType_FromSpec(&Point_spec);
    if (!point_type || PyModule_AddObjectRef(m, "Point", (PyObject *)point_type) < 0)
        return NULL;
    PyObject *link = PyType_FromSpec(&Link_spec);
    if (!link || PyModule_AddObject(m, "Link", link) < 0)
        return NULL;
    return m;
}
