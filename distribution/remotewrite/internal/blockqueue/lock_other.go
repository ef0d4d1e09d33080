//go:build !unix

package blockqueue

import (
	"os"
	"path/filepath"
)

// lockDirectory only marks the directory: this system has no locks that end with the process.
func lockDirectory(directory string) (*os.File, error) {
	return os.OpenFile(filepath.Join(directory, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
}
