package writepb

import (
	"encoding/binary"
	"math"
)

// Field numbers of io.prometheus.write.v2.Request and of its messages.
const (
	fieldSymbols = 4
	fieldSeries  = 5

	fieldLabels     = 1
	fieldSamples    = 2
	fieldHistograms = 3
	fieldExemplars  = 4
	fieldMetadata   = 5

	fieldMetadataType = 1
	fieldMetadataHelp = 3
	fieldMetadataUnit = 4
)

// MetricType is the type of a metric as remote write 2.0 numbers it.
type MetricType uint8

// The types of metrics.
const (
	TypeUnspecified MetricType = iota
	TypeCounter
	TypeGauge
	TypeHistogram
	TypeGaugeHistogram
	TypeSummary
	TypeInfo
	TypeStateSet
)

// Metadata tells about a metric. Help and Unit are numbers of a SymbolTable, 0 for none.
type Metadata struct {
	Type MetricType
	Help uint32
	Unit uint32
}

// Exemplar is one example of a measurement. Labels are pairs of name and value, sorted by name.
type Exemplar struct {
	Labels          []string
	Value           float64
	TimestampMillis int64
}

// slot says under which index a symbol stands in the request that is being built.
type slot struct {
	epoch uint32
	index uint32
}

// Builder encodes a request of remote write 2.0 series by series. Strings that occur often come from a SymbolTable;
// the builder remembers by their number which of them the request has already.
type Builder struct {
	table   *SymbolTable
	slots   []slot
	epoch   uint32
	symbols []byte
	series  []byte
	message []byte
	part    []byte

	symbolCount  uint32
	seriesCount  int
	sampleCount  int
	oldestMillis int64
	newestMillis int64
}

// NewBuilder returns an empty builder for strings of table.
func NewBuilder(table *SymbolTable) *Builder {
	builder := &Builder{table: table}
	builder.Reset()
	return builder
}

// Reset empties the builder and keeps its memory.
func (b *Builder) Reset() {
	b.symbols, b.series = b.symbols[:0], b.series[:0]
	b.symbolCount, b.seriesCount, b.sampleCount = 0, 0, 0
	b.oldestMillis, b.newestMillis = math.MaxInt64, math.MinInt64
	b.ForgetSymbols()
	// The first symbol of a request has to be the empty string.
	b.addSymbol("")
}

// ForgetSymbols makes the builder write symbols anew that the request has already. It is called when numbers of the
// table may stand for other strings than before.
func (b *Builder) ForgetSymbols() {
	b.epoch++
	if b.epoch == 0 {
		clear(b.slots)
		b.epoch = 1
	}
}

// Size returns the bytes of the uncompressed request.
func (b *Builder) Size() int { return len(b.symbols) + len(b.series) }

// SeriesCount returns the number of series in the request.
func (b *Builder) SeriesCount() int { return b.seriesCount }

// SampleCount returns the number of samples and native histograms in the request.
func (b *Builder) SampleCount() int { return b.sampleCount }

// TimeRange returns the times of the oldest and the newest sample, in milliseconds since 1970.
func (b *Builder) TimeRange() (oldestMillis, newestMillis int64) {
	return b.oldestMillis, b.newestMillis
}

// AppendTo appends the uncompressed request to out.
func (b *Builder) AppendTo(out []byte) []byte {
	return append(append(out, b.symbols...), b.series...)
}

func (b *Builder) addSymbol(text string) uint32 {
	b.symbols = appendStringField(b.symbols, fieldSymbols, text)
	b.symbolCount++
	return b.symbolCount - 1
}

func (b *Builder) index(number uint32) uint32 {
	if number == 0 {
		return 0
	}
	if int(number) >= len(b.slots) {
		b.slots = append(b.slots, make([]slot, int(number)+1-len(b.slots)+len(b.slots)/4)...)
	}
	known := &b.slots[number]
	if known.epoch != b.epoch {
		known.epoch = b.epoch
		known.index = b.addSymbol(b.table.texts[number])
	}
	return known.index
}

// begin starts a series with its labels, which are numbers of the table: name, value, name, value.
func (b *Builder) begin(labels []uint32) {
	part := b.part[:0]
	for _, number := range labels {
		index := b.index(number)
		for index >= 0x80 {
			part = append(part, byte(index)|0x80)
			index >>= 7
		}
		part = append(part, byte(index))
	}
	b.part = part
	b.message = appendBytesField(b.message[:0], fieldLabels, part)
}

func (b *Builder) end(metadata Metadata) {
	part := b.part[:0]
	part = appendVarintField(part, fieldMetadataType, uint64(metadata.Type))
	part = appendVarintField(part, fieldMetadataHelp, uint64(b.index(metadata.Help)))
	part = appendVarintField(part, fieldMetadataUnit, uint64(b.index(metadata.Unit)))
	b.part = part
	if len(part) > 0 {
		b.message = appendBytesField(b.message, fieldMetadata, part)
	}
	b.series = appendBytesField(b.series, fieldSeries, b.message)
	b.seriesCount++
}

func (b *Builder) noteTime(timestampMillis int64) {
	b.sampleCount++
	b.oldestMillis = min(b.oldestMillis, timestampMillis)
	b.newestMillis = max(b.newestMillis, timestampMillis)
}

// AddSample adds a series with one sample. labels are numbers of the table in order of the names; startMillis is 0
// where it is not known.
func (b *Builder) AddSample(labels []uint32, value float64, timestampMillis, startMillis int64, metadata Metadata, exemplars []Exemplar) {
	b.begin(labels)
	part := appendDoubleField(b.part[:0], 1, value)
	part = appendVarintField(part, 2, uint64(timestampMillis))
	b.part = appendVarintField(part, 3, uint64(startMillis))
	b.message = appendBytesField(b.message, fieldSamples, b.part)
	b.addExemplars(exemplars)
	b.end(metadata)
	b.noteTime(timestampMillis)
}

func (b *Builder) addExemplars(exemplars []Exemplar) {
	for _, exemplar := range exemplars {
		var references [16]byte
		labels := references[:0]
		for _, text := range exemplar.Labels {
			labels = binary.AppendUvarint(labels, uint64(b.addSymbol(text)))
		}
		part := b.part[:0]
		if len(labels) > 0 {
			part = appendBytesField(part, 1, labels)
		}
		part = appendDoubleField(part, 2, exemplar.Value)
		b.part = appendVarintField(part, 3, uint64(exemplar.TimestampMillis))
		b.message = appendBytesField(b.message, fieldExemplars, b.part)
	}
}
