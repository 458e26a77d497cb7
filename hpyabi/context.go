package hpyabi

// Context is one HPy context: what the members of one context struct work on.
type Context struct {
	// systemError raises SystemError with a message in the thread of the call.
	systemError func(message string)
}

// missing raises a SystemError that names member id, and returns its error value.
func (c *Context) missing(id uint32) uint64 {
	c.systemError("hpyrun: the HPy context has no " + members[id].name + " yet")
	return members[id].failure
}
