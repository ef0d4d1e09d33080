package delivery

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Version is a version of remote write.
type Version int32

// The versions.
const (
	Version2 Version = iota
	Version1
)

const (
	// messageBytes is how much of an answer's body is kept for the log.
	messageBytes = 512
	// drainBytes is how much of a body is read so that the connection can be used again.
	drainBytes = 64 << 10
)

// Client sends requests of remote write.
type Client struct {
	// HTTP has the settings of connection, TLS, headers and authentication, and the timeout.
	HTTP *http.Client
	// Endpoint is the URL that takes the requests.
	Endpoint string
	// UserAgent names the sender.
	UserAgent string
}

// post sends one compressed request.
func (c *Client) post(ctx context.Context, body []byte, version Version, attempt int) answer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint, bytes.NewReader(body))
	if err != nil {
		return answerOfError(err)
	}
	request.Header.Set("Content-Encoding", "snappy")
	request.Header.Set("User-Agent", c.UserAgent)
	if version == Version1 {
		request.Header.Set("Content-Type", "application/x-protobuf")
		request.Header.Set("X-Prometheus-Remote-Write-Version", "0.1.0")
	} else {
		request.Header.Set("Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request")
		request.Header.Set("X-Prometheus-Remote-Write-Version", "2.0.0")
	}
	if attempt > 0 {
		request.Header.Set("Retry-Attempt", strconv.Itoa(attempt))
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return answerOfError(err)
	}
	defer func() { _ = response.Body.Close() }()
	message, _ := io.ReadAll(io.LimitReader(response.Body, messageBytes))
	_, _ = io.CopyN(io.Discard, response.Body, drainBytes)
	return answerOf(response, strings.TrimSpace(strings.ToValidUTF8(string(message), "?")), time.Now())
}

// WithoutRedirects makes a client give redirects back as answers. To follow one would turn a POST into a GET, and what
// answers that is no store.
func WithoutRedirects(client *http.Client) *http.Client {
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}
