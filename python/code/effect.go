package code

// Effect returns how much an instruction changes the height of the operand
// stack when it goes on to the next instruction, or, with jump, to its target.
func Effect(op Op, arg int, jump bool) int {
	switch op {
	case Nop, Line, Swap, Rot3, Rot4, DropFast, DeleteFast, DeleteName, DelGlobal, DeleteDeref, MakeCell, CopyFree,
		Jump, JumpBack, GetIter, Neg, Plus, Invert, Not, Attr, ListToTuple, Yield, GetYieldFrom,
		YieldFrom, GetAwaitable, GetAIter, WrapAsyncGen, SetupAnnotations, CopyWithoutKey:
		return 0
	case Dup, Copy, PushNull, Const, SmallInt, Fast, FastSafe, Name, Global, Deref, ClassDeref,
		Closure, Method, GetANext, PushExc, AssertionError, BuildClass, ImportFrom, MatchMapping,
		MatchSequence, GetLen, MatchKeys, MakeGenerator, WithExit:
		return 1
	case Dup2:
		return 2
	case Pop, Drop, StoreFast, StoreName, StoreGlobal, StoreDeref, DeleteAttr, Subscr, Binary, InPlace, Add, Sub, Mul,
		Compare, Is, In, JumpIfFalse, JumpIfTrue, JumpIfNone, JumpIfNotNone, SetAdd, ListAppend,
		ListExtend, SetUpdate, DictUpdate, DictMerge, Return, Reraise, PopExcept, EGReraise,
		ImportName, ImportStar, PrintExpr:
		return -1
	case StoreAttr, DeleteSubscr, MapAdd, EndAsyncFor, MatchClass:
		return -2
	case StoreSubscr:
		return -3
	case ExcMatch, EGMatch, BeforeAsyncWith, BeforeWith:
		// exc type → exc bool; exc type → rest match; mgr → exit value.
		if op == BeforeWith || op == BeforeAsyncWith {
			return 1
		}
		return 0
	case BuildSlice:
		return 1 - arg
	case JumpIfFalseOrPop, JumpIfTrueOrPop:
		if jump {
			return 0
		}
		return -1
	case ForIter:
		if jump {
			return -1
		}
		return 1
	case Send:
		// it v → it y; finished: it v → result.
		if jump {
			return -1
		}
		return 0
	case Unpack:
		return arg - 1
	case UnpackEx:
		return arg&0xFFF + arg>>12
	case BuildTuple, BuildList, BuildSet, BuildString:
		return 1 - arg
	case BuildMap:
		return 1 - 2*arg
	case FormatValue:
		if arg&4 != 0 {
			return -1
		}
		return 0
	case Call:
		return -arg
	case CallMethod, CallKw:
		return -arg - 1
	case CallMethKw:
		return -arg - 2
	case CallEx:
		return -1 - arg
	case MakeFunction:
		n := 0
		for a := arg; a != 0; a &= a - 1 {
			n--
		}
		return n
	case Raise:
		return -arg
	}
	panic("BUG: no stack effect for " + op.String())
}

// IsJump says that the operand is the index of an instruction.
func (o Op) IsJump() bool {
	switch o {
	case Jump, JumpBack, JumpIfFalse, JumpIfTrue, JumpIfFalseOrPop, JumpIfTrueOrPop, JumpIfNone,
		JumpIfNotNone, ForIter, Send:
		return true
	}
	return false
}

// Ends says that control never goes on to the next instruction.
func (o Op) Ends() bool {
	switch o {
	case Jump, JumpBack, Return, Raise, Reraise:
		return true
	}
	return false
}
