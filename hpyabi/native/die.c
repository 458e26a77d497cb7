/* The ends of the process that are C's. */
#include <signal.h>
#include <stdlib.h>

#include "internal.h"

/* abort() as C means it: Go's handler for SIGABRT would print its goroutines. */
void hpyrun_abort(void)
{
    signal(SIGABRT, SIG_DFL);
    abort();
}
