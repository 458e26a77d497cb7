package collect

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// lruTypes is functools._lru_cache_wrapper of one runtime.
//
// A bounded cache is a dict of links, each of which is in a ring in the order of use, the
// oldest behind the root. A link is an internal array. In an unbounded cache the dict has
// the results themselves.
type lruTypes struct {
	typ *object.Type
	// mark separates positional arguments from keywords in a key.
	mark Ref
}

// The references of a wrapper.
const (
	lruFunc = iota
	lruCache
	lruInfo // the class of what cache_info returns
	lruRoot // the ring's root, a link
	lruRefs
)

// Its raw words.
const (
	lruMax    = iota // -1: unbounded
	lruTyped         // 1: arguments of different types are different
	lruHits          // calls answered from the cache
	lruMisses        // calls of the function
	lruWords
)

// The references of a link.
const (
	linkPrev = iota
	linkNext
	linkKey
	linkResult
	linkRefs
)

func (l *lruTypes) makeType(t *Thread) bool {
	l.mark = t.RT.Heap.NewRoot()
	if l.mark.Set(t.NewInstance(t.RT.ObjectType)); l.mark.V() == heap.Null {
		return false
	}
	self := func(t *Thread, a Args) Value { return a.At(0).V() }
	return t.NewBuiltinType(object.TypeDef{
		Name: "_lru_cache_wrapper", Module: "functools", FixedRefs: lruRefs, RawSize: 8 * lruWords, Dict: true, Weak: true,
		Flags: object.FlagBaseType | object.FlagMethodDescr, Into: &l.typ,
		Doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
		Slots: object.Slots{New: l.construct, Call: l.call, DescrGet: func(t *Thread, d, obj, typ Ref) Value {
			if obj.IsNil() || obj.V() == heap.None {
				return d.V()
			}
			return t.NewMethod(d, obj)
		}},
		Methods: []object.MethodDef{
			{Name: "cache_info", Sig: "($self, /)", Fn: lruCacheInfo, Doc: "Report cache statistics"},
			{Name: "cache_clear", Sig: "($self, /)", Fn: lruCacheClear, Doc: "Clear the cache and cache statistics"},
			{Name: "__reduce__", Sig: "($self, /)", Fn: func(t *Thread, a Args) Value { return t.GetAttr(a.At(0), t.RT.Name("__qualname__")) }},
			{Name: "__copy__", Sig: "($self, /)", Fn: self},
			{Name: "__deepcopy__", Sig: "($self, memo, /)", Fn: self},
		},
	}) != nil
}

var lruSig = object.ParseConstructor("lru_cache", "($self, user_function, maxsize, typed, cache_info_type)")

func (l *lruTypes) construct(t *Thread, args Args) Value {
	defer t.Pop(t.Top())
	a, ok := lruSig.Bind(t, args)
	if !ok {
		return heap.Null
	}
	if !t.RT.Callable(a.At(1).V()) {
		return t.TypeErrorf("the first argument must be callable")
	}
	most := -1
	if m := a.At(2); m.V() != heap.None {
		if !t.RT.HasIndex(m.V()) {
			return t.TypeErrorf("maxsize should be integer or None")
		}
		if most, ok = t.AsSsize(m, t.RT.Exc.OverflowError); !ok {
			return heap.Null
		}
		most = max(most, 0)
	}
	typed := t.IsTrue(a.At(3))
	if typed < 0 {
		return heap.Null
	}
	self := t.Push(t.NewInstance(t.RT.TypeFromObj(a.At(0).V())))
	if self.V() == heap.Null {
		return heap.Null
	}
	t.Store(self.V(), lruFunc, a.At(1).V())
	t.Store(self.V(), lruInfo, a.At(4).V())
	setWord(self, lruMax, most)
	setWord(self, lruTyped, typed)
	if !lruReset(t, self) {
		return heap.Null
	}
	return self.V()
}

// lruReset gives the wrapper an empty cache.
func lruReset(t *Thread, self Ref) bool {
	defer t.Pop(t.Top())
	cache := t.Push(t.NewDict())
	if cache.V() == heap.Null {
		return false
	}
	root := t.Alloc(object.IdxArray, linkRefs, 0)
	if root == heap.Null {
		return false
	}
	t.Store(root, linkPrev, root)
	t.Store(root, linkNext, root)
	t.Store(self.V(), lruCache, cache.V())
	t.Store(self.V(), lruRoot, root)
	setWord(self, lruHits, 0)
	setWord(self, lruMisses, 0)
	return true
}

func count(self Ref, i int) { setWord(self, i, word(self, i)+1) }

// unlink takes a link out of the ring (no safepoint).
func unlink(t *Thread, link Value) {
	prev, next := link.Addr().Ref(linkPrev), link.Addr().Ref(linkNext)
	t.Store(prev, linkNext, next)
	t.Store(next, linkPrev, prev)
}

// pushLink makes a link the newest of the ring (no safepoint).
func pushLink(t *Thread, root, link Value) {
	last := root.Addr().Ref(linkPrev)
	t.Store(last, linkNext, link)
	t.Store(root, linkPrev, link)
	t.Store(link, linkPrev, last)
	t.Store(link, linkNext, root)
}

func (l *lruTypes) call(t *Thread, self Ref, a Args) Value {
	defer t.Pop(t.Top())
	most := word(self, lruMax)
	if most == 0 {
		count(self, lruMisses)
		return t.Call(field(t, self, lruFunc), a)
	}
	key := l.key(t, self, a)
	if key.V() == heap.Null {
		return heap.Null
	}
	cache := field(t, self, lruCache)
	found, ok := t.DictGet(cache, key)
	if !ok {
		return heap.Null
	}
	if found != heap.Null {
		count(self, lruHits)
		if most < 0 {
			return found
		}
		unlink(t, found)
		pushLink(t, self.V().Addr().Ref(lruRoot), found)
		return found.Addr().Ref(linkResult)
	}
	count(self, lruMisses)
	result := t.Push(t.Call(field(t, self, lruFunc), a))
	if result.V() == heap.Null {
		return heap.Null
	}
	// The call may have emptied the cache.
	cache.Set(self.V().Addr().Ref(lruCache))
	if most < 0 {
		if !t.DictSet(cache, key, result) {
			return heap.Null
		}
		return result.V()
	}
	if !l.keep(t, self, cache, key, result) {
		return heap.Null
	}
	return result.V()
}

// keep enters a result into a bounded cache, in place of the oldest if it is full.
func (l *lruTypes) keep(t *Thread, self, cache, key, result Ref) bool {
	// The call may have entered the key itself.
	switch found, ok := t.DictGet(cache, key); {
	case !ok:
		return false
	case found != heap.Null:
		return true
	}
	link := t.Push(t.Alloc(object.IdxArray, linkRefs, 0))
	if link.V() == heap.Null {
		return false
	}
	t.Store(link.V(), linkKey, key.V())
	t.Store(link.V(), linkResult, result.V())
	if t.DictLen(cache.V()) >= word(self, lruMax) {
		root := self.V().Addr().Ref(lruRoot)
		oldest := t.Push(root.Addr().Ref(linkNext))
		if oldest.V() != root {
			unlink(t, oldest.V())
			if _, ok := t.DictDel(cache, t.Push(oldest.V().Addr().Ref(linkKey))); !ok {
				return false
			}
		}
	}
	if !t.DictSet(cache, key, link) {
		return false
	}
	if cache.V() == self.V().Addr().Ref(lruCache) {
		pushLink(t, self.V().Addr().Ref(lruRoot), link.V())
	}
	return true
}

// key pushes what stands for a call's arguments: the only one if it is an int or a str,
// else a tuple of them, with the mark before keywords, and the types if they count.
func (l *lruTypes) key(t *Thread, self Ref, a Args) Ref {
	typed := word(self, lruTyped) == 1
	n, nkw := a.Len(), a.NumKw()
	if !typed && nkw == 0 && n == 1 {
		if v := a.At(0).V(); object.IsExactInt(v) || object.IsExactStr(v) {
			return t.Push(v)
		}
	}
	size := n
	if nkw > 0 {
		size += 1 + 2*nkw
	}
	if typed {
		size += n + nkw
	}
	v := t.NewTuple(size)
	if v == heap.Null {
		return t.Push(v)
	}
	i := 0
	add := func(x Value) {
		t.TupleSet(v, i, x)
		i++
	}
	for k := range n {
		add(a.At(k).V())
	}
	if nkw > 0 {
		add(l.mark.V())
		for k := range nkw {
			add(a.KwName(k))
			add(a.Kw(k).V())
		}
	}
	if typed {
		for k := range n + nkw {
			add(t.RT.TypeOf(a.At(k).V()).Obj.V())
		}
	}
	return t.Push(v)
}

func lruCacheInfo(t *Thread, a Args) Value {
	self := a.At(0)
	info := t.PushN(4)
	info.Set(t.NewInt(int64(word(self, lruHits))))
	info.At(1).Set(t.NewInt(int64(word(self, lruMisses))))
	info.At(2).Set(heap.None)
	if m := word(self, lruMax); m >= 0 {
		info.At(2).Set(t.NewInt(int64(m)))
	}
	info.At(3).Set(heap.SmallInt(int64(t.DictLen(self.V().Addr().Ref(lruCache)))))
	return t.Call(field(t, self, lruInfo), object.MakeArgs(info, 4, Ref{}))
}

func lruCacheClear(t *Thread, a Args) Value {
	if !lruReset(t, a.At(0)) {
		return heap.Null
	}
	return heap.None
}
