// Package sdk holds what an extension is compiled with: our hpy.h and the files it
// includes, and the sources of the helpers (HPyArg_Parse, HPy_BuildValue and so on)
// that become part of each extension. They come inside the binary; Unpack lays
// them down where a C compiler can read them.
//
// Include is also what the C side of this repository is compiled with, so that the
// runtime and extensions cannot disagree about a struct.
//
// # Invariants
//
//   - A directory that Unpack returned is complete and has the content of this
//     binary: its name carries a hash of the content, and it appears by one rename.
//     Binaries of several versions share a cache without harm.
//   - The files include/hpy/abi_*.h are generated (hpyabi/internal/gen); everything
//     else here is written by hand.
package sdk

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed include src
var files embed.FS

// Kit is the unpacked SDK.
type Kit struct {
	// Dir is the directory that holds all of it.
	Dir string
	// Include lists the directories for -I, in order. The first stands in the way of
	// CPython's Python.h, which has no place in a universal extension.
	Include []string
	// Sources lists the helpers to compile into the extension, C99.
	Sources []string
}

// Hash identifies the content of the SDK: 16 hexadecimal digits.
func Hash() string {
	h := sha256.New()
	for _, name := range names() {
		content, err := files.ReadFile(name)
		if err != nil {
			panic("BUG: embedded file: " + err.Error())
		}
		fmt.Fprintf(h, "%s %d\n", name, len(content))
		h.Write(content)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// names lists the embedded files in the order of their names.
func names() []string {
	var list []string
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		panic("BUG: embedded files: " + err.Error())
	}
	slices.Sort(list)
	return list
}

// CacheDir is where Unpack is best pointed at: hpyrun's directory in the user's
// cache, or in the directory for temporary files where there is no such cache.
func CacheDir() string {
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "hpyrun")
	}
	return filepath.Join(os.TempDir(), "hpyrun")
}

// Unpack makes sure that the SDK lies in a directory of cache and returns where.
// Several processes may do so at once.
func Unpack(cache string) (*Kit, error) {
	dir := filepath.Join(cache, "sdk-"+Hash())
	if _, err := os.Stat(dir); err == nil {
		return kit(dir), nil
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(cache, "sdk-new-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	if err := write(tmp); err != nil {
		return nil, err
	}
	if err := os.Rename(tmp, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		// Another process may have been faster: its directory is as good.
		if _, statErr := os.Stat(dir); statErr != nil {
			return nil, err
		}
	}
	return kit(dir), nil
}

func write(dir string) error {
	for _, name := range names() {
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			return err
		}
	}
	// MkdirTemp's directory is private; a cache may be shared.
	return os.Chmod(dir, 0o755)
}

func kit(dir string) *Kit {
	k := &Kit{
		Dir: dir,
		Include: []string{
			filepath.Join(dir, "include", "hpy", "forbid_python_h"),
			filepath.Join(dir, "include"),
		},
	}
	for _, name := range names() {
		if strings.HasPrefix(name, "src/") {
			k.Sources = append(k.Sources, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	return k
}
