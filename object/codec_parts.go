package object

import "github.com/hpyrun/hpyrun/heap"

// Parts of the engines that package codecs builds its functions from.

// RunesOf returns the code points of a str. No safepoint.
func RunesOf(v Value) []rune { return runesOf(v) }

// AppendRune appends a code point as a str holds it: a surrogate is three bytes.
func AppendRune(b []byte, c rune) []byte { return appendRune(b, c) }

// EscapeRune returns \xNN, \uNNNN or \UNNNNNNNN.
func EscapeRune(c rune) string { return string(appendEscape(nil, c)) }

// EncodeBy encodes a str by a function that gives the bytes for a character; found false:
// it has none. ok false: exception pending.
func (t *Thread) EncodeBy(s Ref, errors, name, reason string, f func(c rune) (b []byte, found, ok bool)) Value {
	defer t.Pop(t.Top())
	e := &encodeRun{t: t, name: name, src: s, text: runesOf(s.V()), errors: errors, unit: 1}
	broken := false
	ok := e.all(reason, true, func(c rune) bool {
		if broken {
			return true // the exception ends everything
		}
		b, found, ok := f(c)
		if broken = !ok; broken {
			return true
		}
		e.out = append(e.out, b...)
		return found
	})
	if !ok || broken {
		return heap.Null
	}
	return t.NewBytes(e.out)
}

// DecodeBy decodes data byte by byte, as EncodeBy encodes. obj is the object that the data
// are of.
func (t *Thread) DecodeBy(data []byte, obj Ref, errors, name, reason string, f func(b byte) (text []byte, found, ok bool)) Value {
	defer t.Pop(t.Top())
	d := &decodeRun{t: t, name: name, data: data, obj: obj, errors: errors}
	for i := 0; i < len(data); {
		text, found, ok := f(data[i])
		switch {
		case !ok:
			return heap.Null
		case found:
			d.out = append(d.out, text...)
			i++
		default:
			if i, ok = d.handle(i, i+1, reason); !ok {
				return heap.Null
			}
		}
	}
	return t.NewStrBytes(d.out)
}

// CharmapTable returns the characters of an encoding of one byte a character that is
// written in Go; U+FFFE stands for what is not defined.
func CharmapTable(encoding string) (table [256]rune, ok bool) {
	c := codecNamed(encoding)
	if c == nil || c.table == nil {
		return table, false
	}
	table = c.table().decode
	for i, r := range table {
		if r < 0 {
			table[i] = 0xFFFE
		}
	}
	return table, true
}

// EncodeSurrogates encodes lone surrogates in a variant of UTF. ok false: one is none.
func EncodeSurrogates(encoding string, text []rune) (out []byte, ok bool) {
	e := &encodeRun{name: codecNamed(encoding).name}
	for _, c := range text {
		if !isSurrogate(c) || !e.putSurrogate(c) {
			return nil, false
		}
	}
	return e.out, true
}

// SurrogateAt returns the lone surrogate that data in a variant of UTF begin with, and its
// size; 0: none.
func SurrogateAt(encoding string, data []byte) (c rune, n int) {
	d := &decodeRun{name: codecNamed(encoding).name, data: data}
	switch d.name {
	case "utf-16", "utf-32":
		d.name += orderSuffix(utf16Little)
	}
	return d.surrogateAt(0)
}

// PlainException says that an instance of cls can be made of any one text (no safepoint).
func (t *Thread) PlainException(cls *Type) bool {
	return cls.Flags&FlagExceptionSubclass != 0 && sameFunc(cls.Slots.New, baseExceptionNew) && sameFunc(cls.Slots.Init, baseExceptionInit)
}
