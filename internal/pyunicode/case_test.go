package pyunicode

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPropertiesAgainstPython compares every code point.
func TestPropertiesAgainstPython(t *testing.T) {
	const script = `
import sys, unicodedata
assert sys.version_info[:2] == (3, 11)
chars = [chr(r) for r in range(0x110000)]
for f in (str.isspace, str.isalpha, str.isdigit, str.isnumeric, str.isupper, str.islower, str.istitle):
    sys.stdout.buffer.write(bytes(map(f, chars)))
sys.stdout.buffer.write(bytes(unicodedata.decimal(c, 255) for c in chars))
# What follows a sigma: does it end the word, and is it overlooked?
after = [("A\u03a3" + c + "a").lower()[1] == "\u03c2" for c in chars]
over = [("A\u03a3" + c).lower()[1] == "\u03c2" and ("A" + c + "\u03a3").lower()[-1] == "\u03c2" for c in chars]
sys.stdout.buffer.write(bytes(after) + bytes(over))
for c in chars:
    for i, f in enumerate((str.upper, str.title, str.lower, str.casefold)):
        if f(c) != c:
            print(i, ord(c), *map(ord, f(c)))
`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		t.Skip("no python3 of version 3.11 here to compare with")
	}
	const n = 0x110000
	property := func(f func(r rune) byte) {
		t.Helper()
		var differ []string
		for r := range rune(n) {
			if f(r) != out[r] {
				differ = append(differ, fmt.Sprintf("%U", r))
			}
		}
		require.Empty(t, differ)
		out = out[n:]
	}
	is := func(f func(r rune) bool) func(r rune) byte {
		return func(r rune) byte {
			if f(r) {
				return 1
			}
			return 0
		}
	}
	property(is(IsSpace))
	property(is(IsAlpha))
	property(is(IsDigit))
	property(is(IsNumeric))
	property(is(IsUpper))
	property(is(IsLower))
	property(is(func(r rune) bool { return IsUpper(r) || IsTitle(r) })) // of a str of one letter
	property(func(r rune) byte { return byte(Decimal(r)) })
	const sigma = 0x3A3 // what is asked about is the first sigma there
	property(is(func(r rune) bool { return !IsCased(r) && !IsCaseIgnorable(r) && r != sigma }))
	property(is(func(r rune) bool { return IsCaseIgnorable(r) }))

	want := map[string]bool{}
	for _, l := range strings.Fields(strings.ReplaceAll(strings.TrimSpace(string(out)), " ", ",")) {
		want[l] = true
	}
	for r := range rune(n) {
		for i, f := range []func([]rune, rune) []rune{AppendUpper, AppendTitle, AppendLower, AppendFold} {
			m := f(nil, r)
			if len(m) == 1 && m[0] == r {
				continue
			}
			l := fmt.Sprintf("%d,%d", i, r)
			for _, c := range m {
				l += fmt.Sprintf(",%d", c)
			}
			require.True(t, want[l], l)
			delete(want, l)
		}
	}
	require.Empty(t, want)
}
