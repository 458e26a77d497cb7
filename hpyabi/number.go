package hpyabi

import "github.com/hpyrun/hpyrun/object"

func (c *Context) binary(op object.BinaryOp, a, b HPy) HPy {
	return c.open(c.t.Binary(op, c.ref(a), c.ref(b)))
}

func (c *Context) inPlace(op object.BinaryOp, a, b HPy) HPy {
	return c.open(c.t.InPlace(op, c.ref(a), c.ref(b)))
}

func (c *Context) unary(op object.UnaryOp, a HPy) HPy { return c.open(c.t.Unary(op, c.ref(a))) }

func (c *Context) Add(a, b HPy) HPy            { return c.binary(object.OpAdd, a, b) }
func (c *Context) Subtract(a, b HPy) HPy       { return c.binary(object.OpSub, a, b) }
func (c *Context) Multiply(a, b HPy) HPy       { return c.binary(object.OpMul, a, b) }
func (c *Context) MatrixMultiply(a, b HPy) HPy { return c.binary(object.OpMatMul, a, b) }
func (c *Context) FloorDivide(a, b HPy) HPy    { return c.binary(object.OpFloorDiv, a, b) }
func (c *Context) TrueDivide(a, b HPy) HPy     { return c.binary(object.OpTrueDiv, a, b) }
func (c *Context) Remainder(a, b HPy) HPy      { return c.binary(object.OpMod, a, b) }
func (c *Context) Divmod(a, b HPy) HPy         { return c.binary(object.OpDivmod, a, b) }
func (c *Context) Lshift(a, b HPy) HPy         { return c.binary(object.OpLshift, a, b) }
func (c *Context) Rshift(a, b HPy) HPy         { return c.binary(object.OpRshift, a, b) }
func (c *Context) And(a, b HPy) HPy            { return c.binary(object.OpAnd, a, b) }
func (c *Context) Xor(a, b HPy) HPy            { return c.binary(object.OpXor, a, b) }
func (c *Context) Or(a, b HPy) HPy             { return c.binary(object.OpOr, a, b) }

func (c *Context) InPlaceAdd(a, b HPy) HPy            { return c.inPlace(object.OpAdd, a, b) }
func (c *Context) InPlaceSubtract(a, b HPy) HPy       { return c.inPlace(object.OpSub, a, b) }
func (c *Context) InPlaceMultiply(a, b HPy) HPy       { return c.inPlace(object.OpMul, a, b) }
func (c *Context) InPlaceMatrixMultiply(a, b HPy) HPy { return c.inPlace(object.OpMatMul, a, b) }
func (c *Context) InPlaceFloorDivide(a, b HPy) HPy    { return c.inPlace(object.OpFloorDiv, a, b) }
func (c *Context) InPlaceTrueDivide(a, b HPy) HPy     { return c.inPlace(object.OpTrueDiv, a, b) }
func (c *Context) InPlaceRemainder(a, b HPy) HPy      { return c.inPlace(object.OpMod, a, b) }
func (c *Context) InPlaceLshift(a, b HPy) HPy         { return c.inPlace(object.OpLshift, a, b) }
func (c *Context) InPlaceRshift(a, b HPy) HPy         { return c.inPlace(object.OpRshift, a, b) }
func (c *Context) InPlaceAnd(a, b HPy) HPy            { return c.inPlace(object.OpAnd, a, b) }
func (c *Context) InPlaceXor(a, b HPy) HPy            { return c.inPlace(object.OpXor, a, b) }
func (c *Context) InPlaceOr(a, b HPy) HPy             { return c.inPlace(object.OpOr, a, b) }

func (c *Context) Power(a, b, mod HPy) HPy {
	return c.open(c.t.Power(c.ref(a), c.ref(b), c.ref(mod)))
}

func (c *Context) InPlacePower(a, b, mod HPy) HPy {
	return c.open(c.t.InPlacePower(c.ref(a), c.ref(b), c.ref(mod)))
}

func (c *Context) Negative(a HPy) HPy { return c.unary(object.OpNeg, a) }
func (c *Context) Positive(a HPy) HPy { return c.unary(object.OpPos, a) }
func (c *Context) Absolute(a HPy) HPy { return c.unary(object.OpAbs, a) }
func (c *Context) Invert(a HPy) HPy   { return c.unary(object.OpInvert, a) }
func (c *Context) Index(a HPy) HPy    { return c.open(c.t.Index(c.ref(a))) }

// Long is int(a), Float is float(a): strings are read as well.
func (c *Context) Long(a HPy) HPy  { return c.open(c.t.CallN(c.t.RT.IntType.Obj, c.ref(a))) }
func (c *Context) Float(a HPy) HPy { return c.open(c.t.CallN(c.t.RT.FloatType.Obj, c.ref(a))) }

func (c *Context) NumberCheck(h HPy) int32 { return truth(c.t.IsNumber(c.val(h))) }

func truth(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
