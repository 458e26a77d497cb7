// Command rawaddr runs the analyzer of raw addresses over packages.
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/hpyrun/hpyrun/internal/rawaddr"
)

func main() { singlechecker.Main(rawaddr.Analyzer) }
