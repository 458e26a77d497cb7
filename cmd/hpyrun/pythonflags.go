package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The options of one letter that python3 has, and the variables of the environment that say
// the same.

// valued are those letters whose option has a value, which may follow at once: -Werror.
const valued = "WX"

// pythonFlags defines the options.
func (o *options) pythonFlags(fs *flag.FlagSet) {
	f := &o.Flags
	f.XOptions = map[string]string{}
	set := func(letter string, what ...*bool) {
		fs.BoolFunc(letter, "", func(string) error {
			for _, b := range what {
				*b = true
			}
			return nil
		})
	}
	count := func(letter string, what *int) {
		fs.BoolFunc(letter, "", func(string) error { *what++; return nil })
	}
	var nothing bool // byte code is never written; a line #!… is a comment
	set("B", &nothing)
	set("E", &f.IgnoreEnvironment)
	set("I", &f.Isolated, &f.IgnoreEnvironment, &f.NoUserSite, &f.SafePath)
	set("P", &f.SafePath)
	set("R", &nothing)
	set("S", &f.NoSite)
	set("s", &f.NoUserSite)
	set("q", &f.Quiet)
	set("u", &f.Unbuffered)
	count("O", &f.Optimize)
	count("b", &f.BytesWarning)
	count("d", &f.Debug)
	count("v", &f.Verbose)
	fs.Func("W", "", func(s string) error {
		o.WarnOptions = append(o.WarnOptions, s)
		return nil
	})
	fs.Func("X", "", func(s string) error { return o.xOption(s) })
}

// xOption is -X.
func (o *options) xOption(s string) error {
	name, value, _ := strings.Cut(s, "=")
	o.Flags.XOptions[name] = value
	switch name {
	case "dev":
		o.Flags.DevMode = true
	case "warn_default_encoding":
		o.Flags.WarnDefaultEncoding = true
	case "int_max_str_digits":
		n, err := strconv.Atoi(value)
		if err != nil || n != 0 && n < 640 {
			return errors.New("int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.")
		}
		o.Flags.MaxStrDigits = &n
	case "faulthandler": // a fault is always reported
	case "tracemalloc", "importtime":
		return fmt.Errorf("hpyrun does not have -X %s", name)
	}
	return nil
}

// fromEnvironment adds what the environment says, unless -E forbids it.
func (o *options) fromEnvironment() {
	f := &o.Flags
	env := func(name string) string {
		if f.IgnoreEnvironment {
			return ""
		}
		return os.Getenv(name)
	}
	for _, dir := range filepath.SplitList(env("PYTHONPATH")) {
		if dir != "" {
			o.Path = append(o.Path, dir)
		}
	}
	level := func(name string, what *int) {
		if s := env(name); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil || n < 1 {
				n = 1
			}
			*what = max(*what, n)
		}
	}
	level("PYTHONOPTIMIZE", &f.Optimize)
	level("PYTHONVERBOSE", &f.Verbose)
	level("PYTHONDEBUG", &f.Debug)
	level("PYTHONINSPECT", &f.Inspect)
	f.Unbuffered = f.Unbuffered || env("PYTHONUNBUFFERED") != ""
	f.SafePath = f.SafePath || env("PYTHONSAFEPATH") != ""
	f.NoUserSite = f.NoUserSite || env("PYTHONNOUSERSITE") != ""
	f.DevMode = f.DevMode || env("PYTHONDEVMODE") != ""
	f.WarnDefaultEncoding = f.WarnDefaultEncoding || env("PYTHONWARNDEFAULTENCODING") != ""
	if n, err := strconv.Atoi(env("PYTHONINTMAXSTRDIGITS")); err == nil && o.Flags.MaxStrDigits == nil && (n == 0 || n >= 640) {
		o.Flags.MaxStrDigits = &n
	}
	// Later filters win, and those of the command line come last.
	var filters []string
	if f.DevMode {
		filters = append(filters, "default")
	}
	for filter := range strings.SplitSeq(env("PYTHONWARNINGS"), ",") {
		if filter != "" {
			filters = append(filters, filter)
		}
	}
	o.WarnOptions = slices.Concat(filters, o.WarnOptions)
	if o.interactive {
		f.Inspect, f.Interactive = max(f.Inspect, 1), max(f.Interactive, 1)
	}
	o.interactive = o.interactive || f.Inspect > 0
}

// cluster takes several options in one argument apart, as -Bu and -Werror: nil if it is none
// of that kind. Behind -c and -m the rest is theirs.
func cluster(fs *flag.FlagSet, arg string) []string {
	if len(arg) < 3 || arg[0] != '-' || arg[1] == '-' {
		return nil
	}
	var single []string
	for i := 1; i < len(arg); i++ {
		letter := arg[i : i+1]
		switch {
		case i > 1 && (letter == "c" || letter == "m"):
			return append(single, "-"+arg[i:])
		case fs.Lookup(letter) == nil:
			return nil
		case strings.Contains(valued, letter):
			if single = append(single, "-"+letter); i+1 < len(arg) {
				single = append(single, arg[i+1:])
			}
			return single
		}
		single = append(single, "-"+letter)
	}
	return single
}
