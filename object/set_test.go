package object

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// checkSet checks what every set table holds to: the counts are right, and the
// table is never so full that a search would not end.
func checkSet(tb require.TestingT, t *Thread, s Value) {
	tv := s.Addr().Ref(setTable)
	if tv == heap.Null {
		require.Zero(tb, t.SetLen(s))
		require.Zero(tb, setFillOf(s))
		return
	}
	x := setIndexOf(tv.Addr())
	used, fill := 0, 0
	for i := range x.mask + 1 {
		switch v := x.item(i); {
		case v == setDeleted:
			fill++
		case v != heap.Null:
			used++
			fill++
			require.True(tb, x.general || isLeaf(v))
		}
	}
	require.Equal(tb, used, t.SetLen(s))
	require.Equal(tb, fill, setFillOf(s))
	require.Less(tb, fill*5, int(x.mask)*3)
}

func TestSetAgainstModel(t *testing.T) {
	th := stressed(t)
	rapid.Check(t, func(rt *rapid.T) {
		defer th.Pop(th.Top())
		s := th.Push(th.NewSet())
		model := map[string]bool{}
		for range rapid.IntRange(1, 60).Draw(rt, "ops") {
			mark := th.Top()
			key := testKey(rt)
			id := keyID(key)
			k := put(th, key)
			switch rapid.IntRange(0, 6).Draw(rt, "op") {
			default:
				require.True(rt, th.SetAdd(s, k))
				model[id] = true
			case 4, 5:
				found, ok := th.SetDiscard(s, k)
				require.True(rt, ok)
				require.Equal(rt, model[id], found)
				delete(model, id)
			case 6:
				require.Equal(rt, model[id], th.SetContains(s, k) == 1)
			}
			th.Pop(mark)
			require.Equal(rt, len(model), th.SetLen(s.V()))
			n := 0
			for pos := 0; ; n++ {
				if _, ok := th.SetNext(s.V(), &pos); !ok {
					break
				}
			}
			require.Equal(rt, len(model), n)
			checkSet(rt, th, s.V())
		}
	})
}

// python3 runs a script in CPython and returns its output; without CPython the
// test is skipped.
func python3(t *testing.T, script string) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to compare with")
	}
	cmd := exec.Command(path, "-")
	cmd.Stdin = strings.NewReader(script)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Run(), errs.String())
	return out.String()
}

// compareWithCPython runs a script and compares what it prints with ours, and
// shows the first line that differs with the script's lines before it.
func compareWithCPython(t *testing.T, script, ours string) {
	t.Helper()
	want, got := strings.Split(python3(t, script), "\n"), strings.Split(ours, "\n")
	for i := range min(len(want), len(got)) {
		if want[i] == got[i] {
			continue
		}
		var lines []string
		prints := 0
		for _, l := range strings.Split(script, "\n") {
			lines = append(lines, l)
			if strings.HasPrefix(l, "print") {
				if prints++; prints > i {
					break
				}
			}
		}
		t.Fatalf("after\n%.3000s\nCPython has\n%.1000s\nwe have\n%.1000s", strings.Join(lines[max(0, len(lines)-60):], "\n"), want[i], got[i])
	}
	require.Equal(t, len(want), len(got))
}

// Random programs on three sets leave their items in CPython's order, after
// every step.
func TestSetOrderIsCPythons(t *testing.T) {
	th := stressed(t)
	var script, ours strings.Builder
	for seed := range uint64(60) {
		mark := th.Top()
		rnd := rand.New(rand.NewPCG(seed, 1))
		span := []int{6, 40, 1000}[rnd.IntN(3)]
		item := func() any {
			n := rnd.IntN(2*span) - span
			switch rnd.IntN(6) {
			case 0:
				return n << 20
			case 1:
				return []any{n, n + 1}
			case 2:
				return float64(n) / 4
			}
			return n
		}
		sets := th.PushN(3)
		for i := range 3 {
			sets.At(i).Set(th.NewSet())
		}
		script.WriteString("s = [set(), set(), set()]\n")
		for range 80 {
			inner := th.Top()
			i, j, to := rnd.IntN(3), rnd.IntN(3), rnd.IntN(3)
			a, b := sets.At(i), sets.At(j)
			switch op := rnd.IntN(24); op {
			default:
				k := put(th, item())
				require.True(t, th.SetAdd(a, k))
				fmt.Fprintf(&script, "s[%d].add(%s)\n", i, pyText(th, k.V()))
				to = i
			case 9, 10:
				k := put(th, item())
				_, ok := th.SetDiscard(a, k)
				require.True(t, ok)
				fmt.Fprintf(&script, "s[%d].discard(%s)\n", i, pyText(th, k.V()))
				to = i
			case 11:
				if th.SetLen(a.V()) > 0 {
					th.SetPop(a)
					fmt.Fprintf(&script, "s[%d].pop()\n", i)
				}
				to = i
			case 12, 13, 14, 15:
				f := []func(*Thread, Ref, Ref) Value{setOr, setAnd, setSub, setXor}[op-12]
				v := f(th, a, b)
				require.NotEqual(t, heap.Null, v)
				sets.At(to).Set(v)
				fmt.Fprintf(&script, "s[%d] = s[%d] %c s[%d]\n", to, i, "|&-^"[op-12], j)
			case 16, 17, 18, 19:
				f := []func(*Thread, Ref, Ref) Value{setInOr, setInAnd, setInSub, setInXor}[op-16]
				require.NotEqual(t, heap.Null, f(th, a, b))
				fmt.Fprintf(&script, "s[%d] %c= s[%d]\n", i, "|&-^"[op-16], j)
				to = i
			case 20:
				l := th.Push(th.NewList(0))
				for range rnd.IntN(30) {
					require.True(t, th.ListAppend(l, put(th, item())))
				}
				require.True(t, th.SetUpdate(a, l))
				fmt.Fprintf(&script, "s[%d].update(%s)\n", i, pyText(th, l.V()))
				to = i
			}
			checkSet(t, th, sets.At(to).V())
			l := th.Push(th.NewList(0))
			for pos := 0; ; {
				v, ok := th.SetNext(sets.At(to).V(), &pos)
				if !ok {
					break
				}
				require.True(t, th.ListAppend(l, th.Push(v)))
			}
			fmt.Fprintf(&script, "print(list(s[%d]))\n", to)
			fmt.Fprintln(&ours, pyText(th, l.V()))
			th.Pop(inner)
		}
		f := th.Push(th.NewFrozenSet(sets))
		h, ok := frozenHash(th, f)
		require.True(t, ok)
		fmt.Fprintf(&script, "print(hash(frozenset(s[0])))\n")
		fmt.Fprintln(&ours, h)
		th.Pop(mark)
	}
	compareWithCPython(t, script.String(), ours.String())
}
