package hpyabi

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// testedElsewhere lists the functions that no method of testdata/each_*.c can show, with the test
// that looks after them.
var testedElsewhere = map[string]string{
	"HPy_FatalError":                      "TestFaultReports: the process ends",
	"_HPy_Dump":                           "TestDump: CPython writes addresses",
	"_HPy_AsStruct_Legacy":                "TestLegacy",
	"HPy_FromPyObject":                    "TestLegacy",
	"HPy_AsPyObject":                      "TestLegacy",
	"_HPy_CallRealFunctionFromTrampoline": "TestLegacy",
}

// TestEveryMember fails when a function of the context has no test. A function is tested by a
// method of its name in testdata/each_*.c that calls it. The script beside it asks all of
// them and says so in its last line, and what they answered is compared with CPython's answers by
// TestScripts, in both gates, with and without a collection at every allocation.
func TestEveryMember(t *testing.T) {
	sources, err := filepath.Glob(filepath.Join("testdata", "each_*.c"))
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	called := map[string]bool{}
	method := regexp.MustCompile(`(?m)^ *(?:[A-Z0-9]+)\((_?HPy\w+)`)
	for _, source := range sources {
		text, err := os.ReadFile(source)
		require.NoError(t, err)
		for _, m := range method.FindAllStringSubmatch(string(text), -1) {
			called[m[1]] = true
		}
		for _, kind := range []string{"Object", "Type", "Long", "Float", "Unicode", "Tuple", "List", "Dict"} {
			if strings.Contains(string(text), "STRUCT("+kind+")") {
				called["_HPy_AsStruct_"+kind] = true
			}
		}
		out, err := os.ReadFile(strings.TrimSuffix(source, ".c") + "_check.out")
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(string(out), "\nnot asked: []\n"), "%s: there are methods that the script does not ask", source)
	}
	for _, m := range spec.Members() {
		if m.Kind == spec.Function && testedElsewhere[m.Name] == "" {
			require.True(t, called[m.Name], "no method in testdata/each_*.c calls %s", m.Name)
		}
	}
}

// TestConstants compares the constant of each number, as the script each_type_check.py found it here
// and on CPython, with the specification's name.
func TestConstants(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "each_type_check.out"))
	require.NoError(t, err)
	python := map[string]string{
		"BaseObjectType": "object", "TypeType": "type", "BoolType": "bool", "LongType": "int", "FloatType": "float",
		"UnicodeType": "str", "TupleType": "tuple", "ListType": "list", "ComplexType": "complex", "BytesType": "bytes",
		"MemoryViewType": "memoryview", "CapsuleType": "PyCapsule", "SliceType": "slice", "DictType": "dict",
		"Builtins": "builtins", "EnvironmentError": "OSError", "IOError": "OSError",
	}
	for _, m := range spec.Members() {
		if m.Kind == spec.Handle {
			name := strings.TrimPrefix(m.Name, "h_")
			if n := python[name]; n != "" {
				name = n
			}
			require.Contains(t, string(text), fmt.Sprintf("\nconstant %d %s\n", m.ID, name))
		}
	}
}

// TestEverySlot fails when a slot has no test. The script slots_check.py ends with the slots that
// it made Python call; the others are looked after by a test in Go.
func TestEverySlot(t *testing.T) {
	out, err := os.ReadFile(filepath.Join("testdata", "slots_check.out"))
	require.NoError(t, err)
	tested := map[string]string{
		"bf_getbuffer": "TestScripts/buffers", "bf_releasebuffer": "TestScripts/buffers",
		"tp_traverse": "TestFields", "tp_finalize": "TestFinalizers", "tp_destroy": "TestDestroy",
		"mod_create": "TestModuleDefinitions", "mod_exec": "TestModuleDefinitions",
	}
	for name := range strings.FieldsSeq(string(out)) {
		tested[name] = "TestScripts/slots"
	}
	for _, s := range spec.Slots() {
		require.NotEmpty(t, tested[s.Name], "no test calls the slot %s", s.Name)
		delete(tested, s.Name)
	}
	require.Empty(t, tested, "slots that the specification does not know")
}

// TestLegacy: what leads to CPython's API names itself.
func TestLegacy(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		for id, name := range map[int]string{
			206: "HPy_FromPyObject", 207: "HPy_AsPyObject", 208: "_HPy_CallRealFunctionFromTrampoline", 169: "_HPy_AsStruct_Legacy",
		} {
			require.Contains(t, w.call("legacy", id), "SystemError: "+name+": ")
		}
	})
}

// TestDump: _HPy_Dump tells what an object is, and that there is none.
func TestDump(t *testing.T) {
	worlds(t, "functions", func(w *world) {
		var out strings.Builder
		w.t.RT.Stderr = &out
		require.Equal(t, "None", w.call("dump", "a text"))
		require.Regexp(t, `(?s)^handle +: 0x[0-9a-f]+\nobject id +: 0x[0-9a-f]+\nobject type name: str\nobject repr +: 'a text'\n`+
			`handle +: 0x0\nobject +: none\n$`, out.String())
	})
}
