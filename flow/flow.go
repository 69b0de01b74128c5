// Package flow is the whole way of one document, from a file at a door to a record with certificates and verdicts. It
// promises this order, which makes a killed run harmless: the original is stored first, then the receipt, then the
// pending marker; results follow; the record becomes current under a condition; only then is the marker removed. Every
// stage is a pure function of the one before under an explicit key, so a stored value whose key is equal is used again
// and a document that is worked on twice, even at once by two batches, ends in the same bytes.
//
// A bad document ends as Problems in its record. A bad machine is an error: it is tried again after a pause, then
// reported.
package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/certcat/certcat"
)

// Flow is the stages wired together. The stages must all be set; the rest may stay zero.
type Flow struct {
	Ingest  Ingest
	Reader  Reader
	Extract Extractor
	Check   Checker
	Intake  Intake
	Shelf   Shelf
	Album   Album

	// Answers, where it is not nil, gives what registers said about a document. They weigh on its verdicts, and new ones
	// make those stale.
	Answers func(ctx context.Context, document string) ([]certcat.RegisterCheck, error)

	Fresh     bool       // do documents with passing Problems again
	Pictures  int        // dots per inch of the stored page pictures; 0 stores none
	WithPages bool       // give the Pages in every Outcome, even where nothing needs to be done with them
	Limits    Limits     // zero values are replaced by DefaultLimits
	Progress  func(Step) // called often, from many goroutines at once
	// Trace, where it is not nil, is called as each step begins, by its name; what it gives is called as the step ends.
	Trace  func(ctx context.Context, step string) (context.Context, func(error))
	Pauses []time.Duration // before each further try after a machine error; nil means 0.2 s, 1 s, 5 s

	busy keyed
}

// Process takes one arrival all the way. The error says that the machine failed; what is wrong with the document itself
// is in the Outcome's Problems. Process may be called from many goroutines and processes at once.
func (f *Flow) Process(ctx context.Context, a Arrival) (Outcome, error) {
	return f.process(ctx, a, f.Fresh)
}

func (f *Flow) process(ctx context.Context, a Arrival, fresh bool) (Outcome, error) {
	o, err := f.once(ctx, a, fresh)
	for tries := 0; errors.Is(err, ErrChanged) && tries < 2; tries++ {
		o, err = f.once(ctx, a, fresh)
	}
	return o, err
}

func (f *Flow) once(ctx context.Context, a Arrival, fresh bool) (Outcome, error) {
	j := &journey{Flow: f, out: Outcome{Arrival: a}, limits: f.Limits.orDefault(), fresh: fresh, objects: map[string]Object{}}
	started := time.Now()
	defer j.leave()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"accept the file", j.accept},           // limits, hash, sniff: a Document without facts
		{"look up what is known", j.recall},     // the record, and which of its values are stale
		{"keep the original", j.keep},           // original → receipt → pending marker
		{"read the facts of the file", j.facts}, // Document
		{"read the pages", j.read},              // Pages
		{"extract", j.extract},                  // Certificates, with at most two rounds of Looks
		{"keep the page pictures", j.pictures},  //
		{"check", j.check},                      // Verdicts
		{"make the record current", j.record},   // only if nobody else did
		{"close the receipt", j.finish},         // receipt processed, marker removed
	} {
		if j.done {
			break
		}
		err := f.traced(ctx, step.name, step.do)
		if errors.Is(err, ErrErased) {
			err = f.traced(ctx, "refuse what was erased", j.erased)
		}
		if err != nil {
			return j.out, &Broken{Key: a.Receipt.Key, Step: step.name, Err: err}
		}
	}
	j.out.Took = time.Since(started)
	return j.out, nil
}

// Broken says at which step of a document's way the machine failed.
type Broken struct {
	Key  string // of the Receipt
	Step string
	Err  error
}

func (b *Broken) Error() string { return fmt.Sprintf("%s: %s: %v", b.Key, b.Step, b.Err) }

func (b *Broken) Unwrap() error { return b.Err }

func (f *Flow) traced(ctx context.Context, step string, do func(context.Context) error) error {
	if f.Trace == nil {
		return f.patiently(ctx, do)
	}
	ctx, ended := f.Trace(ctx, step)
	err := f.patiently(ctx, do)
	ended(err)
	return err
}

// patiently runs a step and, where the machine failed it, runs it again after each pause. Steps can be run again: they
// write equal values to equal places.
func (f *Flow) patiently(ctx context.Context, do func(context.Context) error) error {
	pauses := f.Pauses
	if pauses == nil {
		pauses = []time.Duration{200 * time.Millisecond, time.Second, 5 * time.Second}
	}
	err := do(ctx)
	for _, pause := range pauses {
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrForGood) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		err = do(ctx)
	}
	return err
}

func (f *Flow) say(s Step) {
	if f.Progress != nil {
		f.Progress(s)
	}
}

// keys are what the values of this run are made under; each holds the one before, because each value is made from the
// one before.
func (f *Flow) keys() certcat.Keys {
	reading := f.Reader.Key()
	certificate := digest(reading, f.Extract.Key())
	return certcat.Keys{Reading: reading, Certificate: certificate, Verdict: VerdictKey(certificate, f.Check, nil)}
}

// VerdictKey is the key of verdicts about certificates made under a key: what judges, and what registers answered.
func VerdictKey(certificate string, check Checker, answers []certcat.RegisterCheck) string {
	key := digest(certificate, check.Key())
	if len(answers) > 0 {
		key = digest(key, fmt.Sprint(answers))
	}
	return key
}
