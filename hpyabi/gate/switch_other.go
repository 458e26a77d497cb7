//go:build !amd64

package gate

func enter(th *Thread, entry, fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (result, status uint64) {
	panic("BUG: gate: no fast gate on this processor")
}
