package main

import (
	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// stubsHeader makes ctx_stubs_gen.h: what hand-written C beside the stubs needs
// of them.
func stubsHeader() []byte {
	p := new(printer)
	p.f("/* %s */\n", doNotEdit)
	p.f("/* The stubs of the context's functions, and where a context gets them from. */\n")
	p.f("#ifndef HPYRUN_CTX_STUBS_GEN_H\n#define HPYRUN_CTX_STUBS_GEN_H\n\n#include \"hpy.h\"\n\n")
	p.f("#define HPYRUN_NUM_MEMBERS %d\n\n", spec.NumMembers)
	p.f("/* Numbers of the members, by the name of their Go methods. */\nenum {\n")
	for _, m := range functionsOf(spec.Members()) {
		p.f("    HPYRUN_ID_%s = %d,\n", m.GoName(), m.ID)
	}
	p.f("};\n\n")
	p.f("typedef void (*hpyrun_code)(void);\n\n")
	p.f("/* By member number: a function's stub, NULL for a handle. The first table asks Go for\n" +
		"   everything; the second has C answer what it can (ctx_fast.c). */\n")
	p.f("extern const hpyrun_code hpyrun_stubs[HPYRUN_NUM_MEMBERS];\n")
	p.f("extern const hpyrun_code hpyrun_fast_stubs[HPYRUN_NUM_MEMBERS];\n")
	for _, m := range functionsOf(spec.Members()) {
		p.f("\n%s;", stubHead("hpyrun_stub_", m))
		if m.Fast {
			p.f("\n%s;", stubHead("hpyrun_fast_", m))
		}
	}
	p.f("\n")
	return p.end()
}

// stubsSource makes ctx_stubs_gen.c.
func stubsSource() []byte {
	p := new(printer)
	p.f("/* %s */\n", doNotEdit)
	p.f(`/* For each function of the context, a stub with its exact C type, which lays its
   arguments out as words on the C stack and asks Go for the member by its number. */
#include "ctx_stubs_gen.h"

#include "gate.h"

#include <string.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* The struct is what Go computes: member i at HEADER + 8 * i. */
#define HEADER %d
#define AT(id, field) _Static_assert(offsetof(struct _HPyContext_s, field) == HEADER + 8 * (id), #field)
`, spec.ContextHeaderSize)
	for _, m := range spec.Members() {
		p.f("AT(%d, %s);\n", m.ID, m.Field)
	}
	p.f("_Static_assert(sizeof(struct _HPyContext_s) == %d, \"size of the context\");\n", spec.ContextSize)
	p.f(`
static inline uint64_t bits_of(double d)
{
    uint64_t w;
    memcpy(&w, &d, sizeof w);
    return w;
}

static inline double double_of(uint64_t w)
{
    double d;
    memcpy(&d, &w, sizeof d);
    return d;
}
`)
	for _, m := range functionsOf(spec.Members()) {
		stub(p, m)
	}
	table(p, "hpyrun_stubs", func(*spec.Member) string { return "hpyrun_stub_" })
	table(p, "hpyrun_fast_stubs", func(m *spec.Member) string {
		if m.Fast {
			return "hpyrun_fast_"
		}
		return "hpyrun_stub_"
	})
	return p.Bytes()
}

func table(p *printer, name string, prefix func(*spec.Member) string) {
	p.f("\nHIDDEN const hpyrun_code %s[HPYRUN_NUM_MEMBERS] = {\n", name)
	for _, m := range functionsOf(spec.Members()) {
		p.f("    [%d] = (hpyrun_code)%s%s,\n", m.ID, prefix(m), m.GoName())
	}
	p.f("};\n")
}

func stubHead(prefix string, m *spec.Member) string {
	return decl(m.CtxResult(), prefix+m.GoName()+"("+cParams(withContext(m.Params))+")")
}

func stub(p *printer, m *spec.Member) {
	p.f("\nHIDDEN %s\n{\n", stubHead("hpyrun_stub_", m))
	if m.Gate != "" {
		gateStub(p, m)
		return
	}
	words := "NULL"
	if len(m.Params) > 0 {
		words = "words"
		p.f("    uint64_t words[%d];\n", len(m.Params))
		for i, q := range m.Params {
			p.f("    words[%d] = %s;\n", i, toWord(q))
		}
	}
	p.f("    %s;\n", fromWord(m.CtxResult(), "hpyrun_upcall(ctx, HPYRUN_ID_"+m.GoName()+", "+words+")"))
	if m.NoReturn {
		p.f("    abort();\n")
	}
	p.f("}\n")
}

// gateStub is the stub of a member that is the gate's own business. A result is
// only there for the extension to hand back.
func gateStub(p *printer, m *spec.Member) {
	for _, q := range m.Params {
		p.f("    (void)%s;\n", q.Name)
	}
	p.f("    %s(ctx);\n", m.Gate)
	if m.Result != "void" {
		p.f("    return (%s){1};\n", m.Result)
	}
	p.f("}\n")
}

// toWord is the C expression for parameter q as a word.
func toWord(q spec.Param) string {
	t := spec.TypeOf(q.Type)
	switch t.Class {
	case spec.Word:
		return "(uint64_t)" + q.Name + "." + t.Word
	case spec.Signed:
		if t.Size == 4 { // an enumeration may be unsigned
			return "(uint64_t)(int32_t)" + q.Name
		}
		return "(uint64_t)" + q.Name
	case spec.Unsigned, spec.Bool:
		return "(uint64_t)" + q.Name
	case spec.Double:
		return "bits_of(" + q.Name + ")"
	case spec.Pointer, spec.FuncPointer:
		return "(uint64_t)(uintptr_t)" + q.Name
	}
	panic("BUG: parameter of type " + q.Type)
}

// fromWord is the C statement, less its semicolon, that returns the word w as a
// C type.
func fromWord(c, w string) string {
	t := spec.TypeOf(c)
	switch t.Class {
	case spec.Void:
		return w
	case spec.Word:
		return "return (" + c + "){(intptr_t)" + w + "}"
	case spec.Signed, spec.Unsigned:
		return "return (" + c + ")" + w
	case spec.Double:
		return "return double_of(" + w + ")"
	case spec.Pointer:
		return "return (" + c + ")(uintptr_t)" + w
	}
	panic("BUG: result of type " + c)
}
