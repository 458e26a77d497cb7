package object

import (
	"unicode"

	"github.com/hpyrun/hpyrun/heap"
)

// "Did you mean": the name nearest to a missing one, with CPython's costs and
// limits.

const (
	suggestMaxCandidates = 750
	suggestMaxLen        = 40
	suggestMoveCost      = 2
	suggestCaseCost      = 1
)

// suggestion returns what an AttributeError's or NameError's message is
// followed by, or "".
func (f *excFormatter) suggestion(exc Ref) string {
	t := f.t
	defer t.Pop(t.Top())
	typ := t.RT.TypeOf(exc.V())
	var wrong Value
	list := t.Push(heap.Null)
	switch {
	case typ.IsSubtype(t.RT.Exc.AttributeError):
		a := exc.V().Addr()
		wrong = a.Ref(attrErrName)
		if obj := a.Ref(attrErrObj); obj != heap.Null && wrong != heap.Null {
			w := t.Push(wrong)
			list.Set(t.Dir(t.Push(obj)))
			wrong = w.V()
		}
	case typ.IsSubtype(t.RT.Exc.NameError):
		wrong = exc.V().Addr().Ref(nameErrName)
		if wrong != heap.Null {
			w := t.Push(wrong)
			f.frameNames(exc, list)
			wrong = w.V()
		}
	}
	t.ClearExc()
	if list.V() == heap.Null || wrong == heap.Null || !t.RT.IsStr(wrong) {
		return ""
	}
	n := t.ListLen(list.V())
	if n >= suggestMaxCandidates {
		return ""
	}
	var names []string
	for i := range n {
		if v := t.ListAt(list.V(), i); t.RT.IsStr(v) {
			names = append(names, GoStr(v))
		}
	}
	if s := nearestName(GoStr(wrong), names); s != "" {
		return ". Did you mean: '" + s + "'?"
	}
	return ""
}

// frameNames puts into list the names that the innermost frame of exc sees.
func (f *excFormatter) frameNames(exc, list Ref) {
	t := f.t
	tb := t.TracebackOf(exc.V())
	if tb == heap.Null {
		return
	}
	for tb.Addr().Ref(tbNext) != heap.Null {
		tb = tb.Addr().Ref(tbNext)
	}
	fv := tb.Addr().Ref(tbFrame)
	if fv == heap.Null {
		return
	}
	frame := t.Push(fv)
	list.Set(t.NewList(0))
	for _, name := range []string{"f_locals", "f_globals", "f_builtins"} {
		v, ok := t.GetAttrOpt(frame, t.RT.Intern(name))
		if !ok || v == heap.Null || list.V() == heap.Null {
			return
		}
		if !t.ListExtend(list, t.Push(v)) {
			return
		}
	}
}

// nearestName returns the candidate with the smallest distance to name that is
// near enough, or "".
func nearestName(name string, candidates []string) string {
	wrong := []rune(name)
	best, bestDist := "", int(^uint(0)>>1)
	for _, c := range candidates {
		if c == name {
			continue
		}
		item := []rune(c)
		limit := (len(wrong) + len(item) + 3) * suggestMoveCost / 6
		limit = min(limit, bestDist-1)
		if d := nameDistance(wrong, item, limit); d <= limit {
			best, bestDist = c, d
		}
	}
	return best
}

func substitutionCost(a, b rune) int {
	switch {
	case a == b:
		return 0
	case unicode.ToLower(a) == unicode.ToLower(b):
		return suggestCaseCost
	}
	return suggestMoveCost
}

// nameDistance is Levenshtein's distance with the costs above; a result above
// limit means no more than that.
func nameDistance(a, b []rune, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 || len(b) == 0 {
		return (len(a) + len(b)) * suggestMoveCost
	}
	if len(a) > suggestMaxLen || len(b) > suggestMaxLen {
		return limit + 1
	}
	if len(b) < len(a) {
		a, b = b, a
	}
	if (len(b)-len(a))*suggestMoveCost > limit {
		return limit + 1
	}
	row := make([]int, len(a))
	for i := range row {
		row[i] = (i + 1) * suggestMoveCost
	}
	result := 0
	for bi, bc := range b {
		dist := bi * suggestMoveCost
		result = dist
		least := int(^uint(0) >> 1)
		for i, ac := range a {
			sub := dist + substitutionCost(bc, ac)
			dist = row[i]
			result = min(sub, min(result, dist)+suggestMoveCost)
			row[i] = result
			least = min(least, result)
		}
		if least > limit {
			return limit + 1
		}
	}
	return result
}
