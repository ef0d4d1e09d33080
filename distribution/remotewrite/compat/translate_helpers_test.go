package compat

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/otlptranslator"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/translate"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// oneBuilder is a sink with one request for all lanes.
type oneBuilder struct{ builder *writepb.Builder }

func (s oneBuilder) Builder(uint8) *writepb.Builder { return s.builder }
func (s oneBuilder) ForgetSymbols()                 { s.builder.ForgetSymbols() }

func defaultOptions() translate.Options {
	return translate.Options{
		Strategy: otlptranslator.UnderscoreEscapingWithSuffixes, PromoteAll: true, ScopeName: true,
		ExemplarMaxAge: time.Hour, MaxSeries: 1000, MaxBytes: 1 << 30, IdleTimeout: time.Minute,
	}
}

// translator is one translator with its request, used again and again.
type translator struct {
	translator *translate.Translator
	sink       oneBuilder
	last       translate.Result
}

func newTranslator(options translate.Options) *translator {
	symbols := writepb.NewSymbolTable()
	return &translator{translate.NewTranslator(options, symbols), oneBuilder{writepb.NewBuilder(symbols)}, translate.Result{}}
}

// request translates a batch and decodes what comes out with Prometheus' own types.
func (t *translator) request(test *testing.T, metrics pmetric.Metrics) *writev2.Request {
	test.Helper()
	t.sink.builder.Reset()
	t.last = t.translator.Translate(metrics, 1_000_000, t.sink)
	var decoded writev2.Request
	if err := decoded.Unmarshal(t.sink.builder.AppendTo(nil)); err != nil {
		test.Fatal(err)
	}
	return &decoded
}

// lines writes a request as sorted lines, one for each sample, which can be compared.
func lines(test *testing.T, symbols []string, series []writev2.TimeSeries, withStart bool) []string {
	test.Helper()
	var all []string
	builder := labels.NewScratchBuilder(0)
	for _, one := range series {
		set, err := one.ToLabels(&builder, symbols)
		if err != nil {
			test.Fatal(err)
		}
		metadata, err := one.ToMetadata(symbols)
		if err != nil {
			test.Fatal(err)
		}
		suffix := fmt.Sprintf(" type=%s help=%q unit=%q", metadata.Type, metadata.Help, metadata.Unit)
		for _, sample := range one.Samples {
			line := fmt.Sprintf("%s %s @%d", set, value(sample.Value), sample.Timestamp)
			if withStart {
				line += fmt.Sprintf(" from %d", sample.StartTimestamp)
			}
			all = append(all, line+suffix)
		}
		for _, histogram := range one.Histograms {
			all = append(all, fmt.Sprintf("%s %s @%d", set, nativeText(histogram), histogram.Timestamp)+suffix)
		}
		for _, exemplar := range one.Exemplars {
			decoded, err := exemplar.ToExemplar(&builder, symbols)
			if err != nil {
				test.Fatal(err)
			}
			all = append(all, fmt.Sprintf("%s exemplar %s %v @%d", set, decoded.Labels, decoded.Value, decoded.Ts))
		}
	}
	sort.Strings(all)
	return all
}

func value(of float64) string {
	if math.Float64bits(of) == 0x7ff0000000000002 {
		return "stale"
	}
	return fmt.Sprint(of)
}

// nativeText writes a native histogram with each bucket that is not empty.
func nativeText(encoded writev2.Histogram) string {
	if math.Float64bits(encoded.Sum) == 0x7ff0000000000002 {
		return "stale histogram"
	}
	histogram := encoded.ToIntHistogram()
	text := fmt.Sprintf("native schema=%d count=%d sum=%v zero=%d threshold=%v", histogram.Schema, histogram.Count,
		histogram.Sum, histogram.ZeroCount, histogram.ZeroThreshold)
	for iterator := histogram.PositiveBucketIterator(); iterator.Next(); {
		if bucket := iterator.At(); bucket.Count > 0 {
			text += fmt.Sprintf(" +%d:%d", bucket.Index, bucket.Count)
		}
	}
	for iterator := histogram.NegativeBucketIterator(); iterator.Next(); {
		if bucket := iterator.At(); bucket.Count > 0 {
			text += fmt.Sprintf(" -%d:%d", bucket.Index, bucket.Count)
		}
	}
	return text
}

// expectLines fails with the lines that one side alone has.
func expectLines(test *testing.T, got, want []string) {
	test.Helper()
	sort.Strings(want)
	if slices.Equal(got, want) {
		return
	}
	var differences []string
	for _, line := range got {
		if !slices.Contains(want, line) {
			differences = append(differences, "+ "+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			differences = append(differences, "- "+line)
		}
	}
	test.Fatalf("%d lines instead of %d:\n%s", len(got), len(want), strings.Join(differences, "\n"))
}

// version1Lines writes a request of remote write 1.0 in the same way.
func version1Lines(request *prompb.WriteRequest) []string {
	var all []string
	builder := labels.NewScratchBuilder(0)
	for _, one := range request.Timeseries {
		set := one.ToLabels(&builder, nil)
		for _, sample := range one.Samples {
			all = append(all, fmt.Sprintf("%s %s @%d", set, value(sample.Value), sample.Timestamp))
		}
		for _, histogram := range one.Histograms {
			all = append(all, fmt.Sprintf("%s histogram count=%d @%d", set, histogram.GetCountInt(), histogram.Timestamp))
		}
		for _, exemplar := range one.Exemplars {
			decoded := exemplar.ToExemplar(&builder, nil)
			all = append(all, fmt.Sprintf("%s exemplar %s %v @%d", set, decoded.Labels, decoded.Value, decoded.Ts))
		}
	}
	sort.Strings(all)
	return all
}
