package delivery

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

func TestOnlyTheSeriesThatAStoreRefusesAreLost(t *testing.T) {
	for _, status := range []int{400, 409, 422} {
		for _, version := range []Version{Version2, Version1} {
			t.Run(fmt.Sprint(status, " version ", version), func(t *testing.T) {
				f := start(t, func(options *Options) { options.Version = version })
				f.store.SetAnswer(refuseBad(status))
				f.put(numberedNames(100, map[int]bool{3: true, 50: true, 51: true})...)
				f.waitEmpty(t)
				if kept := len(f.store.Kept()); kept != 97 || f.tally.dropped[DropRejected] != 3 {
					t.Fatalf("%d series kept, dropped %v", kept, f.tally.dropped)
				}
			})
		}
	}
}

func TestATooLargeRequestIsHalved(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		if len(request.Samples) > 10 {
			return 413, nil, "too large"
		}
		return 0, nil, ""
	})
	f.put(numberedNames(100, nil)...)
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 100 || len(f.tally.dropped) != 0 {
		t.Fatalf("%d series kept, dropped %v", kept, f.tally.dropped)
	}
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) { return 413, nil, "too large" })
	f.put("one", "two")
	f.waitEmpty(t)
	if f.tally.dropped[DropTooLarge] != 2 {
		t.Fatalf("dropped %v: a single series cannot be cut", f.tally.dropped)
	}
}

func TestAStoreThatRefusesEverythingCostsAFewRequestsPerBlock(t *testing.T) {
	f := start(t, nil)
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) { return 400, nil, "no" })
	for range 4 {
		f.put(numberedNames(2000, nil)...)
		f.waitEmpty(t)
	}
	if dropped := f.tally.dropped[DropRejected]; dropped != 8000 {
		t.Fatalf("dropped %v instead of all", f.tally.dropped)
	}
	if requests := len(f.store.Requests()); requests > 1000 {
		t.Fatalf("%d requests for four blocks", requests)
	}
	f.store.SetAnswer(refuseBad(400))
	f.put(numberedNames(2000, map[int]bool{7: true})...)
	f.waitEmpty(t)
	if kept := len(f.store.Kept()); kept != 1999 {
		t.Fatalf("%d of 1999 series kept when the store was well again", kept)
	}
}

func TestEveryAnswerThatMayPassIsTriedAgain(t *testing.T) {
	for status, reason := range map[int]RetryReason{
		429: RetryThrottled, 500: RetryServerError, 503: RetryServerError, 599: RetryServerError, 401: RetryUnauthorized,
		403: RetryUnauthorized, 404: RetryNotFound, 405: RetryNotFound, 302: RetryNotFound, 308: RetryNotFound, 408: RetryRequestTimeout,
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			f, tries := start(t, nil), 0
			f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
				if tries++; tries <= 3 {
					return status, map[string]string{"Location": "/elsewhere"}, "not now"
				}
				return 0, nil, ""
			})
			f.put("one", "two")
			f.waitEmpty(t)
			if len(f.store.Kept()) != 2 || f.tally.retries[reason] != 3 || len(f.tally.dropped) != 0 {
				t.Fatalf("kept %d, retries %v, dropped %v", len(f.store.Kept()), f.tally.retries, f.tally.dropped)
			}
			if requests := f.store.Requests(); requests[3].Attempt != "3" {
				t.Fatalf("the fourth request says it is try %q", requests[3].Attempt)
			}
			if !strings.Contains(f.tally.warnings[0], "not now") {
				t.Fatalf("%q lacks the store's words", f.tally.warnings[0])
			}
		})
	}
}

func TestAFlappingStoreLosesNothingAndKeepsTheOrder(t *testing.T) {
	f, answers := start(t, nil), 0
	f.store.SetAnswer(func(request storetest.Request) (int, map[string]string, string) {
		answers++
		if status := []int{503, 0, 400, 429, 0, 500}[answers%6]; status != 400 || len(request.Samples) > 1 {
			return status, nil, "flapping"
		}
		return 0, nil, ""
	})
	for range 50 {
		f.put("one", "two", "three", "four")
	}
	f.waitEmpty(t)
	for labels, samples := range f.store.Kept() {
		if len(samples) != 50 {
			t.Fatalf("%s has %d of 50 samples", labels, len(samples))
		}
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	f, tries := start(t, nil), 0
	var times []time.Time
	f.store.SetAnswer(func(storetest.Request) (int, map[string]string, string) {
		times = append(times, time.Now())
		if tries++; tries == 1 {
			return 429, map[string]string{"Retry-After": "1"}, "slow down"
		}
		return 0, nil, ""
	})
	f.put("one")
	f.waitEmpty(t)
	if waited := times[1].Sub(times[0]); waited < time.Second {
		t.Fatalf("tried again after %s instead of 1s", waited)
	}
}

func TestRetryAfterMayBeSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "3": 3 * time.Second, "-1": 0, "soon": 0, "99999999999": longestRetryAfter,
		"Fri, 02 Jan 2026 03:04:15 GMT": 10 * time.Second, "Thu, 01 Jan 2026 00:00:00 GMT": 0,
	} {
		if got := parseRetryAfter(text, now); got != want {
			t.Errorf("%q is %s instead of %s", text, got, want)
		}
	}
}
