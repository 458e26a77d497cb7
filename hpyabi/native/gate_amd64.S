/* The switches between the host stack and the C stack.

   The host is whoever calls C: the assembly of package gate on a goroutine's
   stack, or hpyrun_gate_away on the system stack. Four rules:

   1. No instruction of Go's text runs while the stack pointer is on a C stack, so
      Go's profiler never tries to unwind one. Every switch therefore happens here,
      outside of Go's text.
   2. host_sp is nonzero exactly while C runs. It points to the word of the host
      stack that holds the host's return address; nothing else of the host's stack
      is relied on.
   3. While C runs, csp is the base of the innermost call into C, so that a fault
      can be answered from a signal handler by loading host_sp alone: no word of the
      C stack is needed.
   4. CALL and RET pair up as the processor predicts them. A switch to the host in the
      middle of a C function is a jump, for the call that it answers is still open;
      the resumption of C ends in a RET, which pairs with C's call of hpyrun_upcall.
      Returning to Go by RET there costs three mispredictions a round trip.

   What a switch to the host reports is in rdx (HPYRUN_STATUS_*), with rax the result
   or the id of the upcall, and rcx its arguments. */

#include "gate.h"

#define T(field) HPYRUN_THREAD_##field

/* The frame that an upcall leaves on the C stack, from csp up: errno, the csp of the
   call it belongs to, the id, six registers, the return address. Package gate knows
   the first two (frameErrno, frameBase). Ten words keep the stack aligned. */

        .text

/* enter: C function rax, arguments in place, block r10; called from the host. */
.macro ENTER float, watch
        .cfi_startproc
        mov     %rsp, T(HOST_SP)(%r10)
        mov     %r10, %rbx
        mov     T(CSP)(%r10), %rsp
        /* An exception of C++ that nobody catches ends here, in std::terminate. */
        .cfi_undefined rip
.if \watch
        push    T(WATCH_FN)(%rbx)
        push    T(WATCH_DEPTH)(%rbx)
        mov     %rax, T(WATCH_FN)(%rbx)
        mov     T(DEPTH_ADDR)(%rbx), %r11
        mov     (%r11), %r11
        mov     %r11, T(WATCH_DEPTH)(%rbx)
        incq    T(WATCH_SEQ)(%rbx)
.endif
.if \float
        movsd   T(FLOATS)+0(%rbx), %xmm0
        movsd   T(FLOATS)+8(%rbx), %xmm1
        movsd   T(FLOATS)+16(%rbx), %xmm2
        movsd   T(FLOATS)+24(%rbx), %xmm3
        movsd   T(FLOATS)+32(%rbx), %xmm4
        movsd   T(FLOATS)+40(%rbx), %xmm5
        movsd   T(FLOATS)+48(%rbx), %xmm6
        movsd   T(FLOATS)+56(%rbx), %xmm7
        mov     %rax, %r11
        mov     $8, %eax
        call    *%r11
.else
        call    *%rax
.endif
.if \float
        movsd   %xmm0, T(FLOATS)(%rbx)
.endif
.if \watch
        pop     T(WATCH_DEPTH)(%rbx)
        pop     T(WATCH_FN)(%rbx)
.endif
        mov     T(HOST_SP)(%rbx), %rsp
        movq    $0, T(HOST_SP)(%rbx)
        xor     %edx, %edx
        ret
        .cfi_endproc
.endm

/* resume: the innermost upcall of block rdi returns rax; jumped to from the host,
   whose stack pointer stands just above the slot for its return address. */
.macro RESUME watch
        .cfi_startproc
        .cfi_undefined rip
        push    T(HOST_RET)(%rdi)
        mov     %rsp, T(HOST_SP)(%rdi)
.if \watch
        incq    T(WATCH_SEQ)(%rdi)
.endif
        POP_C
        ret
        .cfi_endproc
.endm

.macro POP_C
        mov     T(CSP)(%rdi), %rsp
        mov     T(ERRNO_ADDR)(%rdi), %rdx
        pop     %rcx
        mov     %ecx, (%rdx)
        pop     T(CSP)(%rdi)
        pop     %rcx
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %rbx
        pop     %rbp
.endm

/* Jump to the host; rax, rcx, rdx are set. */
.macro TO_HOST
        mov     T(HOST_SP)(%rdi), %rsp
        movq    $0, T(HOST_SP)(%rdi)
        pop     %r11
        mov     %r11, T(HOST_RET)(%rdi)
        jmp     *%r11
.endm

        .globl  hpyrun_gate_enter
        .type   hpyrun_gate_enter, @function
        .p2align 4
hpyrun_gate_enter:
        ENTER   float=0, watch=0
        .size   hpyrun_gate_enter, . - hpyrun_gate_enter

        .globl  hpyrun_gate_enter_float
        .type   hpyrun_gate_enter_float, @function
        .p2align 4
hpyrun_gate_enter_float:
        ENTER   float=1, watch=0
        .size   hpyrun_gate_enter_float, . - hpyrun_gate_enter_float

        .globl  hpyrun_gate_enter_watched
        .type   hpyrun_gate_enter_watched, @function
        .p2align 4
hpyrun_gate_enter_watched:
        ENTER   float=0, watch=1
        .size   hpyrun_gate_enter_watched, . - hpyrun_gate_enter_watched

        .globl  hpyrun_gate_enter_float_watched
        .type   hpyrun_gate_enter_float_watched, @function
        .p2align 4
hpyrun_gate_enter_float_watched:
        ENTER   float=1, watch=1
        .size   hpyrun_gate_enter_float_watched, . - hpyrun_gate_enter_float_watched

        .globl  hpyrun_gate_resume
        .type   hpyrun_gate_resume, @function
        .p2align 4
hpyrun_gate_resume:
        RESUME  watch=0
        .size   hpyrun_gate_resume, . - hpyrun_gate_resume

        .globl  hpyrun_gate_resume_watched
        .type   hpyrun_gate_resume_watched, @function
        .p2align 4
hpyrun_gate_resume_watched:
        RESUME  watch=1
        .size   hpyrun_gate_resume_watched, . - hpyrun_gate_resume_watched

/* uint64_t hpyrun_upcall(HPyContext *ctx, uint32_t id, uint64_t *args) */
        .globl  hpyrun_upcall
        .type   hpyrun_upcall, @function
        .p2align 4
hpyrun_upcall:
        .cfi_startproc
        mov     8(%rdi), %rdi
        mov     %fs:0, %rax
        cmp     %rax, T(TLS_BASE)(%rdi)
        jne     hpyrun_wrong_thread
        jmp     *T(UPCALL)(%rdi)
        .cfi_endproc
        .size   hpyrun_upcall, . - hpyrun_upcall

/* The upcall of the fast gate: block rdi, id esi, arguments rdx. */
        .globl  hpyrun_gate_upcall
        .type   hpyrun_gate_upcall, @function
        .p2align 4
hpyrun_gate_upcall:
        .cfi_startproc
        push    %rbp
        .cfi_adjust_cfa_offset 8
        push    %rbx
        .cfi_adjust_cfa_offset 8
        push    %r12
        .cfi_adjust_cfa_offset 8
        push    %r13
        .cfi_adjust_cfa_offset 8
        push    %r14
        .cfi_adjust_cfa_offset 8
        push    %r15
        .cfi_adjust_cfa_offset 8
        push    %rsi
        .cfi_adjust_cfa_offset 8
        push    T(CSP)(%rdi)
        .cfi_adjust_cfa_offset 8
        mov     T(ERRNO_ADDR)(%rdi), %rax
        movslq  (%rax), %rax
        push    %rax
        .cfi_adjust_cfa_offset 8
        mov     %rsp, T(CSP)(%rdi)
        .cfi_undefined rip
        mov     %esi, %eax
        mov     %rdx, %rcx
        mov     $HPYRUN_STATUS_REQUEST, %edx
        TO_HOST
        .cfi_endproc
        .size   hpyrun_gate_upcall, . - hpyrun_gate_upcall

/* The same while C is away: the only upcall that is in order is the one that comes
   back. The C stack stays as the innermost call into C found it. */
        .globl  hpyrun_gate_upcall_away
        .type   hpyrun_gate_upcall_away, @function
        .p2align 4
hpyrun_gate_upcall_away:
        .cfi_startproc
        cmp     $HPYRUN_UPCALL_REENTER, %esi
        je      hpyrun_gate_upcall
        .cfi_undefined rip
        mov     %esi, T(AWAY_ID)(%rdi)
        mov     $HPYRUN_STATUS_AWAY, %edx
        TO_HOST
        .cfi_endproc
        .size   hpyrun_gate_upcall_away, . - hpyrun_gate_upcall_away

/* uint32_t hpyrun_gate_away(struct hpyrun_thread *): resumes C, with the system
   stack as host, until C comes back; returns the status. */
        .globl  hpyrun_gate_away
        .type   hpyrun_gate_away, @function
        .p2align 4
hpyrun_gate_away:
        .cfi_startproc
        push    %rbp
        push    %rbx
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        push    T(HOST_RET)(%rdi)
        push    %rdi
        .cfi_undefined rip
        call    1f
        pop     %rdi
        pop     T(HOST_RET)(%rdi)
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %rbx
        pop     %rbp
        mov     %edx, %eax
        ret
1:      mov     %rsp, T(HOST_SP)(%rdi)
        xor     %eax, %eax
        POP_C
        ret
        .cfi_endproc
        .size   hpyrun_gate_away, . - hpyrun_gate_away

        .section .note.GNU-stack, "", @progbits
