package main

import (
	"strings"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// goTypes makes types_gen.go: enumerations, flags and structs as Go sees them.
func goTypes() []byte {
	p := new(printer)
	p.f("// %s\n\npackage hpyabi\n\nimport \"unsafe\"\n", doNotEdit)
	p.f(`
// Where the context struct has its parts, in bytes: what precedes member 0, and
// the whole. Member i lies at contextHeaderSize + 8*i.
const (
	contextHeaderSize = %d
	contextSize = %d
	numMembers = %d
)
`, spec.ContextHeaderSize, spec.ContextSize, spec.NumMembers)
	for _, e := range spec.Enums() {
		p.f("\n// %s is C's %s. %s\ntype %s int32\n\nconst (\n", e.Go, e.C, e.Doc, e.Go)
		for _, v := range e.Values {
			p.f("%s %s = %d%s\n", e.GoName(v), e.Go, v.Value, goComment(v.Doc))
		}
		p.f(")\n")
	}
	p.f("\n// Bits of TypeSpec.Flags.\nconst (\n")
	for _, f := range spec.Flags() {
		p.f("%s = %s%s\n", f.Go, strings.ReplaceAll(bits(f.Bits), "UL", ""), goComment(f.Doc))
	}
	p.f(")\n")
	goStruct(p, &spec.Buffer)
	for i := range spec.Structs() {
		goStruct(p, &spec.Structs()[i])
	}
	return p.Bytes()
}

func goStruct(p *printer, s *spec.Struct) {
	p.f("\n// %s is C's %s. %s\n", s.Go, s.C, s.Doc)
	if s.Union {
		goUnion(p, s)
		return
	}
	p.f("type %s struct {\n", s.Go)
	for _, f := range s.Fields {
		p.f("%s %s%s\n", f.Go, goType(f.Type), goComment(f.Doc))
	}
	p.f("}\n")
}

// goUnion has the parts that share a place as methods.
func goUnion(p *printer, s *spec.Struct) {
	places, size := s.Layout()
	kind := s.Fields[0]
	words := (size - places[1].Offset) / 8
	p.f("type %s struct {\n%s %s%s\n", s.Go, kind.Go, goType(kind.Type), goComment(kind.Doc))
	if gap := places[1].Offset - places[0].Size; gap > 0 {
		p.f("_ [%d]byte\n", gap)
	}
	p.f("body [%d]uint64\n}\n", words)
	for _, f := range s.Fields[1:] {
		t := goType(f.Type)
		p.f("\n// %s is the definition when d.%s is %s%s.\n", f.Go, kind.Go, "Def", f.Go)
		p.f("func (d *%s) %s() *%s { return (*%s)(unsafe.Pointer(&d.body)) }\n", s.Go, f.Go, t, t)
	}
}

func goType(c string) string {
	for _, s := range spec.Structs() {
		if s.C == c {
			return s.Go
		}
	}
	return spec.TypeOf(c).Go
}

func goComment(doc string) string {
	if doc == "" {
		return ""
	}
	return " // " + doc
}

// goDispatch makes dispatch_gen.go: for each function that is ready, one that
// takes its arguments from words and calls the method; and what is known of each
// member.
func goDispatch(ready *readiness) []byte {
	p := new(printer)
	var functions []*spec.Member
	for _, m := range functionsOf(spec.Members()) {
		if m.Gate == "" {
			functions = append(functions, m)
		}
	}
	needsMath := false
	for _, m := range functions {
		needsMath = needsMath || ready[m.ID] && usesDouble(m)
	}
	p.f("// %s\n\npackage hpyabi\n", doNotEdit)
	if needsMath {
		p.f("\nimport \"math\"\n")
	}
	p.f("\n// members says what each member is called, what it returns with an exception\n" +
		"// pending, and whether this package has it.\n" +
		"var members = [numMembers]memberInfo{\n")
	for _, m := range spec.Members() {
		p.f("%d: {name: %q", m.ID, m.Name)
		if w := errorWord(&m); w != "0" {
			p.f(", failure: %s", w)
		}
		if ready[m.ID] {
			p.f(", ready: true")
		}
		p.f("},\n")
	}
	p.f("}\n\n// handlers serves the functions that are ready, by member number. It is filled by\n" +
		"// init: members call what looks at it.\n" +
		"var handlers [numMembers]handler\n\n" +
		"func init() {\nhandlers = [numMembers]handler{\n")
	for _, m := range functions {
		if ready[m.ID] {
			p.f("%d: call%s,\n", m.ID, m.GoName())
		}
	}
	p.f("}\n}\n")
	for _, m := range functions {
		if ready[m.ID] {
			handlerFunc(p, m)
		}
	}
	return p.Bytes()
}

func usesDouble(m *spec.Member) bool {
	for _, q := range m.Params {
		if spec.TypeOf(q.Type).Class == spec.Double {
			return true
		}
	}
	return spec.TypeOf(m.CtxResult()).Class == spec.Double
}

func handlerFunc(p *printer, m *spec.Member) {
	args := make([]string, len(m.Params))
	for i, q := range m.Params {
		p0 := new(printer)
		p0.f("a[%d]", i)
		args[i] = goFromWord(q.Type, p0.String())
	}
	call := "c." + m.GoName() + "(" + strings.Join(args, ", ") + ")"
	p.f("\nfunc call%s(c *Context, a *Words) uint64 {\n", m.GoName())
	if m.CtxResult() == "void" {
		p.f("%s\nreturn 0\n}\n", call)
		return
	}
	p.f("return %s\n}\n", goToWord(m.CtxResult(), call))
}

func goFromWord(c, w string) string {
	t := spec.TypeOf(c)
	switch t.Class {
	case spec.Bool:
		return w + "&0xff != 0"
	case spec.Double:
		return "math.Float64frombits(" + w + ")"
	}
	if t.Go == "uint64" {
		return w
	}
	return t.Go + "(" + w + ")"
}

func goToWord(c, v string) string {
	t := spec.TypeOf(c)
	if t.Class == spec.Double {
		return "math.Float64bits(" + v + ")"
	}
	if t.Go == "uint64" {
		return v
	}
	return "uint64(" + v + ")"
}

// errorWord is the Go expression for the word that a member's error value is.
func errorWord(m *spec.Member) string {
	switch {
	case m.ReturnsVoid:
		return "0"
	case m.Error == "" || m.Error == "NULL" || m.Error == "HPy_NULL" || m.Error == "{0}":
		return "0"
	case m.Error == "-1.0":
		return "0xbff0000000000000"
	case strings.HasSuffix(m.Error, "-1"):
		return "^uint64(0)"
	case strings.HasSuffix(m.Error, "-2"):
		return "^uint64(1)"
	}
	panic("BUG: error value " + m.Error)
}
