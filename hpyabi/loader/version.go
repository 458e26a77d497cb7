package loader

import (
	"bytes"
	"debug/elf"
)

// version reads the constant that a function returns off its machine code: the function
// is not called before the file is known to be sound. s is nil if there is none.
func (im *image) version(s *symbol) Version {
	if s == nil {
		return Version{}
	}
	const longest = 48
	code := []byte(nil)
	for n := uint64(longest); n > 0 && code == nil; n-- {
		if off, ok := im.offset(s.value, n); ok {
			code = make([]byte, n)
			if im.read(code, off) != nil {
				code = nil
			}
		}
	}
	v := Version{Present: true}
	switch im.machine {
	case elf.EM_X86_64:
		v.Number, v.Known = constantAMD64(code)
	case elf.EM_AARCH64:
		v.Number, v.Known = constantARM64(code)
	}
	return v
}

// constantAMD64 decodes what compilers make of { return C; } on x86-64, with or without
// optimisation, a frame and branch protection:
//
//	[endbr64] [push rbp; mov rbp, rsp] (mov eax, C | xor eax, eax) [pop rbp | leave] ret
func constantAMD64(code []byte) (n uint32, ok bool) {
	eat := func(forms ...string) bool {
		for _, f := range forms {
			if rest, found := bytes.CutPrefix(code, []byte(f)); found {
				code = rest
				return true
			}
		}
		return false
	}
	eat("\xf3\x0f\x1e\xfa")
	framed := eat("\x55\x48\x89\xe5", "\x55\x48\x8b\xec")
	switch {
	case eat("\x31\xc0", "\x33\xc0"):
	case len(code) >= 5 && eat("\xb8"):
		n = order.Uint32(code)
		code = code[4:]
	default:
		return 0, false
	}
	if framed && !eat("\x5d", "\xc9") {
		return 0, false
	}
	return n, eat("\xc3", "\xf3\xc3")
}

// constantARM64 is the same for ARM64: [bti c | paciasp] (mov w0, C | mov w0, wzr)
// [autiasp] ret.
func constantARM64(code []byte) (n uint32, ok bool) {
	next := func() uint32 {
		if len(code) < 4 {
			return 0
		}
		word := order.Uint32(code)
		code = code[4:]
		return word
	}
	word := next()
	for word == 0xd503245f || word == 0xd503233f {
		word = next()
	}
	switch {
	case word == 0x2a1f03e0:
	case word&^(0xffff<<5) == 0x52800000:
		n = word >> 5 & 0xffff
	default:
		return 0, false
	}
	word = next()
	if word == 0xd50323bf {
		word = next()
	}
	return n, word == 0xd65f03c0 || word == 0xd65f0bff
}
