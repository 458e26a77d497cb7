package hpyabi

import (
	"math"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// Attributes that lie in the C struct, and those that C functions compute. What
// a member accepts and how it refuses is what CPython's structmember.c does:
// integers that do not fit are truncated with a warning where that warns, and
// refused where that refuses.

// member is an attribute that lies in the struct.
type member struct {
	host   *Host
	name   string
	kind   FieldType
	offset uintptr
}

// vectorcallOffset is the name of the member that says where in the struct its
// call function lies.
const vectorcallOffset = "__vectorcalloffset__"

// member puts one HPyMember into the definition of the type.
func (r *specReader) member(d *MemberDef) bool {
	m := &member{r.c.host, d.Name.String(), d.Type, uintptr(d.Offset)}
	size, known := memberSize(d.Type)
	if !known {
		r.t.SystemErrorf("bad memberdescr type for %s", m.name)
		return false
	}
	if d.Offset < 0 || r.spec.BasicSize != 0 && d.Offset+size > int(r.spec.BasicSize) {
		r.t.SystemErrorf("member %s of type '%s' lies at offset %d, outside of the struct of %d bytes",
			m.name, r.name, d.Offset, r.spec.BasicSize)
		return false
	}
	if m.name == vectorcallOffset {
		r.ct.callOffset = d.Offset
		r.def.Slots.Call = r.ct.callObject
		return true
	}
	def := object.GetSetDef{Name: m.name, Get: m.get, Doc: d.Doc.String()}
	if d.ReadOnly == 0 {
		def.Set = m.set
	}
	// References are no members in HPy on CPython either, but computed.
	def.Member = m.kind != FieldObject && m.kind != FieldObjectEx
	r.def.GetSets = append(r.def.GetSets, def)
	return true
}

// memberSize returns how many bytes of the struct a member of a type takes; of
// strings in place, the least.
func memberSize(t FieldType) (n int, known bool) {
	switch t {
	case FieldNone:
		return 0, true
	case FieldChar, FieldByte, FieldUbyte, FieldBool, FieldStringInplace:
		return 1, true
	case FieldShort, FieldUshort:
		return 2, true
	case FieldInt, FieldUint, FieldFloat:
		return 4, true
	case FieldLong, FieldUlong, FieldDouble, FieldString, FieldObject, FieldObjectEx, FieldLonglong, FieldUlonglong, FieldHpyssizet:
		return 8, true
	}
	return 0, false
}

// at returns the address of the member in self's struct.
func (m *member) at(self Ref) uintptr { return m.host.structOf(self.V()) + m.offset }

func (m *member) get(t *object.Thread, self Ref) Value {
	p := m.at(self)
	switch m.kind {
	case FieldBool:
		return heap.Bool(*Ptr[int8](p).Get() != 0)
	case FieldByte:
		return heap.SmallInt(int64(*Ptr[int8](p).Get()))
	case FieldUbyte:
		return heap.SmallInt(int64(*Ptr[uint8](p).Get()))
	case FieldShort:
		return heap.SmallInt(int64(*Ptr[int16](p).Get()))
	case FieldUshort:
		return heap.SmallInt(int64(*Ptr[uint16](p).Get()))
	case FieldInt:
		return heap.SmallInt(int64(*Ptr[int32](p).Get()))
	case FieldUint:
		return heap.SmallInt(int64(*Ptr[uint32](p).Get()))
	case FieldLong, FieldLonglong, FieldHpyssizet:
		return t.NewInt(*Ptr[int64](p).Get())
	case FieldUlong, FieldUlonglong:
		return t.NewUint(*Ptr[uint64](p).Get())
	case FieldFloat:
		return heap.Float(float64(*Ptr[float32](p).Get()))
	case FieldDouble:
		return heap.Float(*Ptr[float64](p).Get())
	case FieldString:
		s := *Ptr[CStr](p).Get()
		if s == 0 {
			return heap.None
		}
		return m.text(t, s.Bytes(s.Len()))
	case FieldStringInplace:
		return m.text(t, CStr(p).Bytes(CStr(p).Len()))
	case FieldChar:
		return m.text(t, CStr(p).Bytes(1))
	case FieldObject, FieldObjectEx:
		v := fieldValue(t, self.V(), *Ptr[HPyField](p).Get())
		switch {
		case v != heap.Null:
			return v
		case m.kind == FieldObject:
			return heap.None
		}
		return t.AttributeErrorf("'%s' object has no attribute '%s'", t.TypeName(self.V()), m.name)
	}
	return heap.None
}

// text decodes UTF-8.
func (m *member) text(t *object.Thread, b []byte) Value {
	c := m.host.contextOf(t)
	if c == nil {
		return heap.Null
	}
	return c.fromUTF8(b)
}

func (m *member) set(t *object.Thread, self, v Ref) bool {
	p := m.at(self)
	if m.kind == FieldObject || m.kind == FieldObjectEx {
		return m.host.storeField(t, self, Ptr[HPyField](p), v)
	}
	if v.IsNil() {
		t.TypeErrorf("can't delete numeric/char attribute")
		return false
	}
	switch m.kind {
	case FieldBool:
		if !v.V().IsBool() {
			t.TypeErrorf("attribute value type must be bool")
			return false
		}
		*Ptr[bool](p).Get() = v.V() == heap.True
	case FieldByte:
		return setInt[int8](t, p, v, "char")
	case FieldUbyte:
		return setInt[uint8](t, p, v, "unsigned char")
	case FieldShort:
		return setInt[int16](t, p, v, "short")
	case FieldUshort:
		return setInt[uint16](t, p, v, "unsigned short")
	case FieldInt:
		return setInt[int32](t, p, v, "int")
	case FieldUint:
		return m.setUint(t, p, v)
	case FieldLong:
		return m.setLong(t, p, v, "Python int too large to convert to C long")
	case FieldLonglong:
		return m.setLong(t, p, v, "int too big to convert")
	case FieldHpyssizet:
		return m.setSsize(t, p, v)
	case FieldUlong:
		return m.setUlong(t, p, v)
	case FieldUlonglong:
		return m.setUlonglong(t, p, v)
	case FieldFloat, FieldDouble:
		return m.setFloat(t, p, v)
	case FieldChar:
		if t.RT.IsStr(v.V()) {
			if s := object.StrBytes(v.V()); len(s) == 1 {
				*Ptr[byte](p).Get() = s[0]
				return true
			}
		}
		t.TypeErrorf("bad argument type for built-in operation")
		return false
	case FieldString, FieldStringInplace:
		t.TypeErrorf("readonly attribute")
		return false
	default:
		t.SystemErrorf("bad memberdescr type for %s", m.name)
		return false
	}
	return true
}

// asLong converts as PyLong_AsLong does: also by __index__.
func asLong(t *object.Thread, v Ref, large string) (int64, bool) {
	x := v.V()
	if !x.IsInt() {
		if x = t.Index(v); x == heap.Null {
			return 0, false
		}
		x = object.IntValue(x)
	}
	i, ok := object.Int64Of(x)
	if !ok {
		t.OverflowErrorf("%s", large)
	}
	return i, ok
}

const longTooLarge = "Python int too large to convert to C long"

func warnTruncated(t *object.Thread, what string) bool {
	return t.Warn(t.RT.Exc.RuntimeWarning, "Truncation of value to %s", what)
}

// setInt stores a small integer, truncated with a warning if need be.
func setInt[T int8 | uint8 | int16 | uint16 | int32](t *object.Thread, p uintptr, v Ref, what string) bool {
	i, ok := asLong(t, v, longTooLarge)
	if !ok {
		return false
	}
	*Ptr[T](p).Get() = T(i)
	return int64(T(i)) == i || warnTruncated(t, what)
}

// asUlong converts as PyLong_AsUnsignedLong does: ints only.
func asUlong(t *object.Thread, v Ref, negative, large string) (uint64, bool) {
	if !t.RT.IsInt(v.V()) {
		t.TypeErrorf("an integer is required")
		return 0, false
	}
	x := object.IntValue(v.V())
	if object.IntSign(x) < 0 {
		t.OverflowErrorf("%s", negative)
		return 0, false
	}
	u, ok := object.Uint64Of(x)
	if !ok {
		t.OverflowErrorf("%s", large)
	}
	return u, ok
}

// unsigned converts for an unsigned member, which takes a negative number as
// well and then warns.
func unsigned(t *object.Thread, v Ref) (u uint64, negative, ok bool) {
	u, ok = asUlong(t, v, "can't convert negative value to unsigned int", "Python int too large to convert to C unsigned long")
	if ok {
		return u, false, true
	}
	t.ClearExc()
	i, ok := asLong(t, v, longTooLarge)
	return uint64(i), true, ok
}

func (m *member) setUint(t *object.Thread, p uintptr, v Ref) bool {
	u, negative, ok := unsigned(t, v)
	if !ok {
		return false
	}
	*Ptr[uint32](p).Get() = uint32(u)
	if negative && !t.Warn(t.RT.Exc.RuntimeWarning, "Writing negative value into unsigned field") {
		return false
	}
	return u <= math.MaxUint32 || warnTruncated(t, "unsigned int")
}

func (m *member) setUlong(t *object.Thread, p uintptr, v Ref) bool {
	u, negative, ok := unsigned(t, v)
	if !ok {
		return false
	}
	*Ptr[uint64](p).Get() = u
	return !negative || t.Warn(t.RT.Exc.RuntimeWarning, "Writing negative value into unsigned field")
}

func (m *member) setLong(t *object.Thread, p uintptr, v Ref, large string) bool {
	i, ok := asLong(t, v, large)
	if ok {
		*Ptr[int64](p).Get() = i
	}
	return ok
}

func (m *member) setSsize(t *object.Thread, p uintptr, v Ref) bool {
	if !t.RT.IsInt(v.V()) {
		t.TypeErrorf("an integer is required")
		return false
	}
	return m.setLong(t, p, v, "Python int too large to convert to C ssize_t")
}

func (m *member) setUlonglong(t *object.Thread, p uintptr, v Ref) bool {
	if !t.RT.IsInt(v.V()) { // converted by __index__, and signed
		return m.setLong(t, p, v, longTooLarge)
	}
	u, ok := asUlong(t, v, "can't convert negative int to unsigned", "int too big to convert")
	if ok {
		*Ptr[uint64](p).Get() = u
	}
	return ok
}

func (m *member) setFloat(t *object.Thread, p uintptr, v Ref) bool {
	f, ok := t.AsFloat64(v)
	switch {
	case !ok:
	case m.kind == FieldFloat:
		*Ptr[float32](p).Get() = float32(f)
	default:
		*Ptr[float64](p).Get() = f
	}
	return ok
}

// getset is an attribute that C functions compute.
type getset struct {
	host           *Host
	name           string
	getter, setter slotFunc
	closure        uint64
}

// getset puts one HPyGetSet into the definition of the type.
func (r *specReader) getset(d *GetSetDef) {
	name := d.Name.String()
	g := &getset{r.c.host, name, slotFunc{r.c.host, d.Getter, "getter of " + name}, slotFunc{r.c.host, d.Setter, "setter of " + name},
		uint64(d.Closure)}
	def := object.GetSetDef{Name: name, Doc: d.Doc.String()}
	if d.Getter != 0 {
		def.Get = g.get
	}
	if d.Setter != 0 {
		def.Set = g.set
	}
	r.def.GetSets = append(r.def.GetSets, def)
}

func (g *getset) get(t *object.Thread, self Ref) Value {
	c := g.host.contextOf(t)
	if c == nil || !c.room(1) {
		return heap.Null
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(g.getter.fn), c.ctx, c.push(self), g.closure, 0, 0, 0)
	return g.getter.object(c, mark, r, err)
}

func (g *getset) set(t *object.Thread, self, v Ref) bool {
	c := g.host.contextOf(t)
	if c == nil || !c.room(2) {
		return false
	}
	mark := c.args.Top()
	x := c.push(self)
	r, err := c.th.Call(uintptr(g.setter.fn), c.ctx, x, c.push(v), g.closure, 0, 0)
	_, ok := g.setter.int(c, mark, int64(int32(r)), err)
	return ok
}
