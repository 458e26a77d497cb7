// Command hpyrun runs Python programs and HPy universal extensions on a runtime
// whose objects move.
package main

import (
	"fmt"
	"os"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/python"
)

func main() {
	in, err := python.New(python.Config{Argv: os.Args[1:]})
	if err != nil {
		fmt.Fprintln(os.Stderr, "hpyrun:", err)
		os.Exit(2)
	}
	var v heap.Value
	if os.Args[1] == "-c" {
		v = in.RunString(os.Args[2], "<string>")
	} else {
		v = in.RunFile(os.Args[1])
	}
	code := 0
	if v == heap.Null {
		code = in.ReportError(in.T)
	}
	in.Flush()
	os.Exit(code)
}
