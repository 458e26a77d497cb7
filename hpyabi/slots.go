package hpyabi

import (
	"github.com/hpyrun/hpyrun/handles"
	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
)

// The slots of a type, which package object calls, as calls of C functions. Each
// is a closure that is made once, when the type is.

// slotFunc is a C function that an HPySlot defines.
type slotFunc struct {
	host *Host
	fn   CFunc
	name string // of the slot
}

// slot puts one HPySlot into the definition of the type.
func (r *specReader) slot(d *SlotDef) bool {
	s := &r.def.Slots
	f := &slotFunc{host: r.c.host, fn: d.Impl}
	switch d.Slot {
	case SlotBfGetbuffer, SlotBfReleasebuffer:
		r.buffer(d)
		return true
	case SlotTpCall:
		if r.spec.ItemSize != 0 {
			r.t.TypeErrorf("Cannot use HPy call protocol with var objects")
			return false
		}
		r.ct.call = d.Impl
		s.Call = r.ct.callObject
		return true
	case SlotTpTraverse:
		r.ct.traverse = append(r.ct.traverse, d.Impl)
		return true
	case SlotTpDestroy:
		r.ct.destroy = append(r.ct.destroy, d.Impl)
		return true
	}
	if put := slotTable[d.Slot]; put.put != nil {
		f.name = put.name
		put.put(s, f)
		return true
	}
	r.t.RuntimeErrorf("invalid slot offset")
	return false
}

type slotPut struct {
	name string
	put  func(s *object.Slots, f *slotFunc)
}

func unarySlot(op object.UnaryOp) func(s *object.Slots, f *slotFunc) {
	return func(s *object.Slots, f *slotFunc) { s.Unary[op] = f.unary }
}

func binarySlot(op object.BinaryOp) func(s *object.Slots, f *slotFunc) {
	return func(s *object.Slots, f *slotFunc) { s.Binary[op] = f.binary }
}

func inPlaceSlot(op object.BinaryOp) func(s *object.Slots, f *slotFunc) {
	return func(s *object.Slots, f *slotFunc) { s.InPlace[op] = f.binary }
}

var slotTable = map[Slot]slotPut{
	SlotNbAbsolute: {"nb_absolute", unarySlot(object.OpAbs)},
	SlotNbFloat:    {"nb_float", unarySlot(object.OpFloat)},
	SlotNbIndex:    {"nb_index", unarySlot(object.OpIndex)},
	SlotNbInt:      {"nb_int", unarySlot(object.OpInt)},
	SlotNbInvert:   {"nb_invert", unarySlot(object.OpInvert)},
	SlotNbNegative: {"nb_negative", unarySlot(object.OpNeg)},
	SlotNbPositive: {"nb_positive", unarySlot(object.OpPos)},

	SlotNbAdd:            {"nb_add", binarySlot(object.OpAdd)},
	SlotNbAnd:            {"nb_and", binarySlot(object.OpAnd)},
	SlotNbDivmod:         {"nb_divmod", binarySlot(object.OpDivmod)},
	SlotNbFloorDivide:    {"nb_floor_divide", binarySlot(object.OpFloorDiv)},
	SlotNbLshift:         {"nb_lshift", binarySlot(object.OpLshift)},
	SlotNbMatrixMultiply: {"nb_matrix_multiply", binarySlot(object.OpMatMul)},
	SlotNbMultiply:       {"nb_multiply", binarySlot(object.OpMul)},
	SlotNbOr:             {"nb_or", binarySlot(object.OpOr)},
	SlotNbRemainder:      {"nb_remainder", binarySlot(object.OpMod)},
	SlotNbRshift:         {"nb_rshift", binarySlot(object.OpRshift)},
	SlotNbSubtract:       {"nb_subtract", binarySlot(object.OpSub)},
	SlotNbTrueDivide:     {"nb_true_divide", binarySlot(object.OpTrueDiv)},
	SlotNbXor:            {"nb_xor", binarySlot(object.OpXor)},

	SlotNbInplaceAdd:            {"nb_inplace_add", inPlaceSlot(object.OpAdd)},
	SlotNbInplaceAnd:            {"nb_inplace_and", inPlaceSlot(object.OpAnd)},
	SlotNbInplaceFloorDivide:    {"nb_inplace_floor_divide", inPlaceSlot(object.OpFloorDiv)},
	SlotNbInplaceLshift:         {"nb_inplace_lshift", inPlaceSlot(object.OpLshift)},
	SlotNbInplaceMatrixMultiply: {"nb_inplace_matrix_multiply", inPlaceSlot(object.OpMatMul)},
	SlotNbInplaceMultiply:       {"nb_inplace_multiply", inPlaceSlot(object.OpMul)},
	SlotNbInplaceOr:             {"nb_inplace_or", inPlaceSlot(object.OpOr)},
	SlotNbInplaceRemainder:      {"nb_inplace_remainder", inPlaceSlot(object.OpMod)},
	SlotNbInplaceRshift:         {"nb_inplace_rshift", inPlaceSlot(object.OpRshift)},
	SlotNbInplaceSubtract:       {"nb_inplace_subtract", inPlaceSlot(object.OpSub)},
	SlotNbInplaceTrueDivide:     {"nb_inplace_true_divide", inPlaceSlot(object.OpTrueDiv)},
	SlotNbInplaceXor:            {"nb_inplace_xor", inPlaceSlot(object.OpXor)},

	SlotNbPower:        {"nb_power", func(s *object.Slots, f *slotFunc) { s.Power = f.ternary }},
	SlotNbInplacePower: {"nb_inplace_power", func(s *object.Slots, f *slotFunc) { s.InPower = f.ternary }},
	SlotNbBool:         {"nb_bool", func(s *object.Slots, f *slotFunc) { s.Bool = f.truth }},

	SlotSqLength:        {"sq_length", func(s *object.Slots, f *slotFunc) { s.SqLength = f.length }},
	SlotSqConcat:        {"sq_concat", func(s *object.Slots, f *slotFunc) { s.SqConcat = f.binary }},
	SlotSqRepeat:        {"sq_repeat", func(s *object.Slots, f *slotFunc) { s.SqRepeat = f.indexed }},
	SlotSqItem:          {"sq_item", func(s *object.Slots, f *slotFunc) { s.SqItem = f.indexed }},
	SlotSqAssItem:       {"sq_ass_item", func(s *object.Slots, f *slotFunc) { s.SqAssItem = f.setIndexed }},
	SlotSqContains:      {"sq_contains", func(s *object.Slots, f *slotFunc) { s.SqContains = f.contains }},
	SlotSqInplaceConcat: {"sq_inplace_concat", func(s *object.Slots, f *slotFunc) { s.SqInConcat = f.binary }},
	SlotSqInplaceRepeat: {"sq_inplace_repeat", func(s *object.Slots, f *slotFunc) { s.SqInRepeat = f.indexed }},
	SlotMpLength:        {"mp_length", func(s *object.Slots, f *slotFunc) { s.MpLength = f.length }},
	SlotMpSubscript:     {"mp_subscript", func(s *object.Slots, f *slotFunc) { s.MpSubscript = f.binary }},
	SlotMpAssSubscript:  {"mp_ass_subscript", func(s *object.Slots, f *slotFunc) { s.MpAssSub = f.setItem }},

	SlotTpRepr:        {"tp_repr", func(s *object.Slots, f *slotFunc) { s.Repr = f.unary }},
	SlotTpStr:         {"tp_str", func(s *object.Slots, f *slotFunc) { s.Str = f.unary }},
	SlotTpHash:        {"tp_hash", func(s *object.Slots, f *slotFunc) { s.Hash = f.hash }},
	SlotTpRichcompare: {"tp_richcompare", func(s *object.Slots, f *slotFunc) { s.Compare = f.compare }},
	SlotTpDescrGet:    {"tp_descr_get", func(s *object.Slots, f *slotFunc) { s.DescrGet = f.ternary }},
	SlotTpNew:         {"tp_new", func(s *object.Slots, f *slotFunc) { s.New = f.new }},
	SlotTpInit:        {"tp_init", func(s *object.Slots, f *slotFunc) { s.Init = f.init }},
	SlotTpFinalize:    {"tp_finalize", func(s *object.Slots, f *slotFunc) { s.Finalize = f.finalize }},
}

// object ends a call that returns an object.
func (f *slotFunc) object(c *Context, mark handles.Handle, r uint64, err error) Value {
	v := c.returned(mark, r, err)
	if (v == heap.Null) != c.t.Pending() {
		return f.broken(c, v == heap.Null)
	}
	return v
}

// int ends a call that returns an int or HPy_ssize_t, less than 0 on failure.
func (f *slotFunc) int(c *Context, mark handles.Handle, n int64, err error) (int64, bool) {
	c.args.PopBlock(mark)
	if err != nil {
		c.raiseGate(err)
		return -1, false
	}
	if (n < 0) != c.t.Pending() {
		f.broken(c, n < 0)
		return -1, false
	}
	return n, n >= 0
}

// broken raises SystemError for a function that says that it failed and raised
// nothing, or the other way round.
func (f *slotFunc) broken(c *Context, failed bool) Value {
	if failed {
		return c.t.SystemErrorf("%s: error return without exception set", f.name)
	}
	return c.t.RaiseFromCause(c.t.RT.Exc.SystemError, "%s: returned a result with an exception set", f.name)
}

func (f *slotFunc) unary(t *object.Thread, a Ref) Value {
	c := f.host.contextOf(t)
	if c == nil || !c.room(1) {
		return heap.Null
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(a), 0, 0, 0, 0)
	return f.object(c, mark, r, err)
}

func (f *slotFunc) binary(t *object.Thread, a, b Ref) Value {
	c := f.host.contextOf(t)
	if c == nil || !c.room(2) {
		return heap.Null
	}
	mark := c.args.Top()
	x := c.push(a)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, c.push(b), 0, 0, 0)
	return f.object(c, mark, r, err)
}

func (f *slotFunc) ternary(t *object.Thread, a, b, d Ref) Value {
	c := f.host.contextOf(t)
	if c == nil || !c.room(3) {
		return heap.Null
	}
	mark := c.args.Top()
	x, y := c.push(a), c.push(b)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, y, c.push(d), 0, 0)
	return f.object(c, mark, r, err)
}

func (f *slotFunc) indexed(t *object.Thread, a Ref, i int) Value {
	c := f.host.contextOf(t)
	if c == nil || !c.room(1) {
		return heap.Null
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(a), uint64(i), 0, 0, 0)
	return f.object(c, mark, r, err)
}

func (f *slotFunc) compare(t *object.Thread, a, b Ref, op object.CompareOp) Value {
	c := f.host.contextOf(t)
	if c == nil || !c.room(2) {
		return heap.Null
	}
	mark := c.args.Top()
	x := c.push(a)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, c.push(b), uint64(op), 0, 0)
	return f.object(c, mark, r, err)
}

func (f *slotFunc) truth(t *object.Thread, a Ref) int {
	c := f.host.contextOf(t)
	if c == nil || !c.room(1) {
		return -1
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(a), 0, 0, 0, 0)
	n, ok := f.int(c, mark, int64(int32(r)), err)
	if !ok {
		return -1
	}
	return int(min(n, 1))
}

func (f *slotFunc) contains(t *object.Thread, a, b Ref) int {
	c := f.host.contextOf(t)
	if c == nil || !c.room(2) {
		return -1
	}
	mark := c.args.Top()
	x := c.push(a)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, c.push(b), 0, 0, 0)
	n, ok := f.int(c, mark, int64(int32(r)), err)
	if !ok {
		return -1
	}
	return int(min(n, 1))
}

func (f *slotFunc) length(t *object.Thread, a Ref) int {
	c := f.host.contextOf(t)
	if c == nil || !c.room(1) {
		return -1
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(a), 0, 0, 0, 0)
	n, ok := f.int(c, mark, int64(r), err)
	if !ok {
		return -1
	}
	return int(n)
}

func (f *slotFunc) setIndexed(t *object.Thread, a Ref, i int, v Ref) bool {
	c := f.host.contextOf(t)
	if c == nil || !c.room(2) {
		return false
	}
	mark := c.args.Top()
	x := c.push(a)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, uint64(i), c.push(v), 0, 0)
	_, ok := f.int(c, mark, int64(int32(r)), err)
	return ok
}

func (f *slotFunc) setItem(t *object.Thread, a, k, v Ref) bool {
	c := f.host.contextOf(t)
	if c == nil || !c.room(3) {
		return false
	}
	mark := c.args.Top()
	x, y := c.push(a), c.push(k)
	r, err := c.th.Call(uintptr(f.fn), c.ctx, x, y, c.push(v), 0, 0)
	_, ok := f.int(c, mark, int64(int32(r)), err)
	return ok
}

// hash takes any number for a hash that does not come with an exception.
func (f *slotFunc) hash(t *object.Thread, a Ref) (int64, bool) {
	c := f.host.contextOf(t)
	if c == nil || !c.room(1) {
		return -1, false
	}
	mark := c.args.Top()
	r, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(a), 0, 0, 0, 0)
	c.args.PopBlock(mark)
	if err != nil {
		c.raiseGate(err)
		return -1, false
	}
	// -1 without an exception is for object.Thread.Hash to complain of: __hash__ gives it.
	if int64(r) != -1 && t.Pending() {
		f.broken(c, false)
		return -1, false
	}
	return int64(r), !t.Pending()
}

// keywordDict makes the dict of keywords that HPy_tp_new and HPy_tp_init get: the
// nil Ref if there are none.
func keywordDict(t *object.Thread, args object.Args) (kw Ref, ok bool) {
	n := args.NumKw()
	if n == 0 {
		return Ref{}, true
	}
	kw = t.Push(t.NewDictSized(n))
	name := t.Push(heap.Null)
	if kw.V() == heap.Null {
		return kw, false
	}
	for i := range n {
		name.Set(args.KwName(i))
		if !t.DictSet(kw, name, args.Kw(i)) {
			return kw, false
		}
	}
	return kw, true
}

// construct calls a C function that has the signature of HPy_tp_new.
func (f *slotFunc) construct(c *Context, args object.Args) (mark handles.Handle, r uint64, err error, ok bool) {
	kw, ok := keywordDict(c.t, args)
	n := args.Len() - 1
	if !ok || !c.room(n+2) {
		return 0, 0, nil, false
	}
	mark = c.args.Top()
	self := c.push(args.At(0))
	array := c.pushArray(args.At(1), n)
	r, err = c.th.Call(uintptr(f.fn), c.ctx, self, uint64(array), uint64(n), c.push(kw), 0)
	c.arrays = array
	return mark, r, err, true
}

func (f *slotFunc) new(t *object.Thread, args object.Args) Value {
	c := f.host.contextOf(t)
	if c == nil {
		return heap.Null
	}
	top := t.Top()
	v := heap.Null
	if mark, r, err, ok := f.construct(c, args); ok {
		v = f.object(c, mark, r, err)
	}
	t.Pop(top)
	return v
}

func (f *slotFunc) init(t *object.Thread, args object.Args) bool {
	c := f.host.contextOf(t)
	if c == nil {
		return false
	}
	top := t.Top()
	mark, r, err, ok := f.construct(c, args)
	if ok {
		_, ok = f.int(c, mark, int64(int32(r)), err)
	}
	t.Pop(top)
	return ok
}

// finalize runs HPy_tp_finalize, whose exceptions nobody can catch.
func (f *slotFunc) finalize(t *object.Thread, self Ref) {
	c := f.host.contextOf(t)
	if c != nil && c.room(1) {
		mark := c.args.Top()
		_, err := c.th.Call(uintptr(f.fn), c.ctx, c.push(self), 0, 0, 0, 0)
		c.args.PopBlock(mark)
		if err != nil {
			c.raiseGate(err)
		}
	}
	if t.Pending() {
		t.WriteUnraisable(self)
	}
}

// callObject is HPy_tp_call: of the object itself, if it has a call function of
// its own, or else of the type.
func (ct *cType) callObject(t *object.Thread, self Ref, args object.Args) Value {
	fn := ct.call
	if ct.callSlot >= 0 {
		if own := self.V().Addr().Ref(ct.callSlot); own != heap.Null {
			fn = CFunc(own.Int())
		}
	}
	if ct.callOffset >= 0 {
		fn = Ptr[CallFunction](ct.host.structOf(self.V()) + uintptr(ct.callOffset)).Get().Impl
		if fn == 0 {
			return t.TypeErrorf("'%s' object does not support vectorcall", t.TypeName(self.V()))
		}
	}
	m := method{host: ct.host, fn: fn}
	return m.keywords(t, self, args)
}
