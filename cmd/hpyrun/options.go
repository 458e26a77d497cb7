package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/python"
)

// options are what the command line says.
type options struct {
	hpyrun.Config
	version     bool
	interactive bool // a prompt when the program has ended

	// heapProfile and cpuProfile are the files to write profiles to; "": none.
	heapProfile, cpuProfile string

	// extensions are files of extensions, or sources of them, to be bound before the
	// program runs.
	extensions []string

	what program
	// text is the code of -c, the name of -m.
	text string
	// args are what the program is given; with inFile the file is the first.
	args []string
}

// program says where a program comes from.
type program int

const (
	noProgram program = iota // nothing was said: a prompt, or standard input
	inFile
	inText   // -c
	inModule // -m
	inInput  // -
)

var errHelp = errors.New("help was asked for")

const tryHelp = "Try 'hpyrun help' for more information."

// parseOptions reads the command line. As with python3 the options end with the
// program: what follows FILE, -c CODE or -m MODULE is the program's.
func parseOptions(args []string) (*options, error) {
	o := &options{}
	exe, err := os.Executable()
	if err == nil {
		o.Executable = exe
	}
	o.OrigArgv = append([]string{exe}, args...)
	fs := flag.NewFlagSet("hpyrun", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.BoolVar(&o.version, "version", false, "")
	fs.BoolVar(&o.version, "V", false, "")
	fs.BoolVar(&o.interactive, "i", false, "")
	fs.Func("gc-stress", "", func(s string) error { return count(s, &o.Heap.Stress) })
	fs.Func("heap-limit", "", func(s string) error { return size(s, &o.Heap.Limit) })
	fs.Func("nursery", "", func(s string) error { return size(s, &o.Heap.NurserySize) })
	fs.BoolFunc("gc-log", "", func(s string) error {
		on, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		if on {
			o.Heap.Log = os.Stderr
		}
		return nil
	})
	fs.BoolFunc("gc-verify", "", func(s string) error {
		if s == "true" {
			s = "1"
		}
		return count(s, &o.Heap.Verify)
	})
	fs.Func("gate", "", func(s string) error {
		_, err := gate.ParseKind(s)
		o.Gate = s
		return err
	})
	for name, file := range map[string]*string{"heapprofile": &o.heapProfile, "cpuprofile": &o.cpuProfile} {
		fs.Func(name, "", func(s string) error {
			if s == "" {
				return errors.New("the name of a file is missing")
			}
			*file = s
			return nil
		})
	}
	fs.Func("stdlib", "", func(s string) error {
		if st, err := os.Stat(s); s != hpyrun.NoStdlib && (err != nil || !st.IsDir()) {
			return fmt.Errorf("%q is no directory", s)
		}
		o.Stdlib = s
		return nil
	})
	o.pythonFlags(fs)
	head, rest := splitArgs(fs, args)
	if err := fs.Parse(head); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, errHelp
		}
		return nil, flagError(err)
	}
	o.fromEnvironment()
	return o, o.setProgram(rest)
}

// badValue matches what package flag says of a value: the value, quoted; the flag, the
// reason, which names the value again.
var badValue = regexp.MustCompile(`(?s)^invalid (?:boolean )?value "(?:[^"\\]|\\.)*" for (?:flag )?-([^:]*): (.*)$`)

// flagError is what package flag complains of, in the words of the command, and with
// the dashes that the help shows.
func flagError(err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return fmt.Errorf("unknown option %s", dashed(name))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return fmt.Errorf("the option %s wants a value", dashed(name))
	}
	if m := badValue.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("the option %s: %s", dashed(m[1]), m[2])
	}
	return errors.New(text)
}

// dashed is the name of an option as it is written.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// splitArgs cuts the command line where the options end: before the first argument that
// is neither an option nor the value of one, and before -c and -m.
func splitArgs(fs *flag.FlagSet, args []string) (head, rest []string) {
	for i := 0; i < len(args); i++ {
		if single := cluster(fs, args[i]); single != nil {
			args = slices.Concat(args[:i], single, args[i+1:])
		}
		a := args[i]
		if a == "--" {
			return args[:i], args[i+1:]
		}
		if len(a) < 2 || a[0] != '-' || isProgramFlag(a) {
			return args[:i], args[i:]
		}
		name, _, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(a, "-"), "-"), "=")
		f := fs.Lookup(name)
		if f == nil || hasValue {
			continue
		}
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); !ok || !b.IsBoolFlag() {
			i++
		}
	}
	return args, nil
}

// isProgramFlag says that a is -c or -m, or one of them with its value (-cCODE).
func isProgramFlag(a string) bool {
	return strings.HasPrefix(a, "-c") && !strings.HasPrefix(a, "-cpuprofile") || strings.HasPrefix(a, "-m")
}

// setProgram finds out what is to be run: extensions, then a program.
func (o *options) setProgram(args []string) error {
	for len(args) > 0 {
		switch a := args[0]; {
		case isProgramFlag(a):
			value, rest := a[2:], args[1:]
			if value == "" {
				if len(rest) == 0 {
					return fmt.Errorf("the option %s wants a value", a)
				}
				value, rest = rest[0], rest[1:]
			}
			o.what, o.text, o.args = inText, value, rest
			if a[1] == 'm' {
				o.what = inModule
			}
			return nil
		case a == "-":
			o.what, o.args = inInput, args[1:]
			return nil
		case a == "-i" && len(o.extensions) > 0:
			o.interactive = true
		case a[:min(1, len(a))] == "-" && len(o.extensions) > 0:
			return fmt.Errorf("the option %s has to stand before %s", a, o.extensions[0])
		case kindOf(a) == script:
			o.what, o.args = inFile, args
			return nil
		default:
			o.extensions = append(o.extensions, a)
		}
		args = args[1:]
	}
	return nil
}

// size parses a number of bytes: 65536, 64K, 64KiB, 1.5G.
func size(s string, into *int) error {
	num := strings.TrimRight(s, "BbIi")
	shift := 0
	if num != "" {
		if i := strings.IndexByte("KMGT", num[len(num)-1]&^0x20); i >= 0 {
			shift = 10 * (i + 1)
			num = num[:len(num)-1]
		}
	}
	f, err := strconv.ParseFloat(num, 64)
	if err != nil || f <= 0 || f*float64(int64(1)<<shift) > 1<<50 {
		return fmt.Errorf("%q is no size: write a number of bytes, or one with K, M or G behind it", s)
	}
	*into = int(f * float64(int64(1)<<shift))
	return nil
}

// count parses a number from 1 on.
func count(s string, into *int) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no number from 1 on", s)
	}
	*into = n
	return nil
}

func versionLine(gateAsked string) string {
	kind := gate.Default()
	if gateAsked != "" {
		kind, _ = gate.ParseKind(gateAsked) // parseOptions took it
	}
	return fmt.Sprintf("hpyrun %s (Python %s, HPy universal ABI %d.%d, gate %s, %s/%s, %s)", python.HPyrunVersion, python.Version,
		loader.ABIMajor, loader.ABIMinor, kind, runtime.GOOS, runtime.GOARCH, runtime.Version())
}
