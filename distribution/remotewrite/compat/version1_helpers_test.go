package compat

import (
	"sort"
	"testing"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
)

func decodeRequest(t *testing.T, encoded []byte) *writev2.Request {
	t.Helper()
	var decoded writev2.Request
	if err := decoded.Unmarshal(encoded); err != nil {
		t.Fatal(err)
	}
	return &decoded
}

func sorted(all []string) []string {
	sort.Strings(all)
	return all
}

// toVersion1 writes a series of 2.0 as one of 1.0 with Prometheus' own types.
func toVersion1(t *testing.T, symbols []string, series writev2.TimeSeries) prompb.TimeSeries {
	t.Helper()
	builder := labels.NewScratchBuilder(0)
	set, err := series.ToLabels(&builder, symbols)
	if err != nil {
		t.Fatal(err)
	}
	old := prompb.TimeSeries{Labels: prompb.FromLabels(set, nil)}
	for _, sample := range series.Samples {
		old.Samples = append(old.Samples, prompb.Sample{Value: sample.Value, Timestamp: sample.Timestamp})
	}
	for _, exemplar := range series.Exemplars {
		decoded, err := exemplar.ToExemplar(&builder, symbols)
		if err != nil {
			t.Fatal(err)
		}
		old.Exemplars = append(old.Exemplars, prompb.Exemplar{
			Labels: prompb.FromLabels(decoded.Labels, nil), Value: decoded.Value, Timestamp: decoded.Ts,
		})
	}
	return old
}
