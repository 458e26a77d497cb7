package vm

import "unsafe"

// What profilers see of the frames: words, which are cheap to take and to compare,
// and become functions and lines when the profile is written.

// RawFrame is where a frame was: its code and the instruction behind the one that
// ran. It stays good as long as the VM.
type RawFrame struct{ Code, IP uintptr }

// FrameWords says where a signal handler on the thread finds the frames, which never
// move: Innermost is the address of the word that holds the address of the innermost
// one (0: none runs); the others are offsets in a frame.
type FrameWords struct {
	Innermost       uintptr
	Outer, Code, IP uintptr
	Depth           *int // the number of frames that run
}

// FrameWords returns where the frames of x are.
func (x *Exec) FrameWords() FrameWords {
	var f frame
	return FrameWords{
		Innermost: uintptr(unsafe.Pointer(&x.f)),
		Outer:     unsafe.Offsetof(f.outer),
		Code:      unsafe.Offsetof(f.code),
		IP:        unsafe.Offsetof(f.ip),
		Depth:     &x.depth,
	}
}

// Stack appends the running frames to s, the innermost first, max of them at most.
func (x *Exec) Stack(s []RawFrame, max int) []RawFrame {
	for f := x.f; f != nil && max > 0; f, max = f.outer, max-1 {
		s = append(s, RawFrame{uintptr(unsafe.Pointer(f.code)), uintptr(f.ip)})
	}
	return s
}

// Frames returns a function that says what a RawFrame of this VM means. ok is false
// for one that a signal saw half made.
func (vm *VM) Frames() func(r RawFrame) (info FrameInfo, ok bool) {
	codes := make(map[uintptr]*Code, len(vm.codes))
	for _, k := range vm.codes[1:] {
		codes[uintptr(unsafe.Pointer(k))] = k
	}
	return func(r RawFrame) (FrameInfo, bool) {
		k := codes[r.Code]
		if k == nil {
			return FrameInfo{}, false
		}
		i := int(r.IP-uintptr(k.instrs)) / 4
		if r.IP < uintptr(k.instrs) || i > len(k.C.Instrs) {
			i = 0 // another frame's: the function has just been entered
		}
		return FrameInfo{k.C, k.posAt(k.at(i))}, true
	}
}
