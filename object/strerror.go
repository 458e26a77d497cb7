package object

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// Strerror returns the C library's text for an error number. Go's table has the
// same texts with a small first letter.
func Strerror(errno unix.Errno) string {
	s := errno.Error()
	if s == "errno "+strconv.Itoa(int(errno)) {
		return "Unknown error " + strconv.Itoa(int(errno))
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
