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

// shelf is a store as the flow sees it: its Intake, Shelf and Album.
type shelf struct{ *store.Store }

func (s shelf) Receive(ctx context.Context, r certcat.Receipt, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: %w", flow.ErrForGood, err)
	}
	open := func() (io.ReadCloser, error) { return os.Open(path) }
	if _, _, err := s.PutOriginal(ctx, r.Document, info.Size(), open); errors.Is(err, store.ErrDamaged) {
		return fmt.Errorf("%w (%w)", flow.ErrChanged, flow.ErrForGood) // its bytes are no longer those that were hashed
	} else if err != nil {
		return unlessErased(err)
	}
	if _, err := s.PutReceipt(ctx, r); err != nil {
		return err
	}
	return s.MarkPending(ctx, r)
}

func (s shelf) Finish(ctx context.Context, r certcat.Receipt) error {
	if _, err := s.PutReceipt(ctx, r); err != nil || r.Document == "" {
		return err
	}
	return s.ClearPending(ctx, r)
}

func (s shelf) Arrived(ctx context.Context, door, bucket, key string) (certcat.Receipt, bool, error) {
	r, err := s.Receipt(ctx, door, bucket, key)
	if errors.Is(err, store.ErrNotFound) {
		return r, false, nil
	}
	return r, err == nil, err
}

func (s shelf) Current(ctx context.Context, document string) (flow.Record, error) {
	rec, tag, err := s.Store.Current(ctx, document)
	if errors.Is(err, store.ErrNotFound) {
		erased, err := s.Erased(ctx, document)
		if erased {
			err = fmt.Errorf("document %s: %w", document, flow.ErrErased)
		}
		return flow.Record{Document: document}, err
	}
	r := flow.Record{Document: document, Revision: rec.Revision, Keys: rec.Keys, Looked: rec.Looked, Passing: rec.Passing,
		State: rec.State, Parts: rec.Parts, Problems: rec.Problems, NextChange: rec.NextChange, Tag: tag}
	for _, o := range rec.Objects {
		r.Objects = append(r.Objects, flow.Object(o))
	}
	return r, err
}

func (s shelf) Replace(ctx context.Context, r flow.Record) error {
	rec := store.Record{Document: r.Document, Revision: r.Revision, Keys: r.Keys, Looked: r.Looked, Passing: r.Passing,
		State: r.State, Parts: r.Parts, Problems: r.Problems, NextChange: r.NextChange, Judged: true}
	for _, o := range r.Objects {
		rec.Objects = append(rec.Objects, store.Ref(o))
	}
	_, err := s.PutCurrent(ctx, rec, r.Tag)
	if errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("%w: %w", flow.ErrConflict, err)
	}
	return unlessErased(err)
}

func (s shelf) Load(ctx context.Context, document string, what flow.What, key string, into any) (flow.Object, bool, error) {
	var ref store.Ref
	var err error
	switch at := into.(type) {
	case *certcat.Document:
		var v certcat.Document
		if v, ref, err = s.Store.Document(ctx, document); err == nil {
			*at = v
		}
	case *certcat.Pages:
		*at, ref, err = s.Store.Pages(ctx, document, key)
	case *[]certcat.Certificate:
		*at, ref, err = s.Store.Certificates(ctx, document, key)
	case *[]certcat.Verdict:
		*at, ref, err = s.Store.Verdicts(ctx, document, key)
	default:
		err = fmt.Errorf("the store keeps no %s as %T", what, into)
	}
	if errors.Is(err, store.ErrNotFound) {
		return flow.Object{}, false, nil
	}
	return flow.Object(ref), err == nil, err
}

func (s shelf) Save(ctx context.Context, document string, what flow.What, key string, value any) (flow.Object, error) {
	var ref store.Ref
	var err error
	switch v := value.(type) {
	case certcat.Document:
		ref, err = s.PutDocument(ctx, v)
	case certcat.Pages:
		ref, err = s.PutPages(ctx, v)
	case []certcat.Certificate:
		ref, err = s.PutCertificates(ctx, document, key, v)
	case []certcat.Verdict:
		ref, err = s.PutVerdicts(ctx, document, key, v)
	default:
		err = fmt.Errorf("the store keeps no %s as %T", what, value)
	}
	return flow.Object(ref), err
}

func (s shelf) Picture(ctx context.Context, document string, page, dpi int, jpeg []byte) error {
	_, err := s.PutPicture(ctx, document, page, dpi, jpeg)
	return unlessErased(err)
}
