package main

import (
	"strings"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// reference makes docs/abi.md.
func reference(ready *readiness) []byte {
	p := new(printer)
	p.f("<!-- %s -->\n", doNotEdit)
	n := 0
	for _, r := range ready {
		if r {
			n++
		}
	}
	p.f(`# The ABI

What a universal extension and hpyrun have in common, as `+"`hpyabi/spec`"+` describes it: version
%d.%d, file names `+"`name.%s.so`"+`.

The context is a struct: a name, a private pointer, the ABI version, then its %d members, one
word each in the order of their numbers. A handle is an object; a function takes the context
before the parameters that are shown. **Error** is what a function returns with an exception
pending; where it is empty, the function has no such value. A member that is *missing* raises a
SystemError that names it. %d members are ready, %d are missing.

`, spec.VersionMajor, spec.VersionMinor, spec.Tag, spec.NumMembers, n, spec.NumMembers-n)

	all := make([]*spec.Member, spec.NumMembers)
	for i := range spec.Members() {
		all[i] = &spec.Members()[i]
	}
	p.f("## Members\n")
	for _, g := range byGroup(handlesOf(all)) {
		p.f("\n### %s (handles)\n\n| | Member | | State |\n|--:|---|---|---|\n", g.name)
		for _, m := range g.members {
			p.f("| %d | `%s` | %s | %s |\n", m.ID, m.Name, m.Doc, state(ready[m.ID]))
		}
	}
	for _, g := range byGroup(functionsOf(spec.Members())) {
		p.f("\n### %s\n\n| | Function | | Error | State |\n|--:|---|---|---|---|\n", g.name)
		for _, m := range g.members {
			p.f("| %d | `%s` | %s | %s | %s |\n", m.ID, decl(m.Result, m.Name+"("+params(m)+")"),
				escape(m.Doc), code(m.Error), state(ready[m.ID]))
		}
	}

	p.f("\n## Slots\n\nWhat `HPyDef_SLOT` defines, with the type of the function.\n\n| | Slot | Signature | Function |\n|--:|---|---|---|\n")
	for _, s := range spec.Slots() {
		sig := spec.SignatureByName(s.Signature)
		p.f("| %d | `HPy_%s` | `HPyFunc_%s` | `%s (*)(%s)` |\n", s.Number, s.Name, s.Signature, sig.Result, cParams(sig.Params))
	}
	for _, e := range spec.Enums() {
		switch e.C {
		case "HPySlot_Slot", "HPyFunc_Signature":
			continue
		}
		p.f("\n## %s\n\n%s\n\n| | Name | |\n|--:|---|---|\n", e.C, e.Doc)
		for _, v := range e.Values {
			p.f("| %d | `%s` | %s |\n", v.Value, e.CName(v), v.Doc)
		}
	}
	p.f("\n## Type flags\n\n| Flag | Bits | |\n|---|---|---|\n")
	for _, f := range spec.Flags() {
		p.f("| `%s` | `%#x` | %s |\n", f.C, f.Bits, f.Doc)
	}
	p.f("\n## Structs\n\nOffsets and sizes in bytes.\n")
	structTable(p, &spec.Buffer)
	for i := range spec.Structs() {
		structTable(p, &spec.Structs()[i])
	}
	return p.Bytes()
}

func structTable(p *printer, s *spec.Struct) {
	places, size := s.Layout()
	p.f("\n### %s\n\n%s Size %d.\n\n| Offset | Member | |\n|--:|---|---|\n", s.C, s.Doc, size)
	for i, f := range s.Fields {
		p.f("| %d | `%s` | %s |\n", places[i].Offset, decl(f.Type, f.C), f.Doc)
	}
}

func handlesOf(all []*spec.Member) []*spec.Member {
	var list []*spec.Member
	for _, m := range all {
		if m.Kind == spec.Handle {
			list = append(list, m)
		}
	}
	return list
}

func params(m *spec.Member) string {
	if len(m.Params) == 0 {
		return ""
	}
	return cParams(m.Params)
}

func state(ready bool) string {
	if ready {
		return "ready"
	}
	return "missing"
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// escape keeps a bar from ending the cell of a table.
func escape(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
