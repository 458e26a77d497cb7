package python_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/python"
)

// run runs a program and returns what it printed, its errors included.
func run(t *testing.T, src string) string {
	t.Helper()
	var out bytes.Buffer
	in, err := python.New(python.Config{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
	require.NoError(t, err)
	if in.RunString(src) == 0 {
		in.ReportError(in.T)
	}
	in.Flush()
	return out.String()
}

func TestHello(t *testing.T) {
	require.Equal(t, "hello 3\n", run(t, "print('hello', 1 + 2)"))
}
