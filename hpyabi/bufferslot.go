package hpyabi

// The buffer protocol of types from a specification.

// buffer puts HPy_bf_getbuffer and HPy_bf_releasebuffer into the definition of
// the type.
func (r *specReader) buffer(d *SlotDef) {}
