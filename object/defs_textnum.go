package object

// textnumDefs lists the types of numbers and text, bases first.
var textnumDefs = []func(rt *Runtime) TypeDef{
	intDef, boolDef, floatDef, complexDef,
	strDef, strIterDef, bytesDef, byteArrayDef,
	memGuardDef, memoryViewDef,
	bytesIterDef("bytes_iterator", func(s *textState) **Type { return &s.bytesIter }),
	bytesIterDef("bytearray_iterator", func(s *textState) **Type { return &s.byteArrayIter }),
}
