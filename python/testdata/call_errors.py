"""Calls whose arguments do not fit together."""


def f(*args, **kw):
    return args, kw


class Keys:
    def __init__(self, error=None):
        self.error = error

    def keys(self):
        return ['a', 'b']

    def __getitem__(self, key):
        if self.error:
            raise self.error(key)
        return key


for source in ["f(x=5, **{'x': 3}, y=2)", "f(**{'x': 2}, **{'x': 3})", "f(**{'x': 2}, x=5)", "f(**{'x': 3}, x=5, y=2)", "f(x=5, **{'x': 3}, **{'x': 2})",
               'f(**{1: 3}, **{1: 5})', 'f(**{1: 2})', 'f(a=1, **{1: 2})', 'f(**5)', 'f(*5)', 'f(x=1, **5)', 'f(*5, **5)', 'f(1, *5)', 'f(**Keys())',
               'f(c=1, **Keys())', 'f(a=1, **Keys())', 'f(**Keys(KeyError))', 'f(a=1, **Keys(KeyError))', 'f(c=1, **Keys(KeyError))',
               'f(**Keys(AttributeError))', 'f(c=1, **Keys(ValueError))', 'len(**{1: 2})', "dict(**{1: 2})", "len(x=1, **{'x': 2})", "(lambda a: a)(1, **{'a': 2})",
               "int(**{'a': 1, 'b': 2})"]:
    try:
        print(source, eval(source))
    except Exception as e:
        print(source, type(e).__name__, e)

for wrong in (lambda: format(1, 2), lambda: format('a', None), lambda: format(1.5, spec='')):
    try:
        wrong()
    except TypeError as e:
        print(e)
