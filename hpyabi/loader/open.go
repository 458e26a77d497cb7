package loader

/*
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>

#cgo CFLAGS: -std=gnu11 -Wall -Wextra -Wno-unused-parameter
#cgo LDFLAGS: -ldl

// A library that was built with -ffast-math switches denormal numbers off for the thread
// that loads it. That is not for a library to decide.
static void *open_now(const char *path)
{
#ifdef __SSE__
    unsigned int csr = __builtin_ia32_stmxcsr();
#endif
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
#ifdef __SSE__
    __builtin_ia32_ldmxcsr(csr);
#endif
    return library;
}

static uintptr_t open_now_address(void)
{
    return (uintptr_t)open_now;
}

static uintptr_t find(uintptr_t library, const char *name)
{
    return (uintptr_t)dlsym((void *)library, name);
}

static int object_at(uintptr_t pc, const char **path, uintptr_t *bias)
{
    Dl_info info;
    struct link_map *map = NULL;
    if (!dladdr1((void *)pc, &info, (void **)&map, RTLD_DL_LINKMAP) || !map)
        return 0;
    *path = map->l_name;
    *bias = map->l_addr;
    return 1;
}
*/
import "C"

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

// Caller calls a C function with up to six words: a thread of package gate.
type Caller interface {
	Call(fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (uint64, error)
}

// Library is an extension's file in the process. It is never unloaded: objects refer to
// its code.
type Library struct {
	File   *File
	handle C.uintptr_t
}

// Open inspects the file at path and loads it for the module of the given name (for "",
// the only one that it has). Constructors in it run through via, so that their faults are
// contained, or directly if via is nil. The error is an *Error or one of via's. After a
// fault in a constructor the dynamic linker stays locked by this OS thread: there is time
// to say what happened, but not to go on.
func Open(path, name string, via Caller) (*Library, error) {
	f, err := Inspect(path)
	if err != nil {
		return nil, err
	}
	if err := f.Check(name); err != nil {
		return nil, err
	}
	return Link(f, via)
}

// Link has the dynamic linker load the file, whatever it is. Most callers want Open.
func Link(f *File, via Caller) (*Library, error) {
	// A path without a slash would be looked for elsewhere.
	abs, err := filepath.Abs(f.Path)
	if err != nil {
		return nil, unreadable(f.Path, err)
	}
	cpath := C.CString(abs)
	defer C.free(unsafe.Pointer(cpath))
	runtime.LockOSThread() // dlerror speaks of this thread's calls
	defer runtime.UnlockOSThread()
	var handle uint64
	if via == nil {
		handle = uint64(uintptr(C.open_now(cpath)))
	} else {
		handle, err = via.Call(uintptr(C.open_now_address()), uint64(uintptr(unsafe.Pointer(cpath))), 0, 0, 0, 0, 0)
		if err != nil {
			return nil, err
		}
	}
	if handle == 0 {
		text := "no reason given"
		if msg := C.dlerror(); msg != nil {
			text = C.GoString(msg)
		}
		return nil, linkError(f.Path, abs, text)
	}
	linked.Store(abs, true)
	return &Library{File: f, handle: C.uintptr_t(handle)}, nil
}

// linked has the absolute path of each file that Link loaded.
var linked sync.Map

// Culprit returns the innermost of the frames that belongs to an extension, rather than to
// a library that it called.
func Culprit(frames []Symbol) (Symbol, bool) {
	for _, s := range frames {
		if _, ok := linked.Load(s.Object); ok {
			return s, true
		}
	}
	return Symbol{}, false
}

// Sym returns the address of an exported function or variable, or 0.
func (l *Library) Sym(name string) uintptr {
	cname := C.CString(name)
	defer C.free(unsafe.Pointer(cname))
	return uintptr(C.find(l.handle, cname))
}

// Entry has the addresses of what HPy_MODINIT defines for a module, in the order in which
// a runtime calls them: uint32_t Major(void), uint32_t Minor(void), void
// InitContext(HPyContext *), HPyModuleDef *Init(void).
type Entry struct {
	Major, Minor, InitContext, Init uintptr
}

// Entry looks the functions of a module up. The error is an *Error.
func (l *Library) Entry(name string) (Entry, error) {
	e := Entry{l.Sym(majorPrefix + name), l.Sym(minorPrefix + name), l.Sym(contextPrefix + name), l.Sym(initPrefix + name)}
	if e.Major == 0 || e.Minor == 0 || e.InitContext == 0 || e.Init == 0 {
		if err := l.File.check(name); err != nil {
			return Entry{}, err
		}
		return Entry{}, problem(LinkFailed, l.File.Path, "was replaced while it was being loaded: load it again")
	}
	return e, nil
}

var (
	undefinedSymbol = regexp.MustCompile(`undefined symbol: ([^ ,]+)`)
	missingLibrary  = regexp.MustCompile(`^([^:]+): cannot open shared object file`)
	missingVersion  = regexp.MustCompile("version `([^']+)' not found")
)

// linkError makes an Error of what the dynamic linker says about the file, which it knows
// as abs.
func linkError(path, abs, text string) *Error {
	if m := undefinedSymbol.FindStringSubmatch(text); m != nil {
		return problem(UndefinedSymbol, path, "needs the symbol %s, which no library defines: link the extension with the library that does", m[1])
	}
	if m := missingLibrary.FindStringSubmatch(text); m != nil && m[1] != abs {
		return problem(MissingLibrary, path, "needs the library %s, which is not there: install it, or set LD_LIBRARY_PATH to where it is", m[1])
	}
	if m := missingVersion.FindStringSubmatch(text); m != nil {
		return problem(MissingLibrary, path, "needs %s, which this system's libraries do not have: build the extension on this system", m[1])
	}
	text = strings.TrimPrefix(text, abs+": ")
	return problem(LinkFailed, path, "cannot be loaded (the dynamic linker says: %s): build it again for this system", text)
}

// objectAt returns the file that the code at pc was loaded from, the difference between
// addresses in the process and in the file, and whether it is the program itself.
func objectAt(pc uintptr) (path string, bias uintptr, program, ok bool) {
	var cpath *C.char
	var cbias C.uintptr_t
	if C.object_at(C.uintptr_t(pc), &cpath, &cbias) == 0 {
		return "", 0, false, false
	}
	path = C.GoString(cpath)
	if path == "" {
		path, program = "/proc/self/exe", true
		if exe, err := os.Executable(); err == nil {
			path = exe
		}
	}
	return path, uintptr(cbias), program, true
}
