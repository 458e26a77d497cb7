package spec

import (
	"fmt"
	"sort"
	"strings"
)

// proto is a function's line in the tables of members.go.
type proto struct {
	id  int
	c   string // result, name, parameters without the context
	err string // "" asks for the usual error value of the result type
	doc string
}

// cannotFail is the err of a function whose result has no value that says
// "failed" (it never raises, or HPy_FatalError never returns).
const cannotFail = "none"

// usualError gives the error value by result type.
var usualError = map[string]string{
	"HPy":             "HPy_NULL",
	"HPyListBuilder":  "{0}",
	"HPyTupleBuilder": "{0}",
	"HPyTracker":      "{0}",
	"int":             "-1",
	"int32_t":         "-1",
	"int64_t":         "-1",
	"uint32_t":        "(uint32_t)-1",
	"uint64_t":        "(uint64_t)-1",
	"size_t":          "(size_t)-1",
	"HPy_ssize_t":     "-1",
	"HPy_hash_t":      "-1",
	"HPy_UCS4":        "(HPy_UCS4)-1",
	"double":          "-1.0",
	"void *":          "NULL",
	"const char *":    "NULL",
	"cpy_PyObject *":  "NULL",
	"void":            "",
}

func (p proto) member(group string) Member {
	result, name, params := parseProto(p.c)
	m := Member{
		ID: p.id, Kind: Function, Name: name, Field: ctxField(name), Group: group, Doc: p.doc,
		Result: result, Params: params, Error: p.err,
		Traits: traits[name],
	}
	switch p.err {
	case cannotFail:
		m.Error = ""
	case "":
		usual, ok := usualError[result]
		if !ok {
			panic("BUG: spec: no usual error value for " + result + " of " + name)
		}
		m.Error = usual
	}
	return m
}

// ctxField derives the struct's field from the API name: HPyLong_AsLong is
// ctx_Long_AsLong, HPy_Add is ctx_Add, _HPy_New is ctx_New.
func ctxField(name string) string {
	s := strings.TrimPrefix(name, "_")
	s = strings.TrimPrefix(s, "HPy")
	return "ctx_" + strings.TrimPrefix(s, "_")
}

func goName(s string) string {
	s = strings.TrimSuffix(s, "_t")
	s = strings.ReplaceAll(s, "_tMask", "Mask")
	var b strings.Builder
	for _, part := range strings.Split(s, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// parseProto splits "RESULT NAME(TYPE NAME, …)". Types are one or more words
// and stars; a parameter may be unnamed.
func parseProto(c string) (result, name string, params []Param) {
	open := strings.IndexByte(c, '(')
	if open < 0 || !strings.HasSuffix(c, ")") {
		panic("BUG: spec: not a prototype: " + c)
	}
	result, name = splitDecl(c[:open])
	return result, name, parseParams(c[open+1 : len(c)-1])
}

func parseParams(list string) (params []Param) {
	if list == "" || list == "void" {
		return nil
	}
	for _, decl := range strings.Split(list, ",") {
		t, n := splitDecl(strings.TrimSpace(decl))
		params = append(params, Param{t, n})
	}
	return params
}

// splitDecl splits "const char *name" into the type, in the spelling of the
// table of types, and the name ("" when the text is all type).
func splitDecl(decl string) (typ, name string) {
	if known(normalise(decl)) {
		return normalise(decl), ""
	}
	i := strings.LastIndexAny(decl, " *")
	if i < 0 {
		panic("BUG: spec: unknown type " + decl)
	}
	typ, name = normalise(decl[:i+1]), decl[i+1:]
	if !known(typ) {
		panic(fmt.Sprintf("BUG: spec: unknown type %q in %q", typ, decl))
	}
	return typ, name
}

// normalise writes a type with one space between words and before the stars.
func normalise(t string) string {
	t = strings.Join(strings.Fields(strings.ReplaceAll(t, "*", " * ")), " ")
	return strings.NewReplacer("* *", "**", "* const", "*const").Replace(t)
}

func collect(groups []group) []Member {
	var all []Member
	for _, g := range groups {
		for _, h := range g.handles {
			doc := h.doc
			if doc == "" {
				doc = g.each + " " + h.name[len("h_"):] + "."
			}
			all = append(all, Member{
				ID: h.id, Kind: Handle, Name: h.name, Field: h.name, Group: g.name, Doc: doc, Result: "HPy",
			})
		}
		for _, p := range g.functions {
			all = append(all, p.member(g.name))
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	if len(all) != NumMembers {
		panic(fmt.Sprintf("BUG: spec: %d members, want %d", len(all), NumMembers))
	}
	for i := range all {
		if all[i].ID != i {
			panic(fmt.Sprintf("BUG: spec: member %d is missing or twice there", i))
		}
	}
	return all
}
