package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// readiness says by member number which members package hpyabi implements.
type readiness [spec.NumMembers]bool

// handleTable is the variable of package hpyabi whose literal has a key for each
// handle that the runtime can make.
const handleTable = "handleValues"

// scan parses the hand-written files of the package in dir.
func scan(dir string) (*readiness, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	functions, handles := map[string]bool{}, map[string]bool{}
	fset := token.NewFileSet()
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if isContextMethod(d) {
					functions[d.Name.Name] = true
				}
			case *ast.GenDecl:
				if err := literalKeys(d, handles); err != nil {
					return nil, fmt.Errorf("%s: %w", fset.Position(d.Pos()), err)
				}
			}
		}
	}
	var r readiness
	for i, m := range spec.Members() {
		known := functions
		if m.Kind == spec.Handle {
			known = handles
		}
		r[i] = known[m.GoName()] || m.Gate != ""
		if m.Kind == spec.Handle {
			delete(handles, m.GoName())
		}
	}
	for h := range handles {
		return nil, fmt.Errorf("%s has the key %q, which is no handle of the context", handleTable, h)
	}
	return &r, nil
}

func isContextMethod(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) != 1 || !d.Name.IsExported() {
		return false
	}
	star, ok := d.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	id, ok := star.X.(*ast.Ident)
	return ok && id.Name == "Context"
}

// literalKeys adds the string keys of handleTable's literal, if d declares it.
func literalKeys(d *ast.GenDecl, keys map[string]bool) error {
	for _, s := range d.Specs {
		vs, ok := s.(*ast.ValueSpec)
		if !ok || len(vs.Names) != 1 || vs.Names[0].Name != handleTable {
			continue
		}
		if len(vs.Values) != 1 {
			return fmt.Errorf("%s needs a literal", handleTable)
		}
		lit, ok := vs.Values[0].(*ast.CompositeLit)
		if !ok {
			return fmt.Errorf("%s needs a literal", handleTable)
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				return fmt.Errorf("%s needs keys", handleTable)
			}
			key, ok := kv.Key.(*ast.BasicLit)
			if !ok || key.Kind != token.STRING {
				return fmt.Errorf("%s needs keys that are string literals", handleTable)
			}
			name, err := strconv.Unquote(key.Value)
			if err != nil {
				return err
			}
			keys[name] = true
		}
	}
	return nil
}
