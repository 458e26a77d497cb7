/* Stands in the way of CPython's Python.h when a universal extension is built. */
#error "It is forbidden to #include <Python.h> when targeting the HPy Universal ABI"
