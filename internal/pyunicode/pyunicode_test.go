package pyunicode

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScanIdentifier(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "abc": 3, "_": 1, "1a": 0, "a1": 2, "a b": 1, "é": 2, "aé€": 3, "·a": 0, "a·": 3,
		"℘": 3, "a\xed\xa0\x80": 1, "a\xff": 1,
	} {
		require.Equal(t, want, ScanIdentifier(s), "%q", s)
	}
}

func TestIsPrintable(t *testing.T) {
	for r, want := range map[rune]bool{
		'a': true, ' ': true, '\n': false, 0x7f: false, 0xa0: false, 0xad: false, 'é': true,
		0x0CF3: false, 0xD800: false, 0xE000: false, 0x1F600: true, 0x1FAE8: false,
	} {
		require.Equal(t, want, IsPrintable(r), "%U", r)
	}
}

// TestAgainstPython compares every code point.
func TestAgainstPython(t *testing.T) {
	const script = `
import sys
assert sys.version_info[:2] == (3, 11)
for r in range(0x110000):
    c = chr(r)
    sys.stdout.write(chr(48 + c.isprintable() + 2 * c.isidentifier() + 4 * ("a" + c).isidentifier()))`
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		t.Skip("no python3 of version 3.11 here to compare with")
	}
	require.Len(t, out, 0x110000)
	bit := func(b bool, v byte) byte {
		if b {
			return v
		}
		return 0
	}
	var differ []string
	for r := range rune(0x110000) {
		got := '0' + bit(IsPrintable(r), 1) + bit(IsIdentifierStart(r), 2) + bit(IsIdentifierPart(r), 4)
		if got != out[r] {
			differ = append(differ, string(r))
		}
	}
	require.Empty(t, differ, "%q", strings.Join(differ, ""))
}
