package loader

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/hpyrun/hpyrun/hpyabi/internal/ctest"
	"github.com/stretchr/testify/require"
)

func module(t testing.TB, out string, flags ...string) string {
	return ctest.Build(t, "testdata/module.c", out, flags...)
}

func inspectModule(t testing.TB, out string, flags ...string) *File {
	f, err := Inspect(module(t, out, flags...))
	require.NoError(t, err)
	return f
}

func TestInspect(t *testing.T) {
	f := inspectModule(t, "counter.hpy0.so", "-Wl,-soname,counter.hpy0.so", "-Wl,-rpath,/opt/a:/opt/b", "-Wl,--no-as-needed", "-lm")
	require.True(t, f.Complete)
	require.Equal(t, Universal, f.ABI)
	require.Equal(t, hostMachine(), f.Machine)
	require.Equal(t, elf.ET_DYN, f.Type)
	require.Equal(t, "counter.hpy0.so", f.SoName)
	require.Equal(t, []string{"/opt/a", "/opt/b"}, f.RunPath)
	require.Contains(t, f.Needed, "libm.so.6")
	require.Empty(t, f.PySymbols)
	require.Len(t, f.Modules, 1)
	m := f.Modules[0]
	require.Equal(t, Module{Name: "counter", Major: Version{true, true, 0}, Minor: Version{true, true, 0}, Context: true}, m)
	require.NoError(t, f.Check("counter"))
	require.NoError(t, f.Check(""))
	require.Equal(t, "HPy universal", f.ABI.String())
}

// The versions are read whatever the compiler makes of the functions.
func TestInspectVersions(t *testing.T) {
	variants := [][]string{
		{"-O0"}, {"-O1"}, {"-O2"}, {"-O3"}, {"-Os"}, {"-O0", "-fomit-frame-pointer"},
		{"-O2", "-fno-omit-frame-pointer"}, {"-O2", "-Wl,--hash-style=sysv"},
		{"-O2", "-Wl,--hash-style=gnu"}, {"-O2", "-s"}, {"-O2", "-g"},
	}
	if runtime.GOARCH == "amd64" {
		variants = append(variants, []string{"-O2", "-fcf-protection=full"}, []string{"-O0", "-fcf-protection=full"},
			[]string{"-O2", "-fcf-protection=none"})
	}
	for _, flags := range variants {
		f := inspectModule(t, "m.so", append(flags, "-DMAJOR=0", "-DMINOR=3")...)
		m := f.Module("counter")
		require.NotNil(t, m, flags)
		require.Equal(t, Version{true, true, 0}, m.Major, flags)
		require.Equal(t, Version{true, true, 3}, m.Minor, flags)
	}
	m := inspectModule(t, "m.so", "-DCOMPUTED").Module("counter")
	require.Equal(t, Version{Present: true}, m.Major)
	require.Equal(t, "unknown", m.Major.String())
	m = inspectModule(t, "m.so", "-DNO_VERSION").Module("counter")
	require.Equal(t, "missing", m.Major.String())
	require.Equal(t, "0", m.Minor.String())
}

func TestConstantARM64(t *testing.T) {
	code := func(words ...uint32) (b []byte) {
		for _, w := range words {
			b = binary.LittleEndian.AppendUint32(b, w)
		}
		return b
	}
	const (
		bti, pac, aut, ret = 0xd503245f, 0xd503233f, 0xd50323bf, 0xd65f03c0
		movzero            = 0x2a1f03e0 // mov w0, wzr
		mov7               = 0x528000e0 // mov w0, #7
	)
	for _, c := range []struct {
		code []byte
		n    uint32
		ok   bool
	}{
		{code(movzero, ret), 0, true},
		{code(bti, mov7, ret), 7, true},
		{code(pac, mov7, aut, ret), 7, true},
		{code(mov7), 0, false},
		{code(mov7, 0xd65f03c1), 7, false},
		{code(0x528000e1, ret), 0, false}, // mov w1
		{nil, 0, false},
	} {
		n, ok := constantARM64(c.code)
		require.Equal(t, c.ok, ok, "%x", c.code)
		if ok {
			require.Equal(t, c.n, n)
		}
	}
}

// Each reason to refuse a file, as one sentence with the file's name and what to do.
func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o644))
		return path
	}
	good, err := os.ReadFile(module(t, "good.so"))
	require.NoError(t, err)
	patched := func(name string, off int, bytes ...byte) string {
		data := append([]byte(nil), good...)
		copy(data[off:], bytes)
		return write(name, data)
	}
	fifo := filepath.Join(dir, "fifo")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	program := filepath.Join(dir, "prog")
	ctest.Run(t, "cc", "-o", program, "-pie", "-fPIE", "-x", "c", write("main.c", []byte("int main(void){return 0;}")))
	object := filepath.Join(dir, "o.o")
	ctest.Run(t, "cc", "-c", "-o", object, "testdata/module.c")

	other := "\xb7" // ARM64
	if runtime.GOARCH == "arm64" {
		other = "\x3e"
	}
	for _, c := range []struct {
		path, module string
		problem      Problem
		text         string
	}{
		{filepath.Join(dir, "none.so"), "", Unreadable, "cannot be read (no such file or directory): check the name and its permissions"},
		{dir, "", Unreadable, "is a directory"},
		{fifo, "", Unreadable, "is not a regular file"},
		{write("empty.so", nil), "", NotELF, "is empty"},
		{write("text.so", []byte("print('hello')\n")), "", NotELF, "is not an ELF file (it looks like text)"},
		{write("wheel.so", []byte("PK\x03\x04....")), "", NotELF, "a ZIP archive, perhaps a wheel: unpack it"},
		{write("win.so", []byte("MZ\x90\x00")), "", NotELF, "Windows"},
		{write("mac.so", []byte("\xcf\xfa\xed\xfe")), "", NotELF, "macOS"},
		{write("ar.so", []byte("!<arch>\n")), "", NotELF, "static library"},
		{write("gz.so", []byte("\x1f\x8b\x08\x00")), "", NotELF, "compressed"},
		{write("bin.so", []byte{0, 1, 2, 3}), "", NotELF, "begins with other bytes"},
		{write("short.so", good[:10]), "", Damaged, "is a damaged ELF file (it ends in the middle): copy or build it again"},
		{write("cut.so", good[:len(good)/3]), "", Damaged, "damaged"},
		{patched("class.so", 4, 9), "", Damaged, "word size"},
		{patched("order.so", 5, 9), "", Damaged, "byte order"},
		{patched("32.so", 4, 1), "", WrongMachine, "is built for 32-bit"},
		{patched("big.so", 5, 2), "", WrongMachine, "big-endian"},
		{patched("machine.so", 18, []byte(other)...), "", WrongMachine, "build the extension for this machine"},
		{program, "", NotShared, "is a program, not a shared library: link the extension with -shared"},
		{object, "", NotShared, "is an object file"},
		{module(t, "noinit.so", "-DNO_INIT"), "", NoInit, "has no function HPyInit_<name>"},
		{module(t, "counter.so"), "other", NoInit, "has no function HPyInit_other, but it can initialise counter"},
		{module(t, "two.so", "-DSECOND"), "", NoInit, "holds several modules (counter, second): say which one to load"},
		{module(t, "two.so", "-DSECOND"), "second", NoInit, "does not say which version"},
		{module(t, "nover.so", "-DNO_VERSION"), "", NoInit, "get_required_hpy_major_version_counter"},
		{module(t, "cpython.so", "-DPYINIT", "-DUSES_PYTHON"), "", CPythonABI, "is an extension of CPython's own ABI (it has PyInit_counter and no HPyInit_counter)"},
		{module(t, "hybrid.so", "-DUSES_PYTHON"), "", HybridABI, "uses CPython's API (PyLong_FromLong, _Py_NoneStruct) beside HPy"},
		{module(t, "new.so", "-DMAJOR=1"), "", ABITooNew, "requires version 1.0 of HPy's ABI, but this is 0.0"},
		{module(t, "newer.so", "-DMINOR=9"), "", ABITooNew, "requires version 0.9"},
		{module(t, "counter.hpy1.so"), "", TagMismatch, "is named for version 1 of HPy's ABI but requires version 0: rename it to end in .hpy0.so"},
		{module(t, "undefined.so", "-DUNDEFINED"), "", UndefinedSymbol, "needs the symbol nobody_defines_this, which no library defines"},
	} {
		lib, err := Open(c.path, c.module, nil)
		require.Nil(t, lib)
		require.Truef(t, c.problem.Is(err), "%s: %v", c.path, err)
		require.ErrorContains(t, err, c.path+": ")
		require.ErrorContains(t, err, c.text)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestMissingLibrary(t *testing.T) {
	dir := t.TempDir()
	ctest.Run(t, "cc", "-shared", "-fPIC", "-o", filepath.Join(dir, "libgone.so"), "-Wl,-soname,libgone.so", "testdata/module.c")
	path := module(t, "needs.so", "-Wl,--no-as-needed", "-L"+dir, "-lgone")
	_, err := Open(path, "", nil)
	require.True(t, MissingLibrary.Is(err), "%v", err)
	require.EqualError(t, err, path+": needs the library libgone.so, which is not there: install it, or set LD_LIBRARY_PATH to where it is")
}

func TestLinkErrors(t *testing.T) {
	for text, want := range map[string]Problem{
		"/x/a.so: undefined symbol: f, version V":                                                UndefinedSymbol,
		"libz.so.9: cannot open shared object file: No such file or directory":                   MissingLibrary,
		"/lib/libc.so.6: version `GLIBC_2.99' not found (required by /x/a.so)":                   MissingLibrary,
		"/x/a.so: cannot allocate memory in static TLS block":                                    LinkFailed,
		"/x/a.so: cannot open shared object file: Permission denied":                             LinkFailed,
		"/x/a.so: cannot enable executable stack as shared object requires: Operation not perm.": LinkFailed,
	} {
		err := linkError("a.so", "/x/a.so", text)
		require.Equal(t, want, err.Problem, text)
		require.True(t, strings.HasPrefix(err.Error(), "a.so: "), err)
		require.NotContains(t, err.Error(), "/x/a.so", text)
	}
}

// Symbols are found without section headers, which strip can remove.
func TestInspectWithoutSections(t *testing.T) {
	data, err := os.ReadFile(module(t, "m.so"))
	require.NoError(t, err)
	copy(data[40:48], make([]byte, 8)) // e_shoff
	copy(data[60:64], make([]byte, 4)) // e_shnum, e_shstrndx
	f, err := inspect("m.so", bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.NoError(t, f.Check("counter"))
}

// FuzzInspect looks for panics, and for memory that the file's size does not justify.
func FuzzInspect(f *testing.F) {
	for _, flags := range [][]string{nil, {"-Wl,--hash-style=sysv"}, {"-DUSES_PYTHON", "-DSECOND"}} {
		data, err := os.ReadFile(module(f, "m.so", append(flags, "-s", "-nostdlib", "-Wl,-z,noseparate-code")...))
		require.NoError(f, err)
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add([]byte("\x7fELF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		file, err := inspect("f.so", bytes.NewReader(data), int64(len(data)))
		runtime.ReadMemStats(&after)
		// Names are copied, and tables may overlap; twice the strings for each symbol
		// would be far more.
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(1<<20+1024*len(data)); got > most {
			t.Fatalf("%d bytes allocated for a file of %d", got, len(data))
		}
		if err != nil {
			require.IsType(t, &Error{}, err)
			return
		}
		_ = file.Check("")
		_ = file.Check("counter")
	})
}
