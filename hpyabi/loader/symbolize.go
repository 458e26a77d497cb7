package loader

import (
	"cmp"
	"debug/dwarf"
	"debug/elf"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"sync"
)

// Symbol names a place in loaded code.
type Symbol struct {
	PC uintptr
	// Func is the nearest function that begins at or before PC, static ones included,
	// and Offset how far PC lies behind its begin. Func is "" if the object has no
	// symbol there.
	Func   string
	Offset uintptr
	// Object is the path of the file that the code was loaded from, and Address PC in
	// that file's own addresses, as addr2line takes it.
	Object  string
	Address uintptr
	// Start is where the function begins in the file's addresses, if that is known: the
	// call-frame information tells it of functions without a symbol as well.
	Start uintptr
	// Program is true if Object is the running program itself.
	Program bool
	// File and Line are the place in the source, if the object has debug information.
	File string
	Line int
}

// String gives "func+0x1f (object.so) at file.c:12", as far as it is known.
func (s Symbol) String() string {
	text := fmt.Sprintf("%#x", s.PC)
	switch {
	case s.Func != "":
		text = fmt.Sprintf("%s+%#x", s.Func, s.Offset)
	case s.Object != "":
		text = fmt.Sprintf("%#x", s.Address)
	}
	if s.Object != "" {
		text += " (" + filepath.Base(s.Object) + ")"
	}
	if s.File != "" {
		text += fmt.Sprintf(" at %s:%d", s.File, s.Line)
	}
	return text
}

// Symbolize names the code at pc. It returns false, with PC alone, if no loaded object is
// there. For a return address, pass the address minus 1, which is in the call. The
// results come from what is cached for each object, so a first call may read its file.
// It may be used from several goroutines.
func Symbolize(pc uintptr) (Symbol, bool) {
	s := Symbol{PC: pc}
	path, bias, program, ok := objectAt(pc)
	if !ok {
		return s, false
	}
	s.Object, s.Address, s.Program = path, pc-bias, program
	if f := runtime.FuncForPC(pc); f != nil {
		s.Func, s.Offset = f.Name(), pc-f.Entry()
		s.File, s.Line = f.FileLine(pc)
		return s, true
	}
	o := objectFor(path)
	if f := o.function(uint64(s.Address)); f != nil {
		s.Func, s.Offset, s.Start = f.name, s.Address-uintptr(f.addr), uintptr(f.addr)
	} else if e := o.frames.find(uint64(s.Address)); e != nil {
		s.Start = uintptr(e.begin)
	}
	if !program { // whose debug information is Go's, and large
		s.File, s.Line = o.line(uint64(s.Address))
	}
	return s, true
}

// object is what we keep of a loaded file. Whatever of it cannot be read is empty: this is
// for messages, and a half message is better than none.
type object struct {
	path      string
	functions []function // by address
	variables []function // by address, those with a size
	frames    frameTable

	mu        sync.Mutex // guards what follows
	dwarf     *dwarf.Data
	readDWARF bool
	lines     map[uint64]sourceLine
	units     map[dwarf.Offset][]subprogram // see inlined.go
}

type function struct {
	addr, size uint64
	name       string
}

type sourceLine struct {
	file string
	line int
}

var objects struct {
	sync.Mutex
	byPath map[string]*object
}

func objectFor(path string) *object {
	objects.Lock()
	defer objects.Unlock()
	o := objects.byPath[path]
	if o == nil {
		o = readObject(path)
		if objects.byPath == nil {
			objects.byPath = map[string]*object{}
		}
		objects.byPath[path] = o
	}
	return o
}

func readObject(path string) *object {
	o := &object{path: path, lines: map[uint64]sourceLine{}, units: map[dwarf.Offset][]subprogram{}}
	f, err := elf.Open(path)
	if err != nil {
		return o
	}
	defer f.Close()
	static, _ := f.Symbols()
	dynamic, _ := f.DynamicSymbols()
	for _, s := range slices.Concat(static, dynamic) {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Section != elf.SHN_UNDEF && s.Name != "" {
			o.functions = append(o.functions, function{s.Value, s.Size, s.Name})
		}
		if elf.ST_TYPE(s.Info) == elf.STT_OBJECT && s.Section != elf.SHN_UNDEF && s.Size > 0 {
			o.variables = append(o.variables, function{s.Value, s.Size, s.Name})
		}
	}
	slices.SortStableFunc(o.variables, func(a, b function) int { return cmp.Compare(a.addr, b.addr) })
	slices.SortStableFunc(o.functions, func(a, b function) int { return cmp.Compare(a.addr, b.addr) })
	o.frames = readFrames(f)
	return o
}

// Variable returns the name of the variable of loaded code that addr lies in, and
// where it ends. ok is false if there is none, or its object has lost its symbols.
func Variable(addr uintptr) (name string, end uintptr, ok bool) {
	path, bias, _, found := objectAt(addr)
	if !found {
		return "", 0, false
	}
	o, at := objectFor(path), uint64(addr-bias)
	i := sort.Search(len(o.variables), func(i int) bool { return o.variables[i].addr > at })
	if i == 0 {
		return "", 0, false
	}
	v := &o.variables[i-1]
	if at-v.addr >= v.size {
		return "", 0, false
	}
	return v.name, uintptr(v.addr+v.size) + bias, true
}

// function returns the nearest function at or before addr. One that says its size and
// ends before addr does not count: between functions lies code without a name.
func (o *object) function(addr uint64) *function {
	i := sort.Search(len(o.functions), func(i int) bool { return o.functions[i].addr > addr })
	if i == 0 {
		return nil
	}
	// Aliases share an address; the first of them is from .symtab.
	at := o.functions[i-1].addr
	for i > 1 && o.functions[i-2].addr == at {
		i--
	}
	f := &o.functions[i-1]
	if f.size != 0 && addr-f.addr >= f.size {
		return nil
	}
	return f
}

func (o *object) line(addr uint64) (string, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l, ok := o.lines[addr]; ok {
		return l.file, l.line
	}
	found := o.findLine(addr)
	o.lines[addr] = found
	return found.file, found.line
}

func (o *object) findLine(addr uint64) (found sourceLine) {
	if !o.readDWARF {
		o.readDWARF = true
		if f, err := elf.Open(o.path); err == nil {
			o.dwarf, _ = f.DWARF()
			f.Close()
		}
	}
	if o.dwarf == nil {
		return found
	}
	unit, err := o.dwarf.Reader().SeekPC(addr)
	if err != nil {
		return found
	}
	lr, err := o.dwarf.LineReader(unit)
	if err != nil || lr == nil {
		return found
	}
	var e dwarf.LineEntry
	if lr.SeekPC(addr, &e) == nil && e.File != nil {
		found = sourceLine{e.File.Name, e.Line}
	}
	return found
}
