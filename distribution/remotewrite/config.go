package durableremotewrite

import (
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
)

// Config is what an operator may set. The README has a table of all keys with their defaults.
type Config struct {
	// ClientConfig has endpoint, timeout, TLS, headers, authentication and the like.
	confighttp.ClientConfig `mapstructure:",squash"`

	// Protocol is "auto" (2.0, and 1.0 for a store that does not understand it), "2.0" or "1.0".
	Protocol string `mapstructure:"protocol"`
	// MaxShards is how many requests may be under way at once: a power of two from 1 to 64.
	MaxShards int `mapstructure:"max_shards"`

	// TranslationStrategy is how names of OTLP are written; the values are Prometheus' own.
	TranslationStrategy string `mapstructure:"translation_strategy"`
	// ExternalLabels are put on every series whose resource does not give it such a label.
	ExternalLabels map[string]string `mapstructure:"external_labels"`
	// PromoteAllResourceAttributes makes a label of every attribute of the resource but IgnoreResourceAttributes.
	PromoteAllResourceAttributes bool     `mapstructure:"promote_all_resource_attributes"`
	IgnoreResourceAttributes     []string `mapstructure:"ignore_resource_attributes"`
	// PromoteResourceAttributes lists the attributes of the resource that become labels.
	PromoteResourceAttributes []string `mapstructure:"promote_resource_attributes"`
	// ScopeLabels says what of the scope of OTLP metrics becomes labels.
	ScopeLabels ScopeLabelsConfig `mapstructure:"scope_labels"`
	// TargetInfo adds the series target_info for resources that send by OTLP.
	TargetInfo bool `mapstructure:"target_info"`
	// ExemplarMaxAge is how much older than its sample an exemplar may be.
	ExemplarMaxAge time.Duration `mapstructure:"exemplar_max_age"`

	// Request bounds the requests.
	Request RequestConfig `mapstructure:"request"`
	// Queue is what is kept while the store does not take it.
	Queue QueueConfig `mapstructure:"queue"`
	// Retry is the pause between tries.
	Retry RetryConfig `mapstructure:"retry"`
	// SeriesCache bounds the label sets that are kept.
	SeriesCache SeriesCacheConfig `mapstructure:"series_cache"`
	// Limits bounds the series of each value of an attribute.
	Limits LimitsConfig `mapstructure:"limits"`
	// Canary is a series of the exporter's own, by which the store tells whether anything is missing.
	Canary CanaryConfig `mapstructure:"canary"`
}

// ScopeLabelsConfig says what of an OTLP scope becomes labels. Scopes of scraped metrics are not concerned: their labels
// are those of the exposition.
type ScopeLabelsConfig struct {
	// Name adds otel_scope_name, which tells series of two scopes apart.
	Name bool `mapstructure:"name"`
	// Version adds otel_scope_version. Every series ends then with each new version of the instrumentation.
	Version bool `mapstructure:"version"`
	// Attributes adds otel_scope_ and the name of each attribute.
	Attributes bool `mapstructure:"attributes"`
}

// RequestConfig bounds the requests to the store.
type RequestConfig struct {
	// MaxKiB is the size of an uncompressed request at which the next one is begun.
	MaxKiB int `mapstructure:"max_kib"`
	// MaxSamples is the number of samples at which the next one is begun.
	MaxSamples int `mapstructure:"max_samples"`
	// FlushInterval is how long samples wait for others to go with.
	FlushInterval time.Duration `mapstructure:"flush_interval"`
}

// QueueConfig bounds what is kept while the store does not take it.
type QueueConfig struct {
	// Directory is where blocks are kept in files. Empty means memory alone.
	Directory string `mapstructure:"directory"`
	// MemoryMiB bounds the compressed requests in memory.
	MemoryMiB int `mapstructure:"memory_mib"`
	// DiskMiB bounds the files.
	DiskMiB int `mapstructure:"disk_mib"`
	// MaxAge is the age at which samples are given up. 0 means never.
	MaxAge time.Duration `mapstructure:"max_age"`
	// SpillAfter is how long a request may wait in memory before it is written to a file.
	SpillAfter time.Duration `mapstructure:"spill_after"`
	// SyncInterval is how often files are synced to the disk. 0 means after each write.
	SyncInterval time.Duration `mapstructure:"sync_interval"`
}

// RetryConfig is the pause between two tries: it doubles from the first to the last and is spread by half of itself.
type RetryConfig struct {
	InitialInterval time.Duration `mapstructure:"initial_interval"`
	MaxInterval     time.Duration `mapstructure:"max_interval"`
}

// SeriesCacheConfig bounds the label sets that are kept. Series beyond are written all the same, at a higher cost.
type SeriesCacheConfig struct {
	MaxSeries int `mapstructure:"max_series"`
	MaxMiB    int `mapstructure:"max_mib"`
	// IdleTimeout is how long a series is kept that is not seen any more.
	IdleTimeout time.Duration `mapstructure:"idle_timeout"`
}

// LimitsConfig gives each value of an attribute of the resource, such as each namespace, a budget of series. Without both
// keys there is none.
type LimitsConfig struct {
	// Attribute is the attribute of the resource. Resources that do not have it share one budget.
	Attribute string `mapstructure:"attribute"`
	// MaxSeries is how many series of one value may be live at a time.
	MaxSeries int `mapstructure:"max_series"`
}

// CanaryConfig is a series of the exporter's own, whose value grows by one with each of its samples, and the numbers of
// its requests.
type CanaryConfig struct {
	// Interval is the time between two samples. 0 means that there is no such series, and that requests have no numbers.
	Interval time.Duration `mapstructure:"interval"`
	// ResourceAttributes are those of its resource, of which labels are made as of any other.
	ResourceAttributes map[string]string `mapstructure:"resource_attributes"`
	// Directory is where the last numbers are kept, so that the next process can tell them of one that was killed. It should
	// be in memory and outlive the process, like /dev/shm in a pod. Empty means that the end of a killed process is unknown.
	Directory string `mapstructure:"directory"`
}

const (
	protocolAuto = "auto"
	protocol2    = "2.0"
	protocol1    = "1.0"
)

func createDefaultConfig() component.Config {
	client := confighttp.NewDefaultClientConfig()
	client.Timeout = 30 * time.Second
	return &Config{
		ClientConfig:        client,
		Protocol:            protocolAuto,
		MaxShards:           8,
		TranslationStrategy: "UnderscoreEscapingWithSuffixes",
		ScopeLabels:         ScopeLabelsConfig{Name: true},
		TargetInfo:          true,
		ExemplarMaxAge:      10 * time.Minute,
		Request:             RequestConfig{MaxKiB: 2048, MaxSamples: 10_000, FlushInterval: time.Second},
		Queue: QueueConfig{
			MemoryMiB: 64, DiskMiB: 1024, SpillAfter: 5 * time.Second, SyncInterval: time.Second,
		},
		Retry:       RetryConfig{InitialInterval: 200 * time.Millisecond, MaxInterval: 5 * time.Second},
		SeriesCache: SeriesCacheConfig{MaxSeries: 500_000, MaxMiB: 512, IdleTimeout: 10 * time.Minute},
	}
}
