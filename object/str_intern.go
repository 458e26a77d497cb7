package object

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
)

// textState is what a runtime keeps for strs and numbers.
type textState struct {
	mut    *heap.Mutator // allocates the permanent strs
	intern map[string]Ref
	slots  []Value    //rawaddr:ok root slots: the unused rest of the current chunk of slots
	latin1 [256]Value //rawaddr:ok permanent
	empty  Value      //rawaddr:ok permanent

	maxStrDigits int
	handlers     map[string]Ref // registered error handlers of codecs

	strIter, bytesIter, byteArrayIter, memGuard *Type

	views memViews
}

// slotChunk is how many slots for interned strs are made at once. The slots lie
// in Go's memory: what they hold never moves, so the collector need not know
// them.
const slotChunk = 512

func (rt *Runtime) textInit() *textState {
	s := &rt.text
	if s.mut != nil {
		return s
	}
	if t := rt.core.main; t != nil {
		s.mut = t.Mutator
	} else {
		s.mut = rt.Heap.NewMutator()
	}
	s.maxStrDigits = DefaultMaxStrDigits
	s.intern = make(map[string]Ref)
	s.empty = rt.Intern("").V()
	for i := range s.latin1 {
		s.latin1[i] = rt.Intern(string(rune(i))).V()
	}
	return s
}

func (rt *Runtime) emptyStr() Value {
	if rt.text.mut == nil {
		rt.textInit()
	}
	return rt.text.empty
}

func (rt *Runtime) latin1Str(c byte) Value {
	if rt.text.mut == nil {
		rt.textInit()
	}
	return rt.text.latin1[c]
}

// Intern returns the permanent, never moving str with s as its text: the same
// object for equal s. No safepoint.
func (rt *Runtime) Intern(s string) Ref {
	ts := rt.textInit()
	if r, ok := ts.intern[s]; ok {
		return r
	}
	b := []byte(s)
	f, ok := scanText(b)
	if !ok {
		return rt.Intern(string(escapeInvalid(b)))
	}
	raw, w := f.layout()
	v := ts.mut.AllocPermanent(IdxStr, 0, raw)
	f.init(v.Addr(), w|strInterned)
	copy(strText(v), b)
	StrHash(v)
	if len(ts.slots) == 0 {
		ts.slots = make([]Value, slotChunk)
	}
	ts.slots[0] = v
	r := heap.RefOf(&ts.slots[0])
	ts.slots = ts.slots[1:]
	// The key is the permanent text itself: one copy of each.
	text := StrBytes(v)
	ts.intern[unsafe.String(unsafe.SliceData(text), len(text))] = r
	return r
}

// InternValue returns the interned str equal to v, which must be an exact str.
// No safepoint.
func (rt *Runtime) InternValue(v Ref) Value {
	if IsInterned(v.V()) {
		return v.V()
	}
	ts := rt.textInit()
	if r, ok := ts.intern[strView(v.V())]; ok {
		return r.V()
	}
	return rt.Intern(GoStr(v.V())).V()
}
