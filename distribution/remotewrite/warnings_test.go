package durableremotewrite

import (
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

func TestTheSameWarningComesSeldomAndTellsHowOftenItWasLeftOut(t *testing.T) {
	core, logged := observer.New(zap.WarnLevel)
	warnings := newWarnings(zap.New(core))
	now := time.Unix(1000, 0)
	warnings.now = func() time.Time { return now }
	for range 5 {
		warnings.warn("again")
	}
	warnings.warn("other")
	now = now.Add(warningInterval)
	warnings.warn("again")
	if logged.Len() != 3 {
		t.Fatalf("%d warnings instead of 3", logged.Len())
	}
	if omitted := logged.All()[2].ContextMap()["omitted_since_last"]; omitted != int64(4) {
		t.Fatalf("%v left out instead of 4", omitted)
	}
}
