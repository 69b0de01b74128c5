package flow

import (
	"context"

	"github.com/certcat/certcat"
)

// Nowhere is an Intake, Shelf and Album that keep nothing: for looking at a file without a store.
type Nowhere struct{}

// Receive keeps nothing.
func (Nowhere) Receive(context.Context, certcat.Receipt, string) error { return nil }

// Finish keeps nothing.
func (Nowhere) Finish(context.Context, certcat.Receipt) error { return nil }

// Arrived knows of no receipt.
func (Nowhere) Arrived(context.Context, string, string, string) (certcat.Receipt, bool, error) {
	return certcat.Receipt{}, false, nil
}

// Current knows of no record.
func (Nowhere) Current(_ context.Context, document string) (Record, error) {
	return Record{Document: document}, nil
}

// Replace keeps nothing.
func (Nowhere) Replace(context.Context, Record) error { return nil }

// Load finds nothing.
func (Nowhere) Load(context.Context, string, What, string, any) (Object, bool, error) {
	return Object{}, false, nil
}

// Save keeps nothing.
func (Nowhere) Save(context.Context, string, What, string, any) (Object, error) {
	return Object{}, nil
}

// Picture keeps nothing.
func (Nowhere) Picture(context.Context, string, int, int, []byte) error { return nil }
