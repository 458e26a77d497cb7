package hpyrun_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi/build"
)

// shared builds testdata/shared.c, once.
var shared = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "hpyrun-test-")
	if err != nil {
		return "", err
	}
	var messages bytes.Buffer
	file, err := build.Build(context.Background(), build.Options{
		Args: []string{"-O1", "-std=gnu11", "testdata/shared.c"}, Output: filepath.Join(dir, "shared.hpy0.so"), Messages: &messages})
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, messages.String())
	}
	return file, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if file, err := shared(); err == nil {
		os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

// run runs a program with the extension on a runtime of its own, and returns what it
// printed; finish is called before the end.
func run(t *testing.T, cfg hpyrun.Config, src string, finish func(rt *hpyrun.Runtime)) string {
	file, err := shared()
	require.NoError(t, err)
	var out bytes.Buffer
	cfg.Stdout, cfg.Stderr, cfg.Stdin, cfg.Stdlib = &out, &out, strings.NewReader(""), hpyrun.NoStdlib
	rt, err := hpyrun.New(cfg)
	require.NoError(t, err)
	defer rt.Close()
	_, err = rt.Load(file)
	require.NoError(t, err)
	rt.Finish(rt.RunString(src))
	if finish != nil {
		finish(rt)
	}
	return out.String()
}

// kinds calls f for both gates, on heaps that stand and on such that move all the time.
func kinds(t *testing.T, f func(t *testing.T, cfg hpyrun.Config)) {
	for _, gate := range []string{"fast", "cgo"} {
		for _, stress := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s/stress=%d", gate, stress), func(t *testing.T) {
				f(t, hpyrun.Config{Gate: gate, Heap: heap.Config{Stress: stress, Verify: stress * 500}})
			})
		}
	}
}

const several = `
import shared
me = ME

class Sub(shared.Counter):
    def add(self, n):
        return super().add(n) + 1000 * me

a, b = shared.Counter(), Sub()
total = 0
for i in range(60):
    shared.keep([me, i])
    total += i
    assert a.add(i) == total, 'struct'
    if i % 20 == 0:
        a.wait(0.001)
        total += 1
    assert b.add(1) == i + 1 + 1000 * me, 'inherited'
    assert shared.get() == [me, i], 'global'
    assert shared.call(lambda x: (me, x), 3) == [(me, 0), (me, 1), (me, 2)], 'calls'
    try:
        shared.fail((me, i))
    except ValueError as e:
        assert e.args == (me, i), 'error'
    try:
        shared.call(lambda x: 1 // (1 - x), 3)
    except ZeroDivisionError:
        pass
    else:
        assert False, 'no error'
    assert type(a) is shared.Counter and type(b).__base__ is shared.Counter, 'types'
print(me, a.add(0), b.add(0), shared.get(), shared.alive() > 1)
`

// Runtimes share a library, whose static variables are in the process once, and nothing
// else: each has its own types, globals and errors. They run at the same time, on threads of
// their own.
func TestSeveralRuntimes(t *testing.T) {
	kinds(t, func(t *testing.T, cfg hpyrun.Config) {
		var wg sync.WaitGroup
		outs := make([]string, 3)
		for me := range outs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				outs[me] = run(t, cfg, strings.Replace(several, "ME", fmt.Sprint(me), 1), nil)
			}()
		}
		wg.Wait()
		for me, out := range outs {
			require.Equal(t, fmt.Sprintf("%d 1773 %d [%d, 59] True\n", me, 60+1000*me, me), out)
		}
	})
	// HPy_tp_destroy has run for each struct.
	require.Equal(t, "0\n", run(t, hpyrun.Config{}, "import shared; print(shared.alive())", nil))
}

const threads = `
import shared, _thread, gc
lock = _thread.allocate_lock()
counter = shared.Counter()
progress, away, done = 0, [], []

class Mine(shared.Counter):
    pass

def work(me):
    mine = Mine()
    mine.name = me
    for i in range(40):
        assert mine.add(1) == i + 1
        assert shared.call(lambda x: (me, x), 3) == [(me, 0), (me, 1), (me, 2)]
        try:
            shared.fail(me)
        except ValueError as e:
            assert e.args == (me,)
        with lock:
            counter.add(1)
    # While this thread is outside of Python others run.
    for i in range(200):
        before = progress
        mine.wait(0.001)
        if progress > before:
            away.append(me)
            break
    done.append(mine)

for me in range(4):
    _thread.start_new_thread(work, (me,))
while len(done) < 4:
    progress += 1
    if progress % 64 == 0:
        gc.collect(0)
while _thread._count():
    shared.Counter().wait(0)
print(counter.add(0), sorted(away), sorted(c.name for c in done))
`

// Threads of one runtime use the extension: each has a context of its own, and leaves Python by
// giving up the runtime's lock.
func TestThreads(t *testing.T) {
	kinds(t, func(t *testing.T, cfg hpyrun.Config) {
		out := run(t, cfg, threads, func(rt *hpyrun.Runtime) {
			require.Len(t, rt.Python.RT.Threads(), 1)
			require.NoError(t, gc.Verify(rt.Python.RT.Heap))
		})
		require.Equal(t, "160 [0, 1, 2, 3] [0, 1, 2, 3]\n", out)
	})
}

const twice = `
import shared, sys
import importlib.util
file = shared.__file__

def load(name, file):
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

shared.keep('first')
again = load('again.shared', file)
print(again is shared, again.Counter is shared.Counter, again.__name__, sys.modules.get('again.shared'))
print(shared.get(), again.get())  # the library's globals are the same ones
again.keep('second')
print(shared.get())
a, b = shared.Counter(), again.Counter()
print(a.add(1), b.add(5), type(a) is type(b))
try:
    shared.Counter.add(b, 1)
except TypeError as e:
    print(e)
`

// The same extension twice in one runtime: two modules over one library.
func TestLoadedTwice(t *testing.T) {
	kinds(t, func(t *testing.T, cfg hpyrun.Config) {
		require.Equal(t, "False False again.shared None\nNone None\nsecond\n1 5 False\n"+
			"descriptor 'add' for 'shared.Counter' objects doesn't apply to a 'shared.Counter' object\n", run(t, cfg, twice, nil))
	})
}
