package store

import "regexp"

// kind is what an object below a tenant's part is.
type kind int

const (
	foreign kind = iota
	original
	result
	picture
	record
	entry
	checkpoint
	currentReceipt
	pastReceipt
	marker
	setting
	audited
	tableRows
	tablesNow
	judgedTables
	deadLetter
	tombstone
)

// layout lists all keys that certcat writes. No key lies below another one: the endings see to that.
var layout = []struct {
	kind kind
	key  *regexp.Regexp
}{
	{original, regexp.MustCompile(`^originals/([0-9a-f]{2})/([0-9a-f]{64})$`)},
	{result, regexp.MustCompile(`^documents/([0-9a-f]{2})/([0-9a-f]{64})/(document|pages|certificates|verdicts|correction|ruling)-[0-9a-f-]+\.(json|json\.gz)$`)},
	{picture, regexp.MustCompile(`^documents/([0-9a-f]{2})/([0-9a-f]{64})/picture-[0-9]{5,}-[0-9]+dpi-[0-9a-f]{32}\.jpg$`)},
	{record, regexp.MustCompile(`^records/([0-9a-f]{2})/([0-9a-f]{64})\.json$`)},
	{entry, regexp.MustCompile(`^log/([0-9a-f]{2})/([0-9a-f]{64})/[0-9]{6,}\.json$`)},
	{checkpoint, regexp.MustCompile(`^checkpoints/[0-9]{6,}\.jsonl\.gz$`)},
	{currentReceipt, regexp.MustCompile(`^receipts/current/([0-9a-f]{2})/([0-9a-f]{64})\.json$`)},
	{pastReceipt, regexp.MustCompile(`^receipts/history/([0-9a-f]{2})/([0-9a-f]{64})/[0-9]{6,}\.json$`)},
	{marker, regexp.MustCompile(`^pending/([0-9a-f]{2})/([0-9a-f]{64})-[0-9a-f]{16}\.json$`)},
	{setting, regexp.MustCompile(`^settings/[a-z][a-z0-9-]*\.json$`)},
	{tableRows, regexp.MustCompile(`^tables/[0-9a-f]{64}/([a-z][a-z_]*\.csv|manifest\.json)$`)},
	{judgedTables, regexp.MustCompile(`^tables/judged-[0-9a-f]{64}\.json\.gz$`)},
	{tablesNow, regexp.MustCompile(`^tables/current\.json$`)},
	{deadLetter, regexp.MustCompile(`^deadletters/[0-9a-f]{32}\.json$`)},
	{tombstone, regexp.MustCompile(`^tombstones/([0-9a-f]{2})/([0-9a-f]{64})\.json$`)},
	{audited, regexp.MustCompile(`^audit/[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{6}\.json$`)},
}

// kindOf says what a key below a tenant's part is; foreign where certcat did not write it.
func kindOf(key string) kind {
	for _, l := range layout {
		match := l.key.FindStringSubmatch(key)
		if match == nil {
			continue
		}
		if len(match) > 2 && match[1] != match[2][:2] {
			return foreign
		}
		return l.kind
	}
	return foreign
}

// mutable reports whether objects of this kind are replaced in place.
func (k kind) mutable() bool {
	return k == record || k == currentReceipt || k == marker || k == setting || k == tablesNow || k == deadLetter
}
