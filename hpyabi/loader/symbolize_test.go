package loader

import (
	"debug/elf"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/internal/ctest"
)

// loaded builds the module and loads it.
func loaded(t *testing.T, flags ...string) *Library {
	lib, err := Open(module(t, "counter.so", flags...), "counter", nil)
	require.NoError(t, err)
	return lib
}

func TestOpen(t *testing.T) {
	lib := loaded(t)
	require.NotZero(t, lib.Sym("HPyInit_counter"))
	require.Zero(t, lib.Sym("HPyInit_other"))
	require.NoError(t, lib.File.CheckVersion(0, 0))
	require.True(t, ABITooNew.Is(lib.File.CheckVersion(0, 1)))
	require.True(t, ABITooNew.Is(lib.File.CheckVersion(1, 0)))
	entry, err := lib.Entry("counter")
	require.NoError(t, err)
	require.Equal(t, lib.Sym("HPyInit_counter"), entry.Init)
	require.Equal(t, lib.Sym("get_required_hpy_minor_version_counter"), entry.Minor)
	_, err = lib.Entry("other")
	require.True(t, NoInit.Is(err))
	// The same file again is the same library.
	again, err := Open(lib.File.Path, "", nil)
	require.NoError(t, err)
	require.Equal(t, lib.Sym("outer"), again.Sym("outer"))
}

// A path without a slash means the file in this directory, not one on a search path.
func TestOpenRelative(t *testing.T) {
	path := module(t, "relative.so")
	t.Chdir(filepath.Dir(path))
	_, err := Open("relative.so", "counter", nil)
	require.NoError(t, err)
}

// A library built with -ffast-math must not change arithmetic for all others.
func TestOpenKeepsDenormals(t *testing.T) {
	loaded(t, "-ffast-math")
	tiny := math.SmallestNonzeroFloat64
	require.NotZero(t, tiny*math.Sqrt(float64(len(t.Name()))))
}

func TestCulprit(t *testing.T) {
	_, ok := Culprit([]Symbol{{Object: "/lib/libc.so.6"}, {}})
	require.False(t, ok)
	lib := loaded(t)
	s, ok := Culprit([]Symbol{{Object: "/lib/libc.so.6"}, {Object: lib.File.Path, Func: "outer"}, {Object: lib.File.Path}})
	require.True(t, ok)
	require.Equal(t, "outer", s.Func)
}

type call struct {
	fn   uintptr
	args [6]uint64
}

// recorder is a Caller that notes the call instead of making it.
type recorder struct{ calls []call }

func (r *recorder) Call(fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (uint64, error) {
	r.calls = append(r.calls, call{fn, [6]uint64{a0, a1, a2, a3, a4, a5}})
	return 0, os.ErrDeadlineExceeded
}

func TestOpenVia(t *testing.T) {
	var r recorder
	_, err := Open(module(t, "counter.so"), "", &r)
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.Len(t, r.calls, 1)
	require.NotZero(t, r.calls[0].fn)
}

// symbolOf finds a static function by the function that returns its address.
func addressOfInner(t *testing.T, lib *Library) uintptr {
	f, err := elf.Open(lib.File.Path)
	require.NoError(t, err)
	defer f.Close()
	symbols, err := f.Symbols()
	require.NoError(t, err)
	var inner, outer uint64
	for _, s := range symbols {
		switch s.Name {
		case "inner":
			inner = s.Value
		case "outer":
			outer = s.Value
		}
	}
	require.NotZero(t, inner)
	return lib.Sym("outer") + uintptr(inner) - uintptr(outer)
}

func TestSymbolize(t *testing.T) {
	lib := loaded(t, "-g", "-O1")
	pc := addressOfInner(t, lib)
	s, ok := Symbolize(pc + 1)
	require.True(t, ok)
	require.Equal(t, "inner", s.Func, "a static function")
	require.EqualValues(t, 1, s.Offset)
	require.Equal(t, lib.File.Path, s.Object)
	require.Equal(t, "module.c", filepath.Base(s.File))
	source, err := os.ReadFile("testdata/module.c")
	require.NoError(t, err)
	require.Contains(t, lineOf(source, s.Line), "inner(volatile int *p)")
	require.Regexp(t, `^inner\+0x1 \(counter\.so\) at .*module\.c:\d+$`, s.String())
	again, _ := Symbolize(pc + 1)
	require.Equal(t, s, again, "from the cache")
}

func lineOf(text []byte, line int) string {
	start := 0
	for i, c := range text {
		if c == '\n' {
			if line--; line == 0 {
				return string(text[start:i])
			}
			start = i + 1
		}
	}
	return ""
}

func TestSymbolizeStripped(t *testing.T) {
	lib := loaded(t, "-s")
	s, ok := Symbolize(lib.Sym("outer"))
	require.True(t, ok)
	require.Equal(t, "outer", s.Func, "exported functions keep their names")
	require.Empty(t, s.File)
	require.Equal(t, "outer+0x0 (counter.so)", s.String())
}

func TestSymbolizeElsewhere(t *testing.T) {
	s, ok := Symbolize(0)
	require.False(t, ok)
	require.Equal(t, "0x0", s.String())
	x := new(int)
	_, ok = Symbolize(uintptr(unsafe.Pointer(x)))
	require.False(t, ok)
	pc, _, _, _ := runtime.Caller(0)
	s, ok = Symbolize(pc)
	require.True(t, ok)
	require.True(t, s.Program)
	require.Equal(t, "github.com/hpyrun/hpyrun/hpyabi/loader.TestSymbolizeElsewhere", s.Func)
	require.Equal(t, "symbolize_test.go", filepath.Base(s.File))
}

// Functions that the compiler has put into one are told apart.
func TestPlaces(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the library has assembly for amd64")
	}
	file, err := Inspect(ctest.Build(t, "testdata/inlined.c", "inlined.so", "-g", "-O2"))
	require.NoError(t, err)
	lib, err := Link(file, nil)
	require.NoError(t, err)
	here := lib.Sym("here")
	pc := **(**uintptr)(unsafe.Pointer(&here))
	require.NotZero(t, pc)
	var names []string
	for _, p := range Places(pc) {
		require.Equal(t, "inlined.c", filepath.Base(p.File))
		names = append(names, fmt.Sprintf("%s:%d", p.Func, p.Line))
	}
	require.Equal(t, []string{"innermost:6", "middle:12", "outermost:18"}, names)
	require.Empty(t, Places(lib.Sym("here")), "data")
	require.Empty(t, Places(0x10))
}

// Whatever bytes are taken for call-frame information, reading them ends.
func FuzzFrames(f *testing.F) {
	file, err := elf.Open(module(f, "m.so", "-nostdlib"))
	require.NoError(f, err)
	defer file.Close()
	data, err := file.Section(".eh_frame").Data()
	require.NoError(f, err)
	f.Add(data, []byte("stack"), uint64(0x1000))
	f.Fuzz(func(t *testing.T, data, stack []byte, addr uint64) {
		table := frameTable{data: data, addr: 0x1000}
		table.parse()
		for _, e := range table.fdes {
			u := machine{base: addr, stack: stack}
			u.regs[regSP] = addr
			for _, at := range []uint64{e.begin, e.end - 1} {
				if rs, err := e.rulesAt(at); err == nil {
					u.leave(&rs)
				}
			}
		}
	})
}

// Each code address of a real library has rules from which a caller can be found.
func TestFramesOfLibrary(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("unwinding is for amd64")
	}
	lib := loaded(t, "-O2")
	o := readObject(lib.File.Path)
	require.NotEmpty(t, o.frames.fdes)
	covered := map[string]bool{}
	for _, f := range o.functions {
		e := o.frames.find(f.addr)
		if e == nil {
			continue
		}
		for addr := e.begin; addr < e.end; addr++ {
			rs, err := e.rulesAt(addr)
			require.NoError(t, err, f.name)
			require.NotEqual(t, ruleNoCFAYet, rs.cfa.kind, f.name)
			require.Equal(t, ruleAt, rs.regs[regPC].kind, f.name)
			require.EqualValues(t, -8, rs.regs[regPC].off, f.name)
		}
		covered[f.name] = true
	}
	require.Subset(t, keys(covered), []string{"inner", "outer"})
}

func keys(m map[string]bool) (ks []string) {
	for k := range m {
		ks = append(ks, k)
	}
	return ks
}
