package object

import "strings"

// UTF-7: ASCII stands for itself, all else is UTF-16 in base64 between + and -.

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// utf7Direct says that c stands for itself in what is written: letters, digits, and the
// punctuation that mail gateways leave alone.
func utf7Direct(c rune) bool {
	return c < 0x80 && (isASCIILetter(byte(c)) || isDigit(byte(c)) || strings.ContainsRune(" \t\r\n'(),-./:?!\"#$%&*;<=>@[]^_`{|}", c))
}

func isBase64(c rune) bool { return c < 0x80 && strings.IndexByte(base64Digits, byte(c)) >= 0 }

func encodeUTF7(e *encodeRun) bool {
	inside := false
	bits, n := uint32(0), 0 // the bits that do not fill a digit yet
	put := func(unit uint32) {
		bits, n = bits<<16|unit, n+16
		for n >= 6 {
			n -= 6
			e.out = append(e.out, base64Digits[bits>>n&0x3F])
		}
		bits &= 1<<n - 1
	}
	leave := func() {
		if n > 0 {
			e.out = append(e.out, base64Digits[bits<<(6-n)&0x3F])
		}
		bits, n, inside = 0, 0, false
	}
	for _, c := range e.text {
		if inside && utf7Direct(c) {
			leave()
			if isBase64(c) || c == '-' {
				e.out = append(e.out, '-')
			}
		}
		switch {
		case utf7Direct(c):
			e.out = append(e.out, byte(c))
			continue
		case !inside && c == '+':
			e.out = append(e.out, '+', '-')
			continue
		case !inside:
			e.out = append(e.out, '+')
			inside = true
		}
		if c >= 0x10000 {
			put(uint32(0xD800 + (c-0x10000)>>10))
			c = 0xDC00 + (c-0x10000)&0x3FF
		}
		put(uint32(c))
	}
	if inside {
		leave()
		e.out = append(e.out, '-')
	}
	return true
}

// utf7Run is what decodeUTF7 knows inside of a base64 part.
type utf7Run struct {
	start, out int // where it began, in the data and in the text
	bits       uint32
	n          int
	high       rune // a high surrogate that waits for its other half
}

func decodeUTF7(d *decodeRun) bool {
	var run *utf7Run
	flush := func() {
		if run.high != 0 {
			d.out = appendRune(d.out, run.high)
			run.high = 0
		}
	}
	i := 0
	fail := func(start, end int, reason string) (ok bool) {
		i, ok = d.handle(start, end, reason)
		return ok
	}
	for i < len(d.data) {
		c := rune(d.data[i])
		if run != nil && isBase64(c) {
			run.bits, run.n = run.bits<<6|uint32(strings.IndexByte(base64Digits, byte(c))), run.n+6
			i++
			if run.n < 16 {
				continue
			}
			run.n -= 16
			unit := rune(run.bits >> run.n & 0xFFFF)
			run.bits &= 1<<run.n - 1
			switch {
			case run.high != 0 && unit >= 0xDC00 && unit < 0xE000:
				d.out = appendRune(d.out, 0x10000+(run.high-0xD800)<<10+(unit-0xDC00))
				run.high = 0
			case unit >= 0xD800 && unit < 0xDC00:
				flush()
				run.high = unit
			default:
				flush()
				d.out = appendRune(d.out, unit)
			}
			continue
		}
		if run != nil {
			start, reason := run.start, ""
			switch {
			case run.n >= 6:
				reason = "partial character in shift sequence"
			case run.n > 0 && run.bits != 0:
				reason = "non-zero padding bits in shift sequence"
			}
			if reason == "" && c < 0x80 && c != '+' {
				flush()
			}
			run = nil
			if reason != "" {
				if !fail(start, i+1, reason) {
					return false
				}
				continue
			}
			if c == '-' {
				i++
				continue
			}
		}
		switch {
		case c == '+' && i+1 < len(d.data) && d.data[i+1] == '-':
			d.out = append(d.out, '+')
			i += 2
		case c == '+' && i+1 < len(d.data) && !isBase64(rune(d.data[i+1])):
			if !fail(i, i+2, "ill-formed sequence") {
				return false
			}
		case c == '+':
			run = &utf7Run{start: i, out: len(d.out)}
			i++
		case c < 0x80:
			d.out = append(d.out, byte(c))
			i++
		default:
			if !fail(i, i+1, "unexpected special character") {
				return false
			}
		}
	}
	if run == nil {
		return true
	}
	if d.partial {
		d.out, d.used = d.out[:run.out], run.start
		return true
	}
	if run.high != 0 || run.n >= 6 || run.n > 0 && run.bits != 0 {
		return fail(run.start, len(d.data), "unterminated shift sequence")
	}
	return true
}
