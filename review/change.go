package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
)

// Change is what somebody wants to say about one field.
type Change struct {
	Field  string        `json:"field"`
	Action string        `json:"action" enum:"value,confirmed,absent,machine"`
	Values []ChangeValue `json:"values,omitempty"`
	Saw    string        `json:"saw"` // hash of the state that the reviewer saw
	Reason string        `json:"reason,omitempty"`
	// Sure says that the reviewer saw that the value differs from the listing and confirms that it is printed so.
	Sure bool `json:"sure,omitempty"`
}

// ChangeValue is one value as typed or picked, with where it was seen.
type ChangeValue struct {
	Text     string             `json:"text"`
	Evidence []certcat.Evidence `json:"evidence,omitempty"`
}

// Conflict says that somebody else changed the field since the reviewer saw it.
type Conflict struct {
	Field certcat.Field // as it is now
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("%s changed %s meanwhile", c.Field.By, c.Field.Name)
}

// refusal is a change that can't be taken; its code has a sentence.
type refusal struct {
	code string
	args []string
}

func (r *refusal) Error() string { return r.code }

func refuse(code string, args ...string) error { return &refusal{code, args} }

// change says something about one field of a part and gives the view after it. A change that is there already, because
// its answer was lost on the way, is no conflict.
func (t *Tenant) change(ctx context.Context, id string, part int, who string, now time.Time, change Change) (*seen, error) {
	for range 8 {
		v, err := t.look(ctx, id, part)
		if err != nil {
			return nil, err
		}
		if v.at < 0 {
			return nil, ErrNotFound
		}
		k, err := v.correction(change)
		if err != nil {
			return nil, err
		}
		before := v.certificate().Field(change.Field)
		k.Reviewer, k.Time = who, now.UTC().Truncate(time.Millisecond)
		after := fieldAfter(v.extracted(), append(slices.Clone(v.sheet.Corrections), k), change.Field)
		if correct.Saw(after) == correct.Saw(before) && change.Action != correct.Machine {
			return v, nil // it is there already
		}
		if change.Saw != correct.Saw(before) {
			return v, &Conflict{before}
		}
		if v.differs[change.Field] != "" && change.Action == correct.Confirmed && !change.Sure {
			return v, refuse("refused.mismatch", "listing", v.differs[change.Field])
		}
		k.Number = 1
		if n := len(v.sheet.Corrections); n > 0 {
			k.Number = v.sheet.Corrections[n-1].Number + 1
		}
		err = t.Shelf.Correct(ctx, k)
		if errors.Is(err, ErrTaken) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return t.said(ctx, v, func() { v.sheet.Corrections = append(v.sheet.Corrections, k) })
	}
	return nil, fmt.Errorf("correcting %s: %w again and again", id, ErrTaken)
}

// correction makes a correction of a change.
func (v *seen) correction(change Change) (certcat.Correction, error) {
	c := v.certificate()
	f := c.Field(change.Field)
	if !slices.ContainsFunc(slices.Concat(c.Fields, c.Facts), func(f certcat.Field) bool { return f.Name == change.Field }) {
		return certcat.Correction{}, refuse("refused.field")
	}
	k := certcat.Correction{Document: c.Document, Part: c.Part, Field: f.Name, Old: f, Action: change.Action, Reason: shortened(change.Reason), Saw: change.Saw}
	switch change.Action {
	case correct.Confirmed:
		if f.State == certcat.Printed {
			k.New = f.Values
		} else {
			k.Action = correct.Absent
		}
	case correct.Absent, correct.Machine:
	case correct.Value:
		if len(change.Values) > 1 && !certcat.IsList(f.Name) {
			return k, refuse("refused.one")
		}
		for _, typed := range change.Values {
			value, code, ok := correct.Parse(f.Name, typed.Text)
			if !ok && code == "" {
				continue
			}
			if !ok {
				return k, refuse(code)
			}
			value.Evidence = v.evidence(f, value, typed.Evidence)
			k.New = append(k.New, value)
		}
		if len(k.New) > 200 {
			return k, refuse("refused.many")
		}
		if len(k.New) == 0 {
			k.Action = correct.Absent
		}
	default:
		return k, refuse("refused.action")
	}
	return k, nil
}

// evidence is where a value was seen: where the reviewer pointed, or where the machine saw the same.
func (v *seen) evidence(f certcat.Field, value certcat.Value, given []certcat.Evidence) []certcat.Evidence {
	var list []certcat.Evidence
	for _, e := range given {
		if e.Page >= 1 && e.Page <= max(1, v.sheet.Document.PageCount) && !e.Box.Empty() && len(list) < 20 {
			list = append(list, certcat.Evidence{Page: e.Page, Box: e.Box, Text: shortened(e.Text), By: shortened(e.By), Why: "person"})
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, known := range slices.Concat(f.Values, f.Rivals) {
		if known.Text == value.Text {
			return known.Evidence
		}
	}
	return nil
}

// repart gives a document other parts, where the caller saw the ones that it has; no parts are the machine's. It gives the
// view of the part that begins at a page, or else of the first.
func (t *Tenant) repart(ctx context.Context, id string, show int, who string, now time.Time, saw string, parts []certcat.Part) (*seen, error) {
	if !t.Parts {
		return nil, refuse("refused.action")
	}
	for range 8 {
		v, err := t.look(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		has := v.parts()
		if saw != correct.Ranges(has) {
			return nil, refuse("refused.parts-changed", "parts", correct.Ranges(has))
		}
		if len(parts) > 0 && !samePages(has, parts, v.sheet.Document.PageCount) {
			return nil, refuse("refused.parts")
		}
		k := correct.Repart(id, v.sheet.Document.PageCount, has, parts)
		k.Reviewer, k.Time, k.Number = who, now.UTC().Truncate(time.Millisecond), 1
		if n := len(v.sheet.Corrections); n > 0 {
			k.Number = v.sheet.Corrections[n-1].Number + 1
		}
		if err = t.Shelf.Correct(ctx, k); errors.Is(err, ErrTaken) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if v, err = t.look(ctx, id, show); errors.Is(err, ErrNotFound) {
			v, err = t.look(ctx, id, 0)
		}
		if err != nil {
			return nil, err
		}
		return v, t.Catalogue.Put(ctx, v.sheet, v.rows())
	}
	return nil, fmt.Errorf("parting %s: %w again and again", id, ErrTaken)
}

// parts are those that the document has now.
func (v *seen) parts() (list []certcat.Part) {
	for _, l := range v.laid {
		list = append(list, l.Certificate.Part)
	}
	return list
}

// samePages reports whether parts follow each other and hold all the pages that the others hold: a split or a merge loses
// none.
func samePages(has, parts []certcat.Part, pages int) bool {
	held := map[int]bool{}
	last := 0
	for _, p := range parts {
		if p.First <= last || p.Last < p.First || p.Last > max(1, pages) {
			return false
		}
		last = p.Last
		for n := p.First; n <= p.Last; n++ {
			held[n] = true
		}
	}
	for _, p := range has {
		for n := p.First; n <= p.Last; n++ {
			if !held[n] {
				return false
			}
		}
	}
	return len(parts) <= 100
}

// shortened bounds what people send along.
func shortened(s string) string {
	if len(s) > correct.Longest {
		s = s[:correct.Longest]
	}
	return s
}

// said lays what was just stored over the view, judges again and tells the catalogue.
func (t *Tenant) said(ctx context.Context, v *seen, add func()) (*seen, error) {
	add()
	after, err := t.viewOf(v.sheet, v.listing, v.extracted().Part.First)
	if err != nil {
		return nil, err
	}
	return after, t.Catalogue.Put(ctx, after.sheet, after.rows())
}

// rule adds a ruling and gives the view after it.
func (t *Tenant) rule(ctx context.Context, v *seen, r certcat.Ruling, who string, now time.Time) (*seen, error) {
	c := v.certificate()
	r.Document, r.Part, r.Reviewer, r.Time = c.Document, c.Part, who, now.UTC().Truncate(time.Millisecond)
	r.Reason = shortened(r.Reason)
	if n := len(v.sheet.Rulings); n > 0 {
		r.Number = v.sheet.Rulings[n-1].Number + 1 // or, where somebody was quicker, the next that is free
	}
	r, err := t.Shelf.Rule(ctx, r)
	if err != nil {
		return nil, err
	}
	return t.said(ctx, v, func() { v.sheet.Rulings = append(v.sheet.Rulings, r) })
}

// undo takes back what somebody said about a field last.
func (t *Tenant) undo(ctx context.Context, id string, part int, who string, now time.Time) (*seen, string, error) {
	v, err := t.look(ctx, id, part)
	if err != nil {
		return nil, "", err
	}
	if v.at < 0 {
		return nil, "", ErrNotFound
	}
	undone := map[int]bool{}
	for i := len(v.sheet.Corrections) - 1; i >= 0; i-- {
		k := v.sheet.Corrections[i]
		if k.Reviewer != who || k.Field == correct.Parts || !correct.SamePart(k.Part, v.certificate().Part) || undone[k.Number] || saidSince(v.sheet.Corrections[i+1:], k) {
			continue
		}
		if n, ok := undoes(k); ok { // what was undone is not undone again
			undone[n] = true
			continue
		}
		now0 := v.certificate().Field(k.Field)
		before := fieldAfter(v.extracted(), v.sheet.Corrections[:i], k.Field)
		back := correct.Towards(*v.certificate(), now0, before)
		change := Change{Field: k.Field, Action: back.Action, Saw: back.Saw, Reason: fmt.Sprintf("undo %d", k.Number), Sure: true}
		for _, value := range back.New {
			change.Values = append(change.Values, ChangeValue{value.Text, value.Evidence})
		}
		after, err := t.change(ctx, id, part, who, now, change)
		return after, k.Field, err
	}
	return v, "", nil
}

// fieldAfter is a field with these corrections laid over it.
func fieldAfter(extracted certcat.Certificate, list []certcat.Correction, field string) certcat.Field {
	laid := correct.Lay(extracted, list).Certificate
	return laid.Field(field)
}

// saidSince reports whether somebody else said something about the field later: then there is nothing to undo.
func saidSince(later []certcat.Correction, k certcat.Correction) bool {
	return slices.ContainsFunc(later, func(l certcat.Correction) bool {
		return l.Field == k.Field && l.Reviewer != k.Reviewer && correct.SamePart(l.Part, k.Part)
	})
}

func undoes(k certcat.Correction) (int, bool) {
	var n int
	_, err := fmt.Sscanf(k.Reason, "undo %d", &n)
	return n, err == nil
}
