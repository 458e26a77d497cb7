package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// iterDef describes an iterator type of itertools: its references and raw words, how it
// is made of its arguments, and what it gives next. An instance is made before make runs,
// so that a failing make leaves nothing behind.
type iterDef struct {
	name, sig, doc string
	refs, raw      int // raw counts words of 8 bytes
	// make fills self, a fresh instance, from the bound arguments, of which the
	// class is number 0.
	make func(t *Thread, self Ref, a Args) bool
	next func(t *Thread, self Ref) Value
	// reduce and setState are __reduce__ and __setstate__; nil: there is none.
	reduce, setState object.Native
	methods          []object.MethodDef
	repr             func(t *Thread, self Ref) Value
	into             **object.Type
	weak             bool
}

func (d *iterDef) makeType(t *Thread) *object.Type {
	construct := d.construct()
	def := object.TypeDef{
		Name: d.name, Module: "itertools", Doc: d.doc, FixedRefs: d.refs, RawSize: 8 * d.raw, Into: d.into, Weak: d.weak,
		Flags:   object.FlagBaseType,
		Slots:   object.Slots{New: construct, Iter: modules.SelfIter, Next: d.next, Repr: d.repr},
		Methods: d.methods,
	}
	if d.reduce != nil {
		def.Methods = append(def.Methods, object.MethodDef{Name: "__reduce__", Sig: "($self, /)", Fn: d.reduce, Doc: "Return state information for pickling."})
	}
	if d.setState != nil {
		def.Methods = append(def.Methods, object.MethodDef{Name: "__setstate__", Sig: "($self, state, /)", Fn: d.setState, Doc: "Set state information for unpickling."})
	}
	return t.NewBuiltinType(def)
}

// construct is the slot New: a subclass with an __init__ of its own takes the keywords
// that the type itself refuses.
func (d *iterDef) construct() object.Native {
	sig := object.ParseConstructor(d.name, d.sig)
	return func(t *Thread, args Args) Value {
		defer t.Pop(t.Top())
		cls := t.RT.TypeFromObj(args.At(0).V())
		if args.NumKw() > 0 && !sig.TakesKeywords() && modules.OwnInit(t, cls) {
			args = object.MakeArgs(args.At(0), args.Len(), Ref{})
		}
		a, ok := sig.Bind(t, args)
		if !ok {
			return heap.Null
		}
		self := t.Push(t.NewInstance(cls))
		if self.V() == heap.Null || !d.make(t, self, a) {
			return heap.Null
		}
		return self.V()
	}
}

// field pushes reference i of self.
func field(t *Thread, self Ref, i int) Ref { return t.Push(self.V().Addr().Ref(i)) }

// word and setWord are self's raw word i as a number.
func word(self Ref, i int) int       { return int(int64(self.V().Addr().Word64(8 * i))) }
func setWord(self Ref, i int, n int) { self.V().Addr().SetWord64(8*i, uint64(n)) }

// storeIter stores an iterator of what x is in reference i of self.
func storeIter(t *Thread, self Ref, i int, x Ref) bool {
	it := t.Iter(x)
	if it == heap.Null {
		return false
	}
	t.Store(self.V(), i, it)
	return true
}

// reduced is (type(self), args), or with a state (type(self), args, state). args holds
// a tuple; Null in it or in the state says that an exception is pending.
func reduced(t *Thread, self, args Ref, state ...Ref) Value {
	return t.PackTuple(append([]Ref{t.RT.TypeOf(self.V()).Obj, args}, state...)...)
}

// reduceFields makes a __reduce__ whose arguments are the first n references.
func reduceFields(n int) object.Native {
	return func(t *Thread, a Args) Value {
		self := a.At(0)
		return reduced(t, self, fieldTuple(t, self, 0, n))
	}
}

// fieldTuple pushes a tuple of n references of self from i on, None for an empty one.
func fieldTuple(t *Thread, self Ref, i, n int) Ref {
	items := t.PushN(n)
	for k := range n {
		v := self.V().Addr().Ref(i + k)
		if v == heap.Null {
			v = heap.None
		}
		items.At(k).Set(v)
	}
	return t.Push(t.TupleOf(items, n))
}

// truthState makes a __setstate__ that sets raw word i to the truth of the state.
func truthState(i int) object.Native {
	return func(t *Thread, a Args) Value {
		truth := t.IsTrue(a.At(1))
		if truth < 0 {
			return heap.Null
		}
		setWord(a.At(0), i, truth)
		return heap.None
	}
}

// itertoolsModule is itertools.
func itertoolsModule() modules.Module {
	g, s := &groupbyTypes{}, &sliceTypes{}
	return modules.Module{
		Name: "itertools",
		Doc: "Functional tools for creating and using iterators.\n\n" +
			"Infinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\ncycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times\n\n" +
			"Iterators terminating on the shortest input sequence:\naccumulate(p[, func]) --> p0, p0+p1, p0+p1+p2\nchain(p, q, ...) --> p0, p1, ... plast, q0, q1, ...\nchain.from_iterable([p, q, ...]) --> p0, p1, ... plast, q0, q1, ...\ncompress(data, selectors) --> (d[0] if s[0]), (d[1] if s[1]), ...\ndropwhile(pred, seq) --> seq[n], seq[n+1], starting when pred fails\ngroupby(iterable[, keyfunc]) --> sub-iterators grouped by value of keyfunc(v)\nfilterfalse(pred, seq) --> elements of seq where pred(elem) is False\nislice(seq, [start,] stop [, step]) --> elements from\n       seq[start:stop:step]\npairwise(s) --> (s[0],s[1]), (s[1],s[2]), (s[2], s[3]), ...\nstarmap(fun, seq) --> fun(*seq[0]), fun(*seq[1]), ...\ntee(it, n) --> (it1, it2 , ... itn) splits one iterator into n\ntakewhile(pred, seq) --> seq[0], seq[1], until pred fails\nzip_longest(p, q, ...) --> (p[0], q[0]), (p[1], q[1]), ...\n\n" +
			"Combinatoric generators:\nproduct(p, q, ... [repeat=1]) --> cartesian product\npermutations(p[, r])\ncombinations(p, r)\ncombinations_with_replacement(p, r)\n",
		Functions: []object.MethodDef{
			{Name: "tee", Sig: "(iterable, n=2, /)", Fn: s.tee, Doc: "Returns a tuple of n independent iterators."},
		},
		Exec: func(t *Thread, m Ref) bool {
			for _, defs := range [][]iterDef{countingIters(), s.defs(), g.defs(), joiningIters(), combiningIters()} {
				for i := range defs {
					typ := defs[i].makeType(t)
					if typ == nil || !modules.AddTypes(t, m, typ) {
						return false
					}
				}
			}
			return true
		},
	}
}
