package posix

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// sysconf and its relatives, which the C library answers and no system call does. The
// tables have the names whose values do not depend on that library.

// sysconfNames are the C library's numbers of the limits that sysconf below knows.
var sysconfNames = map[string]int{
	"SC_ARG_MAX": 0, "SC_CHILD_MAX": 1, "SC_CLK_TCK": 2, "SC_NGROUPS_MAX": 3, "SC_OPEN_MAX": 4, "SC_PAGESIZE": 30, "SC_PAGE_SIZE": 30,
	"SC_IOV_MAX": 60, "SC_UIO_MAXIOV": 60, "SC_NPROCESSORS_CONF": 83, "SC_NPROCESSORS_ONLN": 84, "SC_PHYS_PAGES": 85, "SC_AVPHYS_PAGES": 86,
}

func sysconf(n int) (int64, bool) {
	var info unix.Sysinfo_t
	page := int64(os.Getpagesize())
	softLimit := func(resource int) (int64, bool) {
		var l unix.Rlimit
		if unix.Getrlimit(resource, &l) != nil || l.Cur == unix.RLIM_INFINITY {
			return -1, true
		}
		return int64(l.Cur), true
	}
	switch n {
	case 0:
		stack, _ := softLimit(unix.RLIMIT_STACK)
		return max(stack/4, 1<<17), true // the kernel gives a quarter of the stack
	case 1:
		return softLimit(unix.RLIMIT_NPROC)
	case 2:
		return clockTicks, true
	case 3:
		return 65536, true
	case 4:
		return softLimit(unix.RLIMIT_NOFILE)
	case 30:
		return page, true
	case 60:
		return 1024, true
	case 83:
		if n := countRanges("/sys/devices/system/cpu/possible"); n > 0 {
			return int64(n), true
		}
		return int64(runtime.NumCPU()), true
	case 84:
		return int64(processors()), true
	case 85, 86:
		if unix.Sysinfo(&info) != nil {
			return -1, true
		}
		bytes := info.Totalram
		if n == 86 {
			bytes = info.Freeram
		}
		return int64(bytes) * int64(info.Unit) / page, true
	}
	return 0, false
}

var pathconfNames = map[string]int{
	"PC_LINK_MAX": 0, "PC_MAX_CANON": 1, "PC_MAX_INPUT": 2, "PC_NAME_MAX": 3, "PC_PATH_MAX": 4, "PC_PIPE_BUF": 5, "PC_CHOWN_RESTRICTED": 6,
	"PC_NO_TRUNC": 7, "PC_VDISABLE": 8,
}

// pathconf tells what holds for the file systems of Linux in general.
func pathconf(n int) (int64, bool) {
	values := []int64{127, 255, 255, 255, 4096, 4096, 1, 1, 0}
	if n < 0 || n >= len(values) {
		return 0, false
	}
	return values[n], true
}

var confstrNames = map[string]int{"CS_PATH": 0, "CS_GNU_LIBC_VERSION": 2, "CS_GNU_LIBPTHREAD_VERSION": 3}

// countRanges counts the numbers in a list like 0-3,8; 0 when there is none.
func countRanges(file string) int {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	total := 0
	for part := range strings.SplitSeq(strings.TrimSpace(string(b)), ",") {
		lo, hi, isRange := strings.Cut(part, "-")
		if !isRange {
			hi = lo
		}
		a, err1 := strconv.Atoi(lo)
		z, err2 := strconv.Atoi(hi)
		if err1 != nil || err2 != nil || z < a {
			return 0
		}
		total += z - a + 1
	}
	return total
}
