package compat

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// prometheus is a running Prometheus that takes remote write.
type prometheus struct {
	t    *testing.T
	base string
}

// startPrometheus runs the binary of PROMETHEUS_BINARY, or skips the test.
func startPrometheus(t *testing.T) *prometheus {
	binary := os.Getenv("PROMETHEUS_BINARY")
	if binary == "" {
		t.Skip("PROMETHEUS_BINARY is not set: give it the path of a Prometheus to run this")
	}
	directory := t.TempDir()
	config := filepath.Join(directory, "prometheus.yml")
	text := "storage:\n  tsdb:\n    out_of_order_time_window: 10m\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	command := exec.Command(binary, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(directory, "data"),
		"--web.listen-address="+address, "--web.enable-remote-write-receiver", "--enable-feature=exemplar-storage,metadata-wal-records")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	running := &prometheus{t, "http://" + address}
	for range 300 {
		if answer, err := http.Get(running.base + "/-/ready"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return running
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("Prometheus is not ready after 30 seconds")
	return nil
}

// result is what the queries here look at.
type result struct {
	Metric map[string]string `json:"metric"`
	Value  []any             `json:"value"`
	Values [][]any           `json:"values"`
}

func (p *prometheus) get(path string, values url.Values, into any) {
	p.t.Helper()
	answer, err := http.Get(p.base + path + "?" + values.Encode())
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		p.t.Fatal(err)
	}
}

func (p *prometheus) query(expression string, at time.Time) []result {
	p.t.Helper()
	var answer struct {
		Data struct{ Result []result }
	}
	p.get("/api/v1/query", url.Values{"query": {expression}, "time": {fmt.Sprint(at.Unix())}}, &answer)
	return answer.Data.Result
}

// one returns the value of a query that has one result.
func (p *prometheus) one(expression string, at time.Time) string {
	p.t.Helper()
	results := p.query(expression, at)
	if len(results) != 1 {
		p.t.Fatalf("%s has %d results: %v", expression, len(results), results)
	}
	return fmt.Sprint(results[0].Value[1])
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 200 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not within ten seconds: %s", what)
}
