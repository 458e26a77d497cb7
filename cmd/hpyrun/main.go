// Command hpyrun runs Python programs and HPy universal extensions on a runtime
// whose objects move.
//
// It is a thin layer over package hpyrun: it reads the command line (options.go), finds
// out what a file is and runs it (run.go), has a terminal for a prompt (terminal.go),
// and prints what tools show (summary.go, tools.go, build.go). What it prints on
// standard error and how it exits is what python3 does in the same place; what python3
// has no word for is one sentence that begins with "hpyrun:" and exit code 2.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/hpyrun/hpyrun/hpyabi/native"
	"github.com/hpyrun/hpyrun/python"
)

// Exit codes beside those of the programs that are run.
const (
	exitFailure = 1 // of a compiler
	exitUsage   = 2 // wrong arguments, a file that cannot be used
)

// commands are the words that are no file to run. Each gets what follows it.
var commands = map[string]func(args []string) int{
	"abi":     listABI,
	"build":   buildCommand,
	"help":    helpCommand,
	"include": printInclude,
	"inspect": inspectFile,
}

func init() {
	// Extensions may care for being on the process's first thread.
	runtime.LockOSThread()
	// Go's own heap holds little, for Python's objects are not there. Its collector would
	// run for every few megabytes of passing garbage, on a processor that Python wants.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(800)
	}
}

func main() { exit(command(os.Args[1:])) }

// command is the whole command; it returns the exit code.
func command(args []string) int {
	if len(args) > 0 {
		if f := commands[args[0]]; f != nil {
			return f(args[1:])
		}
	}
	o, err := parseOptions(args)
	switch {
	case errors.Is(err, errHelp):
		fmt.Print(usage)
		return 0
	case err != nil:
		return fail("%v\n%s", err, tryHelp)
	case o.version:
		fmt.Println(versionLine(o.Gate))
		return 0
	}
	return run(o)
}

// fail says what is wrong, and returns the exit code for it.
func fail(format string, args ...any) int {
	fmt.Fprintf(os.Stderr, "hpyrun: "+format+"\n", args...)
	return exitUsage
}

// exit ends the process, through C: what extensions have in C's buffers is written,
// and what they registered to run at exit runs.
func exit(code int) {
	if code == python.ExitInterrupted {
		// As python3: a shell that runs a script is to see that it was Ctrl-C.
		native.FlushStdio()
		signal.Reset(os.Interrupt)
		syscall.Kill(syscall.Getpid(), syscall.SIGINT)
		select {} // the signal is on its way
	}
	native.Exit(code)
}
