package object

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/heap"
)

// benchExpr measures op on operands that are made once; every result is
// garbage.
func benchExpr(b *testing.B, exprs []string, op func(t *Thread, a []Ref) Value) {
	rt, err := NewRuntime(Config{})
	require.NoError(b, err)
	b.Cleanup(rt.Heap.Close)
	e := newEvaluator(rt.NewThread())
	var refs []Ref
	for _, x := range exprs {
		refs = append(refs, e.Push(heap.Null))
		e.run(x) // warm
	}
	for i, x := range exprs {
		refs[i].Set(evalOne(e, x))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		mark := e.Top()
		if op(e.Thread, refs) == heap.Null {
			b.Fatal(e.exception())
		}
		e.Pop(mark)
	}
}

func BenchmarkNumbersAndText(b *testing.B) {
	binary := func(op BinaryOp) func(t *Thread, a []Ref) Value {
		return func(t *Thread, a []Ref) Value { return t.Binary(op, a[0], a[1]) }
	}
	method := func(name string) func(t *Thread, a []Ref) Value {
		return func(t *Thread, a []Ref) Value { return t.CallMethod(a[0], t.RT.Intern(name), a[1:]...) }
	}
	long := "'" + strings.Repeat("a fairly ordinary text, ", 40) + "'"
	for _, c := range []struct {
		name  string
		exprs []string
		op    func(t *Thread, a []Ref) Value
	}{
		{"NewStr/short", nil, func(t *Thread, a []Ref) Value { return t.NewStr("hello world") }},
		{"NewStr/wide", nil, func(t *Thread, a []Ref) Value { return t.NewStr("héllo wörld 日本") }},
		{"NewInt/big", nil, func(t *Thread, a []Ref) Value { return t.NewInt(1 << 60) }},
		{"int/add", []string{"12345", "67"}, binary(OpAdd)},
		{"int/mul", []string{"12345", "67"}, binary(OpMul)},
		{"int/floordiv", []string{"-12345", "67"}, binary(OpFloorDiv)},
		{"int/addBig", []string{"10**30", "10**29"}, binary(OpAdd)},
		{"int/mulBig", []string{"10**30", "10**29"}, binary(OpMul)},
		{"int/repr", []string{"1234567"}, func(t *Thread, a []Ref) Value { return t.Repr(a[0]) }},
		{"float/add", []string{"1.5", "2.25"}, binary(OpAdd)},
		{"float/pow", []string{"1.5", "2.25"}, func(t *Thread, a []Ref) Value { return t.Power(a[0], a[1], t.Push(heap.None)) }},
		{"float/repr", []string{"1.1"}, func(t *Thread, a []Ref) Value { return t.Repr(a[0]) }},
		{"str/concat", []string{"'hello '", "'world'"}, binary(OpAdd)},
		{"str/item", []string{"'hello world'", "4"}, func(t *Thread, a []Ref) Value { return t.GetItem(a[0], a[1]) }},
		{"str/itemWide", []string{"'h\\xe9llo w\\u65e5rld'*50", "400"}, func(t *Thread, a []Ref) Value { return t.GetItem(a[0], a[1]) }},
		{"str/slice", []string{long, "slice(10,50)"}, func(t *Thread, a []Ref) Value { return t.GetItem(a[0], a[1]) }},
		{"str/split", []string{long}, method("split")},
		{"str/join", []string{"','", "'a b c d e f g h'.split()"}, method("join")},
		{"str/upper", []string{long}, method("upper")},
		{"str/find", []string{long, "'zzz'"}, method("find")},
		{"str/replace", []string{long, "'a'", "'bb'"}, method("replace")},
		{"str/percent", []string{"'%s: %d'", "('abc',17)"}, binary(OpMod)},
		{"str/format", []string{"'{}: {:5}'", "'abc'", "17"}, method("format")},
		{"str/encode", []string{long}, method("encode")},
		{"bytes/decode", []string{"b" + long}, method("decode")},
		{"bytearray/new", []string{"bytearray", "b'abc'"}, func(t *Thread, a []Ref) Value { return t.CallN(a[0], a[1]) }},
		{"memoryview/slice", []string{"memoryview(b'abcdef')", "slice(1,3)"}, func(t *Thread, a []Ref) Value { return t.GetItem(a[0], a[1]) }},
	} {
		b.Run(c.name, func(b *testing.B) { benchExpr(b, c.exprs, c.op) })
	}
}
