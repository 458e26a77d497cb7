package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hpyrun/hpyrun/hpyabi/sdk"
)

// cacheFormat changes when the content or the keys of the cache do.
const cacheFormat = "1"

// entry is what the cache knows of one build.
type entry struct {
	File string // in the cache
	// Deps are the files that the compiler read besides the sources, each with the
	// hash of its content.
	Deps map[string]string
}

// Cached is Build into the cache; Output is not used. hit tells that nothing had to be
// done.
func Cached(ctx context.Context, o Options) (path string, hit bool, err error) {
	j, err := newJob(o)
	if err != nil {
		return "", false, err
	}
	key, err := j.key()
	if err != nil {
		return "", false, err
	}
	dir := filepath.Join(j.Cache, "build")
	index := filepath.Join(dir, key+".json")
	if path, ok := lookUp(index); ok {
		return path, true, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", false, err
	}
	tmp, module, deps, err := j.make(ctx, dir)
	if err != nil {
		return "", false, err
	}
	tmpDir := filepath.Dir(tmp)
	defer os.RemoveAll(tmpDir)
	e := entry{Deps: map[string]string{}}
	for _, d := range deps {
		if strings.HasPrefix(d, j.kit.Dir) {
			continue // in the key
		}
		if e.Deps[d], err = hashFile(d); err != nil {
			return "", false, err
		}
	}
	text, err := json.Marshal(e)
	if err != nil {
		return "", false, err
	}
	place := filepath.Join(dir, key+"."+hash(string(text)))
	e.File = filepath.Join(place, module+Suffix)
	if err := os.Rename(tmp, filepath.Join(tmpDir, module+Suffix)); err != nil {
		return "", false, err
	}
	if err := os.Rename(tmpDir, place); err != nil && !exists(e.File) {
		return "", false, err
	}
	if text, err = json.Marshal(e); err != nil {
		return "", false, err
	}
	if err := writeFile(index, text); err != nil {
		return "", false, err
	}
	trim(dir)
	return e.File, false, nil
}

// key hashes all that decides about the result and is known beforehand.
func (j *job) key() (string, error) {
	parts := []string{cacheFormat, sdk.Hash()}
	for _, cmd := range [][]string{j.cc, j.cxx} {
		id, err := compilerID(cmd)
		if err != nil {
			return "", err
		}
		parts = append(parts, id)
	}
	parts = append(parts, fmt.Sprintf("%q %q %q %q", base, linkBase, j.flags, j.link))
	if len(j.flags)+len(j.link) > 0 {
		// Directories in flags may be relative.
		dir, err := os.Getwd()
		if err != nil {
			return "", err
		}
		parts = append(parts, dir)
	}
	for _, env := range []string{"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX"} {
		parts = append(parts, os.Getenv(env))
	}
	for _, f := range slices.Concat(j.sources, j.link) {
		if strings.HasPrefix(f, "-") || !exists(f) {
			continue
		}
		abs, err := filepath.Abs(f) // for #include "…" and __FILE__
		if err != nil {
			return "", err
		}
		content, err := hashFile(f)
		if err != nil {
			return "", err
		}
		parts = append(parts, abs, content)
	}
	return hash(parts...), nil
}

// compilerID tells one compiler from another, or from its next version. Words of the
// command that are programs count as well: CC may be "ccache gcc".
func compilerID(cmd []string) (string, error) {
	id := fmt.Sprintf("%q", cmd)
	for i, word := range cmd {
		path, err := exec.LookPath(word)
		if err != nil {
			if i == 0 {
				return "", err
			}
			continue
		}
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return "", err
		}
		st, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		id += fmt.Sprintf(" %s %d %d", path, st.Size(), st.ModTime().UnixNano())
	}
	return id, nil
}

// lookUp returns what the entry at index leads to, if it still counts.
func lookUp(index string) (path string, ok bool) {
	text, err := os.ReadFile(index)
	if err != nil {
		return "", false
	}
	var e entry
	if json.Unmarshal(text, &e) != nil || !exists(e.File) {
		return "", false
	}
	for name, want := range e.Deps {
		if got, err := hashFile(name); err != nil || got != want {
			return "", false
		}
	}
	now := time.Now()
	for _, f := range []string{index, filepath.Dir(e.File)} {
		_ = os.Chtimes(f, now, now) // for trim; a cache of somebody else's is as good
	}
	return e.File, true
}

// maxAge is how long an entry stays that nobody uses.
const maxAge = 30 * 24 * time.Hour

// trim removes old entries. What cannot be removed stays.
func trim(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, f := range list {
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > maxAge {
			os.RemoveAll(filepath.Join(dir, f.Name()))
		}
	}
}

// helpers returns the object files of the helpers, which are compiled once for each
// compiler and set of flags.
func (j *job) helpers(ctx context.Context) ([]string, error) {
	flags := j.helperFlags()
	id, err := compilerID(j.cc)
	if err != nil {
		return nil, err
	}
	key := hash(append([]string{cacheFormat, sdk.Hash(), id, strings.Join(base, " ")}, flags...)...)
	dir := filepath.Join(j.Cache, "build", "helpers-"+key)
	var objects []string
	for _, src := range j.kit.Sources {
		objects = append(objects, filepath.Join(dir, strings.TrimSuffix(filepath.Base(src), ".c")+".o"))
	}
	if exists(dir) {
		now := time.Now()
		_ = os.Chtimes(dir, now, now)
		return objects, nil
	}
	j.Progress("compiling HPy's helpers (once)")
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "helpers-new-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	for i, src := range j.kit.Sources {
		args := slices.Concat(j.cc[1:], base, flags, []string{"-std=gnu99", "-w"})
		for _, dir := range j.kit.Include {
			args = append(args, "-I"+dir)
		}
		args = append(args, "-c", "-o", filepath.Join(tmp, filepath.Base(objects[i])), src)
		if err := j.run(ctx, j.cc[0], args); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return nil, err
	}
	if err := os.Rename(tmp, dir); err != nil && !exists(dir) {
		return nil, err
	}
	return objects, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// writeFile makes a file appear with its whole content.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

func hashFile(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return hash(string(content)), nil
}

// hash returns 32 hexadecimal digits.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\n%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
