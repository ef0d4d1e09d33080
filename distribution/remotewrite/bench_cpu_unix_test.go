//go:build unix

package durableremotewrite

import (
	"syscall"
	"time"
)

// processTime returns the CPU time of this process so far. Beside other work on the machine it says more than a clock.
func processTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
