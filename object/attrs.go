package object

// GetAttr returns o.name.
func (t *Thread) GetAttr(o, name Ref) Value { panic("BUG: not written yet") }

// GetAttrOpt is GetAttr, but an AttributeError is swallowed: (Null, true).
func (t *Thread) GetAttrOpt(o, name Ref) (v Value, ok bool) { panic("BUG: not written yet") }

// SetAttr does o.name = v.
func (t *Thread) SetAttr(o, name, v Ref) bool { panic("BUG: not written yet") }

// DelAttr does del o.name.
func (t *Thread) DelAttr(o, name Ref) bool { panic("BUG: not written yet") }

// LookupType finds name, an interned str, along typ's MRO; Null: absent. No
// safepoint, no descriptor is called.
func (t *Thread) LookupType(typ *Type, name Value) Value { panic("BUG: not written yet") }

// GenericGetAttr is object.__getattribute__.
func (t *Thread) GenericGetAttr(o, name Ref) Value { panic("BUG: not written yet") }

// GenericSetAttr is object.__setattr__; v the nil Ref deletes.
func (t *Thread) GenericSetAttr(o, name, v Ref) bool { panic("BUG: not written yet") }
