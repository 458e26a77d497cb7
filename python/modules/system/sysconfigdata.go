package system

import (
	"runtime"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// What the module sysconfig knows of how the interpreter was built, and from there
// distutils and setuptools: which compiler they run, and what they call the files. It is
// in a module that is named for the platform; that of CPython's library would have
// extensions named, and built, for CPython.

// Multiarch is the platform as the GNU toolchain names it; "": it has no name.
func Multiarch() string {
	switch runtime.GOOS + "/" + runtime.GOARCH {
	case "linux/amd64":
		return "x86_64-linux-gnu"
	case "linux/arm64":
		return "aarch64-linux-gnu"
	case "linux/riscv64":
		return "riscv64-linux-gnu"
	case "darwin/amd64", "darwin/arm64":
		return "darwin"
	}
	return ""
}

// ABITag is how files that hold something for this interpreter alone are marked.
const ABITag = "hpyrun-311"

// sysconfigData returns the module under both its names: Debian leaves out the system.
func sysconfigData() []modules.Module {
	var list []modules.Module
	for _, name := range []string{"_sysconfigdata__" + runtime.GOOS + "_" + Multiarch(), "_sysconfigdata__" + Multiarch()} {
		list = append(list, modules.Module{
			Name: name, Doc: "How this interpreter was built, for sysconfig.",
			Attrs: []object.AttrDef{{Name: "build_time_vars", Make: buildTimeVars}},
		})
	}
	return list
}

func buildTimeVars(t *Thread) Value {
	soabi := ABITag
	if m := Multiarch(); m != "" {
		soabi += "-" + m
	}
	texts := map[string]string{
		"SOABI": soabi, "EXT_SUFFIX": "." + soabi + ".so", "SHLIB_SUFFIX": ".so", "MULTIARCH": Multiarch(),
		"VERSION": "3.11", "LDVERSION": "3.11", "ABIFLAGS": "", "PLATLIBDIR": "lib", "EXE": "", "BUILDEXE": "",
		"CC": "cc", "CXX": "c++", "CPP": "cc -E", "AR": "ar", "ARFLAGS": "rcs", "RANLIB": "ranlib",
		"OPT": "-O2 -Wall", "CFLAGS": "-O2 -Wall", "PY_CFLAGS": "-O2 -Wall", "CCSHARED": "-fPIC", "CPPFLAGS": "",
		"LDFLAGS": "", "PY_LDFLAGS": "", "LDSHARED": "cc -shared", "LDCXXSHARED": "c++ -shared", "BLDSHARED": "cc -shared",
		"LIBS": "", "SYSLIBS": "", "CONFIG_ARGS": "",
		"TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
	}
	numbers := map[string]int64{"Py_DEBUG": 0, "Py_ENABLE_SHARED": 0, "WITH_DOC_STRINGS": 1, "SIZEOF_VOID_P": 8, "SIZEOF_LONG": 8}
	defer t.Pop(t.Top())
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	v := t.Push(heap.Null)
	for k, s := range texts {
		if v.Set(t.NewStr(s)); v.V() == heap.Null || !t.DictSetStr(d, k, v) {
			return heap.Null
		}
	}
	for k, n := range numbers {
		if v.Set(heap.SmallInt(n)); !t.DictSetStr(d, k, v) {
			return heap.Null
		}
	}
	return d.V()
}
