package unpack

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

var some = fstest.MapFS{"a.txt": {Data: []byte("a")}, "d/b.txt": {Data: []byte("b")}}

func TestUnpack(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	set := New("set", some)
	dirs := make([]string, 8)
	errs := make([]error, len(dirs))
	var wg sync.WaitGroup
	for i := range dirs {
		wg.Go(func() { dirs[i], errs[i] = set.Unpack(cache) })
	}
	wg.Wait()
	for i, d := range dirs {
		require.NoError(t, errs[i])
		require.Equal(t, filepath.Join(cache, "set-"+set.Hash()), d)
	}
	left, err := os.ReadDir(cache)
	require.NoError(t, err)
	require.Len(t, left, 1, "directories that were half made")
	require.Equal(t, []string{"a.txt", "d/b.txt"}, set.Names())
	for _, name := range set.Names() {
		got, err := os.ReadFile(filepath.Join(dirs[0], filepath.FromSlash(name)))
		require.NoError(t, err)
		require.Equal(t, string(set.Read(name)), string(got), name)
	}
}

func TestUnpackWhereItCannot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o666))
	_, err := New("set", some).Unpack(file)
	require.Error(t, err)
}

// Another name, another content or another place of the border between two is another
// hash.
func TestHash(t *testing.T) {
	seen := map[string]bool{}
	for _, files := range []fstest.MapFS{some,
		{"a.txt": {Data: []byte("a")}, "d/c.txt": {Data: []byte("b")}},
		{"a.txt": {Data: []byte("x")}, "d/b.txt": {Data: []byte("b")}},
		{"a.txt": {Data: []byte("ad/b.txt 1\nb")}},
	} {
		h := New("set", files).Hash()
		require.Len(t, h, 16)
		require.False(t, seen[h])
		seen[h] = true
	}
}
