package hpyabi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hpyrun/hpyrun/gc"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/hpyrun/hpyrun/object"
)

// TestLayoutOfValues holds what C is told of values and objects against package
// heap.
func TestLayoutOfValues(t *testing.T) {
	require.EqualValues(t, heap.TagShift, layout.ValueTagShift)
	require.EqualValues(t, heap.TagSingleton, layout.ValueTagSingleton)
	require.EqualValues(t, heap.TagInt, layout.ValueTagInt)
	require.EqualValues(t, uint64(heap.FloatOffset), uint64(layout.ValueFloatOffset))
	require.EqualValues(t, heap.MaxInt48, layout.ValueMaxInt)
	require.EqualValues(t, heap.None, uint64(layout.ValueNone))
	require.EqualValues(t, heap.True, uint64(layout.ValueTrue))
	require.EqualValues(t, heap.False, uint64(layout.ValueFalse))
	require.EqualValues(t, heap.Link(0), uint64(layout.ValueLink))
	require.EqualValues(t, heap.Link(77), uint64(layout.ValueLink|77))
	require.EqualValues(t, heap.HeaderSize, layout.ObjectHeader)
	require.EqualValues(t, heap.MaxTypes-1, layout.ObjectTypeMask)

	require.EqualValues(t, heap.FlagOwner, layout.ObjectOwner)
	require.EqualValues(t, object.IdxStr, layout.TypeIndexStr)
	require.EqualValues(t, object.IdxBytes, layout.TypeIndexBytes)
	require.EqualValues(t, object.IdxTuple, layout.TypeIndexTuple)

	h, err := heap.New(heap.Config{})
	require.NoError(t, err)
	defer h.Close()
	gc.Attach(h)
	m := h.NewMutator()
	v := m.Alloc(heap.MaxTypes-1, 3, 8)
	h.Identity(v)
	v.Addr().SetWord64(0, 99)
	m.Store(v, 2, heap.SmallInt(7))
	words := Ptr[uint64](v).Slice(6)
	require.EqualValues(t, heap.MaxTypes-1, words[0]>>layout.ObjectTypeShift&layout.ObjectTypeMask)
	require.EqualValues(t, 3, uint32(words[1]))
	require.EqualValues(t, heap.SmallInt(7), words[layout.ObjectHeader/8+2])
	require.EqualValues(t, 99, words[layout.ObjectHeader/8+3])
}

// TestTypeFacts holds what C is told of types against the types.
func TestTypeFacts(t *testing.T) {
	w := newWorld(t, 0, heap.Config{})
	w.load("types")
	sub := w.subclass("Sub", w.get(w.m, "Point"))
	tup := w.subclass("Tup", w.t.RT.TupleType.Obj)
	rt := w.t.RT
	facts := func(typ *object.Type) layout.TypeFacts {
		return *(Ptr[layout.TypeFacts](rt.TypeFacts()).At(int(typ.Index)).Get())
	}
	for _, typ := range []*object.Type{rt.IntType, rt.TupleType, rt.ListType, rt.TypeType, rt.StrType, rt.TypeFromObj(sub.V()), rt.TypeFromObj(tup.V())} {
		f := facts(typ)
		require.Equal(t, typ.Obj.V(), *Ptr[Value](f.Object).Get(), typ.Name)
		require.EqualValues(t, typ.Layout.StructSlot+1, f.StructSlot)
		require.EqualValues(t, typ.Layout.FieldsSlot+1, f.FieldsSlot)
		for bit, flag := range map[uint32]object.TypeFlags{
			layout.TypeIsType: object.FlagTypeSubclass, layout.TypeIsTuple: object.FlagTupleSubclass, layout.TypeIsList: object.FlagListSubclass,
			layout.TypeIsDict: object.FlagDictSubclass, layout.TypeIsStr: object.FlagStrSubclass, layout.TypeIsBytes: object.FlagBytesSubclass,
		} {
			require.Equal(t, typ.Has(flag), f.Flags&bit != 0, "%s %#x", typ.Name, bit)
		}
		require.Equal(t, typ == rt.TupleType, f.Flags&layout.TypeIsExactTuple != 0)
		require.Equal(t, typ == rt.ListType, f.Flags&layout.TypeIsExactList != 0)
	}
}
