package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/hpyabi/build"
)

// fileKind says what is to be done with a file.
type fileKind int

const (
	script fileKind = iota
	extension
	source
)

// kindOf goes by the file's name, and where that says nothing by how it begins.
func kindOf(path string) fileKind {
	switch {
	case build.IsSource(path):
		return source
	case strings.HasSuffix(path, ".so"):
		return extension
	case strings.HasSuffix(path, ".py"):
		return script
	}
	f, err := os.Open(path)
	if err != nil {
		return script
	}
	defer f.Close()
	var magic [4]byte
	if n, _ := f.Read(magic[:]); n == 4 && bytes.Equal(magic[:], []byte("\x7fELF")) {
		return extension
	}
	return script
}

// run runs what the options say.
func run(o *options) int {
	// Sources are built before there is a runtime: Ctrl-C is for the compiler then.
	files := slices.Clone(o.extensions)
	for i, f := range files {
		if kindOf(f) == source {
			var code int
			if files[i], code = buildCached(f); code != 0 {
				return code
			}
		}
	}
	// Files that cannot be written are told of before the program runs.
	for _, f := range []struct {
		path string
		to   *io.Writer
	}{{o.heapProfile, &o.HeapProfile}, {o.cpuProfile, &o.CPUProfile}} {
		if f.path != "" {
			file, err := os.Create(f.path)
			if err != nil {
				return fail("the profile cannot be written: %v", err)
			}
			defer file.Close()
			*f.to = file
		}
	}
	rt, err := hpyrun.New(o.Config)
	if err != nil {
		return fail("%v", err)
	}
	stop := handleSignals(rt)
	defer stop()
	var names []string
	for _, f := range files {
		name, err := rt.Load(f)
		if err != nil {
			return fail("%v", err)
		}
		names = append(names, name)
	}
	code, err := runProgram(rt, o, names)
	if err != nil {
		return fail("%v", err)
	}
	code = rt.Finish(code)
	rt.Close()
	return code
}

// runProgram runs the program, or has a prompt. names are the modules of extensions
// that are bound.
func runProgram(rt *hpyrun.Runtime, o *options, names []string) (code int, err error) {
	interactive := o.interactive
	switch o.what {
	case inText:
		code = rt.RunString(o.text, o.args...)
	case inModule:
		code = rt.RunModule(o.text, o.args...)
	case inInput:
		code = rt.RunInput("-", o.args...)
	case inFile:
		if code, err = rt.RunFile(o.args[0], o.args[1:]...); err != nil {
			return 0, err
		}
	case noProgram:
		terminal := isTerminal(os.Stdin)
		switch {
		case len(names) > 0:
			for i, name := range names {
				if i > 0 {
					fmt.Println()
				}
				if err := printSummary(rt, name, o.extensions[i]); err != nil {
					return 0, err
				}
			}
			interactive = interactive || terminal && isTerminal(os.Stdout)
		case terminal || interactive:
			interactive = true
			if !o.Flags.Quiet {
				fmt.Fprintln(os.Stderr, versionLine(o.Gate))
			}
		default:
			code = rt.RunInput("")
		}
		if interactive && !rt.Python.Begin("", []string{""}) {
			return rt.Python.ReportError(rt.Python.T), nil
		}
	}
	if interactive {
		code = prompt(rt)
	}
	return code, nil
}

// handleSignals makes Ctrl-C an exception of the program, and a closed pipe an error of
// the write. stop ends that.
func handleSignals(rt *hpyrun.Runtime) (stop func()) {
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	signals := rt.Python.Signals()
	if !signal.Ignored(syscall.SIGINT) { // in the background of a shell
		signals.Listen(int(syscall.SIGINT))
	}
	return signals.Stop
}

// buildCached builds a source file into the cache.
func buildCached(src string) (file string, code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := newProgress()
	file, _, err := build.Cached(ctx, build.Options{
		Args:     append(envFlags(src), src),
		Color:    isTerminal(os.Stderr),
		Messages: p.writer(),
		Progress: p.show,
	})
	p.clear()
	return file, buildCode(err)
}

// envFlags are the flags for building a file that is run, which has no other place to
// say them.
func envFlags(src string) []string {
	flags := []string{"-g"}
	names := []string{"CPPFLAGS", "CFLAGS", "LDFLAGS"}
	if build.IsCXX(src) {
		names[1] = "CXXFLAGS"
	}
	for _, n := range names {
		flags = append(flags, strings.Fields(os.Getenv(n))...)
	}
	return flags
}

// buildCode reports why there is no extension, and returns the exit code.
func buildCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, build.ErrCompiler):
		return exitFailure // it has said why
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return fail("%v", err)
}
