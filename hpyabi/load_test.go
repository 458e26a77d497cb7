package hpyabi

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
)

func (w *world) loadAs(name, file string) string { return w.show(w.host.Load(w.t, name, file)) }

func TestModuleDefinitions(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		file := build(w.tb, "modules")
		const create = "SystemError: HPyModuleDef defines a HPy_mod_create slot and some "
		for name, want := range map[string]string{
			"m_empty":        "<module>",
			"m_size":         "SystemError: Module state is not supported yet in HPy, set HPyModuleDef.size = 0 if module state is not needed",
			"m_negative":     "SystemError: HPy does not permit HPyModuleDef.size < 0",
			"m_legacy":       "SystemError: module m_legacy has legacy methods, which are CPython's: hpyrun runs universal extensions only",
			"m_slot":         "SystemError: Unsupported slot in HPyModuleDef.defines (value: 7).",
			"m_meth":         "ValueError: Unsupported HPyMeth signature",
			"m_no_null":      "SystemError: the definitions of module m_no_null do not end with NULL",
			"m_create":       "(m_create, " + file + ")",
			"m_create_doc":   create + "of the other fields are not set to their default value. " + onlyCreate,
			"m_create_meth":  create + "other slots or methods. " + onlyCreate,
			"m_create_twice": "SystemError: Multiple definitions of the HPy_mod_create slot in HPyModuleDef.defines.",
			"m_create_null":  "SystemError: creation of module m_create_null failed without setting an exception",
			"m_create_both":  "SystemError: creation of module m_create_both raised unreported exception",
			"m_exec_fail":    "ValueError: no such luck",
			"m_exec_silent":  "SystemError: execution of module m_exec_silent failed without setting an exception",
			"m_exec_both":    "SystemError: execution of module m_exec_both raised unreported exception",
			"m_null": "RuntimeError: Error during loading of the HPy extension module at path '" + file +
				"'. Function 'HPyInit_m_null' returned NULL.",
		} {
			require.Equal(w.tb, want, w.loadAs(name, file), name)
			require.Nil(w.tb, w.host.LastLoadError, name)
		}
		spec := w.t.Push(w.t.NewInstance(w.t.RT.SimpleNamespaceType))
		require.True(w.tb, w.t.SetAttr(spec, w.t.RT.Name("loader"), w.m))
		load := func() string { return w.show(w.host.LoadSpec(w.t, "m_create_module", file, spec)) }
		require.Equal(w.tb, "AttributeError: 'types.SimpleNamespace' object has no attribute 'name'", load())
		require.Equal(w.tb, "", w.set(spec, "name", 5))
		require.Equal(w.tb, "TypeError: bad argument type for built-in operation", load())
		require.Equal(w.tb, "", w.set(spec, "name", "called"))
		require.Equal(w.tb, "SystemError: HPy_mod_create slot returned a builtin module object. This is currently not supported.",
			load())
	})
}

func TestNames(t *testing.T) {
	w := newWorld(t, 0, heap.Config{})
	file := build(t, "functions")
	v := w.host.Load(w.t, "some.package.functions", file)
	require.NotEqual(t, heap.Null, v, "%s", w.error())
	w.m.Set(v)
	require.Equal(t, "some.package.functions", w.attr(w.m, "__name__"))
	require.Equal(t, "TypeError: some.package.functions.noargs() takes no arguments (1 given)", w.call("noargs", 1))
	require.Equal(t, []Extension{{"some.package.functions", file, 0, 0}}, w.host.Extensions())

	// HPy tells its contexts apart by how their names begin.
	require.Equal(t, "(HPy Universal ABI (hpyrun backend), 0)", w.call("context"))

	again := w.t.Push(w.host.Load(w.t, "functions", file))
	require.NotEqual(t, heap.Null, again.V(), "%s", w.error())
	require.NotEqual(t, w.m.V(), again.V())
	require.Equal(t, "functions", w.attr(again, "__name__"))
	require.Equal(t, "some.package.functions", w.attr(w.m, "__name__"))
}

// TestWrongFiles: whatever is wrong with a file is an ImportError that names it.
func TestWrongFiles(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		dir := w.tb.(*testing.T).TempDir()
		write := func(name string, text string) string {
			path := filepath.Join(dir, name)
			require.NoError(w.tb, os.WriteFile(path, []byte(text), 0o666))
			return path
		}
		for _, c := range []struct {
			name, file string
			problem    loader.Problem
			text       string
		}{
			{"m", filepath.Join(dir, "none.hpy0.so"), loader.Unreadable, "cannot be read"},
			{"m", write("text.hpy0.so", "no ELF file"), loader.NotELF, ""},
			{"m", dir, loader.Unreadable, "is a directory"},
			{"other", build(w.tb, "functions"), loader.NoInit, "has no function HPyInit_other, but it can initialise functions"},
			{"m_newer", build(w.tb, "modules"), loader.ABITooNew, "requires version 0.1 of HPy's ABI"},
		} {
			got := w.loadAs(c.name, c.file)
			require.Contains(w.tb, got, "ImportError: "+c.file+": ", c.name)
			require.Contains(w.tb, got, c.text)
			require.NotNil(w.tb, w.host.LastLoadError)
			require.Equal(w.tb, c.problem, w.host.LastLoadError.Problem)
		}
		w.host.Load(w.t, "m", filepath.Join(dir, "none.hpy0.so"))
		e := w.t.Push(w.t.TakeExc())
		require.Equal(w.tb, "m", w.attr(e, "name"))
		require.Equal(w.tb, filepath.Join(dir, "none.hpy0.so"), w.attr(e, "path"))
	})
}
