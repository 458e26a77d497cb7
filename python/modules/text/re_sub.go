package text

import (
	"slices"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/pyregex"
	"github.com/hpyrun/hpyrun/object"
)

// subArgs is sub and subn: a has the replacement, the text and the number.
func (re *regex) subArgs(t *Thread, p Ref, a Args, counted bool) Value {
	repl, s := a.At(0), a.At(1)
	count, ok := t.AsSsize(a.At(2), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	x := re.begin(t, p, s, 0, maxPos)
	if x == nil {
		return heap.Null
	}
	r, ok := re.replacement(t, x, p, s, repl)
	if !ok {
		return heap.Null
	}
	out := []byte(nil)
	n, done, pieces := 0, 0, 0
	for count == 0 || n < count {
		found, ok := x.next(t, pyregex.Search)
		if !ok {
			return heap.Null
		}
		if !found {
			break
		}
		if done < x.regs[0] {
			out = appendRunes(out, x.text.runes[done:x.regs[0]], x.text.bytes)
			pieces++
		}
		if out, ok = r(out, pieces); !ok {
			return heap.Null
		}
		pieces++
		done = x.regs[1]
		n++
	}
	result := heap.Null
	if n == 0 {
		result = x.slice(t, s, 0, len(x.text.runes))
	} else {
		out = appendRunes(out, x.text.runes[done:], x.text.bytes)
		result = newText(t, out, x.text.bytes)
	}
	if !counted || result == heap.Null {
		return result
	}
	return t.PackTuple(t.Push(result), t.Push(heap.SmallInt(int64(n))))
}

// replacement returns what appends the replacement of a match that x has just found;
// pieces is the number of pieces before it.
func (re *regex) replacement(t *Thread, x *search, p, s, repl Ref) (func(out []byte, pieces int) ([]byte, bool), bool) {
	if t.RT.Callable(repl.V()) {
		return func(out []byte, pieces int) ([]byte, bool) {
			defer t.Pop(t.Top())
			m := t.Push(re.newMatch(t, p, s, x))
			if m.V() == heap.Null {
				return out, false
			}
			v := t.CallN(repl, m)
			switch {
			case v == heap.Null:
				return out, false
			case v == heap.None:
				return out, true
			case !x.text.bytes && t.RT.IsStr(v):
				return append(out, object.StrBytes(v)...), true
			case x.text.bytes && t.RT.IsBytes(v):
				return append(out, object.BytesOf(v)...), true
			}
			r := t.Push(v)
			if x.text.bytes {
				if data, ok, isBuffer := t.BufferCopy(r); isBuffer {
					return append(out, data...), ok
				}
			}
			joinError(t, pieces, x.text.bytes, t.TypeName(r.V()))
			return out, false
		}, true
	}
	parts, isBytes, ok := re.template1(t, x.p, repl)
	if !ok {
		return nil, false
	}
	mixed := isBytes != x.text.bytes && slices.ContainsFunc(parts, func(p pyregex.Part) bool { return p.Group < 0 })
	return func(out []byte, pieces int) ([]byte, bool) {
		if mixed {
			joinError(t, pieces, x.text.bytes, kindName(isBytes))
			return out, false
		}
		for _, part := range parts {
			runes := part.Text
			if part.Group >= 0 {
				runes = x.text.runes[max(x.regs[2*part.Group], 0):max(x.regs[2*part.Group+1], 0)]
			}
			out = appendRunes(out, runes, x.text.bytes)
		}
		return out, true
	}, true
}

// splitArgs is split: a has the text and the number.
func (re *regex) splitArgs(t *Thread, p Ref, a Args) Value {
	s := a.At(0)
	most, ok := t.AsSsize(a.At(1), t.RT.Exc.OverflowError)
	if !ok {
		return heap.Null
	}
	x := re.begin(t, p, s, 0, maxPos)
	if x == nil {
		return heap.Null
	}
	list := t.Push(t.NewList(0))
	if list.V() == heap.Null {
		return heap.Null
	}
	item := t.PushN(1)
	add := func(lo, hi int) bool {
		item.Set(heap.None)
		if lo >= 0 {
			item.Set(x.slice(t, s, lo, hi))
		}
		return item.V() != heap.Null && t.ListAppend(list, item)
	}
	done := 0
	for n := 0; most == 0 || n < most; n++ {
		found, ok := x.next(t, pyregex.Search)
		if !ok {
			return heap.Null
		}
		if !found {
			break
		}
		for g := 0; g <= x.p.Groups; g++ {
			lo, hi := x.regs[2*g], x.regs[2*g+1]
			if g == 0 {
				lo, hi = done, x.regs[0]
			}
			if !add(lo, hi) {
				return heap.Null
			}
		}
		done = x.regs[1]
	}
	if !add(done, len(x.text.runes)) {
		return heap.Null
	}
	return list.V()
}
