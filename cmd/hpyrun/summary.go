package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hpyrun/hpyrun"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The summary of an extension: what a person wants to know of a module before using
// it, in the order of its definition.

// item is a line of the summary: a name with its signature, what it is, its
// docstring, and what belongs to it.
type item struct {
	name string
	doc  string
	subs []section
}

type section struct {
	title string
	items []item
	// columns: docstrings are short, and stand beside the names.
	columns bool
}

// describer reads modules and types. What it pushes stays until it is done.
type describer struct {
	t *object.Thread
}

// printSummary describes the module name, which came from file.
func printSummary(rt *hpyrun.Runtime, name, file string) error {
	t := rt.Python.T
	defer t.Pop(t.Top())
	m := t.Push(rt.Python.Import(t, name))
	if m.V() == heap.Null {
		return fmt.Errorf("%s", strings.TrimSpace(t.FormatExceptionOnly(t.Push(t.TakeExc()))))
	}
	d := &describer{t}
	var out strings.Builder
	for _, e := range rt.Host.Extensions() {
		if e.Name == name {
			fmt.Fprintf(&out, "module %s (%s), HPy universal ABI %d.%d\n", name, file, e.Major, e.Minor)
			break
		}
	}
	if doc := d.doc(m); doc != "" {
		out.WriteString("\n")
		writeDoc(&out, doc, 0)
	}
	sections := d.module(m)
	width := nameWidth(sections)
	for _, s := range sections {
		writeSection(&out, s, 0, width)
	}
	_, err := io.WriteString(os.Stdout, out.String())
	return err
}

// names are the entries of a namespace, in their order.
func (d *describer) names(dict object.Ref) (names []string, values []object.Ref) {
	for pos := 0; ; {
		k, v, ok := d.t.DictNext(dict.V(), &pos)
		if !ok {
			return names, values
		}
		if d.t.RT.IsStr(k) {
			names = append(names, object.GoStr(k))
			values = append(values, d.t.Push(v))
		}
	}
}

// attr returns an attribute as a str; "" if it is none.
func (d *describer) attr(o object.Ref, name string) string {
	t := d.t
	v, ok := t.GetAttrOpt(o, t.RT.Name(name))
	if !ok {
		t.ClearExc()
		return ""
	}
	if v == heap.Null || !t.RT.IsStr(v) {
		return ""
	}
	return object.GoStr(v)
}

func (d *describer) doc(o object.Ref) string { return cleanDoc(d.attr(o, "__doc__")) }

// module describes what is in a module.
func (d *describer) module(m object.Ref) []section {
	t := d.t
	functions, types, others := section{title: "functions"}, section{title: "types"}, section{title: "other names", columns: true}
	names, values := d.names(t.Push(t.RT.ModuleDict(m.V())))
	for i, v := range values {
		switch {
		case strings.HasPrefix(names[i], "__"):
		case t.RT.TypeFromObj(v.V()) != nil:
			types.items = append(types.items, d.typ(names[i], v))
		case t.RT.TypeOf(v.V()) == t.RT.BuiltinFunctionType:
			functions.items = append(functions.items, d.function(names[i], v))
		default:
			others.items = append(others.items, d.value(names[i], v))
		}
	}
	return []section{functions, types, others}
}

// function describes a function or method. Where C gave no signature in CPython's
// form, the docstring often begins with one.
func (d *describer) function(name string, f object.Ref) item {
	it := item{name: name + d.t.RT.SignatureOf(f.V()), doc: d.doc(f)}
	if d.attr(f, "__text_signature__") == "" {
		it.name, it.doc = signatureIn(it.doc, name, it.name)
	}
	return it
}

// signatureIn takes the first line off a docstring if that looks like a call of
// name.
func signatureIn(doc, name, otherwise string) (sig, rest string) {
	line, rest, _ := strings.Cut(doc, "\n")
	if !strings.HasPrefix(line, name+"(") {
		return otherwise, doc
	}
	return line, strings.TrimLeft(rest, "\n")
}

// maxRepr is how much of a value's repr is shown, in bytes.
const maxRepr = 60

func (d *describer) value(name string, v object.Ref) item {
	text := "(" + d.t.TypeName(v.V()) + ")"
	if r := d.t.Repr(v); r == heap.Null {
		d.t.ClearExc()
	} else if s := object.GoStr(r); len(s) <= maxRepr {
		text = s
	}
	return item{name: name, doc: "= " + text}
}

// typ describes a type: how it is called, its bases, and what it defines itself.
func (d *describer) typ(name string, o object.Ref) item {
	t := d.t
	typ := t.RT.TypeFromObj(o.V())
	it := item{name: name, doc: d.doc(o)}
	if sig := d.attr(o, "__text_signature__"); sig != "" {
		it.name += object.UnboundSignature(sig)
	} else {
		it.name, it.doc = signatureIn(it.doc, name, name)
	}
	if b := typ.Base; b != nil && b != t.RT.ObjectType {
		it.name += " is a " + b.Name
	}
	methods, attributes := section{title: "methods"}, section{title: "attributes", columns: true}
	var special []string
	dict := t.GetAttr(o, t.RT.Name("__dict__"))
	if dict == heap.Null {
		t.ClearExc()
		return it
	}
	own := t.Push(dict)
	copied := t.Push(t.NewDict())
	if copied.V() == heap.Null || !t.DictUpdate(copied, own) {
		t.ClearExc()
		return it
	}
	names, values := d.names(copied)
	for i, v := range values {
		n := names[i]
		kind := t.TypeName(v.V())
		switch {
		case strings.HasPrefix(n, "__") && strings.HasSuffix(n, "__"):
			if kind == "wrapper_descriptor" || kind == "method_descriptor" || kind == "builtin_function_or_method" && n != "__new__" {
				special = append(special, n)
			}
		case kind == "method_descriptor" || kind == "builtin_function_or_method":
			methods.items = append(methods.items, d.function(n, v))
		case kind == "classmethod_descriptor":
			it := d.function(n, v)
			it.name += ", of the class"
			methods.items = append(methods.items, it)
		case kind == "staticmethod":
			methods.items = append(methods.items, item{name: n + ", static", doc: d.doc(v)})
		case kind == "getset_descriptor" || kind == "member_descriptor":
			attributes.items = append(attributes.items, item{name: n, doc: d.doc(v)})
		default:
			attributes.items = append(attributes.items, d.value(n, v))
		}
	}
	it.subs = []section{methods, attributes}
	if len(special) > 0 {
		it.subs = append(it.subs, section{title: "special methods", items: []item{{doc: strings.Join(special, " ")}}})
	}
	return it
}

// cleanDoc takes the common indentation of a docstring away, as inspect.cleandoc
// does.
func cleanDoc(doc string) string {
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(doc), "\t", "        "), "\n")
	margin := -1
	for _, l := range lines[1:] {
		if rest := strings.TrimLeft(l, " "); rest != "" && (margin < 0 || len(l)-len(rest) < margin) {
			margin = len(l) - len(rest)
		}
	}
	for i, l := range lines {
		if i > 0 {
			l = l[min(max(margin, 0), len(l)):]
		}
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

const (
	step         = 2  // columns that what belongs to something is indented by
	maxNameWidth = 28 // a longer name has a line of its own
)

// nameWidth is how wide the column of names is, indentation included: as wide as the
// widest that is not too wide.
func nameWidth(sections []section) int {
	width := 12
	var walk func(list []section, indent int)
	walk = func(list []section, indent int) {
		for _, s := range list {
			for _, it := range s.items {
				if n := indent + step + columns(it.name); n <= maxNameWidth && s.columns {
					width = max(width, n)
				}
				walk(it.subs, indent+2*step)
			}
		}
	}
	walk(sections, 0)
	return width + step
}

func writeSection(out *strings.Builder, s section, indent, width int) {
	if len(s.items) == 0 {
		return
	}
	pad := strings.Repeat(" ", indent)
	fmt.Fprintf(out, "\n%s%s\n", pad, s.title)
	for i, it := range s.items {
		if len(it.subs) > 0 {
			if i > 0 {
				out.WriteString("\n")
			}
			fmt.Fprintf(out, "%s%s%s\n", pad, strings.Repeat(" ", step), it.name)
			if it.doc != "" {
				writeDoc(out, it.doc, indent+2*step)
			}
			for _, sub := range it.subs {
				writeSection(out, sub, indent+2*step, width)
			}
			continue
		}
		if s.columns {
			writeItem(out, it, indent+step, width)
			continue
		}
		if it.name != "" {
			fmt.Fprintf(out, "%s%s%s\n", pad, strings.Repeat(" ", step), it.name)
			indent := indent + 3*step
			if it.doc != "" {
				writeDoc(out, it.doc, indent)
			}
		} else {
			writeDoc(out, it.doc, indent+step)
		}
	}
}

// writeItem writes a name and beside it, or below if it is too long, its docstring.
func writeItem(out *strings.Builder, it item, indent, width int) {
	line := strings.Repeat(" ", indent) + it.name
	if it.doc == "" {
		fmt.Fprintf(out, "%s\n", line)
		return
	}
	var doc strings.Builder
	writeDoc(&doc, it.doc, width)
	if n := columns(line); n+step <= width {
		out.WriteString(line + strings.Repeat(" ", width-n) + doc.String()[width:])
		return
	}
	fmt.Fprintf(out, "%s\n%s", line, doc.String())
}

// writeDoc writes text with an indentation, lines that are too long in pieces. The last
// piece takes the next line in if that goes on with the sentence.
func writeDoc(out *strings.Builder, doc string, indent int) {
	pad := strings.Repeat(" ", indent)
	lines := strings.Split(doc, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			out.WriteString("\n")
			continue
		}
		own := line[:len(line)-len(strings.TrimLeft(line, " "))]
		pieces := wrapWords(strings.Fields(line), max(20, terminalWidth()-indent-len(own)))
		if last := len(pieces) - 1; last > 0 && i+1 < len(lines) && goesOn(lines[i+1], own) {
			lines[i+1] = own + pieces[last] + " " + strings.TrimLeft(lines[i+1], " ")
			pieces = pieces[:last]
		}
		for _, piece := range pieces {
			out.WriteString(pad + own + piece + "\n")
		}
	}
}

// goesOn says that a line continues the prose of the line before, whose indentation is
// own: it begins with a word in lower case, which is not called (that is a signature).
func goesOn(line, own string) bool {
	rest, ok := strings.CutPrefix(line, own)
	if !ok || rest == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(rest)
	word, _, _ := strings.Cut(rest, " ")
	return unicode.IsLower(first) && !strings.ContainsAny(word, "(=")
}

// columns is the width of s on a terminal, roughly.
func columns(s string) int { return utf8.RuneCountInString(s) }
