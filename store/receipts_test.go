package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
)

// TestReceipts sends one arrival after the other to the same place and looks at what is current and what is history.
func TestReceipts(t *testing.T) {
	a, b := id("a"), id("b")
	type r = certcat.Receipt
	problems := []certcat.Problem{certcat.NewProblem("encrypted", "by", "x")}
	for _, test := range []struct {
		name    string
		come    []r
		changes []bool
	}{
		{"twice", []r{{Document: a, State: certcat.Received}, {Document: a, State: certcat.Received}}, []bool{true, false}},
		{"processed", []r{{Document: a, State: certcat.Received}, {Document: a, State: certcat.Processed}, {Document: a, State: certcat.Received}, {Document: a, State: certcat.Processed}},
			[]bool{true, true, false, false}},
		{"refused and then read", []r{{Document: a, State: certcat.Refused, Problems: problems}, {Document: a, State: certcat.Refused, Problems: problems}, {Document: a, State: certcat.Refused}, {Document: a, State: certcat.Processed}},
			[]bool{true, false, true, true}},
		{"other bytes and back", []r{{Document: a}, {Document: b}, {Document: a}}, []bool{true, true, true}},
		{"too large to be kept", []r{{State: certcat.Refused, Problems: problems}, {State: certcat.Refused, Problems: problems}}, []bool{true, false}},
		{"deleted and back", []r{{Document: a, State: certcat.Processed}, {Document: a, State: certcat.Deleted}, {Document: a, State: certcat.Deleted}, {Document: a, State: certcat.Received}},
			[]bool{true, true, false, true}},
		{"late by sequencer", []r{{Document: b, Sequencer: "0055AED6DCD90281E6"}, {Document: a, Sequencer: "0055AED6DCD90281E5"}, {Document: b, Sequencer: "0055aed6dcd90281e6"},
			{Document: a, Sequencer: "0055AED6DCD90281E601"}}, []bool{true, false, true, true}},
		{"late by a shorter sequencer", []r{{Document: b, Sequencer: "00A1"}, {Document: a, Sequencer: "00A"}, {Document: a, Sequencer: "00B"}}, []bool{true, false, true}},
		{"delete comes late", []r{{Document: b, Sequencer: "03"}, {Document: a, Sequencer: "02", State: certcat.Deleted}}, []bool{true, false}},
		{"new version of the same bytes", []r{{Document: a, Version: "1", ETag: "x"}, {Document: a, Version: "2", ETag: "x"}}, []bool{true, true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, _ := folder(t)
			var history []r
			for i, come := range test.come {
				come.Door, come.Bucket, come.Key, come.Name = "s3", "b", "证书 1.pdf", fmt.Sprint("name ", i)
				changed, err := s.PutReceipt(t.Context(), come)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, fmt.Sprintf("receipt %d changes something", i), changed, test.changes[i])
				if changed {
					history = append(history, come)
				}
				now, err := s.Receipt(t.Context(), "s3", "b", "证书 1.pdf")
				if err != nil {
					t.Fatal(err)
				}
				equal(t, "current", now, history[len(history)-1])
			}
			equal(t, "history", all(t, s.ReceiptHistory(t.Context(), "s3", "b", "证书 1.pdf")), history)
			equal(t, "receipts", all(t, s.Receipts(t.Context())), history[len(history)-1:])
		})
	}
}

func TestReceiptPlaces(t *testing.T) {
	s, _ := folder(t)
	_, err := s.Receipt(t.Context(), "batch", "", "a")
	wantError(t, "Receipt of nothing", err, store.ErrNotFound)
	for _, r := range []certcat.Receipt{{Door: "s3", Bucket: "a", Key: "b/c"}, {Door: "s3", Bucket: "a/b", Key: "c"}, {Door: "s", Bucket: "3a", Key: "b/c"}, {Door: "batch", Key: "../../x"}} {
		if changed, err := s.PutReceipt(t.Context(), r); err != nil || !changed {
			t.Errorf("%+v: changed %v, %v", r, changed, err)
		}
	}
	equal(t, "receipts", len(all(t, s.Receipts(t.Context()))), 4)
	if _, err := s.PutReceipt(t.Context(), certcat.Receipt{Document: "../../x"}); err == nil {
		t.Error("a receipt of an impossible document was let in")
	}
}

// TestReceiptRace lets many arrivals come to one place at once: all are in the history, in one order.
func TestReceiptRace(t *testing.T) {
	s, _ := folder(t)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if changed, err := s.PutReceipt(context.Background(), certcat.Receipt{Door: "batch", Key: "k", Document: id(fmt.Sprint(i))}); err != nil || !changed {
				t.Errorf("arrival %d: changed %v, %v", i, changed, err)
			}
		})
	}
	wg.Wait()
	var got, want []string
	history := all(t, s.ReceiptHistory(t.Context(), "batch", "", "k"))
	for i, r := range history {
		got, want = append(got, r.Document), append(want, id(fmt.Sprint(i)))
	}
	now, err := s.Receipt(t.Context(), "batch", "", "k")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "current", now, history[len(history)-1])
	slices.Sort(got)
	slices.Sort(want)
	equal(t, "documents of the history", got, want)
}

func TestPending(t *testing.T) {
	s, _ := folder(t)
	a := certcat.Receipt{Door: "batch", Key: "a.pdf", Document: id("a"), State: certcat.Received}
	b := certcat.Receipt{Door: "s3", Bucket: "x", Key: "a.pdf", Document: id("a"), State: certcat.Received}
	for _, r := range []certcat.Receipt{a, b, a} {
		if err := s.MarkPending(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	pending := all(t, s.Pending(t.Context()))
	if len(pending) != 2 || !slices.ContainsFunc(pending, func(r certcat.Receipt) bool { return r.Door == "s3" }) {
		t.Errorf("pending: %+v, want one for each arrival", pending)
	}
	for range 2 {
		if err := s.ClearPending(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "pending", all(t, s.Pending(t.Context())), []certcat.Receipt{b})
	if err := s.MarkPending(t.Context(), certcat.Receipt{Document: "x"}); err == nil {
		t.Error("a marker for an impossible document was made")
	}
}

func TestCorrections(t *testing.T) {
	s, _ := folder(t)
	ctx, doc := t.Context(), id("x")
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			c := certcat.Correction{Document: doc, Field: "holder", Action: "confirmed", Reviewer: fmt.Sprint("reviewer ", i), Saw: "h"}
			if _, err := s.AddCorrection(context.Background(), c); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var numbers []int
	reviewers := map[string]bool{}
	for _, c := range all(t, s.Corrections(ctx, doc)) {
		numbers = append(numbers, c.Number)
		reviewers[c.Reviewer] = true
	}
	equal(t, "numbers, reviewers", []any{numbers, len(reviewers)}, []any{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10})
	_, err := s.AddCorrection(ctx, certcat.Correction{Document: doc, Number: 10})
	wantError(t, "a number that is taken", err, store.ErrConflict)
	if c, err := s.AddCorrection(ctx, certcat.Correction{Document: doc, Number: 11}); err != nil || c.Number != 11 {
		t.Errorf("number 11: %+v, %v", c, err)
	}
	entries := all(t, s.Log(ctx, doc))
	equal(t, "entries", len(entries), 11)
	previous := ""
	for i, e := range entries {
		equal(t, "entry", []any{e.Document, e.Number, e.Action, len(e.Objects), (e.Previous == "") == (i == 0), e.Previous != previous || i == 0},
			[]any{doc, i + 1, "correction", 1, true, true})
		previous = e.Previous
	}
	equal(t, "faults", verify(t, s).Faults, problem("store-lost", "key", "originals/"+doc[:2]+"/"+doc, "by", "its results"))
	if errs := all(t, s.Corrections(ctx, id("y"))); errs != nil {
		t.Errorf("corrections of another document: %v", errs)
	}
	for _, err := range s.Corrections(ctx, "../x") {
		if err == nil || errors.Is(err, store.ErrNotFound) {
			t.Errorf("corrections of an impossible document: %v", err)
		}
	}
}
