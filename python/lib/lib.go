// Package lib answers one question: where does the part of Python's library lie that
// is written in Python?
//
// There are two. CPython's own, if one of version 3.11 is installed, is complete; what
// CPython writes in C beneath it is written in Go here (python/modules), under the same
// names. And there is a small one of ours, the *.py files of this directory: it comes
// inside the binary and gives a program the modules that it cannot do without on a
// machine where there is no CPython. sys.path has CPython's first and ours last, so
// that ours is seen only where nothing else is.
//
// # What is looked for
//
// The directory of a CPython 3.11 is one that is called lib/python3.11 and has os.py in it.
// Places, in this order, the first wins:
//
//	$PYTHONHOME/lib/python3.11
//	the CPython of $VIRTUAL_ENV (the "home" of its pyvenv.cfg)
//	/usr, /usr/local
//	the CPython beside a python3.11 or python3 of $PATH, links followed
//	the newest 3.11 of pyenv ($PYENV_ROOT, ~/.pyenv)
//	/opt/homebrew/opt/python@3.11 and the framework of python.org
//
// Behind it come the directories of what was installed for it: those of the virtual
// environment, if that is what it was found by; Debian's two (dist-packages), if it is
// Debian's; site-packages. Modules for CPython's own ABI are not looked at by import, so
// lib-dynload is not among them.
//
// # What holds
//
// Finding takes a few dozen stats and at most one small file, no directory is read unless
// there is no other place left, and no program is started: asking python3 for its prefix
// would be sure, and takes 15 ms, or 150 where python3 is pyenv's shim.
//
// # Rejected
//
// Modules of ours read straight out of the binary, by an importer of their own: a
// traceback shows lines of files, inspect and linecache read them, people want to.
package lib

import (
	"embed"
	"os"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/internal/unpack"
)

//go:embed *.py collections/*.py encodings/*.py importlib/*.py
var embedded embed.FS

var own = unpack.New("lib", embedded)

// None is the Stdlib that stands for no library of a CPython.
const None = "none"

// version is how directories of a CPython that fits are called.
const version = "python3.11"

// Library says where the library lies.
type Library struct {
	// Stdlib is CPython's library; "": there is none.
	Stdlib string
	// Prefix and BasePrefix are sys.prefix and sys.base_prefix: they differ in a virtual
	// environment.
	Prefix, BasePrefix string
	// Site lists the directories of what is installed beside Stdlib.
	Site []string
	// Own is our own library, unpacked; "": there is no directory to unpack it to.
	Own string
}

// Find looks for the library. stdlib is the directory of CPython's, None, or "": then it
// is found in the usual places.
func Find(stdlib string) Library {
	var l Library
	switch stdlib {
	case "":
		l.find()
	case None:
	default:
		l.Stdlib = stdlib
		if abs, err := filepath.Abs(stdlib); err == nil {
			l.Stdlib = abs
		}
		l.Prefix = l.Stdlib
		if filepath.Base(l.Stdlib) == version {
			l.Prefix = filepath.Dir(filepath.Dir(l.Stdlib))
		}
		l.BasePrefix = l.Prefix
		l.addSite(l.Prefix)
	}
	for _, cache := range []string{unpack.CacheDir(), os.TempDir()} {
		if dir, err := own.Unpack(cache); err == nil {
			l.Own = dir
			break
		}
	}
	return l
}

// Path is what sys.path has for the library.
func (l *Library) Path() []string {
	var path []string
	if l.Stdlib != "" {
		path = append(append(path, l.Stdlib), l.Site...)
	}
	if l.Own != "" {
		path = append(path, l.Own)
	}
	return path
}

// find looks into the usual places.
func (l *Library) find() {
	if l.at(os.Getenv("PYTHONHOME")) || l.inEnvironment(os.Getenv("VIRTUAL_ENV")) || l.at("/usr") || l.at("/usr/local") {
		return
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range []string{version, "python3"} {
			if exe, err := filepath.EvalSymlinks(filepath.Join(dir, name)); err == nil && l.at(filepath.Dir(filepath.Dir(exe))) {
				return
			}
		}
	}
	home, _ := os.UserHomeDir()
	for _, root := range []string{os.Getenv("PYENV_ROOT"), filepath.Join(home, ".pyenv")} {
		if root == "" {
			continue
		}
		versions, _ := filepath.Glob(filepath.Join(root, "versions", "3.11*"))
		for i := len(versions) - 1; i >= 0; i-- {
			if l.at(versions[i]) {
				return
			}
		}
	}
	_ = l.at("/opt/homebrew/opt/python@3.11/Frameworks/Python.framework/Versions/3.11") ||
		l.at("/Library/Frameworks/Python.framework/Versions/3.11")
}

// at takes the CPython below prefix, if there is one.
func (l *Library) at(prefix string) bool {
	if prefix == "" {
		return false
	}
	dir := filepath.Join(prefix, "lib", version)
	if st, err := os.Stat(filepath.Join(dir, "os.py")); err != nil || !st.Mode().IsRegular() {
		return false
	}
	l.Stdlib, l.Prefix, l.BasePrefix = dir, prefix, prefix
	l.addSite(prefix)
	return true
}

// inEnvironment takes the CPython that a virtual environment was made with, and what is
// installed in the environment.
func (l *Library) inEnvironment(env string) bool {
	if env == "" {
		return false
	}
	site := filepath.Join(env, "lib", version, "site-packages")
	if !isDir(site) {
		return false // of another version
	}
	cfg, err := os.ReadFile(filepath.Join(env, "pyvenv.cfg"))
	if err != nil {
		return false
	}
	shared := false
	home := ""
	for _, line := range strings.Split(string(cfg), "\n") {
		key, value, _ := strings.Cut(line, "=")
		switch value = strings.TrimSpace(value); strings.ToLower(strings.TrimSpace(key)) {
		case "home":
			home = value
		case "include-system-site-packages":
			shared = strings.EqualFold(value, "true")
		}
	}
	if home == "" || !l.at(filepath.Dir(home)) {
		return false
	}
	l.Prefix = env
	if !shared {
		l.Site = nil
	}
	l.Site = append([]string{site}, l.Site...)
	return true
}

// addSite adds the directories of what is installed below prefix.
func (l *Library) addSite(prefix string) {
	dirs := []string{filepath.Join(prefix, "lib", version, "site-packages")}
	if debian := filepath.Join(prefix, "lib", "python3", "dist-packages"); isDir(debian) {
		dirs = []string{filepath.Join(prefix, "local", "lib", version, "dist-packages"), debian}
	}
	for _, dir := range dirs {
		if isDir(dir) {
			l.Site = append(l.Site, dir)
		}
	}
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}
