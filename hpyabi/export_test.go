package hpyabi

// What the tests of whole runtimes (package hpyabi_test) need of the tests in here.

// Build compiles testdata/<name>.c.
var Build = build

// LiveHandles counts the handles that extensions have open.
func (h *Host) LiveHandles() int { return h.tab.Live() }
