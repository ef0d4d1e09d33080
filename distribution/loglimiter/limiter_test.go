package loglimiter

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// sink keeps the text of what passes, and refuses when it is told to.
type sink struct {
	texts   []string
	refuses error
}

func (s *sink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *sink) ConsumeLogs(_ context.Context, logs plog.Logs) error {
	if s.refuses != nil {
		return s.refuses
	}
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				s.texts = append(s.texts, record.Body().AsString())
			}
		}
	}
	return nil
}

type running struct {
	processor.Logs
	sink      *sink
	telemetry *componenttest.Telemetry
}

func start(t *testing.T, maxBytes int64) *running {
	t.Helper()
	return startWith(t, limits{common: maxBytes})
}

func startWith(t *testing.T, limits limits) *running {
	t.Helper()
	config := createDefaultConfig().(*Config)
	config.MaxBytesPerMinute, config.MaxBytesPerMinuteOf = limits.common, limits.ofValue
	if err := config.Validate(); err != nil {
		t.Fatal(err)
	}
	into := &sink{}
	telemetry := componenttest.NewTelemetry()
	settings := processortest.NewNopSettings(componentType)
	settings.TelemetrySettings = telemetry.NewTelemetrySettings()
	created, err := NewFactory().CreateLogs(context.Background(), settings, config, into)
	if err != nil {
		t.Fatal(err)
	}
	return &running{created, into, telemetry}
}

// lines is a request of one namespace.
func lines(namespace string, at time.Time, texts ...string) plog.Logs {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	if namespace != "" {
		resource.Resource().Attributes().PutStr("k8s.namespace.name", namespace)
	}
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for _, text := range texts {
		record := records.AppendEmpty()
		record.Body().SetStr(text)
		record.SetTimestamp(pcommon.NewTimestampFromTime(at))
		if strings.HasPrefix(text, "E") {
			record.SetSeverityText("ERROR")
		}
	}
	return logs
}

func (r *running) send(t *testing.T, logs plog.Logs) {
	t.Helper()
	if err := r.ConsumeLogs(context.Background(), logs); err != nil {
		t.Fatal(err)
	}
}

// count returns a counter by the values of its labels.
func (r *running) count(t *testing.T, name string) map[string]int64 {
	t.Helper()
	counted := map[string]int64{}
	found, err := r.telemetry.GetMetric(metricPrefix + name)
	if err != nil {
		return counted
	}
	for _, point := range found.Data.(metricdata.Sum[int64]).DataPoints {
		value, _ := point.Attributes.Value(attribute.Key("value"))
		severity, _ := point.Attributes.Value(attribute.Key("severity"))
		counted[strings.TrimSpace(value.AsString()+" "+severity.AsString())] += point.Value
	}
	return counted
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestCutsWhatIsAboveTheLimitOfItsNamespaceAlone(t *testing.T) {
	r := start(t, 10)
	r.send(t, lines("shop", noon, "aaaa", "bbbb", "cccc", "dd"))
	r.send(t, lines("orders", noon, "eeee"))
	r.send(t, lines("shop", noon.Add(30*time.Second), "f"))
	equal(t, r.sink.texts, []string{"aaaa", "bbbb", "dd", "eeee"})
	equal(t, r.count(t, "cut_records"), map[string]int64{"shop": 2})
	equal(t, r.count(t, "cut_bytes"), map[string]int64{"shop": 5})
}

func TestASingleNamespaceHasALimitOfItsOwn(t *testing.T) {
	r := startWith(t, limits{common: 4, ofValue: map[string]int64{"shop": 8, "quiet": 1, "free": 0}})
	for _, namespace := range []string{"shop", "quiet", "free", "other"} {
		r.send(t, lines(namespace, noon, "aaaa", "bbbb", "cccc"))
	}
	equal(t, r.count(t, "passed_records"), map[string]int64{"shop": 2, "free": 3, "other": 1})
	equal(t, r.count(t, "cut_records"), map[string]int64{"shop": 1, "quiet": 3, "other": 2})
}

func TestASingleNamespaceIsLimitedWithoutACommonLimit(t *testing.T) {
	r := startWith(t, limits{ofValue: map[string]int64{"shop": 4}})
	r.send(t, lines("shop", noon, "aaaa", "bbbb"))
	r.send(t, lines("other", noon, "aaaa", "bbbb"))
	equal(t, r.count(t, "cut_records"), map[string]int64{"shop": 1})
}

func TestBeginsAnewWithEachMinuteInWhichRecordsWereWritten(t *testing.T) {
	r := start(t, 4)
	r.send(t, lines("shop", noon, "aaaa", "x"))
	r.send(t, lines("shop", noon.Add(time.Minute), "bbbb", "x"))
	// Read late, as after an outage: nobody else has taken the room of that minute.
	r.send(t, lines("shop", noon.Add(-10*time.Minute), "cccc", "x"))
	r.send(t, lines("shop", noon, "x"))
	equal(t, r.sink.texts, []string{"aaaa", "bbbb", "cccc"})
}

func TestTakesARecordWithoutATimeByTheTimeOfItsReading(t *testing.T) {
	r := start(t, 4)
	logs := lines("shop", time.Unix(0, 0), "aaaa")
	logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).SetObservedTimestamp(pcommon.NewTimestampFromTime(noon))
	r.send(t, logs)
	r.send(t, lines("shop", noon, "x"))
	equal(t, r.sink.texts, []string{"aaaa"})
}

func TestGivesBackWhatTheNextComponentRefuses(t *testing.T) {
	r := start(t, 4)
	r.sink.refuses = errors.New("memory is used up")
	logs := lines("shop", noon, "aaaa")
	if err := r.ConsumeLogs(context.Background(), logs); err == nil {
		t.Fatal("the sender is not told")
	}
	r.sink.refuses = nil
	r.send(t, logs)
	equal(t, r.sink.texts, []string{"aaaa"})
	equal(t, r.count(t, "cut_records"), map[string]int64{})
	equal(t, r.count(t, "passed_records"), map[string]int64{"shop": 1})
}

func TestSendsNoRequestOfWhichNothingIsLeft(t *testing.T) {
	r := start(t, 1)
	r.sink.refuses = errors.New("an empty request")
	r.send(t, lines("shop", noon, "aaaa"))
}

func TestCountsWhatPassesBySeverity(t *testing.T) {
	r := start(t, 0)
	odd := lines("shop", noon, "odd")
	odd.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).SetSeverityText("user-4711")
	r.send(t, lines("shop", noon, "E one", "E two", "plain"))
	r.send(t, odd)
	r.send(t, lines("", noon, "nobody's"))
	equal(t, r.count(t, "passed_records"), map[string]int64{"shop ERROR": 2, "shop": 2, "": 1})
	equal(t, r.count(t, "passed_bytes"), map[string]int64{"shop ERROR": 10, "shop": 8, "": 8})
	equal(t, r.count(t, "cut_records"), map[string]int64{})
}

func TestNamesAHundredNamespacesAndCountsTheOthersTogether(t *testing.T) {
	r := start(t, 0)
	for number := range toldValues + 20 {
		r.send(t, lines(fmt.Sprintf("namespace-%d", number), noon, "x"))
	}
	counted := r.count(t, "passed_records")
	equal(t, len(counted), toldValues+1)
	equal(t, counted[otherValue], 20)
}

func TestRemembersADayOfMinutesAndForgetsIdleNamespaces(t *testing.T) {
	now := noon
	all := newBudgets(limits{common: 10})
	all.now = func() time.Time { return now }
	shop := all.of("shop")
	for minute := range int64(keptMinutes + 100) {
		if !shop.take(minute, 10) {
			t.Fatalf("minute %d is full", minute)
		}
	}
	equal(t, len(shop.minutes), keptMinutes)
	if shop.take(keptMinutes+99, 1) {
		t.Fatal("the newest minute is forgotten")
	}
	now = now.Add(forgetAfter + time.Second)
	all.of("orders")
	equal(t, len(all.byValue), 1)
}

func TestTellsEveryMistakeOfAConfiguration(t *testing.T) {
	err := (&Config{MaxBytesPerMinute: -1, MaxBytesPerMinuteOf: map[string]int64{"shop": -2}}).Validate()
	for _, key := range []string{"attribute", "max_bytes_per_minute:", `max_bytes_per_minute_of: -2 of "shop"`} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Fatalf("%v does not name %s", err, key)
		}
	}
}
