package vm

import (
	"unsafe"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/ast"
	"github.com/hpyrun/hpyrun/python/code"
)

// slowSide does all that an instruction says, for any operands. They lie below
// f.sp; the loop has saved ip and sp in f and synced. It leaves the results, and
// the stack pointer, in the frame. False: an exception is pending (the stack
// pointer may be anything: the handler sets it).
type slowSide func(x *Exec, f *frame, arg int) bool

// slowSides are the slow sides by operation; the ones without have none, for the
// loop does all of them. (Filled at the start: they lead back to the loop, which
// no initializer may.)
var slowSides [256]slowSide

func init() {
	for i := range slowSides {
		slowSides[i] = func(*Exec, *frame, int) bool { panic("BUG: instruction " + code.Op(i).String()) }
	}
	for op, side := range map[code.Op]slowSide{
		code.Fast: slowFast, code.FastSafe: slowFast, code.DeleteFast: slowDeleteFast,
		code.Drop: slowDrop, code.DropFast: slowDropFast,
		code.Name: slowName, code.StoreName: slowStoreName, code.DeleteName: slowDeleteName,
		code.Global: slowGlobal, code.StoreGlobal: slowStoreGlobal, code.DelGlobal: slowDelGlobal,
		code.Deref: slowDeref, code.StoreDeref: slowStoreDeref, code.DeleteDeref: slowDeleteDeref,
		code.ClassDeref: slowClassDeref, code.MakeCell: slowMakeCell, code.CopyFree: slowCopyFree,

		code.Attr: slowAttr, code.StoreAttr: slowStoreAttr, code.DeleteAttr: slowDeleteAttr, code.Method: slowMethod,
		code.Subscr: slowSubscr, code.StoreSubscr: slowStoreSubscr, code.DeleteSubscr: slowDeleteSubscr,
		code.BuildSlice: slowBuildSlice,

		code.Neg: slowUnary(object.OpNeg), code.Plus: slowUnary(object.OpPos), code.Invert: slowUnary(object.OpInvert),
		code.Not: slowNot, code.Binary: slowBinary, code.InPlace: slowInPlace,
		code.Add: slowArith(ast.Add), code.Sub: slowArith(ast.Sub), code.Mul: slowArith(ast.Mult),
		code.Compare: slowCompare, code.In: slowIn,

		code.JumpBack: slowJumpBack, code.JumpIfFalse: slowJumpIfFalse, code.JumpIfTrue: slowJumpIfTrue,
		code.JumpIfFalseOrPop: slowJumpIfFalseOrPop, code.JumpIfTrueOrPop: slowJumpIfTrueOrPop,
		code.GetIter: slowGetIter, code.ForIter: slowForIter, code.Unpack: slowUnpack, code.UnpackEx: slowUnpackEx,

		code.BuildTuple: slowBuildTuple, code.BuildList: slowBuildList, code.BuildSet: slowBuild(code.BuildSet),
		code.BuildMap: slowBuild(code.BuildMap), code.BuildString: slowBuild(code.BuildString),
		code.ListAppend: slowListAppend, code.MapAdd: slowMapAdd, code.ListToTuple: slowListToTuple,
		code.SetAdd: slowExtend(code.SetAdd), code.ListExtend: slowExtend(code.ListExtend),
		code.SetUpdate: slowExtend(code.SetUpdate), code.DictUpdate: slowExtend(code.DictUpdate),
		code.DictMerge: slowExtend(code.DictMerge), code.FormatValue: slowFormatValue,

		code.Call: slowCall, code.CallMethod: slowCallMethod, code.CallEx: slowCallEx,
		code.MakeFunction: slowMakeFunction, code.BuildClass: slowBuildClass,

		code.GetYieldFrom: slowGetYieldFrom, code.Send: slowSend, code.GetAwaitable: slowGetAwaitable,
		code.GetAIter: slowGetAIter, code.GetANext: slowGetANext, code.WrapAsyncGen: slowWrapAsyncGen,

		code.PushExc: slowPushExc, code.PopExcept: slowPopExcept, code.ExcMatch: slowExcMatch,
		code.EGMatch: slowEGMatch, code.EGReraise: slowEGReraise, code.AssertionError: slowAssertionError,
		code.BeforeWith: slowBeforeWith(false), code.BeforeAsyncWith: slowBeforeWith(true), code.WithExit: slowWithExit,

		code.ImportName: slowImportName, code.ImportFrom: slowImportFrom, code.ImportStar: slowImportStar,
		code.MatchClass: slowMatch(code.MatchClass), code.MatchMapping: slowMatch(code.MatchMapping),
		code.MatchSequence: slowMatch(code.MatchSequence), code.MatchKeys: slowMatch(code.MatchKeys),
		code.GetLen: slowMatch(code.GetLen), code.CopyWithoutKey: slowMatch(code.CopyWithoutKey),
		code.SetupAnnotations: slowSetupAnnotations, code.PrintExpr: slowPrintExpr,
	} {
		slowSides[op] = side
	}
}

// result takes n operands off the stack and pushes v. False: v is Null.
func (f *frame) result(n int, v Value) bool {
	if v == heap.Null {
		return false
	}
	*slot(f.sp, -n) = v
	f.sp = up(f.sp, 1-n)
	return true
}

// drop takes n operands off the stack if ok holds, which it returns.
func (f *frame) drop(n int, ok bool) bool {
	if ok {
		f.sp = up(f.sp, -n)
	}
	return ok
}

func slowFast(x *Exec, f *frame, arg int) bool {
	x.unbound(f, arg)
	return false
}

func slowDeleteFast(x *Exec, f *frame, arg int) bool {
	if *slot(f.base, arg) == heap.Null {
		x.unbound(f, arg)
		return false
	}
	after := x.dropping(*slot(f.base, arg))
	*slot(f.base, arg) = heap.Null
	after()
	return true
}

func slowName(x *Exec, f *frame, arg int) bool { return f.result(0, x.loadName(f, arg)) }

func slowStoreName(x *Exec, f *frame, arg int) bool {
	after := x.droppingName(*slot(f.base, 0), f.code.names[arg])
	ok := f.drop(1, x.storeName(f, f.code.names[arg], ref(f.sp, -1)))
	x.sync(f.sp)
	after()
	return ok
}

func slowDeleteName(x *Exec, f *frame, arg int) bool {
	after := x.droppingName(*slot(f.base, 0), f.code.names[arg])
	ok := x.deleteName(f, f.code.names[arg])
	after()
	return ok
}

func slowGlobal(x *Exec, f *frame, arg int) bool {
	return f.result(0, x.loadGlobal(f, f.code.site(arg)))
}

func slowStoreGlobal(x *Exec, f *frame, arg int) bool {
	globals := x.t.Push((*slot(f.base, -1)).Addr().Ref(fnGlobals))
	after := x.droppingName(globals.V(), f.code.names[arg])
	ok := f.drop(1, x.t.DictSet(globals, f.code.names[arg], ref(f.sp, -1)))
	x.sync(f.sp)
	after()
	return ok
}

func slowDelGlobal(x *Exec, f *frame, arg int) bool {
	after := x.droppingName((*slot(f.base, -1)).Addr().Ref(fnGlobals), f.code.names[arg])
	ok := x.deleteGlobal(f, f.code.names[arg])
	after()
	return ok
}

func slowDeref(x *Exec, f *frame, arg int) bool {
	x.unboundCell(f, arg)
	return false
}

func slowStoreDeref(x *Exec, f *frame, arg int) bool {
	after := x.dropping(cellContent(*slot(f.base, arg)))
	x.t.Store(*slot(f.base, arg), cellValue, *slot(f.sp, -1))
	f.sp = up(f.sp, -1)
	x.sync(f.sp)
	after()
	return true
}

func slowDeleteDeref(x *Exec, f *frame, arg int) bool {
	if cellContent(*slot(f.base, arg)) == heap.Null {
		x.unboundCell(f, arg)
		return false
	}
	after := x.dropping(cellContent(*slot(f.base, arg)))
	x.t.Store(*slot(f.base, arg), cellValue, heap.Null)
	after()
	return true
}

func slowClassDeref(x *Exec, f *frame, arg int) bool { return f.result(0, x.classDeref(f, arg)) }

func slowMakeCell(x *Exec, f *frame, arg int) bool {
	t := x.t
	v := t.Alloc(object.IdxCell, 1, 0)
	if v == heap.Null {
		return false
	}
	if from := arg >> 12; from != 0xFFF {
		t.Store(v, cellValue, *slot(f.base, from))
		*slot(f.base, from) = heap.Null
	}
	*slot(f.base, arg&0xFFF) = v
	return true
}

func slowCopyFree(x *Exec, f *frame, arg int) bool {
	closure := (*slot(f.base, -1)).Addr().Ref(fnClosure)
	first := f.code.nlocals + len(f.code.C.Cells)
	for i := range f.code.C.Free {
		*slot(f.base, first+i) = closure.Addr().Ref(i)
	}
	return true
}

func slowAttr(x *Exec, f *frame, arg int) bool {
	s := f.code.site(arg)
	x.t.LearnGet(*slot(f.sp, -1), s.name.V(), &s.attr, false)
	return f.result(1, x.t.GetAttr(ref(f.sp, -1), s.name))
}

func slowStoreAttr(x *Exec, f *frame, arg int) bool {
	t, s := x.t, f.code.site(arg)
	if t.SetCached(*slot(f.sp, -1), *slot(f.sp, -2), s.name.V(), &s.attr) {
		return f.drop(2, true)
	}
	t.LearnSet(*slot(f.sp, -1), s.name.V(), &s.attr)
	return f.drop(2, t.SetAttr(ref(f.sp, -1), s.name, ref(f.sp, -2)))
}

func slowDeleteAttr(x *Exec, f *frame, arg int) bool {
	return f.drop(1, x.t.DelAttr(ref(f.sp, -1), f.code.site(arg).name))
}

// slowMethod: o → f o, to be called with o as the first argument, or o → Null f.
func slowMethod(x *Exec, f *frame, arg int) bool {
	s := f.code.site(arg)
	if o := *slot(f.sp, -1); o.IsPtr() && o.Addr().Type() == object.IdxSuper {
		if fn, self := x.t.SuperMethod(o, s.name.V()); fn != heap.Null {
			*slot(f.sp, 0), *slot(f.sp, -1) = self, fn
			f.sp = up(f.sp, 1)
			return true
		}
	}
	x.t.LearnGet(*slot(f.sp, -1), s.name.V(), &s.attr, true)
	fn, self := x.t.LoadMethod(ref(f.sp, -1), s.name)
	if fn == heap.Null {
		return false
	}
	if self {
		*slot(f.sp, 0) = *slot(f.sp, -1)
		*slot(f.sp, -1) = fn
	} else {
		*slot(f.sp, 0) = fn
		*slot(f.sp, -1) = heap.Null
	}
	f.sp = up(f.sp, 1)
	return true
}

func slowSubscr(x *Exec, f *frame, _ int) bool {
	t := x.t
	if v := t.LeafItem(*slot(f.sp, -2), *slot(f.sp, -1)); v != heap.Null {
		return f.result(2, v)
	}
	if fn := t.SubscriptFunction(*slot(f.sp, -2)); fn != heap.Null {
		sp := f.sp
		*slot(sp, 0), *slot(sp, -1), *slot(sp, -2) = *slot(sp, -1), *slot(sp, -2), fn
		x.sync(up(sp, 1))
		return x.enter(up(sp, -1), 2, Ref{}, up(sp, -2))
	}
	return f.result(2, t.GetItem(ref(f.sp, -2), ref(f.sp, -1)))
}

func slowStoreSubscr(x *Exec, f *frame, _ int) bool {
	t := x.t
	if d := *slot(f.sp, -2); d.IsPtr() && d.Addr().Type() == object.IdxDict && t.DictPoke(d, *slot(f.sp, -1), *slot(f.sp, -3)) {
		return f.drop(3, true)
	}
	return f.drop(3, t.SetItem(ref(f.sp, -2), ref(f.sp, -1), ref(f.sp, -3)))
}

func slowDeleteSubscr(x *Exec, f *frame, _ int) bool {
	return f.drop(2, x.t.DelItem(ref(f.sp, -2), ref(f.sp, -1)))
}

func slowBuildSlice(x *Exec, f *frame, n int) bool {
	var step Ref
	if n == 3 {
		step = ref(f.sp, -1)
	}
	return f.result(n, x.t.NewSlice(ref(f.sp, -n), ref(f.sp, -n+1), step))
}

func slowUnary(op object.UnaryOp) slowSide {
	return func(x *Exec, f *frame, _ int) bool { return f.result(1, x.t.Unary(op, ref(f.sp, -1))) }
}

// isTrue is the truth of the top: 1, 0, or -1 with an exception pending.
func (x *Exec) isTrue(f *frame) int {
	if r := object.LeafTrue(*slot(f.sp, -1)); r >= 0 {
		return r
	}
	return x.t.IsTrue(ref(f.sp, -1))
}

func slowNot(x *Exec, f *frame, _ int) bool {
	r := x.isTrue(f)
	return r >= 0 && f.result(1, heap.Bool(r == 0))
}

func slowBinary(x *Exec, f *frame, arg int) bool {
	return x.arith(f, ast.Operator(arg), false)
}

func slowInPlace(x *Exec, f *frame, arg int) bool {
	return x.arith(f, ast.Operator(arg), true)
}

// arith is a binary operation: the leaf side first.
func (x *Exec) arith(f *frame, op ast.Operator, inPlace bool) bool {
	if a, b := *slot(f.sp, -2), *slot(f.sp, -1); op == ast.Add && object.IsExactStr(a) && object.IsExactStr(b) {
		return f.result(2, x.t.StrConcat(ref(f.sp, -2), ref(f.sp, -1)))
	}
	if op != ast.Pow {
		if v := object.LeafBinary(binaryOps[op], *slot(f.sp, -2), *slot(f.sp, -1)); v != heap.Null {
			return f.result(2, v)
		}
	}
	if inPlace {
		return f.result(2, x.inPlace(op, f.sp))
	}
	return f.result(2, x.binary(op, f.sp))
}

// slowArith is the slow side of an operation that has an instruction of its own;
// operand 1: in place.
func slowArith(op ast.Operator) slowSide {
	return func(x *Exec, f *frame, arg int) bool { return x.arith(f, op, arg == 1) }
}

func slowCompare(x *Exec, f *frame, arg int) bool {
	if v := object.LeafCompare(*slot(f.sp, -2), *slot(f.sp, -1), compareOps[arg]); v != heap.Null {
		return f.result(2, v)
	}
	return f.result(2, x.t.Compare(ref(f.sp, -2), ref(f.sp, -1), compareOps[arg]))
}

func slowIn(x *Exec, f *frame, arg int) bool {
	r := x.t.LeafContains(*slot(f.sp, -1), *slot(f.sp, -2))
	if r < 0 {
		r = x.t.Contains(ref(f.sp, -1), ref(f.sp, -2))
	}
	return r >= 0 && f.result(2, heap.Bool((r != 0) != (arg == 1)))
}

func slowJumpBack(x *Exec, f *frame, arg int) bool {
	// What is pending runs before the jump: the exception it may raise belongs to the
	// loop, not to the instruction in front of it, which may have another handler.
	if x.Breaker.Load() && !x.vm.Pending(x.t) {
		return false
	}
	f.ip = f.code.at(arg)
	return true
}

// branch jumps to arg if the top's truth is want. keep says when the operand stays
// on the stack: 0 never, 1 when jumping.
func (x *Exec) branch(f *frame, arg int, want bool, keep int) bool {
	r := x.isTrue(f)
	if r < 0 {
		return false
	}
	if (r != 0) == want {
		f.ip = f.code.at(arg)
		return f.drop(1-keep, true)
	}
	return f.drop(1, true)
}

func slowJumpIfFalse(x *Exec, f *frame, arg int) bool      { return x.branch(f, arg, false, 0) }
func slowJumpIfTrue(x *Exec, f *frame, arg int) bool       { return x.branch(f, arg, true, 0) }
func slowJumpIfFalseOrPop(x *Exec, f *frame, arg int) bool { return x.branch(f, arg, false, 1) }
func slowJumpIfTrueOrPop(x *Exec, f *frame, arg int) bool  { return x.branch(f, arg, true, 1) }

func slowGetIter(x *Exec, f *frame, _ int) bool { return f.result(1, x.t.Iter(ref(f.sp, -1))) }

func slowForIter(x *Exec, f *frame, arg int) bool {
	t := x.t
	if it := *slot(f.sp, -1); it.IsPtr() && it.Addr().Type() == object.IdxGenerator {
		switch _, how := x.pushGenerator(ref(f.sp, -1), heap.None, f.sp); how {
		case yielded:
			return true
		case failed:
			return false
		}
		f.ip = f.code.at(arg)
		return f.drop(1, true)
	}
	if next := *(*code.Instr)(f.ip); next == code.Make(code.Unpack, 2) {
		// for a, b in …: the pair need not be made.
		switch a, b, how := t.NextPair(ref(f.sp, -1)); how {
		case object.PairFound:
			*slot(f.sp, 0) = b
			*slot(f.sp, 1) = a
			f.sp, f.ip = up(f.sp, 2), unsafe.Add(f.ip, 4)
			return true
		case object.PairNone:
			f.ip = f.code.at(arg)
			return f.drop(1, true)
		}
	}
	v, leaf := t.NextLeaf(*slot(f.sp, -1))
	if !leaf {
		v = t.RT.TypeOf(*slot(f.sp, -1)).Slots.Next(t, ref(f.sp, -1))
		if v == heap.Null && t.Pending() {
			if !t.ExcMatches(t.RT.Exc.StopIteration) {
				return false
			}
			t.ClearExc()
		}
	}
	if v != heap.Null {
		return f.result(0, v)
	}
	f.ip = f.code.at(arg)
	return f.drop(1, true)
}

func slowUnpack(x *Exec, f *frame, n int) bool {
	sp := x.unpack(f.sp, n)
	if sp == nil {
		return false
	}
	f.sp = sp
	return true
}

func slowUnpackEx(x *Exec, f *frame, arg int) bool {
	sp := x.unpackEx(f.sp, arg&0xFFF, arg>>12)
	if sp == nil {
		return false
	}
	f.sp = sp
	return true
}

func slowBuildTuple(x *Exec, f *frame, n int) bool {
	return f.result(n, x.t.TupleOf(ref(f.sp, -n), n))
}

func slowBuildList(x *Exec, f *frame, n int) bool {
	return f.result(n, x.t.ListOf(ref(f.sp, -n), n))
}

func slowBuild(op code.Op) slowSide {
	each := 1
	if op == code.BuildMap {
		each = 2
	}
	return func(x *Exec, f *frame, n int) bool { return f.result(n*each, x.build(op, f.sp, n)) }
}

func slowListAppend(x *Exec, f *frame, n int) bool {
	return f.drop(1, x.t.ListAppend(ref(f.sp, -1-n), ref(f.sp, -1)))
}

func slowMapAdd(x *Exec, f *frame, n int) bool {
	return f.drop(2, x.t.DictSet(ref(f.sp, -2-n), ref(f.sp, -2), ref(f.sp, -1)))
}

func slowListToTuple(x *Exec, f *frame, _ int) bool {
	return f.result(1, x.t.ListToTuple(ref(f.sp, -1)))
}

func slowExtend(op code.Op) slowSide {
	return func(x *Exec, f *frame, n int) bool { return f.drop(1, x.extend(op, f.sp, n)) }
}

func slowFormatValue(x *Exec, f *frame, arg int) bool {
	return f.result(1+arg>>2, x.format(f.sp, arg))
}

// slowCall calls what is no Python function.
func slowCall(x *Exec, f *frame, n int) bool {
	return x.callOther(up(f.sp, -n), n, Ref{}, up(f.sp, -n-1))
}

func slowCallMethod(x *Exec, f *frame, n int) bool {
	first, ret := up(f.sp, -n), up(f.sp, -n-2)
	if *slot(ret, 0) != heap.Null {
		return x.callOther(up(first, -1), n+1, Ref{}, ret)
	}
	return x.callOther(first, n, Ref{}, ret)
}

// callOther calls the object below first, no Python function, with the arguments
// there, and leaves the result at ret, on top of the stack.
func (x *Exec) callOther(first unsafe.Pointer, n int, names Ref, ret unsafe.Pointer) bool {
	f := x.f
	if callee := *slot(first, -1); callee.IsPtr() && names.IsNil() {
		if callee.Addr().Type() == object.IdxMethod {
			if fn, self := object.MethodParts(callee); fn.IsPtr() && fn.Addr().Type() == object.IdxFunction {
				// The method of a Python function: self comes before the arguments.
				for i := n; i > 0; i-- {
					*slot(first, i) = *slot(first, i-1)
				}
				*slot(first, 0), *slot(first, -1) = self, fn
				x.sync(up(first, n+1))
				return x.enter(first, n+1, Ref{}, ret)
			}
		}
		if v, done := x.t.CallBuiltin(ref(first, -1), ref(first, 0), n); done {
			if v == heap.Null {
				return false
			}
			*slot(ret, 0) = v
			f.sp = up(ret, 1)
			return true
		}
	}
	v := x.t.Call(ref(first, -1), object.MakeArgs(ref(first, 0), n, names))
	if v == heap.Null {
		return false
	}
	*slot(ret, 0) = v
	f.sp = up(ret, 1)
	return true
}

func slowCallEx(x *Exec, f *frame, arg int) bool { return f.result(2+arg, x.callEx(f.sp, arg)) }

func slowMakeFunction(x *Exec, f *frame, arg int) bool {
	fn, n := x.makeFunction(f, f.sp, arg)
	return f.result(n, fn)
}

func slowBuildClass(x *Exec, f *frame, _ int) bool { return f.result(0, x.loadBuildClass(f)) }

func slowGetYieldFrom(x *Exec, f *frame, _ int) bool {
	return f.result(1, x.getYieldFrom(f, ref(f.sp, -1)))
}

func slowSend(x *Exec, f *frame, arg int) bool {
	if x.isGen(*slot(f.sp, -2)) {
		r, how := x.pushGenerator(ref(f.sp, -2), *slot(f.sp, -1), up(f.sp, -1))
		switch how {
		case yielded:
			return true
		case failed:
			return false
		}
		f.ip = f.code.at(arg)
		return f.result(2, r)
	}
	r, done := x.sendTo(ref(f.sp, -2), ref(f.sp, -1))
	if r == heap.Null {
		return false
	}
	if done {
		f.ip = f.code.at(arg)
		return f.result(2, r)
	}
	return f.result(1, r)
}

func slowGetAwaitable(x *Exec, f *frame, arg int) bool {
	return f.result(1, x.getAwaitable(ref(f.sp, -1), arg))
}

func slowGetAIter(x *Exec, f *frame, _ int) bool { return f.result(1, x.getAIter(ref(f.sp, -1))) }

func slowGetANext(x *Exec, f *frame, _ int) bool { return f.result(0, x.getANext(ref(f.sp, -1))) }

func slowWrapAsyncGen(x *Exec, f *frame, _ int) bool { return f.result(1, x.wrapAsync(ref(f.sp, -1))) }

func slowPushExc(x *Exec, f *frame, _ int) bool {
	v := *slot(f.sp, -1)
	*slot(f.sp, 0) = v
	*slot(f.sp, -1) = x.pushHandling(f, v)
	f.sp = up(f.sp, 1)
	return true
}

func slowPopExcept(x *Exec, f *frame, _ int) bool {
	x.popHandling(f, *slot(f.sp, -1))
	return f.drop(1, true)
}

func slowExcMatch(x *Exec, f *frame, _ int) bool {
	r := x.excMatch(ref(f.sp, -2), ref(f.sp, -1))
	return r >= 0 && f.result(1, heap.Bool(r != 0))
}

func slowEGMatch(x *Exec, f *frame, _ int) bool { return x.egMatch(ref(f.sp, -2), ref(f.sp, -1)) }

func slowEGReraise(x *Exec, f *frame, _ int) bool {
	return f.result(2, x.egReraise(ref(f.sp, -2), ref(f.sp, -1)))
}

func slowAssertionError(x *Exec, f *frame, _ int) bool {
	return f.result(0, x.t.RT.Exc.AssertionError.Obj.V())
}

func slowBeforeWith(async bool) slowSide {
	return func(x *Exec, f *frame, _ int) bool { return f.drop(-1, x.beforeWith(f.sp, async)) }
}

func slowWithExit(x *Exec, f *frame, _ int) bool { return f.result(0, x.withExit(f.sp)) }

func slowImportName(x *Exec, f *frame, arg int) bool {
	return f.result(2, x.importName(f, f.code.names[arg], f.sp))
}

func slowImportFrom(x *Exec, f *frame, arg int) bool {
	return f.result(0, x.importFrom(ref(f.sp, -1), f.code.names[arg]))
}

func slowImportStar(x *Exec, f *frame, _ int) bool { return f.drop(1, x.importStar(f, ref(f.sp, -1))) }

func slowMatch(op code.Op) slowSide {
	return func(x *Exec, f *frame, arg int) bool {
		sp := x.match(op, arg, f.sp)
		if sp == nil {
			return false
		}
		f.sp = sp
		return true
	}
}

func slowSetupAnnotations(x *Exec, f *frame, _ int) bool { return x.setupAnnotations(f) }

func slowPrintExpr(x *Exec, f *frame, _ int) bool {
	return f.drop(1, x.vm.DisplayHook(x.t, ref(f.sp, -1)))
}
