package main

import (
	"fmt"
	"sort"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

// summary is what is told at the end of a batch.
type summary struct {
	p            program
	started      time.Time
	files        int
	answered     int
	worked       int // documents that needed any work
	pages        int
	certificates int
	refused      int
	cells        int
	accepted     int
	kinds        map[string]int
	decisions    map[string]map[certcat.Decision]int // market → decision → documents' certificates
	problems     map[string]*problemCount
	machine      []error
}

type problemCount struct {
	example certcat.Problem
	file    string
	count   int
}

func newSummary(p program) *summary {
	return &summary{p: p, started: time.Now(), kinds: map[string]int{},
		decisions: map[string]map[certcat.Decision]int{}, problems: map[string]*problemCount{}}
}

func (s *summary) add(o flow.Outcome, err error) {
	if err != nil {
		s.machine = append(s.machine, err)
		return
	}
	s.answered++
	if len(o.Did) > 0 {
		s.worked++
	}
	s.pages += o.Document.PageCount
	s.certificates += len(o.Certificates)
	if len(o.Certificates) == 0 {
		s.refused++
	}
	for _, c := range o.Certificates {
		kind := c.Field(certcat.Kind).Canonical()
		if kind == "" {
			kind = c.Field(certcat.Kind).Text()
		}
		s.kinds[kind]++
		for _, f := range c.Fields {
			s.cells++
			if f.Accepted {
				s.accepted++
			}
		}
	}
	for _, v := range o.Verdicts {
		if v.Market == "" {
			continue
		}
		if s.decisions[v.Market] == nil {
			s.decisions[v.Market] = map[certcat.Decision]int{}
		}
		s.decisions[v.Market][v.Decision]++
	}
	for _, problem := range o.Problems() {
		c := s.problems[problem.Code]
		if c == nil {
			c = &problemCount{example: problem, file: o.Arrival.Receipt.Key}
			s.problems[problem.Code] = c
		}
		c.count++
	}
}

// code is 0 where every file was answered; with strict a document without any certificate counts as rejected.
func (s *summary) code(strict bool) int {
	code := exitAccepted
	if strict && len(s.problems) > 0 {
		code = worst(code, exitRejected)
	}
	if len(s.machine) > 0 || s.answered < s.files {
		code = worst(code, exitMachine)
	}
	return code
}

func (s *summary) print(o batchOptions) {
	say, w := s.p.tongue.say, s.p.Out
	fmt.Fprintln(w, say("summary.files", "files", s.files, "answered", s.answered, "worked", s.worked, "known", s.answered-s.worked,
		"pages", s.pages, "certificates", s.certificates, "time", time.Since(s.started).Round(100*time.Millisecond).String()))
	if s.cells > 0 {
		fmt.Fprintln(w, say("summary.cells", "cells", s.cells, "accepted", s.accepted, "share", fmt.Sprintf("%.0f", 100*float64(s.accepted)/float64(s.cells))))
	}
	for _, kind := range byCount(s.kinds) {
		name := s.p.word("kind", kind)
		if kind == "" {
			name = say("summary.kind.unknown")
		}
		fmt.Fprintf(w, "  %6d  %s\n", s.kinds[kind], clean(name))
	}
	for _, market := range sortedKeys(s.decisions) {
		d := s.decisions[market]
		fmt.Fprintln(w, say("summary.market", "market", market, "accepted", d[certcat.Accepted], "rejected", d[certcat.Rejected],
			"review", d[certcat.NeedsReview], "irrelevant", d[certcat.Irrelevant]))
	}
	if len(s.problems) > 0 {
		fmt.Fprintln(w, say("summary.problems", "refused", s.refused))
		counts := map[string]int{}
		for code, c := range s.problems {
			counts[code] = c.count
		}
		for _, code := range byCount(counts) {
			c := s.problems[code]
			fmt.Fprintf(w, "  %6d  %s  (%s)\n", c.count, s.p.problem(c.example), clean(c.file))
		}
	}
	for _, err := range s.machine {
		fmt.Fprintln(s.p.Err, "certcat:", err)
	}
	next := "summary.next"
	if len(o.ask.markets) == 0 {
		next = "summary.next.market"
	}
	fmt.Fprintln(w, say(next, "store", o.store))
}

// byCount sorts names by how often they occur, then by name.
func byCount(counts map[string]int) []string {
	names := sortedKeys(counts)
	sort.SliceStable(names, func(i, j int) bool { return counts[names[i]] > counts[names[j]] })
	return names
}
