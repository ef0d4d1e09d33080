package durableremotewrite

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"gke-telemetry/distribution/remotewrite/internal/storetest"
)

// newSlowStore puts a distance before a store: every request takes so much longer.
func newSlowStore(t testing.TB, store *storetest.Store, distance time.Duration) string {
	target, err := url.Parse(store.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		time.Sleep(distance)
		proxy.ServeHTTP(writer, request)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
