package selection

import (
	"fmt"
	"slices"
	"testing"

	"github.com/prometheus/common/model"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const node = "node-a"

// pod is what Prometheus' discovery says of a port of a pod.
func pod(in, name, port string, more model.LabelSet) model.LabelSet {
	ip := "10.0.0." + fmt.Sprint(len(in)+len(name))
	return model.LabelSet{
		model.AddressLabel: model.LabelValue(ip + ":" + port), podIP: model.LabelValue(ip), PodNode: node,
		namespace: model.LabelValue(in), podName: model.LabelValue(name), podUID: model.LabelValue(in + "-" + name),
		container: "main", portName: "metrics", portNumber: model.LabelValue(port),
		meta + "pod_label_app": model.LabelValue(name), meta + "pod_labelpresent_app": "true",
	}.Merge(more)
}

// behind is what it says of the same port behind a Service of the pod's namespace.
func behind(target model.LabelSet, service string) model.LabelSet {
	return target.Merge(model.LabelSet{
		serviceName: model.LabelValue(service), endpointPort: "metrics",
		meta + "service_label_app": model.LabelValue(service), meta + "service_labelpresent_app": "true",
	})
}

type fields = map[string]any

func written(of Kind, in, name string, spec fields) *Monitor {
	object := &unstructured.Unstructured{Object: fields{"spec": spec}}
	object.SetNamespace(in)
	object.SetName(name)
	return Parse(of, object)
}

func podMonitorOf(in, name string, endpoint fields, more fields) *Monitor {
	spec := fields{"selector": fields{}, "podMetricsEndpoints": []any{endpoint}}
	for key, value := range more {
		spec[key] = value
	}
	return written(PodMonitor, in, name, spec)
}

func found(pods ...model.LabelSet) Discovered { return Discovered{OfPods: pods} }

func scraped(r Result) []string {
	var names []string
	for _, target := range r.Targets {
		names = append(names, string(target[namespace]+"/"+target[podName]+":"+target[asked+"port"]+target[asked+"path"]))
	}
	return names
}

func expect(t *testing.T, r Result, names ...string) {
	t.Helper()
	if got := scraped(r); !slices.Equal(got, names) {
		t.Errorf("scrapes %q, and not %q", got, names)
	}
}

var config = &Config{Node: node}

func TestAPodMonitorSelectsPodsOfItsOwnNamespace(t *testing.T) {
	pods := found(pod("shop", "cart", "8080", nil), pod("billing", "ledger", "8080", nil))
	for name, selector := range map[string]fields{
		"without a selector": {}, "of all": {"any": true}, "of two": {"matchNames": []any{"shop", "billing"}},
	} {
		one := podMonitorOf("shop", "one", fields{"port": "metrics"}, fields{"namespaceSelector": selector})
		r := Match(config, []*Monitor{one}, pods)
		expect(t, r, "shop/cart:8080/metrics")
		if told := r.Refused["shop"][refusedNamespaces]; told != min(len(selector), 1) {
			t.Errorf("%s: told %d times", name, told)
		}
		across := Match(&Config{Node: node, AcrossNamespaces: []string{"shop"}}, []*Monitor{one}, pods)
		if len(selector) > 0 {
			expect(t, across, "shop/cart:8080/metrics", "billing/ledger:8080/metrics")
		}
	}
}

func TestOnlyMonitorsOfTheNamedNamespacesCount(t *testing.T) {
	monitors := []*Monitor{
		podMonitorOf("shop", "one", fields{"port": "metrics"}, nil),
		podMonitorOf("billing", "one", fields{"port": "metrics"}, nil),
	}
	pods := found(pod("shop", "cart", "8080", nil), pod("billing", "ledger", "8080", nil))
	expect(t, Match(&Config{Node: node, Namespaces: []string{"billing"}}, monitors, pods), "billing/ledger:8080/metrics")
}

func TestOnlyMonitorsWithTheLabelsCount(t *testing.T) {
	one, two := podMonitorOf("shop", "one", fields{"port": "metrics"}, nil), podMonitorOf("billing", "two", fields{"port": "metrics"}, nil)
	one.Labels = map[string]string{"release": "prometheus", "app": "x"}
	two.Labels = map[string]string{"release": "other"}
	pods := found(pod("shop", "cart", "8080", nil), pod("billing", "ledger", "8080", nil))
	labelled := &Config{Node: node, MatchLabels: map[string]string{"release": "prometheus"}}
	expect(t, Match(labelled, []*Monitor{one, two}, pods), "shop/cart:8080/metrics")
}

func TestALargeMonitorIsRefused(t *testing.T) {
	large := written(PodMonitor, "shop", "large", fields{"selector": fields{}, "note": make([]byte, maxSpecBytes), "podMetricsEndpoints": []any{fields{}}})
	if len(large.endpoints) != 0 || !slices.Equal(large.refused, []Refusal{refusedInvalid}) {
		t.Errorf("keeps %v", large)
	}
}

func TestASelectorIsThatOfKubernetes(t *testing.T) {
	pods := found(pod("shop", "cart", "8080", nil), pod("shop", "stock", "8080", nil))
	expression := func(operator string, key string, values ...any) fields {
		return fields{"selector": fields{"matchExpressions": []any{fields{"key": key, "operator": operator, "values": values}}}}
	}
	for _, one := range []struct {
		more fields
		want []string
	}{
		{fields{"selector": fields{"matchLabels": fields{"app": "cart"}}}, []string{"shop/cart:8080/metrics"}},
		{expression("In", "app", "stock"), []string{"shop/stock:8080/metrics"}},
		{expression("NotIn", "app", "stock"), []string{"shop/cart:8080/metrics"}},
		{expression("NotIn", "tier", "web"), []string{"shop/cart:8080/metrics", "shop/stock:8080/metrics"}},
		{expression("Exists", "tier"), nil},
		{expression("DoesNotExist", "app"), nil},
		{expression("Perhaps", "app"), nil},
	} {
		r := Match(config, []*Monitor{podMonitorOf("shop", "one", fields{"port": "metrics"}, one.more)}, pods)
		expect(t, r, one.want...)
	}
}

func TestAnEndpointNamesAPort(t *testing.T) {
	pods := found(pod("shop", "cart", "8080", nil), pod("shop", "stock", "9090", model.LabelSet{portName: "admin"}))
	for _, one := range []struct {
		endpoint fields
		want     []string
	}{
		{fields{"port": "admin"}, []string{"shop/stock:9090/metrics"}},
		{fields{"portNumber": 8080}, []string{"shop/cart:8080/metrics"}},
		{fields{"targetPort": 9090}, []string{"shop/stock:9090/metrics"}},
		{fields{"targetPort": "metrics", "path": "/all"}, []string{"shop/cart:8080/all"}},
		{fields{}, []string{"shop/cart:8080/metrics", "shop/stock:9090/metrics"}},
		{fields{"port": "none"}, nil},
	} {
		expect(t, Match(config, []*Monitor{podMonitorOf("shop", "one", one.endpoint, nil)}, pods), one.want...)
	}
}

func TestAServiceMonitorTakesItsPodsAndNoOthers(t *testing.T) {
	cart, ledger := pod("shop", "cart", "8080", nil), pod("billing", "ledger", "8080", nil)
	elsewhere := pod("shop", "far", "8080", model.LabelSet{PodNode: "node-b"})
	borrowed := behind(ledger, "web").Merge(model.LabelSet{namespace: "shop"})
	outside := model.LabelSet{model.AddressLabel: "192.0.2.1:80", namespace: "shop", serviceName: "web", endpointPort: "metrics"}
	one := written(ServiceMonitor, "shop", "web", fields{
		"selector": fields{"matchLabels": fields{"app": "web"}}, "endpoints": []any{fields{"port": "metrics"}},
	})
	r := Match(config, []*Monitor{one}, Discovered{
		OfPods:     []model.LabelSet{cart, ledger, elsewhere},
		OfServices: []model.LabelSet{behind(cart, "web"), behind(elsewhere, "web"), borrowed, outside},
	})
	expect(t, r, "shop/cart:8080/metrics")
	for name, value := range map[model.LabelName]model.LabelValue{"job": "web", "service": "web", "namespace": "shop", "pod": "cart", "endpoint": "metrics"} {
		if got := r.Targets[0][label+name]; got != value {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestTheAddressIsThatOfThePod(t *testing.T) {
	cart := pod("shop", "cart", "8080", nil)
	slice := behind(cart, "web").Merge(model.LabelSet{model.AddressLabel: "192.0.2.1:8080"})
	one := written(ServiceMonitor, "shop", "web", fields{"selector": fields{}, "endpoints": []any{fields{"port": "metrics"}}})
	r := Match(config, []*Monitor{one}, Discovered{OfPods: []model.LabelSet{cart}, OfServices: []model.LabelSet{slice}})
	if got := r.Targets[0][model.AddressLabel]; got != cart[model.AddressLabel] {
		t.Errorf("the address is %q", got)
	}
}

func TestAPodIsScrapedOnceAndNotTooOften(t *testing.T) {
	same := []*Monitor{
		podMonitorOf("shop", "one", fields{"port": "metrics"}, nil),
		podMonitorOf("shop", "two", fields{"port": "metrics", "path": "/metrics"}, nil),
	}
	expect(t, Match(config, same, found(pod("shop", "cart", "8080", nil))), "shop/cart:8080/metrics")
	var many []*Monitor
	for index := range 2 * maxTargetsPerPod {
		many = append(many, podMonitorOf("shop", fmt.Sprint(index), fields{"port": "metrics", "path": fmt.Sprintf("/%d", index)}, nil))
	}
	if r := Match(config, many, found(pod("shop", "cart", "8080", nil))); len(r.Targets) != maxTargetsPerPod {
		t.Errorf("%d targets", len(r.Targets))
	}
}
