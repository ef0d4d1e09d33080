// Package storetest has a store of remote write for tests: it decodes what it is sent, keeps it, and answers as it is told.
package storetest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/snappy"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// Request is what the store was sent.
type Request struct {
	Version   int
	Samples   []writepb.Sample
	BodyBytes int
	// Attempt is the number of tries before this one, as the sender says.
	Attempt string
}

// Store is an HTTP server that behaves as a store.
type Store struct {
	*httptest.Server
	// Answer decides about a request before it is kept. A nil function, and a status of 0, mean that it is taken.
	Answer func(Request) (status int, header map[string]string, message string)
	// SaysWritten is false for a store that does not tell what it wrote.
	SaysWritten bool

	mutex    sync.Mutex
	kept     map[string][]writepb.Sample
	requests []Request
}

// New returns a store that takes everything and ends with the test.
func New(t testing.TB) *Store {
	store := &Store{SaysWritten: true, kept: map[string][]writepb.Sample{}}
	store.Server = httptest.NewServer(http.HandlerFunc(store.serve))
	t.Cleanup(store.Close)
	return store
}

func (s *Store) serve(writer http.ResponseWriter, request *http.Request) {
	decoded, err := decode(request)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusTeapot)
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.requests = append(s.requests, decoded)
	if s.Answer != nil {
		status, header, message := s.Answer(decoded)
		for name, value := range header {
			writer.Header().Set(name, value)
		}
		if status != 0 {
			http.Error(writer, message, status)
			return
		}
	}
	for _, sample := range decoded.Samples {
		s.kept[sample.Labels] = append(s.kept[sample.Labels], sample)
	}
	if s.SaysWritten && decoded.Version == 2 {
		writer.Header().Set("X-Prometheus-Remote-Write-Samples-Written", fmt.Sprint(len(decoded.Samples)))
		writer.Header().Set("X-Prometheus-Remote-Write-Histograms-Written", "0")
		writer.Header().Set("X-Prometheus-Remote-Write-Exemplars-Written", "0")
	}
	writer.WriteHeader(http.StatusNoContent)
}

func decode(request *http.Request) (Request, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return Request{}, err
	}
	encoded, err := snappy.Decode(nil, body)
	if err != nil {
		return Request{}, err
	}
	decoded := Request{Version: 1, BodyBytes: len(body), Attempt: request.Header.Get("Retry-Attempt")}
	if !strings.Contains(request.Header.Get("Content-Type"), "io.prometheus.write.v2.Request") {
		decoded.Samples, err = writepb.SamplesOfVersion1(encoded)
		return decoded, err
	}
	decoded.Version = 2
	message, err := writepb.ReadRequest(encoded)
	if err != nil {
		return decoded, err
	}
	decoded.Samples, err = message.Samples()
	return decoded, err
}

// Kept returns the samples that were taken, by the labels of their series, in the order in which they came.
func (s *Store) Kept() map[string][]writepb.Sample {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept := make(map[string][]writepb.Sample, len(s.kept))
	for labels, samples := range s.kept {
		kept[labels] = append([]writepb.Sample(nil), samples...)
	}
	return kept
}

// Requests returns what the store was sent, refused requests too.
func (s *Store) Requests() []Request {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Request(nil), s.requests...)
}

// SetAnswer changes how the store answers from now on.
func (s *Store) SetAnswer(answer func(Request) (int, map[string]string, string)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.Answer = answer
}
