package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// run runs the innermost frame until it returns (or yields), and returns its
// value; Null: an exception is pending and has unwound the frame.
//
// An instruction has two sides. The fast side is a case of the switch: it does
// what most executions need, and calls nothing. The slow side is a function of the
// table slowSides (slow.go): it does all of it, for any operands. A case that
// cannot go on falls to the slow side with nothing done.
//
// The rule that makes the fast sides fast: ip, sp, base and f mirror the innermost
// frame's, and no local but x and t lives across a call. Before one, ip and sp are
// written to the frame; behind it, all four are read again (reload). So Go's
// compiler keeps the four in registers and stores none of them on the way from
// one instruction to the next, as it would do for each instruction if a single
// case kept one of them across a call.
func (x *Exec) run() Value {
	t := x.t
	var (
		f    = x.f
		ip   = f.ip
		sp   = f.sp
		base = f.base
		in   code.Instr
		v    Value

		// Of a call: how many arguments lie at first, behind the callee; where the
		// result goes.
		n          int
		first, ret unsafe.Pointer
	)
	for {
		in = *(*code.Instr)(ip)
		ip = unsafe.Add(ip, 4)
		switch in.Op() {
		case code.Nop:
			continue
		case code.Line:
			f.ip = ip
			continue

		case code.Pop:
			sp = up(sp, -1)
			continue
		case code.Drop:
			if v = *slot(sp, -1); !v.IsPtr() || !v.Addr().Has(heap.FlagWatched) {
				sp = up(sp, -1)
				continue
			}
		case code.DropFast:
			if v = *slot(base, in.Arg()); !v.IsPtr() || !v.Addr().Has(heap.FlagWatched) {
				*slot(base, in.Arg()) = heap.None
				continue
			}
		case code.Dup:
			*slot(sp, 0) = *slot(sp, -1)
			sp = up(sp, 1)
			continue
		case code.Dup2:
			*slot(sp, 0) = *slot(sp, -2)
			*slot(sp, 1) = *slot(sp, -1)
			sp = up(sp, 2)
			continue
		case code.Swap:
			p, q := slot(sp, -1), slot(sp, -in.Arg())
			*p, *q = *q, *p
			continue
		case code.Copy:
			*slot(sp, 0) = *slot(sp, -in.Arg())
			sp = up(sp, 1)
			continue
		case code.Rot3:
			a, b, c := slot(sp, -3), slot(sp, -2), slot(sp, -1)
			*a, *b, *c = *c, *a, *b
			continue
		case code.Rot4:
			a, b, c, d := slot(sp, -4), slot(sp, -3), slot(sp, -2), slot(sp, -1)
			*a, *b, *c, *d = *d, *a, *b, *c
			continue

		case code.PushNull:
			*slot(sp, 0) = heap.Null
			sp = up(sp, 1)
			continue
		case code.Const:
			*slot(sp, 0) = *slot(f.code.consts, in.Arg())
			sp = up(sp, 1)
			continue
		case code.SmallInt:
			*slot(sp, 0) = heap.SmallInt(int64(in.Arg()) - 1<<23)
			sp = up(sp, 1)
			continue
		case code.Fast, code.FastSafe:
			if v = *slot(base, in.Arg()); v != heap.Null {
				*slot(sp, 0) = v
				sp = up(sp, 1)
				continue
			}
		case code.StoreFast:
			sp = up(sp, -1)
			*slot(base, in.Arg()) = *slot(sp, 0)
			continue

		case code.Global:
			s := f.code.site(in.Arg())
			globals := (*slot(base, -1)).Addr().Ref(fnGlobals)
			if stamp := object.DictStampNow(globals); stamp == s.stamp && stamp != 0 {
				if s.builtin >= 0 {
					tab := object.DictTable(t.RT.Builtins.V())
					if e := int(s.builtin); 2*e >= tab.NRefs() || tab.Ref(2*e) != s.name.V() {
						break
					}
					v = tab.Ref(2*int(s.builtin) + 1)
				} else {
					v = object.DictTable(globals).Ref(2*int(s.hint) + 1)
				}
				*slot(sp, 0) = v
				sp = up(sp, 1)
				continue
			}
		case code.Deref:
			if v = cellContent(*slot(base, in.Arg())); v != heap.Null {
				*slot(sp, 0) = v
				sp = up(sp, 1)
				continue
			}
		case code.Closure:
			*slot(sp, 0) = *slot(base, in.Arg())
			sp = up(sp, 1)
			continue

		case code.Attr:
			if v = *slot(sp, -1); v.IsPtr() {
				a := v.Addr()
				s := f.code.site(in.Arg())
				c := &s.attr
				if t.RT.TypeAt(a.Type()).Version == c.Version {
					switch c.Kind {
					case object.AttrShape:
						if a.Ref(int(c.DictSlot)) == c.Shape {
							*slot(sp, -1) = a.Ref(int(c.Index))
							continue
						}
					case object.AttrSlot:
						if v = a.Ref(int(c.Index)); v != heap.Null {
							*slot(sp, -1) = v
							continue
						}
					case object.AttrDict:
						if d := a.Ref(int(c.DictSlot)); d.IsPtr() && d.Addr().Type() == object.IdxDict && !object.DictEmpty(d) {
							if tab, i := object.DictTable(d), int(c.Index)*2; i < tab.NRefs() && tab.Ref(i) == s.name.V() {
								*slot(sp, -1) = tab.Ref(i + 1)
								continue
							}
						}
					case object.AttrType:
						if d := a.Ref(int(c.DictSlot)); d != heap.Null && d != c.Shape {
							break
						}
						*slot(sp, -1) = c.OnType()
						continue
					case object.AttrPlainType:
						*slot(sp, -1) = c.OnType()
						continue
					case object.AttrOfClass:
						if t.RT.ClassAt(a).Version == c.Class {
							*slot(sp, -1) = c.OnType()
							continue
						}
					case object.AttrProperty:
						if v = object.PropertyGetter(c.OnType()); v.IsPtr() && v.Addr().Type() == object.IdxFunction {
							*slot(sp, 0) = *slot(sp, -1)
							*slot(sp, -1) = v
							n, first, ret = 1, sp, up(sp, -1)
							sp = up(sp, 1)
							goto enter
						}
					}
				}
			}
		case code.StoreAttr:
			if o := *slot(sp, -1); o.IsPtr() {
				a := o.Addr()
				s := f.code.site(in.Arg())
				c := &s.attr
				if t.RT.TypeAt(a.Type()).Version == c.Version && t.StoresPlainly(o, *slot(sp, -2)) {
					switch c.Kind {
					case object.AttrShape:
						if a.Ref(int(c.DictSlot)) == c.Shape {
							*a.Slot(int(c.Index)) = *slot(sp, -2)
							sp = up(sp, -2)
							continue
						}
					case object.AttrSlot:
						*a.Slot(int(c.Index)) = *slot(sp, -2)
						sp = up(sp, -2)
						continue
					case object.AttrNew:
						if a.Ref(int(c.DictSlot)) == c.Shape && int(c.Index) < a.NRefs() {
							*a.Slot(int(c.Index)) = *slot(sp, -2)
							*a.Slot(int(c.DictSlot)) = c.To
							sp = up(sp, -2)
							continue
						}
					}
				}
			}
		case code.Method:
			if v = *slot(sp, -1); v.IsPtr() {
				a := v.Addr()
				s := f.code.site(in.Arg())
				c := &s.attr
				if t.RT.TypeAt(a.Type()).Version == c.Version {
					switch c.Kind {
					case object.AttrType:
						if d := a.Ref(int(c.DictSlot)); d != heap.Null && d != c.Shape {
							break
						}
						*slot(sp, 0) = v
						*slot(sp, -1) = c.OnType()
						sp = up(sp, 1)
						continue
					case object.AttrPlainType:
						*slot(sp, 0) = v
						*slot(sp, -1) = c.OnType()
						sp = up(sp, 1)
						continue
					case object.AttrDict:
						if d := a.Ref(int(c.DictSlot)); d.IsPtr() && d.Addr().Type() == object.IdxDict && !object.DictEmpty(d) {
							if tab, i := object.DictTable(d), int(c.Index)*2; i < tab.NRefs() && tab.Ref(i) == s.name.V() {
								*slot(sp, 0) = tab.Ref(i + 1)
								*slot(sp, -1) = heap.Null
								sp = up(sp, 1)
								continue
							}
						}
					case object.AttrShape:
						if a.Ref(int(c.DictSlot)) == c.Shape {
							*slot(sp, 0) = a.Ref(int(c.Index))
							*slot(sp, -1) = heap.Null
							sp = up(sp, 1)
							continue
						}
					case object.AttrOfClass:
						if t.RT.ClassAt(a).Version == c.Class {
							*slot(sp, 0) = c.OnType()
							*slot(sp, -1) = heap.Null
							sp = up(sp, 1)
							continue
						}
					}
				}
			}

		case code.Subscr:
			k, o := *slot(sp, -1), *slot(sp, -2)
			if k.IsInt() && o.IsPtr() {
				i := k.Int()
				switch a := o.Addr(); a.Type() {
				case object.IdxList:
					n := int64(object.ListLength(o))
					if i < 0 {
						i += n
					}
					if uint64(i) < uint64(n) {
						sp = up(sp, -1)
						*slot(sp, -1) = t.ListAt(o, int(i))
						continue
					}
				case object.IdxTuple:
					n := int64(a.NRefs())
					if i < 0 {
						i += n
					}
					if uint64(i) < uint64(n) {
						sp = up(sp, -1)
						*slot(sp, -1) = a.Ref(int(i))
						continue
					}
				}
			}

		case code.StoreSubscr:
			k, o := *slot(sp, -1), *slot(sp, -2)
			if k.IsInt() && o.IsPtr() && o.Addr().Type() == object.IdxList {
				i, n := k.Int(), int64(object.ListLength(o))
				if i < 0 {
					i += n
				}
				if v = *slot(sp, -3); uint64(i) < uint64(n) {
					if items := object.ListItems(o); t.StoresPlainly(items.Value(), v) {
						*items.Slot(int(i)) = v
						sp = up(sp, -3)
						continue
					}
				}
			}

		case code.Not:
			if v = *slot(sp, -1); v.IsBool() {
				*slot(sp, -1) = heap.True ^ heap.False ^ v
				continue
			}
		case code.Add:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				if r := a.Int() + b.Int(); heap.FitsInt(r) {
					sp = up(sp, -1)
					*slot(sp, -1) = heap.SmallInt(r)
					continue
				}
			} else if a.IsFloat() && b.IsFloat() {
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Float(a.Float() + b.Float())
				continue
			}
		case code.Sub:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				if r := a.Int() - b.Int(); heap.FitsInt(r) {
					sp = up(sp, -1)
					*slot(sp, -1) = heap.SmallInt(r)
					continue
				}
			} else if a.IsFloat() && b.IsFloat() {
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Float(a.Float() - b.Float())
				continue
			}
		case code.Mul:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				if i, j := a.Int(), b.Int(); i == int64(int32(i)) && j == int64(int32(j)) {
					if r := i * j; heap.FitsInt(r) {
						sp = up(sp, -1)
						*slot(sp, -1) = heap.SmallInt(r)
						continue
					}
				}
			} else if a.IsFloat() && b.IsFloat() {
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Float(a.Float() * b.Float())
				continue
			}
		case code.Compare:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				holds := compareInts(a.Int(), b.Int(), in.Arg())
				// A jump on the result is done with it.
				switch next := *(*code.Instr)(ip); next.Op() {
				case code.JumpIfFalse:
					sp = up(sp, -2)
					ip = unsafe.Add(ip, 4)
					if !holds {
						ip = f.code.at(next.Arg())
					}
					continue
				case code.JumpIfTrue:
					sp = up(sp, -2)
					ip = unsafe.Add(ip, 4)
					if holds {
						ip = f.code.at(next.Arg())
					}
					continue
				}
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Bool(holds)
				continue
			}
		case code.Is:
			sp = up(sp, -1)
			*slot(sp, -1) = heap.Bool((*slot(sp, -1) == *slot(sp, 0)) != (in.Arg() == 1))
			continue

		case code.Jump:
			ip = f.code.at(in.Arg())
			continue
		case code.JumpBack:
			if !x.Breaker.Load() {
				ip = f.code.at(in.Arg())
				continue
			}
		case code.JumpIfFalse:
			if v = *slot(sp, -1); v.IsBool() {
				sp = up(sp, -1)
				if v == heap.False {
					ip = f.code.at(in.Arg())
				}
				continue
			}
		case code.JumpIfTrue:
			if v = *slot(sp, -1); v.IsBool() {
				sp = up(sp, -1)
				if v == heap.True {
					ip = f.code.at(in.Arg())
				}
				continue
			}
		case code.JumpIfNone:
			sp = up(sp, -1)
			if *slot(sp, 0) == heap.None {
				ip = f.code.at(in.Arg())
			}
			continue
		case code.JumpIfNotNone:
			sp = up(sp, -1)
			if *slot(sp, 0) != heap.None {
				ip = f.code.at(in.Arg())
			}
			continue

		case code.ForIter:
			// The iterators that a loop meets most, while they are not exhausted.
			if it := *slot(sp, -1); it.IsPtr() {
				switch it.Addr().Type() {
				case object.IdxRangeIter:
					if r := object.RangeIterOf(it); r.Left != 0 && heap.FitsInt(r.Next) {
						*slot(sp, 0) = heap.SmallInt(r.Next)
						sp = up(sp, 1)
						r.Next += r.Step
						r.Left--
						continue
					}
				case object.IdxListIter:
					if seq, i := object.SeqIterOf(it); seq != heap.Null && *i < object.ListLength(seq) {
						*slot(sp, 0) = object.ListItems(seq).Ref(*i)
						sp = up(sp, 1)
						*i++
						continue
					}
				case object.IdxTupleIter:
					// The items of a subclass's instance lie behind what the subclass adds.
					if seq, i := object.SeqIterOf(it); seq != heap.Null && seq.Addr().Type() == object.IdxTuple && *i < seq.Addr().NRefs() {
						*slot(sp, 0) = seq.Addr().Ref(*i)
						sp = up(sp, 1)
						*i++
						continue
					}
				}
			}
		case code.Unpack:
			if v = *slot(sp, -1); v.IsPtr() {
				n, a := in.Arg(), v.Addr()
				if a.Type() == object.IdxTuple && a.NRefs() == n {
					p := up(sp, n-2)
					for i := 0; i < n; i++ {
						*slot(p, -i) = a.Ref(i)
					}
					sp = up(p, 1)
					continue
				}
			}

		case code.Call:
			n = in.Arg()
			first, ret = up(sp, -n), up(sp, -n-1)
			if v = *slot(ret, 0); v.IsPtr() {
				switch v.Addr().Type() {
				case object.IdxFunction:
					goto enter
				case object.IdxBuiltinFunction:
					goto leaf
				}
			}
		case code.CallMethod:
			n = in.Arg()
			first, ret = up(sp, -n), up(sp, -n-2)
			if v = *slot(ret, 0); v == heap.Null {
				v = *slot(ret, 1)
			} else {
				first = up(first, -1)
				n++
			}
			if v.IsPtr() {
				switch v.Addr().Type() {
				case object.IdxFunction:
					goto enter
				case object.IdxMethodDescr, object.IdxBuiltinFunction:
					goto leaf
				}
			}
		case code.CallKw, code.CallMethKw:
			// The names lie on top: [f a1 … an names].
			f.ip, f.sp = ip, sp
			n = in.Arg()
			names := ref(sp, -1)
			first = up(sp, -1-n)
			n -= t.TupleLen(names.V())
			ret = up(first, -1)
			if in.Op() == code.CallMethKw {
				ret = up(first, -2)
				if *slot(ret, 0) != heap.Null {
					first = up(first, -1)
					n++
				}
			}
			if v = *slot(first, -1); v.IsPtr() && v.Addr().Type() == object.IdxFunction {
				if !x.enter(first, n, names, ret) {
					goto fail
				}
				goto reload
			}
			x.sync(sp)
			if !x.callOther(first, n, names, ret) {
				goto fail
			}
			goto reload
		case code.Return:
			if f.kind != plainFrame {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				if f.kind&genFrame != 0 {
					v = x.finishGenerator()
					f = x.innermost()
					if f.ret == nil {
						return v
					}
					x.leaveGenerator(f, v, true)
					goto reload
				}
				x.leave(f)
				f = x.f
				sp = f.sp
			}
			v = *slot(sp, -1)
			ret = f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return v
			}
			f = f.outer
			ip, base = f.ip, f.base
			*slot(ret, 0) = v
			sp = up(ret, 1)
			continue
		case code.MakeGenerator:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.makeGenerator(f); v == heap.Null {
				goto fail
			}
			f = x.f
			ret = f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return v
			}
			f = f.outer
			ip, base = f.ip, f.base
			*slot(ret, 0) = v
			sp = up(ret, 1)
			continue
		case code.Yield, code.YieldFrom:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			v = x.yield(f, in.Op() == code.YieldFrom)
			f = x.innermost()
			if f.ret == nil {
				return v
			}
			x.leaveGenerator(f, v, false)
			goto reload

		case code.Raise:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if x.raise(sp, in.Arg()) {
				goto unwind
			}
			goto fail
		case code.Reraise:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			t.RestoreExc(*slot(sp, -1))
			goto unwind
		case code.EndAsyncFor:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if x.endAsyncFor() {
				goto reload
			}
			goto unwind
		}

	slow:
		f.ip, f.sp = ip, sp
		x.sync(sp)
		// The instruction is read again, for the sake of its register.
		in = *(*code.Instr)(unsafe.Add(ip, -4))
		if !slowSides[in.Op()](x, f, in.Arg()) {
			goto fail
		}
		goto reload

	enter:
		// The call of the Python function v, without keywords.
		f.ip, f.sp = ip, sp
		if k, g := x.vm.codeOfFunction(v), f.inner; k.simple && g != nil && n == k.C.ArgCount && !x.Breaker.Load() &&
			t.RoomAbove((*Value)(first), k.room) && t.EnterShallow() {
			for i := n; i < k.nslots; i++ {
				*slot(first, i) = heap.Null
			}
			x.f = g
			x.depth++
			g.code, g.base, g.ret, g.kind = k, first, ret, plainFrame
			f, ip, base, sp = g, k.instrs, first, up(first, k.nslots)
			continue
		}
		if !x.enter(first, n, Ref{}, ret) {
			goto fail
		}

		goto reload

	leaf:
		// The call of the builtin v, without keywords: its leaf side. ret outlives it,
		// but is nobody's from one instruction to the next.
		f.ip, f.sp = ip, sp
		if v = t.CallLeaf(v, (*Value)(first), n); v != heap.Null {
			*slot(ret, 0) = v
			x.f.sp = up(ret, 1)
			goto reload
		}
		f = x.f
		ip, sp, base = f.ip, f.sp, f.base
		goto slow

	reload:
		f = x.f
		ip, sp, base = f.ip, f.sp, f.base
		continue

	fail:
		// A new exception, or one that comes from a call: this frame gets an entry
		// in its traceback.
		f = x.f
		x.sync(f.sp)
		x.traceback(f)
	unwind:
		// The exception is pending; find who handles it.
		for {
			f = x.f
			if x.handler(f) {
				break
			}
			if x.f.kind != plainFrame {
				if x.f.kind&genFrame != 0 {
					x.failGenerator()
					f = x.innermost()
					if f.ret == nil {
						return heap.Null
					}
					t.SetHandling(*slot(f.base, -3))
					t.LeaveCall()
					x.sync(x.f.sp)
					x.traceback(x.f)
					continue
				}
				x.settle(x.f)
			}
			ret = x.f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return heap.Null
			}
			x.sync(x.f.sp)
			x.traceback(x.f)
		}
		goto reload
	}
}

// compareInts compares two ints; op is an ast.CmpOperator.
func compareInts(a, b int64, op int) bool {
	i := uint8(1)
	if a < b {
		i = 0
	}
	if a > b {
		i = 2
	}
	return compareHolds[op]>>i&1 != 0
}

// compareHolds tells of each comparison whether it holds: bit 0 for less, 1 for
// equal, 2 for greater.
var compareHolds = [...]uint8{ast.Eq: 2, ast.NotEq: 5, ast.Lt: 1, ast.LtE: 3, ast.Gt: 4, ast.GtE: 6}
