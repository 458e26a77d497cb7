package object

import (
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"
)

// The codecs of one byte a character. Their tables are x/text's, which differ
// from CPython's in a few places: it follows what browsers do.

// charset is the table of such a codec, made at its first use.
type charset struct {
	decode [256]rune // -1: not defined
	encode map[rune]byte
}

func newCharset(m *charmap.Charmap, iso bool, differ map[byte]rune) *charset {
	c := &charset{encode: make(map[rune]byte, 256)}
	for i := range 256 {
		r := m.DecodeByte(byte(i))
		if r == '\uFFFD' {
			r = -1
			if iso && i >= 0x80 && i < 0xA0 {
				r = rune(i) // the control characters
			}
		}
		if d, ok := differ[byte(i)]; ok {
			r = d
		}
		c.decode[i] = r
		if r >= 0 {
			c.encode[r] = byte(i)
		}
	}
	return c
}

const charmapReason = "character maps to <undefined>"

// charmapCodec makes a codec; messages call them all charmap.
func charmapCodec(m *charmap.Charmap, iso bool, differ map[byte]rune) *codec {
	table := sync.OnceValue(func() *charset { return newCharset(m, iso, differ) })
	return &codec{name: "charmap", table: table,
		encode: func(e *encodeRun) bool {
			c := table()
			return e.all(charmapReason, true, func(r rune) bool {
				b, ok := c.encode[r]
				if ok {
					e.out = append(e.out, b)
				}
				return ok
			})
		},
		decode: func(d *decodeRun) bool {
			c := table()
			for i := 0; i < len(d.data); {
				if r := c.decode[d.data[i]]; r >= 0 {
					d.out = appendRune(d.out, r)
					i++
					continue
				}
				var ok bool
				if i, ok = d.handle(i, i+1, charmapReason); !ok {
					return false
				}
			}
			return true
		}}
}

// addCharmaps registers the codecs under their normalised names.
func addCharmaps(m map[string]*codec) {
	add := func(c *codec, names string) {
		for _, n := range strings.Fields(names) {
			m[n] = c
		}
	}
	for n, c := range map[string]*charmap.Charmap{
		"437": charmap.CodePage437, "850": charmap.CodePage850, "852": charmap.CodePage852, "855": charmap.CodePage855,
		"858": charmap.CodePage858, "860": charmap.CodePage860, "862": charmap.CodePage862, "863": charmap.CodePage863,
		"865": charmap.CodePage865, "866": charmap.CodePage866,
	} {
		add(charmapCodec(c, false, nil), "cp"+n+" "+n+" ibm"+n)
	}
	for n, c := range map[string]*charmap.Charmap{
		"1250": charmap.Windows1250, "1251": charmap.Windows1251, "1252": charmap.Windows1252, "1253": charmap.Windows1253,
		"1254": charmap.Windows1254, "1256": charmap.Windows1256, "1257": charmap.Windows1257, "1258": charmap.Windows1258,
	} {
		add(charmapCodec(c, false, nil), "cp"+n+" "+n+" windows_"+n)
	}
	add(charmapCodec(charmap.Windows1255, false, map[byte]rune{0xCA: -1}), "cp1255 1255 windows_1255")
	add(charmapCodec(charmap.Windows874, false, nil), "cp874")
	add(charmapCodec(charmap.CodePage037, false, nil), "cp037 037 csibm037 ebcdic_cp_ca ebcdic_cp_nl ebcdic_cp_us ebcdic_cp_wt ibm037 ibm039")
	add(charmapCodec(charmap.CodePage1140, false, nil), "cp1140 1140 ibm1140")
	for n, c := range map[string]*charmap.Charmap{
		"2": charmap.ISO8859_2, "3": charmap.ISO8859_3, "4": charmap.ISO8859_4, "5": charmap.ISO8859_5, "6": charmap.ISO8859_6,
		"7": charmap.ISO8859_7, "8": charmap.ISO8859_8, "9": charmap.ISO8859_9, "10": charmap.ISO8859_10,
		"13": charmap.ISO8859_13, "14": charmap.ISO8859_14, "15": charmap.ISO8859_15, "16": charmap.ISO8859_16,
	} {
		names := "iso8859_" + n + " iso_8859_" + n
		switch n {
		case "2", "3", "4":
			names += " latin" + n + " l" + n
		case "5":
			names += " cyrillic"
		case "6":
			names += " arabic ecma_114 asmo_708"
		case "7":
			names += " greek greek8 ecma_118 elot_928"
		case "8":
			names += " hebrew"
		case "9":
			names += " latin5 l5"
		case "10":
			names += " latin6 l6"
		case "13":
			names += " latin7 l7"
		case "14":
			names += " latin8 l8 iso_celtic"
		case "15":
			names += " latin9 l9"
		case "16":
			names += " latin10 l10"
		}
		add(charmapCodec(c, true, nil), names)
	}
	add(charmapCodec(charmap.KOI8R, false, nil), "koi8_r cskoi8r")
	add(charmapCodec(charmap.KOI8U, false, map[byte]rune{0xAE: 0x255D, 0xBE: 0x256C}), "koi8_u")
	add(charmapCodec(charmap.Macintosh, false, nil), "mac_roman macintosh macroman")
	add(charmapCodec(charmap.MacintoshCyrillic, false, nil), "mac_cyrillic maccyrillic")
}
