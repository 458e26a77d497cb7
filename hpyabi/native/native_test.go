package native

import (
	"reflect"
	"testing"

	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/stretchr/testify/require"
)

// Go and C agree on each offset and size.
func TestLayout(t *testing.T) {
	fields := map[string]Field{}
	for _, f := range LayoutFields() {
		fields[f.Struct+"."+f.Name] = f
	}
	n := 0
	for _, s := range layout.Structs {
		typ := reflect.TypeOf(s)
		for i := range typ.NumField() {
			g := typ.Field(i)
			c, ok := fields[typ.Name()+"."+g.Name]
			require.True(t, ok, "C does not know %s.%s: run go generate", typ.Name(), g.Name)
			require.Equal(t, g.Offset, c.Offset, "%s.%s", typ.Name(), g.Name)
			require.Equal(t, g.Type.Size(), c.Size, "%s.%s", typ.Name(), g.Name)
			n++
		}
	}
	require.Len(t, fields, n, "C knows fields that are gone: run go generate")
}

// What every crossing touches is in the first cache line.
func TestHotFields(t *testing.T) {
	var b layout.Thread
	typ := reflect.TypeOf(b)
	for _, name := range []string{"HostSP", "HostRet", "CSP", "Upcall", "ErrnoAddr", "TLSBase", "Enter", "Resume"} {
		f, ok := typ.FieldByName(name)
		require.True(t, ok)
		require.Less(t, f.Offset, uintptr(64), name)
	}
}
