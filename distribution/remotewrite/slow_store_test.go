package durableremotewrite

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

// slowStore is a store behind a distance, with the number of requests that came that way.
type slowStore struct {
	URL      string
	requests atomic.Int64
}

// newSlowStore puts a distance before a store: every request takes so much longer.
func newSlowStore(t testing.TB, store *storetest.Store, distance time.Duration) *slowStore {
	target, err := url.Parse(store.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	slow := &slowStore{}
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		slow.requests.Add(1)
		time.Sleep(distance)
		proxy.ServeHTTP(writer, request)
	}))
	t.Cleanup(server.Close)
	slow.URL = server.URL
	return slow
}

func TestAShutdownWaitsForTheAnswersOfASlowStore(t *testing.T) {
	store := storetest.New(t)
	config := testConfig(newSlowStore(t, store, drainPatience+300*time.Millisecond).URL)
	config.Timeout = 10 * time.Second
	exporter := startExporter(t, config)
	for second := range int64(3) {
		consume(t, exporter, scrape(0, 100, firstSecond+second))
	}
	exporter.stop(t)
	if sent, dropped := exporter.counter(t, "sent_samples"), exporter.counter(t, "dropped_samples"); sent != 300 || dropped != 0 {
		t.Errorf("%d samples of 300 were sent, and %d dropped", sent, dropped)
	}
}
