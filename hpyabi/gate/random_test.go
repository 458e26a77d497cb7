package gate

import (
	"errors"
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// script is shared with follow in ext.c: operations that C and Go read in turn, and a hash
// of what happened.
type script struct {
	pos, hash uint64
	ops       [4000]byte
}

// Operations. Those of C and those of Go share the numbers.
const (
	opReturn = iota
	opUpcall // C
	opAway
	opFault
	opErrno // and a byte for it
	opFrame
	opsOfC

	opCall    = opUpcall // Go
	opGrow    = opAway
	opPanic   = opFault
	opAbandon = opErrno
	opCatch   = opFrame // a call, the panics of which are caught
	opsOfGo   = opsOfC
)

func (s *script) note(what uint64) { s.hash = s.hash*1099511628211 ^ what }

func (s *script) next() byte {
	s.pos++
	return s.ops[s.pos-1]
}

var (
	errAbandoned = errors.New("abandoned")
	errFaulted   = errors.New("faulted")
)

// border calls C; the real one through the gate, the model's in Go.
type border interface {
	c(depth uint64) (uint64, error)
	abandon()
	mark() (rewind func())
	errno() uint64
}

// followGo is Go's half of the script: the serving of an upcall.
func followGo(s *script, b border, depth uint64) uint64 {
	s.note(1000 + depth)
	s.note(b.errno())
	call := func() {
		r, err := b.c(depth + 1)
		switch {
		case errors.Is(err, errAbandoned):
			r = 11
		case err != nil:
			r = 12
		}
		s.note(r)
	}
	for {
		op := s.next()
		s.note(uint64(op)*512 + depth)
		switch op {
		case opReturn:
			return s.hash
		case opCall:
			call()
		case opGrow:
			grow(int(depth % 40))
			if s.pos%16 == 0 {
				runtime.GC()
			}
		case opPanic:
			panic(s.hash)
		case opAbandon:
			b.abandon()
			return 0
		case opCatch:
			rewind := b.mark()
			func() {
				defer func() {
					if e := recover(); e != nil {
						rewind()
						s.note(13)
					}
				}()
				call()
			}()
		}
	}
}

// model is C's half in Go.
type model struct {
	s         *script
	abandoned bool
	err       []uint64 // errno of each C function under way
}

func (m *model) errno() uint64 { return m.err[len(m.err)-1] }
func (m *model) abandon()      { m.abandoned = true }

func (m *model) mark() func() {
	n := len(m.err)
	return func() { m.err, m.abandoned = m.err[:n], false }
}

func (m *model) c(depth uint64) (r uint64, err error) {
	n := len(m.err)
	m.err = append(m.err, 0)
	r, err = m.follow(depth)
	m.err = m.err[:n]
	return r, err
}

func (m *model) follow(depth uint64) (uint64, error) {
	s := m.s
	top := len(m.err) - 1
	m.err[top] = depth
	for {
		op := s.next()
		s.note(uint64(op)*256 + depth)
		switch op {
		case opReturn:
			return s.hash, nil
		case opUpcall:
			r := followGo(s, m, depth)
			if m.abandoned {
				m.abandoned = false
				return 0, errAbandoned
			}
			s.note(r)
		case opFault:
			return 0, errFaulted
		case opErrno:
			m.err[top] = uint64(s.next())
		case opFrame:
			r, err := m.follow(depth)
			if err != nil {
				return 0, err
			}
			s.note(r)
			m.err[top] = depth
		}
	}
}

// real is C's half by the gate.
type real struct {
	e *testExt
	s *script
}

func (r *real) errno() uint64 { return uint64(r.e.Errno()) }
func (r *real) abandon()      { r.e.Abandon(errAbandoned) }

func (r *real) mark() func() {
	m := r.e.Mark()
	return func() { r.e.Rewind(m) }
}

func (r *real) c(depth uint64) (uint64, error) {
	return r.e.Call(r.e.sym("follow"), r.e.ctx, uint64(uintptr(unsafe.Pointer(r.s))), depth, 0, 0, 0)
}

// fill writes a random script and returns its length. Any operation means something to
// whichever side comes to read it.
func (s *script) fill(t *rapid.T) (length uint64) {
	*s = script{}
	n := rapid.IntRange(0, 400).Draw(t, "length")
	for i := range n {
		// Returning and giving up are rarer than going deeper; the rest of the
		// script, zeros, returns from everything.
		s.ops[i] = rapid.SampledFrom([]byte{opReturn, opUpcall, opUpcall, opUpcall, opUpcall,
			opAway, opFault, opErrno, opFrame, opFrame}).Draw(t, "op")
	}
	return uint64(n)
}

// Random sequences of calls, upcalls, panics, faults, leaving and giving up, nested in each
// other, do what the model does.
func TestRandomScripts(t *testing.T) {
	overBoth(t, func(e *testExt) {
		if unsafe.Sizeof(script{}) > 4096 {
			e.Fatal("script does not fit its page")
		}
		s := (*script)(e.page())
		b := &real{e, s}
		e.Serve = func(id uint32, args *Args) uint64 { return followGo(s, b, args[0]) }
		outermost := func(b border) {
			rewind := b.mark()
			defer func() {
				if e := recover(); e != nil {
					rewind()
					s.note(17)
				}
			}()
			r, err := b.c(0)
			switch {
			case errors.Is(err, errAbandoned):
				r = 14
			case err != nil:
				r = 15
			}
			s.note(r)
		}
		run := func(b border, length uint64) (hash, pos uint64) {
			s.pos, s.hash = 0, 0
			for s.pos < length {
				outermost(b)
			}
			return s.hash, s.pos
		}
		rapid.Check(e.TB.(*testing.T), func(t *rapid.T) {
			length := s.fill(t)
			hash, pos := run(&model{s: s}, length)
			gotHash, gotPos := run(b, length)
			require.Equal(t, pos, gotPos)
			require.Equal(t, hash, gotHash)
			require.Equal(t, e.base, e.block.CSP)
			require.Zero(t, e.block.Away)
		})
	})
}
