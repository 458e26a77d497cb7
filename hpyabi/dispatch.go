package hpyabi

// Words are the arguments of an upcall. A handler reads those that the member
// has; C provides no more.
type Words [8]uint64

// handler takes a member's arguments from words, calls its method, and returns
// the result as a word: integers sign- or zero-extended to 64 bits, a double as
// its bits, a pointer as its address.
type handler func(c *Context, a *Words) uint64

type memberInfo struct {
	name    string
	failure uint64 // the result that says "an exception is pending"
	ready   bool
}

// Member is what Members tells of a member of the context.
type Member struct {
	ID    int
	Name  string
	Ready bool
}

// Members returns the members of the context in the order of their numbers.
func Members() []Member {
	list := make([]Member, len(members))
	for i, m := range members {
		list[i] = Member{i, m.name, m.ready}
	}
	return list
}

// Serve serves an upcall: it calls the member with number id on the arguments a
// and returns its result as a word. A member that is missing raises SystemError.
func (c *Context) Serve(id uint32, a *Words) uint64 {
	h := handlers[id]
	if h == nil {
		return c.missing(id)
	}
	return h(c, a)
}
