package spec

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMembers(t *testing.T) {
	all := Members()
	require.Len(t, all, NumMembers)
	kinds := map[Kind]int{}
	names, fields, goNames := map[string]bool{}, map[string]bool{}, map[string]bool{}
	identifier := regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	for i, m := range all {
		kinds[m.Kind]++
		require.Equal(t, i, m.ID)
		require.Equal(t, 24+8*i, m.Offset())
		require.NotEmpty(t, m.Group, m.Name)
		require.NotEmpty(t, m.Doc, m.Name)
		require.False(t, names[m.Name], m.Name)
		require.False(t, fields[m.Field], m.Field)
		names[m.Name], fields[m.Field] = true, true
		require.Regexp(t, identifier, m.GoName())
		require.False(t, goNames[m.Kind.String()+m.GoName()], m.GoName())
		goNames[m.Kind.String()+m.GoName()] = true
		if m.Kind == Handle {
			require.Equal(t, "HPy", m.Result)
			continue
		}
		require.LessOrEqual(t, len(m.Params), 8, "%s: an upcall has eight words", m.Name)
		for _, p := range m.Params {
			require.NotEmpty(t, p.Name, m.Name)
			require.LessOrEqual(t, TypeOf(p.Type).Size, 8, p.Type)
		}
		if m.ReturnsVoid {
			require.Equal(t, "HPy", m.Result, m.Name)
			require.Equal(t, "void", m.CtxResult())
		}
	}
	require.Equal(t, 84, kinds[Handle])
	require.Equal(t, 189, kinds[Function])
	for name := range traits {
		require.True(t, names[name], "traits of %s, which is no member", name)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string][2]string{
		"HPy_Add":                  {"ctx_Add", "Add"},
		"_HPy_New":                 {"ctx_New", "New"},
		"HPyLong_FromInt32_t":      {"ctx_Long_FromInt32_t", "LongFromInt32"},
		"HPyLong_AsUInt64_tMask":   {"ctx_Long_AsUInt64_tMask", "LongAsUInt64Mask"},
		"HPyLong_AsSsize_t":        {"ctx_Long_AsSsize_t", "LongAsSsize"},
		"HPy_GetItem_i":            {"ctx_GetItem_i", "GetItemI"},
		"HPyBytes_GET_SIZE":        {"ctx_Bytes_GET_SIZE", "BytesGETSIZE"},
		"_HPyType_GetBuiltinShape": {"ctx_Type_GetBuiltinShape", "TypeGetBuiltinShape"},
		"HPyImport_ImportModule":   {"ctx_Import_ImportModule", "ImportImportModule"},
	} {
		i := indexOf(name)
		require.GreaterOrEqual(t, i, 0, name)
		require.Equal(t, want[0], Members()[i].Field)
		require.Equal(t, want[1], Members()[i].GoName())
	}
}

func indexOf(name string) int {
	for i, m := range Members() {
		if m.Name == name {
			return i
		}
	}
	return -1
}

func TestPrototypes(t *testing.T) {
	result, name, params := parseProto("const char *HPyUnicode_AsUTF8AndSize(HPy h, HPy_ssize_t *size)")
	require.Equal(t, "const char *", result)
	require.Equal(t, "HPyUnicode_AsUTF8AndSize", name)
	require.Equal(t, []Param{{"HPy", "h"}, {"HPy_ssize_t *", "size"}}, params)

	result, name, params = parseProto("HPy HPy_New()")
	require.Equal(t, "HPy", result)
	require.Equal(t, "HPy_New", name)
	require.Empty(t, params)

	require.Equal(t, []Param{{"cpy_PyObject *const *", "args"}, {"HPy", ""}, {"void **", "data"}},
		parseParams("cpy_PyObject *const *args, HPy, void **data"))
	require.PanicsWithValue(t, `BUG: spec: unknown type "HPyx" in "HPyx h"`, func() { parseParams("HPyx h") })
}

func TestErrorValues(t *testing.T) {
	// A result that says "failed" must be one that the type has, and a function that
	// returns a handle or a pointer always can.
	for _, m := range Members() {
		if m.Kind == Handle || m.Gate != "" || strings.HasSuffix(m.Name, "_AS_STRING") {
			continue
		}
		switch TypeOf(m.Result).Class {
		case Word, Pointer:
			require.Contains(t, []string{"HPy_NULL", "NULL", "{0}"}, m.Error, m.Name)
		case Void:
			require.Empty(t, m.Error, m.Name)
		}
	}
}

func TestSlotsAndSignatures(t *testing.T) {
	last := 0
	for _, s := range Slots() {
		require.Greater(t, s.Number, last)
		last = s.Number
		require.NotEmpty(t, SignatureByName(s.Signature).Result, s.Name)
	}
	for _, s := range Signatures() {
		if s.Trampoline == Packs {
			require.NotEmpty(t, s.CPython, s.Name)
			for _, p := range s.CPython {
				require.NotEqual(t, "HPy", p.Type, s.Name)
				require.NotEmpty(t, p.Name, s.Name)
			}
		}
	}
}
