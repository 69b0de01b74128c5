package store

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"
)

const (
	currentReceipts = "receipts/current/"
	pastReceipts    = "receipts/history/"
)

// receipts checks the receipts of a shard: the current one is the last of its history, and what it names is there.
func (v *verifier) receipts(ctx context.Context, shard string, current, past *shards) error {
	history := map[string][]string{} // by place
	items, err := past.shard(shard)
	if err != nil {
		return err
	}
	for _, item := range items {
		where := documentOf(item.Key, pastReceipts)
		history[where] = append(history[where], item.Key)
		v.tick(&v.report.Receipts)
	}
	if items, err = current.shard(shard); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for _, item := range items {
		where := documentOf(item.Key, currentReceipts)
		v.tick(&v.report.Receipts)
		keys := history[where]
		group.Go(func() error { return v.current(ctx, where, item.Key, keys) })
		delete(history, where)
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, keys := range history {
		v.behind(keys, 0)
	}
	return nil
}

// behind judges a history that is longer than its current receipt says: one entry is a stopped writer's, more are not.
func (v *verifier) behind(keys []string, current int) {
	if len(keys) == current+1 {
		v.leftover("store-between", "key", keys[current])
		return
	}
	v.fault("store-receipt", "key", keys[0])
}

func (v *verifier) current(ctx context.Context, where, key string, history []string) error {
	data, _, err := v.read(ctx, key)
	if err != nil {
		return err
	}
	var a arrival
	if err := decode(data, &a); err != nil {
		v.fault("store-unreadable", "key", key, "error", err.Error())
		return nil
	}
	if place(a.Receipt.Door, a.Receipt.Bucket, a.Receipt.Key) != where {
		v.fault("store-receipt", "key", key)
		return nil
	}
	for n := 1; n <= a.Number; n++ {
		if n > len(history) || history[n-1] != receiptKey(where, n) {
			v.fault("store-lost", "key", receiptKey(where, n), "by", key)
			return nil
		}
	}
	if len(history) > a.Number {
		v.behind(history, a.Number)
	}
	past, _, err := v.read(ctx, history[a.Number-1])
	if err != nil {
		return err
	}
	if !slices.Equal(past, data) {
		v.fault("store-receipt", "key", key)
	}
	return v.arrived(ctx, key, a.Receipt.Document)
}

// arrived finds receipts whose document isn't stored.
func (v *verifier) arrived(ctx context.Context, key, id string) error {
	if id == "" {
		return nil
	}
	if checkID(id) != nil {
		v.fault("store-receipt", "key", key)
		return nil
	}
	object, err := v.blobs.Get(ctx, v.full(originalKey(id)))
	if errors.Is(err, ErrNotFound) {
		erased, err := v.Erased(ctx, id)
		if err == nil && !erased {
			v.fault("store-lost", "key", originalKey(id), "by", key)
		}
		return err
	}
	if err != nil {
		return err
	}
	return object.Body.Close()
}
