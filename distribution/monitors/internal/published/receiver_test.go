package published

import (
	"fmt"
	"testing"
)

func TestTheReceiverHasTheJobWithTheExtensionsTargetsAlone(t *testing.T) {
	jobOf := func(name, extension string) any {
		return map[string]any{"job_name": name, "monitor_sd_configs": []any{map[string]any{"extension": extension}}}
	}
	other := map[string]any{"job_name": "pods", "kubernetes_sd_configs": []any{}}
	configuration := map[string]any{"receivers": map[string]any{"otlp": nil, "prometheus": map[string]any{
		"target_allocator": map[string]any{"interval": "0s"},
		"config":           map[string]any{"global": "set", "scrape_configs": []any{other, jobOf("a", "monitors/a"), jobOf("b", "monitors/b")}},
	}}}
	want := map[string]any{"config": map[string]any{"global": "set", "scrape_configs": []any{jobOf("b", "monitors/b")}}}
	if got := ReceiverOf(configuration, "monitors/b"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("has %v", got)
	}
	if got := ReceiverOf(configuration, "monitors"); got != nil {
		t.Errorf("has %v", got)
	}
}
