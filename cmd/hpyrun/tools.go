package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hpyrun/hpyrun/hpyabi"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
)

// listABI is hpyrun abi.
func listABI(args []string) int {
	if len(args) > 0 {
		return toolUsage(args, abiUsage, "abi")
	}
	ready := 0
	members := hpyabi.Members()
	for _, m := range members {
		state := "missing"
		if m.Ready {
			state = "ready"
			ready++
		}
		fmt.Printf("%d %s %s\n", m.ID, m.Name, state)
	}
	fmt.Printf("%d members: %d ready, %d missing\n", len(members), ready, len(members)-ready)
	return 0
}

// inspectFile is hpyrun inspect: what a file is, without loading it. The exit code is 0
// for any file that can be told about, loadable or not.
func inspectFile(args []string) int {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return toolUsage(args, inspectUsage, "inspect")
	}
	f, err := loader.Inspect(args[0])
	if err != nil {
		return fail("%v", err)
	}
	row := func(key, value string) { fmt.Printf("%-12s %s\n", key, value) }
	row("file", f.Path)
	row("machine", f.MachineName())
	if f.Complete {
		row("abi", f.ABI.String())
		for _, m := range f.Modules {
			row("module", fmt.Sprintf("%s (requires HPy ABI %v.%v)", m.Name, m.Major, m.Minor))
		}
		for _, m := range f.PyModules {
			row("module", m+" (CPython)")
		}
		if len(f.PySymbols) > 0 {
			row("CPython API", wrapList(f.PySymbols, 13))
		}
		if f.SoName != "" {
			row("soname", f.SoName)
		}
		if len(f.Needed) > 0 {
			row("needs", strings.Join(f.Needed, ", "))
		}
		if len(f.RunPath) > 0 {
			row("runpath", strings.Join(f.RunPath, ":"))
		}
	}
	// A file with several modules can be loaded as each of them.
	name := ""
	if len(f.Modules) > 1 {
		name = f.Modules[0].Name
	}
	var le *loader.Error
	switch err := f.Check(name); {
	case err == nil:
		row("universal", "yes, hpyrun can load it")
	case errors.As(err, &le):
		row("universal", "no: it "+le.Text)
	}
	return 0
}

// wrapList joins names by commas, on lines that fit the terminal and are indented.
func wrapList(names []string, indent int) string {
	return strings.Join(wrapWords(strings.Split(strings.Join(names, ", "), " "), terminalWidth()-indent),
		"\n"+strings.Repeat(" ", indent))
}

// wrapWords joins words to lines of at most width columns, where that is possible.
func wrapWords(words []string, width int) (lines []string) {
	line, n := "", 0
	for _, w := range words {
		k := columns(w)
		switch {
		case line == "":
			line, n = w, k
		case n+1+k <= width:
			line += " " + w
			n += 1 + k
		default:
			lines = append(lines, line)
			line, n = w, k
		}
	}
	return append(lines, line)
}

// toolUsage prints the help of a command that got args: as an answer, or because they
// are wrong.
func toolUsage(args []string, text, name string) int {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		fmt.Print(text)
		return 0
	}
	if len(args) == 0 {
		fmt.Fprintf(os.Stderr, "hpyrun: %s: an argument is missing\n", name)
	} else {
		fmt.Fprintf(os.Stderr, "hpyrun: %s: these arguments make no sense: %s\n", name, strings.Join(args, " "))
	}
	fmt.Fprint(os.Stderr, text)
	return exitUsage
}
