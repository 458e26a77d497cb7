from . import sub; from .sub import deep
value = deep.name
