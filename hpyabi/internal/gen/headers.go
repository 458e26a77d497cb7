package main

import (
	"strings"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// typesHeader makes abi_types.h: enumerations, function types, and the structs
// that an extension fills.
func typesHeader() []byte {
	p := cHeader("HPY_ABI_TYPES_H", "types that an extension and a runtime share.")
	for _, e := range spec.Enums() {
		p.f("\n/* %s */\ntypedef enum {\n", e.Doc)
		for _, v := range e.Values {
			p.f("    %s = %d,%s\n", e.CName(v), v.Value, comment(v.Doc))
		}
		p.f("} %s;\n", e.C)
	}
	p.f("\n/* Bits of HPyType_Spec.flags. */\n")
	for _, f := range spec.Flags() {
		p.f("#define %s (%s)%s\n", f.C, bits(f.Bits), comment(f.Doc))
	}
	cStruct(p, &spec.Buffer)

	p.f("\n/* The functions that definitions refer to, by kind: the function type, with which\n")
	p.f("   HPyFunc_DECLARE declares, and the type of a pointer to one. */\n")
	for _, s := range spec.Signatures() {
		if s.Result == "" {
			continue
		}
		p.f("typedef %s _HPyProto_HPyFunc_%s(%s);\n", strings.TrimSpace(s.Result), s.Name, cParams(s.Params))
		p.f("typedef _HPyProto_HPyFunc_%s *%s;\n", s.Name, s.TypeName())
	}
	for i := range spec.Structs() {
		cStruct(p, &spec.Structs()[i])
	}
	return p.end()
}

func cStruct(p *printer, s *spec.Struct) {
	p.f("\n/* %s */\ntypedef struct {\n", s.Doc)
	indent := "    "
	for i, f := range s.Fields {
		if s.Union && i == 1 {
			p.f("    _HPy_EXTENSION union {\n")
			indent = "        "
		}
		p.f("%s%s;%s\n", indent, decl(f.Type, f.C), comment(f.Doc))
	}
	if s.Union {
		p.f("    };\n")
	}
	p.f("} %s;\n", s.C)
}

// contextHeader makes abi_context.h: the context struct, and the functions of
// the API that call through it.
func contextHeader() []byte {
	p := cHeader("HPY_ABI_CONTEXT_H", "the context, and the API that goes through it.")
	p.f("\nstruct _HPyContext_s {\n")
	p.f("    const char *name; /* for people to read */\n")
	p.f("    void *_private; /* the runtime's own */\n")
	p.f("    int abi_version;\n")
	for _, m := range spec.Members() {
		if m.Kind == spec.Handle {
			p.f("    HPy %s;\n", m.Field)
			continue
		}
		p.f("    %s;\n", decl(m.CtxResult(), "(*"+m.Field+")("+cParams(withContext(m.Params))+")"))
	}
	p.f("};\n")
	for _, g := range byGroup(functionsOf(spec.Members())) {
		p.f("\n/* --- %s --- */\n", g.name)
		for i := range g.members {
			inlineFunction(p, g.members[i])
		}
	}
	return p.end()
}

func inlineFunction(p *printer, m *spec.Member) {
	if m.NoInline {
		return
	}
	head := decl(m.Result, m.Name+"("+cParams(withContext(m.Params))+")")
	p.f("\n/* %s */\n", m.Doc)
	if m.Legacy {
		p.f("extern _HPY_LEGACY %s;\n", head)
		return
	}
	call := "ctx->" + m.Field + "(" + strings.Join(append([]string{"ctx"}, names(m.Params)...), ", ") + ");"
	p.f("HPyAPI_FUNC %s\n{\n", head)
	switch {
	case m.ReturnsVoid:
		p.f("    %s\n    return HPy_NULL;\n", call)
	case m.Result == "void":
		p.f("    %s\n", call)
	default:
		p.f("    return %s\n", call)
	}
	p.f("}\n")
}

// signaturesHeader makes abi_signatures.h: which signature a slot has, and the
// functions that CPython is given.
func signaturesHeader() []byte {
	p := cHeader("HPY_ABI_SIGNATURES_H", "what follows from the signature of a definition.")
	p.f("\n/* The signature of each slot. */\n")
	for _, s := range spec.Slots() {
		p.f("#define _HPySlot_SIG__HPy_%s HPyFunc_%s\n", s.Name, s.Signature)
	}
	p.f("\n/* What CPython calls in the place of an implementation: a function that packs its\n" +
		"   arguments and lets the runtime call the implementation with handles. */\n")
	for i := range spec.Signatures() {
		trampoline(p, &spec.Signatures()[i])
	}
	return p.end()
}

func trampoline(p *printer, s *spec.Signature) {
	switch s.Trampoline {
	case spec.NoTrampoline:
		return
	case spec.Aborts:
		p.f("\n#define _HPyFunc_TRAMPOLINE_HPyFunc_%s(SYM, IMPL) \\\n", s.Name)
		p.f("    static void SYM(void) { abort(); }\n")
		return
	}
	packed := s.CPython[:len(s.CPython)-s.Unpacked]
	result := s.Result
	if result == "HPy" {
		result = "cpy_PyObject *"
	}
	pack := "_HPyPack_" + s.Name
	p.f("\ntypedef struct {\n")
	for _, q := range packed {
		p.f("    %s;\n", decl(q.Type, q.Name))
	}
	if result != "void" {
		p.f("    %s;\n", decl(result, "result"))
	}
	p.f("} %s;\n", pack)

	line := func(s string) { p.f("%s \\\n", s) }
	line("#define _HPyFunc_TRAMPOLINE_HPyFunc_" + s.Name + "(SYM, IMPL)")
	line("    static " + decl(result, "SYM("+cParams(s.CPython)+")"))
	line("    {")
	line("        " + pack + " pack;")
	for _, q := range packed {
		line("        pack." + q.Name + " = " + q.Name + ";")
	}
	for _, q := range s.CPython[len(packed):] {
		line("        (void)" + q.Name + ";")
	}
	line("        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, \\\n            HPyFunc_" +
		s.Name + ", _HPy_CAST_FUNC(HPyCFunction, IMPL), &pack);")
	if result != "void" {
		line("        return pack.result;")
	}
	p.f("    }\n")
}

// --- C text ---

func cHeader(guard, title string) *printer {
	p := new(printer)
	name := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(guard, "HPY_"), "_H"))
	p.f("/* %s */\n/* hpy/%s.h: %s */\n#ifndef %s\n#define %s\n", doNotEdit, name, title, guard, guard)
	return p
}

func (p *printer) end() []byte {
	p.f("\n#endif\n")
	return p.Bytes()
}

// decl writes the declaration of name with a type: a space, but none behind a
// star.
func decl(typ, name string) string {
	if name == "" || strings.HasSuffix(typ, "*") {
		return typ + name
	}
	return typ + " " + name
}

func cParams(params []spec.Param) string {
	if len(params) == 0 {
		return "void"
	}
	list := make([]string, len(params))
	for i, q := range params {
		list[i] = decl(q.Type, q.Name)
	}
	return strings.Join(list, ", ")
}

func withContext(params []spec.Param) []spec.Param {
	return append([]spec.Param{{Type: "HPyContext *", Name: "ctx"}}, params...)
}

func names(params []spec.Param) []string {
	list := make([]string, len(params))
	for i, q := range params {
		list[i] = q.Name
	}
	return list
}

func comment(doc string) string {
	if doc == "" {
		return ""
	}
	return " /* " + doc + " */"
}

// bits writes a flag as the sum of its bits.
func bits(b uint64) string {
	var list []string
	for i := range 64 {
		if b>>i&1 != 0 {
			p := new(printer)
			p.f("1UL << %d", i)
			list = append(list, p.String())
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return "(" + strings.Join(list, ") | (") + ")"
}

// --- selections ---

type memberGroup struct {
	name    string
	members []*spec.Member
}

// byGroup splits members by their groups, in the order in which each group
// comes first.
func byGroup(members []*spec.Member) []memberGroup {
	var groups []memberGroup
	at := map[string]int{}
	for _, m := range members {
		i, ok := at[m.Group]
		if !ok {
			i = len(groups)
			at[m.Group] = i
			groups = append(groups, memberGroup{name: m.Group})
		}
		groups[i].members = append(groups[i].members, m)
	}
	return groups
}

func functionsOf(members []spec.Member) []*spec.Member {
	var list []*spec.Member
	for i := range members {
		if members[i].Kind == spec.Function {
			list = append(list, &members[i])
		}
	}
	return list
}
