//go:build !unix

package durableremotewrite

import "time"

// processTime returns nothing here: this system does not tell.
func processTime() time.Duration { return 0 }
