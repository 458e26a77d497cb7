package parser

import (
	"os/exec"
	"strings"
	"testing"
)

// library is the directory of python3's library. Without a python3 of version 3.11 the
// test is skipped.
func library(t testing.TB) string {
	out, err := exec.Command("python3", "-c",
		"import sys, ast; assert sys.version_info[:2] == (3, 11); print(ast.__file__)").Output()
	if err != nil {
		t.Skip("no python3 of version 3.11 here to compare with")
	}
	return strings.TrimSuffix(strings.TrimSpace(string(out)), "/ast.py")
}
