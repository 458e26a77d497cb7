package loader

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// image is an ELF file as the dynamic linker sees it: by its program headers and the
// dynamic segment. All reading goes through at, which refuses what is not in the file.
type image struct {
	path string
	r    io.ReaderAt
	size uint64

	machine  elf.Machine
	class    elf.Class
	data     elf.Data
	complete bool // 64 bits, little-endian: the rest was read
	typ      elf.Type
	program  bool
	load     []elf.Prog64
	soname   string
	runpath  []string
	needed   []string
	symbols  []symbol
}

type symbol struct {
	name    string
	value   uint64
	defined bool
	local   bool
}

// What tables we read at most, whatever the file's size. Far more than any library has.
const (
	maxPrograms = 1 << 12
	maxDynamic  = 1 << 16
	maxStrings  = 1 << 28
	maxSymbols  = 1 << 23
)

var order = binary.LittleEndian

func openImage(path string, r io.ReaderAt, size int64) (*image, error) {
	im := &image{path: path, r: r, size: uint64(max(size, 0))}
	var magic [4]byte
	n, err := r.ReadAt(magic[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(path, err)
	}
	switch {
	case n == 0:
		return nil, problem(NotELF, path, "is empty: build the extension again")
	case string(magic[:n]) != elf.ELFMAG:
		return nil, problem(NotELF, path, "is not an ELF file (%s): give a shared library that is built for this system", whatElse(magic[:n]))
	}
	var ident [elf.EI_NIDENT + 4]byte
	if err := im.read(ident[:], 0); err != nil {
		return nil, err
	}
	im.class, im.data = elf.Class(ident[elf.EI_CLASS]), elf.Data(ident[elf.EI_DATA])
	switch im.data {
	case elf.ELFDATA2LSB:
		im.machine = elf.Machine(binary.LittleEndian.Uint16(ident[18:]))
	case elf.ELFDATA2MSB:
		im.machine = elf.Machine(binary.BigEndian.Uint16(ident[18:]))
	default:
		return nil, im.damaged("its byte order is neither of the two")
	}
	if im.class != elf.ELFCLASS32 && im.class != elf.ELFCLASS64 {
		return nil, im.damaged("its word size is neither 32 nor 64 bits")
	}
	if im.class != elf.ELFCLASS64 || im.data != elf.ELFDATA2LSB {
		return im, nil
	}
	if err := im.readHeaders(); err != nil {
		return nil, err
	}
	im.complete = true
	return im, nil
}

func (im *image) readHeaders() error {
	var h elf.Header64
	if err := im.readStruct(&h, 0); err != nil {
		return err
	}
	im.typ = elf.Type(h.Type)
	if h.Phnum == 0 {
		return nil
	}
	if h.Phentsize != 56 || h.Phnum > maxPrograms {
		return im.damaged("its program headers have an impossible size")
	}
	progs := make([]elf.Prog64, h.Phnum)
	if err := im.readStruct(progs, h.Phoff); err != nil {
		return err
	}
	var dynamic *elf.Prog64
	for i, p := range progs {
		switch elf.ProgType(p.Type) {
		case elf.PT_LOAD:
			// Truncation cuts the end off, which may hold nothing that we read.
			if p.Filesz > im.size || p.Off > im.size-p.Filesz {
				return im.damaged("a segment ends beyond the end of the file")
			}
			im.load = append(im.load, p)
		case elf.PT_DYNAMIC:
			dynamic = &progs[i]
		}
	}
	if dynamic == nil {
		return nil
	}
	return im.readDynamic(dynamic)
}

func (im *image) readDynamic(p *elf.Prog64) error {
	raw, err := im.at(p.Vaddr, p.Filesz, 16*maxDynamic)
	if err != nil {
		return err
	}
	tags := map[elf.DynTag]uint64{}
	var needed, runpath []uint64
	for ; len(raw) >= 16; raw = raw[16:] {
		tag, val := elf.DynTag(order.Uint64(raw)), order.Uint64(raw[8:])
		if tag == elf.DT_NULL {
			break
		}
		switch tag {
		case elf.DT_NEEDED:
			needed = append(needed, val)
		case elf.DT_RUNPATH, elf.DT_RPATH:
			runpath = append(runpath, val)
		}
		tags[tag] = val
	}
	strs, err := im.at(tags[elf.DT_STRTAB], tags[elf.DT_STRSZ], maxStrings)
	if err != nil {
		return err
	}
	name := func(off uint64) string {
		if off >= uint64(len(strs)) {
			return ""
		}
		s := strs[off:]
		if end := bytes.IndexByte(s, 0); end >= 0 {
			s = s[:end]
		}
		return string(s)
	}
	for _, off := range needed {
		im.needed = append(im.needed, name(off))
	}
	for _, off := range runpath {
		im.runpath = append(im.runpath, strings.Split(name(off), ":")...)
	}
	if off, ok := tags[elf.DT_SONAME]; ok {
		im.soname = name(off)
	}
	// Not PT_INTERP: a library may have that, to be run as well.
	im.program = elf.DynFlag1(tags[elf.DT_FLAGS_1])&elf.DF_1_PIE != 0
	return im.readSymbols(tags, name)
}

func (im *image) readSymbols(tags map[elf.DynTag]uint64, name func(uint64) string) error {
	table, ok := tags[elf.DT_SYMTAB]
	if !ok {
		return nil
	}
	count, err := im.countSymbols(tags)
	if err != nil {
		return err
	}
	raw, err := im.at(table, count*elf.Sym64Size, maxSymbols*elf.Sym64Size)
	if err != nil {
		return err
	}
	for ; len(raw) >= elf.Sym64Size; raw = raw[elf.Sym64Size:] {
		im.symbols = append(im.symbols, symbol{
			name:    name(uint64(order.Uint32(raw))),
			value:   order.Uint64(raw[8:]),
			defined: elf.SectionIndex(order.Uint16(raw[6:])) != elf.SHN_UNDEF,
			local:   elf.ST_BIND(raw[4]) == elf.STB_LOCAL,
		})
	}
	return nil
}

// countSymbols finds the length of the dynamic symbol table, which is said nowhere: from
// the hash table that leads to it.
func (im *image) countSymbols(tags map[elf.DynTag]uint64) (uint64, error) {
	if hash, ok := tags[elf.DT_HASH]; ok {
		head, err := im.at(hash, 8, 8) // nbucket, nchain
		if err != nil {
			return 0, err
		}
		return uint64(order.Uint32(head[4:])), nil
	}
	hash, ok := tags[elf.DT_GNU_HASH]
	if !ok {
		return 0, nil
	}
	// The header (nbuckets, symoffset, bloom_size, bloom_shift), a bloom filter of 64-bit
	// words, the buckets, and the chains, one word for each symbol from symoffset on, with
	// the lowest bit set at the end of a chain.
	head, err := im.at(hash, 16, 16)
	if err != nil {
		return 0, err
	}
	nbuckets, first := uint64(order.Uint32(head)), uint64(order.Uint32(head[4:]))
	bucketsAt := hash + 16 + 8*uint64(order.Uint32(head[8:]))
	buckets, err := im.at(bucketsAt, 4*nbuckets, 4*maxSymbols)
	if err != nil {
		return 0, err
	}
	last := uint64(0)
	for ; len(buckets) >= 4; buckets = buckets[4:] {
		last = max(last, uint64(order.Uint32(buckets)))
	}
	if last < first {
		return first, nil // no symbol is defined
	}
	chains := bucketsAt + 4*nbuckets
	for ; last < maxSymbols; last++ {
		word, err := im.at(chains+4*(last-first), 4, 4)
		if err != nil {
			return 0, err
		}
		if word[0]&1 != 0 {
			return last + 1, nil
		}
	}
	return 0, im.damaged("its symbol table has no end")
}

// at returns n bytes of what the file holds for address vaddr; more than limit are
// refused.
func (im *image) at(vaddr, n, limit uint64) ([]byte, error) {
	if n > limit {
		return nil, im.damaged("a table of it has an impossible size")
	}
	off, ok := im.offset(vaddr, n)
	if !ok {
		return nil, im.damaged("a table lies outside of its segments")
	}
	b := make([]byte, n)
	return b, im.read(b, off)
}

// offset returns where the file holds n bytes of address vaddr.
func (im *image) offset(vaddr, n uint64) (uint64, bool) {
	for _, p := range im.load {
		if vaddr >= p.Vaddr && vaddr-p.Vaddr <= p.Filesz && n <= p.Filesz-(vaddr-p.Vaddr) {
			return p.Off + (vaddr - p.Vaddr), true
		}
	}
	return 0, false
}

func (im *image) read(b []byte, off uint64) error {
	if off > im.size || uint64(len(b)) > im.size-off {
		return im.damaged("it ends in the middle")
	}
	if _, err := im.r.ReadAt(b, int64(off)); err != nil && !errors.Is(err, io.EOF) {
		return unreadable(im.path, err)
	}
	return nil
}

func (im *image) readStruct(v any, off uint64) error {
	b := make([]byte, binary.Size(v))
	if err := im.read(b, off); err != nil {
		return err
	}
	_, err := binary.Decode(b, order, v)
	return err
}

func (im *image) damaged(how string) *Error {
	return problem(Damaged, im.path, "is a damaged ELF file (%s): copy or build it again", how)
}

// whatElse describes a file that is not ELF by its first bytes.
func whatElse(magic []byte) string {
	switch m := string(magic); {
	case strings.HasPrefix(m, "MZ"):
		return "it is a Windows program or DLL"
	case m == "\xcf\xfa\xed\xfe" || m == "\xca\xfe\xba\xbe":
		return "it is a macOS library"
	case m == "PK\x03\x04":
		return "it is a ZIP archive, perhaps a wheel: unpack it"
	case m == "!<ar":
		return "it is a static library"
	case strings.HasPrefix(m, "\x1f\x8b"):
		return "it is compressed"
	}
	for _, c := range magic {
		if c < 9 || c > 126 || c > 13 && c < 32 {
			return "it begins with other bytes"
		}
	}
	return "it looks like text"
}
