// Package heap is the memory of the runtime: where objects lie, what they look
// like, how they are allocated, and the one way to store a reference.
package heap
