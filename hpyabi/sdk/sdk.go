// Package sdk holds what an extension is compiled with: our hpy.h and the files it
// includes, and the sources of the helpers (HPyArg_Parse, HPy_BuildValue and so on)
// that become part of each extension. They come inside the binary; Unpack lays
// them down where a C compiler can read them.
//
// Include is also what the C side of this repository is compiled with, so that the
// runtime and extensions cannot disagree about a struct.
//
// The files include/hpy/abi_*.h are generated (hpyabi/internal/gen); everything else
// here is written by hand.
package sdk

import (
	"embed"
	"path/filepath"
	"strings"

	"github.com/hpyrun/hpyrun/internal/unpack"
)

//go:embed include src
var embedded embed.FS

var files = unpack.New("sdk", embedded)

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
func Hash() string { return files.Hash() }

// Unpack makes sure that the SDK lies in a directory of cache and returns where.
// Several processes may do so at once.
func Unpack(cache string) (*Kit, error) {
	dir, err := files.Unpack(cache)
	if err != nil {
		return nil, err
	}
	k := &Kit{
		Dir: dir,
		Include: []string{
			filepath.Join(dir, "include", "hpy", "forbid_python_h"),
			filepath.Join(dir, "include"),
		},
	}
	for _, name := range files.Names() {
		if strings.HasPrefix(name, "src/") {
			k.Sources = append(k.Sources, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	return k, nil
}
