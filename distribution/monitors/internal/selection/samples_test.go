package selection

import (
	"fmt"
	"slices"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"go.yaml.in/yaml/v3"
)

func withSampleRules(rules ...any) Result {
	one := podMonitorOf("shop", "one", fields{"port": "metrics", "metricRelabelings": rules}, nil)
	return Match(config, []*Monitor{one}, found(pod("shop", "cart", "8080", nil)))
}

// rulesOf are the target's rules as a scrape job reads them.
func rulesOf(t *testing.T, r Result) []*relabel.Config {
	t.Helper()
	if len(r.Targets) != 1 {
		t.Fatalf("%d targets", len(r.Targets))
	}
	set := r.RuleSets[string(r.Targets[0][RuleSetKey])]
	if set == nil {
		t.Fatalf("no rules: %v", r.Refused)
	}
	text, err := yaml.Marshal(set.Rules)
	if err != nil {
		t.Fatal(err)
	}
	var rules []*relabel.Config
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, rule := range rules {
		if err := rule.Validate(model.LegacyValidation); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	return rules
}

func TestSamplesAreRelabelledAsTheMonitorSays(t *testing.T) {
	sample := func(more ...string) labels.Labels {
		return labels.FromStrings(append([]string{"job", "cart", "instance", "10.0.0.8:8080"}, more...)...)
	}
	bucket := func(le string) labels.Labels { return sample("__name__", "request_seconds_bucket", "le", le) }
	names := []any{"__name__"}
	for name, one := range map[string]struct {
		rules      []any
		from, into labels.Labels
	}{
		"a dropped metric":    {[]any{fields{"action": "drop", "sourceLabels": names, "regex": "go_.*"}}, sample("__name__", "go_threads"), labels.EmptyLabels()},
		"another metric":      {[]any{fields{"action": "drop", "sourceLabels": names, "regex": "go_.*"}}, sample("__name__", "cargo_total"), sample("__name__", "cargo_total")},
		"kept metrics":        {[]any{fields{"action": "Keep", "sourceLabels": names, "regex": "up|cargo_total"}}, sample("__name__", "go_threads"), labels.EmptyLabels()},
		"a bucket of many":    {[]any{fields{"action": "drop", "sourceLabels": []any{"__name__", "le"}, "regex": `request_seconds_bucket;(0\.15|0\.2)`}}, bucket("0.15"), labels.EmptyLabels()},
		"the other buckets":   {[]any{fields{"action": "drop", "sourceLabels": []any{"__name__", "le"}, "regex": `request_seconds_bucket;(0\.15|0\.2)`}}, bucket("1"), bucket("1")},
		"a separator":         {[]any{fields{"action": "drop", "sourceLabels": []any{"__name__", "le"}, "separator": "@", "regex": ".*@1"}}, bucket("1"), labels.EmptyLabels()},
		"labels without need": {[]any{fields{"action": "labeldrop", "regex": "id|uid_.+"}}, sample("__name__", "x", "id", "1", "uid_a", "2", "side", "left"), sample("__name__", "x", "side", "left")},
		"a label of another":  {[]any{fields{"sourceLabels": []any{"path"}, "regex": "/([^/]+)/.*", "targetLabel": "part"}}, sample("__name__", "x", "path", "/cart/7"), sample("__name__", "x", "path", "/cart/7", "part", "cart")},
		"a constant":          {[]any{fields{"targetLabel": "tier", "replacement": "web"}}, sample("__name__", "x"), sample("__name__", "x", "tier", "web")},
		"an emptied label":    {[]any{fields{"targetLabel": "id", "replacement": ""}}, sample("__name__", "x", "id", "1"), sample("__name__", "x")},
		"another name":        {[]any{fields{"sourceLabels": names, "regex": "old_(.+)", "targetLabel": "__name__", "replacement": "new_$1"}}, sample("__name__", "old_x"), sample("__name__", "new_x")},
		"lower case":          {[]any{fields{"action": "Lowercase", "sourceLabels": []any{"zone"}, "targetLabel": "zone"}}, sample("__name__", "x", "zone", "A"), sample("__name__", "x", "zone", "a")},
		"equal labels":        {[]any{fields{"action": "dropequal", "sourceLabels": []any{"a"}, "targetLabel": "b"}}, sample("__name__", "x", "a", "1", "b", "1"), labels.EmptyLabels()},
		"one after another": {[]any{
			fields{"action": "hashmod", "sourceLabels": []any{"id"}, "modulus": 1, "targetLabel": "__tmp_hash"},
			fields{"action": "keep", "sourceLabels": []any{"__tmp_hash"}, "regex": "0"},
			fields{"action": "labeldrop", "regex": "__tmp_.*|id"},
		}, sample("__name__", "x", "id", "1"), sample("__name__", "x")},
	} {
		into, lb := labels.EmptyLabels(), labels.NewBuilder(one.from)
		if relabel.ProcessBuilder(lb, rulesOf(t, withSampleRules(one.rules...))...) {
			into = lb.Labels()
		}
		if !labels.Equal(into, one.into) {
			t.Errorf("%s: %s becomes %s", name, one.from, into)
		}
	}
}

func TestRulesThatChangeWhoseASampleIsAreNotApplied(t *testing.T) {
	doubled := fields{"sourceLabels": []any{"a"}, "targetLabel": "a", "replacement": "$1$1"}
	for name, rules := range map[string][]any{
		"another job":           {fields{"targetLabel": "job", "replacement": "x"}},
		"another pod":           {fields{"targetLabel": "pod", "replacement": "x"}},
		"a name of a value":     {fields{"sourceLabels": []any{"a"}, "targetLabel": "${1}", "replacement": "x"}},
		"all labels":            {fields{"action": "labeldrop", "regex": ".*"}},
		"the instance":          {fields{"action": "labeldrop", "regex": "instance"}},
		"all labels but two":    {fields{"action": "labelkeep", "regex": "__name__|job"}},
		"labels of labels":      {fields{"action": "labelmap", "regex": "exported_(.+)"}},
		"values without end":    slices.Repeat([]any{doubled}, 7),
		"joined without end":    slices.Repeat([]any{fields{"sourceLabels": []any{"a", "a"}, "targetLabel": "a"}}, 7),
		"more rules than there": slices.Repeat([]any{fields{"targetLabel": "a", "replacement": "x"}}, maxSampleRules+1),
		"no pattern":            {fields{"action": "drop", "regex": "("}},
	} {
		r := withSampleRules(rules...)
		expect(t, r, "shop/cart:8080/metrics")
		if r.Refused["shop"][refusedSamples] != 1 || len(r.RuleSets) != 0 || r.Targets[0][RuleSetKey] != "" {
			t.Errorf("%s: %v, %v", name, r.Refused, r.RuleSets)
		}
	}
}

func TestANamespaceHasNoMoreThanItsShareOfRules(t *testing.T) {
	var monitors []*Monitor
	for index := range maxRuleSets + 2 {
		path := fmt.Sprintf("/%d", index)
		rules := []any{fields{"targetLabel": "path", "replacement": path}}
		monitors = append(monitors, podMonitorOf("shop", path, fields{"port": "metrics", "path": path, "metricRelabelings": rules}, nil))
	}
	r := Match(config, monitors, found(pod("shop", "cart", "8080", nil)))
	if len(r.Targets) != len(monitors) || len(r.RuleSets) != maxRuleSets || r.Refused["shop"][refusedSamples] != 2 {
		t.Errorf("%d targets, %d sets of rules, %v", len(r.Targets), len(r.RuleSets), r.Refused)
	}
	same := slices.Repeat([]any{fields{"port": "metrics", "metricRelabelings": []any{fields{"action": "drop", "regex": "x"}}}}, 2)
	twice := written(PodMonitor, "shop", "twice", fields{"selector": fields{}, "podMetricsEndpoints": same})
	if r := Match(config, []*Monitor{twice}, found(pod("shop", "cart", "8080", nil))); len(r.RuleSets) != 1 {
		t.Errorf("%d sets of the same rules", len(r.RuleSets))
	}
}
