package durableremotewrite

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/otlptranslator"
)

var translationStrategies = []string{
	string(otlptranslator.UnderscoreEscapingWithSuffixes), string(otlptranslator.UnderscoreEscapingWithoutSuffixes),
	string(otlptranslator.NoUTF8EscapingWithSuffixes), string(otlptranslator.NoTranslation),
}

// A target alone has five series about its scrape, for which a tenth is kept.
const (
	leastSeriesLimit = 100
	mostSeriesLimit  = 1 << 30
)

// leastCanaryInterval is the least that the exporter's clock can tell apart.
const leastCanaryInterval = 100 * time.Millisecond

// Validate returns every mistake at once, each with its key, the value, the rule and a way out.
func (c *Config) Validate() error {
	mistakes := []error{
		c.validateEndpoint(), c.validateCompression(), c.validateProtocol(), c.validateShards(), c.validateStrategy(),
		c.validateLabels(), c.validateDirectory(), c.validateDurations(), c.validateSizes(),
		c.validateLimits(), c.validateCanary(),
	}
	return errors.Join(mistakes...)
}

func mistake(key string, value any, rule, wayOut string) error {
	return fmt.Errorf("%s: %v %s. %s", key, value, rule, wayOut)
}

func (c *Config) validateEndpoint() error {
	parsed, err := url.Parse(c.Endpoint)
	if err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != "" {
		return nil
	}
	return mistake("endpoint", fmt.Sprintf("%q", c.Endpoint), "is not the URL of a store",
		"Give the whole URL of its remote write, such as http://prometheus:9090/api/v1/write")
}

func (c *Config) validateCompression() error {
	if c.Compression == "" || c.Compression == "none" || c.Compression == "snappy" {
		return nil
	}
	return mistake("compression", c.Compression, "is not what remote write uses", "Leave it out: requests are compressed by snappy always")
}

func (c *Config) validateProtocol() error {
	if slices.Contains([]string{protocolAuto, protocol2, protocol1}, c.Protocol) {
		return nil
	}
	return mistake("protocol", fmt.Sprintf("%q", c.Protocol), "is not a version of remote write", `Give "auto", "2.0" or "1.0", in quotes`)
}

func (c *Config) validateShards() error {
	if c.MaxShards >= 1 && c.MaxShards <= 64 && c.MaxShards&(c.MaxShards-1) == 0 {
		return nil
	}
	return mistake("max_shards", c.MaxShards, "is not a power of two from 1 to 64", "Give 1, 2, 4, 8, 16, 32 or 64")
}

func (c *Config) validateStrategy() error {
	if slices.Contains(translationStrategies, c.TranslationStrategy) {
		return nil
	}
	return mistake("translation_strategy", fmt.Sprintf("%q", c.TranslationStrategy), "is not known",
		"Give one of "+strings.Join(translationStrategies, ", "))
}

func (c *Config) validateLabels() error {
	var mistakes []error
	for name, value := range c.ExternalLabels {
		if name == "" || strings.HasPrefix(name, "__") || name == "job" || name == "instance" {
			mistakes = append(mistakes, mistake("external_labels", fmt.Sprintf("%q", name), "cannot be an external label",
				"Choose another name: job and instance come from the resource, and names with two underscores are Prometheus' own"))
		}
		if value == "" {
			mistakes = append(mistakes, mistake("external_labels", fmt.Sprintf("%q", name), "has no value", "Give it one, or leave it out"))
		}
	}
	if c.PromoteAllResourceAttributes && len(c.PromoteResourceAttributes) > 0 {
		mistakes = append(mistakes, mistake("promote_resource_attributes", c.PromoteResourceAttributes,
			"says nothing beside promote_all_resource_attributes", "Leave one of both out"))
	}
	if !c.PromoteAllResourceAttributes && len(c.IgnoreResourceAttributes) > 0 {
		mistakes = append(mistakes, mistake("ignore_resource_attributes", c.IgnoreResourceAttributes,
			"says nothing without promote_all_resource_attributes", "Leave it out"))
	}
	return errors.Join(mistakes...)
}

func (c *Config) validateLimits() error {
	limits := c.Limits
	switch {
	case limits.Attribute == "" && limits.MaxSeries == 0:
		return nil
	case limits.Attribute == "":
		return mistake("limits::attribute", `""`, "is no attribute whose values could be limited",
			"Give an attribute of the resource, such as k8s.namespace.name, or leave out limits::max_series")
	case limits.MaxSeries < leastSeriesLimit || limits.MaxSeries > mostSeriesLimit:
		return mistake("limits::max_series", limits.MaxSeries, fmt.Sprintf("is not from %d to %d", leastSeriesLimit, mostSeriesLimit),
			"Give a value in between, or leave out limits::attribute")
	}
	return nil
}

func (c *Config) validateCanary() error {
	canary := c.Canary
	var mistakes []error
	if canary.Interval != 0 && canary.Interval < leastCanaryInterval {
		mistakes = append(mistakes, mistake("canary::interval", canary.Interval, "is below "+leastCanaryInterval.String(),
			"Give a longer time, such as the scrape interval, or 0s for no such series"))
	}
	if canary.Directory != "" && !filepath.IsAbs(canary.Directory) {
		mistakes = append(mistakes, mistake("canary::directory", fmt.Sprintf("%q", canary.Directory), "is not an absolute path",
			"Give the whole path, such as /dev/shm, or leave it out"))
	}
	return errors.Join(mistakes...)
}

func (c *Config) validateDirectory() error {
	if c.Queue.Directory == "" || filepath.IsAbs(c.Queue.Directory) {
		return nil
	}
	return mistake("queue::directory", fmt.Sprintf("%q", c.Queue.Directory), "is not an absolute path",
		"Give the whole path, or leave it out to keep the queue in memory")
}

func (c *Config) validateDurations() error {
	var mistakes []error
	atLeast := func(key string, value, least time.Duration) {
		if value < least {
			mistakes = append(mistakes, mistake(key, value, "is below "+least.String(), "Give a longer time"))
		}
	}
	atLeast("timeout", c.Timeout, time.Millisecond)
	atLeast("exemplar_max_age", c.ExemplarMaxAge, 0)
	atLeast("request::flush_interval", c.Request.FlushInterval, 0)
	atLeast("queue::max_age", c.Queue.MaxAge, 0)
	atLeast("queue::spill_after", c.Queue.SpillAfter, 100*time.Millisecond)
	atLeast("queue::sync_interval", c.Queue.SyncInterval, 0)
	atLeast("retry::initial_interval", c.Retry.InitialInterval, time.Millisecond)
	atLeast("retry::max_interval", c.Retry.MaxInterval, c.Retry.InitialInterval)
	atLeast("series_cache::idle_timeout", c.SeriesCache.IdleTimeout, time.Minute)
	return errors.Join(mistakes...)
}

func (c *Config) validateSizes() error {
	var mistakes []error
	between := func(key string, value, least, most int) {
		if value < least || value > most {
			mistakes = append(mistakes, mistake(key, value, fmt.Sprintf("is not from %d to %d", least, most), "Give a value in between"))
		}
	}
	// A store takes 32 MiB at most, as a rule.
	between("request::max_kib", c.Request.MaxKiB, 16, 32<<10)
	between("request::max_samples", c.Request.MaxSamples, 1, 1_000_000)
	between("queue::memory_mib", c.Queue.MemoryMiB, 1, 1<<20)
	between("series_cache::max_series", c.SeriesCache.MaxSeries, 1, 1<<30)
	between("series_cache::max_mib", c.SeriesCache.MaxMiB, 1, 1<<20)
	if c.Queue.Directory != "" {
		between("queue::disk_mib", c.Queue.DiskMiB, 4*max(1, c.Request.MaxKiB/1024), 1<<30)
	}
	return errors.Join(mistakes...)
}
