package main

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/say"
)

// problem is the sentence for a Problem.
func (p program) problem(problem certcat.Problem) string { return say.Problem(p.tongue.lang, problem) }

// finding is the sentence for a Finding, and what to do about it.
func (p program) finding(f certcat.Finding) (sentence, fix string) {
	return say.Finding(p.tongue.lang, f)
}

// word says a value of one of the vocabulary's word lists: "check", "decision", "outcome", "law", "policy", "basis".
// What the lists don't hold stays as it is.
func (p program) word(list, value string) string {
	if value == "" || !say.Has(p.tongue.lang, list+"."+value) {
		return value
	}
	return say.Text(p.tongue.lang, list+"."+value)
}

// doubts says why a field is not relied on.
func (p program) doubts(f certcat.Field) string {
	var said []string
	for _, d := range f.Doubts {
		said = append(said, p.word("doubt", d))
	}
	return strings.Join(said, "; ")
}

// fieldName is a field's name in the language of the answer; a Fact that has none keeps its own.
func (p program) fieldName(name string) string {
	return strings.ReplaceAll(p.word("field", name), "_", " ")
}
