package main

import (
	"fmt"
	"os"
	"strings"
)

const usage = `hpyrun runs Python programs and HPy universal extensions on a heap whose
objects move.

Usage:

  hpyrun [options] FILE [args...]        run FILE, see below
  hpyrun [options] -c CODE [args...]     run Python code
  hpyrun [options] -m MODULE [args...]   run a module or package of the path
  hpyrun [options] - [args...]           run a program from standard input
  hpyrun [options]                       have a prompt

  hpyrun build [-o OUT] [flags] SRC...   compile an extension
  hpyrun include                         print where the headers are
  hpyrun inspect FILE.so                 tell what a file is, without loading it
  hpyrun abi                             list the members of the HPy context
  hpyrun help [COMMAND]                  this text, or that of a command

FILE is one of

  a Python script (.py, or any text)
  an HPy universal extension (name.hpy0.so)
  C or C++ source of one (.c, .cpp, .cc, .cxx): it is built first, if it is not
    in the cache; CC, CXX, CPPFLAGS, CFLAGS, CXXFLAGS and LDFLAGS are heeded

An extension can be followed by a program (-c CODE, -m MODULE, a script or -) with
its arguments: the program finds the module bound to its name. Alone it is
described, and on a terminal there is a prompt.

Options:

  -i                  have a prompt after the program
  -W FILTER           what happens to warnings, as with python3: ignore, error, …
  -B -E -I -O -OO -P -b -d -q -s -S -u -v, -X OPTION
                      as with python3; several may share an argument: -BuWerror
  --gate=fast|cgo     how C is called: by an own stack switch, or by cgo
  --stdlib=DIR        the library directory of a CPython 3.11, which is found by
                      itself in the usual places; "none": only what is in hpyrun
  --version           print the version

  --nursery=SIZE      size of the nursery (4M)
  --heap-limit=SIZE   at most so much memory for objects; then MemoryError
  --gc-log            a line on standard error for each collection
  --gc-stress=N       collect, and move everything, at every Nth allocation; what
                      was left behind faults when it is touched
  --gc-verify[=N]     check the whole heap at every (Nth) collection

  --cpuprofile=FILE   write where the CPU time goes, in Python and in C
  --heapprofile=FILE  write who allocated the objects; both for "go tool pprof"

SIZE is a number of bytes, or one with K, M or G. Directories in PYTHONPATH are
searched for modules. Programs, their exit codes and their messages are as with
python3; what cannot be run at all ends with exit code 2, a crash inside an
extension with a report and exit code 139.
`

const buildUsage = `Usage: hpyrun build [-o OUT] [flags] SRC...

Compiles C and C++ sources to an HPy universal extension, with hpyrun's own
hpy.h and the helpers (HPyArg_Parse and so on) that belong into each extension.

OUT is the file to make: by default the module's name and .hpy0.so, beside the
first source. All other flags go to the compiler: -g, -O3, -I, -D, -l, … Object
files and archives are linked in.

The compilers are what CC and CXX say, else cc and c++. What they are always
given: -fPIC -O2 -fvisibility=hidden -DHPY_ABI_UNIVERSAL, and for linking
-shared -Wl,-Bsymbolic.

For a build system of your own: "hpyrun include" prints the directory of hpy.h;
the helpers' sources are in ../src beside it.
`

const includeUsage = `Usage: hpyrun include

Prints the directory with hpy.h, for -I. The headers come inside of hpyrun and are
unpacked when they are first needed.
`

const abiUsage = `Usage: hpyrun abi

Lists the members of the HPy context, one a line: its number, its name, and
whether it is ready or missing. A missing one raises SystemError when it is called.
`

const inspectUsage = `Usage: hpyrun inspect FILE.so

Tells what a file is without loading it: for which machine, of which ABI, which
modules are in it and which version of HPy they require, and whether hpyrun can
load it.
`

const tryBuildHelp = "Try 'hpyrun build --help' for more information."

// helpCommand is hpyrun help.
func helpCommand(args []string) int {
	texts := map[string]string{"build": buildUsage, "include": includeUsage, "abi": abiUsage, "inspect": inspectUsage, "help": usage}
	if len(args) == 0 {
		fmt.Print(usage)
		return 0
	}
	text, ok := texts[args[0]]
	if !ok || len(args) > 1 {
		fmt.Fprintf(os.Stderr, "hpyrun: there is no help for %q\n%s\n", strings.Join(args, " "), tryHelp)
		return exitUsage
	}
	fmt.Print(text)
	return 0
}
