package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"

	"github.com/hpyrun/hpyrun/hpyabi/build"
	"github.com/hpyrun/hpyrun/hpyabi/sdk"
	"github.com/hpyrun/hpyrun/internal/unpack"
	"github.com/hpyrun/hpyrun/python"
)

const exitInterrupted = python.ExitInterrupted

// buildCommand is hpyrun build.
func buildCommand(args []string) int {
	var o build.Options
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-h" || a == "--help" || a == "-help":
			fmt.Print(buildUsage)
			return 0
		case a == "-o":
			if i++; i == len(args) {
				return fail("build: the option -o wants a value\n%s", tryBuildHelp)
			}
			o.Output = args[i]
		case strings.HasPrefix(a, "-o"):
			o.Output = a[2:]
		default:
			o.Args = append(o.Args, a)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := newProgress()
	o.Color, o.Messages, o.Progress = isTerminal(os.Stderr), p.writer(), p.show
	path, err := build.Build(ctx, o)
	p.clear()
	var usage build.UsageError
	if errors.As(err, &usage) {
		return fail("build: %v\n%s", err, tryBuildHelp)
	}
	if err == nil && isTerminal(os.Stderr) {
		fmt.Fprintln(os.Stderr, path)
	}
	return buildCode(err)
}

// printInclude is hpyrun include.
func printInclude(args []string) int {
	if len(args) > 0 {
		return toolUsage(args, includeUsage, "include")
	}
	kit, err := sdk.Unpack(unpack.CacheDir())
	if err != nil {
		return fail("%v", err)
	}
	fmt.Println(kit.Include[len(kit.Include)-1])
	return 0
}

// progress shows on a terminal what is being done, on one line.
type progress struct {
	mu    sync.Mutex
	on    bool
	shown bool
}

func newProgress() *progress { return &progress{on: isTerminal(os.Stderr)} }

func (p *progress) show(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%s …", what)
		p.shown = true
	}
}

// clear takes the line away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
		p.shown = false
	}
}

// writer is standard error for messages that come in between.
func (p *progress) writer() io.Writer { return progressWriter{p} }

type progressWriter struct{ p *progress }

func (w progressWriter) Write(b []byte) (int, error) {
	if len(b) > 0 {
		w.p.clear()
	}
	return os.Stderr.Write(b)
}
