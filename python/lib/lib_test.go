package lib

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A file of this directory that no pattern of the embedding names would be missing in
// the binary.
func TestAllIsEmbedded(t *testing.T) {
	var want []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".py") {
			want = append(want, filepath.ToSlash(path))
		}
		return err
	})
	require.NoError(t, err)
	require.ElementsMatch(t, want, own.Names())
}

// touch makes an empty file.
func touch(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o666))
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	in := func(p string) string { return filepath.Join(root, p) }
	t.Setenv("XDG_CACHE_HOME", in("cache"))
	t.Setenv("HOME", in("home"))
	for _, v := range []string{"PYTHONHOME", "VIRTUAL_ENV", "PYENV_ROOT"} {
		t.Setenv(v, "")
	}
	t.Setenv("PATH", "")

	touch(t, in("plain/lib/python3.11/os.py"), "")
	touch(t, in("plain/lib/python3.11/site-packages/x.py"), "")
	touch(t, in("debian/lib/python3.11/os.py"), "")
	touch(t, in("debian/lib/python3/dist-packages/x.py"), "")
	touch(t, in("debian/local/lib/python3.11/dist-packages/x.py"), "")
	touch(t, in("hollow/lib/python3.11/site-packages/x.py"), "")

	l := Find(None)
	require.Empty(t, l.Stdlib)
	require.Empty(t, l.Prefix)
	require.Len(t, l.Path(), 1)
	require.FileExists(t, filepath.Join(l.Path()[0], "types.py"))
	own := l.Own

	t.Run("given", func(t *testing.T) {
		l := Find(in("plain/lib/python3.11"))
		require.Equal(t, Library{in("plain/lib/python3.11"), in("plain"), in("plain"),
			[]string{in("plain/lib/python3.11/site-packages")}, own}, l)
		require.Equal(t, []string{l.Stdlib, l.Site[0], own}, l.Path())
	})
	t.Run("PYTHONHOME", func(t *testing.T) {
		t.Setenv("PYTHONHOME", in("debian"))
		require.Equal(t, Library{in("debian/lib/python3.11"), in("debian"), in("debian"),
			[]string{in("debian/local/lib/python3.11/dist-packages"), in("debian/lib/python3/dist-packages")}, own}, Find(""))
	})
	t.Run("VIRTUAL_ENV", func(t *testing.T) {
		touch(t, in("env/lib/python3.11/site-packages/x.py"), "")
		t.Setenv("VIRTUAL_ENV", in("env"))
		touch(t, in("env/pyvenv.cfg"), "home = "+in("plain/bin")+"\ninclude-system-site-packages = false\nversion = 3.11.2\n")
		require.Equal(t, Library{in("plain/lib/python3.11"), in("env"), in("plain"),
			[]string{in("env/lib/python3.11/site-packages")}, own}, Find(""))
		touch(t, in("env/pyvenv.cfg"), "home = "+in("plain/bin")+"\ninclude-system-site-packages = true\n")
		require.Equal(t, []string{in("env/lib/python3.11/site-packages"), in("plain/lib/python3.11/site-packages")}, Find("").Site)
	})
	t.Run("a directory without os.py", func(t *testing.T) {
		t.Setenv("PYTHONHOME", in("hollow"))
		require.NotEqual(t, in("hollow"), Find("").Prefix)
	})
	t.Run("places", func(t *testing.T) {
		var l Library
		require.False(t, l.at(in("hollow")))
		require.True(t, l.at(in("plain")))
	})
}
