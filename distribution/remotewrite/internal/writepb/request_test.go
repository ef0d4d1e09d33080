package writepb

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
)

// build makes a request with so many series, each with a sample, metadata and an exemplar.
func build(t testing.TB, series int) []byte {
	t.Helper()
	table := NewSymbolTable()
	builder := NewBuilder(table)
	for number := range series {
		labels := []uint32{table.Hold("__name__"), table.Hold("requests"), table.Hold("number"), table.Hold(fmt.Sprint(number))}
		metadata := Metadata{Type: TypeCounter, Help: table.Hold("Requests."), Unit: table.Hold("seconds")}
		exemplar := Exemplar{Labels: []string{"trace_id", fmt.Sprint("trace", number)}, Value: 1, TimestampMillis: 5}
		if number%2 == 0 {
			builder.AddSample(labels, float64(number), 1000, 10, metadata, []Exemplar{exemplar})
			continue
		}
		builder.AddHistogram(labels, &Histogram{
			Count: 3, Sum: 1.5, Schema: -2, ZeroCount: 1, TimestampMillis: 1000,
			PositiveSpans: []Span{{Offset: -3, Length: 2}}, PositiveDeltas: []int64{1, -1},
		}, metadata, nil)
	}
	if oldest, newest := builder.TimeRange(); oldest != 1000 || newest != 1000 || builder.SampleCount() != series {
		t.Fatalf("%d to %d, %d samples", oldest, newest, builder.SampleCount())
	}
	return builder.AppendTo(nil)
}

func read(t testing.TB, encoded []byte) Request {
	t.Helper()
	request, err := ReadRequest(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func samplesOf(t testing.TB, encoded []byte) string {
	t.Helper()
	request := read(t, encoded)
	samples, err := request.Samples()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(samples)
}

func TestHalvesMergedAgainAreTheWhole(t *testing.T) {
	encoded := build(t, 9)
	whole := read(t, encoded)
	first, err := whole.Part(0, 4)
	if err != nil {
		t.Fatal(err)
	}
	second, err := whole.Part(4, 9)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(first, []byte("trace8")) || len(first)+len(second) > len(encoded)+100 {
		t.Fatal("a part holds symbols that it does not use")
	}
	merged, err := Merge([]Request{read(t, first), read(t, second)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := samplesOf(t, merged), samplesOf(t, encoded); got != want {
		t.Fatalf("%s instead of %s", got, want)
	}
	again := read(t, merged)
	if again.SampleCount(0, 9) != 9 || again.SampleCount(0, 4) != 4 {
		t.Fatal("samples are counted wrongly")
	}
}

func TestVersion1HoldsTheSameSamples(t *testing.T) {
	encoded := build(t, 5)
	request := read(t, encoded)
	old, err := request.Version1(0, 5)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := SamplesOfVersion1(old)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(samples), samplesOf(t, encoded); got != want {
		t.Fatalf("%s instead of %s", got, want)
	}
}

func TestNumbersOfForgottenStringsAreUsedAgainSafely(t *testing.T) {
	table := NewSymbolTable()
	builder := NewBuilder(table)
	old := table.Hold("old")
	builder.AddSample([]uint32{old, old}, 1, 1, 0, Metadata{}, nil)
	table.Release(old)
	builder.ForgetSymbols()
	fresh := table.Hold("fresh")
	if fresh != old {
		t.Fatal("the number was not used again, so this proves nothing")
	}
	builder.AddSample([]uint32{fresh, fresh}, 2, 2, 0, Metadata{}, nil)
	if text := samplesOf(t, builder.AppendTo(nil)); !strings.Contains(text, `old="old"`) || !strings.Contains(text, `fresh="fresh"`) {
		t.Fatal(text)
	}
}

func TestEveryBitOfANumberIsKept(t *testing.T) {
	table := NewSymbolTable()
	for _, value := range []float64{0, math.Copysign(0, -1), math.Inf(-1), math.Float64frombits(0x7ff0000000000002), math.MaxFloat64} {
		builder := NewBuilder(table)
		builder.AddSample([]uint32{table.Hold("a"), table.Hold("b")}, value, math.MaxInt64, 0, Metadata{}, nil)
		request := read(t, builder.AppendTo(nil))
		samples, err := request.Samples()
		if err != nil || math.Float64bits(samples[0].Value) != math.Float64bits(value) || samples[0].TimestampMillis != math.MaxInt64 {
			t.Fatalf("%v became %+v (%v)", value, samples, err)
		}
	}
}

// FuzzReadRequest feeds any bytes: whatever can be read has to be cut and merged without a panic.
func FuzzReadRequest(f *testing.F) {
	f.Add(build(f, 3))
	f.Add([]byte{0x22, 0x00, 0x2a, 0x02, 0x0a, 0x00})
	f.Fuzz(func(_ *testing.T, encoded []byte) {
		request, err := ReadRequest(encoded)
		if err != nil {
			return
		}
		_, _ = request.Samples()
		_, _ = request.Version1(0, len(request.Series))
		_, _ = request.Part(0, len(request.Series)/2)
		_, _ = SamplesOfVersion1(encoded)
	})
}
