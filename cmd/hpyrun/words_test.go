package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Options are complained of with the dashes that the help shows.
func TestOptionErrors(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--nosuch"}, `unknown option --nosuch`},
		{[]string{"-Z"}, `unknown option -Z`},
		{[]string{"--nursery"}, `the option --nursery wants a value`},
		{[]string{"--nursery=x"}, `the option --nursery: "x" is no size: write a number of bytes, or one with K, M or G behind it`},
		{[]string{`--nursery=a" for flag -i: b`}, `the option --nursery: "a\" for flag -i: b" is no size: write a number of bytes, or one with K, M or G behind it`},
		{[]string{"--gc-stress=0"}, `the option --gc-stress: "0" is no number from 1 on`},
		{[]string{"--gc-verify=z"}, `the option --gc-verify: "z" is no number from 1 on`},
		{[]string{"--cpuprofile="}, `the option --cpuprofile: the name of a file is missing`},
		{[]string{"--gc-log=z"}, `the option --gc-log: "z" is neither true nor false`},
	} {
		_, err := parseOptions(c.args)
		require.EqualError(t, err, c.want)
	}
}

// python3's options of one letter may share an argument.
func TestPythonFlags(t *testing.T) {
	t.Setenv("PYTHONPATH", "/a:/b")
	t.Setenv("PYTHONWARNINGS", "ignore,once")
	t.Setenv("PYTHONOPTIMIZE", "1")
	o, err := parseOptions([]string{"-uBOOWerror", "-Xa=b", "-X", "dev", "-c", "pass", "-q"})
	require.NoError(t, err)
	require.True(t, o.Flags.Unbuffered && o.Flags.DevMode)
	require.Equal(t, 2, o.Flags.Optimize)
	require.Equal(t, []string{"default", "ignore", "once", "error"}, o.WarnOptions)
	require.Equal(t, map[string]string{"a": "b", "dev": ""}, o.Flags.XOptions)
	require.Equal(t, []string{"/a", "/b"}, o.Path)
	require.Equal(t, inText, o.what)
	require.Equal(t, []string{"-q"}, o.args)
	o, err = parseOptions([]string{"-Iqm", "mod", "-x"})
	require.NoError(t, err)
	require.Empty(t, o.Path)
	require.Zero(t, o.Flags.Optimize)
	require.True(t, o.Flags.Isolated && o.Flags.SafePath && o.Flags.Quiet)
	require.Equal(t, "mod", o.text)
	require.Equal(t, []string{"-x"}, o.args)
}

func TestVersionNamesTheGate(t *testing.T) {
	require.Contains(t, versionLine("cgo"), "gate cgo")
}

// Lines too long go on in the next line where that continues the sentence, and only
// there.
func TestWriteDoc(t *testing.T) {
	long := strings.TrimSuffix(strings.Repeat("word ", 17), " ") // 84 columns
	for _, c := range []struct{ doc, want string }{
		{"a\nb", "a\nb\n"},
		{long + "\nand more.\nNew.", long[:79] + "\nword and more.\nNew.\n"},
		{long + "\nNew.", long[:79] + "\nword\nNew.\n"},
		{long + "\nf(x)", long[:79] + "\nword\nf(x)\n"},
		{long + "\n\nafter", long[:79] + "\nword\n\nafter\n"},
		{long + "\n  deeper", long[:79] + "\nword\n  deeper\n"},
	} {
		var out strings.Builder
		writeDoc(&out, c.doc, 0)
		require.Equal(t, c.want, out.String())
	}
}
