package parser

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python/ast"
)

// library is the directory of python3's library. Without a python3 of version 3.11 the
// test is skipped.
func library(t testing.TB) string {
	out, err := exec.Command("python3", "-c",
		"import sys, ast; assert sys.version_info[:2] == (3, 11); print(ast.__file__)").Output()
	if err != nil {
		t.Skip("no python3 of version 3.11 here to compare with")
	}
	return strings.TrimSuffix(strings.TrimSpace(string(out)), "/ast.py")
}

// libraryFiles are the files of the library, what was installed besides left out.
func libraryFiles(t testing.TB) (files []string) {
	root := library(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if d.IsDir() && (d.Name() == "site-packages" || d.Name() == "dist-packages") {
			return filepath.SkipDir
		}
		if info, _ := d.Info(); strings.HasSuffix(path, ".py") && info.Size() < 300_000 {
			files = append(files, path)
		}
		return err
	})
	require.NoError(t, err)
	return files
}

// pythonScript answers each line, {"file": name} or {"src": text, "mode": mode}, with what
// compile makes of it: a hash of the dump, and the dump if asked, or the error.
const pythonScript = `
import ast, hashlib, json, sys, warnings
warnings.simplefilter("ignore")
for line in sys.stdin:
    q = json.loads(line)
    src = open(q["file"], "rb").read() if "file" in q else q["src"]
    try:
        tree = compile(src, "f.py", q.get("mode", "exec"), ast.PyCF_ONLY_AST)
        dump = ast.dump(tree, include_attributes=True)
        r = {"hash": hashlib.sha256(dump.encode("utf-8", "surrogatepass")).hexdigest()}
        if q.get("dump"):
            r["dump"] = dump
    except SyntaxError as e:
        r = {"kind": type(e).__name__, "msg": e.msg, "place": [e.lineno or 0, e.offset or 0, e.end_lineno or 0, e.end_offset or 0], "text": e.text or ""}
    except Exception as e:
        r = {"kind": type(e).__name__}
    sys.stdout.write(json.dumps(r) + "\n")
    sys.stdout.flush()
`

type question struct {
	File string  `json:"file,omitempty"`
	Src  *string `json:"src,omitempty"`
	Mode string  `json:"mode,omitempty"`
	Dump bool    `json:"dump,omitempty"`
}

type answer struct {
	Hash, Dump      string
	Kind, Msg, Text string
	Place           [4]int
}

type python struct {
	t   testing.TB
	in  io.Writer
	out *bufio.Reader
}

func startPython(t testing.TB) *python {
	cmd := exec.Command("python3", "-c", pythonScript)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &python{t, in, bufio.NewReader(out)}
}

func (p *python) ask(q question) (a answer) {
	line, err := json.Marshal(q)
	require.NoError(p.t, err)
	_, err = p.in.Write(append(line, '\n'))
	require.NoError(p.t, err)
	line, err = p.out.ReadBytes('\n')
	require.NoError(p.t, err)
	require.NoError(p.t, json.Unmarshal(line, &a))
	return a
}

// ours gives the answer of this package.
func ours(src []byte, isText bool, mode Mode) (answer, string) {
	tree, err := Config{Filename: "f.py", Mode: mode, IsText: isText}.Parse(src)
	if err != nil {
		e := err.(*SyntaxError)
		return answer{Kind: e.Kind.String(), Msg: e.Msg, Text: e.Text, Place: [4]int{e.Line, e.Col, e.EndLine, e.EndCol}}, ""
	}
	dump := ast.Dump(tree, true)
	hash := sha256.Sum256([]byte(dump))
	return answer{Hash: hex.EncodeToString(hash[:])}, dump
}

// TestLibraryAgainstPython compares the trees, attributes and all, of the files of
// Python's library.
func TestLibraryAgainstPython(t *testing.T) {
	files := libraryFiles(t)
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	n := 500
	if testing.Short() {
		n = 40
	}
	files = append(files[:min(n, len(files))], "testdata/sample.py")
	py := startPython(t)
	same := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		want := py.ask(question{File: file})
		got, dump := ours(src, false, Exec)
		if want.Hash == got.Hash {
			same++ // both refuse some files, which are there to be refused
			continue
		}
		if want.Hash != "" && got.Hash != "" {
			want := py.ask(question{File: file, Dump: true}).Dump
			i := 0
			for i < min(len(want), len(dump)) && want[i] == dump[i] {
				i++
			}
			t.Errorf("%s:\nwant …%s\ngot  …%s", file, excerpt(want, i), excerpt(dump, i))
			continue
		}
		t.Errorf("%s: python3: %+v, here: %+v", file, want, got)
	}
	t.Logf("%d of %d files have the same tree", same, len(files))
}

// TestErrorTableAgainstPython checks that errorTable is right.
func TestErrorTableAgainstPython(t *testing.T) {
	library(t)
	py := startPython(t)
	for src := range errorTable {
		if strings.Contains(src, "\x00") {
			continue // compile says this in other words than the reading of a file
		}
		want := py.ask(question{Src: &src})
		got, _ := ours([]byte(src), true, Exec)
		require.Equal(t, want, got, "%q", src)
	}
}

func excerpt(s string, i int) string { return s[max(0, i-100):min(len(s), i+100)] }

// TestErrorsAgainstPython breaks pieces of Python's library, and compares what is then
// said of them: class, message, place, and text.
func TestErrorsAgainstPython(t *testing.T) {
	files := libraryFiles(t)
	n := 6000
	if testing.Short() {
		n = 600
	}
	m := mutator{rand.New(rand.NewPCG(3, 4))}
	py := startPython(t)
	var errors, messages, full int
	for i := range n {
		var src string
		if i%4 == 0 {
			src = m.soup()
		} else {
			file, err := os.ReadFile(files[m.IntN(len(files))])
			require.NoError(t, err)
			src = m.mutate(m.piece(strings.ToValidUTF8(string(file), "?")))
		}
		mode := []Mode{Exec, Exec, Exec, Exec, Single, Eval}[m.IntN(6)]
		want := py.ask(question{Src: &src, Mode: []string{"exec", "eval", "single"}[mode]})
		if want.Kind == "UnicodeEncodeError" || want.Kind == "RecursionError" {
			continue // not of the parser
		}
		got, _ := ours([]byte(src), true, mode)
		if want.Hash != got.Hash {
			t.Errorf("%q in mode %d:\npython3: %+v\nhere:    %+v", src, mode, want, got)
		}
		if want.Hash != "" {
			continue
		}
		errors++
		if want.Kind == got.Kind && want.Msg == got.Msg {
			messages++
		}
		if want == got {
			full++
		} else {
			t.Logf("%q in mode %d:\npython3: %+v\nhere:    %+v", src, mode, want, got)
		}
	}
	percent := func(n int) float64 { return 100 * float64(n) / float64(errors) }
	t.Logf("of %d errors %.2f%% have the same message, %.2f%% the same place and text, too", errors, percent(messages), percent(full))
	require.Greater(t, errors, n/2)
	require.Greater(t, percent(messages), 99.8)
	require.Greater(t, percent(full), 99.7)
}

// mutator makes invalid programs.
type mutator struct{ *rand.Rand }

var (
	pieces  = regexp.MustCompile(`\w+|[ \t]+|\n|[^\w\s]`)
	inserts = strings.Split("( ) [ ] { } : , ; = == := . ... -> + - * ** / @ if else elif for in not is and or "+
		"lambda def class with as try except finally while return yield await async import from pass None "+
		"True False del global nonlocal raise assert match case _ print exec x 1 2.5 3j 's' f'{a}' f'{a:{b}}' "+
		"f'{a b}' b'x' u'x' += >>= <> ! $ ? ~ 0x 1_ 09 \" ' ''' \\ # é € *a **k except* a,b", " ")
)

func (m mutator) insert() string {
	if i := m.IntN(len(inserts) + 6); i < len(inserts) {
		return inserts[i]
	}
	return []string{"\n", "\n", "\n    ", "\n  ", "\t", "\\\n"}[m.IntN(6)]
}

// piece cuts some lines out of a file.
func (m mutator) piece(file string) string {
	lines := strings.Split(file, "\n")
	n := []int{1, 2, 3, 5, 8, 15}[m.IntN(6)]
	at := m.IntN(len(lines))
	lines = slices.Clone(lines[at:min(at+n, len(lines))])
	indent := len(lines[0]) - len(strings.TrimLeft(lines[0], " "))
	for i, l := range lines {
		lines[i] = l[min(indent, len(l)-len(strings.TrimLeft(l, " "))):]
	}
	return strings.Join(lines, "\n") + "\n"
}

// mutate changes a program a little.
func (m mutator) mutate(src string) string {
	toks := pieces.FindAllString(src, -1)
	for range 1 + m.IntN(2) {
		if len(toks) == 0 {
			break
		}
		i := m.IntN(len(toks))
		switch m.IntN(6) {
		case 0, 1:
			toks = slices.Delete(toks, i, i+1)
		case 2, 3:
			toks = slices.Insert(toks, i, " ", m.insert(), " ")
		case 4:
			toks[i] = m.insert()
		case 5:
			j := m.IntN(len(toks))
			toks[i], toks[j] = toks[j], toks[i]
		}
	}
	return strings.Join(toks, "")
}

// soup strings tokens together at random.
func (m mutator) soup() string {
	var b strings.Builder
	for range 1 + m.IntN(14) {
		fmt.Fprintf(&b, "%s ", m.insert())
	}
	return b.String()
}
