/* Three functions that become one; `here` holds an address in the innermost. The test
   knows the numbers of lines. */
static inline __attribute__((always_inline)) long innermost(long x)
{
    x = x * 3;
    __asm__ volatile("1: nop\n.pushsection .data\n.globl here\nhere: .quad 1b\n.popsection" : "+r"(x));
    return x;
}

static inline __attribute__((always_inline)) long middle(long x)
{
    return innermost(x + 1) ^ 5;
}

long outermost(long x)
{
    if (x > 3)
        x = middle(x);
    return x;
}
