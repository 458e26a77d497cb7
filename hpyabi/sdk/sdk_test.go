package sdk

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnpack(t *testing.T) {
	kit, err := Unpack(t.TempDir())
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(kit.Include[1], "hpy.h"))
	require.FileExists(t, filepath.Join(kit.Include[0], "Python.h"))
	require.Len(t, kit.Sources, 5)
	for _, f := range kit.Sources {
		require.FileExists(t, f)
	}
}
