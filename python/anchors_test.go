package python

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnchors(t *testing.T) {
	for _, c := range []struct {
		expr        string
		left, right int
		ok          bool
	}{
		{"a + b", 2, 3, true},
		{"a // b", 2, 4, true},
		{"é  **é", 3, 5, true},
		{"x['é'][5]", 6, 9, true},
		{"f(x)[i + 1]", 4, 11, true},
		{"a.b", 0, 0, false},
		{"f(a + b)", 0, 0, false},
		{"raise a + b", 0, 0, false},
		{"a + ", 0, 0, false},
		{"a + b; c", 0, 0, false},
	} {
		left, right, ok := anchors(c.expr)
		require.Equal(t, []any{c.left, c.right, c.ok}, []any{left, right, ok}, c.expr)
	}
}
