package object

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

func TestInternedStrsAreOne(t *testing.T) {
	th := stressed(t)
	a := th.RT.Intern("some name")
	require.True(t, IsInterned(a.V()))
	before := a.V()
	s := th.Push(th.NewStr("some name"))
	require.NotEqual(t, a.V(), s.V())
	require.True(t, StrEq(a.V(), s.V()))
	require.Equal(t, StrHash(a.V()), StrHash(s.V()))
	require.Equal(t, a.V(), th.RT.InternValue(s))
	th.Collect(heap.Full, "test")
	require.Equal(t, before, a.V(), "it does not move")
	require.Equal(t, before, th.RT.Intern("some name").V())
	require.NotEqual(t, before, th.RT.Intern("some namf").V())
	require.False(t, StrEq(before, th.RT.Intern("some namf").V()))
	// One character of Latin-1 is one object too.
	require.Equal(t, th.RT.Intern("é").V(), th.NewStr("é"))
	require.Equal(t, th.RT.Intern("").V(), th.NewStr(""))
}

func TestTextOfAnyBytes(t *testing.T) {
	th := stressed(t)
	for in, want := range map[string]string{
		"abc": "'abc'", "a\xff": `'a\udcff'`, "\xed\xa0\x80": `'\ud800'`, "\xe6\x97": `'\udce6\udc97'`, "\xc0\x80": `'\udcc0\udc80'`,
		"日本": "'日本'", "\xf4\x90\x80\x80": `'\udcf4\udc90\udc80\udc80'`,
	} {
		s := th.Push(th.NewStr(in))
		require.Equal(t, want, GoStr(th.Repr(s)))
		require.Equal(t, strings.Contains(want, `\ud`), StrHasSurrogates(s.V()))
	}
}

// TestIndexing holds indexing, slicing and searching against slices of runes,
// in texts long enough for several crumbs.
func TestIndexing(t *testing.T) {
	th := containerThread(t, heap.Config{Stress: 5})
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		runes := make([]rune, r.IntN(400))
		for i := range runes {
			runes[i] = []rune("ab\u00e9\u65e5\U0001f600\ud7ff")[r.IntN(6)]
			if r.IntN(20) == 0 {
				runes[i] = 0xD800 + rune(r.IntN(0x800))
			}
		}
		text := func(part []rune) string {
			var b []byte
			for _, c := range part {
				b = appendRune(b, c)
			}
			return string(b)
		}
		mark := th.Top()
		s := th.Push(th.NewStr(text(runes)))
		n := len(runes)
		require.Equal(t, n, StrLen(s.V()))
		for range 20 {
			i, j := r.IntN(n+1), r.IntN(n+1)
			i, j = min(i, j), max(i, j)
			require.Equal(t, i, runeIndex(s.V(), byteOffset(s.V(), i)))
			require.Equal(t, text(runes[i:j]), GoStr(th.SubStr(s, i, j)))
			if i < n {
				require.Equal(t, runes[i], runeAt(s.V(), i))
				step := r.IntN(9) - 4
				if step == 0 {
					step = 5
				}
				var want []rune
				for k := i; k >= 0 && k < n; k += step {
					want = append(want, runes[k])
				}
				require.Equal(t, text(want), GoStr(th.strStep(s, i, step, len(want))))
			}
		}
		th.Pop(mark)
	}
}

func TestRepeatTooLong(t *testing.T) {
	th := containerThread(t, heap.Config{Limit: 32 << 20})
	s := th.Push(th.NewStr("日本"))
	require.Equal(t, heap.Null, strRepeat(th, s, 1<<24))
	require.True(t, th.ExcMatches(th.RT.Exc.MemoryError))
	th.ClearExc()
	require.Equal(t, heap.Null, strRepeat(th, s, 1<<62))
	require.True(t, th.ExcMatches(th.RT.Exc.OverflowError))
	th.ClearExc()
	// And the program goes on.
	require.Equal(t, 200, StrLen(strRepeat(th, s, 100)))
	e := newEvaluator(th)
	require.Equal(t, "MemoryError: ", e.run("1 << (1 << 32)"))
	require.Equal(t, "MemoryError: ", e.run("'{:1000000000}'.format(1)"))
	require.Equal(t, "MemoryError: ", e.run("'%1000000000d' % 1"))
	require.Equal(t, "MemoryError: ", e.run("bytearray(10**9)"))
	require.Equal(t, "MemoryError: ", e.run("bytes(10**9)"))
	require.Equal(t, "MemoryError: ", e.run("b'a'.ljust(10**9)"))
	require.Equal(t, "MemoryError: ", e.run("7 ** (10**11)"))
	require.Equal(t, "'done'", e.run("'do' + 'ne'"))
}

func TestHashSeed(t *testing.T) {
	old := hashSeed
	defer SetHashSeed(old)
	SetHashSeed(0)
	a := hashBytes([]byte("hello"))
	require.Equal(t, a, hashBytes([]byte("hello")))
	SetHashSeed(1)
	require.NotEqual(t, a, hashBytes([]byte("hello")))
	// All lengths take part, and neighbours differ.
	seen := map[int64]bool{}
	b := make([]byte, 100)
	for n := range b {
		require.False(t, seen[hashBytes(b[:n])])
		seen[hashBytes(b[:n])] = true
		if n > 0 {
			b[n-1] = 1
			require.False(t, seen[hashBytes(b[:n])])
			b[n-1] = 0
		}
	}
}

// TestErrorHandlers registers handlers as codecs.register_error does.
func TestErrorHandlers(t *testing.T) {
	th := stressed(t)
	e := newEvaluator(th)
	handler := func(name string, f func(t *Thread, exc Ref) Value) {
		fn := th.Push(th.NewBuiltin(MethodDef{Name: name, Sig: "(exc, /)", Fn: func(t *Thread, a Args) Value { return f(t, a.At(0)) }}, Ref{}, Ref{}))
		th.RegisterErrorHandler(name, fn)
	}
	answer := func(repl string, pos string) func(t *Thread, exc Ref) Value {
		return func(t *Thread, exc Ref) Value { return evalOne(e, "("+repl+","+pos+")") }
	}
	handler("skip", func(t *Thread, exc Ref) Value {
		end := t.Push(t.GetAttr(exc, t.RT.Intern("end")))
		return t.PackTuple(t.Push(t.NewStr("[!]")), end)
	})
	handler("bytes", answer("b'<>'", "-1"))
	handler("odd", answer("b'x'", "1"))
	handler("wide", answer("'é'", "1"))
	handler("far", answer("''", "99"))
	handler("bad", answer("5", "1"))
	handler("short", func(t *Thread, exc Ref) Value { return t.PackTuple(exc) })
	handler("raises", func(t *Thread, exc Ref) Value { return t.ValueErrorf("no") })
	for expr, want := range map[string]string{
		"'aéb'.encode('ascii','skip')":            "b'a[!]b'",
		"b'a\\xffb'.decode('utf-8','skip')":       "'a[!]b'",
		"'aéb'.encode('ascii','bytes')":           "b'a<>b'",
		"'\\ud800'.encode('utf-16-le','odd')":     "UnicodeEncodeError: 'utf-16-le' codec can't encode character '\\ud800' in position 0: surrogates not allowed",
		"'日'.encode('latin-1','wide')":            "b'\\xe9'",
		"'日'.encode('ascii','wide')":              "UnicodeEncodeError: 'ascii' codec can't encode character '\\u65e5' in position 0: ordinal not in range(128)",
		"b'\\xff'.decode('ascii','wide')":         "'é'",
		"'é'.encode('ascii','far')":               "IndexError: position 99 from error handler out of bounds",
		"'é'.encode('ascii','bad')":               "TypeError: encoding error handler must return (str/bytes, int) tuple",
		"b'\\xff'.decode('ascii','bytes')":        "TypeError: decoding error handler must return (str, int) tuple",
		"b'\\xff'.decode('ascii','short')":        "TypeError: decoding error handler must return (str, int) tuple",
		"'é'.encode('ascii','raises')":            "ValueError: no",
		"'é'.encode('ascii','none of the above')": "LookupError: unknown error handler name 'none of the above'",
	} {
		require.Equal(t, want, e.run(expr), expr)
	}
}
