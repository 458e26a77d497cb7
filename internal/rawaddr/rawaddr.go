// Package rawaddr finds raw addresses of the moving heap that live across a
// safepoint. It answers "could the collector move what this variable points to
// before it is used", for every function of the project, and is the enforcer of
// the rule that Go code keeps objects in Refs.
//
// # What is raw
//
// A value of type heap.Value, heap.Addr or heap.RawBytes, or a slice or array of
// them. Constants (heap.None) and results of functions that make immediates
// (heap.SmallInt, heap.Float, …) are not.
//
// # What may collect
//
// A function whose comment has the line
//
//	//hpyrun:safepoint
//
// and every function that calls one, directly or not (a fact, so it crosses
// packages). A call of a func value or of an interface's method may collect if
// its type says that it works on objects: if it takes or is a method of a
// *heap.Mutator, or of a struct that embeds one or holds one in a field (an
// object.Thread, a hpyabi.Context). A function with the line
//
//	//hpyrun:nosafepoint reason
//
// never does, whatever it calls.
//
// # What is reported
//
// Liveness over SSA: a raw value that is computed before, and used after, a call
// that may collect. A variable that is captured or whose address is taken is a
// cell: reported when a store before the call reaches a load after it. And a struct
// field of a raw type, for nobody can say how long that lives. A line (or the line
// above it) that says
//
//	//rawaddr:ok reason
//
// is left alone: the reason is read by people.
//
// # Limits
//
// A raw value hidden in an uintptr, an unsafe.Pointer or an interface is not seen.
package rawaddr

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/ssa"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:       "rawaddr",
	Doc:        "report raw heap addresses that live across a safepoint",
	Run:        run,
	Requires:   []*analysis.Analyzer{buildssa.Analyzer},
	FactTypes:  []analysis.Fact{new(mayCollect)},
	ResultType: reflect.TypeOf((*struct{})(nil)),
}

// mayCollect is the fact that a function may run the collector.
type mayCollect struct{}

func (*mayCollect) AFact()         {}
func (*mayCollect) String() string { return "mayCollect" }

// heapPath ends the path of the package that defines the raw types.
const heapPath = "hpyrun/heap"

const (
	safepoint   = "//hpyrun:safepoint"
	noSafepoint = "//hpyrun:nosafepoint"
	okMark      = "//rawaddr:ok"
)

type checker struct {
	pass *analysis.Pass
	ssa  *buildssa.SSA
	// never holds the functions that are declared to be no safepoint.
	never map[*types.Func]bool
	// collects memoises for functions of this package, by ssa function, for
	// function literals as well.
	collects map[*ssa.Function]bool
	// excused lines by file.
	excused map[string]map[int]bool
	// mayMemo memoises worksOnHeap.
	mayMemo map[types.Type]bool
}

func run(pass *analysis.Pass) (any, error) {
	if !relevant(pass.Pkg) {
		return (*struct{})(nil), nil
	}
	c := &checker{pass: pass, ssa: pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA), never: map[*types.Func]bool{},
		collects: map[*ssa.Function]bool{}, excused: map[string]map[int]bool{}, mayMemo: map[types.Type]bool{}}
	c.directives()
	c.propagate()
	if !ownsAddresses(pass.Pkg) {
		c.fields()
		for _, f := range c.functions() {
			c.check(f)
		}
	}
	return (*struct{})(nil), nil
}

// relevant says that a package is the heap's or imports it, directly or not.
func relevant(p *types.Package) bool {
	if strings.HasSuffix(p.Path(), heapPath) {
		return true
	}
	for _, i := range p.Imports() {
		if strings.HasSuffix(i.Path(), heapPath) || strings.Contains(i.Path(), "hpyrun/") {
			return true
		}
	}
	return false
}

// ownsAddresses says that a package's business is raw addresses: the heap and
// the collector, which run inside of safepoints.
func ownsAddresses(p *types.Package) bool {
	return strings.HasSuffix(p.Path(), heapPath) || strings.HasSuffix(p.Path(), "hpyrun/gc")
}

// directives reads the comments.
func (c *checker) directives() {
	for _, f := range c.pass.Files {
		for _, group := range f.Comments {
			for _, com := range group.List {
				if strings.HasPrefix(com.Text, okMark) {
					pos := c.pass.Fset.Position(com.Pos())
					if c.excused[pos.Filename] == nil {
						c.excused[pos.Filename] = map[int]bool{}
					}
					c.excused[pos.Filename][pos.Line] = true
					c.excused[pos.Filename][pos.Line+1] = true
				}
			}
		}
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Doc == nil {
				continue
			}
			obj, _ := c.pass.TypesInfo.Defs[fd.Name].(*types.Func)
			for _, com := range fd.Doc.List {
				switch {
				case obj == nil:
				case strings.HasPrefix(com.Text, safepoint):
					c.pass.ExportObjectFact(obj, new(mayCollect))
				case strings.HasPrefix(com.Text, noSafepoint):
					c.never[obj] = true
				}
			}
		}
	}
}

// functions lists this package's functions, literals included.
func (c *checker) functions() []*ssa.Function {
	var list []*ssa.Function
	var add func(f *ssa.Function)
	add = func(f *ssa.Function) {
		list = append(list, f)
		for _, a := range f.AnonFuncs {
			add(a)
		}
	}
	for _, f := range c.ssa.SrcFuncs {
		if f.Parent() == nil {
			add(f)
		}
	}
	return list
}

// propagate finds the functions that may collect, to a fixed point, and exports
// the facts.
func (c *checker) propagate() {
	funcs := c.functions()
	for changed := true; changed; {
		changed = false
		for _, f := range funcs {
			if c.collects[f] {
				continue
			}
			obj, _ := f.Object().(*types.Func)
			if obj != nil && c.never[obj] {
				continue
			}
			if obj != nil && c.pass.ImportObjectFact(obj, new(mayCollect)) || c.callsCollector(f) {
				c.collects[f] = true
				if obj != nil {
					c.pass.ExportObjectFact(obj, new(mayCollect))
				}
				changed = true
			}
		}
	}
}

func (c *checker) callsCollector(f *ssa.Function) bool {
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(ssa.CallInstruction); ok && c.callCollects(call) {
				return true
			}
		}
	}
	return false
}

// callCollects says that a call may run the collector. A go statement runs
// elsewhere, and what is deferred runs at the end, when nothing raw is used any
// more but results.
func (c *checker) callCollects(call ssa.CallInstruction) bool {
	switch call.(type) {
	case *ssa.Go, *ssa.Defer:
		return false
	}
	common := call.Common()
	if callee := common.StaticCallee(); callee != nil {
		if callee.Origin() != nil {
			callee = callee.Origin()
		}
		if obj, ok := callee.Object().(*types.Func); ok {
			if c.never[obj] {
				return false
			}
			if c.pass.ImportObjectFact(obj, new(mayCollect)) {
				return true
			}
			return c.collects[callee]
		}
		return c.collects[callee]
	}
	if _, ok := common.Value.(*ssa.Builtin); ok {
		return false
	}
	sig := common.Signature()
	for i := 0; i < sig.Params().Len(); i++ {
		if c.worksOnHeap(sig.Params().At(i).Type(), 0) {
			return true
		}
	}
	return common.IsInvoke() && c.worksOnHeap(common.Value.Type(), 0)
}

// worksOnHeap says that t is (a pointer to) a Mutator or a struct that has one.
func (c *checker) worksOnHeap(t types.Type, depth int) bool {
	if v, ok := c.mayMemo[t]; ok {
		return v
	}
	r := false
	p, isPtr := t.Underlying().(*types.Pointer)
	if isPtr && depth < 3 {
		if named, ok := p.Elem().(*types.Named); ok {
			if named.Obj().Name() == "Mutator" && named.Obj().Pkg() != nil && strings.HasSuffix(named.Obj().Pkg().Path(), heapPath) {
				r = true
			} else if st, ok := named.Underlying().(*types.Struct); ok && strings.Contains(pkgPath(named), "hpyrun") {
				for i := 0; i < st.NumFields() && !r; i++ {
					r = c.worksOnHeap(st.Field(i).Type(), depth+1)
				}
			}
		}
	}
	c.mayMemo[t] = r
	return r
}

func pkgPath(n *types.Named) string {
	if n.Obj().Pkg() == nil {
		return ""
	}
	return n.Obj().Pkg().Path()
}

// isRaw says that values of type t are raw addresses.
func isRaw(t types.Type) bool {
	switch u := t.(type) {
	case *types.Alias:
		return isRaw(types.Unalias(u))
	case *types.Named:
		if !strings.HasSuffix(pkgPath(u), heapPath) {
			return isRaw(u.Underlying())
		}
		switch u.Obj().Name() {
		case "Value", "Addr", "RawBytes":
			return true
		}
		return false
	case *types.Slice:
		return isRaw(u.Elem())
	case *types.Array:
		return isRaw(u.Elem())
	}
	return false
}

// fields reports struct fields of raw types.
func (c *checker) fields() {
	for _, f := range c.pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			st, ok := n.(*ast.StructType)
			if !ok {
				return true
			}
			for _, fd := range st.Fields.List {
				if t := c.pass.TypesInfo.TypeOf(fd.Type); t != nil && isRaw(t) {
					c.report(fd.Pos(), "struct field of raw type %s: keep a Ref, or say //rawaddr:ok and why", short(t))
				}
			}
			return true
		})
	}
}

func short(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}

func (c *checker) report(pos token.Pos, format string, args ...any) {
	p := c.pass.Fset.Position(pos)
	if c.excused[p.Filename][p.Line] || strings.HasSuffix(p.Filename, "_test.go") {
		return
	}
	c.pass.Reportf(pos, format, args...)
}

// sorted makes reports come in the order of the source.
func sorted(m map[token.Pos]string) []token.Pos {
	var list []token.Pos
	for p := range m {
		list = append(list, p)
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list
}
