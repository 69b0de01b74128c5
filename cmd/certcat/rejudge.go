package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/validate"
)

// arbiter judges stored certificates again: what was asked about each of them stands in its verdicts.
type arbiter struct {
	t   *tables.Tables
	day certcat.Date

	mu       sync.Mutex
	checkers map[string]checker
}

// checker asks again what verdicts answered, in their order.
func (j *arbiter) checker(verdicts []certcat.Verdict) (checker, error) {
	c := checker{tables: j.t}
	var asked []string
	for _, v := range verdicts {
		if q := v.Market + "\x00" + v.Category + "\x00" + v.Profile; !slices.Contains(asked, q) {
			asked = append(asked, q)
		}
	}
	key := strings.Join(asked, "\x01")
	j.mu.Lock()
	defer j.mu.Unlock()
	if known, ok := j.checkers[key]; ok {
		return known, nil
	}
	for _, q := range asked {
		part := strings.Split(q, "\x00")
		profile, err := validate.ProfileNamed(part[2])
		if err != nil {
			return c, err
		}
		c.asked = append(c.asked, validate.Options{Market: part[0], Category: part[1], AsOf: j.day, Profile: profile})
	}
	if j.checkers == nil {
		j.checkers = map[string]checker{}
	}
	j.checkers[key] = c
	return c, nil
}

// judged is what a store holds about one document that was judged.
type judged struct {
	store.Record
	certificates []certcat.Certificate
	verdicts     []certcat.Verdict
	answers      []certcat.RegisterCheck
}

// judgedOf reads it; ok is false where a record has no verdicts.
func judgedOf(ctx context.Context, s *store.Store, rec store.Record) (d judged, ok bool, err error) {
	d.Record = rec
	if rec.Keys.Verdict == "" || len(rec.Parts) == 0 {
		return d, false, nil
	}
	if d.verdicts, _, err = s.Verdicts(ctx, rec.Document, rec.Keys.Verdict); err == nil {
		d.certificates, _, err = s.Certificates(ctx, rec.Document, rec.Keys.Certificate)
	}
	if errors.Is(err, store.ErrNotFound) {
		return d, false, nil
	}
	if err == nil {
		d.answers, err = registerChecks(ctx, s, rec.Document)
	}
	return d, err == nil && len(d.verdicts) > 0, err
}

// again gives the verdicts of today's question, under today's tables, and the key they are made under.
func (j *arbiter) again(d judged) ([]certcat.Verdict, string, error) {
	c, err := j.checker(d.verdicts)
	if err != nil {
		return nil, "", err
	}
	return flow.CheckAll(c, d.certificates, d.answers...), flow.VerdictKey(d.Keys.Certificate, c, d.answers), nil
}

// turned is a verdict that says something else than before.
type turned struct {
	Document string       `json:"document"`
	Part     certcat.Part `json:"part"`
	Market   string       `json:"market,omitempty"`
	Category string       `json:"category,omitempty"`
	Day      certcat.Date `json:"day"`
	Before   status       `json:"before"`
	After    status       `json:"after"`
	Because  []because    `json:"because"`
}

// status is what a verdict comes down to.
type status struct {
	Check    certcat.Check    `json:"check"`
	Decision certcat.Decision `json:"decision"`
}

// because names a rule that says something else, and the rows on which it decided before and after.
type because struct {
	Rule   string      `json:"rule"`
	Before string      `json:"before,omitempty"` // outcome
	After  string      `json:"after,omitempty"`
	Row    certcat.Row `json:"row,omitzero"` // that decides now, or that decided where nothing does now
}

// compare pairs verdicts by part, market and category and gives those whose status differs.
func compare(before, after []certcat.Verdict) []turned {
	var out []turned
	for _, a := range after {
		i := slices.IndexFunc(before, func(b certcat.Verdict) bool {
			return b.Part == a.Part && b.Market == a.Market && b.Category == a.Category && b.Profile == a.Profile
		})
		if i < 0 || sameStatus(before[i], a) {
			continue
		}
		b := before[i]
		out = append(out, turned{Document: a.Document, Part: a.Part, Market: a.Market, Category: a.Category, Day: a.AsOf,
			Before: status{b.Check, b.Decision}, After: status{a.Check, a.Decision}, Because: reasons(b, a)})
	}
	return out
}

func sameStatus(a, b certcat.Verdict) bool {
	if a.Check != b.Check || a.Decision != b.Decision || len(a.Fits) != len(b.Fits) {
		return false
	}
	for i := range a.Fits {
		if a.Fits[i].Requirement != b.Fits[i].Requirement || a.Fits[i].Decision != b.Fits[i].Decision || a.Fits[i].Result != b.Fits[i].Result {
			return false
		}
	}
	return true
}

// reasons are the rules whose findings differ, and requirements that came, went or are met differently.
func reasons(before, after certcat.Verdict) []because {
	var out []because
	open := func(f certcat.Finding) string {
		return fmt.Sprint(f.Outcome, f.Policy, f.Message, f.DecidedBy().ID, f.Args)
	}
	gone := map[string]certcat.Finding{}
	for _, f := range before.Findings {
		if !slices.ContainsFunc(after.Findings, func(g certcat.Finding) bool { return g.Rule == f.Rule && open(g) == open(f) }) {
			gone[f.Rule] = f
		}
	}
	for _, f := range after.Findings {
		if slices.ContainsFunc(before.Findings, func(g certcat.Finding) bool { return g.Rule == f.Rule && open(g) == open(f) }) {
			continue
		}
		old := gone[f.Rule]
		delete(gone, f.Rule)
		row := f.DecidedBy()
		if row.ID == "" {
			row = old.DecidedBy()
		}
		out = append(out, because{f.Rule, string(old.Outcome), string(f.Outcome), row})
	}
	for _, f := range before.Findings {
		if old, ok := gone[f.Rule]; ok {
			delete(gone, f.Rule)
			out = append(out, because{f.Rule, string(old.Outcome), "", old.DecidedBy()})
		}
	}
	return append(out, fitReasons(before, after)...)
}

func fitReasons(before, after certcat.Verdict) []because {
	var out []because
	decision := func(v certcat.Verdict, id string) string {
		for _, f := range v.Fits {
			if f.Requirement == id {
				return string(f.Decision)
			}
		}
		return ""
	}
	var ids []string
	for _, f := range slices.Concat(before.Fits, after.Fits) {
		if !slices.Contains(ids, f.Requirement) {
			ids = append(ids, f.Requirement)
		}
	}
	for _, id := range ids {
		if b, a := decision(before, id), decision(after, id); (b == "") != (a == "") {
			out = append(out, because{"requirement", b, a, certcat.Row{Table: "requirements", ID: id}})
		}
	}
	return out
}
