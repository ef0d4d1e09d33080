// Package published is what running extensions have found, for whoever scrapes it in the same collector.
package published

import (
	"fmt"
	"sync"

	"gke-telemetry/distribution/monitors/internal/selection"
)

// extensions are the running ones by their id. Receivers start after extensions.
var extensions sync.Map

// Published is what an extension has found last, and who waits for the next.
type Published struct {
	mutex    sync.Mutex
	found    selection.Result
	known    bool
	changed  chan struct{}
	receiver map[string]any
}

// New is what has found nothing yet.
func New() *Published { return &Published{changed: make(chan struct{})} }

// By is that of the extension with the id, such as `monitors`.
func By(id string) (*Published, error) {
	found, ok := extensions.Load(id)
	if !ok {
		return nil, fmt.Errorf("the collector's service does not have the extension %q", id)
	}
	return found.(*Published), nil
}

// Open lets others find it by the extension's id.
func (p *Published) Open(id string) { extensions.Store(id, p) }

// Close ends that.
func (p *Published) Close(id string) { extensions.CompareAndDelete(id, p) }

// Set publishes what is found now.
func (p *Published) Set(found selection.Result) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.found, p.known = found, true
	close(p.changed)
	p.changed = make(chan struct{})
}

// Get is what was found last, whether anything was, and what is closed when there is something newer.
func (p *Published) Get() (found selection.Result, known bool, changed <-chan struct{}) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.found, p.known, p.changed
}

// SetReceiver publishes the settings of a Prometheus receiver with the scrape job that finds its targets here, and no other.
func (p *Published) SetReceiver(settings map[string]any) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.receiver = settings
}

// Receiver is nil where no scrape job finds its targets here.
func (p *Published) Receiver() map[string]any {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.receiver
}
