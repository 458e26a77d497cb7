package system

import (
	"fmt"
	"math"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The part of time that knows the calendar.

var structTime = modules.StructSeqDef{
	Module: "time", Name: "struct_time",
	Doc: "A date and time by the calendar: a tuple of nine ints that have names. The time\n" +
		"zone is in two attributes more, tm_zone and tm_gmtoff.",
	Fields: []string{"tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"},
	Hidden: 2,
}

func (s *timeState) exec(t *Thread, m Ref) bool {
	if s.typ = modules.NewStructSeq(t, structTime); s.typ == nil {
		return false
	}
	set := func(name string, v Value) bool {
		return v != heap.Null && t.SetAttr(m, t.RT.Name(name), t.Push(v))
	}
	z := localZone()
	names := t.PushN(2)
	names.Set(t.NewStr(z.name))
	names.At(1).Set(t.NewStr(z.dstName))
	return set("struct_time", s.typ.Type.Obj.V()) && set("_STRUCT_TM_ITEMS", heap.SmallInt(int64(len(structTime.Fields)))) &&
		set("timezone", heap.SmallInt(int64(-z.offset))) && set("altzone", heap.SmallInt(int64(-z.dstOffset))) &&
		set("daylight", heap.SmallInt(int64(z.daylight))) &&
		names.V() != heap.Null && names.At(1).V() != heap.Null && set("tzname", t.TupleOf(names, 2))
}

// zone is what time tells of the local time zone: offsets in seconds east of UTC.
type zone struct {
	name, dstName     string
	offset, dstOffset int
	daylight          int
}

// localZone looks at both ends of the year: one of them has standard time.
func localZone() zone {
	year := time.Now().Year()
	a, b := time.Date(year, 1, 1, 0, 0, 0, 0, time.Local), time.Date(year, 7, 1, 0, 0, 0, 0, time.Local)
	if a.IsDST() {
		a, b = b, a
	}
	var z zone
	z.name, z.offset = a.Zone()
	z.dstName, z.dstOffset = b.Zone()
	if z.offset != z.dstOffset {
		z.daylight = 1
	}
	return z
}

// seconds is the optional first argument, now if it is missing or None.
func seconds(t *Thread, fn string, a Args) (int64, bool) {
	if a.NumKw() > 0 {
		t.TypeErrorf("time.%s() takes no keyword arguments", fn)
		return 0, false
	}
	if a.Len() > 1 {
		t.TypeErrorf("%s() takes at most 1 argument (%d given)", fn, a.Len())
		return 0, false
	}
	if a.Len() == 0 || a.At(0).V() == heap.None {
		return time.Now().Unix(), true
	}
	if f := a.At(0).V(); t.RT.IsFloat(f) {
		x := math.Floor(object.FloatOf(f))
		switch {
		case math.IsNaN(x):
			t.ValueErrorf("Invalid value NaN (not a number)")
			return 0, false
		case x >= 1<<63 || x < -1<<63:
			t.OverflowErrorf("timestamp out of range for platform time_t")
			return 0, false
		}
		return int64(x), true
	}
	n, ok := t.AsInt64(a.At(0))
	if !ok && t.ExcMatches(t.RT.Exc.OverflowError) {
		t.ClearExc()
		t.OverflowErrorf("timestamp out of range for platform time_t")
	}
	return n, ok
}

// The seconds whose year fits C's int, counted from 1900, in any time zone.
const (
	minSeconds = -67768040609740800
	maxSeconds = 67768036191676799
)

// fields makes a struct_time.
func (s *timeState) fields(t *Thread, sec int64, loc *time.Location) Value {
	if sec < minSeconds || sec > maxSeconds {
		return raiseErrno(t, unix.EOVERFLOW)
	}
	when := time.Unix(sec, 0).In(loc)
	name, offset := when.Zone()
	if loc == time.UTC {
		name = "GMT"
	}
	isdst := 0
	if when.IsDST() {
		isdst = 1
	}
	f := t.PushN(len(structTime.Fields))
	for i, n := range []int{when.Year(), int(when.Month()), when.Day(), when.Hour(), when.Minute(), when.Second(),
		(int(when.Weekday()) + 6) % 7, when.YearDay(), isdst} {
		f.At(i).Set(heap.SmallInt(int64(n)))
	}
	f.At(9).Set(t.NewStr(name))
	f.At(10).Set(heap.SmallInt(int64(offset)))
	if f.At(9).V() == heap.Null {
		return heap.Null
	}
	return s.typ.New(t, f)
}

func (s *timeState) gmtime(t *Thread, a Args) Value {
	sec, ok := seconds(t, "gmtime", a)
	if !ok {
		return heap.Null
	}
	return s.fields(t, sec, time.UTC)
}

func (s *timeState) localtime(t *Thread, a Args) Value {
	sec, ok := seconds(t, "localtime", a)
	if !ok {
		return heap.Null
	}
	return s.fields(t, sec, time.Local)
}

// tm is C's struct tm, with the year and the month of the calendar (the month from 0
// on) and 0 for Sunday.
type tm struct {
	year, mon, mday, hour, min, sec, wday, yday, isdst int
	zone                                               string
	gmtoff                                             int
}

// tmOf reads a struct_time or a tuple of nine.
func (s *timeState) tmOf(t *Thread, fn string, r Ref) (x tm, ok bool) {
	defer t.Pop(t.Top())
	if !t.RT.TypeOf(r.V()).Has(object.FlagTupleSubclass) {
		t.TypeErrorf("Tuple or struct_time argument required")
		return x, false
	}
	if t.TupleLen(r.V()) != structTimeItems {
		t.TypeErrorf("%s(): illegal time tuple argument", fn)
		return x, false
	}
	for i, p := range []*int{&x.year, &x.mon, &x.mday, &x.hour, &x.min, &x.sec, &x.wday, &x.yday, &x.isdst} {
		n, ok := t.AsInt64(t.Push(t.TupleAt(r.V(), i)))
		switch {
		case !ok:
			return x, false
		case n > math.MaxInt32:
			t.OverflowErrorf("signed integer is greater than maximum")
			return x, false
		case n < math.MinInt32:
			t.OverflowErrorf("signed integer is less than minimum")
			return x, false
		}
		*p = int(n)
	}
	x.mon--
	x.wday = (x.wday + 1) % 7
	x.yday--
	// A plain tuple has no offset, as a struct tm has that nobody filled.
	if z := localZone(); x.isdst == 0 {
		x.zone = z.name
	} else if x.isdst > 0 {
		x.zone = z.dstName
	}
	if t.RT.TypeOf(r.V()) == s.typ.Type {
		if v := r.V().Addr().Ref(0); v != heap.Null && t.RT.IsStr(v) {
			x.zone = object.GoStr(v)
		}
		if v := r.V().Addr().Ref(1); v.IsInt() {
			x.gmtoff = int(v.Int())
		}
	}
	return x, true
}

const structTimeItems = 9

// check raises ValueError for what no calendar has. Zeros where counting begins with
// one are let pass, and mean one.
func (x *tm) check(t *Thread) bool {
	if x.mon == -1 {
		x.mon = 0
	}
	if x.mday == 0 {
		x.mday = 1
	}
	if x.yday == -1 {
		x.yday = 0
	}
	what := ""
	switch {
	case x.mon < 0 || x.mon > 11:
		what = "month"
	case x.mday < 0 || x.mday > 31:
		what = "day of month"
	case x.hour < 0 || x.hour > 23:
		what = "hour"
	case x.min < 0 || x.min > 59:
		what = "minute"
	case x.sec < 0 || x.sec > 61:
		what = "seconds"
	case x.wday < 0:
		what = "day of week"
	case x.yday < 0 || x.yday > 365:
		what = "day of year"
	default:
		return true
	}
	t.ValueErrorf("%s out of range", what)
	return false
}

// unix is C's mktime: the seconds since the Epoch of a local time, whose fields may
// have any values.
func (x *tm) unix() int64 {
	at := time.Date(x.year, time.Month(x.mon+1), x.mday, x.hour, x.min, x.sec, 0, time.Local)
	if x.isdst >= 0 && at.IsDST() != (x.isdst > 0) {
		// The caller says that the other time is meant, which differs by as much as
		// the zone's times do.
		z := localZone()
		delta := z.dstOffset - z.offset
		if delta == 0 {
			delta = 3600
		}
		if x.isdst > 0 {
			delta = -delta
		}
		return at.Unix() + int64(delta)
	}
	return at.Unix()
}

func (s *timeState) mktime(t *Thread, a Args) Value {
	x, ok := s.tmOf(t, "mktime", a.At(0))
	if !ok {
		return heap.Null
	}
	return heap.Float(float64(x.unix()))
}

var (
	weekdays = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	months   = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

func (x *tm) ascii() string {
	return fmt.Sprintf("%s %s %2d %02d:%02d:%02d %d", weekdays[x.wday][:3], months[x.mon][:3], x.mday, x.hour, x.min, x.sec, x.year)
}

// timeArg is an optional argument with a time; missing: the local time now.
func (s *timeState) timeArg(t *Thread, fn string, a Args, i int) (tm, bool) {
	if a.NumKw() > 0 {
		t.TypeErrorf("time.%s() takes no keyword arguments", fn)
		return tm{}, false
	}
	if a.Len() > i+1 {
		t.TypeErrorf("%s() takes at most %d argument%s (%d given)", fn, i+1, map[bool]string{true: "s"}[i > 0], a.Len())
		return tm{}, false
	}
	r := t.Push(heap.Null)
	if a.Len() > i {
		r.Set(a.At(i).V())
	} else {
		r.Set(s.fields(t, time.Now().Unix(), time.Local))
		if r.V() == heap.Null {
			return tm{}, false
		}
	}
	x, ok := s.tmOf(t, fn, r)
	return x, ok && x.check(t)
}

func (s *timeState) asctime(t *Thread, a Args) Value {
	x, ok := s.timeArg(t, "asctime", a, 0)
	if !ok {
		return heap.Null
	}
	return t.NewStr(x.ascii())
}

func (s *timeState) ctime(t *Thread, a Args) Value {
	sec, ok := seconds(t, "ctime", a)
	if !ok {
		return heap.Null
	}
	v := s.fields(t, sec, time.Local)
	if v == heap.Null {
		return v
	}
	x, ok := s.tmOf(t, "ctime", t.Push(v))
	if !ok {
		return heap.Null
	}
	return t.NewStr(x.ascii())
}

func (s *timeState) strftime(t *Thread, a Args) Value {
	if a.Len() == 0 {
		return t.TypeErrorf("strftime() takes at least 1 argument (0 given)")
	}
	if !t.RT.IsStr(a.At(0).V()) {
		return t.TypeErrorf("strftime() argument 1 must be str, not %s", t.TypeName(a.At(0).V()))
	}
	x, ok := s.timeArg(t, "strftime", a, 1)
	if !ok {
		return heap.Null
	}
	format := object.GoStr(a.At(0).V())
	if strings.Contains(format, "\x00") {
		return t.ValueErrorf("embedded null character")
	}
	return t.NewStr(x.format(format))
}

// format is C's strftime in the C locale, with glibc's flags (-, _, 0, ^, #) and
// widths.
func (x *tm) format(format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		start := i
		var d directive
		i++
		for ; i < len(format) && strings.IndexByte("-_0^#", format[i]) >= 0; i++ {
			d.flag(format[i])
		}
		for ; i < len(format) && '0' <= format[i] && format[i] <= '9'; i++ {
			d.width = min(d.width*10+int(format[i]-'0'), 1<<10)
		}
		if i < len(format) && (format[i] == 'E' || format[i] == 'O') {
			i++
		}
		if i == len(format) || !x.directive(&b, d, format[i]) {
			i = min(i, len(format)-1)
			fmt.Fprintf(&b, "%*s", d.width, format[start:i+1])
		}
	}
	return b.String()
}

// directive is what stands between % and the letter.
type directive struct {
	pad         byte // '-', '_' or '0'; 0: the letter's own
	upper, swap bool
	width       int
}

func (d *directive) flag(c byte) {
	switch c {
	case '^':
		d.upper = true
	case '#':
		d.swap = true
	default:
		d.pad = c
	}
}

// number writes n with the letter's own padding and width, where the directive has none.
func (d directive) number(b *strings.Builder, n int, pad byte, width int) {
	if d.pad != 0 {
		pad = d.pad
	}
	if pad == '-' {
		width = 0
	}
	width = max(width, d.width)
	if pad == '0' {
		fmt.Fprintf(b, "%0*d", width, n)
	} else {
		fmt.Fprintf(b, "%*d", width, n)
	}
}

// text writes s; swapped is what the flag # makes of it.
func (d directive) text(b *strings.Builder, s, swapped string) {
	switch {
	case d.swap:
		s = swapped
	case d.upper:
		s = strings.ToUpper(s)
	}
	if d.pad == '0' {
		b.WriteString(strings.Repeat("0", max(0, d.width-len(s))) + s)
	} else {
		fmt.Fprintf(b, "%*s", d.width, s)
	}
}

func floorDiv(a, b int) int { return int(math.Floor(float64(a) / float64(b))) }

func (x *tm) hour12() int {
	if h := x.hour % 12; h != 0 {
		return h
	}
	return 12
}

// isoWeek returns the year and number of the week by ISO 8601: weeks begin on Monday, the
// first has the year's first Thursday.
func (x *tm) isoWeek() (year, week int) {
	monday := x.yday - (x.wday+6)%7 // day of the year of this week's Monday
	year = x.year
	if monday+3 < 0 {
		year--
		monday += daysIn(year)
	} else if monday+3 >= daysIn(year) {
		monday -= daysIn(year)
		year++
	}
	return year, (monday+3)/7 + 1
}

func daysIn(year int) int {
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 366
	}
	return 365
}

// directive writes what the letter c stands for; false: nothing.
func (x *tm) directive(b *strings.Builder, d directive, c byte) bool {
	upper := strings.ToUpper
	ampm := "AM"
	if x.hour >= 12 {
		ampm = "PM"
	}
	switch c {
	case 'a':
		d.text(b, weekdays[x.wday][:3], upper(weekdays[x.wday][:3]))
	case 'A':
		d.text(b, weekdays[x.wday], upper(weekdays[x.wday]))
	case 'b', 'h':
		d.text(b, months[x.mon][:3], upper(months[x.mon][:3]))
	case 'B':
		d.text(b, months[x.mon], upper(months[x.mon]))
	case 'c':
		d.text(b, x.ascii(), upper(x.ascii()))
	case 'C':
		d.number(b, floorDiv(x.year, 100), '0', 0)
	case 'd':
		d.number(b, x.mday, '0', 2)
	case 'D', 'x':
		d.text(b, x.format("%m/%d/%y"), x.format("%m/%d/%y"))
	case 'e':
		d.number(b, x.mday, '_', 2)
	case 'F':
		d.text(b, x.format("%Y-%m-%d"), x.format("%Y-%m-%d"))
	case 'g':
		year, _ := x.isoWeek()
		d.number(b, year-100*floorDiv(year, 100), '0', 2)
	case 'G':
		year, _ := x.isoWeek()
		d.number(b, year, '0', 0)
	case 'H':
		d.number(b, x.hour, '0', 2)
	case 'I':
		d.number(b, x.hour12(), '0', 2)
	case 'j':
		d.number(b, x.yday+1, '0', 3)
	case 'k':
		d.number(b, x.hour, '_', 2)
	case 'l':
		d.number(b, x.hour12(), '_', 2)
	case 'm':
		d.number(b, x.mon+1, '0', 2)
	case 'M':
		d.number(b, x.min, '0', 2)
	case 'n':
		b.WriteByte('\n')
	case 'p':
		d.text(b, ampm, strings.ToLower(ampm))
	case 'P':
		d.text(b, strings.ToLower(ampm), strings.ToLower(ampm))
	case 'r':
		d.text(b, x.format("%I:%M:%S %p"), x.format("%I:%M:%S %P"))
	case 'R':
		d.text(b, x.format("%H:%M"), x.format("%H:%M"))
	case 's':
		d.number(b, int(x.unix()), '0', 0)
	case 'S':
		d.number(b, x.sec, '0', 2)
	case 't':
		b.WriteByte('\t')
	case 'T', 'X':
		d.text(b, x.format("%H:%M:%S"), x.format("%H:%M:%S"))
	case 'u':
		d.number(b, (x.wday+6)%7+1, '0', 1)
	case 'U':
		d.number(b, (x.yday+7-x.wday)/7, '0', 2)
	case 'V':
		_, week := x.isoWeek()
		d.number(b, week, '0', 2)
	case 'w':
		d.number(b, x.wday, '0', 1)
	case 'W':
		d.number(b, (x.yday+7-(x.wday+6)%7)/7, '0', 2)
	case 'y':
		d.number(b, x.year-100*floorDiv(x.year, 100), '0', 2)
	case 'Y':
		d.number(b, x.year, '0', 0)
	case 'z':
		if x.isdst < 0 {
			break
		}
		sign, off := '+', x.gmtoff
		if off < 0 {
			sign, off = '-', -off
		}
		fmt.Fprintf(b, "%c%02d%02d", sign, off/3600, off/60%60)
	case 'Z':
		d.text(b, x.zone, strings.ToLower(x.zone))
	case '%':
		b.WriteByte('%')
	default:
		return false
	}
	return true
}
