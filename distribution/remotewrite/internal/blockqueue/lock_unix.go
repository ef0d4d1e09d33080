//go:build unix

package blockqueue

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockDirectory makes sure that one process alone uses a directory. The lock ends with the process, however it ends.
func lockDirectory(directory string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(directory, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("the queue's directory %s is used by another process: %w", directory, err)
	}
	return file, nil
}
