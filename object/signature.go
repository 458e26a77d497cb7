package object

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
)

// Signature is a parsed MethodDef.Sig. It belongs to no runtime.
type Signature struct {
	name   string // what messages call the function
	qual   string // with the type or module before it
	params []param
	self   int // 1: args[0] is self, and is not counted
	// positional parameters: the first npos of params; of these posOnly take
	// no keyword, required have no default, and reqPosOnly are both.
	npos, posOnly, required, reqPosOnly int
	varargs                             int // index of *args in params, or -1
	// constructor: of a type, which has messages of its own.
	constructor bool
	// exact is the number of positional arguments (self included) that need
	// no binding at all, or -1.
	exact int
}

type paramDefault uint8

const (
	defaultNone  paramDefault = iota // no default: required
	defaultValue                     // val: an immediate, or Null
	defaultInt                       // num
	defaultStr                       // str
)

type param struct {
	name string
	kind paramDefault
	val  Value //rawaddr:ok None, a bool or a small int: immediate
	num  int64
	str  string
}

// ParseSignature parses sig (see MethodDef); a mistake in it panics, being ours.
func ParseSignature(name, sig string) *Signature {
	s := &Signature{name: name, qual: name, varargs: -1, exact: -1}
	bad := func(why string) { panic(fmt.Sprintf("BUG: signature %s%s: %s", name, sig, why)) }
	if len(sig) < 2 || sig[0] != '(' || sig[len(sig)-1] != ')' {
		bad("no parentheses")
	}
	kwOnly := false
	for i, f := range splitParams(sig[1 : len(sig)-1]) {
		switch {
		case f == "/":
			s.posOnly = len(s.params)
			continue
		case f == "*":
			kwOnly = true
			continue
		case strings.HasPrefix(f, "**"):
			bad("**kwargs needs a raw function")
		case f[0] == '*':
			s.varargs = len(s.params)
			s.params = append(s.params, param{name: f[1:]})
			kwOnly = true
			continue
		case f[0] == '$':
			if i != 0 {
				bad("$ after the first")
			}
			s.self = 1
			continue
		}
		pname, text, hasDefault := strings.Cut(f, "=")
		p := param{name: pname}
		if hasDefault {
			if !p.parseDefault(text) {
				bad("default " + text)
			}
		}
		if !kwOnly {
			s.npos++
			if !hasDefault {
				s.required++
			}
		}
		s.params = append(s.params, p)
	}
	for _, p := range s.params[:s.posOnly] {
		if p.kind == defaultNone {
			s.reqPosOnly++
		}
	}
	if s.varargs < 0 && len(s.params) == s.npos {
		s.exact = s.self + s.npos
	}
	return s
}

// ParseConstructor parses the signature of a type's New or Init, ($self, …).
func ParseConstructor(name, sig string) *Signature {
	s := ParseSignature(name, sig)
	s.constructor = true
	return s
}

// splitParams splits at commas outside of quotes.
func splitParams(text string) []string {
	var out []string
	quoted, start := false, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text) || text[i] == ',' && !quoted:
			if f := strings.TrimSpace(text[start:i]); f != "" {
				out = append(out, f)
			}
			start = i + 1
		case text[i] == '\'':
			quoted = !quoted
		}
	}
	return out
}

func (p *param) parseDefault(text string) bool {
	p.kind = defaultValue
	switch text {
	case "None":
		p.val = heap.None
		return true
	case "True":
		p.val = heap.True
		return true
	case "False":
		p.val = heap.False
		return true
	case "<unrepresentable>":
		return true
	}
	if text[0] == '\'' {
		u, err := strconv.Unquote(`"` + strings.Trim(text, "'") + `"`)
		p.kind, p.str = defaultStr, u
		return err == nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if v, ok := heap.Int(n); ok {
			p.val = v
		} else {
			p.kind, p.num = defaultInt, n
		}
		return true
	}
	f, err := strconv.ParseFloat(text, 64)
	p.val = heap.Float(f)
	return err == nil
}

// keywords says that some parameter can be given by name.
func (s *Signature) keywords() bool {
	return len(s.params) > s.posOnly && s.posOnly != s.npos || len(s.params) > s.npos && s.varargs != len(s.params)-1
}

// Bind puts the arguments into their parameters' places (self, if the signature
// has one, is args[0]). The result lies on top of the root stack, or is args
// itself where nothing had to be moved.
func (s *Signature) Bind(t *Thread, args Args) (Args, bool) { return s.bind(t, Ref{}, args) }

// bind is Bind for the function object callee, which messages name.
func (s *Signature) bind(t *Thread, callee Ref, args Args) (Args, bool) {
	if args.n == s.exact && args.names.IsNil() {
		return args, true
	}
	n, nkw := args.n-s.self, args.NumKw()
	if !s.checkCounts(t, callee, n, nkw) {
		return Args{}, false
	}
	base := t.PushN(s.self + len(s.params))
	if s.self == 1 {
		base.Set(args.At(0).V())
	}
	dst := base.At(s.self)
	for i := range min(n, s.npos) {
		dst.At(i).Set(args.At(s.self + i).V())
	}
	if s.varargs >= 0 {
		extra := max(n-s.npos, 0)
		v := t.TupleOf(args.At(s.self+n-extra), extra)
		if v == heap.Null {
			return Args{}, false
		}
		dst.At(s.varargs).Set(v)
	}
	if nkw > 0 && !s.bindKeywords(t, args, dst, n) {
		return Args{}, false
	}
	for i := range s.params {
		if dst.At(i).V() == heap.Null && i != s.varargs && !s.setDefault(t, i, dst) {
			return Args{}, false
		}
	}
	return Args{base, s.self + len(s.params), Ref{}}, true
}

func (s *Signature) setDefault(t *Thread, i int, dst Ref) bool {
	p := &s.params[i]
	switch p.kind {
	case defaultNone:
		if i < s.npos {
			t.TypeErrorf("%s() missing required argument '%s' (pos %d)", s.name, p.name, i+1)
		} else {
			t.TypeErrorf("%s() missing required keyword-only argument '%s'", s.name, p.name)
		}
		return false
	case defaultValue:
		dst.At(i).Set(p.val)
	case defaultInt:
		v := t.NewInt(p.num)
		if v == heap.Null {
			return false
		}
		dst.At(i).Set(v)
	case defaultStr:
		dst.At(i).Set(t.RT.Intern(p.str).V())
	}
	return true
}

// checkCounts refuses wrong numbers of arguments. CPython has three ways to say
// so, by how the function is declared there; the signature tells which.
func (s *Signature) checkCounts(t *Thread, callee Ref, n, nkw int) bool {
	if !s.keywords() {
		qual := t.boundQual(callee, s)
		if nkw > 0 {
			t.TypeErrorf("%s() takes no keyword arguments", qual)
			return false
		}
		if n >= s.required && (n <= s.npos || s.varargs >= 0) {
			return true
		}
		switch {
		case s.npos == 0:
			t.TypeErrorf("%s() takes no arguments (%d given)", qual, n)
		case s.npos == 1 && s.required == 1 && !s.constructor:
			t.TypeErrorf("%s() takes exactly one argument (%d given)", qual, n)
		case s.required == s.npos:
			t.TypeErrorf("%s expected %d argument%s, got %d", s.name, s.npos, plural(s.npos), n)
		case n < s.required:
			t.TypeErrorf("%s expected at least %d argument%s, got %d", s.name, s.required, plural(s.required), n)
		default:
			t.TypeErrorf("%s expected at most %d argument%s, got %d", s.name, s.npos, plural(s.npos), n)
		}
		return false
	}
	total := len(s.params)
	if s.varargs < 0 {
		switch {
		case n+nkw > total:
			kw := ""
			if n == 0 {
				kw = "keyword "
			}
			t.TypeErrorf("%s() takes at most %d %sargument%s (%d given)", s.name, total, kw, plural(total), n+nkw)
			return false
		case n > s.npos && s.npos == 0:
			t.TypeErrorf("%s() takes no positional arguments", s.name)
			return false
		case n > s.npos:
			how := "at most"
			if s.required == s.npos {
				how = "exactly"
			}
			t.TypeErrorf("%s() takes %s %d positional argument%s (%d given)", s.name, how, s.npos, plural(s.npos), n)
			return false
		}
	}
	if n < s.reqPosOnly {
		how := "at least"
		if s.reqPosOnly == s.npos && s.varargs < 0 {
			how = "exactly"
		}
		t.TypeErrorf("%s() takes %s %d positional argument%s (%d given)", s.name, how, s.reqPosOnly, plural(s.reqPosOnly), n)
		return false
	}
	return true
}

// boundQual is how messages call a function: a bound method by the type of what
// it is bound to, others as they were registered (no safepoint).
func (t *Thread) boundQual(callee Ref, s *Signature) string {
	if !callee.IsNil() && isExact(callee.V(), IdxBuiltinFunction) {
		if self := callee.V().Addr().Ref(bfSelf); self != heap.Null && s.self == 1 && !isExact(self, IdxModule) {
			typ := t.RT.TypeFromObj(self)
			if typ == nil {
				typ = t.RT.TypeOf(self)
			}
			return typ.QualName + "." + s.name
		}
	}
	return s.qual
}

func (s *Signature) bindKeywords(t *Thread, args Args, dst Ref, n int) bool {
	twice, unknown := -1, -1
next:
	for k := range args.NumKw() {
		kw := strView(args.KwName(k))
		for i := s.posOnly; i < len(s.params); i++ {
			if s.params[i].name != kw || i == s.varargs {
				continue
			}
			if i < s.npos && i < n {
				twice = i
			} else {
				dst.At(i).Set(args.Kw(k).V())
			}
			continue next
		}
		if unknown < 0 {
			unknown = k
		}
	}
	if twice < 0 && unknown < 0 {
		return true
	}
	// CPython misses a required argument before it minds a wrong one.
	for i := range s.params {
		if dst.At(i).V() == heap.Null && i != s.varargs && s.params[i].kind == defaultNone {
			return s.setDefault(t, i, dst)
		}
	}
	if twice >= 0 {
		t.TypeErrorf("argument for %s() given by name ('%s') and position (%d)", s.name, s.params[twice].name, twice+1)
	} else {
		t.TypeErrorf("'%s' is an invalid keyword argument for %s()", GoStr(args.KwName(unknown)), s.name)
	}
	return false
}

// TakesKeywords says that some parameter can be given by name.
func (s *Signature) TakesKeywords() bool { return s.keywords() }
