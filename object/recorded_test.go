package object

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

var record = flag.Bool("record", false, "let python3 write the results in testdata/recorded again")

// pythonScript evaluates the expressions that it reads, one a line, and prints
// what evaluator.run returns for them.
var pythonScript = func() (s string) {
	for name, base := range evalClasses {
		s += "class " + name + "(" + base + "): pass\n"
	}
	return s + pythonLoop
}()

const pythonLoop = `
import sys, warnings
assert sys.version_info[:2] == (3, 11)
warnings.simplefilter("ignore")
for line in sys.stdin.buffer:
    try:
        r = repr(eval(line.decode("utf8", "surrogatepass").rstrip("\n")))
    except BaseException as e:
        r = type(e).__name__ + ": " + str(e)
    sys.stdout.buffer.write(r.replace("\n", "\\n").encode("utf8", "surrogatepass") + b"\n")
`

// askPython returns python3's results; ok is false where there is no python3.11.
func askPython(t *testing.T, exprs []string) (results []string, ok bool) {
	cmd := exec.Command("python3", "-c", pythonScript)
	cmd.Env = append(os.Environ(), "PYTHONHASHSEED=0")
	cmd.Stdin = strings.NewReader(strings.Join(exprs, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		return nil, false
	}
	results = strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, results, len(exprs))
	return results, true
}

// readRecorded reads a file of pairs of lines: an expression, and behind "# "
// its result in CPython 3.11.
func readRecorded(t *testing.T, file string) (exprs, results []string) {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, l := range strings.Split(string(data), "\n") {
		switch {
		case l == "" || strings.HasPrefix(l, "##"):
		case strings.HasPrefix(l, "# "):
			require.Len(t, results, len(exprs)-1, l)
			results = append(results, l[2:])
		default:
			if len(results) < len(exprs) {
				require.True(t, *record, "%s: no result for %s", file, exprs[len(exprs)-1])
				results = append(results, "")
			}
			exprs = append(exprs, l)
		}
	}
	return exprs, results
}

func TestRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/recorded/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		exprs, results := readRecorded(t, file)
		if *record {
			var ok bool
			results, ok = askPython(t, exprs)
			require.True(t, ok, "no python3.11")
			var b strings.Builder
			for i, x := range exprs {
				fmt.Fprintf(&b, "%s\n# %s\n", x, results[i])
			}
			require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
		}
		for name, cfg := range map[string]heap.Config{"quiet": {}, "stress": {Stress: 3, Verify: 512}} {
			t.Run(filepath.Base(file)+"/"+name, func(t *testing.T) {
				rt, err := NewRuntime(Config{Heap: cfg})
				require.NoError(t, err)
				t.Cleanup(rt.Heap.Close)
				e := newEvaluator(rt.NewThread())
				for i, x := range exprs {
					if got := strings.ReplaceAll(e.run(x), "\n", "\\n"); got != results[i] {
						t.Errorf("%s\n  is %s\n  in Python: %s", x, got, results[i])
					}
				}
			})
		}
	}
}
