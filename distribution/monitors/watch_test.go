package monitors

import (
	"fmt"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"gke-telemetry/distribution/monitors/internal/selection"
)

func objectOf(namespace, name string) *unstructured.Unstructured {
	endpoint := map[string]any{"port": "metrics"}
	object := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"selector": map[string]any{}, "podMetricsEndpoints": []any{endpoint}},
	}}
	object.SetNamespace(namespace)
	object.SetName(name)
	return object
}

func TestOneNamespaceTakesNoMoreThanItsShare(t *testing.T) {
	w := newWatched(nil)
	kept := func() map[string]int {
		endpoints := map[string]int{}
		for _, one := range w.monitors() {
			endpoints[one.Namespace] += one.Endpoints()
		}
		return endpoints
	}
	add := func(namespace, name string) {
		w.update(selection.PodMonitor, w.parse(selection.PodMonitor, objectOf(namespace, name)), true)
	}
	for index := range maxEndpointsOfNamespace + 10 {
		add("shop", fmt.Sprint(index))
	}
	add("billing", "one")
	if got := kept(); got["shop"] != maxEndpointsOfNamespace || got["billing"] != 1 {
		t.Errorf("keeps %v", got)
	}
	add("shop", "0")
	w.update(selection.PodMonitor, w.parse(selection.PodMonitor, objectOf("shop", "1")), false)
	if got := kept(); got["shop"] != maxEndpointsOfNamespace-1 {
		t.Errorf("keeps %v after one is gone", got)
	}
	add("shop", "late")
	if got := kept(); got["shop"] != maxEndpointsOfNamespace {
		t.Errorf("keeps %v after one has come", got)
	}
}
