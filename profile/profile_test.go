package profile_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"

	"github.com/google/pprof/profile"
	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/build"
	ours "github.com/hpyrun/hpyrun/profile"
)

// extension builds testdata/hot.c once for all tests.
var extension = sync.OnceValues(func() (string, error) {
	file, _, err := build.Cached(context.Background(), build.Options{
		Args: []string{"-g", "testdata/hot.c"}, Messages: os.Stderr})
	return file, err
})

// run runs a script with the extension hot and gives what it is configured to write.
func run(t *testing.T, cfg hpyrun.Config, script string, args ...string) {
	t.Helper()
	file, err := extension()
	require.NoError(t, err)
	var out bytes.Buffer
	cfg.Stdout, cfg.Stderr = &out, &out
	rt, err := hpyrun.New(cfg)
	require.NoError(t, err)
	defer rt.Close()
	_, err = rt.Load(file)
	require.NoError(t, err)
	code, err := rt.RunFile(script, args...)
	require.NoError(t, err)
	require.Zero(t, rt.Finish(code), out.String())
}

func parse(t *testing.T, b *bytes.Buffer) *profile.Profile {
	t.Helper()
	p, err := profile.Parse(b)
	require.NoError(t, err)
	require.NoError(t, p.CheckValid())
	return p
}

// mark is the line of a file that ends with a comment.
func mark(t *testing.T, file, comment string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasSuffix(line, "# "+comment) || strings.HasSuffix(line, "/* "+comment+" */") {
			return i + 1
		}
	}
	t.Fatalf("%s has no line marked %q", file, comment)
	return 0
}

// frame is what a test says of a frame: the function, and if line is not 0 the line,
// which is in file if that is not "".
type frame struct {
	name string
	line int
	file string
}

func (f frame) matches(l profile.Line) bool {
	return l.Function.Name == f.name && (f.line == 0 || l.Line == int64(f.line)) &&
		(f.file == "" || filepath.Base(l.Function.Filename) == f.file)
}

// sum adds up the values of number value of all samples whose stacks have these frames,
// from the leaf on, one below the other; "…" stands for any frames, or none.
func sum(p *profile.Profile, value int, frames ...frame) (total int64) {
	for _, s := range p.Sample {
		var stack []profile.Line
		for _, l := range s.Location {
			stack = append(stack, l.Line...)
		}
		if hasFrames(stack, frames) {
			total += s.Value[value]
		}
	}
	return total
}

func hasFrames(stack []profile.Line, frames []frame) bool {
	switch {
	case len(frames) == 0:
		return true
	case frames[0].name == "…":
		for i := range len(stack) + 1 {
			if hasFrames(stack[i:], frames[1:]) {
				return true
			}
		}
		return false
	case len(stack) == 0:
		return false
	}
	return frames[0].matches(stack[0]) && hasFrames(stack[1:], frames[1:])
}

var any = frame{name: "…"}

// kinds are the ways in which everything has to work.
var kinds = []struct {
	name string
	gate string
	heap heap.Config
}{
	{"fast", "fast", heap.Config{}},
	{"cgo", "cgo", heap.Config{}},
	{"stress", "fast", heap.Config{Stress: 101, Verify: 7}},
}

func TestCPU(t *testing.T) {
	const script, c = "testdata/time.py", "testdata/hot.c"
	py := func(name, comment string) frame {
		f := frame{name: "time." + name, file: "time.py"}
		if comment != "" {
			f.line = mark(t, script, comment)
		}
		return f
	}
	inC := func(name, comment string) frame {
		f := frame{name: name, file: "hot.c"}
		if comment != "" {
			f.line = mark(t, c, comment)
		}
		return f
	}
	module := frame{name: "time.<module>"}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			var out bytes.Buffer
			run(t, hpyrun.Config{Gate: k.gate, Heap: k.heap, CPUProfile: &out, CPUProfileRate: 200}, script, "0.1")
			p := parse(t, &out)
			require.Equal(t, "samples", p.SampleType[0].Type)
			require.Equal(t, "cpu", p.SampleType[1].Type)
			require.Equal(t, "nanoseconds", p.SampleType[1].Unit)
			require.EqualValues(t, 5_000_000, p.Period)
			hot, outer := inC("hot_inner", "hot"), inC("hot_outer", "outer")
			expected := map[string][]frame{
				"a loop":                        {py("busy", "plain"), module},
				"a generator":                   {py("busy", ""), py("gen", "gen"), module},
				"C, called from Python":         {hot, outer, inC("burn_impl", ""), py("inner", "burns in C")},
				"C that left Python":            {hot, outer, inC("burn_away_impl", "away"), py("away", "burns away"), module},
				"a builtin is its caller":       {any, py("builtin", "builtin"), module},
				"Python, called back by C":      {any, py("inner", ""), any, py("called_back", "twice"), any, frame{name: "time.<module>", line: mark(t, script, "from C")}},
				"what is not Python has a name": {any, module},
			}
			if k.gate == "fast" {
				expected["Python and C in turn"] = []frame{any, py("inner", ""),
					{name: "HPy_Call"}, inC("through_impl", "through"), py("called_back", "twice"),
					{name: "HPy_Call"}, inC("through_impl", "through"), module}
			}
			for what, frames := range expected {
				require.Positive(t, sum(p, 1, frames...), "%s\n%s", what, p)
			}
			for _, s := range p.Sample {
				require.Zero(t, s.Value[1]%p.Period)
				require.GreaterOrEqual(t, s.Value[1], s.Value[0]*p.Period)
			}
			require.Zero(t, sum(p, 1, any, frame{name: "[lost samples]"}))
		})
	}
}

func TestHeap(t *testing.T) {
	const script, c = "testdata/space.py", "testdata/hot.c"
	const allocObjects, allocSpace, inuseObjects, inuseSpace = 0, 1, 2, 3
	py := func(name, comment string) frame {
		return frame{name: "space." + name, line: mark(t, script, comment), file: "space.py"}
	}
	typ := func(name string) frame { return frame{name: "type:" + name} }
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			var out bytes.Buffer
			run(t, hpyrun.Config{Gate: k.gate, Heap: k.heap, HeapProfile: &out, HeapProfileInterval: 512}, script)
			p := parse(t, &out)
			require.Equal(t, "inuse_space", p.DefaultSampleType)
			for i, name := range []string{"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"} {
				require.Equal(t, name, p.SampleType[i].Type)
			}
			near := func(want, got int64, what string) {
				t.Helper()
				require.InEpsilon(t, want, got, 0.15, what)
			}
			near(20000, sum(p, inuseObjects, typ("Node"), py("nodes", "kept")), "what lives")
			near(20000, sum(p, allocObjects, typ("list"), py("nodes", "dropped")), "what was allocated")
			require.Zero(t, sum(p, inuseObjects, typ("list"), py("nodes", "dropped")), "what died")
			near(20000, sum(p, inuseObjects, typ("tuple"), frame{name: "space.<lambda>.<locals>.<listcomp>", line: mark(t, script, "floor")}), "deep in recursion")
			require.Positive(t, sum(p, inuseObjects, any, frame{name: "space.deep"}, frame{name: "space.deep"}, any, frame{name: "space.<module>"}))
			near(20000, sum(p, inuseObjects, typ("tuple"), any, frame{name: "space.deep"}, frame{name: "[frames left out]"}), "deeper than a stack is kept")
			near(5000, sum(p, inuseObjects, typ("set"), py("gen", "yielded"), frame{name: "space.<module>"}), "in a generator")
			dicts := []frame{typ("dict"), {name: "HPyDict_New"}, {name: "fill", line: mark(t, c, "fill"), file: "hot.c"}, {name: "dicts_impl"}, py("<module>", "in C")}
			near(20000, sum(p, inuseObjects, dicts...), "in C")
			structs := []frame{typ("hot.Big"), any, {name: "Big_new_impl"}, any, {name: "space.<module>", line: mark(t, script, "structs")}}
			near(3000, sum(p, inuseObjects, structs...), "objects with a struct")
			require.Greater(t, sum(p, inuseSpace, structs...), int64(3000*1000*85/100), "the struct counts")
			labels := map[string]bool{}
			for _, s := range p.Sample {
				require.Len(t, s.Label["type"], 1)
				labels[s.Label["type"][0]] = true
				require.Equal(t, "type:"+s.Label["type"][0], s.Location[0].Line[0].Function.Name)
				require.GreaterOrEqual(t, s.Value[allocObjects], s.Value[inuseObjects])
				require.GreaterOrEqual(t, s.Value[allocSpace], s.Value[inuseSpace])
			}
			require.True(t, labels["Node"] && labels["elsewhere.local.Local"] && labels["dict"] && labels["hot.Big"])
		})
	}
}

// Two runtimes on one thread, one after the other and one beside the other: each has its
// own program in its profile.
func TestTwoRuntimes(t *testing.T) {
	var profiles [2]bytes.Buffer
	var spaces [2]bytes.Buffer
	programs := [2]string{
		"import time\ndef first():\n end = time.process_time() + .1\n while time.process_time() < end: [0]\nfirst()",
		"import time\ndef second():\n end = time.process_time() + .1\n while time.process_time() < end: {0}\nsecond()",
	}
	var rts [2]*hpyrun.Runtime
	for i := range rts {
		rt, err := hpyrun.New(hpyrun.Config{CPUProfile: &profiles[i], HeapProfile: &spaces[i], HeapProfileInterval: 1024})
		require.NoError(t, err)
		defer rt.Close()
		rts[i] = rt
	}
	for range 2 {
		for i, rt := range rts {
			require.Zero(t, rt.RunString(programs[i]))
		}
	}
	for i, rt := range rts {
		require.Zero(t, rt.Finish(0))
		cpu, space := parse(t, &profiles[i]), parse(t, &spaces[i])
		own, other := frame{name: "<string>.first"}, frame{name: "<string>.second"}
		if i == 1 {
			own, other = other, own
		}
		for _, p := range []*profile.Profile{cpu, space} {
			require.Positive(t, sum(p, 1, any, own), p)
			require.Zero(t, sum(p, 1, any, other), p)
		}
		require.Positive(t, sum(cpu, 1, frame{name: "[outside of Python code]"}), "the other's time is not in Python here")
	}
}

// Each thread's time and objects are its own; one that never ends is in the profile too.
func TestThreads(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			var cpu, space bytes.Buffer
			run(t, hpyrun.Config{Gate: k.gate, Heap: k.heap, CPUProfile: &cpu, HeapProfile: &space, HeapProfileInterval: 256}, "testdata/threads.py")
			p := parse(t, &cpu)
			for _, name := range []string{"one", "two", "endless"} {
				require.Positive(t, sum(p, 1, any, frame{name: "threads." + name}), "%s\n%s", name, p)
			}
			require.Positive(t, sum(p, 1, any, frame{name: "hot_inner"}, any, frame{name: "threads.two"}))
			require.Zero(t, sum(p, 1, any, frame{name: "threads.one"}, any, frame{name: "threads.two"}))
			require.Zero(t, sum(p, 1, any, frame{name: "threads.one"}, any, frame{name: "threads.<module>"}))
			require.Positive(t, sum(parse(t, &space), 2, frame{name: "type:set"}, frame{name: "threads.one"}))
		})
	}
}

// A ring that is too small goes round and round, and what finds no room is counted: into the
// smaller one no sample with a C stack fits.
func TestSmallRing(t *testing.T) {
	for _, size := range []uintptr{512, 4096} {
		undo := ours.SetRingSize(size)
		var out bytes.Buffer
		run(t, hpyrun.Config{CPUProfile: &out, CPUProfileRate: 200}, "testdata/time.py", "0.15")
		undo()
		p := parse(t, &out)
		taken := sum(p, 1, any, frame{name: "time.<module>"})
		lost := sum(p, 1, frame{name: "[lost samples]"})
		require.Positive(t, taken)
		if size == 512 {
			require.Positive(t, lost)
			require.Zero(t, sum(p, 1, any, frame{name: "hot_inner"}))
		}
		// The program measures 5 times 0.15 s, a part of them by the clock of all threads.
		require.GreaterOrEqual(t, taken+lost, int64(500e6))
	}
}

// Go's own profiler uses the same signal: each gets its own.
func TestBesideGos(t *testing.T) {
	var gos, own bytes.Buffer
	if err := pprof.StartCPUProfile(&gos); err != nil {
		t.Skip("go test -cpuprofile has it")
	}
	run(t, hpyrun.Config{CPUProfile: &own}, "testdata/time.py", "0.1")
	pprof.StopCPUProfile()
	require.Positive(t, sum(parse(t, &own), 1, any, frame{name: "time.builtin"}))
	require.Positive(t, sum(parse(t, &gos), 1, any, frame{name: "github.com/hpyrun/hpyrun/python/vm.(*Exec).run"}))
}

// A program that is over at once has profiles too, even if they are empty.
func TestShortPrograms(t *testing.T) {
	for _, program := range []string{"", "1/0", "raise SystemExit(3)", "raise KeyboardInterrupt"} {
		var cpu, space, out bytes.Buffer
		rt, err := hpyrun.New(hpyrun.Config{CPUProfile: &cpu, HeapProfile: &space, Stderr: &out})
		require.NoError(t, err)
		rt.Finish(rt.RunString(program))
		parse(t, &cpu)
		parse(t, &space)
		n := cpu.Len()
		rt.Close()
		require.Equal(t, n, cpu.Len(), "profiles are written once")
	}
	// Without Finish, Close writes.
	var cpu, space bytes.Buffer
	rt, err := hpyrun.New(hpyrun.Config{CPUProfile: &cpu, HeapProfile: &space})
	require.NoError(t, err)
	require.Zero(t, rt.RunString("pass"))
	rt.Close()
	parse(t, &cpu)
	parse(t, &space)
}
