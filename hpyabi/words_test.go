package hpyabi

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/hpyabi/spec"
)

// TestStructs holds the Go mirrors of C structs against the specification, whose
// layout a test of package sdk holds against the C compiler.
func TestStructs(t *testing.T) {
	mirrors := map[string]any{
		"HPy_buffer":            Buffer{},
		"HPySlot":               SlotDef{},
		"HPyMeth":               MethDef{},
		"HPyMember":             MemberDef{},
		"HPyGetSet":             GetSetDef{},
		"HPyCapsule_Destructor": CapsuleDestructor{},
		"HPyCallFunction":       CallFunction{},
		"HPyType_Spec":          TypeSpec{},
		"HPyType_SpecParam":     SpecParam{},
		"HPyModuleDef":          ModuleDef{},
	}
	for _, s := range append([]spec.Struct{spec.Buffer}, spec.Structs()...) {
		if s.Union {
			continue
		}
		require.Contains(t, mirrors, s.C)
		mirror := reflect.TypeOf(mirrors[s.C])
		places, size := s.Layout()
		require.EqualValues(t, size, mirror.Size(), s.C)
		require.Equal(t, len(places), mirror.NumField())
		for i, f := range s.Fields {
			g := mirror.Field(i)
			require.EqualValues(t, places[i].Offset, g.Offset, "%s.%s", s.C, f.C)
			require.EqualValues(t, places[i].Size, g.Type.Size(), "%s.%s", s.C, f.C)
		}
	}
}

func TestDef(t *testing.T) {
	places, size := spec.StructByName("HPyDef").Layout()
	var d Def
	require.EqualValues(t, size, unsafe.Sizeof(d))
	base := uintptr(unsafe.Pointer(&d))
	for i, p := range []unsafe.Pointer{
		unsafe.Pointer(&d.Kind), unsafe.Pointer(d.Slot()), unsafe.Pointer(d.Meth()),
		unsafe.Pointer(d.Member()), unsafe.Pointer(d.GetSet()),
	} {
		require.EqualValues(t, places[i].Offset, uintptr(p)-base)
	}
}

// What the tests point to as C memory must not move as a stack does.
var (
	words = [3]HPy{7, 8, 9}
	text  = []byte("héllo\x00rest")
)

func TestPtr(t *testing.T) {
	p := Ptr[HPy](uintptr(unsafe.Pointer(&words)))
	require.Equal(t, HPy(7), *p.Get())
	require.Equal(t, HPy(9), *p.At(2).Get())
	require.Equal(t, []HPy{7, 8, 9}, p.Slice(3))
	require.Nil(t, Ptr[HPy](0).Slice(0))
	*p.At(1).Get() = 5
	require.Equal(t, HPy(5), words[1])
}

func TestCStr(t *testing.T) {
	s := CStr(uintptr(unsafe.Pointer(&text[0])))
	require.Equal(t, 6, s.Len())
	require.Equal(t, "héllo", s.String())
	require.Equal(t, []byte("h"), s.Bytes(1))
	require.Equal(t, "", CStr(0).String())
}

func TestMembers(t *testing.T) {
	list := Members()
	require.Len(t, list, 273)
	require.Equal(t, "HPy_Add", list[100].Name)
	for i, m := range list {
		require.Equal(t, i, m.ID)
		// A handle has no handler, and neither have the two members that the gate
		// serves itself.
		if served := handlers[i] != nil; served {
			require.True(t, m.Ready, m.Name)
		}
	}
	require.Equal(t, uint64(0xbff0000000000000), members[94].failure, "-1.0 for HPyLong_AsDouble")
	require.Equal(t, ^uint64(0), members[98].failure, "-1 for HPy_Length")
	require.Equal(t, ^uint64(1), members[234].failure, "-2 for _HPyType_GetBuiltinShape")
	require.Equal(t, uint64(0), members[100].failure, "HPy_NULL for HPy_Add")
}
