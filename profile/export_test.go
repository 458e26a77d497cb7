package profile

// SetRingSize changes the size of rings until it is undone.
func SetRingSize(n uintptr) (undo func()) {
	was := ringSize
	ringSize = n
	return func() { ringSize = was }
}
