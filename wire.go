package hpyrun

import (
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
	in.AtThreadStart(rt.profileThread)
	in.AtThreadEnd(rt.unprofileThread) // before the gate's part of the thread goes
	in.AtThreadEnd(host.CloseThread)
	host.Compile = func(t *object.Thread, source, filename string, kind hpyabi.SourceKind) heap.Value {
		mode := map[hpyabi.SourceKind]parser.Mode{
			hpyabi.SourceExpr: parser.Eval, hpyabi.SourceFile: parser.Exec, hpyabi.SourceSingle: parser.Single,
		}[kind]
		return in.Compile(t, []byte(source), python.CompileOptions{Filename: filename, Mode: mode, IsText: true})
	}
	host.Traceback = in.VM.Traceback
	host.Flush = func() {
		in.Flush()
		if err := rt.writeProfiles(false); err != nil {
			rt.profileFailed(err)
		}
	}
	if report := rt.cfg.Fault; report != nil {
		host.Fault = func(t *object.Thread, f *hpyabi.Fault) {
			host.Flush()
			report(f.Report)
			f.Exit()
		}
	}
	in.AddModule(hpyModule())
	in.AddModule(rt.universalModule())
}
