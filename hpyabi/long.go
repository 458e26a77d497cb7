package hpyabi

// LongFromInt32 is HPyLong_FromInt32_t.
func (c *Context) LongFromInt32(v int32) HPy { return c.open(c.t.NewInt(int64(v))) }
