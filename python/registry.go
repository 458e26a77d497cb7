package python

import "sort"

// registerModules lists the modules written in Go. Each is made at its first
// import.
func (in *Interp) registerModules() {
	in.builtinModules = map[string]func(t *Thread) Value{
		"sys": in.makeSys,
	}
}

func (in *Interp) moduleNames() []string {
	names := []string{"builtins"}
	for n := range in.builtinModules {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
