"""What sysconfig knows of the build: of hpyrun's, which has no Makefile.

sysconfig imports this module by name. An extension for hpyrun is an HPy universal one, and it
is compiled with what hpyrun brings (hpyrun build), so there are no compiler's flags here.
"""

build_time_vars = {
    'ABIFLAGS': '',
    'EXT_SUFFIX': '.hpy0.so',
    'SHLIB_SUFFIX': '.so',
    'SOABI': 'hpy0',
    'Py_DEBUG': 0,
    'Py_ENABLE_SHARED': 0,
    'WITH_DOC_STRINGS': 1,
    'VERSION': '3.11',
}
