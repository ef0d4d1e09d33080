package delivery

import (
	"testing"
	"time"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

func TestAStoreWithout2FallsBackTo1(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		if request.Version == 2 {
			return 415, nil, "unsupported"
		}
		return 0, nil, ""
	})
	f.put("one", "two")
	f.put("three")
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 3 || len(f.tally.dropped) != 0 {
		t.Fatalf("%d kept, dropped %v", kept, f.tally.dropped)
	}
}

func TestAStoreThatTakes2WithoutAWordIsSent1(t *testing.T) {
	f := start(t, nil)
	f.store.SaysWritten = false
	f.put("one", "two")
	f.waitEmpty(t)
	requests := f.store.Requests()
	if len(requests) != 2 || requests[1].Version != 1 {
		t.Fatalf("%+v: the second request had to be 1.0, for the first may have been read as nothing", requests)
	}
}

func TestAStoreIsAskedForNothingElseWhereTheVersionIsSet(t *testing.T) {
	f, tries := start(t, func(options *Options) { options.CanFallBack = false }), 0
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		if tries++; tries == 1 {
			return 415, nil, "unsupported"
		}
		return 0, nil, ""
	})
	f.put("one")
	f.waitEmpty(t)
	if f.tally.retries[RetryUnsupported] != 1 || f.store.Requests()[1].Version != 2 {
		t.Fatalf("retries %v", f.tally.retries)
	}
}

func TestAPartThatAStoreWroteIsNotSentAgain(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		return 400, map[string]string{"X-Prometheus-Remote-Write-Samples-Written": "3"}, "one is out of order"
	})
	f.put("one", "two", "three", "four")
	f.waitEmpty(t)
	if len(f.store.Requests()) != 1 || f.tally.dropped[DropRejected] != 1 || f.tally.sent != 3 || f.tally.written != 3 {
		t.Fatalf("%d requests, dropped %v, sent %d", len(f.store.Requests()), f.tally.dropped, f.tally.sent)
	}
}

func TestAnExemplarThatAStoreRefusesCostsNoSample(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		return 400, map[string]string{"X-Prometheus-Remote-Write-Samples-Written": "2"}, "out of order exemplar"
	})
	f.put("one", "two")
	f.waitEmpty(t)
	if len(f.tally.dropped) != 0 || f.tally.sent != 2 || len(f.tally.warnings) != 0 {
		t.Fatalf("dropped %v, sent %d, warnings %q", f.tally.dropped, f.tally.sent, f.tally.warnings)
	}
}

func TestSmallBlocksThatPiledUpGoTogether(t *testing.T) {
	f := start(t, nil)
	open := make(chan struct{})
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		<-open
		return 0, nil, ""
	})
	for range 9 {
		f.put("one", "two")
	}
	time.Sleep(50 * time.Millisecond)
	close(open)
	f.waitEmpty(t)
	if requests := len(f.store.Requests()); requests > 4 {
		t.Fatalf("%d requests for nine blocks", requests)
	}
	if samples := f.store.Kept()[`__name__="one"`]; len(samples) != 9 {
		t.Fatalf("%d of 9 samples", len(samples))
	}
}
