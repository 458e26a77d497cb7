package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"
	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/internal/unpack"
	"github.com/hpyrun/hpyrun/python"
)

func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

// terminalWidth is the number of columns of standard output; 80 if it is no
// terminal.
func terminalWidth() int {
	ws, err := unix.IoctlGetWinsize(int(os.Stdout.Fd()), unix.TIOCGWINSZ)
	if err != nil || ws.Col < 40 {
		return 80
	}
	return int(ws.Col)
}

// prompt has a prompt in __main__, with an editor on a terminal, and returns the exit
// code.
func prompt(rt *hpyrun.Runtime) int {
	if !isTerminal(os.Stdin) || !isTerminal(os.Stdout) {
		return rt.Python.Prompt(&plainLines{bufio.NewReader(os.Stdin)})
	}
	cooked, err := liner.TerminalMode()
	if err != nil {
		return rt.Python.Prompt(&plainLines{bufio.NewReader(os.Stdin)})
	}
	ed := &editor{State: liner.NewLiner(), cooked: cooked, history: historyFile()}
	defer ed.close()
	ed.SetCtrlCAborts(true)
	ed.SetTabCompletionStyle(liner.TabPrints)
	ed.SetWordCompleter(func(line string, pos int) (string, []string, string) {
		head, tail := line[:pos], line[pos:]
		if strings.TrimSpace(head) == "" {
			return head, []string{"    "}, tail
		}
		start, words := rt.Python.Complete(head)
		return head[:start], words, tail
	})
	if f, err := os.Open(ed.history); err == nil {
		ed.ReadHistory(f)
		f.Close()
	}
	if ed.raw, err = liner.TerminalMode(); err != nil {
		return fail("%v", err)
	}
	cooked.ApplyMode()
	return rt.Python.Prompt(ed)
}

// editor reads lines from a terminal. The terminal is in the editor's mode while a line
// is edited only: programs find it as they expect it.
type editor struct {
	*liner.State
	cooked, raw liner.ModeApplier
	history     string
}

func (e *editor) ReadLine(prompt string) (string, error) {
	e.raw.ApplyMode()
	line, err := e.Prompt(prompt)
	e.cooked.ApplyMode()
	switch {
	case errors.Is(err, liner.ErrPromptAborted):
		return "", python.ErrInterrupted
	case err == nil && strings.TrimSpace(line) != "":
		e.AppendHistory(line)
	}
	return line, err
}

func (e *editor) close() {
	e.Close()
	// Without a history a prompt is as good: errors do not matter.
	if err := os.MkdirAll(filepath.Dir(e.history), 0o700); err != nil {
		return
	}
	if f, err := os.OpenFile(e.history, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); err == nil {
		e.WriteHistory(f)
		f.Close()
	}
}

func historyFile() string { return filepath.Join(unpack.CacheDir(), "history") }

// plainLines reads lines from what is no terminal, as python3 -i does.
type plainLines struct{ r *bufio.Reader }

func (p *plainLines) ReadLine(prompt string) (string, error) {
	fmt.Fprint(os.Stderr, prompt)
	line, err := p.r.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return strings.TrimSuffix(line, "\n"), err
}
