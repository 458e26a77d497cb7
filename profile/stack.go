package profile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"github.com/google/pprof/profile"

	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/hpyabi/loader"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/python/vm"
)

// frame is one entry of a stack, in two words; kind says what they are.
type frame struct {
	kind frameKind
	a, b uintptr
}

type frameKind uintptr

const (
	pythonFrame frameKind = iota // code, instruction pointer
	cFrame                       // address
	memberFrame                  // number of a member of the HPy context
	noteFrame                    // index in notes
)

// Frames that are no functions.
const (
	noteCollector = iota
	noteOutside
	noteLost
	noteDeeper
)

var notes = [...]string{
	noteCollector: "[garbage collection]",
	noteOutside:   "[outside of Python code]",
	noteLost:      "[lost samples]",
	noteDeeper:    "[frames left out]",
}

// maxDepth is how many frames of a kind a stack has at most, the innermost ones.
const maxDepth = layout.SampledFrames

// key returns the bytes of a stack, good until it changes.
func key(stack []frame) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(stack))), len(stack)*int(unsafe.Sizeof(frame{})))
}

// stacks puts frames together. What it has found out about addresses of C it keeps.
type stacks struct {
	c loader.Unwinder
}

// interleave puts the frames of Python and the calls into C that were under way in the
// order of the stack, behind to. Both begin with the innermost. running is the number of
// Python frames that ran, python has at most maxDepth of them.
func (st *stacks) interleave(to []frame, python []vm.RawFrame, running int, calls []gate.CCall) []frame {
	if len(python) < maxDepth {
		running = len(python) // a signal may come between the two
	}
	next := 0
	for _, c := range calls {
		for ; next < len(python) && running-next > c.Depth; next++ {
			to = append(to, frame{pythonFrame, python[next].Code, python[next].IP})
		}
		to = st.appendC(to, &c)
	}
	for _, f := range python[next:] {
		to = append(to, frame{pythonFrame, f.Code, f.IP})
	}
	if len(python) < running {
		to = append(to, frame{kind: noteFrame, a: noteDeeper})
	}
	return to
}

// appendC appends the frames of a call into C. The frames of our own, the stubs and the
// gate, are left out, but for what answers the extension without asking Go.
func (st *stacks) appendC(to []frame, c *gate.CCall) []frame {
	if c.Member != gate.NoMember {
		to = append(to, frame{kind: memberFrame, a: uintptr(c.Member)})
	}
	leaf := !c.InUpcall
	st.c.Walk(&c.Regs, c.StackAddr, c.Stack, maxDepth, func(s *loader.Symbol) {
		ours := s.Program && !(leaf && strings.HasPrefix(s.Func, "hpyrun_fast_"))
		lost := s.Object == "" && !leaf // in the middle of a switch of stacks
		if !ours && !lost {
			to = append(to, frame{kind: cFrame, a: s.PC})
		}
		leaf = false
	})
	return to
}

// builder makes a profile of stacks.
type builder struct {
	p         *profile.Profile
	python    func(vm.RawFrame) (vm.FrameInfo, bool)
	member    func(id int) string
	modules   map[string]string // by file name
	functions map[functionKey]*profile.Function
	locations map[locationKey]*profile.Location
}

type functionKey struct {
	name, file string
	start      int
}

type locationKey struct {
	fn   *profile.Function
	line int
	addr uint64
}

// newBuilder begins a profile. program is the name that pprof shows as the file that was
// profiled.
func newBuilder(v *vm.VM, program string, member func(int) string, p *profile.Profile) *builder {
	// pprof does not look for symbols of a file that says it has them.
	p.Mapping = []*profile.Mapping{{ID: 1, File: program, HasFunctions: true, HasFilenames: true, HasLineNumbers: true}}
	return &builder{p: p, python: v.Frames(), member: member, modules: map[string]string{},
		functions: map[functionKey]*profile.Function{}, locations: map[locationKey]*profile.Location{}}
}

// add adds a sample.
func (b *builder) add(stack []*profile.Location, labels map[string][]string, values ...int64) {
	b.p.Sample = append(b.p.Sample, &profile.Sample{Location: stack, Label: labels, Value: values})
}

// write writes the profile, compressed.
func (b *builder) write(w io.Writer) error {
	if err := b.p.CheckValid(); err != nil {
		return fmt.Errorf("BUG: %w", err)
	}
	return b.p.Write(w)
}

// stack makes the locations of a stack.
func (b *builder) stack(frames []frame) (list []*profile.Location) {
	member := "" // that the next frame has called
	for _, f := range frames {
		switch f.kind {
		case pythonFrame:
			if info, ok := b.python(vm.RawFrame{Code: f.a, IP: f.b}); ok {
				c := info.Code
				list = append(list, b.location(b.module(c.Filename)+"."+c.QualName, c.Filename, c.FirstLine, int(info.Pos.Line)))
			}
		case cFrame:
			list = append(list, b.cLocation(f.a, member))
		case memberFrame:
			member = b.member(int(f.a))
			list = append(list, b.location(member, "", 0, 0))
			continue
		case noteFrame:
			list = append(list, b.location(notes[f.a], "", 0, 0))
		}
		member = ""
	}
	return list
}

// cLocation is a place in C, with the functions that were compiled into each other there.
// Where the leaf above it is the member of the context that an inline function of HPy's
// calls, that function is left out.
func (b *builder) cLocation(pc uintptr, member string) *profile.Location {
	lk := locationKey{addr: uint64(pc)}
	if l := b.locations[lk]; l != nil {
		return l
	}
	places := loader.Places(pc)
	if len(places) > 1 && places[0].Func == member {
		places = places[1:]
	}
	if len(places) == 0 {
		s, _ := loader.Symbolize(pc)
		p := loader.Place{Func: s.Func, File: s.File, Line: s.Line}
		switch {
		case s.Object == "":
			p.Func = "[code of no file]"
		case p.Func == "":
			at := s.Start
			if at == 0 {
				at = s.Address
			}
			p.Func = fmt.Sprintf("%s+%#x", filepath.Base(s.Object), at)
		}
		if p.File == "" {
			p.File = s.Object
		}
		places = []loader.Place{p}
	}
	l := &profile.Location{Address: uint64(pc)}
	for _, p := range places {
		l.Line = append(l.Line, profile.Line{Function: b.function(p.Func, p.File, 0), Line: int64(p.Line)})
	}
	return b.put(lk, l)
}

// location returns the location of a line of a function that is not C.
func (b *builder) location(name, file string, start, line int) *profile.Location {
	fn := b.function(name, file, start)
	lk := locationKey{fn: fn, line: line}
	if l := b.locations[lk]; l != nil {
		return l
	}
	return b.put(lk, &profile.Location{Line: []profile.Line{{Function: fn, Line: int64(line)}}})
}

func (b *builder) put(k locationKey, l *profile.Location) *profile.Location {
	l.ID, l.Mapping = uint64(len(b.p.Location)+1), b.p.Mapping[0]
	b.locations[k] = l
	b.p.Location = append(b.p.Location, l)
	return l
}

func (b *builder) function(name, file string, start int) *profile.Function {
	k := functionKey{name, file, start}
	fn := b.functions[k]
	if fn == nil {
		// Without a system name pprof takes the name as it is: <lambda> is no template.
		fn = &profile.Function{ID: uint64(len(b.p.Function) + 1), Name: name, Filename: file, StartLine: int64(start)}
		b.functions[k] = fn
		b.p.Function = append(b.p.Function, fn)
	}
	return fn
}

// module names the module in a file, as far as the file tells: with the packages that it
// is in, and for a package by its directory. <string> and its like stay as they are.
func (b *builder) module(file string) string {
	if name, ok := b.modules[file]; ok {
		return name
	}
	name := file
	if strings.HasSuffix(file, ".py") {
		dir := filepath.Dir(file)
		name = strings.TrimSuffix(filepath.Base(file), ".py")
		if name == "__init__" {
			name, dir = filepath.Base(dir), filepath.Dir(dir)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "__init__.py")); err != nil || filepath.Dir(dir) == dir {
				break
			}
			name, dir = filepath.Base(dir)+"."+name, filepath.Dir(dir)
		}
	}
	b.modules[file] = name
	return name
}
