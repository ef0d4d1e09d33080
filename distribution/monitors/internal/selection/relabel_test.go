package selection

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
)

func relabelled(t *testing.T, relabelings ...any) Result {
	t.Helper()
	one := podMonitorOf("shop", "one", fields{"port": "metrics", "relabelings": relabelings}, nil)
	return Match(config, []*Monitor{one}, found(pod("shop", "cart", "8080", nil), pod("shop", "stock", "9090", nil)))
}

func TestRelabelingsChooseTargetsAndLabels(t *testing.T) {
	r := relabelled(t,
		fields{"action": "Keep", "sourceLabels": []any{meta + "pod_name"}, "regex": "cart"},
		fields{"sourceLabels": []any{meta + "pod_label_app"}, "targetLabel": "tier", "replacement": "${1}-tier"},
		fields{"targetLabel": "job", "replacement": "web"},
		fields{"targetLabel": "__metrics_path__", "replacement": "/other"},
	)
	expect(t, r, "shop/cart:8080/other")
	if got := r.Targets[0]; got[label+"tier"] != "cart-tier" || got[label+"job"] != "web" {
		t.Errorf("labels are %v", got)
	}
}

func TestRelabelingsChangeNothingThatSaysWhoseTheSamplesAre(t *testing.T) {
	var rules []any
	for _, name := range []string{
		"namespace", "pod", "container", "endpoint", meta + "namespace", meta + "pod_name", meta + "pod_uid", meta + "pod_ip",
		meta + "pod_node_name", asked + "port", asked + "label_k8s_namespace_name",
	} {
		rules = append(rules, fields{"targetLabel": name, "replacement": "forged"})
	}
	r := relabelled(t, rules...)
	expect(t, r, "shop/cart:8080/metrics", "shop/stock:9090/metrics")
	for name, value := range r.Targets[0] {
		if value == "forged" {
			t.Errorf("%s is forged", name)
		}
	}
}

func TestWhatRelabelingsMayNotIsRefused(t *testing.T) {
	for name, one := range map[string]struct {
		rule any
		why  Refusal
	}{
		"an address":               {fields{"targetLabel": "__address__", "replacement": "169.254.169.254:80"}, refusedAddress},
		"an address of a label":    {fields{"action": "labelmap", "regex": "__meta_kubernetes_pod_label_(app)", "replacement": "__address__"}, refusedAddress},
		"another name of a label":  {fields{"targetLabel": "k8s.namespace.name", "replacement": "billing"}, refusedInvalid},
		"a pattern that is none":   {fields{"targetLabel": "x", "regex": "("}, refusedInvalid},
		"a pattern that is a book": {fields{"targetLabel": "x", "regex": strings.Repeat("x", maxPatternLength+1)}, refusedInvalid},
		"an action that is none":   {fields{"action": "explode", "targetLabel": "x"}, refusedInvalid},
		"a pattern of choices":     {fields{"targetLabel": "x", "regex": "(a?){65}"}, refusedInvalid},
		"something else":           {"x", refusedInvalid},
		"many sources":             {fields{"sourceLabels": slices.Repeat([]any{podIP}, maxSourceLabels+1), "targetLabel": "x"}, refusedInvalid},
	} {
		r := relabelled(t, one.rule)
		if expect(t, r); r.Refused["shop"][one.why] != 1 {
			t.Errorf("%s: %v", name, r.Refused)
		}
	}
}

func TestRelabelingsDoNotGrowWithoutEnd(t *testing.T) {
	for name, rule := range map[string]fields{
		"a value":    {"sourceLabels": []any{meta + "pod_name"}, "targetLabel": meta + "pod_name", "replacement": "$1$1"},
		"labels":     {"action": "labelmap", "regex": "(.+)", "replacement": "x_$1"},
		"own labels": {"action": "labelmap", "regex": "(x_.+|job)", "replacement": "x_$1"},
	} {
		if r := relabelled(t, slices.Repeat([]any{rule}, maxRelabelings)...); len(r.Targets) != 0 || r.Refused["shop"][refusedInvalid] != 1 {
			t.Errorf("%s: %d targets, %v", name, len(r.Targets), r.Refused)
		}
	}
}

func TestRelabelingsTakeNoMoreThanTheirTime(t *testing.T) {
	// On this clock each relabeling takes a millisecond, whatever the machine.
	clock := time.Unix(0, 0)
	now = func() time.Time { clock = clock.Add(time.Millisecond); return clock }
	t.Cleanup(func() { now = time.Now })
	rules := slices.Repeat([]any{fields{"sourceLabels": []any{meta + "pod_name"}, "targetLabel": "x"}}, maxRelabelings)
	of := func(in string) *Monitor {
		return podMonitorOf(in, "one", fields{"port": "metrics", "relabelings": rules}, nil)
	}
	r := Match(config, append(slices.Repeat([]*Monitor{of("shop")}, 10_000), of("till")),
		found(pod("shop", "cart", "8080", nil), pod("till", "drawer", "8080", nil)))
	inTime := int(maxTime / (maxRelabelings * time.Millisecond))
	if kept := 10_000 - r.Refused["shop"][refusedInvalid]; kept < inTime/2 || kept > inTime {
		t.Errorf("%d monitors were heard in a time for %d", kept, inTime)
	}
	if expect(t, r, "shop/cart:8080/metrics", "till/drawer:8080/metrics"); r.Refused["till"] != nil {
		t.Errorf("another namespace pays for it: %v", r.Refused["till"])
	}
}

func TestCredentialsProxiesAndSeveralValuesAreRefused(t *testing.T) {
	secret := fields{"name": "x", "key": "x"}
	for why, endpoints := range map[Refusal][]fields{
		refusedProxy: {{"proxyUrl": "http://evil.example"}, {"proxyFromEnvironment": true}},
		refusedCredentials: {
			{"bearerTokenFile": "/token"}, {"bearerTokenSecret": secret}, {"basicAuth": fields{}}, {"oauth2": fields{}},
			{"authorization": fields{"credentials": secret}}, {"tlsConfig": fields{"keySecret": secret}},
			{"tlsConfig": fields{"certFile": "/x"}}, {"tlsConfig": fields{"cert": fields{"secret": secret}}},
		},
		refusedParameters: {{"params": fields{"collect[]": []any{"a", "b"}}}},
		refusedInvalid:    {{"params": "x"}, {"port": []any{1}}},
	} {
		for _, endpoint := range endpoints {
			r := Match(config, []*Monitor{podMonitorOf("shop", "one", endpoint, nil)}, found(pod("shop", "cart", "8080", nil)))
			if expect(t, r); r.Refused["shop"][why] != 1 {
				t.Errorf("%v: %v", endpoint, r.Refused)
			}
		}
	}
}

func TestEmptySelectorsOfOlderChartsAreNoCredentials(t *testing.T) {
	older := fields{
		"port": "metrics", "bearerTokenSecret": fields{"key": ""}, "tlsConfig": fields{"ca": fields{}, "cert": fields{}, "insecureSkipVerify": true},
		"scheme": "HTTPS", "params": fields{"collect[]": []any{"standard"}},
	}
	r := Match(config, []*Monitor{podMonitorOf("shop", "one", older, nil)}, found(pod("shop", "cart", "8080", nil)))
	expect(t, r, "shop/cart:8080/metrics")
	if got := r.Targets[0]; got[asked+"scheme"] != "https" || got[asked+"param_collect[]"] != "standard" {
		t.Errorf("asks for %v", got)
	}
}

func TestAServiceThatIsAnnotatedIsTold(t *testing.T) {
	cart, stock := pod("shop", "cart", "8080", nil), pod("shop", "stock", "9090", nil)
	annotation := model.LabelSet{annotatedService: "true"}
	foreign := behind(stock, "web").Merge(annotation).Merge(model.LabelSet{namespace: "billing"})
	r := Match(config, []*Monitor{podMonitorOf("shop", "one", fields{"port": "metrics"}, nil)}, Discovered{
		OfPods: []model.LabelSet{cart, stock}, OfServices: []model.LabelSet{behind(cart, "web").Merge(annotation), foreign},
	})
	if r.Targets[0][asked+"service_annotated"] != "true" || r.Targets[1][asked+"service_annotated"] != "" {
		t.Errorf("targets are %v", r.Targets)
	}
}
