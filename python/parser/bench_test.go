package parser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkParse parses testdata/sample.py, many times over in one source, and prints
// bytes per second.
func BenchmarkParse(b *testing.B) {
	sample, err := os.ReadFile(filepath.Join("testdata", "sample.py"))
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, []byte(strings.Repeat(string(sample), 20)))
}

// BenchmarkLibrary parses files of python3's library, if there is one.
func BenchmarkLibrary(b *testing.B) {
	var all []byte
	for _, name := range [...]string{"argparse", "ast", "datetime", "decimal", "inspect", "typing", "tarfile", "subprocess", "pickle", "pydoc"} {
		src, err := os.ReadFile(filepath.Join(library(b), name+".py"))
		if err == nil {
			all = append(append(all, src...), '\n')
		}
	}
	benchmark(b, all)
}

func benchmark(b *testing.B, src []byte) {
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(src, "bench.py", Exec); err != nil {
			b.Fatal(err)
		}
	}
}
