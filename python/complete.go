package python

import (
	"sort"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// keywords are the words that a statement or an expression can begin with.
var keywords = strings.Fields("False None True and as assert async await break class continue def del elif else except finally " +
	"for from global if import in is lambda nonlocal not or pass raise return try while with yield")

// Complete completes what is typed at a prompt: words are what could stand in the place
// of line[start:], a name or a dotted name at its end. The objects that it leads through
// are looked at, and may run code for that.
func (in *Interp) Complete(line string) (start int, words []string) {
	t := in.T
	defer t.Pop(t.Top())
	start = len(line)
	for start > 0 && isNameByte(line[start-1]) {
		start--
	}
	word := line[start:]
	if word == "" || word[0] >= '0' && word[0] <= '9' {
		return start, nil
	}
	path := ""
	if i := strings.LastIndexByte(word, '.'); i >= 0 {
		path, word = word[:i+1], word[i+1:]
	}
	seen := map[string]bool{}
	add := func(names []string) {
		for _, n := range names {
			if strings.HasPrefix(n, word) && (word != "" || !strings.HasPrefix(n, "_")) && !seen[n] {
				seen[n] = true
				words = append(words, path+n)
			}
		}
	}
	if path == "" {
		add(keywords)
		add(in.dictNames(in.MainDict()))
		add(in.dictNames(in.RT.Builtins.V()))
	} else {
		add(in.attrNames(t, strings.Split(path[:len(path)-1], ".")))
	}
	sort.Strings(words)
	return start, words
}

func isNameByte(c byte) bool {
	return c == '_' || c == '.' || c >= 0x80 || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// dictNames lists the keys of a namespace (no safepoint).
func (in *Interp) dictNames(d Value) (names []string) {
	for pos := 0; ; {
		k, _, ok := in.T.DictNext(d, &pos)
		if !ok {
			return names
		}
		if in.RT.IsStr(k) {
			names = append(names, object.GoStr(k))
		}
	}
}

// attrNames lists the attributes of what a dotted name leads to.
func (in *Interp) attrNames(t *Thread, path []string) (names []string) {
	first := t.RT.Name(path[0])
	d := t.Push(in.MainDict())
	v, _ := t.DictGet(d, first)
	if v == heap.Null {
		t.ClearExc()
		v, _ = t.DictGet(t.RT.Builtins, first)
	}
	if v == heap.Null {
		t.ClearExc()
		return nil
	}
	o := t.Push(v)
	for _, name := range path[1:] {
		n := t.Push(t.NewStr(name))
		if n.V() == heap.Null {
			t.ClearExc()
			return nil
		}
		v, ok := t.GetAttrOpt(o, n)
		if !ok || v == heap.Null {
			t.ClearExc()
			return nil
		}
		o.Set(v)
	}
	list := builtinDir(t, object.MakeArgs(o, 1, Ref{}))
	if list == heap.Null {
		t.ClearExc()
		return nil
	}
	for i := range t.ListLen(list) {
		if n := t.ListAt(list, i); t.RT.IsStr(n) {
			names = append(names, object.GoStr(n))
		}
	}
	return names
}
