package object

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/hpyrun/hpyrun/heap"
)

func BenchmarkListAppend(b *testing.B) {
	th := containerThread(b, heap.Config{})
	l, x := th.Push(th.NewList(0)), th.Push(heap.SmallInt(1))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			l.Set(th.NewList(0))
		}
		th.ListAppend(l, x)
	}
}

func BenchmarkListIndex(b *testing.B) {
	th := containerThread(b, heap.Config{})
	l := th.Push(th.NewList(0))
	x := th.Push(heap.SmallInt(1))
	for range 1024 {
		th.ListAppend(l, x)
	}
	k := th.Push(heap.SmallInt(0))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k.Set(heap.SmallInt(int64(i & 1023)))
		listSubscript(th, l, k)
	}
}

func benchNames(th *Thread, n int) Ref {
	d := th.Push(th.NewDict())
	v := th.Push(heap.None)
	for i := range n {
		th.DictSetStr(d, fmt.Sprint("attribute", i), v)
	}
	return d
}

func BenchmarkDictGetName(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d := benchNames(th, 20)
	k := th.RT.Intern("attribute7")
	b.ReportAllocs()
	for b.Loop() {
		th.DictGetStr(d.V(), k.V())
	}
}

func BenchmarkDictGetStr(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d := benchNames(th, 20)
	keys := th.PushN(16)
	for i := range 16 {
		keys.At(i).Set(th.NewStr(fmt.Sprint("attribute", i)))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		th.DictGet(d, keys.At(i&15))
	}
}

func BenchmarkDictMiss(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d := benchNames(th, 20)
	k := th.RT.Intern("nothing")
	b.ReportAllocs()
	for b.Loop() {
		th.DictGetStr(d.V(), k.V())
	}
}

func BenchmarkDictSetOld(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d := benchNames(th, 20)
	k, v := th.RT.Intern("attribute7"), th.Push(heap.True)
	b.ReportAllocs()
	for b.Loop() {
		th.DictSet(d, k, v)
	}
}

func BenchmarkDictFillInts(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d, k := th.Push(th.NewDict()), th.Push(heap.Null)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			d.Set(th.NewDict())
		}
		k.Set(heap.SmallInt(int64(i)))
		th.DictSet(d, k, k)
	}
}

func BenchmarkDictGetInt(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d, k := th.Push(th.NewDict()), th.Push(heap.Null)
	for i := range 1000 {
		k.Set(heap.SmallInt(int64(i)))
		th.DictSet(d, k, k)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k.Set(heap.SmallInt(int64(i % 1000)))
		th.DictGet(d, k)
	}
}

func BenchmarkDictNext(b *testing.B) {
	th := containerThread(b, heap.Config{})
	d := benchNames(th, 1000)
	b.ReportAllocs()
	pos := 0
	for b.Loop() {
		if _, _, ok := th.DictNext(d.V(), &pos); !ok {
			pos = 0
		}
	}
}

func BenchmarkSmallDict(b *testing.B) {
	th := containerThread(b, heap.Config{})
	x, y := th.RT.Intern("x"), th.RT.Intern("y")
	b.ReportAllocs()
	for b.Loop() {
		d := th.Push(th.NewDict())
		th.DictSet(d, x, y)
		th.DictSet(d, y, x)
		th.Pop(d.Slot())
	}
}

func BenchmarkSetAdd(b *testing.B) {
	th := containerThread(b, heap.Config{})
	s, k := th.Push(th.NewSet()), th.Push(heap.Null)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			s.Set(th.NewSet())
		}
		k.Set(heap.SmallInt(int64(i)))
		th.SetAdd(s, k)
	}
}

func benchSort(b *testing.B, n int, item func(i int) Value) {
	th := containerThread(b, heap.Config{})
	src := th.Push(th.NewList(n))
	x := th.Push(heap.Null)
	for i := range n {
		x.Set(item(i))
		th.ListAppend(src, x)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		l := th.Push(th.ListSlice(src, 0, n))
		th.ListSort(l, Ref{}, false)
		th.Pop(l.Slot())
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
}

func BenchmarkSort(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{10, 1000, 1000000} {
		b.Run(fmt.Sprint("ints", n), func(b *testing.B) {
			benchSort(b, n, func(int) Value { return heap.SmallInt(int64(rnd.IntN(1 << 40))) })
		})
		b.Run(fmt.Sprint("floats", n), func(b *testing.B) {
			benchSort(b, n, func(int) Value { return heap.Float(rnd.Float64()) })
		})
		b.Run(fmt.Sprint("ascending", n), func(b *testing.B) {
			benchSort(b, n, func(i int) Value { return heap.SmallInt(int64(i)) })
		})
	}
}
