package hpyrun

import (
	"fmt"
	"os"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python"
	"github.com/hpyrun/hpyrun/python/parser"
)

// wire introduces the two halves to each other.
func (rt *Runtime) wire() {
	in, host := rt.Python, rt.Host
	in.Extensions = host
	host.Import = in.Import
	host.Warn = in.Warn
	host.Unraisable = in.Unraisable
	host.Eval = in.Eval
	host.Compile = func(t *object.Thread, source, filename string, kind hpyabi.SourceKind) heap.Value {
		mode := map[hpyabi.SourceKind]parser.Mode{
			hpyabi.SourceExpr: parser.Eval, hpyabi.SourceFile: parser.Exec, hpyabi.SourceSingle: parser.Single,
		}[kind]
		return in.Compile(t, []byte(source), python.CompileOptions{Filename: filename, Mode: mode, IsText: true})
	}
	host.Fault = rt.fault
	in.AddModule(hpyModule())
	in.AddModule(rt.universalModule())
}

// exitFault is a shell's exit code for a process that died by SIGSEGV.
const exitFault = 139

// fault ends the process after a fault in C.
func (rt *Runtime) fault(report string) {
	rt.Python.Flush()
	if rt.cfg.Fault != nil {
		rt.cfg.Fault(report)
	} else {
		w := rt.cfg.Stderr
		if w == nil {
			w = os.Stderr
		}
		fmt.Fprint(w, report)
	}
	os.Exit(exitFault)
}
