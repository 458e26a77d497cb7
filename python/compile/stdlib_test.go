package compile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/python/compile"
	"github.com/hpyrun/hpyrun/python/parser"
)

func TestStdlibTmp(t *testing.T) {
	n := 0
	filepath.WalkDir("/root/.pyenv/versions/3.11.7/lib/python3.11", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".py") || strings.Contains(p, "site-packages") || strings.Contains(p, "lib2to3/tests") {
			return nil
		}
		src, _ := os.ReadFile(p)
		tree, err := parser.Parse(src, p, parser.Exec)
		if err != nil {
			t.Log("parse", err)
			return nil
		}
		_, err = compile.Compile(tree, compile.Options{Filename: p})
		if err != nil {
			t.Log(err)
		}
		n++
		return nil
	})
	t.Log(n, "files")
}
