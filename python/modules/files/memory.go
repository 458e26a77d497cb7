package files

import "unsafe"

// slice views n bytes of native memory.
func slice(p unsafe.Pointer, n int) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(p), n)
}

// threadID tells threads apart.
func threadID(t *Thread) uint64 { return uint64(uintptr(unsafe.Pointer(t))) }

// needWritable is the TypeError of a function whose argument is written into.
func needWritable(fn string) string {
	return fn + "() argument must be read-write bytes-like object, not %s"
}

// viewString views bytes as a string, for a look into them.
func viewString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
