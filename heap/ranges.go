package heap

import (
	"cmp"
	"slices"
)

// joinRanges merges two lists of disjoint ranges into one that is sorted and
// has no neighbours. sorted must be so already; more need not be, and is sorted
// in place.
func joinRanges(sorted, more []Range) []Range {
	if len(more) == 0 {
		return sorted
	}
	slices.SortFunc(more, func(a, b Range) int { return cmp.Compare(a.Lo, b.Lo) })
	out := make([]Range, 0, len(sorted)+len(more))
	for len(sorted)+len(more) > 0 {
		var r Range
		if len(more) == 0 || len(sorted) > 0 && sorted[0].Lo < more[0].Lo {
			r, sorted = sorted[0], sorted[1:]
		} else {
			r, more = more[0], more[1:]
		}
		if n := len(out); n > 0 && out[n-1].Hi == r.Lo {
			out[n-1].Hi = r.Hi
		} else {
			out = append(out, r)
		}
	}
	return out
}
