package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// TestUpToDate fails when a generated file is not what the generator makes of
// the specification and of package hpyabi as they are now.
func TestUpToDate(t *testing.T) {
	root, err := moduleRoot()
	require.NoError(t, err)
	files, err := generate(root)
	require.NoError(t, err)
	require.NoError(t, compare(root, files))
}

func TestCompareNamesWhatDiffers(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "same"), []byte("x"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other"), []byte("x"), 0o666))
	require.NoError(t, compare(dir, []file{{"same", []byte("x")}}))
	err := compare(dir, []file{{"same", []byte("x")}, {"other", []byte("y")}, {"absent", nil}})
	require.ErrorContains(t, err, "[other absent]")
}

func TestScan(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("package hpyabi\n"+text), 0o666))
	}
	write("a.go", `
		func (c *Context) Add(a, b HPy) HPy { return 0 }
		func (c Context) Subtract(a, b HPy) HPy { return 0 } // not of *Context
		func (o *Other) Multiply(a, b HPy) HPy { return 0 }
		func (c *Context) divmod() {}
		func Negative() {}
		var handleValues = map[string]int{"None": 1, "True": 2}
	`)
	write("b_test.go", `func (c *Context) Positive(a HPy) HPy { return 0 }`)
	write("c_gen.go", `func (c *Context) Absolute(a HPy) HPy { return 0 }`)
	r, err := scan(dir)
	require.NoError(t, err)
	var got []string
	for _, m := range spec.Members() {
		if r[m.ID] {
			got = append(got, m.Name)
		}
	}
	require.Equal(t, []string{"h_None", "h_True", "HPy_Add", "HPy_ReenterPythonExecution", "HPy_LeavePythonExecution"}, got)

	write("d.go", `var handleValues = map[string]int{"Nonsense": 1}`)
	_, err = scan(dir)
	require.ErrorContains(t, err, `"Nonsense", which is no handle`)
}

// TestWords shows how a word becomes each kind of Go value and back.
func TestWords(t *testing.T) {
	for c, want := range map[string]string{
		"HPy":                 "HPy(a[0])",
		"bool":                "a[0]&0xff != 0",
		"double":              "math.Float64frombits(a[0])",
		"uint64_t":            "a[0]",
		"int32_t":             "int32(a[0])",
		"HPy_ssize_t":         "int(a[0])",
		"const HPy *":         "Ptr[HPy](a[0])",
		"const char *":        "CStr(a[0])",
		"HPyFunc_Signature":   "FuncSignature(a[0])",
		"HPyType_SpecParam *": "Ptr[SpecParam](a[0])",
	} {
		require.Equal(t, want, goFromWord(c, "a[0]"))
	}
	require.Equal(t, "math.Float64bits(v)", goToWord("double", "v"))
	require.Equal(t, "uint64(v)", goToWord("int", "v"))
	require.Equal(t, "v", goToWord("size_t", "v"))
}
