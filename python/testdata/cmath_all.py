# cmath: every function at ordinary numbers, zeroes, infinities and NaNs.
import cmath
vals = [0.0, -0.0, 1.0, -2.5, float('inf'), float('-inf'), float('nan'), 0.5]


def nz(z):
    if isinstance(z, complex):
        r = 'nan' if z.real != z.real else '%.14e' % z.real
        i = 'nan' if z.imag != z.imag else '%.14e' % z.imag
        if z.real != z.real or z.imag != z.imag:
            r = r.replace('-0.0000', '0.0000')
            i = i.replace('-0.0000', '0.0000')
            r = r.lstrip('-')
            i = i.lstrip('-')
        return r + ' ' + i
    return repr(z)


for f in 'acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh phase polar'.split():
    for x in vals:
        for y in vals:
            try:
                r = nz(getattr(cmath, f)(complex(x, y)))
            except Exception as e:
                r = type(e).__name__ + str(e)
            print(f, x, y, r)
for x in vals:
    for y in vals:
        try:
            r = nz(cmath.rect(x, y))
        except Exception as e:
            r = type(e).__name__ + str(e)
        print('rect', x, y, r)
print(cmath.log(8, 2), cmath.isclose(1, 1 + 1e-12), cmath.infj, cmath.nanj, cmath.pi)
for e in [
    'cmath.log(0)', 'cmath.log(1,0)', 'cmath.log(2,1)', "cmath.sqrt('a')", 'cmath.isclose(1,2,rel_tol=-1)', 'cmath.log()', 'cmath.isfinite(1j)',
    'cmath.exp(1e5)', 'cmath.polar(1e308+1e308j)',
]:
    try:
        print(e, eval(e))
    except Exception as x:
        print(e, type(x).__name__, x)
