package loader

import (
	"debug/dwarf"
	"slices"
)

// Place is a function and the line in it that runs.
type Place struct {
	Func string
	File string
	Line int
}

// Places tells the functions at pc, which a compiler has put into each other, the
// innermost first: what is written in a program as calls, HPy's inline functions above
// all, is one function to the machine. The last one is what Symbolize names, by its name
// in the source. It is empty without debug information. It may be used from several
// goroutines.
func Places(pc uintptr) []Place {
	path, bias, program, ok := objectAt(pc)
	if !ok || program {
		return nil
	}
	o := objectFor(path)
	file, line := o.line(uint64(pc - bias)) // reads the debug information
	if file == "" {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.places(uint64(pc-bias), file, line)
}

// subprogram is a function in the debug information.
type subprogram struct {
	ranges [][2]uint64
	at     dwarf.Offset
}

func contains(ranges [][2]uint64, addr uint64) bool {
	return slices.ContainsFunc(ranges, func(r [2]uint64) bool { return r[0] <= addr && addr < r[1] })
}

// places is Places for an address of the file whose line is known.
func (o *object) places(addr uint64, file string, line int) (places []Place) {
	r := o.dwarf.Reader()
	unit, err := r.SeekPC(addr)
	if err != nil {
		return nil
	}
	lines, err := o.dwarf.LineReader(unit)
	if err != nil || lines == nil {
		return nil
	}
	for _, f := range o.subprograms(unit) {
		if !contains(f.ranges, addr) {
			continue
		}
		r.Seek(f.at)
		e, err := r.Next()
		if err != nil || e == nil {
			return nil
		}
		places = []Place{{Func: o.nameOf(e, 0)}}
		o.descend(r, e, addr, func(in *dwarf.Entry) {
			// What was the innermost so far goes on where it was called.
			outer := &places[len(places)-1]
			if i, ok := in.Val(dwarf.AttrCallFile).(int64); ok {
				if files := lines.Files(); int(i) < len(files) && files[i] != nil {
					outer.File = files[i].Name
				}
			}
			if n, ok := in.Val(dwarf.AttrCallLine).(int64); ok {
				outer.Line = int(n)
			}
			places = append(places, Place{Func: o.nameOf(in, 0)})
		})
		inner := &places[len(places)-1]
		inner.File, inner.Line = file, line
		slices.Reverse(places)
		return places
	}
	return nil
}

// descend calls f for each inlined function inside of e, which r has just read, that
// contains addr, the outermost first.
func (o *object) descend(r *dwarf.Reader, e *dwarf.Entry, addr uint64, f func(*dwarf.Entry)) {
	if !e.Children {
		return
	}
	for {
		e, err := r.Next()
		if err != nil || e == nil || e.Tag == 0 {
			return
		}
		if e.Tag == dwarf.TagInlinedSubroutine || e.Tag == dwarf.TagLexDwarfBlock {
			if ranges, err := o.dwarf.Ranges(e); err == nil && contains(ranges, addr) {
				if e.Tag == dwarf.TagInlinedSubroutine {
					f(e)
				}
				o.descend(r, e, addr, f)
				return
			}
		}
		r.SkipChildren()
	}
}

// subprograms lists the functions of a unit, also those in namespaces and classes.
func (o *object) subprograms(unit *dwarf.Entry) []subprogram {
	if list, ok := o.units[unit.Offset]; ok {
		return list
	}
	var list []subprogram
	r := o.dwarf.Reader()
	r.Seek(unit.Offset)
	for depth := 0; ; {
		e, err := r.Next()
		if err != nil || e == nil {
			break
		}
		if e.Tag == 0 {
			if depth--; depth == 0 {
				break
			}
			continue
		}
		if e.Tag == dwarf.TagSubprogram {
			if ranges, err := o.dwarf.Ranges(e); err == nil && len(ranges) > 0 {
				list = append(list, subprogram{ranges, e.Offset})
			}
		}
		switch e.Tag {
		case dwarf.TagCompileUnit, dwarf.TagNamespace, dwarf.TagClassType, dwarf.TagStructType:
			if e.Children {
				depth++
			} else if depth == 0 {
				o.units[unit.Offset] = list
				return list
			}
		default:
			r.SkipChildren()
		}
	}
	o.units[unit.Offset] = list
	return list
}

// nameOf is the name of a function: its own, or that of what it is an instance of.
func (o *object) nameOf(e *dwarf.Entry, hops int) string {
	if name, ok := e.Val(dwarf.AttrName).(string); ok {
		return name
	}
	for _, attr := range []dwarf.Attr{dwarf.AttrAbstractOrigin, dwarf.AttrSpecification} {
		at, ok := e.Val(attr).(dwarf.Offset)
		if !ok || hops > 8 {
			continue
		}
		r := o.dwarf.Reader()
		r.Seek(at)
		if to, err := r.Next(); err == nil && to != nil {
			return o.nameOf(to, hops+1)
		}
	}
	return ""
}
