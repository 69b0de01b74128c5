package main

import (
	"fmt"
	"strings"

	"github.com/certcat/certcat"
)

// problem is the sentence for a Problem.
func (p program) problem(problem certcat.Problem) string {
	said := []string{problem.Code}
	for _, a := range problem.Args {
		said = append(said, a.Key+"="+a.Value)
	}
	if problem.Page > 0 {
		said = append(said, fmt.Sprintf("page %d", problem.Page))
	}
	return clean(strings.Join(said, " "))
}

// doubts says why a field is not relied on.
func (p program) doubts(f certcat.Field) string { return strings.Join(f.Doubts, ", ") }

// finding is the sentence for a Finding, and what to do about it.
func (p program) finding(f certcat.Finding) (said, fix string) {
	return f.Message, f.Fix.Message
}
