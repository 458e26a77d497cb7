package object

// textnumDefs lists the types of numbers and text, bases first.
var textnumDefs = []func(rt *Runtime) TypeDef{}
