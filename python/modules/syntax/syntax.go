// Package syntax holds the modules that show Python code as data: _ast. It
// answers "which objects is this syntax tree, and which tree are these objects".
//
// The trees that the parser makes and the compiler reads are Go structs (package
// python/ast). What Python calls ast.AST and its subclasses are objects that
// anybody may build, change and subclass. The two are tied together by one
// table, the abstract grammar (grammar.go): from it come the classes, with their
// _fields and docstrings (classes.go), and the two conversions: a tree to objects (toobject.go),
// objects to a tree (totree.go). The Go fields are found by the names of the
// grammar, once, with reflection. What objects can say and a parser never would, an empty body
// or a Load where a Store must be, is refused by validate.go, so that the
// compiler sees nothing that no source text could mean.
//
// What holds: a tree made of objects shares no node, even if the objects do, and
// nothing of it is an object: the collector may move what it came from.
//
// Rejected: making code for each node type, by hand or by a generator. It is four
// thousand lines in CPython; the conversions are not what anybody waits for.
package syntax

import (
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The words of package object.
type (
	Value  = heap.Value
	Ref    = heap.Ref
	Thread = object.Thread
	Args   = object.Args
)

// The flags of compile() that concern trees.
const (
	OnlyAST            = 0x400
	TypeComments       = 0x1000
	AllowTopLevelAwait = 0x2000
)

// All returns the family's modules, which share the classes of trees.
func All(trees *Trees) []modules.Module {
	return []modules.Module{{
		Name: "_ast",
		Attrs: []object.AttrDef{
			modules.Constant("PyCF_ALLOW_TOP_LEVEL_AWAIT", AllowTopLevelAwait),
			modules.Constant("PyCF_ONLY_AST", OnlyAST),
			modules.Constant("PyCF_TYPE_COMMENTS", TypeComments),
		},
		Exec: trees.export,
	}}
}
