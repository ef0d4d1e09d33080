package durableremotewrite

import (
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
)

func TestTheDefaultsNeedAnEndpointAlone(t *testing.T) {
	config := createDefaultConfig().(*Config)
	if err := componenttest.CheckConfigStruct(config); err != nil {
		t.Fatal(err)
	}
	if err := config.Validate(); err == nil || !strings.Contains(err.Error(), "endpoint") {
		t.Fatalf("%v: the endpoint is missing", err)
	}
	config.Endpoint = "http://prometheus:9090/api/v1/write"
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestMistakesAreToldWithKeyValueRuleAndWayOut(t *testing.T) {
	for name, one := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"endpoint":    {func(c *Config) { c.Endpoint = "prometheus:9090" }, []string{"endpoint", `"prometheus:9090"`, "Give the whole URL"}},
		"protocol":    {func(c *Config) { c.Protocol = "3.0" }, []string{"protocol", `"3.0"`, `Give "auto"`}},
		"compression": {func(c *Config) { c.Compression = "gzip" }, []string{"compression", "gzip", "Leave it out"}},
		"shards":      {func(c *Config) { c.MaxShards = 3 }, []string{"max_shards", "3", "power of two"}},
		"strategy":    {func(c *Config) { c.TranslationStrategy = "x" }, []string{"translation_strategy", `"x"`, "NoTranslation"}},
		"external":    {func(c *Config) { c.ExternalLabels = map[string]string{"job": "x"} }, []string{"external_labels", `"job"`, "Choose another"}},
		"directory":   {func(c *Config) { c.Queue.Directory = "queue" }, []string{"queue::directory", `"queue"`, "whole path"}},
		"canary":      {func(c *Config) { c.Canary.Interval = time.Millisecond }, []string{"canary::interval", "1ms", "is below 100ms"}},
		"numbers":     {func(c *Config) { c.Canary.Directory = "shm" }, []string{"canary::directory", `"shm"`, "whole path"}},
		"age":         {func(c *Config) { c.Queue.MaxAge = -time.Second }, []string{"queue::max_age", "-1s", "is below 0s"}},
		"retry":       {func(c *Config) { c.Retry.MaxInterval = time.Millisecond }, []string{"retry::max_interval", "1ms", "is below 200ms"}},
		"memory":      {func(c *Config) { c.Queue.MemoryMiB = 0 }, []string{"queue::memory_mib", "0", "from 1 to"}},
		"disk": {func(c *Config) { c.Queue.Directory, c.Queue.DiskMiB = "/queue", 1 },
			[]string{"queue::disk_mib", "1", "is not from 8 to"}},
	} {
		t.Run(name, func(t *testing.T) {
			config := createDefaultConfig().(*Config)
			config.Endpoint = "http://prometheus:9090/api/v1/write"
			one.change(config)
			err := config.Validate()
			if err == nil {
				t.Fatal("this is a mistake")
			}
			for _, part := range one.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q lacks %q", err, part)
				}
			}
		})
	}
}

func TestEveryKeyOfTheReadmeIsRead(t *testing.T) {
	config := createDefaultConfig().(*Config)
	err := confmap.NewFromStringMap(map[string]any{
		"endpoint": "https://store/write", "timeout": "5s", "headers": map[string]any{"X-Scope-OrgID": "team"},
		"protocol": "1.0", "max_shards": 4, "translation_strategy": "NoTranslation", "external_labels": map[string]any{"cluster": "west"},
		"promote_all_resource_attributes": true, "ignore_resource_attributes": []any{"url.scheme"},
		"scope_labels": map[string]any{"name": false, "version": true, "attributes": true}, "target_info": false,
		"exemplar_max_age": "1m", "request": map[string]any{"max_kib": 1024, "max_samples": 2000, "flush_interval": "500ms"},
		"queue": map[string]any{
			"directory": "/queue", "memory_mib": 8, "disk_mib": 64, "max_age": "1h", "spill_after": "2s", "sync_interval": "0s",
		},
		"retry":        map[string]any{"initial_interval": "1s", "max_interval": "10s"},
		"series_cache": map[string]any{"max_series": 1000, "max_mib": 16, "idle_timeout": "5m"},
	}).Unmarshal(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	if config.Queue.DiskMiB != 64 || config.Request.FlushInterval != 500*time.Millisecond || config.ScopeLabels.Name {
		t.Fatalf("%+v", config)
	}
}
