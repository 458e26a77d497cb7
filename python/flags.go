package python

import (
	"slices"

	"github.com/hpyrun/hpyrun/heap"
)

// Flags are what python3's options of one letter say: sys.flags. The zero Flags is what
// python3 is without options.
type Flags struct {
	Debug, Inspect, Interactive   int
	Optimize                      int // -O: no assert statements; -OO: no docstrings
	NoUserSite, NoSite            bool
	IgnoreEnvironment             bool // -E: no PYTHON… variables
	Verbose, BytesWarning         int
	Quiet                         bool
	Isolated                      bool // -I: -E, -P and -s
	DevMode                       bool // -X dev
	WarnDefaultEncoding, SafePath bool // -P: what runs adds no directory to sys.path
	Unbuffered                    bool // -u
	// MaxStrDigits is sys.get_int_max_str_digits() at the start; nil: 4300.
	MaxStrDigits *int
	// XOptions are those of -X: name and value, "" where there is none.
	XOptions map[string]string
}

var flagNames = []string{"debug", "inspect", "interactive", "optimize", "dont_write_bytecode", "no_user_site", "no_site",
	"ignore_environment", "verbose", "bytes_warning", "quiet", "hash_randomization", "isolated", "dev_mode", "utf8_mode",
	"warn_default_encoding", "safe_path", "int_max_str_digits"}

// items are the values of sys.flags.
func (f *Flags) items() []any {
	digits := -1
	if f.MaxStrDigits != nil {
		digits = *f.MaxStrDigits
	}
	one := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	// Byte code is never written, and text is always UTF-8.
	return []any{f.Debug, f.Inspect, f.Interactive, f.Optimize, 1, one(f.NoUserSite), one(f.NoSite),
		one(f.IgnoreEnvironment), f.Verbose, f.BytesWarning, one(f.Quiet), 1, one(f.Isolated), f.DevMode, 1,
		one(f.WarnDefaultEncoding), f.SafePath, digits}
}

// xOptions makes sys._xoptions.
func (in *Interp) xOptions(t *Thread) Value {
	defer t.Pop(t.Top())
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	var names []string
	for name := range in.cfg.Flags.XOptions {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v := t.Push(heap.True)
		if text := in.cfg.Flags.XOptions[name]; text != "" {
			v.Set(t.NewStr(text))
		}
		if v.V() == heap.Null || !t.DictSetStr(d, name, v) {
			return heap.Null
		}
	}
	return d.V()
}
