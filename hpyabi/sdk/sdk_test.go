package sdk

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnpack(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	kits := make([]*Kit, 8)
	errs := make([]error, len(kits))
	var wg sync.WaitGroup
	for i := range kits {
		wg.Go(func() { kits[i], errs[i] = Unpack(cache) })
	}
	wg.Wait()
	for i, k := range kits {
		require.NoError(t, errs[i])
		require.Equal(t, kits[0], k)
	}
	left, err := os.ReadDir(cache)
	require.NoError(t, err)
	require.Len(t, left, 1, "directories that were half made")

	for _, name := range names() {
		want, err := files.ReadFile(name)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(kits[0].Dir, filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
	require.FileExists(t, filepath.Join(kits[0].Include[1], "hpy.h"))
	require.FileExists(t, filepath.Join(kits[0].Include[0], "Python.h"))
	require.Len(t, kits[0].Sources, 5)
}

func TestUnpackWhereItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	_, err := Unpack(file)
	require.Error(t, err)
}
