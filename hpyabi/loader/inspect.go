package loader

import (
	"debug/elf"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// ABI says which interface an extension was built for.
type ABI int

const (
	// NoABI: no extension of Python at all, or none under a name that we know.
	NoABI ABI = iota
	// Universal: HPy alone. This is what hpyrun runs.
	Universal
	// Hybrid: HPy and CPython's API.
	Hybrid
	// CPython: CPython's API alone.
	CPython
)

func (a ABI) String() string {
	return [...]string{"no extension", "HPy universal", "HPy hybrid", "CPython"}[a]
}

// File is what Inspect finds out about an ELF file.
type File struct {
	Path    string
	Machine elf.Machine
	Class   elf.Class
	Data    elf.Data
	// Complete is false if the word size or byte order is not this machine's. Then
	// nothing below is known.
	Complete bool

	Type    elf.Type
	Program bool // a program, not a library
	ABI     ABI
	// Modules are the modules that the file can initialise by HPyInit_<name>, by name.
	Modules []Module
	// PyModules are those that it can initialise by PyInit_<name>.
	PyModules []string
	// PySymbols are the symbols of CPython's API that it needs from elsewhere.
	PySymbols []string
	SoName    string
	RunPath   []string
	Needed    []string // shared libraries
}

// Module is an HPy module in a file.
type Module struct {
	Name string
	// Major and Minor are the version of HPy's ABI that it requires.
	Major, Minor Version
	// Context tells whether there is the function that takes the global context.
	Context bool
}

// Version is what a get_required_hpy_…_version function returns.
type Version struct {
	Present bool   // there is such a function
	Known   bool   // its machine code is simple enough to read the constant off
	Number  uint32 // if Known
}

func (v Version) String() string {
	switch {
	case !v.Present:
		return "missing"
	case !v.Known:
		return "unknown"
	}
	return strconv.FormatUint(uint64(v.Number), 10)
}

const (
	initPrefix    = "HPyInit_"
	contextPrefix = "HPyInitGlobalContext_"
	majorPrefix   = "get_required_hpy_major_version_"
	minorPrefix   = "get_required_hpy_minor_version_"
	pyInitPrefix  = "PyInit_"
)

// Inspect reads the ELF file at path without loading it. A file that can be read but
// cannot be loaded is no error here: see File.Check. Errors are of type *Error, with
// problems Unreadable, NotELF and Damaged.
func Inspect(path string) (*File, error) {
	info, err := os.Stat(path) // before opening it, which a pipe would not return from
	if err != nil {
		return nil, unreadable(path, err)
	}
	switch {
	case info.IsDir():
		return nil, problem(Unreadable, path, "is a directory: give the file of an extension in it")
	case !info.Mode().IsRegular():
		return nil, problem(Unreadable, path, "is not a regular file: give the file of an extension")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	return inspect(path, f, info.Size())
}

func unreadable(path string, err error) *Error {
	cause := err
	if pe, ok := err.(*os.PathError); ok {
		cause = pe.Err
	}
	return &Error{Problem: Unreadable, Path: path, Err: err,
		Text: "cannot be read (" + cause.Error() + "): check the name and its permissions"}
}

// inspect is Inspect for size bytes read from r; path is for messages.
func inspect(path string, r io.ReaderAt, size int64) (*File, error) {
	im, err := openImage(path, r, size)
	if err != nil {
		return nil, err
	}
	f := &File{
		Path: path, Machine: im.machine, Class: im.class, Data: im.data,
		Complete: im.complete, Type: im.typ, Program: im.program,
		SoName: im.soname, RunPath: im.runpath, Needed: im.needed,
	}
	defined := map[string]*symbol{}
	for i := range im.symbols {
		s := &im.symbols[i]
		switch {
		case s.name == "" || s.local:
		case s.defined:
			defined[s.name] = s
		case isPythonAPI(s.name):
			f.PySymbols = append(f.PySymbols, s.name)
		}
	}
	for name := range defined {
		if mod, ok := strings.CutPrefix(name, initPrefix); ok && mod != "" {
			f.Modules = append(f.Modules, Module{
				Name:    mod,
				Major:   im.version(defined[majorPrefix+mod]),
				Minor:   im.version(defined[minorPrefix+mod]),
				Context: defined[contextPrefix+mod] != nil,
			})
		}
		if mod, ok := strings.CutPrefix(name, pyInitPrefix); ok && mod != "" {
			f.PyModules = append(f.PyModules, mod)
		}
	}
	slices.SortFunc(f.Modules, func(a, b Module) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(f.PyModules)
	slices.Sort(f.PySymbols)
	f.PySymbols = slices.Compact(f.PySymbols)
	switch {
	case len(f.Modules) > 0 && len(f.PySymbols) > 0:
		f.ABI = Hybrid
	case len(f.Modules) > 0:
		f.ABI = Universal
	case len(f.PyModules) > 0:
		f.ABI = CPython
	}
	return f, nil
}

// isPythonAPI tells whether CPython's API has names like this: Py or _Py, then a capital
// or an underscore.
func isPythonAPI(name string) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "_"), "Py")
	return ok && rest != "" && (rest[0] == '_' || rest[0] >= 'A' && rest[0] <= 'Z')
}

// Module returns the module of that name, or nil; for "" the only one that the file has.
func (f *File) Module(name string) *Module {
	if name == "" && len(f.Modules) == 1 {
		return &f.Modules[0]
	}
	for i := range f.Modules {
		if f.Modules[i].Name == name {
			return &f.Modules[i]
		}
	}
	return nil
}

// Check says why the file cannot be loaded as the extension module of the given name
// (for "", as any), as far as can be known without loading it. It returns nil or an
// *Error.
func (f *File) Check(name string) error {
	if e := f.check(name); e != nil {
		return e
	}
	return nil
}

func (f *File) check(name string) *Error {
	host := hostMachine()
	if !f.Complete || f.Machine != host {
		return problem(WrongMachine, f.Path, "is built for %s, but this is %s: build the extension for this machine",
			machineName(f.Machine, f.Class, f.Data), machineName(host, elf.ELFCLASS64, elf.ELFDATA2LSB))
	}
	if f.Type != elf.ET_DYN || f.Program {
		kind := "not a shared library"
		switch {
		case f.Type == elf.ET_REL:
			kind = "an object file"
		case f.Type == elf.ET_EXEC || f.Program:
			kind = "a program"
		case f.Type == elf.ET_CORE:
			kind = "a core dump"
		}
		return problem(NotShared, f.Path, "is %s, not a shared library: link the extension with -shared", kind)
	}
	switch f.ABI {
	case CPython:
		return problem(CPythonABI, f.Path, "is an extension of CPython's own ABI (it has %s and no %s%s): rebuild it with --hpy-abi=universal, if it is written for HPy",
			pyInitPrefix+f.PyModules[0], initPrefix, f.PyModules[0])
	case Hybrid:
		return problem(HybridABI, f.Path, "is a hybrid extension, which uses CPython's API (%s) beside HPy: hpyrun runs universal ones only, so port the rest to HPy and rebuild it with --hpy-abi=universal",
			listed(f.PySymbols))
	case NoABI:
		return problem(NoInit, f.Path, "has no function %s<name>, so it is no HPy extension: end the module's source with HPy_MODINIT(<name>, <definition>)", initPrefix)
	}
	m := f.Module(name)
	switch {
	case m != nil:
	case name == "":
		return problem(NoInit, f.Path, "holds several modules (%s): say which one to load", listed(f.moduleNames()))
	default:
		return problem(NoInit, f.Path, "has no function %s, but it can initialise %s: name the file after the module",
			initPrefix+name, listed(f.moduleNames()))
	}
	if !m.Major.Present || !m.Minor.Present || !m.Context {
		return problem(NoInit, f.Path, "does not say which version of HPy's ABI it requires (%s, %s and %s are not all there): end the module's source with HPy_MODINIT(%s, <definition>)",
			majorPrefix+m.Name, minorPrefix+m.Name, contextPrefix+m.Name, m.Name)
	}
	if m.Major.Known && m.Minor.Known {
		return f.checkVersion(m.Major.Number, m.Minor.Number)
	}
	return nil
}

// CheckVersion says whether the versions that the module's own functions returned, once
// loaded, are provided here. It returns nil or an *Error.
func (f *File) CheckVersion(major, minor uint32) error {
	if e := f.checkVersion(major, minor); e != nil {
		return e
	}
	return nil
}

func (f *File) checkVersion(major, minor uint32) *Error {
	e := f.versionProblem(major, minor)
	if e != nil {
		e.Major, e.Minor = major, minor
	}
	return e
}

func (f *File) versionProblem(major, minor uint32) *Error {
	if major != ABIMajor || minor > ABIMinor {
		return problem(ABITooNew, f.Path, "requires version %d.%d of HPy's ABI, but this is %d.%d: get a newer hpyrun, or rebuild the extension with an older HPy",
			major, minor, ABIMajor, ABIMinor)
	}
	if tag, ok := TagOf(f.Path); ok && tag != major {
		return problem(TagMismatch, f.Path, "is named for version %d of HPy's ABI but requires version %d: rename it to end in .hpy%d.so",
			tag, major, major)
	}
	return nil
}

// TagOf returns the ABI version in a name like counter.hpy0.so.
func TagOf(path string) (uint32, bool) {
	base := path[strings.LastIndexByte(path, '/')+1:]
	_, rest, ok := strings.Cut(base, ".hpy")
	if !ok {
		return 0, false
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	tag, err := strconv.ParseUint(rest[:end], 10, 32)
	return uint32(tag), err == nil
}

func (f *File) moduleNames() []string {
	var names []string
	for _, m := range f.Modules {
		names = append(names, m.Name)
	}
	return names
}

// listed joins up to three names.
func listed(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + " and " + strconv.Itoa(len(names)-3) + " more"
	}
	return strings.Join(names, ", ")
}

func hostMachine() elf.Machine {
	switch runtime.GOARCH {
	case "amd64":
		return elf.EM_X86_64
	case "arm64":
		return elf.EM_AARCH64
	case "riscv64":
		return elf.EM_RISCV
	}
	return elf.EM_NONE
}

func machineName(m elf.Machine, c elf.Class, d elf.Data) string {
	name := map[elf.Machine]string{
		elf.EM_X86_64: "x86-64", elf.EM_386: "x86", elf.EM_AARCH64: "ARM64", elf.EM_ARM: "ARM",
		elf.EM_RISCV: "RISC-V", elf.EM_PPC64: "PowerPC64", elf.EM_S390: "S/390",
		elf.EM_LOONGARCH: "LoongArch",
	}[m]
	if name == "" {
		name = "machine " + strconv.Itoa(int(m))
	}
	if c == elf.ELFCLASS32 {
		name = "32-bit " + name
	}
	if d == elf.ELFDATA2MSB {
		name += " (big-endian)"
	}
	return name
}

// MachineName says for which machine the file is, in words.
func (f *File) MachineName() string { return machineName(f.Machine, f.Class, f.Data) }
