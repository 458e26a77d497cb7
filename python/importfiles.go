package python

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// What the machinery of import asks of the file system, each question one function of
// _imp: no stat_result is made to learn that something is a file.

var impFileFunctions = []object.MethodDef{
	{Name: "_path_kind", Sig: "(path, /)", Doc: "Return 'file', 'directory', 'other', or None if there is no such thing.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			st, err := os.Stat(path)
			switch {
			case err != nil:
				return heap.None
			case st.Mode().IsRegular():
				return t.RT.Name("file").V()
			case st.IsDir():
				return t.RT.Name("directory").V()
			}
			return t.RT.Name("other").V()
		}},
	{Name: "_path_mtime", Sig: "(path, /)", Doc: "Return the time of modification in nanoseconds; -1: there is no such thing.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			st, err := os.Stat(path)
			if err != nil {
				return heap.SmallInt(-1)
			}
			return t.NewInt(st.ModTime().UnixNano())
		}},
	{Name: "_file_stats", Sig: "(path, /)", Doc: "Return (time of modification in seconds, size, mode). OSError: there is no such thing.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			st, err := os.Stat(path)
			if err != nil {
				return raisePath(t, err, a.At(0))
			}
			items := t.PushN(3)
			items.Set(heap.Float(float64(st.ModTime().UnixNano()) / 1e9))
			items.At(1).Set(t.NewInt(st.Size()))
			items.At(2).Set(heap.SmallInt(int64(st.Mode().Perm())))
			return t.TupleOf(items, 3)
		}},
	{Name: "_list_directory", Sig: "(path, /)", Doc: "Return the names in a directory. OSError: it cannot be read.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			d, err := os.Open(path)
			if err != nil {
				return raisePath(t, err, a.At(0))
			}
			defer d.Close()
			names, err := d.Readdirnames(-1)
			if err != nil {
				return raisePath(t, err, a.At(0))
			}
			list := t.Push(t.NewList(len(names)))
			if list.V() == heap.Null {
				return heap.Null
			}
			for _, n := range names {
				mark := t.Top()
				r := t.Push(newPath(t, n))
				if r.V() == heap.Null || !t.ListAppend(list, r) {
					return heap.Null
				}
				t.Pop(mark)
			}
			return list.V()
		}},
	{Name: "_find_in_directory", Sig: "(directory, names, leaf, suffixes, /)", Fn: findInDirectory,
		Doc: "Return (which, file, package) of the module leaf, or None: suffixes[which] is what file ends\nwith, package the directory if it is a package. which -1: a directory without __init__.\nnames are the names that the directory has."},
	{Name: "_read_file", Sig: "(path, /)", Doc: "Return a file's content. OSError: it cannot be read.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return raisePath(t, err, a.At(0))
			}
			return t.NewBytes(data)
		}},
	{Name: "_write_file", Sig: "(path, data, mode, /)", Doc: "Write a file, and make the directories that it is in. OSError: that failed.",
		Fn: func(t *Thread, a Args) Value {
			path, ok := fsPath(t, a.At(0))
			if !ok {
				return heap.Null
			}
			mode, ok := t.AsInt64(a.At(2))
			if !ok {
				return heap.Null
			}
			if !t.RT.TypeOf(a.At(1).V()).Has(object.FlagBytesSubclass) && !t.RT.TypeOf(a.At(1).V()).IsSubtype(t.RT.ByteArrayType) {
				return t.TypeErrorf("a bytes-like object is required, not '%s'", t.TypeName(a.At(1).V()))
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				return raisePath(t, err, a.At(0))
			}
			if err := writeWhole(path, object.BytesOf(a.At(1).V()), fs.FileMode(mode)); err != nil {
				return raisePath(t, err, a.At(0))
			}
			return heap.None
		}},
	{Name: "_getcwd", Sig: "()", Doc: "Return the current directory. OSError: it was removed.",
		Fn: func(t *Thread, a Args) Value {
			dir, err := os.Getwd()
			if err != nil {
				return raisePath(t, err, Ref{})
			}
			return newPath(t, dir)
		}},
}

// findInDirectory is the search of a FileFinder: a package before a module, and among each
// the order of suffixes. Only what is in names is looked at on disk.
func findInDirectory(t *Thread, a Args) Value {
	dir, ok := fsPath(t, a.At(0))
	if !ok {
		return heap.Null
	}
	leaf, ok := fsPath(t, a.At(2))
	if !ok {
		return heap.Null
	}
	names, suffixes := a.At(1), a.At(3)
	if t.RT.TypeOf(suffixes.V()) != t.RT.TupleType {
		return t.TypeErrorf("suffixes must be a tuple, not %s", t.TypeName(suffixes.V()))
	}
	n := t.TupleLen(suffixes.V())
	suffix := func(i int) (string, bool) { return fsPath(t, t.Push(t.TupleAt(suffixes.V(), i))) }
	listed := func(name string) int {
		s := t.Push(newPath(t, name))
		if s.V() == heap.Null {
			return -1
		}
		return t.Contains(names, s)
	}
	defer t.Pop(t.Top())
	path := strings.TrimRight(dir, "/") + "/" + leaf
	found := func(which int, file, pkg string) Value {
		items := t.PushN(3)
		items.Set(heap.SmallInt(int64(which)))
		items.At(1).Set(newPath(t, file))
		items.At(2).Set(heap.None)
		if pkg != "" {
			items.At(2).Set(newPath(t, pkg))
		}
		if items.At(1).V() == heap.Null || items.At(2).V() == heap.Null {
			return heap.Null
		}
		return t.TupleOf(items, 3)
	}
	has := listed(leaf)
	if has < 0 {
		return heap.Null
	}
	directory := has > 0 && isDir(path)
	for i := 0; directory && i < n; i++ {
		s, ok := suffix(i)
		if !ok {
			return heap.Null
		}
		if init := path + "/__init__" + s; isFile(init) {
			return found(i, init, path)
		}
	}
	for i := range n {
		s, ok := suffix(i)
		if !ok {
			return heap.Null
		}
		switch listed(leaf + s) {
		case -1:
			return heap.Null
		case 1:
			if isFile(path + s) {
				return found(i, path+s, "")
			}
		}
	}
	if directory {
		return found(-1, path, path)
	}
	return heap.None
}

// writeWhole writes a file so that nobody sees a part of it.
func writeWhole(path string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// fsPath is a path as the system wants it. Bytes that are not UTF-8 are lone surrogates
// in a str (PEP 383). False: exception pending.
func fsPath(t *Thread, path Ref) (string, bool) {
	if v := path.V(); !t.RT.IsStr(v) && !t.RT.IsBytes(v) {
		t.TypeErrorf("expected str, bytes or os.PathLike object, not %s", t.TypeName(v))
		return "", false
	}
	return modules.FSEncode(t, path)
}

// newPath makes a str of a path of the system's.
func newPath(t *Thread, path string) Value {
	return t.NewStrBytes(escapeBytes(path))
}

// escapeBytes turns bytes that are not UTF-8 into lone surrogates.
func escapeBytes(s string) []byte {
	out := make([]byte, 0, len(s))
	for i, r := range s {
		if r == '\uFFFD' && (i+3 > len(s) || s[i:i+3] != "\uFFFD") {
			out = append(out, encodeChar(0xDC00+rune(s[i]))...)
			continue
		}
		out = append(out, encodeChar(r)...)
	}
	return out
}

// raisePath raises the OSError of an error of package os; path, unless nil, is its
// filename.
func raisePath(t *Thread, err error, path Ref) Value {
	raiseOS(t, err)
	if !path.IsNil() && t.ExcMatches(t.RT.Exc.OSError) {
		exc := t.Push(t.TakeExc())
		if !t.SetAttr(exc, t.RT.Name("filename"), path) {
			return heap.Null
		}
		t.RestoreExc(exc.V())
	}
	return heap.Null
}

func isFile(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.Mode().IsRegular()
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}

func absolute(p string) string {
	if a, err := filepath.Abs(p); err == nil {
		return a
	}
	return p
}
