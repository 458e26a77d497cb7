package object

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
)

// These tests run random operations on random containers here and in CPython,
// and compare results and exceptions, both as text.

// Literals: a Go value for each kind of object, whose Python text and whose
// object are made independently.
type (
	lList  []any
	lTuple []any
	lSet   []any
	lFroz  []any
	lDict  [][2]any
	lSlice [3]any
	lRange [3]int
	lView  struct {
		d    lDict
		part string
	}
)

func pyLit(x any) string {
	join := func(items []any, open, close string) string {
		parts := make([]string, len(items))
		for i, e := range items {
			parts[i] = pyLit(e)
		}
		return open + strings.Join(parts, ", ") + close
	}
	switch x := x.(type) {
	case nil:
		return "None"
	case bool:
		if x {
			return "True"
		}
		return "False"
	case int:
		return fmt.Sprint(x)
	case float64:
		return fmt.Sprintf("%.2f", x)
	case string:
		return "'" + x + "'"
	case lList:
		return join(x, "[", "]")
	case lTuple:
		return join(x, "tuple([", "])")
	case lSet:
		return join(x, "set([", "])")
	case lFroz:
		return join(x, "frozenset([", "])")
	case lDict:
		var parts []string
		for _, kv := range x {
			parts = append(parts, pyLit(kv[0])+": "+pyLit(kv[1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case lSlice:
		return join(x[:], "slice(", ")")
	case lRange:
		return fmt.Sprintf("range(%d, %d, %d)", x[0], x[1], x[2])
	case lView:
		return pyLit(x.d) + "." + x.part + "()"
	}
	panic(fmt.Sprintf("no literal for %T", x))
}

// lit pushes the object; every inner push is dropped.
func lit(t *Thread, x any) Ref {
	r := t.Push(heap.Null)
	mark := t.Top()
	defer t.Pop(mark)
	must := func(ok bool) {
		if !ok {
			panic("could not make " + pyLit(x))
		}
	}
	switch x := x.(type) {
	case lList, lTuple:
		items, isTuple := x.(lTuple)
		if !isTuple {
			items = lTuple(x.(lList))
		}
		r.Set(t.NewList(0))
		for _, e := range items {
			must(t.ListAppend(r, lit(t, e)))
			t.Pop(mark)
		}
		if isTuple {
			r.Set(t.ListToTuple(r))
		}
	case lSet:
		r.Set(t.NewSet())
		must(t.SetUpdate(r, lit(t, lList(x))))
	case lFroz:
		r.Set(t.NewFrozenSet(lit(t, lList(x))))
	case lDict:
		r.Set(t.NewDict())
		for _, kv := range x {
			must(t.DictSet(r, lit(t, kv[0]), lit(t, kv[1])))
			t.Pop(mark)
		}
	case lSlice:
		r.Set(t.NewSlice(lit(t, x[0]), lit(t, x[1]), lit(t, x[2])))
	case lRange:
		r.Set(t.NewRangeInts(x[0], x[1], x[2]))
	case lView:
		r.Set(t.CallMethod(lit(t, x.d), t.RT.Intern(x.part)))
	default:
		r.Set(put(t, x).V())
	}
	must(r.V() != heap.Null)
	return r
}

// gen makes random literals. Its keys leave out what CPython hashes by address.
type gen struct{ *rand.Rand }

func (g gen) pick(xs ...any) any { return xs[g.IntN(len(xs))] }

func (g gen) small() any { return g.IntN(9) - 3 }

func (g gen) key() any {
	switch g.IntN(8) {
	case 0:
		return g.pick(1.0, 2.0, 0.5, true, false)
	case 1:
		return lTuple{g.small(), g.small()}
	case 2:
		return lFroz{g.small()}
	}
	return g.small()
}

func (g gen) items(item func() any) []any {
	out := make([]any, g.IntN(7))
	for i := range out {
		out[i] = item()
	}
	return out
}

func (g gen) dict() lDict {
	var d lDict
	for range g.IntN(6) {
		d = append(d, [2]any{g.key(), g.small()})
	}
	return d
}

func (g gen) container() any {
	switch g.IntN(10) {
	case 0, 1:
		return lList(g.items(g.small))
	case 2:
		return lTuple(g.items(g.small))
	case 3, 4:
		return lSet(g.items(g.key))
	case 5:
		return lFroz(g.items(g.key))
	case 6, 7:
		return g.dict()
	case 8:
		return lRange{g.IntN(9) - 3, g.IntN(9) - 3, g.pick(1, 2, -1, -2).(int)}
	}
	return lView{g.dict(), g.pick("keys", "values", "items").(string)}
}

func (g gen) bound() any { return g.pick(nil, g.IntN(12)-6, g.IntN(12)-6, g.IntN(12)-6) }

func (g gen) any() any {
	switch g.IntN(8) {
	case 0, 1:
		return g.small()
	case 2:
		return g.pick(1.0, 2.5, true)
	case 3:
		return lSlice{g.bound(), g.bound(), g.pick(nil, 1, 2, -1, -2, 3)}
	case 4:
		return lList{lTuple{g.small(), g.small()}, lTuple{g.key(), g.small()}}
	}
	return g.container()
}

var diffMethods = map[string][]string{
	"list":      strings.Fields("append clear copy count extend index insert pop remove reverse sort __len__ __reversed__ __iter__ __contains__ __getitem__ __delitem__ __setitem__ __add__ __mul__ __imul__ __iadd__ __eq__ __lt__"),
	"tuple":     strings.Fields("count index __getitem__ __add__ __mul__ __contains__ __hash__ __lt__ __eq__ __getnewargs__ __len__"),
	"set":       strings.Fields("add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update __contains__ __and__ __ror__ __isub__ __le__"),
	"frozenset": strings.Fields("copy difference intersection isdisjoint issubset issuperset symmetric_difference union __hash__ __contains__ __xor__ __rsub__"),
	"dict":      strings.Fields("clear copy fromkeys get items keys pop popitem setdefault update values __contains__ __getitem__ __delitem__ __setitem__ __or__ __ior__ __reversed__ __eq__ __len__"),
	"range":     strings.Fields("count index __getitem__ __contains__ __reversed__ __len__ __eq__ __bool__"),
	"slice":     strings.Fields("indices __eq__ __lt__"),
	"view":      strings.Fields("isdisjoint __and__ __rand__ __or__ __sub__ __rsub__ __xor__ __contains__ __len__ __reversed__ __eq__ __le__ __gt__"),
}

func litKind(x any) string {
	switch x.(type) {
	case lList:
		return "list"
	case lTuple:
		return "tuple"
	case lSet:
		return "set"
	case lFroz:
		return "frozenset"
	case lDict:
		return "dict"
	case lRange:
		return "range"
	case lSlice:
		return "slice"
	}
	return "view"
}

// outcome is what a step showed: the repr of its result, or its exception. An
// iterator shows as the list of what it yields.
func outcome(t *Thread, v Value) string {
	if v == heap.Null {
		exc := t.Push(t.TakeExc())
		return t.RT.TypeOf(exc.V()).Name + ": " + GoStr(t.Str(exc))
	}
	r := t.Push(v)
	if typ := t.RT.TypeOf(v); typ.Slots.Next != nil {
		l := t.SeqToList(r)
		if l == heap.Null {
			return outcome(t, l)
		}
		r.Set(l)
	}
	s := t.Repr(r)
	if s == heap.Null {
		return "repr: " + outcome(t, s)
	}
	return GoStr(s)
}

const diffPrelude = `
import operator as o
def run(f, *args):
    try:
        r = f(*args)
        r = repr(list(r)) if hasattr(r, '__next__') else repr(r)
    except Exception as e:
        r = type(e).__name__ + ": " + str(e)
    print(r)
def setitem(a, k, v): a[k] = v; return a
def delitem(a, k): del a[k]; return a
`

// diffRun runs n random steps made by step, which returns our outcome and the
// Python line for it.
func diffRun(t *testing.T, th *Thread, n int, step func(g gen) (python string, ours string)) {
	var script, ours strings.Builder
	script.WriteString(diffPrelude)
	for seed := range uint64(n) {
		mark := th.Top()
		py, got := step(gen{rand.New(rand.NewPCG(seed, 7))})
		fmt.Fprintf(&script, "%s\n", py)
		fmt.Fprintf(&ours, "%s\n", got)
		th.Pop(mark)
	}
	// CPython's slot wrappers name no function, and leave the space after it.
	want := strings.Split(strings.ReplaceAll(python3(t, script.String()), "TypeError:  ", "TypeError: "), "\n")
	got := strings.Split(strings.ReplaceAll(ours.String(), "TypeError:  ", "TypeError: "), "\n")
	lines := strings.Split(strings.TrimPrefix(script.String(), diffPrelude), "\n")
	require.Equal(t, len(want), len(got))
	bad := 0
	for i := range want {
		if want[i] != got[i] {
			if bad++; bad <= 20 {
				t.Errorf("%.300s\n   CPython: %.300s\n   we:      %.300s", lines[i], want[i], got[i])
			}
		}
	}
	require.Zero(t, bad)
}

// Every method, with arguments that fit and arguments that do not; then what
// the receiver has become.
func TestMethodsAreCPythons(t *testing.T) {
	th := stressed(t)
	diffRun(t, th, 6000, func(g gen) (string, string) {
		recv := g.container()
		if g.IntN(12) == 0 {
			recv = lSlice{g.bound(), g.bound(), g.bound()}
		}
		names := diffMethods[litKind(recv)]
		name := names[g.IntN(len(names))]
		var args []any
		texts := []string{"'" + name + "'"}
		n := []int{0, 1, 1, 1, 2, 2, 3}[g.IntN(7)]
		for range n {
			a := g.any()
			args = append(args, a)
			texts = append(texts, pyLit(a))
		}
		py := fmt.Sprintf("r = %s; run(lambda *a: (getattr(r, a[0])(*a[1:]), r)%s, %s)", pyLit(recv),
			"", strings.Join(texts, ", "))

		r := lit(th, recv)
		refs := []Ref{}
		for _, a := range args {
			refs = append(refs, lit(th, a))
		}
		v := th.CallMethod(r, th.RT.Intern(name), refs...)
		if v == heap.Null {
			return py, outcome(th, v)
		}
		x := th.Push(v)
		if th.RT.TypeOf(v).Slots.Next != nil {
			py = fmt.Sprintf("r = %s; run(lambda *a: (list(getattr(r, a[0])(*a[1:])), r), %s)", pyLit(recv), strings.Join(texts, ", "))
			x.Set(th.SeqToList(x))
			if x.V() == heap.Null {
				return py, outcome(th, heap.Null)
			}
		}
		return py, outcome(th, th.PackTuple(x, r))
	})
}

// Every operator between every two kinds.
func TestOperatorsAreCPythons(t *testing.T) {
	th := stressed(t)
	names := map[BinaryOp]string{OpAdd: "add", OpSub: "sub", OpMul: "mul", OpAnd: "and_", OpOr: "or_", OpXor: "xor"}
	compares := []string{"lt", "le", "eq", "ne", "gt", "ge"}
	diffRun(t, th, 6000, func(g gen) (string, string) {
		a, b := g.any(), g.any()
		if g.IntN(2) == 0 {
			a, b = g.container(), g.container()
		}
		x, y := lit(th, a), lit(th, b)
		args := fmt.Sprintf("%s, %s)", pyLit(a), pyLit(b))
		switch g.IntN(7) {
		case 0, 1:
			op := g.pick(OpAdd, OpSub, OpMul, OpAnd, OpOr, OpXor).(BinaryOp)
			return "run(o." + names[op] + ", " + args, outcome(th, th.Binary(op, x, y))
		case 2:
			op := g.pick(OpAdd, OpSub, OpMul, OpAnd, OpOr, OpXor).(BinaryOp)
			return "run(o.i" + strings.TrimSuffix(names[op], "_") + ", " + args, outcome(th, th.InPlace(op, x, y))
		case 3:
			op := g.IntN(6)
			return "run(o." + compares[op] + ", " + args, outcome(th, th.Compare(x, y, CompareOp(op)))
		case 4:
			return "run(o.getitem, " + args, outcome(th, th.GetItem(x, y))
		case 5:
			c := g.any()
			z := lit(th, c)
			v := heap.Null
			if th.SetItem(x, y, z) {
				v = x.V()
			}
			return fmt.Sprintf("run(setitem, %s, %s, %s)", pyLit(a), pyLit(b), pyLit(c)), outcome(th, v)
		}
		v := heap.Null
		if th.DelItem(x, y) {
			v = x.V()
		}
		return "run(delitem, " + args, outcome(th, v)
	})
}

// Constructors and the functions that take iterables.
func TestConstructorsAreCPythons(t *testing.T) {
	th := stressed(t)
	diffRun(t, th, 3000, func(g gen) (string, string) {
		types := map[string]*Type{"list": th.RT.ListType, "tuple": th.RT.TupleType, "set": th.RT.SetType, "frozenset": th.RT.FrozenSetType,
			"dict": th.RT.DictType, "range": th.RT.RangeType, "slice": th.RT.SliceType, "enumerate": th.RT.EnumerateType(),
			"zip": th.RT.ZipType(), "reversed": th.RT.ReversedType(), "map": th.RT.MapType(), "filter": th.RT.FilterType()}
		name := g.pick("list", "tuple", "set", "frozenset", "dict", "range", "slice", "enumerate", "zip", "reversed", "map", "filter").(string)
		var refs []Ref
		var texts []string
		for range []int{0, 1, 1, 1, 2, 3, 4}[g.IntN(7)] {
			a := g.any()
			refs = append(refs, lit(th, a))
			texts = append(texts, pyLit(a))
		}
		return fmt.Sprintf("run(%s)", strings.Join(append([]string{name}, texts...), ", ")),
			outcome(th, th.CallN(types[name].Obj, refs...))
	})
}

func TestUnpackIsCPythons(t *testing.T) {
	th := stressed(t)
	diffRun(t, th, 1500, func(g gen) (string, string) {
		x := g.any()
		seq := lit(th, x)
		n, after := g.IntN(5), g.IntN(3)
		names := []string{}
		for i := range n {
			names = append(names, fmt.Sprint("a", i))
		}
		star := g.IntN(2) == 0
		dst := th.PushN(n + after + 1)
		ok := false
		count := n
		if star {
			names = append(names, "*s")
			for i := range after {
				names = append(names, fmt.Sprint("b", i))
			}
			ok = th.UnpackEx(seq, dst, n, after)
			count = n + 1 + after
		} else {
			ok = th.Unpack(seq, dst, n)
		}
		body := "pass"
		if count > 0 {
			body = "(" + strings.Join(names, ", ") + ",) = x"
		} else {
			body = "[] = x"
		}
		py := fmt.Sprintf("def f(x):\n %s\n return (%s)\nrun(f, %s)", body,
			strings.ReplaceAll(strings.Join(append(names, ""), ", "), "*", ""), pyLit(x))
		py = "exec(" + fmt.Sprintf("%q", py) + ")"
		if !ok {
			return py, outcome(th, heap.Null)
		}
		return py, outcome(th, th.TupleOf(dst, count))
	})
}

func TestReductionsAreCPythons(t *testing.T) {
	th := stressed(t)
	diffRun(t, th, 2000, func(g gen) (string, string) {
		x := g.any()
		if g.IntN(2) == 0 {
			x = lList(g.items(func() any { return g.pick(g.small(), 0.5, true, 1<<40, -(1 << 47)) }))
		}
		r := lit(th, x)
		switch g.IntN(5) {
		case 0:
			return "run(min, " + pyLit(x) + ")", outcome(th, th.MinMax(LT, MakeArgs(r, 1, Ref{})))
		case 1:
			return "run(max, " + pyLit(x) + ")", outcome(th, th.MinMax(GT, MakeArgs(r, 1, Ref{})))
		case 2:
			s := g.pick(0, 0.25, lList{}, "s")
			return "run(sum, " + pyLit(x) + ", " + pyLit(s) + ")", outcome(th, th.Sum(r, lit(th, s)))
		case 3:
			y := g.any()
			p := th.PushN(2)
			p.Set(r.V())
			p.At(1).Set(lit(th, y).V())
			return "run(max, " + pyLit(x) + ", " + pyLit(y) + ")", outcome(th, th.MinMax(GT, MakeArgs(p, 2, Ref{})))
		}
		rev := g.IntN(2) == 0
		return "run(lambda x: sorted(x, reverse=" + pyLit(rev) + "), " + pyLit(x) + ")", outcome(th, th.Sorted(r, Ref{}, rev))
	})
}
