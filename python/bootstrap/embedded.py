# Modules that are part of the binary: those written in Go, and the two halves of this
# machinery. For each kind there is a class that finds and loads, and is used itself: it
# has no instances.


class _Embedded:
    """What the two have in common. A kind says whether it _has a module, how it is called, and _ORIGIN."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return ModuleSpec(fullname, cls, origin=cls._ORIGIN) if cls._has(fullname) else None

    @classmethod
    def find_module(cls, fullname, path=None):
        _deprecated(f'{cls.__name__}.find_module()', '; use find_spec() instead')
        return cls if cls._has(fullname) else None

    @classmethod
    def module_repr(cls, module):
        _deprecated(f'{cls.__name__}.module_repr()')
        return f'<module {module.__name__!r} ({cls._ORIGIN})>'

    @classmethod
    def load_module(cls, fullname):
        return _load_module_shim(cls, fullname)

    @classmethod
    def _none(cls, fullname):
        """Return None, if there is such a module. ImportError: there is none."""
        if not cls._has(fullname):
            raise ImportError(f'{fullname!r} is not a {cls._ORIGIN} module', name=fullname)

    get_code = get_source = _none

    @classmethod
    def is_package(cls, fullname):
        """Return False: no package is in the binary. ImportError: no module of that name is."""
        return bool(cls._none(fullname))


class BuiltinImporter(_Embedded):
    """Finds and loads modules that are written in Go."""

    _ORIGIN = 'built-in'
    _has = staticmethod(_imp.is_builtin)

    @classmethod
    def create_module(cls, spec):
        cls._none(spec.name)
        return _imp.create_builtin(spec)

    exec_module = staticmethod(_imp.exec_builtin)


class FrozenImporter(_Embedded):
    """Finds and loads modules whose source is in the binary."""

    _ORIGIN = 'frozen'
    _has = staticmethod(_imp.is_frozen)
    _code = staticmethod(_imp.get_frozen_object)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        name = module.__spec__.name
        exec(FrozenImporter._code(name), module.__dict__)

    @classmethod
    def get_code(cls, fullname):
        cls._none(fullname)
        return cls._code(fullname)


def _builtin_from_name(name):
    """Import a module written in Go, wherever else there may be one of the name."""
    found = BuiltinImporter.find_spec(name)
    if not found:
        raise ImportError(f'no built-in module named {name}')
    return _load_unlocked(found)
