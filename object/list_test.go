package object

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func putList(t *Thread, items ...any) Ref {
	l := t.Push(t.NewList(0))
	for _, x := range items {
		mark := t.Top()
		t.ListAppend(l, put(t, x))
		t.Pop(mark)
	}
	return l
}

func putInts(t *Thread, items []int) Ref {
	l := t.Push(t.NewList(0))
	for _, x := range items {
		mark := t.Top()
		t.ListAppend(l, put(t, x))
		t.Pop(mark)
	}
	return l
}

func ints(t *Thread, l Value) []int {
	out := []int{}
	for i := range t.ListLen(l) {
		out = append(out, int(t.ListAt(l, i).Int()))
	}
	return out
}

// checkSpare fails if a slot past the end keeps something alive.
func checkSpare(tb require.TestingT, t *Thread, l Value) {
	for i := t.ListLen(l); i < listCap(l); i++ {
		require.Equal(tb, heap.Null, l.Addr().Ref(listItems).Addr().Ref(i))
	}
}

func TestListAgainstModel(t *testing.T) {
	th := stressed(t)
	rapid.Check(t, func(rt *rapid.T) {
		defer th.Pop(th.Top())
		l := th.Push(th.NewList(0))
		model := []int{}
		for i := range rapid.IntRange(1, 50).Draw(rt, "ops") {
			mark := th.Top()
			n := len(model)
			at := rapid.IntRange(0, n).Draw(rt, "at")
			end := rapid.IntRange(at, n).Draw(rt, "end")
			switch op := rapid.IntRange(0, 11).Draw(rt, "op"); op {
			default:
				require.True(rt, th.ListAppend(l, put(th, i)))
				model = append(model, i)
			case 3:
				require.True(rt, th.ListInsert(l, at, put(th, i)))
				model = slices.Insert(model, at, i)
			case 4:
				if at < n {
					require.Equal(rt, int64(model[at]), th.ListPop(l, at).Int())
					model = slices.Delete(model, at, at+1)
				}
			case 5:
				with := rapid.SliceOfN(rapid.IntRange(100, 200), 0, 20).Draw(rt, "with")
				require.True(rt, th.ListSetSlice(l, at, end, putInts(th, with)))
				model = slices.Replace(model, at, end, with...)
			case 6:
				require.True(rt, th.ListSetSlice(l, at, end, Ref{}))
				model = slices.Delete(model, at, end)
			case 7:
				require.True(rt, th.ListExtend(l, l))
				model = append(model, model...)
				if len(model) > 200 {
					require.True(rt, th.ListSetSlice(l, 50, len(model), Ref{}))
					model = model[:50]
				}
			case 8:
				th.ListReverse(l)
				slices.Reverse(model)
			case 9:
				l.Set(th.ListSlice(l, at, end))
				model = slices.Clone(model[at:end])
			case 10:
				require.True(rt, th.ListSort(l, Ref{}, at%2 == 0))
				slices.SortFunc(model, cmp.Compare[int])
				if at%2 == 0 {
					slices.Reverse(model)
				}
			case 11:
				require.True(rt, th.ListSetSlice(l, at, end, l))
				model = slices.Replace(model, at, end, slices.Clone(model)...)
				if len(model) > 200 {
					th.ListClear(l)
					model = model[:0]
				}
			}
			th.Pop(mark)
			require.Equal(rt, append([]int{}, model...), ints(th, l.V()))
			checkSpare(rt, th, l.V())
		}
	})
}

// Extended slices, against a plain walk over the places.
func TestListSteppedSlices(t *testing.T) {
	th := stressed(t)
	bound := rapid.Custom(func(rt *rapid.T) any {
		if rapid.Bool().Draw(rt, "none") {
			return nil
		}
		return rapid.IntRange(-9, 9).Draw(rt, "bound")
	})
	rapid.Check(t, func(rt *rapid.T) {
		defer th.Pop(th.Top())
		n := rapid.IntRange(0, 8).Draw(rt, "n")
		model := []int{}
		for i := range n {
			model = append(model, i)
		}
		lo, hi, st := bound.Draw(rt, "lo"), bound.Draw(rt, "hi"), bound.Draw(rt, "step")
		if st == 0 {
			st = nil
		}
		s := th.Push(th.NewSlice(put(th, lo), put(th, hi), put(th, st)))
		step := 1
		if st != nil {
			step = st.(int)
		}
		var places []int
		i, end := 0, n
		if step < 0 {
			i, end = n-1, -1
		}
		if lo != nil {
			if i = lo.(int); i < 0 {
				i += n
			}
			if step > 0 {
				i = max(i, 0)
			} else {
				i = min(i, n-1)
			}
		}
		if hi != nil {
			if end = hi.(int); end < 0 {
				end = max(end+n, -1)
			}
		}
		for ; step > 0 && i < end && i < n || step < 0 && i > end && i >= 0; i += step {
			if i >= 0 && i < n {
				places = append(places, i)
			}
		}

		l := putInts(th, model)
		got := listSubscript(th, l, s)
		want := []int{}
		for _, p := range places {
			want = append(want, model[p])
		}
		require.Equal(rt, want, ints(th, got))

		if step != 1 {
			with := []int{}
			for k := range places {
				with = append(with, 100+k)
				model[places[k]] = 100 + k
			}
			require.True(rt, listAssSubscript(th, l, s, putInts(th, with)))
			require.Equal(rt, model, ints(th, l.V()))
		}
		require.True(rt, listAssSubscript(th, l, s, Ref{}))
		left := []int{}
		for p, x := range model {
			if !slices.Contains(places, p) {
				left = append(left, x)
			}
		}
		require.Equal(rt, left, ints(th, l.V()))
		checkSpare(rt, th, l.V())
	})
}

// sortCases makes lists of every kind that the prefixes treat their own way.
func sortCases() map[string][]any {
	rnd := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		b := make([]byte, rnd.IntN(12))
		for i := range b {
			b[i] = "ab\xc3\xa9"[rnd.IntN(2)]
		}
		return strings.Repeat("prefix", rnd.IntN(2)) + string(b) + []string{"", "é", "\U0001F600", "\uFFFD"}[rnd.IntN(4)]
	}
	cases := map[string]func() any{
		"ints":     func() any { return rnd.IntN(100) - 50 },
		"manyInts": func() any { return rnd.IntN(1<<47) - 1<<46 },
		"floats":   func() any { return rnd.NormFloat64() },
		"numbers": func() any {
			return []any{rnd.IntN(9) - 4, float64(rnd.IntN(9)-4) / 2, rnd.IntN(2) == 0, math.Copysign(0, -1)}[rnd.IntN(4)]
		},
		"nans":      func() any { return []any{math.NaN(), rnd.NormFloat64(), rnd.IntN(5)}[rnd.IntN(3)] },
		"bigs":      func() any { return new(big.Int).Lsh(big.NewInt(int64(rnd.IntN(9)-4)), uint(40+rnd.IntN(50))) },
		"infinite":  func() any { return []any{new(big.Int).Lsh(big.NewInt(1), 2000), math.Inf(1), 5}[rnd.IntN(3)] },
		"strs":      func() any { return word() },
		"tuples":    func() any { return []any{rnd.IntN(5), word()} },
		"strTuples": func() any { return []any{word(), rnd.IntN(5)} },
		"oddTuples": func() any { return []any{[]any{}, []any{rnd.IntN(5)}}[rnd.IntN(2)] },
		"nested":    func() any { return []any{[]any{rnd.IntN(5)}, rnd.IntN(5)} },
	}
	out := map[string][]any{}
	for name, f := range cases {
		for _, n := range []int{0, 1, 2, 3, 17, 63, 64, 65, 200, 1000} {
			items := make([]any, n)
			for i := range items {
				items[i] = f()
			}
			out[fmt.Sprint(name, n)] = items
		}
	}
	return out
}

// Lists sort as in CPython, in all orders of the input that a sort by runs
// treats differently; equal items of different kinds (1, True, 1.0) show that
// it is stable.
func TestSortIsCPythons(t *testing.T) {
	th := containerThread(t, heap.Config{Stress: 50, Verify: 16})
	cases := sortCases()
	names := []string{}
	for name := range cases {
		names = append(names, name)
	}
	slices.Sort(names)
	var script, ours strings.Builder
	script.WriteString("inf, nan = float('inf'), float('nan')\n")
	for _, name := range names {
		items := cases[name]
		for _, shape := range []string{"random", "sorted", "reversed", "saw"} {
			mark := th.Top()
			l := putList(th, items...)
			switch shape {
			case "sorted":
				require.True(t, th.ListSort(l, Ref{}, false))
			case "reversed":
				require.True(t, th.ListSort(l, Ref{}, true))
			case "saw":
				require.True(t, th.ListSort(l, Ref{}, false))
				half := th.Push(th.ListSlice(l, 0, len(items)/2))
				require.True(t, th.ListExtend(l, half))
			}
			text := pyText(th, l.V())
			for _, reverse := range []bool{false, true} {
				c := th.Push(th.ListSlice(l, 0, th.ListLen(l.V())))
				require.True(t, th.ListSort(c, Ref{}, reverse))
				fmt.Fprintf(&script, "print(sorted(%s, reverse=%v))\n", text, map[bool]string{true: "True", false: "False"}[reverse])
				ours.WriteString(pyText(th, c.V()) + "\n")
			}
			th.Pop(mark)
		}
	}
	compareWithCPython(t, script.String(), ours.String())
}

// The comparisons are CPython's, one by one: an order that contradicts itself
// gives the same result.
func TestTimsortComparisons(t *testing.T) {
	var script, ours strings.Builder
	script.WriteString("class K:\n def __init__(s, v): s.v = v\n def __lt__(s, o):\n  global n\n  n += 1\n  return (s.v * 7919 + o.v * 104729 + s.v * o.v) % 11 < M\n")
	for seed := range uint64(120) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		n := rnd.IntN(600)
		bias := rnd.IntN(12)
		keys := make([]int, n)
		for i := range keys {
			keys[i] = rnd.IntN(50)
			if rnd.IntN(4) > 0 && i > 0 {
				keys[i] = keys[i-1] + 1
			}
		}
		asked := 0
		s := sorter{a: make([]sortEntry, n), tie: func(i, j uint32) int {
			asked++
			if (keys[i]*7919+keys[j]*104729+keys[i]*keys[j])%11 < bias {
				return 1
			}
			return 0
		}}
		for i := range s.a {
			s.a[i].i = uint32(i)
		}
		if n > 1 {
			require.True(t, s.sort())
		}
		sorted := []string{}
		for _, e := range s.a {
			sorted = append(sorted, fmt.Sprint(keys[e.i]))
		}
		fmt.Fprintf(&ours, "%d [%s]\n", asked, strings.Join(sorted, ", "))
		fmt.Fprintf(&script, "M = %d; n = 0; a = sorted(map(K, [%s]))\nprint(n, [x.v for x in a])\n",
			bias, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(keys)), ", "), "[]"))
	}
	compareWithCPython(t, script.String(), ours.String())
}

// A comparison that fails leaves a permutation.
func TestTimsortFailure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.SliceOfN(rapid.IntRange(0, 1000), 2, 300).Draw(rt, "keys")
		budget := rapid.IntRange(0, 2000).Draw(rt, "budget")
		s := sorter{a: make([]sortEntry, len(keys)), tie: func(i, j uint32) int {
			if budget--; budget < 0 {
				return -1
			}
			if keys[i] < keys[j] {
				return 1
			}
			return 0
		}}
		for i := range s.a {
			s.a[i].i = uint32(i)
		}
		ok := s.sort()
		require.Equal(rt, budget >= 0, ok)
		seen := make([]bool, len(keys))
		for i, e := range s.a {
			require.False(rt, seen[e.i])
			seen[e.i] = true
			if ok && i > 0 {
				require.LessOrEqual(rt, keys[s.a[i-1].i], keys[e.i])
			}
		}
	})
}
