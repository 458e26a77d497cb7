// Package ctest compiles C files for the tests of the packages that call C.
package ctest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Build compiles a C file into a shared library named out in a directory of the
// test, and returns its path. The flags come after "cc -shared -fPIC". A machine
// without a C compiler fails the test: it cannot have built this package.
func Build(t testing.TB, src, out string, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), out)
	args := append([]string{"-shared", "-fPIC", "-Wall", "-Wextra", "-o", path, src}, flags...)
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "cc"
	}
	text, err := exec.Command(cc, args...).CombinedOutput()
	require.NoError(t, err, "%s", text)
	return path
}

// Run runs a command and fails the test, with the command's output, if that does.
func Run(t testing.TB, name string, args ...string) {
	t.Helper()
	text, err := exec.Command(name, args...).CombinedOutput()
	require.NoError(t, err, "%s", text)
}
