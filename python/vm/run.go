package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// binaryOps maps ast.Operator to the object model's numbers; Pow has none.
var binaryOps = [...]object.BinaryOp{
	ast.Add: object.OpAdd, ast.Sub: object.OpSub, ast.Mult: object.OpMul, ast.MatMult: object.OpMatMul,
	ast.Div: object.OpTrueDiv, ast.Modulo: object.OpMod, ast.LShift: object.OpLshift, ast.RShift: object.OpRshift,
	ast.BitOr: object.OpOr, ast.BitXor: object.OpXor, ast.BitAnd: object.OpAnd, ast.FloorDiv: object.OpFloorDiv,
}

// compareOps maps ast.CmpOperator (below Is) to the object model's numbers.
var compareOps = [...]object.CompareOp{ast.Eq: object.EQ, ast.NotEq: object.NE, ast.Lt: object.LT,
	ast.LtE: object.LE, ast.Gt: object.GT, ast.GtE: object.GE}

// run runs the innermost frame until it returns (or yields), and returns its
// value; Null: an exception is pending and has unwound the frame.
//
// ip, sp and base mirror the innermost frame's; they are written back (save)
// before anything that may look at frames or push one.
func (x *Exec) run() Value {
	t := x.t
	var (
		f    = x.f
		ip   = f.ip
		sp   = f.sp
		base = f.base
		in   code.Instr
		v    Value
	)
	for {
		in = *(*code.Instr)(ip)
		ip = unsafe.Add(ip, 4)
		switch in.Op() {
		case code.Nop:

		case code.Pop:
			sp = up(sp, -1)
		case code.Dup:
			*slot(sp, 0) = *slot(sp, -1)
			sp = up(sp, 1)
		case code.Dup2:
			*slot(sp, 0) = *slot(sp, -2)
			*slot(sp, 1) = *slot(sp, -1)
			sp = up(sp, 2)
		case code.Swap:
			p, q := slot(sp, -1), slot(sp, -in.Arg())
			*p, *q = *q, *p
		case code.Copy:
			*slot(sp, 0) = *slot(sp, -in.Arg())
			sp = up(sp, 1)
		case code.Rot3:
			a, b, c := slot(sp, -3), slot(sp, -2), slot(sp, -1)
			*a, *b, *c = *c, *a, *b
		case code.Rot4:
			a, b, c, d := slot(sp, -4), slot(sp, -3), slot(sp, -2), slot(sp, -1)
			*a, *b, *c, *d = *d, *a, *b, *c

		case code.PushNull:
			*slot(sp, 0) = heap.Null
			sp = up(sp, 1)
		case code.Const:
			*slot(sp, 0) = *slot(f.code.consts, in.Arg())
			sp = up(sp, 1)
		case code.SmallInt:
			*slot(sp, 0) = heap.SmallInt(int64(in.Arg()) - 1<<23)
			sp = up(sp, 1)
		case code.Fast, code.FastSafe:
			v = *slot(base, in.Arg())
			if v == heap.Null {
				f.ip = ip
				x.sync(sp)
				x.unbound(f, in.Arg())
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.StoreFast:
			sp = up(sp, -1)
			*slot(base, in.Arg()) = *slot(sp, 0)
		case code.DeleteFast:
			if *slot(base, in.Arg()) == heap.Null {
				f.ip = ip
				x.sync(sp)
				x.unbound(f, in.Arg())
				goto fail
			}
			*slot(base, in.Arg()) = heap.Null

		case code.Name:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.loadName(f, in.Arg()); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.StoreName:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.storeName(f, f.code.names[in.Arg()], ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -1)
		case code.DeleteName:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.deleteName(f, f.code.names[in.Arg()]) {
				goto fail
			}
		case code.Global:
			s := &f.code.sites[in.Arg()]
			v = t.DictAtHint((*slot(base, -1)).Addr().Ref(fnGlobals), s.name.V(), int(s.hint))
			if v == heap.Null {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				if v = x.loadGlobal(f, s); v == heap.Null {
					goto fail
				}
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.StoreGlobal:
			f.ip, f.sp = ip, sp
			x.sync(up(sp, 1))
			*slot(sp, 0) = (*slot(base, -1)).Addr().Ref(fnGlobals)
			if !t.DictSet(ref(sp, 0), f.code.names[in.Arg()], ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -1)
		case code.DelGlobal:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.deleteGlobal(f, f.code.names[in.Arg()]) {
				goto fail
			}
		case code.Deref:
			v = cellContent(*slot(base, in.Arg()))
			if v == heap.Null {
				f.ip = ip
				x.sync(sp)
				x.unboundCell(f, in.Arg())
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.StoreDeref:
			sp = up(sp, -1)
			t.Store(*slot(base, in.Arg()), cellValue, *slot(sp, 0))
		case code.DeleteDeref:
			if cellContent(*slot(base, in.Arg())) == heap.Null {
				f.ip = ip
				x.sync(sp)
				x.unboundCell(f, in.Arg())
				goto fail
			}
			t.Store(*slot(base, in.Arg()), cellValue, heap.Null)
		case code.ClassDeref:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.classDeref(f, in.Arg()); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.Closure:
			*slot(sp, 0) = *slot(base, in.Arg())
			sp = up(sp, 1)
		case code.MakeCell:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.Alloc(object.IdxCell, 1, 0); v == heap.Null {
				goto fail
			}
			if from := in.Arg() >> 12; from != 0xFFF {
				t.Store(v, cellValue, *slot(base, from))
				*slot(base, from) = heap.Null
			}
			*slot(base, in.Arg()&0xFFF) = v
		case code.CopyFree:
			closure := (*slot(base, -1)).Addr().Ref(fnClosure)
			first := f.code.nlocals + len(f.code.C.Cells)
			for i := range f.code.C.Free {
				*slot(base, first+i) = closure.Addr().Ref(i)
			}

		case code.Attr:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.GetAttr(ref(sp, -1), f.code.sites[in.Arg()].name); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.StoreAttr:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.SetAttr(ref(sp, -1), f.code.sites[in.Arg()].name, ref(sp, -2)) {
				goto fail
			}
			sp = up(sp, -2)
		case code.DeleteAttr:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.DelAttr(ref(sp, -1), f.code.sites[in.Arg()].name) {
				goto fail
			}
			sp = up(sp, -1)
		case code.Method:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			fn, self := t.LoadMethod(ref(sp, -1), f.code.sites[in.Arg()].name)
			if fn == heap.Null {
				goto fail
			}
			if self {
				*slot(sp, 0) = *slot(sp, -1)
				*slot(sp, -1) = fn
			} else {
				*slot(sp, 0) = fn
				*slot(sp, -1) = heap.Null
			}
			sp = up(sp, 1)
		case code.Subscr:
			if k := *slot(sp, -1); k.IsInt() {
				if v = itemAt(t, *slot(sp, -2), k.Int()); v != heap.Null {
					sp = up(sp, -1)
					*slot(sp, -1) = v
					continue
				}
			}
			if d := *slot(sp, -2); d.IsPtr() && d.Addr().Type() == object.IdxDict {
				if v, _ = t.DictPeek(d, *slot(sp, -1)); v != heap.Null {
					sp = up(sp, -1)
					*slot(sp, -1) = v
					continue
				}
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.GetItem(ref(sp, -2), ref(sp, -1)); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.StoreSubscr:
			if d := *slot(sp, -2); d.IsPtr() && d.Addr().Type() == object.IdxDict && t.DictPoke(d, *slot(sp, -1), *slot(sp, -3)) {
				sp = up(sp, -3)
				continue
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.SetItem(ref(sp, -2), ref(sp, -1), ref(sp, -3)) {
				goto fail
			}
			sp = up(sp, -3)
		case code.DeleteSubscr:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.DelItem(ref(sp, -2), ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -2)
		case code.BuildSlice:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			n := in.Arg()
			var step Ref
			if n == 3 {
				step = ref(sp, -1)
			}
			if v = t.NewSlice(ref(sp, -n), ref(sp, -n+1), step); v == heap.Null {
				goto fail
			}
			sp = up(sp, -n+1)
			*slot(sp, -1) = v

		case code.Neg, code.Plus, code.Invert:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			op := object.OpNeg
			if in.Op() == code.Plus {
				op = object.OpPos
			} else if in.Op() == code.Invert {
				op = object.OpInvert
			}
			if v = t.Unary(op, ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.Not:
			v = *slot(sp, -1)
			if !v.IsBool() {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				r := t.IsTrue(ref(sp, -1))
				if r < 0 {
					goto fail
				}
				v = heap.Bool(r != 0)
			}
			*slot(sp, -1) = heap.True ^ heap.False ^ v
		case code.Binary:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				switch ast.Operator(in.Arg()) {
				case ast.Add:
					if r, ok := heap.Int(a.Int() + b.Int()); ok {
						sp = up(sp, -1)
						*slot(sp, -1) = r
						continue
					}
				case ast.Sub:
					if r, ok := heap.Int(a.Int() - b.Int()); ok {
						sp = up(sp, -1)
						*slot(sp, -1) = r
						continue
					}
				case ast.BitAnd:
					sp = up(sp, -1)
					*slot(sp, -1) = a & b
					continue
				case ast.Mult:
					if i, j := a.Int(), b.Int(); i == int64(int32(i)) && j == int64(int32(j)) {
						if r, ok := heap.Int(i * j); ok {
							sp = up(sp, -1)
							*slot(sp, -1) = r
							continue
						}
					}
				}
			} else if a.IsFloat() && b.IsFloat() {
				switch ast.Operator(in.Arg()) {
				case ast.Add:
					sp = up(sp, -1)
					*slot(sp, -1) = heap.Float(a.Float() + b.Float())
					continue
				case ast.Sub:
					sp = up(sp, -1)
					*slot(sp, -1) = heap.Float(a.Float() - b.Float())
					continue
				case ast.Mult:
					sp = up(sp, -1)
					*slot(sp, -1) = heap.Float(a.Float() * b.Float())
					continue
				}
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.binary(ast.Operator(in.Arg()), sp); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.InPlace:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				switch ast.Operator(in.Arg()) {
				case ast.Add:
					if r, ok := heap.Int(a.Int() + b.Int()); ok {
						sp = up(sp, -1)
						*slot(sp, -1) = r
						continue
					}
				case ast.Sub:
					if r, ok := heap.Int(a.Int() - b.Int()); ok {
						sp = up(sp, -1)
						*slot(sp, -1) = r
						continue
					}
				}
			} else if a.IsFloat() && b.IsFloat() && ast.Operator(in.Arg()) == ast.Add {
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Float(a.Float() + b.Float())
				continue
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.inPlace(ast.Operator(in.Arg()), sp); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.Compare:
			a, b := *slot(sp, -2), *slot(sp, -1)
			if heap.BothInt(a, b) {
				sp = up(sp, -1)
				*slot(sp, -1) = heap.Bool(compareInts(a.Int(), b.Int(), ast.CmpOperator(in.Arg())))
				continue
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.Compare(ref(sp, -2), ref(sp, -1), compareOps[in.Arg()]); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.Is:
			sp = up(sp, -1)
			*slot(sp, -1) = heap.Bool((*slot(sp, -1) == *slot(sp, 0)) != (in.Arg() == 1))
		case code.In:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			r := t.Contains(ref(sp, -1), ref(sp, -2))
			if r < 0 {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = heap.Bool((r != 0) != (in.Arg() == 1))

		case code.Jump:
			ip = f.code.at(in.Arg())
		case code.JumpBack:
			ip = f.code.at(in.Arg())
			if x.Breaker.Load() {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				if !x.vm.Pending(t) {
					goto fail
				}
			}
		case code.JumpIfFalse, code.JumpIfTrue:
			v = *slot(sp, -1)
			if !v.IsBool() {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				r := t.IsTrue(ref(sp, -1))
				if r < 0 {
					goto fail
				}
				v = heap.Bool(r != 0)
			}
			sp = up(sp, -1)
			if (v == heap.True) == (in.Op() == code.JumpIfTrue) {
				ip = f.code.at(in.Arg())
			}
		case code.JumpIfFalseOrPop, code.JumpIfTrueOrPop:
			v = *slot(sp, -1)
			if !v.IsBool() {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				r := t.IsTrue(ref(sp, -1))
				if r < 0 {
					goto fail
				}
				v = heap.Bool(r != 0)
			}
			if (v == heap.True) == (in.Op() == code.JumpIfTrueOrPop) {
				ip = f.code.at(in.Arg())
			} else {
				sp = up(sp, -1)
			}
		case code.JumpIfNone:
			sp = up(sp, -1)
			if *slot(sp, 0) == heap.None {
				ip = f.code.at(in.Arg())
			}
		case code.JumpIfNotNone:
			sp = up(sp, -1)
			if *slot(sp, 0) != heap.None {
				ip = f.code.at(in.Arg())
			}

		case code.GetIter:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.Iter(ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.ForIter:
			var leaf bool
			if v, leaf = t.NextLeaf(*slot(sp, -1)); leaf {
				if v != heap.Null {
					*slot(sp, 0) = v
					sp = up(sp, 1)
					continue
				}
				sp = up(sp, -1)
				ip = f.code.at(in.Arg())
				continue
			}
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.RT.TypeOf(*slot(sp, -1)).Slots.Next(t, ref(sp, -1)); v != heap.Null {
				*slot(sp, 0) = v
				sp = up(sp, 1)
				continue
			}
			if t.Pending() {
				if !t.ExcMatches(t.RT.Exc.StopIteration) {
					goto fail
				}
				t.ClearExc()
			}
			sp = up(sp, -1)
			ip = f.code.at(in.Arg())
		case code.Unpack:
			f.ip, f.sp = ip, sp
			n := in.Arg()
			if sp = x.unpack(sp, n); sp == nil {
				sp = f.sp
				goto fail
			}
		case code.UnpackEx:
			f.ip, f.sp = ip, sp
			if sp = x.unpackEx(sp, in.Arg()&0xFFF, in.Arg()>>12); sp == nil {
				sp = f.sp
				goto fail
			}

		case code.BuildTuple:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			n := in.Arg()
			if v = t.TupleOf(ref(sp, -n), n); v == heap.Null {
				goto fail
			}
			sp = up(sp, 1-n)
			*slot(sp, -1) = v
		case code.BuildList:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			n := in.Arg()
			if v = t.ListOf(ref(sp, -n), n); v == heap.Null {
				goto fail
			}
			sp = up(sp, 1-n)
			*slot(sp, -1) = v
		case code.BuildSet, code.BuildMap, code.BuildString:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.build(in.Op(), sp, in.Arg()); v == heap.Null {
				goto fail
			}
			n := in.Arg()
			if in.Op() == code.BuildMap {
				n *= 2
			}
			sp = up(sp, 1-n)
			*slot(sp, -1) = v
		case code.ListAppend:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.ListAppend(ref(sp, -1-in.Arg()), ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -1)
		case code.SetAdd, code.ListExtend, code.SetUpdate, code.DictUpdate, code.DictMerge:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.extend(in.Op(), sp, in.Arg()) {
				goto fail
			}
			sp = up(sp, -1)
		case code.MapAdd:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.DictSet(ref(sp, -2-in.Arg()), ref(sp, -2), ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -2)
		case code.ListToTuple:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = t.ListToTuple(ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.FormatValue:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			n := in.Arg() >> 2
			if v = x.format(sp, in.Arg()); v == heap.Null {
				goto fail
			}
			sp = up(sp, -n)
			*slot(sp, -1) = v

		case code.Call:
			n := in.Arg()
			callee := *slot(sp, -n-1)
			f.ip, f.sp = ip, sp
			if callee.IsPtr() && callee.Addr().Type() == object.IdxFunction {
				if !x.enter(up(sp, -n), n, Ref{}, up(sp, -n-1)) {
					goto fail
				}
				f = x.f
				ip, sp, base = f.ip, f.sp, f.base
				continue
			}
			x.sync(sp)
			if v = t.Call(ref(sp, -n-1), object.MakeArgs(ref(sp, -n), n, Ref{})); v == heap.Null {
				goto fail
			}
			sp = up(sp, -n)
			*slot(sp, -1) = v
		case code.CallMethod:
			n := in.Arg()
			f.ip, f.sp = ip, sp
			first, ret := up(sp, -n), up(sp, -n-2)
			callee := *slot(ret, 0)
			if callee == heap.Null {
				callee = *slot(ret, 1)
			} else {
				first = up(first, -1)
				n++
			}
			if callee.IsPtr() && callee.Addr().Type() == object.IdxFunction {
				if !x.enter(first, n, Ref{}, ret) {
					goto fail
				}
				f = x.f
				ip, sp, base = f.ip, f.sp, f.base
				continue
			}
			x.sync(sp)
			if v = t.Call(ref(first, -1), object.MakeArgs(ref(first, 0), n, Ref{})); v == heap.Null {
				goto fail
			}
			sp = up(ret, 1)
			*slot(ret, 0) = v
		case code.CallKw, code.CallMethKw:
			// The names lie on top: [f a1 … an names].
			f.ip, f.sp = ip, sp
			n := in.Arg()
			names := ref(sp, -1)
			first := up(sp, -1-n)
			npos := n - t.TupleLen(names.V())
			ret := up(first, -1)
			if in.Op() == code.CallMethKw {
				ret = up(first, -2)
				if *slot(ret, 0) != heap.Null {
					first = up(first, -1)
					npos++
				}
			}
			callee := *slot(first, -1)
			if callee.IsPtr() && callee.Addr().Type() == object.IdxFunction {
				if !x.enter(first, npos, names, ret) {
					goto fail
				}
				f = x.f
				ip, sp, base = f.ip, f.sp, f.base
				continue
			}
			x.sync(sp)
			if v = t.Call(ref(first, -1), object.MakeArgs(ref(first, 0), npos, names)); v == heap.Null {
				goto fail
			}
			sp = up(ret, 1)
			*slot(ret, 0) = v
		case code.CallEx:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.callEx(sp, in.Arg()); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1-in.Arg())
			*slot(sp, -1) = v
		case code.MakeFunction:
			f.ip, f.sp = ip, sp
			fn, n := x.makeFunction(f, sp, in.Arg())
			if fn == heap.Null {
				goto fail
			}
			sp = up(sp, 1-n)
			*slot(sp, -1) = fn
		case code.Return:
			if f.kind != plainFrame {
				f.ip, f.sp = ip, sp
				x.sync(sp)
				if f.kind&genFrame != 0 {
					return x.finishGenerator()
				}
				x.settle(f)
			}
			v = *slot(sp, -1)
			ret := f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return v
			}
			f = x.f
			ip, base = f.ip, f.base
			*slot(ret, 0) = v
			sp = up(ret, 1)
		case code.BuildClass:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.loadBuildClass(f); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)

		case code.MakeGenerator:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.makeGenerator(f); v == heap.Null {
				goto fail
			}
			ret := f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return v
			}
			f = x.f
			ip, base = f.ip, f.base
			*slot(ret, 0) = v
			sp = up(ret, 1)
		case code.Yield, code.YieldFrom:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			return x.yield(f, in.Op() == code.YieldFrom)
		case code.GetYieldFrom:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.getYieldFrom(f, ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.Send:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			r, done := x.sendTo(ref(sp, -2), ref(sp, -1))
			if r == heap.Null {
				goto fail
			}
			if done {
				sp = up(sp, -1)
				ip = f.code.at(in.Arg())
			}
			*slot(sp, -1) = r
		case code.GetAwaitable, code.GetAIter:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if in.Op() == code.GetAIter {
				v = x.getAIter(ref(sp, -1))
			} else {
				v = x.getAwaitable(ref(sp, -1), in.Arg())
			}
			if v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v
		case code.GetANext:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.getANext(ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.EndAsyncFor:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !t.RT.TypeOf(*slot(sp, -1)).IsSubtype(t.RT.Exc.StopAsyncIteration) {
				t.RestoreExc(*slot(sp, -1))
				goto unwind
			}
			sp = up(sp, -2)
		case code.WrapAsyncGen:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.wrapAsync(ref(sp, -1)); v == heap.Null {
				goto fail
			}
			*slot(sp, -1) = v

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
		case code.PushExc:
			v = *slot(sp, -1)
			*slot(sp, 0) = v
			*slot(sp, -1) = x.pushHandling(f, v)
			sp = up(sp, 1)
		case code.PopExcept:
			sp = up(sp, -1)
			x.popHandling(f, *slot(sp, 0))
		case code.ExcMatch:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			r := x.excMatch(ref(sp, -2), ref(sp, -1))
			if r < 0 {
				goto fail
			}
			*slot(sp, -1) = heap.Bool(r != 0)
		case code.EGMatch:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.egMatch(ref(sp, -2), ref(sp, -1)) {
				goto fail
			}
		case code.EGReraise:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.egReraise(ref(sp, -2), ref(sp, -1)); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.AssertionError:
			*slot(sp, 0) = t.RT.Exc.AssertionError.Obj.V()
			sp = up(sp, 1)

		case code.BeforeWith, code.BeforeAsyncWith:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.beforeWith(sp, in.Op() == code.BeforeAsyncWith) {
				goto fail
			}
			sp = up(sp, 1)
		case code.WithExit:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.withExit(sp); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)

		case code.ImportName:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.importName(f, f.code.names[in.Arg()], sp); v == heap.Null {
				goto fail
			}
			sp = up(sp, -1)
			*slot(sp, -1) = v
		case code.ImportFrom:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if v = x.importFrom(ref(sp, -1), f.code.names[in.Arg()]); v == heap.Null {
				goto fail
			}
			*slot(sp, 0) = v
			sp = up(sp, 1)
		case code.ImportStar:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.importStar(f, ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -1)

		case code.MatchClass, code.MatchMapping, code.MatchSequence, code.MatchKeys, code.GetLen, code.CopyWithoutKey:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if sp = x.match(in, sp); sp == nil {
				sp = f.sp
				goto fail
			}

		case code.SetupAnnotations:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.setupAnnotations(f) {
				goto fail
			}
		case code.PrintExpr:
			f.ip, f.sp = ip, sp
			x.sync(sp)
			if !x.vm.DisplayHook(t, ref(sp, -1)) {
				goto fail
			}
			sp = up(sp, -1)
		default:
			panic("BUG: instruction " + in.Op().String())
		}
		continue

	fail:
		// A new exception, or one that comes from a call: this frame gets an entry
		// in its traceback.
		x.sync(sp)
		f.ip = ip
		x.traceback(f)
	unwind:
		// The exception is pending; find who handles it.
		for {
			if x.handler(f) {
				ip, sp, base = f.ip, f.sp, f.base
				break
			}
			if f.kind != plainFrame {
				if f.kind&genFrame != 0 {
					return x.failGenerator()
				}
				x.settle(f)
			}
			ret := f.ret
			x.pop()
			t.LeaveCall()
			if ret == nil {
				return heap.Null
			}
			f = x.f
			x.sync(f.sp)
			x.traceback(f)
		}
	}
}

// compareInts compares two ints.
func compareInts(a, b int64, op ast.CmpOperator) bool {
	switch op {
	case ast.Eq:
		return a == b
	case ast.NotEq:
		return a != b
	case ast.Lt:
		return a < b
	case ast.LtE:
		return a <= b
	case ast.Gt:
		return a > b
	}
	return a >= b
}

// itemAt is o[i] for an exact list or tuple and an index in range, else Null
// (no safepoint).
func itemAt(t *Thread, o Value, i int64) Value {
	if !o.IsPtr() {
		return heap.Null
	}
	switch o.Addr().Type() {
	case object.IdxList:
		n := int64(t.ListLen(o))
		if i < 0 {
			i += n
		}
		if 0 <= i && i < n {
			return t.ListAt(o, int(i))
		}
	case object.IdxTuple:
		n := int64(o.Addr().NRefs())
		if i < 0 {
			i += n
		}
		if 0 <= i && i < n {
			return o.Addr().Ref(int(i))
		}
	}
	return heap.Null
}
