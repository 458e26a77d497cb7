# Module re: syntax and its errors, matching, replacing, the objects.
import re

def show(m):
    return m and (m.regs, m.lastindex, m.lastgroup, m.groupdict())

def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        where = {k: getattr(e, k) for k in ('msg', 'pos', 'lineno', 'colno')} if isinstance(e, re.error) else ''
        return type(e).__name__, str(e), where

# Errors: words and places.
for p in ['(', ')', 'a)', '*', 'a**', 'a{2,1}', '[', '[a', '[a-', '[b-a]', '[\\w-a]', '\\', 'a\\', '(?', '(?P', '(?P<', '(?P<>)', '(?P<a',
          '(?P<1>x)', '(?P<a>x)(?P<a>y)', '(?P=a)', '(?P=', '(?P!', '\\1', '(\\1)', '(?<=a+)', '(?<=(a)\\1)', '(?<x', '(?#', '(?z)', '(?i', '(?i-',
          '(?i-i:x)', '(?-a:x)', 'x(?i)', '(?L)', '(?au:x)', '(?t:x)', '(?(1)a)', '(?(x)a)', '(?(0)a)', '(?(1', '()(?(1)a|b|c)', '(?(1)a)(b)',
          '\\q', '\\x1', '\\u12', '\\U0011FFFF', '\\N{NO SUCH}', '\\N', '\\N{', '[\\N{}]', '\\400', '[\\400]', '[\\8]', '\\8', 'a\n(b\n[', '(?:',
          '(?>', '(?=', '(?!x', 'x{99999999999}', '{1}', '^*', '(?P<é>x)', 'a|*', '(?a)(?u)', '(?:a**)', '(?i:x', '\\Z*', '+']:
    print(repr(p), attempt(re.compile, p))
for p in [b'(?u)', b'\\u1234', b'\\xg', b'[\\N{x}]', b'(?a)(?L)']:
    print(repr(p), attempt(re.compile, p))
for args in [('a', re.L), (b'a', re.U), ('a', re.A | re.U), (b'a', re.A | re.L), (5,), (None,), ('(' * 50 + ')' * 49,)]:
    print(args[1:], attempt(re.compile, *args))

# What matches.
for p, s in [('a|ab', 'ab'), ('(a)|b', 'b'), ('(?P<x>a)(?P<y>b)?', 'ac'), ('(a*)*', 'aa'), ('(?:(a)|(b))*', 'ab'), ('((a)(b))', 'ab'),
             ('(?=(a+))a', 'aaa'), ('(?<=ab)c', 'abc'), ('(?<!a)b', 'ab'), ('(?>a+)a', 'aaa'), ('a++b', 'aab'), ('a{1,2}+a', 'aa'),
             ('(a)?(?(1)b|c)', 'ab'), ('(a)?(?(1)b|c)', 'c'), ('(?i)straße', 'STRAßE'), ('(?i:k)', '\u212a'), ('(?ai:k)', '\u212a'),
             ('(?i)[^k]', 'K'), ('ſ', 's'), ('(?i)ſ', 'S'), ('(?i)İ', 'i'), ('\\w+', 'aé²٣_'), ('(?a)\\w+', 'aé'), ('\\d', '٣'), ('\\s', '\x1f'),
             ('^b', 'a\nb'), ('(?m)^b', 'a\nb'), ('a$', 'a\n'), ('a\\Z', 'a\n'), ('(?m)a$', 'a\nb'), ('.', '\n'), ('(?s).', '\n'), ('\\bx', 'éx'),
             ('\\B', ''), ('\\b', ''), ('(?x) a  b # c\n c', 'abc'), ('(?x:a b)', 'ab'), ('[]a]', ']'), ('[a\\]]', ']'), ('[^]]', 'a'), ('[-a]', '-'),
             ('[a-]', '-'), ('\\07', '\x07'), ('\\0', '\0'), ('\\141', 'a'), ('(.)\\1', 'abb'), ('(?i)(.)\\1', 'aA'), ('\ud800', '\ud800'),
             ('[\U0001f600-\U0001f64f]', '\U0001f601'), ('x{,2}', 'xxx'), ('x{a}', 'x{a}'), ('x{', 'x{'), ('a??', 'a'), ('', 'abc')]:
    print(repr(p), ascii(s), [show(getattr(re, f)(p, s)) for f in ('search', 'match', 'fullmatch')])
p = re.compile('^b|(?<=a)b|\\Gb' if False else '^b|(?<=a)b')
print(show(p.match('ab', 1)), show(p.search('abab', 2)), show(p.match('cb', 1)), show(re.compile('b$').search('abc', 0, 2)))
print(p.search('ab', -5), p.search('ab', 5), p.search('ab', 1, 0), p.match(string='b', pos=0, endpos=1))

# All matches, and those that are empty.
print(re.findall('a*', 'baac'), re.findall('(a)(b)?', 'aba'), re.findall('a??', 'aa'), re.findall(r'\b|:+', 'a::bc'))
print([m.span() for m in re.finditer(r'x*', 'axb')], re.split('x*', 'axbc'), re.split('(-)|,', 'a-b,c'), re.split(',', 'a,b,c', 1))
print(re.sub('x*', '-', 'abxd'), re.sub('', '-', 'ab'), re.subn('b*', lambda m: m[0].upper(), 'abbc', 3), re.sub('a', 'b', 'a', count=1))
print(re.sub('(a)(b)?', r'[\2\1\g<0>\g<1>]', 'aab'), re.sub('(?P<n>a)', r'\g<n>\n\t\\\101\0', 'a'), re.sub('.', r'\.\&', 'x'))
print(re.sub(b'(a)', b'\\1\xff', b'ba'), re.split(b'a', bytearray(b'bac')), re.findall(b'\\w', memoryview(b'a\xe9')), re.sub('é', 'è', 'né'))
for repl in ['\\2', '\\g<', '\\g<x>', '\\g<1', '\\g<-1>', '\\g', '\\q', '\\777', '\\g<>', '\\', 5, b'x']:
    print(repr(repl), attempt(re.sub, '(a)', repl, 'ba'))
print(attempt(re.sub, 'a', lambda m: 5, 'ba'), attempt(re.sub, b'a', lambda m: 'x', b'ba'), re.sub('a', lambda m: None, 'bab'))
for f in (lambda: re.match('a', b'a'), lambda: re.match(b'a', 'a'), lambda: re.match('a', 5), lambda: re.compile(re.compile('a'), re.I),
          lambda: re.match('a', 'a').group(1), lambda: re.match('a', 'a')['x'], lambda: re.match('a', 'a').start('x'), lambda: p.match(),
          lambda: re.match('(a)', 'a').expand('\\2'), lambda: re.match('(a)', 'a').expand(5)):
    print(attempt(f))

# The objects.
m = re.search(r'(?P<first>\w)(?P<second>\d)?(x)?', ' a1y', re.I)
print(m, m.group(), m.group(1, 'second', 3), m[2], m['first'], m.groups(), m.groups('-'), m.groupdict('-'), m.start(3), m.span('first'))
print(m.pos, m.endpos, m.string, m.re, m.lastindex, m.lastgroup, m.regs, bool(m), m.expand(r'<\2\g<first>>'))
p = re.compile('(?P<a>x)\n' + 'y' * 300, re.I | re.S | re.X)
print(p, p.flags, p.groups, p.groupindex, re.compile(b'\xff', re.L), re.compile('a', re.A), len(repr(re.compile('"' + "'"))))
print(re.compile('a') is re.compile('a'), re.compile('a') == re.compile('a', re.U), hash(re.compile('b')) == hash(re.compile('b')), re.compile('a') == re.compile(b'a'))
print(re.Pattern[str], re.Match[bytes], re.Pattern.__name__, type(p) is re.Pattern, type(m) is re.Match, attempt(re.Pattern))
print(p.__copy__() is p, m.__deepcopy__({}) is m, re.escape('a.b-c d\n_é'), re.escape(b'\x00*'))
print(re.I, repr(re.I | re.M | re.X), re.RegexFlag(0), ~re.I, re.I & 2, repr(re.RegexFlag(1 << 20)), re.A.name, (re.A | re.S).value, re.I in (re.I | re.M))
print(list(re.RegexFlag), len(re.RegexFlag), re.RegexFlag['S'], re.RegexFlag.X, list(re.I | re.L), attempt(re.RegexFlag, 'x'), isinstance(re.I, int), re.I + 1)
s = re.compile('a|b').scanner('xaby')
print(s.match(), re.compile('a|b').scanner('abx').match(), [x.group() for x in iter(s.search, None)], s.pattern)
lexicon = re.Scanner([(r'[a-z_]\w*', lambda s, t: ('name', t)), (r'\d+', lambda s, t: int(t)), (r'\s+', None), (r'[=+]', 'op')])
print(lexicon.scan('sum = 3 + foo_1 ?'))
e = re.error('message', 'pa\nttern', 4)
print(e, e.args, e.msg, e.pattern, e.pos, e.lineno, e.colno, re.error('x'), repr(re.error('x', b'y', 0)))
re.purge()
