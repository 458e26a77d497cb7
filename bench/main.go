// Command bench measures hpyrun against CPython, on one machine in one run.
//
//	go run ./bench          the border: calls, API functions
//	go run ./bench gc       the collector: stress workloads; -svg FILE draws them
//	go run ./bench python   the virtual machine: operations and small programs
//
// It builds hpyrun, builds the same extension twice (with HPy for hpyrun, with
// CPython's own API for python3), and runs the two in alternation, so that what
// the machine does besides hits both. The figure of a line is the median of the
// rounds; the ratio is hpyrun's time over CPython's. Nothing here is a test:
// benchmarks print, people judge.
package main

import (
	"bytes"
	"embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
)

//go:embed operations.py ext gcload python
var files embed.FS

var (
	rounds  = flag.Int("rounds", 5, "rounds of each side, in alternation")
	size    = flag.Int("n", 200_000, "operations of each line in a round")
	python  = flag.String("python", "python3", "the CPython to compare with")
	svg     = flag.String("svg", "", "file for a picture of what gc shows")
	flagsTo = flag.String("flags", "", "flags for hpyrun, separated by spaces")
)

func main() {
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "usage: go run ./bench [flags] [gc | python [line...]]\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	what, lines := "", flag.Args()
	if len(lines) > 0 {
		what = lines[0]
		flag.CommandLine.Parse(lines[1:]) // flags may stand behind the name as well
		lines = flag.Args()
	}
	if err := run(what, lines); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(what string, lines []string) error {
	measure, ok := map[string]func(*bench) error{
		"":       (*bench).border,
		"gc":     (*bench).collector,
		"python": func(b *bench) error { return b.python(lines) },
	}[what]
	switch {
	case !ok:
		return fmt.Errorf("no benchmark is called %q: there are the border (no argument), gc and python", what)
	case len(lines) > 0 && what != "python":
		return fmt.Errorf("%s has no lines to choose: %s", what, strings.Join(lines, " "))
	}
	dir, err := os.MkdirTemp("", "hpyrun-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir}
	if err := b.prepare(); err != nil {
		return err
	}
	return measure(b)
}

// bench is a folder with what is measured.
type bench struct {
	dir     string
	hpyrun  string
	cpython string // its version; "": there is none, and why says so
	why     string
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// prepare unpacks the sources and builds both sides.
func (b *bench) prepare() error {
	for _, name := range []string{"operations.py", "ext/border_hpy.c", "ext/border_capi.c"} {
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.dir, filepath.Base(name)), text, 0o644); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(b.dir, "hpy"), 0o755); err != nil {
		return err
	}
	progress("building hpyrun …")
	b.hpyrun = filepath.Join(b.dir, "hpyrun")
	if err := command("", "go", "build", "-o", b.hpyrun, "github.com/hpyrun/hpyrun/cmd/hpyrun"); err != nil {
		return err
	}
	progress("building the extension for hpyrun (HPy) …")
	if err := command(b.dir, b.hpyrun, "build", "-o", filepath.Join(b.dir, "hpy", "border.hpy0.so"), "border_hpy.c"); err != nil {
		return err
	}
	progress("building the extension for CPython (C API) …")
	b.cpython, b.why = b.prepareCPython()
	return nil
}

// prepareCPython builds the C-API extension; version is "" when CPython cannot
// take part.
func (b *bench) prepareCPython() (version, why string) {
	path, err := exec.LookPath(*python)
	if err != nil {
		return "", "there is no " + *python + " on this machine"
	}
	out, err := exec.Command(path, "-c", "import sys, sysconfig; print(sys.version.split()[0]); print(sysconfig.get_paths()['include']); print(sys.implementation.name)").Output()
	lines := strings.Fields(string(out))
	if err != nil || len(lines) != 3 {
		return "", *python + " does not tell its version"
	}
	if lines[2] != "cpython" || !strings.HasPrefix(lines[0], "3.11.") {
		return "", *python + " is " + lines[2] + " " + lines[0] + ", not CPython 3.11"
	}
	if _, err := os.Stat(filepath.Join(lines[1], "Python.h")); err != nil {
		return "", *python + " has no headers (" + lines[1] + "/Python.h)"
	}
	if err := os.MkdirAll(filepath.Join(b.dir, "capi"), 0o755); err != nil {
		return "", err.Error()
	}
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "cc"
	}
	err = command(b.dir, cc, "-shared", "-fPIC", "-O2", "-I"+lines[1], "-o", filepath.Join("capi", "border.so"), "border_capi.c")
	if err != nil {
		return "", err.Error()
	}
	return lines[0], ""
}

func command(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// samples are the figures of one side by line.
type samples map[string][]float64

// round runs one round and adds its lines, "name | ns", to s; names keeps their
// order. It returns all that was printed.
func (s samples) round(cmd *exec.Cmd, names *[]string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, out.Bytes(), errs.Bytes())
	}
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		name, figure, ok := strings.Cut(line, " | ")
		if !ok {
			continue
		}
		ns, err := strconv.ParseFloat(strings.TrimSpace(figure), 64)
		if err != nil {
			return nil, fmt.Errorf("%s: line %q: %w", cmd.Args[0], line, err)
		}
		if s[name] == nil && !contains(*names, name) {
			*names = append(*names, name)
		}
		s[name] = append(s[name], ns)
	}
	return out.Bytes(), nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func median(list []float64) float64 {
	l := append([]float64(nil), list...)
	sort.Float64s(l)
	return l[len(l)/2]
}

func (b *bench) hpyrunCommand(args ...string) *exec.Cmd {
	cmd := exec.Command(b.hpyrun, append(strings.Fields(*flagsTo), args...)...)
	cmd.Dir = b.dir
	return cmd
}

// border compares the border line by line.
func (b *bench) border() error {
	here, there := samples{}, samples{}
	var names []string
	n := strconv.Itoa(*size)
	for i := range *rounds {
		progress("round %d of %d", i+1, *rounds)
		if _, err := here.round(b.hpyrunCommand(filepath.Join("hpy", "border.hpy0.so"), "operations.py", n), &names); err != nil {
			return err
		}
		if b.cpython == "" {
			continue
		}
		cmd := exec.Command(*python, "operations.py", n)
		cmd.Dir = b.dir
		cmd.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(b.dir, "capi"))
		if _, err := there.round(cmd, &names); err != nil {
			return err
		}
	}
	b.heading(fmt.Sprintf("median of %d rounds; ratio: hpyrun's time over CPython's", *rounds))
	fmt.Printf("%-32s %10s %10s %7s\n", "", "hpyrun ns", "CPython ns", "ratio")
	for _, name := range names {
		h := median(here[name])
		if b.cpython == "" {
			fmt.Printf("%-32s %10.1f\n", name, h)
			continue
		}
		c := median(there[name])
		fmt.Printf("%-32s %10.1f %10.1f %7.2f\n", name, h, c, h/c)
	}
	return nil
}

// circumstances are where and against what was measured; how says what a figure is.
func (b *bench) circumstances(how string) string {
	s := fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if b.cpython != "" {
		s += ", CPython " + b.cpython
	}
	return s + "; " + how
}

// heading tells the circumstances.
func (b *bench) heading(how string) {
	fmt.Println(b.circumstances(how))
	if b.cpython == "" {
		fmt.Printf("CPython does not take part: %s.\n", b.why)
	}
	fmt.Println()
}
