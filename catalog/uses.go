package catalog

import (
	"context"
	"fmt"

	"github.com/certcat/certcat"
)

// Use is another file under the same certificate number.
type Use struct {
	Entry  Entry    `json:"entry"`
	Differ []string `json:"differ,omitempty"` // field names in which both say something else: issuer, holder, manufacturer, models, issue_date, expiry_date
}

// Uses gives the entries of other documents under the number that this entry has, with what differs: equal papers filed
// twice differ in nothing, a number that somebody borrowed differs in holder or models. At most 200.
func (b *Book) Uses(ctx context.Context, document string, part certcat.Part) ([]Use, error) {
	var rows []struct {
		Mine  string `bun:"mine"`
		Other string `bun:"other"`
	}
	err := b.db.NewRaw(`SELECT mine.body AS mine, other.body AS other
		FROM entries AS m CROSS JOIN entries AS o CROSS JOIN bodies AS mine CROSS JOIN bodies AS other
		WHERE m.tenant = ? AND m.document = ? AND m.first_page = ? AND m.number_key <> ?
		AND o.tenant = m.tenant AND o.number_key = m.number_key AND o.document <> m.document AND o.status <> ?
		AND mine.id = m.id AND other.id = o.id
		ORDER BY o.received, o.id LIMIT 200`, b.tenant, document, part.First, none, Deleted).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("look for other uses of the number in %s: %w", document, err)
	}
	uses := []Use{}
	for _, row := range rows {
		mine, err := readEntry(row.Mine)
		if err != nil {
			return nil, err
		}
		other, err := readEntry(row.Other)
		if err != nil {
			return nil, err
		}
		uses = append(uses, Use{Entry: other, Differ: differ(&mine, &other)})
	}
	return uses, nil
}

// differ names the fields in which both entries say something, and not the same.
func differ(a, b *Entry) []string {
	var fields []string
	note := func(name, x, y string) {
		if x != "" && y != "" && x != y {
			fields = append(fields, name)
		}
	}
	note(certcat.Issuer, a.issuerKey(), b.issuerKey())
	note(certcat.Holder, a.holderKey(), b.holderKey())
	note(certcat.Manufacturer, companyKey(a.Manufacturer), companyKey(b.Manufacturer))
	note(certcat.Models, modelsKey(a.Models), modelsKey(b.Models))
	note(certcat.IssueDate, string(a.Issued), string(b.Issued))
	note(certcat.ExpiryDate, string(a.Expires), string(b.Expires))
	return fields
}

// Reuse is a number that several documents bear.
type Reuse struct {
	NumberKey string `json:"number_key"`
	Documents int64  `json:"documents"`
	Holders   int64  `json:"holders"` // different ones; more than one is a sign of fraud, or of a misread name
	Issuers   int64  `json:"issuers"` // different ones; two laboratories may number alike
}

// Reused lists the numbers that stand in more than one document, in their order, after a number; at most limit of them.
// holders asks for those only under which different holders are named. It reads one index from that number on.
func (b *Book) Reused(ctx context.Context, after string, holders bool, limit int) ([]Reuse, error) {
	least := 0
	if holders {
		least = 2
	}
	found := []Reuse{}
	err := b.db.NewRaw(`SELECT number_key, count(DISTINCT document) AS documents, count(DISTINCT nullif(holder_key, ?)) AS holders,
		count(DISTINCT nullif(issuer_key, ?)) AS issuers FROM entries
		WHERE tenant = ? AND number_key > ? AND number_key <> ? AND status <> ?
		GROUP BY number_key HAVING count(DISTINCT document) > 1 AND count(DISTINCT nullif(holder_key, ?)) >= ?
		ORDER BY number_key LIMIT ?`, none, none, b.tenant, after, none, Deleted, none, least, limit).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("look for numbers in several documents: %w", err)
	}
	return found, nil
}
