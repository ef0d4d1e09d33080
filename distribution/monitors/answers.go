package monitors

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"sync"

	"go.uber.org/zap"
)

// answers tells whether the API server answers. It looks at the connection, because to the client a watch that could not be
// opened is one that has ended.
type answers struct {
	telemetry *telemetry
	logger    *zap.Logger
	mutex     sync.Mutex
	failing   map[string]bool
}

// observed is a transport whose answers are looked at.
type observed struct {
	next http.RoundTripper
	*answers
}

func (a *answers) of(next http.RoundTripper) http.RoundTripper { return &observed{next, a} }

// RoundTrip passes the request on. Its path ends with the resource.
func (o *observed) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := o.next.RoundTrip(request)
	failure := err
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		failure = fmt.Errorf("status %d", response.StatusCode)
	}
	if !errors.Is(failure, context.Canceled) {
		o.tell(path.Base(request.URL.Path), failure)
	}
	return response, err
}

func (a *answers) tell(resource string, failure error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.telemetry.answered(resource, failure == nil)
	switch failed := failure != nil; {
	case failed && !a.failing[resource]:
		a.logger.Warn("cannot read the monitors, and keeps the targets that it knows",
			zap.String("monitors", resource), zap.Error(failure))
	case !failed && a.failing[resource]:
		a.logger.Info("reads the monitors again", zap.String("monitors", resource))
	}
	a.failing[resource] = failure != nil
}
