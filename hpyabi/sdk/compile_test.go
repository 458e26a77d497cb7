package sdk

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// compile runs a C or C++ compiler over a file, with our headers, and returns
// its messages.
func compile(t *testing.T, file string, args ...string) (messages string, err error) {
	t.Helper()
	compiler := "cc"
	for _, a := range args {
		if strings.HasPrefix(a, "-std=c++") {
			compiler = "c++"
			args = append([]string{"-x", "c++"}, args...)
		}
	}
	path, err := exec.LookPath(compiler)
	if err != nil {
		t.Skipf("no %s here", compiler)
	}
	args = append(args, "-Iinclude/hpy/forbid_python_h", "-Iinclude", "-c", "-o", filepath.Join(t.TempDir(), "out.o"), file)
	var out bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stderr = &out
	err = cmd.Run()
	return out.String(), err
}

// TestCompile compiles what extensions write, and the helpers, in each standard,
// with all usual warnings as errors.
func TestCompile(t *testing.T) {
	extensions, err := filepath.Glob("testdata/compile/*.c")
	require.NoError(t, err)
	require.NotEmpty(t, extensions)
	helpers, err := filepath.Glob("src/*.c")
	require.NoError(t, err)
	require.NotEmpty(t, helpers)
	helpers = append(helpers, "testdata/helpers/helpers.c")
	for std, files := range map[string][]string{
		"c99":   append(helpers, extensions...),
		"c11":   extensions,
		"c++11": extensions,
		"c++20": extensions,
	} {
		for _, f := range files {
			t.Run(std+"/"+filepath.Base(f), func(t *testing.T) {
				t.Parallel()
				out, err := compile(t, f, "-std="+std, "-Wall", "-Wextra", "-Werror", "-fPIC", "-O1")
				require.NoError(t, err, out)
			})
		}
	}
}

// TestRefused compiles what must not compile, and looks for the reason.
func TestRefused(t *testing.T) {
	tests := []struct{ name, args, source, message string }{
		{"CPython ABI", "-DHPY_ABI_CPYTHON", `#include "hpy.h"`, "hpyrun's hpy.h builds universal extensions only"},
		{"hybrid ABI", "-DHPY_ABI_HYBRID", `#include "hpy.h"`, "hpyrun's hpy.h builds universal extensions only"},
		{"Python.h", "", `#include <Python.h>`, "It is forbidden to #include <Python.h> when targeting the HPy Universal ABI"},
		{"HPy_AsPyObject", "", `#include "hpy.h"
			cpy_PyObject *f(HPyContext *ctx, HPy h) { return HPy_AsPyObject(ctx, h); }`,
			"Cannot use legacy functions when targeting the HPy Universal ABI"},
		{"HPy_FromPyObject", "-O2", `#include "hpy.h"
			HPy f(HPyContext *ctx) { return HPy_FromPyObject(ctx, NULL); }`,
			"Cannot use legacy functions when targeting the HPy Universal ABI"},
		{"wrong implementation", "", `#include "hpy.h"
			HPyDef_METH(f, "f", HPyFunc_O)
			static HPy f_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }`,
			"f_impl"},
		{"wrong slot function", "", `#include "hpy.h"
			HPyDef_SLOT(f, HPy_nb_add)
			static int f_impl(HPyContext *ctx, HPy self) { return 0; }`,
			"f_impl"},
		{"no such slot", "", `#include "hpy.h"
			HPyDef_SLOT(f, HPy_tp_dealloc)`,
			"HPy_tp_dealloc"},
		{"no such signature", "", `#include "hpy.h"
			HPyDef_METH(f, "f", HPyFunc_NOTHING)`,
			"HPyFunc_NOTHING"},
		{"a field is no handle", "", `#include "hpy.h"
			HPy f(HPyContext *ctx, HPyField x) { return HPy_Dup(ctx, x); }`,
			"incompatible type"},
		{"unfinished struct", "", `#include "hpy.h"
			size_t f(void) { return sizeof(cpy_PyObject); }`,
			"incomplete type"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "refused.c")
			require.NoError(t, os.WriteFile(file, []byte(test.source), 0o666))
			out, err := compile(t, file, strings.Fields("-std=c99 "+test.args)...)
			require.Error(t, err)
			require.Contains(t, out, test.message)
		})
	}
}

// TestLayout holds the headers against the specification: the place of each
// member of each struct, the value of each enumerator, the type of each function
// of the context. HPYRUN_REFERENCE_INCLUDE names a directory with another hpy.h to
// hold against it as well.
func TestLayout(t *testing.T) {
	file := filepath.Join(t.TempDir(), "layout.c")
	require.NoError(t, os.WriteFile(file, []byte(layoutAsserts()), 0o666))
	out, err := compile(t, file, "-std=gnu11", "-Wall", "-Wextra", "-Werror")
	require.NoError(t, err, out)

	if dir := os.Getenv("HPYRUN_REFERENCE_INCLUDE"); dir != "" {
		out, err := compile(t, file, "-std=gnu11", "-DHPY_ABI_UNIVERSAL", "-I"+dir)
		require.NoError(t, err, out)
	}
}

func layoutAsserts() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(`#include "hpy.h"`)
	p(`#define IS(a, b) _Static_assert((a) == (b), #a " is not " #b)`)

	for _, m := range spec.Members() {
		p("IS(offsetof(struct _HPyContext_s, %s), %d);", m.Field, m.Offset())
		if m.Kind == spec.Function {
			params := "HPyContext *"
			for _, q := range m.Params {
				params += ", " + q.Type
			}
			p("_Static_assert(_Generic(((struct _HPyContext_s *)0)->%s, %s (*)(%s): 1, default: 0), %q);",
				m.Field, m.CtxResult(), params, m.Field)
		}
	}
	p("IS(sizeof(struct _HPyContext_s), %d);", spec.ContextSize)
	p("IS(HPY_ABI_VERSION, %d);", spec.VersionMajor)
	p("IS(HPY_ABI_VERSION_MINOR, %d);", spec.VersionMinor)
	p("_Static_assert(sizeof HPY_ABI_TAG == sizeof %q, HPY_ABI_TAG);", spec.Tag)

	for _, e := range spec.Enums() {
		for _, v := range e.Values {
			p("IS((int)%s, %d);", e.CName(v), v.Value)
		}
		p("IS(sizeof(%s), 4);", e.C)
	}
	for _, f := range spec.Flags() {
		p("IS(%s, %#xUL);", f.C, f.Bits)
	}
	for _, s := range spec.Slots() {
		p("IS(HPySlot_SIG(HPy_%s), HPyFunc_%s);", s.Name, s.Signature)
	}
	for _, s := range spec.Signatures() {
		if s.Result == "" {
			continue
		}
		list := make([]string, len(s.Params))
		for i, q := range s.Params {
			list[i] = q.Type
		}
		p("_Static_assert(_Generic((%s)0, %s (*)(%s): 1, default: 0), %q);",
			s.TypeName(), s.Result, strings.Join(list, ", "), s.Name)
	}
	for _, s := range append([]spec.Struct{spec.Buffer}, spec.Structs()...) {
		places, size := s.Layout()
		p("IS(sizeof(%s), %d);", s.C, size)
		for i, f := range s.Fields {
			p("IS(offsetof(%s, %s), %d);", s.C, f.C, places[i].Offset)
			p("IS(sizeof(((%s *)0)->%s), %d);", s.C, f.C, places[i].Size)
		}
	}
	for _, ty := range spec.Types() {
		if ty.Class != spec.Void {
			p("IS(sizeof(%s), %d);", ty.C, ty.Size)
		}
	}
	return b.String()
}
