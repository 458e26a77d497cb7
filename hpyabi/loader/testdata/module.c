/* What HPy_MODINIT leaves in a file, without HPy. -DNAME=… names the module; other
   macros make it one that is to be refused. */
#include <stdint.h>

#define GLUE2(a, b) a##b
#define GLUE(a, b) GLUE2(a, b)

#ifndef NAME
#define NAME counter
#endif
#ifndef MAJOR
#define MAJOR 0
#endif
#ifndef MINOR
#define MINOR 0
#endif

static int definition;
void *context;

#ifdef COMPUTED
volatile uint32_t major_version = MAJOR;
uint32_t GLUE(get_required_hpy_major_version_, NAME)(void) { return major_version; }
#elif !defined(NO_VERSION)
uint32_t GLUE(get_required_hpy_major_version_, NAME)(void) { return MAJOR; }
#endif
uint32_t GLUE(get_required_hpy_minor_version_, NAME)(void) { return MINOR; }
void GLUE(HPyInitGlobalContext_, NAME)(void *ctx) { context = ctx; }

#ifndef NO_INIT
#ifdef PYINIT
void *GLUE(PyInit_, NAME)(void) { return &definition; }
#else
void *GLUE(HPyInit_, NAME)(void) { return &definition; }
#endif
#endif

#ifdef SECOND
void *HPyInit_second(void) { return &definition; }
#endif

#ifdef USES_PYTHON
extern void *PyLong_FromLong(long);
extern int _Py_NoneStruct;
void *legacy(void) { return _Py_NoneStruct ? PyLong_FromLong(1) : 0; }
#endif

#ifdef UNDEFINED
extern int nobody_defines_this(void);
int calls_it(void) { return nobody_defines_this(); }
#endif

#ifdef CRASHES
__attribute__((constructor)) static void at_load(void) { *(volatile int *)24 = 1; }
#endif

/* For symbols: static functions, one inside of the other. */
static __attribute__((noinline)) int inner(volatile int *p) { return *p + 1; }
static __attribute__((noinline)) int middle(volatile int *p) { return inner(p) * 2; }
int outer(int *p) { return middle(p) + 3; }
void *address_of_inner(void) { return (void *)inner; }
