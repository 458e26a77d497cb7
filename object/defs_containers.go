package object

// containerDefs lists the containers and iterators, bases first.
var containerDefs = []func(rt *Runtime) TypeDef{}

// containersState is what the containers keep per runtime.
type containersState struct{}
