package pyunicode

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	for name, want := range map[string]rune{
		"LATIN SMALL LETTER A": 'a', "latin small letter e with acute": 'é', "BULLET": '•',
		"CJK UNIFIED IDEOGRAPH-4E00": '一', "HANGUL SYLLABLE GAG": '각', "NUL": 0, "VS1": 0xFE00, "VS17": 0xE0100,
		"LINE FEED": '\n', "PILE OF POO": '💩',
	} {
		r, ok := Lookup(name)
		require.True(t, ok, name)
		require.Equal(t, want, r, name)
	}
	for _, name := range []string{
		"", "FOO", "CJK UNIFIED IDEOGRAPH-4e00", "CJK UNIFIED IDEOGRAPH-41", "hangul syllable gag",
		"<control>", "SHAKING FACE",
	} {
		_, ok := Lookup(name)
		require.False(t, ok, name)
	}
}

// TestNamesAgainstPython compares the names of all characters.
func TestNamesAgainstPython(t *testing.T) {
	const script = `
import sys, unicodedata
assert sys.version_info[:2] == (3, 11)
print("\n".join(unicodedata.name(chr(r), "") for r in range(0x110000)))`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		t.Skip("no python3 of version 3.11 here to compare with")
	}
	names := strings.Split(string(out), "\n")
	require.Len(t, names, 0x110000+1)
	for r := range rune(0x110000) {
		if got := Name(r); got != names[r] {
			t.Errorf("%U: %q, want %q", r, got, names[r])
		}
	}
}
