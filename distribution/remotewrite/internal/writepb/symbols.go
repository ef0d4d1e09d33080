package writepb

import "strings"

// SymbolTable keeps each string once and gives it a number. It counts how often a string is held, so that strings of
// series that went can go too. It is not safe for use by several goroutines at once.
type SymbolTable struct {
	numbers    map[string]uint32
	texts      []string
	references []uint32
	free       []uint32
	bytes      int
}

// symbolOverheadBytes is about what a string costs besides its text: map entry, header, counter.
const symbolOverheadBytes = 64

// NewSymbolTable returns a table that holds nothing but the empty string, under number 0.
func NewSymbolTable() *SymbolTable {
	return &SymbolTable{numbers: map[string]uint32{"": 0}, texts: []string{""}, references: []uint32{1}}
}

// Hold returns the number of text and holds it until Release is called as often.
func (t *SymbolTable) Hold(text string) uint32 {
	if number, found := t.numbers[text]; found {
		t.references[number]++
		return number
	}
	// The text may point into a batch of metrics, which would then stay in memory with it.
	text = strings.Clone(text)
	var number uint32
	if last := len(t.free) - 1; last >= 0 {
		number = t.free[last]
		t.free = t.free[:last]
		t.texts[number] = text
		t.references[number] = 1
	} else {
		number = uint32(len(t.texts))
		t.texts = append(t.texts, text)
		t.references = append(t.references, 1)
	}
	t.numbers[text] = number
	t.bytes += len(text) + symbolOverheadBytes
	return number
}

// Release gives a number back. A string that nobody holds any more is forgotten and its number used again, so builders
// that are open have to call ForgetSymbols after it.
func (t *SymbolTable) Release(number uint32) {
	t.references[number]--
	if t.references[number] > 0 || number == 0 {
		return
	}
	text := t.texts[number]
	delete(t.numbers, text)
	t.bytes -= len(text) + symbolOverheadBytes
	t.texts[number] = ""
	t.free = append(t.free, number)
}

// Text returns the string of a number.
func (t *SymbolTable) Text(number uint32) string { return t.texts[number] }

// Bytes returns about how much memory the table takes.
func (t *SymbolTable) Bytes() int { return t.bytes }

// Len returns how many strings are held.
func (t *SymbolTable) Len() int { return len(t.numbers) }
