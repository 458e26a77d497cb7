package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// TestStubs compiles the stubs with a gate that only looks at what it is given,
// calls each one through a context that is filled from the table, and checks the
// member's number, each word, and what becomes of the result's word.
func TestStubs(t *testing.T) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no cc here")
	}
	root, err := moduleRoot()
	require.NoError(t, err)
	dir := t.TempDir()
	source, program := filepath.Join(dir, "stubs_test.c"), filepath.Join(dir, "stubs_test")
	require.NoError(t, os.WriteFile(source, []byte(stubsTest()), 0o666))
	native := filepath.Join(root, "hpyabi", "native")
	out, err := exec.Command(cc, "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror",
		"-I"+native, "-I"+filepath.Join(root, "hpyabi", "sdk", "include"),
		"-o", program, source, filepath.Join(native, "ctx_stubs_gen.c"), filepath.Join(native, "ctx_fast.c")).CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = exec.Command(program).CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, fmt.Sprintf("%d stubs\n", len(functionsOf(spec.Members()))), string(out))
}

func stubsTest() string {
	p := new(printer)
	p.f(`#include "ctx_stubs_gen.h"
#include "gate.h"
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

static HPyContext ctx;
static uint32_t want_id;
static uint64_t want_words[8], result;
static int n_words, calls;
static jmp_buf back;

#define CHECK(x) do { if (!(x)) { printf("member %%u: %%s\n", want_id, #x); exit(1); } } while (0)

uint64_t hpyrun_upcall(HPyContext *c, uint32_t id, uint64_t *args)
{
    calls++;
    CHECK(c == &ctx);
    CHECK(id == want_id);
    for (int i = 0; i < n_words; i++)
        CHECK(args[i] == want_words[i]);
    if (id == HPYRUN_ID_FatalError)
        longjmp(back, 1);
    return result;
}

static uint64_t bits(double d)
{
    uint64_t w;
    memcpy(&w, &d, sizeof w);
    return w;
}

static void expect(uint32_t id, int n, uint64_t r)
{
    want_id = id;
    n_words = n;
    result = r;
}

int main(void)
{
    for (int i = 0; i < HPYRUN_NUM_MEMBERS; i++)
        ((hpyrun_code *)((char *)&ctx + %d))[i] = hpyrun_stubs[i];
    CHECK(hpyrun_stubs[0] == NULL);
`, spec.ContextHeaderSize)
	for _, m := range functionsOf(spec.Members()) {
		stubTest(p, m)
	}
	p.f("    printf(\"%%d stubs\\n\", calls);\n    return 0;\n}\n")
	return p.String()
}

func stubTest(p *printer, m *spec.Member) {
	args := []string{"&ctx"}
	for i, q := range m.Params {
		value, word := sample(q.Type, i)
		p.f("    want_words[%d] = %s;\n", i, word)
		args = append(args, value)
	}
	call := "ctx." + m.Field + "(" + strings.Join(args, ", ") + ")"
	switch {
	case m.Gate != "":
		id := "HPYRUN_UPCALL_" + strings.ToUpper(strings.TrimPrefix(m.Gate, "hpyrun_"))
		p.f("    expect(%s, 0, 0);\n    %s;\n", id, call)
	case m.NoReturn:
		p.f("    expect(%d, %d, 0);\n    if (!setjmp(back))\n        %s;\n", m.ID, len(m.Params), call)
	case m.CtxResult() == "void":
		p.f("    expect(%d, %d, 0);\n    %s;\n", m.ID, len(m.Params), call)
	default:
		value, word := sample(m.CtxResult(), 5)
		if t := spec.TypeOf(m.CtxResult()); t.Class == spec.Word {
			call, value = call+"."+t.Word, "("+value+")."+t.Word
		}
		p.f("    expect(%d, %d, %s);\n    CHECK(%s == %s);\n", m.ID, len(m.Params), word, call, value)
	}
}

// sample is a value of a C type and the word that it travels as; each i gives
// another one. Signs and high bits are set where the type has them.
func sample(c string, i int) (value, word string) {
	t := spec.TypeOf(c)
	switch t.Class {
	case spec.Word:
		n := fmt.Sprintf("0x8000000000000000ul + %d", i)
		return fmt.Sprintf("(%s){(intptr_t)(%s)}", c, n), n
	case spec.Signed:
		return fmt.Sprintf("(%s)%d", c, -2-i), fmt.Sprintf("(uint64_t)%dl", -2-i)
	case spec.Unsigned:
		n := fmt.Sprintf("(0xfffffffful - %d)", i)
		return "(" + c + ")" + n, n
	case spec.Bool:
		return "true", "1"
	case spec.Double:
		return fmt.Sprintf("-%d.5", i), fmt.Sprintf("bits(-%d.5)", i)
	case spec.Pointer, spec.FuncPointer:
		n := fmt.Sprintf("0xf000000000001000ul + %d", i)
		return fmt.Sprintf("(%s)(%s)", c, n), n
	}
	panic("BUG: no sample of " + c)
}
