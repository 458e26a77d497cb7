package parser

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// decode turns a source into what the lexer reads: UTF-8 without byte order mark, each
// newline one "\n", one behind the last line of a file, and a NUL at the end.
func decode(src []byte, conf *Config) (string, *SyntaxError) {
	if !conf.IsText {
		var err *SyntaxError
		if src, err = toUTF8(src, conf.Filename); err != nil {
			return "", err
		}
	} else if !utf8.Valid(src) {
		return "", surrogateError(src, conf.Filename)
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		e := &SyntaxError{Msg: "source code string cannot contain null bytes", Filename: conf.Filename, NoPlace: conf.IsText}
		if !conf.IsText {
			e.Msg = "source code cannot contain null bytes"
			e.Line = 1 + bytes.Count(src[:i], []byte("\n"))
			e.EndLine = e.Line
			e.Text = string(src[bytes.LastIndexByte(src[:i], '\n')+1 : i])
		}
		return "", e
	}
	// To the text of a file CPython adds a newline if the last is "\r\n", too.
	crlf := conf.IsText && bytes.HasSuffix(src, []byte("\r\n"))
	var b strings.Builder
	b.Grow(len(src) + 2)
	for {
		i := bytes.IndexByte(src, '\r')
		if i < 0 {
			b.Write(src)
			break
		}
		b.Write(src[:i])
		b.WriteByte('\n')
		if src = src[i+1:]; len(src) > 0 && src[0] == '\n' {
			src = src[1:]
		}
	}
	if s := b.String(); conf.Mode == Exec && (s == "" || s[len(s)-1] != '\n' || crlf) {
		b.WriteByte('\n')
	}
	b.WriteByte(0)
	return b.String(), nil
}

// surrogateError tells of the first lone surrogate in a text. Python raises a
// UnicodeEncodeError with this message.
func surrogateError(src []byte, filename string) *SyntaxError {
	for n := 0; ; n++ {
		r, size := utf8.DecodeRune(src)
		if r != utf8.RuneError || size != 1 {
			src = src[size:]
			continue
		}
		if len(src) >= 3 && src[0] == 0xED {
			r = rune(src[0]&0x0F)<<12 | rune(src[1]&0x3F)<<6 | rune(src[2]&0x3F)
		}
		return &SyntaxError{Filename: filename, Col: -1, NoPlace: true, Msg: fmt.Sprintf(
			"'utf-8' codec can't encode character '\\u%04x' in position %d: surrogates not allowed", r, n)}
	}
}

// toUTF8 decodes a source according to its byte order mark or its declaration of an
// encoding (PEP 263), which default to UTF-8.
func toUTF8(src []byte, filename string) ([]byte, *SyntaxError) {
	fail := func(format string, args ...any) ([]byte, *SyntaxError) {
		return nil, &SyntaxError{Msg: fmt.Sprintf(format, args...), Filename: filename, Col: -1, NoPlace: true}
	}
	rest, bom := bytes.CutPrefix(src, []byte("\uFEFF"))
	name := declaredEncoding(rest)
	if canonical := canonicalName(name); bom && name != "" && name != "utf-8" {
		return fail("encoding problem: %s with BOM", name)
	} else if name != "" && canonical != "utf8" && canonical != "utf8sig" {
		return transcode(rest, name, canonical, fail)
	}
	if utf8.Valid(rest) {
		return rest, nil
	}
	at := 0
	for at < len(rest) {
		r, size := utf8.DecodeRune(rest[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	line := 1 + bytes.Count(rest[:at], []byte("\n"))
	if name == "" && !bom {
		return fail(`Non-UTF-8 code starting with '\x%02x' in file %s on line %d, but no encoding declared; `+
			"see https://peps.python.org/pep-0263/ for details", rest[at], filename, line)
	}
	start := bytes.LastIndexByte(rest[:at], '\n') + 1
	reason := "invalid start byte"
	if utf8.RuneStart(rest[at]) && rest[at] >= 0xC2 && rest[at] < 0xF5 {
		reason = "invalid continuation byte"
	}
	return nil, &SyntaxError{
		Msg:      fmt.Sprintf("(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %d: %s", rest[at], at-start, reason),
		Filename: filename, Line: line, EndLine: line, Col: at - start + 1, EndCol: at - start + 1,
	}
}

var declaration = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)

// declaredEncoding gives the name of the encoding that one of the first two lines
// declares; the second only counts behind one that is blank or a comment.
func declaredEncoding(src []byte) string {
	for range 2 {
		end := bytes.IndexAny(src, "\r\n")
		line := src
		if end >= 0 {
			line = src[:end]
		}
		if text := bytes.TrimLeft(line, " \t\f"); len(text) > 0 && text[0] != '#' {
			return ""
		}
		if m := declaration.FindSubmatch(line); m != nil {
			return encodingName(string(m[1]))
		}
		if end < 0 {
			return ""
		}
		if src = src[end:]; bytes.HasPrefix(src, []byte("\r\n")) {
			src = src[1:]
		}
		src = src[1:]
	}
	return ""
}

// encodingName gives the names of the two commonest encodings their usual form, which
// messages then have.
func encodingName(name string) string {
	n := strings.ReplaceAll(strings.ToLower(name[:min(len(name), 12)]), "_", "-")
	if n == "utf-8" || strings.HasPrefix(n, "utf-8-") {
		return "utf-8"
	}
	for _, latin := range [...]string{"latin-1", "iso-8859-1", "iso-latin-1"} {
		if n == latin || strings.HasPrefix(n, latin+"-") {
			return "iso-8859-1"
		}
	}
	return name
}

func canonicalName(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name))
}

// encodings are the encodings of x/text under Python's names for them, without
// hyphens and underscores.
var encodings = map[string]encoding.Encoding{
	"cp437": charmap.CodePage437, "437": charmap.CodePage437, "ibm437": charmap.CodePage437,
	"cp850": charmap.CodePage850, "cp852": charmap.CodePage852, "cp855": charmap.CodePage855,
	"cp858": charmap.CodePage858, "cp860": charmap.CodePage860, "cp862": charmap.CodePage862,
	"cp863": charmap.CodePage863, "cp865": charmap.CodePage865, "cp866": charmap.CodePage866,
	"cp037": charmap.CodePage037, "cp1140": charmap.CodePage1140,
	"cp1250": charmap.Windows1250, "windows1250": charmap.Windows1250,
	"cp1251": charmap.Windows1251, "windows1251": charmap.Windows1251,
	"cp1252": charmap.Windows1252, "windows1252": charmap.Windows1252,
	"cp1253": charmap.Windows1253, "windows1253": charmap.Windows1253,
	"cp1254": charmap.Windows1254, "windows1254": charmap.Windows1254,
	"cp1255": charmap.Windows1255, "windows1255": charmap.Windows1255,
	"cp1256": charmap.Windows1256, "windows1256": charmap.Windows1256,
	"cp1257": charmap.Windows1257, "windows1257": charmap.Windows1257,
	"cp1258": charmap.Windows1258, "windows1258": charmap.Windows1258,
	"iso88591": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "l1": charmap.ISO8859_1,
	"latin": charmap.ISO8859_1, "8859": charmap.ISO8859_1, "cp819": charmap.ISO8859_1,
	"iso88592": charmap.ISO8859_2, "latin2": charmap.ISO8859_2, "l2": charmap.ISO8859_2,
	"iso88593": charmap.ISO8859_3, "latin3": charmap.ISO8859_3,
	"iso88594": charmap.ISO8859_4, "latin4": charmap.ISO8859_4,
	"iso88595": charmap.ISO8859_5, "cyrillic": charmap.ISO8859_5,
	"iso88596": charmap.ISO8859_6, "arabic": charmap.ISO8859_6,
	"iso88597": charmap.ISO8859_7, "greek": charmap.ISO8859_7,
	"iso88598": charmap.ISO8859_8, "hebrew": charmap.ISO8859_8,
	"iso88599": charmap.ISO8859_9, "latin5": charmap.ISO8859_9, "l5": charmap.ISO8859_9,
	"iso885910": charmap.ISO8859_10, "latin6": charmap.ISO8859_10,
	"iso885913": charmap.ISO8859_13, "iso885914": charmap.ISO8859_14,
	"iso885915": charmap.ISO8859_15, "latin9": charmap.ISO8859_15,
	"iso885916": charmap.ISO8859_16, "latin10": charmap.ISO8859_16,
	"koi8r": charmap.KOI8R, "koi8u": charmap.KOI8U,
	"macroman": charmap.Macintosh, "macintosh": charmap.Macintosh,
	"maccyrillic": charmap.MacintoshCyrillic,
	"eucjp":       japanese.EUCJP, "ujis": japanese.EUCJP, "ujisx0208": japanese.EUCJP,
	"shiftjis": japanese.ShiftJIS, "sjis": japanese.ShiftJIS, "csshiftjis": japanese.ShiftJIS,
	"cp932": japanese.ShiftJIS, "ms932": japanese.ShiftJIS, "mskanji": japanese.ShiftJIS,
	"iso2022jp": japanese.ISO2022JP,
	"euckr":     korean.EUCKR, "korean": korean.EUCKR, "cp949": korean.EUCKR, "uhc": korean.EUCKR,
	"gbk": simplifiedchinese.GBK, "cp936": simplifiedchinese.GBK, "gb2312": simplifiedchinese.GBK,
	"euccn": simplifiedchinese.GBK, "gb18030": simplifiedchinese.GB18030,
	"hz":   simplifiedchinese.HZGB2312,
	"big5": traditionalchinese.Big5, "cp950": traditionalchinese.Big5,
}

// transcode decodes a source that is in a declared encoding other than UTF-8.
func transcode(src []byte, name, canonical string, fail func(string, ...any) ([]byte, *SyntaxError)) ([]byte, *SyntaxError) {
	switch canonical {
	case "ascii", "usascii", "646", "ansix341968":
		for _, c := range src {
			if c >= utf8.RuneSelf {
				return fail("encoding problem: %s", name)
			}
		}
		return src, nil
	}
	e := encodings[canonical]
	if e == nil {
		return fail("unknown encoding: %s", name)
	}
	if table, ok := e.(*charmap.Charmap); ok {
		var out []byte
		for _, c := range src {
			r := table.DecodeByte(c)
			if r == utf8.RuneError {
				if c >= 0xA0 || !strings.HasPrefix(canonical, "iso") {
					return fail("encoding problem: %s", name)
				}
				r = rune(c) // C1 controls, which the Web's tables leave out
			}
			out = utf8.AppendRune(out, r)
		}
		return out, nil
	}
	out, err := e.NewDecoder().Bytes(src)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return fail("encoding problem: %s", name)
	}
	return out, nil
}

// Encoding is what CPython's tokenize.detect_encoding says of a source: the encoding that
// it declares or that its byte order mark says, "utf-8" where neither is there.
func Encoding(src []byte) string {
	rest, bom := bytes.CutPrefix(src, []byte("\uFEFF"))
	name := declaredEncoding(rest)
	switch {
	case bom:
		return "utf-8-sig"
	case name == "":
		return "utf-8"
	}
	return name
}
