# Module unicodedata.
import unicodedata as u

def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__, str(e)

chars = 'aA1 \x00é\u0301٣½²一\uac00\u2f00(\u00a0\u05d0\U0001f600\ue000\ud800\u0378ﬁ\u1e9b\u0344\U00010400\u3007'
for c in chars:
    print(ascii(c), u.category(c), u.bidirectional(c), u.combining(c), u.mirrored(c), u.east_asian_width(c), repr(u.decomposition(c)),
          u.name(c, None), u.decimal(c, None), u.digit(c, None), u.numeric(c, None), [ascii(u.normalize(f, c)) for f in ('NFC', 'NFD', 'NFKC', 'NFKD')])
print(u.unidata_version, ascii(u.lookup('LATIN SMALL LETTER E WITH ACUTE')), ascii(u.lookup('digit one')), ascii(u.lookup('CJK UNIFIED IDEOGRAPH-4E00')),
      ascii(u.lookup('HANGUL SYLLABLE GAG')), ascii(u.lookup('BELL')), ascii(u.lookup(b'SPACE')))
for f, *args in [(u.name, '\x00'), (u.lookup, 'nope'), (u.decimal, 'a'), (u.digit, 'a'), (u.numeric, 'a'), (u.name, ''), (u.name, 'ab'), (u.name, 5),
                 (u.normalize, 'X', 'a'), (u.is_normalized, 'X', 'a'), (u.lookup, 5), (u.lookup, 'x' * 300), (u.category, 'ab'), (u.lookup, 'é')]:
    print(f.__name__, attempt(f, *args))
words = ['e\u0301', 'a\u0315\u0300\u05ae\u0300', '\u0958', '\u1112\u1161\u11ab', '\uac00\u11a8', 'ÅÅ\u212b', 'ﬃ', '', 'ascii', '\u0301a', '\ud800é']
for w in words:
    for f in ('NFC', 'NFD', 'NFKC', 'NFKD'):
        print(f, ascii(w), ascii(u.normalize(f, w)), u.is_normalized(f, w))
