package object

import "github.com/hpyrun/hpyrun/heap"

// containerDefs lists the containers and iterators, bases first.
var containerDefs = []func(rt *Runtime) TypeDef{
	tupleDef, listDef, dictDef, setDef, frozenSetDef, rangeDef, sliceDef, mappingProxyDef, genericAliasDef, aliasIterDef,
	listIterDef, tupleIterDef, rangeIterDef, longRangeIterDef, seqGetIterDef, callIterDef, setIterDef,
	listReverseIterDef, reversedDef, enumerateDef, zipDef, mapDef, filterDef,
	dictViewDef(IdxDictKeys, "dict_keys", keysPart),
	dictViewDef(IdxDictValues, "dict_values", valuesPart),
	dictViewDef(IdxDictItems, "dict_items", itemsPart),
	dictIterDef(keysPart, false), dictIterDef(valuesPart, false), dictIterDef(itemsPart, false),
	dictIterDef(keysPart, true), dictIterDef(valuesPart, true), dictIterDef(itemsPart, true),
}

// containersState is what the containers keep per runtime.
type containersState struct {
	lastStamp  uint64 // the newest keys stamp (dict_table.go)
	emptyTuple Value  //rawaddr:ok permanent; Null until first asked for
	sorting    Value  //rawaddr:ok permanent; the array of a list that is being sorted (list_sort.go)

	rev                                                reversedState
	dicts                                              dictTypes
	enumerate, zip, mapType, filterType, longRangeIter *Type
	genericAlias, aliasIter                            *Type
}

// permanent returns *p, making it an object of type typ without content first
// if need be (no safepoint).
func (t *Thread) permanent(p *Value, typ heap.TypeIndex) Value {
	if *p == heap.Null {
		*p = t.AllocPermanent(typ, 0, 0)
	}
	return *p
}

// EnumerateType and the others are the classes among the builtin functions'
// names that have no field in Runtime.
func (rt *Runtime) EnumerateType() *Type    { return rt.containers.enumerate }
func (rt *Runtime) ZipType() *Type          { return rt.containers.zip }
func (rt *Runtime) MapType() *Type          { return rt.containers.mapType }
func (rt *Runtime) FilterType() *Type       { return rt.containers.filterType }
func (rt *Runtime) ReversedType() *Type     { return rt.containers.rev.reversed }
func (rt *Runtime) GenericAliasType() *Type { return rt.containers.genericAlias }
