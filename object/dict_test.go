package object

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// testKey draws keys that meet often, of every kind that a table treats its own
// way: strs and immediates (leaf), ints out of the range of those, tuples.
// Equal numbers of different kinds are one key.
func testKey(rt *rapid.T) any {
	n := rapid.IntRange(-12, 12).Draw(rt, "n")
	switch rapid.IntRange(0, 9).Draw(rt, "kind") {
	case 0:
		return float64(n)
	case 1:
		return float64(n) + 0.5
	case 2:
		return n > 0
	case 3:
		return nil
	case 4:
		return new(big.Int).Lsh(big.NewInt(int64(n)), 60)
	case 5:
		return []any{n, fmt.Sprint(n)}
	case 6, 7:
		return fmt.Sprint("k", n)
	}
	return n
}

// keyID names a key: equal Python objects have equal names.
func keyID(x any) string {
	switch x := x.(type) {
	case bool:
		if x {
			return "1"
		}
		return "0"
	case float64:
		if x == float64(int(x)) {
			return fmt.Sprint(int(x))
		}
		return fmt.Sprint(x)
	case *big.Int:
		return x.String()
	case int:
		return fmt.Sprint(x)
	case string:
		return "s" + x
	}
	return fmt.Sprint(x)
}

type modelItem struct {
	id    string
	value int
}

// checkDict checks what every dict table holds to: each live entry is in the
// index once, all other numbers are empty or deleted, at least one is empty, and
// nothing lies behind the entries in use.
func checkDict(tb require.TestingT, t *Thread, d Value) {
	tv := d.Addr().Ref(dictTable)
	if tv == heap.Null {
		require.Zero(tb, t.DictLen(d))
		return
	}
	tab := tv.Addr()
	x := indexOf(tab)
	live, empty := 0, 0
	seen := map[int]bool{}
	for i := range x.mask + 1 {
		switch e := x.at(i); e {
		case -1:
			empty++
		case -2:
		default:
			require.False(tb, seen[e])
			seen[e] = true
			require.NotEqual(tb, heap.Null, tabKey(tab, e))
		}
	}
	for e := range tabCap(tab) {
		k, v := tabKey(tab, e), tabValue(tab, e)
		require.Equal(tb, k == heap.Null, v == heap.Null)
		require.Equal(tb, k != heap.Null, seen[e])
		if k != heap.Null {
			require.Less(tb, e, tabEntries(tab))
			live++
		}
		if k != heap.Null && !tabIsGeneral(tab) {
			require.True(tb, isLeaf(k))
		}
	}
	require.Equal(tb, live, t.DictLen(d))
	require.Positive(tb, empty)
	require.Equal(tb, usable(x.log), tabCap(tab))
	require.GreaterOrEqual(tb, dictRoom(d), 0)
}

// A dict does what a list of items does that is searched from the front.
func TestDictAgainstModel(t *testing.T) {
	th := stressed(t)
	rapid.Check(t, func(rt *rapid.T) {
		defer th.Pop(th.Top())
		d := th.Push(th.NewDict())
		var model []modelItem
		find := func(k any) int {
			return slices.IndexFunc(model, func(m modelItem) bool { return m.id == keyID(k) })
		}
		keyKinds := map[string]any{}
		for i := range rapid.IntRange(1, 60).Draw(rt, "ops") {
			mark := th.Top()
			key := testKey(rt)
			keyKinds[keyID(key)] = key
			k := put(th, key)
			at := find(key)
			switch op := rapid.IntRange(0, 9).Draw(rt, "op"); op {
			default:
				require.True(rt, th.DictSet(d, k, put(th, i)))
				if at >= 0 {
					model[at].value = i
				} else {
					model = append(model, modelItem{keyID(key), i})
				}
			case 4:
				v, ok := th.DictGet(d, k)
				require.True(rt, ok)
				if at < 0 {
					require.Equal(rt, heap.Null, v)
				} else {
					require.Equal(rt, int64(model[at].value), v.Int())
				}
			case 5, 6:
				stamp := th.DictKeysStamp(d.V())
				found, ok := th.DictDel(d, k)
				require.True(rt, ok)
				require.Equal(rt, at >= 0, found)
				if at >= 0 {
					model = slices.Delete(model, at, at+1)
					require.NotEqual(rt, stamp, th.DictKeysStamp(d.V()))
				}
			case 7:
				v := th.DictSetDefault(d, k, put(th, i))
				if at < 0 {
					model = append(model, modelItem{keyID(key), i})
					at = len(model) - 1
				}
				require.Equal(rt, int64(model[at].value), v.Int())
			case 8:
				if len(model) > 0 {
					p := dictPopItem(th, MakeArgs(d, 1, Ref{}))
					require.Equal(rt, int64(model[len(model)-1].value), th.TupleAt(p, 1).Int())
					model = model[:len(model)-1]
				}
			case 9:
				d.Set(th.DictCopy(d))
				if rapid.IntRange(0, 9).Draw(rt, "clear") == 0 {
					th.DictClear(d)
					model = nil
				}
			}
			th.Pop(mark)
			require.Equal(rt, len(model), th.DictLen(d.V()))
			pos := 0
			for _, m := range model {
				k, v, ok := th.DictNext(d.V(), &pos)
				require.True(rt, ok)
				require.Equal(rt, int64(m.value), v.Int(), "order")
				if IsExactStr(k) {
					require.Equal(rt, m.id, "s"+GoStr(k))
				}
			}
			_, _, ok := th.DictNext(d.V(), &pos)
			require.False(rt, ok)
			checkDict(rt, th, d.V())
		}
		for id, key := range keyKinds {
			k := put(th, key)
			want := 0
			if find(key) >= 0 {
				want = 1
			}
			require.Equal(rt, want, th.DictContains(d, k), id)
		}
	})
}

// The index grows through all its widths, and shrinks to what is left.
func TestDictLarge(t *testing.T) {
	for _, general := range []bool{false, true} {
		t.Run(fmt.Sprint("general ", general), func(t *testing.T) {
			th := containerThread(t, heap.Config{NurserySize: 64 << 10, Verify: 8})
			d, k := th.Push(th.NewDict()), th.Push(heap.Null)
			if general {
				mark := th.Top()
				require.True(t, th.DictSet(d, put(th, new(big.Int).Lsh(big.NewInt(1), 100)), d))
				th.Pop(mark)
			}
			const n = 100_000
			for i := range n {
				k.Set(heap.SmallInt(int64(i * 7)))
				if i%2 == 1 {
					k.Set(th.NewStr(fmt.Sprint(i)))
				}
				v := th.Push(heap.SmallInt(int64(i)))
				require.True(t, th.DictSet(d, k, v))
				th.Pop(v.Slot())
			}
			check := func(from int) {
				for i := range n {
					k.Set(heap.SmallInt(int64(i * 7)))
					if i%2 == 1 {
						k.Set(th.NewStr(fmt.Sprint(i)))
					}
					v, ok := th.DictGet(d, k)
					require.True(t, ok)
					if i < from {
						require.Equal(t, heap.Null, v)
					} else {
						require.Equal(t, int64(i), v.Int())
					}
				}
			}
			check(0)
			for i := range n - 10 {
				k.Set(heap.SmallInt(int64(i * 7)))
				if i%2 == 1 {
					k.Set(th.NewStr(fmt.Sprint(i)))
				}
				found, ok := th.DictDel(d, k)
				require.True(t, found && ok)
			}
			check(n - 10)
			d.Set(th.DictCopy(d))
			require.Less(t, d.V().Addr().Ref(dictTable).Addr().Size(), 1000)
			check(n - 10)
		})
	}
}

func TestDictNames(t *testing.T) {
	th := stressed(t)
	d := th.Push(th.NewDict())
	require.Equal(t, heap.Null, th.DictGetStr(d.V(), th.RT.Intern("x").V()))
	for i := range 40 {
		require.True(t, th.DictSetStr(d, fmt.Sprint("name", i), put(th, i)))
	}
	x := th.RT.Intern("name7")
	require.Equal(t, int64(7), th.DictGetStr(d.V(), x.V()).Int())
	hint := th.DictHint(d.V(), x.V())
	require.Equal(t, int64(7), th.DictAtHint(d.V(), x.V(), hint).Int())
	require.Equal(t, heap.Null, th.DictAtHint(d.V(), x.V(), hint+1))
	require.Equal(t, heap.Null, th.DictAtHint(d.V(), x.V(), 1000))

	stamp := th.DictKeysStamp(d.V())
	require.NotZero(t, stamp)
	require.True(t, th.DictSetAtHint(d.V(), x.V(), hint, heap.None))
	require.False(t, th.DictSetAtHint(d.V(), x.V(), hint+1, heap.None))
	require.Equal(t, heap.None, th.DictGetStr(d.V(), x.V()))
	require.Equal(t, stamp, th.DictKeysStamp(d.V()), "a value is no key")
	require.True(t, th.DictSetStr(d, "new", x))
	require.NotEqual(t, stamp, th.DictKeysStamp(d.V()))

	// A str that is not interned is the same key, also among other keys.
	require.Equal(t, heap.None, th.DictGetStr(d.V(), put(th, "name7").V()))
	require.True(t, th.DictSet(d, put(th, []any{1}), x))
	require.Equal(t, heap.None, th.DictGetStr(d.V(), x.V()))
	require.Equal(t, heap.Null, th.DictGetStr(d.V(), th.RT.Intern("absent").V()))
}

// popitem leaves nothing behind that a later search could run into for ever, and
// does not search for its own item.
func TestDictPopItem(t *testing.T) {
	th := stressed(t)
	d, k := th.Push(th.NewDict()), th.Push(heap.Null)
	for i := range 3000 {
		k.Set(heap.SmallInt(int64(i)))
		require.True(t, th.DictSet(d, k, k))
		require.NotEqual(t, heap.Null, dictPopItem(th, MakeArgs(d, 1, Ref{})))
		k.Set(heap.SmallInt(int64(-i)))
		require.Zero(t, th.DictContains(d, k))
	}
	require.Equal(t, usable(minLog), tabCap(d.V().Addr().Ref(dictTable).Addr()))

	th = containerThread(t, heap.Config{})
	d, k = th.Push(th.NewDict()), th.Push(heap.Null)
	const n = 200_000
	for i := range n {
		k.Set(heap.SmallInt(int64(i)))
		require.True(t, th.DictSet(d, k, k))
	}
	for i := range n {
		require.Equal(t, int64(n-1-i), th.TupleAt(dictPopItem(th, MakeArgs(d, 1, Ref{})), 0).Int())
		require.Equal(t, n-1-i, tabEntries(d.V().Addr().Ref(dictTable).Addr()))
	}
}
