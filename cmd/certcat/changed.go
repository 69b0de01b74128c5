package main

import (
	"context"
	"errors"
	"iter"

	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// citedInTables are what entries cite whose many values are compared one by one; numbers and models are told by the
// difference itself.
var citedInTables = []string{tables.CiteAct, tables.CiteStandard, tables.CiteBody, tables.CiteKind, tables.CiteScheme, tables.CiteCell}

// changed yields the documents whose verdicts were made by other tables than these and that a row which has changed since
// can touch: by what their certificates cite and what was asked about them. What it does not yield is judged by these tables
// as it was by its own. Where nobody knows any more what its own were, it is yielded.
func changed(ctx context.Context, s *store.Store, book *catalog.Book, now *tables.Tables) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		sets, err := book.Counts(ctx, "tables", "status")
		if err == nil && !allPinned(sets) {
			err = errors.New("the catalogue was made by an earlier version, which didn't note by which tables verdicts were made: certcat catalog rebuild")
		}
		if err != nil {
			yield("", err)
			return
		}
		for _, set := range sets {
			if set.Facet == "status" || set.Value == "" || set.Value == now.Digest() {
				continue
			}
			documents, err := changedSince(ctx, s, book, set.Value, now)
			if err != nil {
				yield("", err)
				return
			}
			for document, err := range documents {
				if !yield(document, err) || err != nil {
					return
				}
			}
		}
	}
}

// allPinned reports whether every entry counts among the tables.
func allPinned(counts []catalog.Count) bool {
	var balance int64
	for _, c := range counts {
		if c.Facet == "status" {
			balance -= c.N
		} else {
			balance += c.N
		}
	}
	return balance == 0
}

// changedSince is changed for the documents that were judged by one set of tables.
func changedSince(ctx context.Context, s *store.Store, book *catalog.Book, digest string, now *tables.Tables) (iter.Seq2[string, error], error) {
	files, err := s.JudgedTables(ctx, digest)
	if errors.Is(err, store.ErrNotFound) {
		return book.Under(ctx, digest), nil
	}
	if err != nil {
		return nil, err
	}
	then, err := tables.Load(tables.Files(files))
	if err != nil { // of another version of the program: nothing can be compared
		return book.Under(ctx, digest), nil
	}
	difference := tables.Between(then, now)
	if difference.All() {
		return book.Under(ctx, digest), nil
	}
	var touched []catalog.Cite
	for _, c := range difference.Named() {
		touched = append(touched, catalog.Cite(c))
	}
	for _, what := range citedInTables {
		for value, err := range book.Cited(ctx, what) {
			if err != nil {
				return nil, err
			}
			if difference.Touches(tables.Cite{What: what, Value: value}) {
				touched = append(touched, catalog.Cite{What: what, Value: value})
			}
		}
	}
	return book.Affected(ctx, digest, touched...), nil
}

// recordsOf yields the records in force of documents; what is gone since is left out.
func recordsOf(ctx context.Context, s *store.Store, documents iter.Seq2[string, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for document, err := range documents {
			var rec store.Record
			if err == nil {
				if rec, _, err = s.Current(ctx, document); absent(&err) {
					continue
				}
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}
