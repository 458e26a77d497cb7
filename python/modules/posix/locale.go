package posix

import (
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The module _locale. There is one locale, the C library's C.UTF-8, under that name and
// those of C and POSIX: no C library formats anything here, so others would change
// nothing. Asked for another, setlocale says that it is not supported, as the library does
// where it is not installed.

var localeConstants = map[string]int{
	"LC_CTYPE": 0, "LC_NUMERIC": 1, "LC_TIME": 2, "LC_COLLATE": 3, "LC_MONETARY": 4, "LC_MESSAGES": 5, "LC_ALL": 6, "CHAR_MAX": 127,
	"CODESET": 14, "RADIXCHAR": 65536, "THOUSEP": 65537, "YESEXPR": 327680, "NOEXPR": 327681, "CRNCYSTR": 262159,
	"D_T_FMT": 131112, "D_FMT": 131113, "T_FMT": 131114, "T_FMT_AMPM": 131115, "AM_STR": 131110, "PM_STR": 131111,
	"ERA": 131116, "ERA_D_FMT": 131118, "ALT_DIGITS": 131119, "ERA_D_T_FMT": 131120, "ERA_T_FMT": 131121, "_DATE_FMT": 131180,
}

const localeAll = 6

// langinfo has the texts of nl_langinfo, by number.
var langinfo = func() map[int]string {
	m := map[int]string{14: "UTF-8", 65536: ".", 65537: "", 327680: "^[yY]", 327681: "^[nN]", 262159: "-", 131112: "%a %b %e %H:%M:%S %Y", 131113: "%m/%d/%y",
		131114: "%H:%M:%S", 131115: "%I:%M:%S %p", 131110: "AM", 131111: "PM", 131116: "", 131118: "", 131119: "", 131120: "", 131121: "", 131180: "%a %b %e %H:%M:%S %Z %Y"}
	add := func(prefix string, first int, short int, names string) {
		for i, n := range strings.Fields(names) {
			name := prefix + "_" + itoa(i+1)
			localeConstants[name], localeConstants["AB"+name] = first+i, short+i
			m[first+i], m[short+i] = n, n[:3]
		}
	}
	add("DAY", 131079, 131072, "Sunday Monday Tuesday Wednesday Thursday Friday Saturday")
	add("MON", 131098, 131086, "January February March April May June July August September October November December")
	return m
}()

func (m *module) localeModule() modules.Module {
	var names [localeAll]string // of the categories
	for i := range names {
		names[i] = "C"
	}
	names[0] = "C.UTF-8"
	// environment is the locale that the environment asks for.
	environment := func(get func(string) string) string {
		for _, v := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
			if s := get(v); s != "" {
				return s
			}
		}
		return "C"
	}
	known := map[string]string{"C": "C", "POSIX": "C", "C.UTF-8": "C.UTF-8", "C.utf8": "C.utf8", "C.UTF8": "C.UTF8"}
	return modules.Module{Name: "_locale", Doc: "The locale: C.UTF-8, and no other.",
		Attrs: constants(localeConstants),
		Functions: []object.MethodDef{
			m.define("setlocale", "(category, locale=None, /)", "Sets the locale of a category, or tells it.", func(c *call) Value {
				cat := c.int(0)
				if !c.ok {
					return heap.Null
				}
				if cat < 0 || cat > localeAll {
					return m.localeError(c, "invalid locale category")
				}
				if c.a.At(1).V() != heap.None {
					if !c.t.RT.IsStr(c.a.At(1).V()) {
						return c.t.TypeErrorf("setlocale() argument 2 must be str or None, not %s", c.t.TypeName(c.a.At(1).V()))
					}
					name := object.GoStr(c.a.At(1).V())
					if name == "" {
						name = environment(getenv)
					}
					all := strings.Split(name, ";")
					for i, part := range all {
						if cat == localeAll && len(all) == localeAll {
							_, part, _ = strings.Cut(part, "=")
						}
						if all[i] = known[part]; all[i] == "" {
							return m.localeError(c, "unsupported locale setting")
						}
					}
					for i := range names {
						switch {
						case cat == localeAll && len(all) == localeAll:
							names[i] = all[i]
						case cat == localeAll || cat == i:
							names[i] = all[0]
						}
					}
				}
				if cat < localeAll {
					return c.t.NewStr(names[cat])
				}
				return c.t.NewStr(allCategories(names))
			}),
			m.define("localeconv", "()", "How numbers and amounts of money are written.", localeconv),
			m.define("nl_langinfo", "(key, /)", "A text of the locale.", func(c *call) Value {
				key := c.int(0)
				if !c.ok {
					return heap.Null
				}
				s, ok := langinfo[key]
				if !ok {
					return c.t.ValueErrorf("unsupported langinfo constant")
				}
				return c.t.NewStr(s)
			}),
			m.define("getencoding", "()", "The encoding of the locale.", func(c *call) Value { return c.t.NewStr("UTF-8") }),
			m.define("strcoll", "(os1, os2, /)", "Compares two strs: negative, zero or positive.", func(c *call) Value {
				for i := range 2 {
					if !c.t.RT.IsStr(c.a.At(i).V()) {
						return c.t.TypeErrorf("strcoll() argument %d must be str, not %s", i+1, c.t.TypeName(c.a.At(i).V()))
					}
				}
				return heap.SmallInt(int64(object.StrCompare(c.a.At(0).V(), c.a.At(1).V())))
			}),
			m.define("strxfrm", "(string, /)", "A str that compares as strcoll does.", func(c *call) Value {
				if !c.t.RT.IsStr(c.a.At(0).V()) {
					return c.t.TypeErrorf("strxfrm() argument must be str, not %s", c.t.TypeName(c.a.At(0).V()))
				}
				if strings.Contains(object.GoStr(c.a.At(0).V()), "\x00") {
					return c.t.ValueErrorf("embedded null character")
				}
				return c.a.At(0).V()
			}),
		},
		Exec: func(t *Thread, mod Ref) bool {
			ns := t.Push(t.NewDict())
			name, where := t.Push(t.RT.Name("Error").V()), t.Push(t.RT.Name("locale").V())
			bases := t.Push(t.PackTuple(t.RT.Exc.Exception.Obj))
			if ns.V() == heap.Null || bases.V() == heap.Null || !t.DictSetStr(ns, "__module__", where) {
				return false
			}
			cls := t.NewClass(t.RT.TypeType.Obj, name, bases, ns, object.MakeArgs(Ref{}, 0, Ref{}))
			if cls == heap.Null {
				return false
			}
			m.localeErr = t.RT.TypeFromObj(cls)
			return t.SetAttr(mod, t.RT.Name("Error"), m.localeErr.Obj)
		}}
}

func (m *module) localeError(c *call, msg string) Value { return c.t.Errorf(m.localeErr, "%s", msg) }

// allCategories is how LC_ALL is told: in one word where all are alike.
func allCategories(names [localeAll]string) string {
	same := true
	var parts []string
	for i, n := range names {
		same = same && n == names[0]
		parts = append(parts, []string{"LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES"}[i]+"="+n)
	}
	if same {
		return names[0]
	}
	return strings.Join(parts, ";")
}

func localeconv(c *call) Value {
	t := c.t
	d := t.Push(t.NewDict())
	if d.V() == heap.Null {
		return heap.Null
	}
	set := func(name string, v Value) bool {
		defer t.Pop(t.Top())
		return v != heap.Null && t.DictSetStr(d, name, t.Push(v))
	}
	for _, name := range strings.Fields("int_curr_symbol currency_symbol mon_decimal_point mon_thousands_sep positive_sign negative_sign thousands_sep") {
		if !set(name, t.NewStr("")) {
			return heap.Null
		}
	}
	for _, name := range strings.Fields("int_frac_digits frac_digits p_cs_precedes p_sep_by_space n_cs_precedes n_sep_by_space p_sign_posn n_sign_posn") {
		if !set(name, heap.SmallInt(127)) {
			return heap.Null
		}
	}
	if !set("decimal_point", t.NewStr(".")) || !set("grouping", t.NewList(0)) || !set("mon_grouping", t.NewList(0)) {
		return heap.Null
	}
	return d.V()
}
