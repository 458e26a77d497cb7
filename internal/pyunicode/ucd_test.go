package pyunicode

import (
	"bufio"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNormalize(t *testing.T) {
	for _, c := range []struct {
		form     Form
		in, want string
	}{
		{NFC, "e\u0301", "\u00e9"}, {NFD, "é", "e\u0301"}, {NFKC, "ﬁ²", "fi2"}, {NFKD, "ﬁ²", "fi2"}, {NFC, "ﬁ", "ﬁ"},
		{NFD, "a\u0315\u0300", "a\u0300\u0315"}, {NFC, "a\u0315\u0300", "à\u0315"}, {NFC, "\u1112\u1161\u11ab", "\ud55c"}, {NFD, "\ud55c", "\u1112\u1161\u11ab"},
		{NFC, "\u0958", "\u0915\u093c"}, {NFC, "\u212b", "Å"}, {NFC, "e\u0301\u0301", "é\u0301"}, {NFC, "", ""},
	} {
		require.Equal(t, c.want, string(Normalize(c.form, []rune(c.in))), "%q", c.in)
	}
	require.Len(t, Normalize(NFC, []rune("a"+strings.Repeat("\u0300", 100))), 100, "nothing is put into long rows of marks")
}

// The properties of characters, as CPython's unicodedata has them: of all in the blocks
// with letters and marks, of some of the ideographs.
func TestDatabaseAgainstPython(t *testing.T) {
	if testing.Short() {
		t.Skip("a million characters")
	}
	cmd := exec.Command("python3", "-c", `import sys, unicodedata as u
assert sys.version_info[:2] == (3, 11)
hold = lambda s: " ".join("%X" % ord(c) for c in s)
for r in range(0x110000):
    if (0x3400 <= r < 0xA000 or 0xAC80 <= r < 0xD780 or r >= 0x1FC00) and r % 997:
        continue
    c = chr(r)
    print("%X" % r, end="|")
    print(u.category(c), u.bidirectional(c), u.combining(c), u.mirrored(c), u.east_asian_width(c), u.decomposition(c), u.digit(c, -1),
          "%.12g" % u.numeric(c, -1), *[hold(u.normalize(f, c)) for f in ("NFD", "NFC", "NFKD", "NFKC")], sep="|")`)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	if cmd.Start() != nil {
		t.Skip("no python3 here")
	}
	lines := bufio.NewScanner(out)
	n := 0
	for ; lines.Scan(); n++ {
		hex, want, _ := strings.Cut(lines.Text(), "|")
		code, err := strconv.ParseInt(hex, 16, 32)
		require.NoError(t, err)
		r := rune(code)
		mirrored := 0
		if Mirrored(r) {
			mirrored = 1
		}
		x, ok := Numeric(r)
		if !ok {
			x = -1
		}
		got := fmt.Sprintf("%s|%s|%d|%d|%s|%s|%d|%.12g", Category(r), BidiClass(r), Combining(r), mirrored, Width(r), Decomposition(r), Digit(r), x)
		for _, f := range []Form{NFD, NFC, NFKD, NFKC} {
			got += "|" + strings.Trim(fmt.Sprintf("%X", Normalize(f, []rune{r})), "[]")
		}
		if got != want {
			require.Equal(t, want, got, "%U", r)
		}
	}
	if cmd.Wait() != nil {
		t.Skip("no CPython 3.11 here as python3")
	}
	require.Greater(t, n, 80000)
}
