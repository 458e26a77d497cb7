package pyregex

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func compile(t require.TestingT, pattern string, flags Flags) *Pattern {
	p, _, err := Compile(Source{Text: []rune(pattern), Quote: strconv.Quote}, flags)
	require.NoError(t, err, pattern)
	return p
}

func never() bool { return false }

// find returns the bounds of all groups, nil for no match.
func find(t *testing.T, p *Pattern, mode Mode, text string, start int) []int {
	regs := make([]int, 2*p.Groups+2)
	ascii := !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
	found, err := p.Find(mode, []rune(text), ascii, start, regs, never)
	require.NoError(t, err)
	if !found {
		return nil
	}
	return regs
}

func TestModes(t *testing.T) {
	p := compile(t, "a|ab|", 0)
	require.Equal(t, []int{1, 2}, find(t, p, AtStart, "xab", 1))
	require.Equal(t, []int{1, 3}, find(t, p, Full, "xab", 1))
	require.Nil(t, find(t, p, Full, "xab", 0))
	require.Equal(t, []int{0, 0}, find(t, p, Search, "xab", 0))
	require.Equal(t, []int{1, 2}, find(t, p, Search|Advancing, "xab", 0), "not empty where it started")
	require.Nil(t, find(t, p, AtStart|Advancing, "xab", 0))
}

func TestPositionsAreCharacters(t *testing.T) {
	p := compile(t, "(é|\U0001F600)+", 0)
	require.Equal(t, []int{1, 3, 2, 3}, find(t, p, Search, "aé\U0001F600b", 0))
}

func TestLastIndex(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          int
	}{{"a", "a", 0}, {"(a)(b)", "ab", 2}, {"((a)(b))", "ab", 1}, {"(a)|(b)", "a", 1}, {"(?:(a)|(b))*", "ba", 1}, {"(?=(abc))(a)", "abc", 2},
		{"(?:(a)(b)?)*", "aba", 1}, {"(a)?b", "b", 0}} {
		p := compile(t, c.pattern, 0)
		regs := find(t, p, Search, c.text, 0)
		require.NotNil(t, regs)
		require.Equal(t, c.want, p.LastIndex(regs), c.pattern)
	}
}

// A match that runs for ever is ended by who asks for it.
func TestInterrupted(t *testing.T) {
	p := compile(t, "(a|aa)+$", 0)
	regs := make([]int, 4)
	_, err := p.Find(AtStart, []rune(strings.Repeat("a", 60)+"b"), true, 0, regs, func() bool { return true })
	require.ErrorIs(t, err, ErrInterrupted)
}

// Set algebra against maps of characters.
func TestSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spansOf := func(name string) []span {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) span {
				lo := rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{0, 200, 1}}}).Draw(t, "lo")
				return span{lo, lo + rune(rapid.IntRange(0, 30).Draw(t, "n"))}
			}), 0, 6).Draw(t, name)
		}
		in := spansOf("set")
		has := func(r rune) bool {
			return slices.ContainsFunc(in, func(x span) bool { return x.lo <= r && r <= x.hi })
		}
		s := normal(slices.Clone(in))
		not, below := s.not(), s.below(0x80)
		n := 0
		for r := rune(0); r < 300; r++ {
			want := has(r)
			if want {
				n++
			}
			require.Equal(t, want, s.has(r))
			require.Equal(t, !want, not.has(r))
			require.Equal(t, want && r < 0x80, below.has(r))
		}
		require.Equal(t, n, s.size())
		require.True(t, slices.Equal(s, not.not()))
	})
}

// foldSet against the definition, character by character.
func TestFoldSet(t *testing.T) {
	c := cases()
	for name, s := range map[string]set{"k": {{'k', 'k'}}, "K": {{'K', 'K'}}, "ſ": {{'ſ', 'ſ'}}, "a-z": {{'a', 'z'}}, "capitals": {{'À', 'Þ'}},
		"Greek": {{'Α', 'ω'}}, "İ": {{'İ', 'İ'}}, "all": {{0, maxRune}}, "large": {{'Z', 0x2FFF}}} {
		for _, rest := range []set{nil, {{'0', '9'}}, {{'A', 'A'}}} {
			low := map[rune]bool{}
			for _, x := range s {
				for r := x.lo; r <= x.hi; r++ {
					l := unicode.ToLower(r)
					low[l] = true
					for _, m := range c.same[l] {
						low[m] = true
					}
				}
			}
			got := foldSet(s, rest, Unicode)
			ascii := foldSet(s, rest, ASCII)
			for r := rune(0); r < 0x3000; r++ {
				l := unicode.ToLower(r)
				if got.has(r) != (low[l] || rest.has(l)) {
					t.Errorf("%s: %U", name, r)
				}
				l = r
				if 'A' <= r && r <= 'Z' {
					l += 32
				}
				if ascii.has(r) != (s.has(l) || rest.has(l) || 'a' <= l && l <= 'z' && s.has(l-32)) {
					t.Errorf("%s, ASCII: %U", name, r)
				}
			}
		}
	}
}

// The letters with the same upper case, as CPython's table has them.
func TestSameUpperAgainstPython(t *testing.T) {
	out, err := exec.Command("python3", "-c", `import sys, json
assert sys.version_info[:2] == (3, 11)
from re._casefix import _EXTRA_CASES as c
print(json.dumps({str(k): sorted(v) for k, v in c.items()}))`).Output()
	if err != nil {
		t.Skip("no CPython 3.11 here as python3")
	}
	var want map[string][]rune
	require.NoError(t, json.Unmarshal(out, &want))
	got := map[string][]rune{}
	for r, same := range cases().same {
		got[strconv.Itoa(int(r))] = slices.Sorted(slices.Values(same))
	}
	require.Equal(t, want, got)
}

// FuzzCompile: no pattern makes the parser panic, and the engine takes what is emitted.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"a(b|c)*", "(?P<n>x)(?(n)a|b)", "(?<=ab)[^\\w\\-é]{2,3}+", "(?i:\\1)(a)\\1", "[a-", "(?x) a # b\n", "\\N{DIGIT ONE}\\U00010000"} {
		f.Add(s, 0, false)
		f.Add(s, int(IgnoreCase), true)
	}
	f.Fuzz(func(t *testing.T, pattern string, flags int, bytes bool) {
		text := []rune(pattern)
		if len(text) > 40 {
			return
		}
		for _, r := range text {
			if bytes && r > 0xFF {
				return
			}
		}
		p, _, err := Compile(Source{Text: text, Bytes: bytes, Quote: strconv.Quote}, Flags(flags)&(511&^Debug))
		if err != nil {
			return
		}
		for _, ascii := range []bool{true, false} {
			for mode := range Mode(modes) {
				_, err := p.engine(mode, ascii)
				require.NoError(t, err, "%q became %q", pattern, p.Emit(mode, ascii))
			}
		}
	})
}
