package object

import "github.com/hpyrun/hpyrun/heap"

// The builtin types that the runtime, the VM and C's fast paths ask for by
// index: fixed in every runtime, so an exact type check is one load and one
// compare. IdxInt is the type of bignums here; small ints are immediate.
const (
	_ heap.TypeIndex = iota
	IdxObject
	IdxType
	IdxNoneType
	IdxNotImplemented
	IdxEllipsis
	IdxInt
	IdxBool
	IdxFloat
	IdxComplex
	IdxStr
	IdxBytes
	IdxByteArray
	IdxMemoryView
	IdxTuple
	IdxList
	IdxDict
	IdxSet
	IdxFrozenSet
	IdxRange
	IdxSlice
	IdxModule
	IdxBuiltinFunction
	IdxMethod
	IdxFunction
	IdxCode
	IdxCell
	IdxGenerator
	IdxArray     // an internal array of references: a list's storage, never seen by Python
	IdxDictTable // a dict's entries and index, never seen by Python
	IdxSetTable  // a set's slots, never seen by Python
	IdxListIter
	IdxTupleIter
	IdxRangeIter
	IdxDictKeys
	IdxDictValues
	IdxDictItems
	IdxDictKeyIter
	IdxDictValueIter
	IdxDictItemIter
	IdxSetIter
	IdxSeqIter  // iter() of an object with __getitem__ only
	IdxCallIter // iter(callable, sentinel)
	IdxMappingProxy
	IdxBaseException
	IdxProperty
	IdxClassMethod
	IdxStaticMethod
	IdxSuper
	IdxMethodDescr
	IdxClassMethodDescr
	IdxGetSetDescr
	IdxMemberDescr
	IdxWrapperDescr
	IdxMethodWrapper
	IdxTraceback
	IdxFrame
	IdxCapsule
	IdxWeakRef
	IdxWeakProxy
	IdxCallableProxy
	IdxSimpleNamespace
	FirstFreeIndex
)

// isExact says that v is a heap object of exactly the type with index i (no
// safepoint).
func isExact(v Value, i heap.TypeIndex) bool { return v.IsPtr() && v.Addr().Type() == i }
