package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// python compares Python programs line by line: the least processor time of the
// rounds, for what a machine does besides only ever adds to it. args are the
// names of lines to run; none: all of them.
func (b *bench) python(args []string) error {
	dir := filepath.Join(b.dir, "python")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"run.py", "operations.py", "programs.py"} {
		text, err := files.ReadFile("python/" + name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	args = append([]string{filepath.Join(dir, "run.py"), strconv.Itoa(*size)}, args...)
	here, there := samples{}, samples{}
	results := map[string]string{}
	var names []string
	for i := range *rounds {
		progress("round %d of %d", i+1, *rounds)
		if err := b.pythonRound(here, b.hpyrunCommand(args...), results, &names); err != nil {
			return err
		}
		if b.cpython == "" {
			continue
		}
		if err := b.pythonRound(there, exec.Command(*python, args...), results, &names); err != nil {
			return err
		}
	}
	b.heading(fmt.Sprintf("least processor time of %d rounds; ratio: hpyrun's time over CPython's", *rounds))
	fmt.Printf("%-26s %12s %12s %7s\n", "", "hpyrun ns", "CPython ns", "ratio")
	logs := 0.0
	for _, name := range names {
		h := slices.Min(here[name])
		if b.cpython == "" {
			fmt.Printf("%-26s %12.1f\n", name, h)
			continue
		}
		c := slices.Min(there[name])
		logs += math.Log(h / c)
		fmt.Printf("%-26s %12.1f %12.1f %7.2f\n", name, h, c, h/c)
	}
	if b.cpython != "" {
		fmt.Printf("%-26s %12s %12s %7.2f\n", "geometric mean", "", "", math.Exp(logs/float64(len(names))))
	}
	return nil
}

// pythonRound is a round whose programs also tell what they found, "name = value":
// both sides have to agree.
func (b *bench) pythonRound(s samples, cmd *exec.Cmd, results map[string]string, names *[]string) error {
	text, err := s.round(cmd, names)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(string(line)), " = ")
		if !ok {
			continue
		}
		if was, seen := results[name]; seen && was != value {
			return fmt.Errorf("%s: %s on one side, %s on the other", name, was, value)
		}
		results[name] = value
	}
	return nil
}
