# The command's part: what -m runs, and an extension by its file.


def _load_extension(name, path):
    """Import the extension in a file, whatever the file is called."""
    return _load(spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path)))


class _NotRunnable(Exception):
    """What -m was given cannot be run; the text is for the user."""


def _main_of(name):
    """Return spec and code of what -m NAME runs: the module, or __main__ of the package."""
    package, _, _ = name.rpartition('.')
    path = None
    try:
        if package:
            path = _gcd_import(package).__dict__.get('__path__')
            if path is None:
                raise ModuleNotFoundError(f'__path__ attribute not found on {package!r} '
                                          f'while trying to find {name!r}', name=name)
        spec = _find_spec(name, path)
    except ImportError as exc:
        if exc.name is None or not (name + '.').startswith(exc.name + '.'):
            raise  # of a package on the way, whose own business it is
        hint = ''
        if name.endswith('.py'):
            hint = f". Try using '{name[:-3]}' instead of '{name}' as the module name."
        raise _NotRunnable(f'Error while finding module specification for {name!r} '
                           f'({type(exc).__name__}: {exc}){hint}') from exc
    if spec is None:
        raise _NotRunnable(f'No module named {name}')
    if spec.submodule_search_locations is not None:
        if name.rpartition('.')[2] == '__main__':
            raise _NotRunnable('Cannot use package as __main__ module')
        try:
            return _main_of(name + '.__main__')
        except _NotRunnable as exc:
            if name not in sys.modules:
                raise
            raise _NotRunnable(f'{exc}; {name!r} is a package and cannot be directly executed') from None
    code = spec.loader.get_code(name)
    if code is None:
        raise _NotRunnable(f'No code object available for {name}')
    return spec, code


def _prepare_main(name, program):
    """Make __main__ ready for -m NAME, and return the code to be run in it. program is
    what messages begin with."""
    try:
        spec, code = _main_of(name)
    except _NotRunnable as exc:
        raise SystemExit(f'{program}: {exc}') from None
    main = sys.modules['__main__'].__dict__
    main.update(__loader__=spec.loader, __spec__=spec, __package__=spec.parent)
    if spec.has_location:
        main.update(__file__=spec.origin, __cached__=spec.cached)
        sys.argv[0] = spec.origin
    return code
