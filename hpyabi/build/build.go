// Package build answers one question: how does C or C++ source become a universal
// extension? It runs the user's compiler with the headers and the helper sources that
// come inside the binary (package sdk).
//
//   - [Build] makes the file the user asked for.
//   - [Cached] makes one in a cache, or finds it there: what "hpyrun FILE.c" runs.
//
// # The cache
//
// An entry is found by a hash of what the caller knows: the source's path and
// content, the flags, the compiler, the SDK. What the compiler read beyond that, it
// says itself (-MD): the entry lists those headers with a hash of each, and counts
// only while all of them are as they were. A header that appears where the compiler
// would have found it earlier goes unseen, as in ccache.
//
// Everything appears by a rename, complete: processes may share a cache. What was not
// used for a month is removed when something is added.
//
// # Rejected
//
// setuptools or a build file: an extension that needs more than flags has its own
// build, and "hpyrun build" is a compiler driver that such a build can call. One
// compiler run for all sources: g++ compiles .c files as C++, and the helpers are C99.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/hpyabi/sdk"
	"github.com/hpyrun/hpyrun/internal/unpack"
)

// Options say what to build.
type Options struct {
	// Args are sources, object files, archives, and flags of the compiler (except
	// -o), as they would follow "cc".
	Args []string
	// Output is the file to make; "": the module's name and Suffix, beside the first
	// source.
	Output string
	// Cache is the directory where the SDK and what is reused lies; "":
	// unpack.CacheDir().
	Cache string
	// Color asks the compiler for colours in its messages.
	Color bool
	// Messages gets what the compiler says; nil: nobody does.
	Messages io.Writer
	// Progress is told what is being done, now and then; nil: nobody is.
	Progress func(what string)
}

// Suffix is how the file name of a universal extension ends.
const Suffix = ".hpy0.so"

// ErrCompiler is the error of a compiler that refused its input; it has said why.
var ErrCompiler = errors.New("the compiler failed")

// A UsageError says what is wrong with Options.Args.
type UsageError string

func (e UsageError) Error() string { return string(e) }

// IsSource says that a file of this name is C or C++ source.
func IsSource(name string) bool {
	_, ok := languages[filepath.Ext(name)]
	return ok
}

// IsCXX says that a file of this name is C++ source.
func IsCXX(name string) bool {
	l, ok := languages[filepath.Ext(name)]
	return ok && l == langCXX
}

type language int

const (
	langC language = iota
	langCXX
)

// languages goes by suffix, as compilers do.
var languages = map[string]language{
	".c": langC, ".cc": langCXX, ".cpp": langCXX, ".cxx": langCXX, ".c++": langCXX, ".cp": langCXX, ".C": langCXX,
}

// compiler is the command that CC or CXX says, or else one that is usual.
func compiler(l language) ([]string, error) {
	env, usual, what := "CC", []string{"cc", "gcc", "clang"}, "C"
	if l == langCXX {
		env, usual, what = "CXX", []string{"c++", "g++", "clang++"}, "C++"
	}
	if words := strings.Fields(os.Getenv(env)); len(words) > 0 {
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, fmt.Errorf("there is no %s compiler %q, which the environment variable %s asks for: install it, or set %s", what, words[0], env, env)
		}
		return words, nil
	}
	for _, name := range usual {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}, nil
		}
	}
	return nil, fmt.Errorf("there is no %s compiler (%s): install one (on Debian: apt-get install %s), or set %s",
		what, strings.Join(usual, ", "), map[language]string{langC: "gcc", langCXX: "g++"}[l], env)
}

// job is one run of Build, with its arguments sorted.
type job struct {
	Options
	kit     *sdk.Kit
	sources []string
	flags   []string // for compiling
	link    []string // for linking: flags, objects, archives
	cc, cxx []string // the commands; cxx nil: no C++
	dir     string   // of temporary files
}

// withValue lists the flags whose value is the next argument.
var withValue = []string{"-I", "-D", "-U", "-L", "-l", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-iprefix",
	"-iwithprefix", "-isysroot", "-x", "-Xlinker", "-Xpreprocessor", "-Xassembler", "-Xclang", "-T", "-u", "-z", "-e", "-MF", "-MT", "-MQ",
	"--param", "-target", "-arch", "-aux-info", "-B", "-specs"}

// refused lists flags with which a compiler makes something else than an
// extension.
var refused = []string{"-c", "-S", "-E", "-fsyntax-only", "-o", "-static", "-r", "-M", "-MM"}

// newJob sorts the arguments.
func newJob(o Options) (*job, error) {
	j := &job{Options: o}
	for i := 0; i < len(o.Args); i++ {
		a := o.Args[i]
		switch {
		case slices.Contains(refused, a):
			return nil, UsageError(fmt.Sprintf("the flag %s has no place here: the result is a shared library", a))
		case slices.Contains(withValue, a):
			if i+1 == len(o.Args) {
				return nil, UsageError(fmt.Sprintf("the flag %s wants a value", a))
			}
			i++
			j.addFlag(a, o.Args[i])
		case strings.HasPrefix(a, "-") && a != "-" || strings.HasPrefix(a, "@"):
			j.addFlag(a)
		case IsSource(a):
			j.sources = append(j.sources, a)
		default:
			if _, err := os.Stat(a); err != nil {
				return nil, UsageError(fmt.Sprintf("%s: no such file", a))
			}
			if !slices.Contains([]string{".o", ".a", ".so", ".obj", ".lo"}, filepath.Ext(a)) {
				return nil, UsageError(fmt.Sprintf("%s: neither C (.c) nor C++ (.cpp, .cc, .cxx) nor something to link with", a))
			}
			j.link = append(j.link, a)
		}
	}
	if len(j.sources) == 0 {
		return nil, UsageError("there is no source file: give a .c or .cpp file")
	}
	for _, s := range j.sources {
		if _, err := os.Stat(s); err != nil {
			var pe *os.PathError
			if errors.As(err, &pe) {
				err = pe.Err
			}
			return nil, UsageError(fmt.Sprintf("%s: cannot be read (%v)", s, err))
		}
	}
	var err error
	if j.cc, err = compiler(langC); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(j.sources, IsCXX) {
		if j.cxx, err = compiler(langCXX); err != nil {
			return nil, err
		}
	}
	if j.Cache == "" {
		j.Cache = unpack.CacheDir()
	}
	if j.Messages == nil {
		j.Messages = io.Discard
	}
	if j.Progress == nil {
		j.Progress = func(string) {}
	}
	if j.kit, err = sdk.Unpack(j.Cache); err != nil {
		return nil, fmt.Errorf("unpacking the headers: %w", err)
	}
	return j, nil
}

// addFlag sorts a flag: to compiling, linking, or both.
func (j *job) addFlag(words ...string) {
	f := words[0]
	has := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(f, p) })
	}
	linkOnly := has("-l", "-L", "-Wl,", "-Xlinker", "-T", "-u", "-z", "-e", "-static-", "-rdynamic", "-nostdlib", "-nodefaultlibs",
		"-nostartfiles", "-s") && !has("-std", "-save-temps")
	if !linkOnly {
		j.flags = append(j.flags, words...)
	}
	if linkOnly || !has("-I", "-D", "-U", "-i", "-x", "-std", "-M", "-W", "-Xpreprocessor") {
		j.link = append(j.link, words...)
	}
}

// base is what every source is compiled with, before the user's flags.
var base = []string{"-fPIC", "-O2", "-fvisibility=hidden", "-DHPY_ABI_UNIVERSAL"}

// linkBase is what every extension is linked with. -Bsymbolic binds what an
// extension defines to itself: HPyDef_METH(times, …) makes a global symbol, which
// would otherwise be libc's.
var linkBase = []string{"-shared", "-Wl,-Bsymbolic"}

// helperFlags are those of the user's flags that must be the same for the helpers:
// what decides about code, not about language and warnings.
func (j *job) helperFlags() []string {
	var list []string
	for _, f := range j.flags {
		if strings.HasPrefix(f, "-O") || strings.HasPrefix(f, "-g") || strings.HasPrefix(f, "-m") || strings.HasPrefix(f, "-f") || strings.HasPrefix(f, "-pthread") {
			list = append(list, f)
		}
	}
	return list
}

// Build makes an extension and returns its path. The error is a UsageError,
// ErrCompiler, a *loader.Error for a file that could be linked but not loaded, or
// another one.
func Build(ctx context.Context, o Options) (path string, err error) {
	j, err := newJob(o)
	if err != nil {
		return "", err
	}
	if o.Output != "" {
		if st, err := os.Stat(o.Output); err == nil && st.IsDir() {
			return "", UsageError(fmt.Sprintf("%s: is a directory: name the file to make", o.Output))
		}
	}
	outDir := filepath.Dir(o.Output)
	if o.Output == "" {
		outDir = filepath.Dir(j.sources[0])
	}
	tmp, module, _, err := j.make(ctx, outDir)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(filepath.Dir(tmp))
	path = o.Output
	if path == "" {
		path = filepath.Join(outDir, module+Suffix)
	}
	return path, os.Rename(tmp, path)
}

// make compiles and links into a directory of its own in outDir, which the caller
// removes. deps are the files that the compiler read.
func (j *job) make(ctx context.Context, outDir string) (file, module string, deps []string, err error) {
	if j.dir, err = os.MkdirTemp("", "hpyrun-build-"); err != nil {
		return "", "", nil, err
	}
	defer os.RemoveAll(j.dir)
	objects, deps, err := j.compile(ctx)
	if err != nil {
		return "", "", nil, err
	}
	helpers, err := j.helpers(ctx)
	if err != nil {
		return "", "", nil, err
	}
	dir, err := os.MkdirTemp(outDir, ".hpyrun-build-")
	if err != nil {
		return "", "", nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(dir)
		}
	}()
	file = filepath.Join(dir, "module"+Suffix)
	j.Progress("linking " + filepath.Base(j.sources[0]))
	ld := j.cc
	if j.cxx != nil {
		ld = j.cxx
	}
	args := slices.Concat(ld[1:], linkBase, []string{"-o", file}, objects, helpers, j.link, []string{"-lm"})
	if err := j.run(ctx, ld[0], args); err != nil {
		return "", "", nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", "", nil, err
	}
	module, err = j.check(file)
	return file, module, deps, err
}

// check makes sure that what was linked is an extension, and returns the name of its
// module: the only one, or the one that the first source is called after.
func (j *job) check(file string) (module string, err error) {
	info, err := loader.Inspect(file)
	if err == nil {
		module = strings.TrimSuffix(filepath.Base(j.sources[0]), filepath.Ext(j.sources[0]))
		if m := info.Module(""); m != nil {
			module = m.Name
		}
		err = info.Check(module)
	}
	var le *loader.Error
	if errors.As(err, &le) {
		le.Path = j.sources[0]
	}
	return module, err
}

// compile compiles all sources, as many at once as there are processors.
func (j *job) compile(ctx context.Context) (objects, deps []string, err error) {
	type result struct {
		out bytes.Buffer
		err error
	}
	results := make([]result, len(j.sources))
	slots := make(chan struct{}, runtime.NumCPU())
	var wg sync.WaitGroup
	depFiles := make([]string, len(j.sources))
	for i, src := range j.sources {
		obj := filepath.Join(j.dir, fmt.Sprintf("%d.o", i))
		objects, depFiles[i] = append(objects, obj), obj+".d"
		cmd := j.cc
		if IsCXX(src) {
			cmd = j.cxx
		}
		args := slices.Concat(cmd[1:], base, []string{"-I" + j.kit.Include[0]}, j.flags)
		for _, dir := range j.kit.Include[1:] {
			args = append(args, "-I"+dir)
		}
		if j.Color {
			args = append(args, "-fdiagnostics-color=always")
		}
		args = append(args, "-MD", "-MF", depFiles[i], "-c", "-o", obj, src)
		j.Progress("compiling " + src)
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			c := exec.CommandContext(ctx, cmd[0], args...)
			c.Stdout, c.Stderr = &results[i].out, &results[i].out
			results[i].err = c.Run()
		})
	}
	wg.Wait()
	for i := range results {
		j.Messages.Write(results[i].out.Bytes())
		if e := compilerError(ctx, results[i].err); e != nil && err == nil {
			err = e
		}
	}
	if err != nil {
		return nil, nil, err
	}
	for _, f := range depFiles {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, nil, err
		}
		deps = append(deps, parseDeps(string(text))...)
	}
	slices.Sort(deps)
	return objects, slices.Compact(deps), nil
}

// compilerError turns the end of a compiler into an error.
func compilerError(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit) && exit.Exited():
		return ErrCompiler
	}
	return err
}

// run runs a compiler whose messages go through.
func (j *job) run(ctx context.Context, name string, args []string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = j.Messages, j.Messages
	return compilerError(ctx, c.Run())
}

// parseDeps reads the prerequisites of the rule that -MD writes.
func parseDeps(rule string) (files []string) {
	_, rest, ok := strings.Cut(rule, ": ")
	if !ok {
		return nil
	}
	var name strings.Builder
	flush := func() {
		if name.Len() > 0 {
			files = append(files, name.String())
			name.Reset()
		}
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '\\' && i+1 < len(rest) && strings.IndexByte(" #\\", rest[i+1]) >= 0:
			i++
			name.WriteByte(rest[i])
		case c == '\\' && i+1 < len(rest) && rest[i+1] == '\n':
			i++
			flush()
		case c == '$' && i+1 < len(rest) && rest[i+1] == '$':
			i++
			name.WriteByte('$')
		case c == ' ' || c == '\n' || c == '\t':
			flush()
		default:
			name.WriteByte(c)
		}
	}
	flush()
	return files
}
