package hpyrun

import (
	"errors"
	"fmt"
	"os"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/hpyabi"
	"github.com/hpyrun/hpyrun/hpyabi/gate"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/profile"
)

// profiles are the profiles that the configuration asks for. They begin with the runtime
// and are written when the program has ended, however it ends: by Finish, by Close without
// it, or by a fault in C.
type profiles struct {
	heap    *profile.Heap
	cpu     *profile.CPU
	program string // what was run, for pprof to show
	missed  error  // why a thread is not in the CPU profile
}

func (rt *Runtime) startProfiles() error {
	p, t := &rt.profiles, rt.Python.T
	p.program = "python"
	if rt.cfg.HeapProfile != nil {
		p.heap = profile.StartHeap(rt.Python.VM, rt.cfg.HeapProfileInterval)
		p.heap.Attach(t)
	}
	if rt.cfg.CPUProfile != nil {
		cpu := profile.StartCPU(rt.Python.VM, rt.cfg.CPUProfileRate)
		if err := cpu.Attach(t); err != nil {
			cpu.Stop()
			return fmt.Errorf("the CPU profile: %w", err)
		}
		p.cpu = cpu
	}
	if p.heap != nil || p.cpu != nil {
		rt.Host.OnThread = rt.profileC
	}
	return nil
}

// profileThread and unprofileThread are told of the start and the end of a thread, on it.
func (rt *Runtime) profileThread(t *object.Thread) {
	if h := rt.profiles.heap; h != nil {
		h.Attach(t)
	}
	if c := rt.profiles.cpu; c != nil {
		if err := c.Attach(t); err != nil && rt.profiles.missed == nil {
			rt.profiles.missed = fmt.Errorf("a thread is not in the CPU profile: %w", err)
		}
	}
}

func (rt *Runtime) unprofileThread(t *object.Thread) {
	if h := rt.profiles.heap; h != nil {
		h.Detach(t)
	}
	if c := rt.profiles.cpu; c != nil {
		c.Detach(t)
	}
}

// profileC is told of a thread that begins to run C.
func (rt *Runtime) profileC(t *object.Thread, th *gate.Thread) {
	if h := rt.profiles.heap; h != nil {
		h.AttachC(t, th)
	}
	if c := rt.profiles.cpu; c != nil {
		c.AttachC(t, th)
	}
}

// memberName is the name of a member of the HPy context.
func memberName(id int) string {
	if members := hpyabi.Members(); id < len(members) {
		return members[id].Name
	}
	return fmt.Sprintf("upcall %#x", id)
}

// writeHeapProfile writes the heap profile, once. collect has the dead found first.
func (rt *Runtime) writeHeapProfile(collect bool) error {
	h := rt.profiles.heap
	if h == nil {
		return nil
	}
	rt.profiles.heap = nil
	if collect {
		rt.Python.T.Collect(heap.Full, "heap profile")
	}
	h.Stop()
	if err := h.Write(rt.cfg.HeapProfile, rt.profiles.program, memberName); err != nil {
		return fmt.Errorf("writing the heap profile: %w", err)
	}
	return nil
}

// writeCPUProfile ends the CPU profile and writes it, once. main says that the calling thread
// is the main one.
func (rt *Runtime) writeCPUProfile(main bool) error {
	c := rt.profiles.cpu
	if c == nil {
		return nil
	}
	rt.profiles.cpu = nil
	if main {
		c.Detach(rt.Python.T)
	}
	c.Stop()
	if err := c.Write(rt.cfg.CPUProfile, rt.profiles.program, memberName); err != nil {
		return fmt.Errorf("writing the CPU profile: %w", err)
	}
	return rt.profiles.missed
}

// writeProfiles writes what was not written yet, where no collection is possible.
func (rt *Runtime) writeProfiles(main bool) error {
	return errors.Join(rt.writeHeapProfile(false), rt.writeCPUProfile(main))
}

// profileFailed tells of profiles that could not be written.
func (rt *Runtime) profileFailed(err error) {
	rt.Python.Flush()
	stderr, name := rt.cfg.Stderr, rt.cfg.Name
	if stderr == nil {
		stderr = os.Stderr
	}
	if name == "" {
		name = "hpyrun"
	}
	fmt.Fprintf(stderr, "%s: %v\n", name, err)
}
