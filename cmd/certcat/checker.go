package main

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/validate"
)

// checker judges certificates for each market asked, or the document alone.
type checker struct {
	tables *tables.Tables
	asked  []validate.Options // one for each market, or one without
	// listing is what every case is judged for that brings none of its own, nil for none.
	listing *certcat.Listing
}

func newChecker(q question) (checker, error) {
	t, err := q.judging()
	if err != nil {
		return checker{}, err
	}
	profile, err := validate.ProfileNamed(q.profile)
	if err != nil {
		return checker{}, usage(err)
	}
	c := checker{tables: t}
	markets := q.markets
	if len(markets) == 0 {
		markets = []string{""}
	}
	for _, m := range markets {
		c.asked = append(c.asked, validate.Options{Market: m, Category: q.category, AsOf: q.asOf, Profile: profile})
	}
	return c, nil
}

// Key is all markets' keys.
func (c checker) Key() string {
	var keys []string
	for _, o := range c.asked {
		keys = append(keys, validate.Key(o, c.tables))
	}
	return strings.Join(keys, " ")
}

// Check gives one verdict for each market.
func (c checker) Check(k certcat.Case) []certcat.Verdict {
	if k.Listing == nil {
		k.Listing = c.listing
	}
	var verdicts []certcat.Verdict
	for _, o := range c.asked {
		verdicts = append(verdicts, validate.Check(k, o, c.tables))
	}
	return verdicts
}
