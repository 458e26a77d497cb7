"""What the scripts each_*_check.py share: asking the methods of an extension, and noting which."""


class Asking:
    """A module whose attributes are counted as asked when they are read."""

    def __init__(self, module):
        self._module = module
        self._asked = set()

    def __getattr__(self, name):
        self._asked.add(name)
        return getattr(self._module, name)

    def show(self, name, *args):
        """Prints what a method gives for these arguments, or raises."""
        try:
            text = repr(getattr(self, name)(*args)).split(' at 0x')[0]
        except BaseException as e:
            # CPython's SystemErrors name a line of its own source.
            text = str(e)
            text = f'{type(e).__name__}: {text[max(0, text.find("bad argument to internal")):]}'
        print(f'{name}({", ".join(map(ascii, args))}) -> {text}')

    def finish(self):
        """Prints the members that have a method and were not asked: there should be none."""
        print('not asked:', sorted(n for n in vars(self._module) if 'HPy' in n and n not in self._asked))
