// Package unpack lays files that are embedded in the binary down on disk. It answers
// one question: where can other programs, and people who follow a traceback, read
// them?
//
// # Invariants
//
//   - A directory that Unpack returned is complete and has the content of this
//     binary: its name carries a hash of the content, and it appears by one rename.
//     Binaries of several versions share a cache without harm.
//   - Nothing is written when the directory is there: that is one stat.
package unpack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// CacheDir is where Unpack is best pointed at: hpyrun's directory in the user's
// cache, or in the directory for temporary files where there is no such cache.
func CacheDir() string {
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "hpyrun")
	}
	return filepath.Join(os.TempDir(), "hpyrun")
}

// Set is a set of embedded files.
type Set struct {
	name  string
	files fs.FS
	list  func() []string
	hash  func() string
}

// New makes a Set. Its directories are called name-hash.
func New(name string, files fs.FS) *Set {
	s := &Set{name: name, files: files}
	s.list = sync.OnceValue(s.walk)
	s.hash = sync.OnceValue(s.sum)
	return s
}

// Names lists the files, by the names that fs.FS gives them, in order.
func (s *Set) Names() []string { return s.list() }

// Hash identifies the content of the files: 16 hexadecimal digits.
func (s *Set) Hash() string { return s.hash() }

func (s *Set) walk() []string {
	var list []string
	err := fs.WalkDir(s.files, ".", func(path string, d fs.DirEntry, err error) error {
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

// Read returns the content of one of the files.
func (s *Set) Read(name string) []byte {
	content, err := fs.ReadFile(s.files, name)
	if err != nil {
		panic("BUG: embedded file: " + err.Error())
	}
	return content
}

func (s *Set) sum() string {
	h := sha256.New()
	for _, name := range s.list() {
		content := s.Read(name)
		fmt.Fprintf(h, "%s %d\n", name, len(content))
		h.Write(content)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Unpack makes sure that the files lie in a directory of cache and returns its
// name. Several processes may do so at once.
func (s *Set) Unpack(cache string) (string, error) {
	dir := filepath.Join(cache, s.name+"-"+s.hash())
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return "", err
	}
	tmp, err := os.MkdirTemp(cache, s.name+"-new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	if err := s.write(tmp); err != nil {
		return "", err
	}
	if err := os.Rename(tmp, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		// Another process may have been faster: its directory is as good.
		if _, statErr := os.Stat(dir); statErr != nil {
			return "", err
		}
	}
	return dir, nil
}

func (s *Set) write(dir string) error {
	for _, name := range s.list() {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, s.Read(name), 0o666); err != nil {
			return err
		}
	}
	// MkdirTemp's directory is private; a cache may be shared.
	return os.Chmod(dir, 0o755)
}
