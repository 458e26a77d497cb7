package heap

// NewSmall makes a heap in as little address space as it gets: 32 MiB for large
// and for old objects, 8 MiB for native cells.
func NewSmall(cfg Config) (*Heap, error) {
	cfg.NurserySize, cfg.LargeSize = 64<<10, 8<<10
	return newHeap(cfg, 12)
}
