package text

import (
	"strconv"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// re.error: an exception whose attributes say where in the pattern the mistake is.

var errorSig = object.ParseSignature("error", "(msg, pattern=None, pos=None)")

func errorDef(t *Thread) object.TypeDef {
	return object.TypeDef{Name: "error", Module: "re", Base: t.RT.Exc.Exception,
		Flags: object.FlagBaseType | object.FlagExceptionSubclass | object.FlagHeapType,
		Doc: "Exception raised for invalid regular expressions.\n\nAttributes:\n\n    msg: The unformatted error message\n" +
			"    pattern: The regular expression pattern\n    pos: The index in the pattern where compilation failed (may be None)\n" +
			"    lineno: The line corresponding to pos (may be None)\n    colno: The column corresponding to pos (may be None)\n",
		Slots: object.Slots{Init: errorInit},
	}
}

func errorInit(t *Thread, args Args) bool {
	defer t.Pop(t.Top())
	self := args.At(0)
	a, ok := errorSig.Bind(t, args.Skip(1))
	if !ok {
		return false
	}
	msg, pattern, pos := a.At(0), a.At(1), a.At(2)
	line, col := t.Push(heap.None), t.Push(heap.None)
	shown := msg
	if pattern.V() != heap.None && pos.V() != heap.None {
		n, ok := t.AsIndex(pos)
		if !ok {
			return false
		}
		d := decode(t, pattern)
		if d == nil {
			return false
		}
		text := d.runes
		s := t.Str(msg)
		if s == heap.Null {
			return false
		}
		before := text[:min(max(n, 0), len(text))]
		lineno, colno := 1, n
		for i, r := range before {
			if r == '\n' {
				lineno++
				colno = n - i
			}
		}
		if lineno == 1 {
			colno = n + 1
		}
		line.Set(heap.SmallInt(int64(lineno)))
		col.Set(heap.SmallInt(int64(colno)))
		full := object.GoStr(s) + " at position " + strconv.Itoa(n)
		for _, r := range text {
			if r == '\n' {
				full += " (line " + strconv.Itoa(lineno) + ", column " + strconv.Itoa(colno) + ")"
				break
			}
		}
		shown = t.Push(t.NewStr(full))
		if shown.V() == heap.Null {
			return false
		}
	}
	for _, x := range []struct {
		name string
		v    Ref
	}{{"msg", msg}, {"pattern", pattern}, {"pos", pos}, {"lineno", line}, {"colno", col}} {
		if !t.SetAttr(self, t.RT.Name(x.name), x.v) {
			return false
		}
	}
	base := t.PushN(2)
	base.Set(self.V())
	base.At(1).Set(shown.V())
	return t.RT.Exc.Exception.Slots.Init(t, object.MakeArgs(base, 2, Ref{}))
}
