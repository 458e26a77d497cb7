#include "textflag.h"
#include "funcdata.h"
#include "go_asm.h"

// func enter(th *Thread, entry, fn uintptr, a0, a1, a2, a3, a4, a5 uint64) (result, status uint64)
//
// Calls the C function fn through entry (hpyrun_gate_enter or one of its kin), and
// serves its upcalls until it is done. The loop is in assembly, not in Go, so that
// every CALL meets its RET: a Go function between C and C would have to return,
// which the return predictor does not expect, three times per upcall.
//
// The frame holds no pointers and nothing refers to it, except HostSP while C runs,
// so the stack may move during a CALL of serve.
//
// Locals: 0(SP) to 39(SP) are serve's arguments and results.
TEXT ·enter(SB), NOSPLIT, $40-88
	NO_LOCAL_POINTERS
	MOVQ	th+0(FP), R10
	MOVQ	Thread_block(R10), R10
	MOVQ	entry+8(FP), R11
	MOVQ	fn+16(FP), AX
	MOVQ	a0+24(FP), DI
	MOVQ	a1+32(FP), SI
	MOVQ	a2+40(FP), DX
	MOVQ	a3+48(FP), CX
	MOVQ	a4+56(FP), R8
	MOVQ	a5+64(FP), R9
	CALL	R11

	// Every switch to this stack arrives here, with the status in DX. BP is C's:
	// give Go its frame pointer back before anything can look at it.
	CMPQ	DX, $const_statusRequest
	JNE	over
	LEAQ	40(SP), BP
	MOVQ	th+0(FP), R10
	MOVQ	R10, 0(SP)
	MOVQ	AX, 8(SP)
	MOVQ	CX, 16(SP)
	CALL	·serve(SB)
	MOVQ	24(SP), AX
	MOVQ	32(SP), DX
	TESTQ	DX, DX
	JNE	over
	MOVQ	th+0(FP), R10
	MOVQ	Thread_block(R10), DI
	MOVQ	block_Resume(DI), R11
	JMP	R11

over:
	MOVQ	AX, result+72(FP)
	MOVQ	DX, status+80(FP)
	RET
