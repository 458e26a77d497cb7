package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// workloads are the scripts of gcload: each takes a size and prints, last,
// "objects N …".
var workloads = []struct {
	script string
	size   int
	about  string
}{
	{"churn.py", 1_000_000, "short-lived objects beside a live graph that changes"},
	{"trees.py", 10_000_000, "binary trees that die, one that stays"},
	{"fragment.py", 1_000_000, "old objects of mixed sizes, most of which die"},
	{"structs.py", 400_000, "C structs in cycles through fields"},
}

// cpythonDriver runs a script and reports CPython's collections as hpyrun's log
// does. Its reference counting has no pauses to report.
const cpythonDriver = `
import gc, sys, time
start = 0
pauses = []
def seen(phase, info):
    global start
    if phase == 'start':
        start = time.perf_counter()
    else:
        pauses.append((info['generation'], time.perf_counter() - start))
gc.callbacks.append(seen)
sys.argv = sys.argv[1:]
exec(compile(open(sys.argv[0]).read(), sys.argv[0], 'exec'), {'__name__': '__main__'})
for g, p in pauses:
    print('gc: generation %d (): pause %.3f ms' % (g, 1e3 * p), file=sys.stderr)
`

// loadResult is what one run of a workload showed.
type loadResult struct {
	wall    time.Duration
	objects float64
	kinds   map[string]int
	pauses  []float64 // ms, sorted
	peak    float64   // MiB, resident
	memory  []memory  // before and after each collection
}

// gcLine is a line of the log: kind, KiB before and after (hpyrun's has them), pause.
var gcLine = regexp.MustCompile(`^gc: ([^(]+) \([^)]*\): (?:([0-9.]+) KiB -> ([0-9.]+) KiB, .*)?pause ([0-9.]+) ms`)

// timedLog keeps lines and when they came.
type timedLog struct {
	start time.Time
	text  bytes.Buffer
	times []time.Duration
}

func (l *timedLog) Write(p []byte) (int, error) {
	for range bytes.Count(p, []byte{'\n'}) {
		l.times = append(l.times, time.Since(l.start))
	}
	return l.text.Write(p)
}

func runLoad(cmd *exec.Cmd) (*loadResult, error) {
	var out bytes.Buffer
	log := &timedLog{start: time.Now()}
	cmd.Stdout, cmd.Stderr = &out, log
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, tail(out.String()), tail(log.text.String()))
	}
	r := &loadResult{wall: time.Since(log.start), kinds: map[string]int{}}
	if ru, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = float64(ru.Maxrss) / 1024
	}
	sc := bufio.NewScanner(&out)
	for sc.Scan() {
		if f := strings.Fields(sc.Text()); len(f) > 1 && f[0] == "objects" {
			r.objects, _ = strconv.ParseFloat(f[1], 64)
		}
	}
	number := func(s string) float64 {
		n, _ := strconv.ParseFloat(s, 64)
		return n
	}
	for i, line := range strings.Split(strings.TrimSpace(log.text.String()), "\n") {
		m := gcLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		r.kinds[strings.TrimSpace(m[1])]++
		ms := number(m[4])
		r.pauses = append(r.pauses, ms)
		if m[2] != "" {
			begin, end := log.times[i]-time.Duration(ms*1e6), log.times[i]
			if n := len(r.memory); n > 0 { // lines may come late
				begin = max(begin, r.memory[n-1].at)
			}
			r.memory = append(r.memory, memory{begin, number(m[2]) / 1024}, memory{end, number(m[3]) / 1024})
		}
	}
	sort.Float64s(r.pauses)
	return r, nil
}

func tail(s string) string {
	if len(s) > 2000 {
		return "…" + s[len(s)-2000:]
	}
	return s
}

// quantile returns the pause that the part q of all does not exceed.
func (r *loadResult) quantile(q float64) float64 {
	if len(r.pauses) == 0 {
		return 0
	}
	return r.pauses[min(int(q*float64(len(r.pauses))), len(r.pauses)-1)]
}

func (r *loadResult) print(who string) {
	var kinds []string
	for k, n := range r.kinds {
		kinds = append(kinds, fmt.Sprintf("%d %s", n, k))
	}
	sort.Strings(kinds)
	sum := 0.0
	for _, p := range r.pauses {
		sum += p
	}
	fmt.Printf("  %-8s %7.2f s  %6.2f M objects/s  peak %6.1f MiB  pauses ms: median %.3f  99%% %.3f  max %.3f  sum %.0f  (%s)\n",
		who, r.wall.Seconds(), r.objects/r.wall.Seconds()/1e6, r.peak, r.quantile(0.5), r.quantile(0.99), r.quantile(1), sum, strings.Join(kinds, ", "))
	fmt.Printf("           %s\n", r.histogram())
}

// pauseBuckets is how many lengths of pauses are told apart, each twice the one before: from
// less than 1 µs to 4 s and more.
const pauseBuckets = 24

// buckets counts the pauses by length.
func (r *loadResult) buckets() (counts [pauseBuckets]int) {
	for _, p := range r.pauses {
		b := 0
		for us := p * 1000; us >= 1 && b < len(counts)-1; us /= 2 {
			b++
		}
		counts[b]++
	}
	return counts
}

// histogram draws the distribution of pauses, a bar for each length.
func (r *loadResult) histogram() string {
	if len(r.pauses) == 0 {
		return "no collections"
	}
	counts := r.buckets()
	bars := []rune(" ▁▂▃▄▅▆▇█")
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	var b strings.Builder
	b.WriteString("1 µs |")
	for _, n := range counts {
		i := n * (len(bars) - 1) / most
		if n > 0 && i == 0 {
			i = 1
		}
		b.WriteRune(bars[i])
	}
	b.WriteString("| 8 s   (number of pauses by length, doubling)")
	return b.String()
}

func (b *bench) collector() error {
	driver := filepath.Join(b.dir, "driver.py")
	if err := os.WriteFile(driver, []byte(cpythonDriver), 0o644); err != nil {
		return err
	}
	entries, err := files.ReadDir("gcload")
	if err != nil {
		return err
	}
	for _, e := range entries {
		text, err := files.ReadFile("gcload/" + e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.dir, e.Name()), text, 0o644); err != nil {
			return err
		}
	}
	b.heading("one run of each")
	var rows []row
	for _, w := range workloads {
		progress("%s …", w.script)
		n := strconv.Itoa(w.size)
		fmt.Printf("%s: %s\n", strings.TrimSuffix(w.script, ".py"), w.about)
		r, err := runLoad(b.hpyrunCommand("--gc-log", filepath.Join("hpy", "border.hpy0.so"), w.script, n))
		if err != nil {
			return err
		}
		r.print("hpyrun")
		drawn := row{name: strings.TrimSuffix(w.script, ".py"), about: w.about, here: r}
		if b.cpython != "" {
			cmd := exec.Command(*python, driver, w.script, n)
			cmd.Dir = b.dir
			cmd.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(b.dir, "capi"))
			if r, err = runLoad(cmd); err != nil {
				return err
			}
			r.print("CPython")
			drawn.there = r
		}
		rows = append(rows, drawn)
		fmt.Println()
	}
	if *svg != "" {
		return writePicture(*svg, b.circumstances("one run of each"), rows)
	}
	return nil
}
