package writepb

import (
	"encoding/binary"
	"math"
	"strings"
)

// Sample is one decoded sample of a series, for those who look into requests.
type Sample struct {
	// Labels are the series' labels as name="value", separated by commas.
	Labels          string
	Value           float64
	TimestampMillis int64
	// IsHistogram says that it is a native histogram, whose value is not decoded.
	IsHistogram bool
}

// Samples decodes the samples of a request of remote write 2.0.
func (r *Request) Samples() ([]Sample, error) {
	var all []Sample
	for _, series := range r.Series {
		var texts []string
		var samples []Sample
		err := eachField(series, func(found field) error {
			switch found.number {
			case fieldLabels:
				return eachReference(found, func(reference uint32) error {
					text, err := r.symbol(reference)
					texts = append(texts, string(text))
					return err
				})
			case fieldSamples:
				sample, err := readSample(found.data, 2)
				samples = append(samples, sample)
				return err
			case fieldHistograms:
				sample, err := readSample(found.data, 15)
				sample.IsHistogram = true
				samples = append(samples, sample)
				return err
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, sample := range samples {
			sample.Labels = labelText(texts)
			all = append(all, sample)
		}
	}
	return all, nil
}

// SamplesOfVersion1 decodes the samples of a request of remote write 1.0.
func SamplesOfVersion1(encoded []byte) ([]Sample, error) {
	var all []Sample
	err := eachField(encoded, func(series field) error {
		if series.number != version1Series {
			return nil
		}
		var texts []string
		first := len(all)
		err := eachField(series.data, func(found field) error {
			switch found.number {
			case version1Labels:
				return eachField(found.data, func(part field) error {
					texts = append(texts, string(part.data))
					return nil
				})
			case version1Samples, version1Histograms:
				timestamp := map[int]int{version1Samples: 2, version1Histograms: 15}[found.number]
				sample, err := readSample(found.data, timestamp)
				sample.IsHistogram = found.number == version1Histograms
				all = append(all, sample)
				return err
			}
			return nil
		})
		for index := first; index < len(all); index++ {
			all[index].Labels = labelText(texts)
		}
		return err
	})
	return all, err
}

func readSample(message []byte, timestampField int) (Sample, error) {
	var sample Sample
	err := eachField(message, func(found field) error {
		switch {
		case found.number == 1 && found.wireType == wireFixed8:
			sample.Value = math.Float64frombits(binary.LittleEndian.Uint64(found.data))
		case found.number == timestampField && found.wireType == wireVarint:
			sample.TimestampMillis = int64(found.varint)
		}
		return nil
	})
	return sample, err
}

func labelText(texts []string) string {
	var pairs []string
	for index := 0; index+1 < len(texts); index += 2 {
		pairs = append(pairs, texts[index]+`="`+texts[index+1]+`"`)
	}
	return strings.Join(pairs, ",")
}
