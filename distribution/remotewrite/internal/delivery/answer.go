// Package delivery sends blocks to a store and deals with every answer that a store may give.
package delivery

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryReason says why a request is sent again.
type RetryReason string

// Reasons for sending a request again.
const (
	// RetryUnreachable means that there was no connection, or it broke.
	RetryUnreachable RetryReason = "unreachable"
	// RetryTimeout means that no answer came in time.
	RetryTimeout RetryReason = "timeout"
	// RetryThrottled is status 429.
	RetryThrottled RetryReason = "throttled"
	// RetryServerError is any status of 500 and more.
	RetryServerError RetryReason = "server_error"
	// RetryUnauthorized is 401, 403 and 407: somebody has to mend the credentials.
	RetryUnauthorized RetryReason = "unauthorized"
	// RetryNotFound is 404, 405 and every redirect: somebody has to mend the endpoint.
	RetryNotFound RetryReason = "not_found"
	// RetryRequestTimeout is 408.
	RetryRequestTimeout RetryReason = "request_timeout"
	// RetryUnsupported is 415 from a store to which there is no other version to offer.
	RetryUnsupported RetryReason = "unsupported"
)

// verdict is what an answer means for the request.
type verdict int

const (
	delivered verdict = iota
	retry
	tooLarge
	rejected
	unsupported
)

// Written is what a store of remote write 2.0 says it has written.
type Written struct {
	// IsSaid is false where the answer has none of the headers.
	IsSaid     bool
	Samples    int
	Histograms int
	Exemplars  int
}

// answer is what became of one request.
type answer struct {
	verdict    verdict
	reason     RetryReason
	status     int
	message    string
	retryAfter time.Duration
	written    Written
}

// longestRetryAfter bounds what a store may ask for, so that a mistake there does not stop everything for days.
const longestRetryAfter = 10 * time.Minute

func answerOf(response *http.Response, message string, now time.Time) answer {
	result := answer{
		status: response.StatusCode, message: message,
		retryAfter: parseRetryAfter(response.Header.Get("Retry-After"), now), written: parseWritten(response.Header),
	}
	result.verdict, result.reason = judge(response.StatusCode)
	return result
}

func judge(status int) (verdict, RetryReason) {
	switch {
	case status >= 200 && status < 300:
		return delivered, ""
	case status >= 300 && status < 400, status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return retry, RetryNotFound
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return retry, RetryUnauthorized
	case status == http.StatusRequestTimeout:
		return retry, RetryRequestTimeout
	case status == http.StatusRequestEntityTooLarge:
		return tooLarge, ""
	case status == http.StatusUnsupportedMediaType:
		return unsupported, RetryUnsupported
	case status == http.StatusTooManyRequests:
		return retry, RetryThrottled
	case status >= 400 && status < 500:
		return rejected, ""
	}
	return retry, RetryServerError
}

// answerOfError judges a request that got no answer.
func answerOfError(err error) answer {
	result := answer{verdict: retry, reason: RetryUnreachable, message: err.Error()}
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout() {
		result.reason = RetryTimeout
	}
	return result
}

// parseRetryAfter understands seconds and a date. It returns 0 for anything else.
func parseRetryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	wait := time.Duration(0)
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		wait = time.Duration(min(seconds, int64(longestRetryAfter/time.Second))) * time.Second
	} else if date, err := http.ParseTime(text); err == nil {
		wait = date.Sub(now)
	}
	return max(0, min(wait, longestRetryAfter))
}

func parseWritten(header http.Header) Written {
	var written Written
	for name, into := range map[string]*int{
		"X-Prometheus-Remote-Write-Samples-Written":    &written.Samples,
		"X-Prometheus-Remote-Write-Histograms-Written": &written.Histograms,
		"X-Prometheus-Remote-Write-Exemplars-Written":  &written.Exemplars,
	} {
		if count, err := strconv.Atoi(strings.TrimSpace(header.Get(name))); err == nil && count >= 0 {
			*into, written.IsSaid = count, true
		}
	}
	return written
}
