package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
)

// leftOver gives what arrived at a door in an earlier run that was killed, and is not there any more: its original was
// stored, its results are still to come. What a later arrival has taken the place of is not done; its marker goes.
// offered tells which keys the present run has answered.
func (w *works) leftOver(ctx context.Context, door, bucket string, offered map[string]bool) ([]flow.Arrival, error) {
	var arrivals []flow.Arrival
	if w.store == nil {
		return nil, nil
	}
	for r, err := range w.store.Pending(ctx) {
		if err != nil {
			return arrivals, fmt.Errorf("look for what an earlier run has left: %w", err)
		}
		if r.Door != door || r.Bucket != bucket {
			continue
		}
		now, err := w.store.Receipt(ctx, r.Door, r.Bucket, r.Key)
		switch {
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return arrivals, err
		case err == nil && now.Document != r.Document:
			if err := w.store.ClearPending(ctx, r); err != nil {
				return arrivals, err
			}
		case err == nil && now.State != certcat.Received: // closed, and killed before the marker was removed
			if err := w.flow.Intake.Finish(ctx, now); err != nil {
				return arrivals, err
			}
		case !offered[r.Key]:
			a, err := fromStore(ctx, w.store, r)
			if err != nil {
				return arrivals, err
			}
			arrivals = append(arrivals, a)
		}
	}
	return arrivals, nil
}

// fromStore makes an arrival of a stored original.
func fromStore(ctx context.Context, s *store.Store, r certcat.Receipt) (flow.Arrival, error) {
	body, _, err := s.Original(ctx, r.Document)
	if err != nil {
		return flow.Arrival{}, err
	}
	defer body.Close()
	f, err := os.CreateTemp("", "certcat-original-")
	if err != nil {
		return flow.Arrival{}, err
	}
	_, err = io.Copy(f, body)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return flow.Arrival{}, fmt.Errorf("read the original of %s: %w", r.Key, err)
	}
	r.State, r.Problems = "", nil
	return flow.Arrival{Receipt: r, Path: f.Name(), Release: func() { os.Remove(f.Name()) }}, nil
}
