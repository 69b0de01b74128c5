package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// Everyone stands for all tenants in Pause and Resume.
const Everyone = "*"

const pausedKey = "paused"

// Paused lists the tenants whose jobs nobody takes; Everyone stands for all.
func (q *Queue) Paused(ctx context.Context) ([]string, error) {
	paused, _, err := q.paused(ctx)
	return paused, err
}

func (q *Queue) paused(ctx context.Context) (paused []string, revision uint64, err error) {
	entry, err := q.notes.Get(ctx, pausedKey)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, nil
	}
	if err == nil {
		revision, err = entry.Revision(), json.Unmarshal(entry.Value(), &paused)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("ask which tenants are paused: %w", err)
	}
	return paused, revision, nil
}

// Pause lets nobody take jobs of a tenant, or of Everyone, until Resume. Jobs under way go on, and jobs can be added.
func (q *Queue) Pause(ctx context.Context, tenant string) error {
	return q.changePaused(ctx, func(p []string) []string {
		return append(slices.DeleteFunc(p, func(t string) bool { return t == tenant }), tenant)
	})
}

// Resume ends a Pause.
func (q *Queue) Resume(ctx context.Context, tenant string) error {
	err := q.changePaused(ctx, func(p []string) []string { return slices.DeleteFunc(p, func(t string) bool { return t == tenant }) })
	if err == nil {
		_ = q.conn.Publish(wakeSubject, nil)
	}
	return err
}

func (q *Queue) changePaused(ctx context.Context, change func([]string) []string) error {
	for range 20 {
		paused, revision, err := q.paused(ctx)
		if err != nil {
			return err
		}
		data, err := json.Marshal(change(paused))
		if err != nil {
			return err
		}
		if revision == 0 {
			_, err = q.notes.Create(ctx, pausedKey, data)
		} else {
			_, err = q.notes.Update(ctx, pausedKey, data, revision)
		}
		if err == nil {
			return nil
		}
		if !errors.Is(err, jetstream.ErrKeyExists) {
			return fmt.Errorf("pause or resume: %w", err)
		}
	}
	return errors.New("pause or resume: others change it all the time")
}

// Depth counts jobs.
type Depth struct {
	Lane    Lane   `json:"lane"`
	Tenant  string `json:"tenant"`
	Waiting int    `json:"waiting"`
	Working int    `json:"working"` // taken and not yet answered, or waiting for another try
}

// Len is the number of all jobs, waiting and under way. It counts what Add has answered for at once; Depths may lag a
// moment behind.
func (q *Queue) Len(ctx context.Context) (int, error) {
	info, err := q.jobs.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("count the jobs: %w", err)
	}
	return int(info.State.Msgs), nil
}

// Depths counts the jobs of each lane and tenant, those with none left out, in the order of lanes and tenants.
func (q *Queue) Depths(ctx context.Context) ([]Depth, error) {
	var depths []Depth
	listing := q.jobs.ListConsumers(ctx)
	for info := range listing.Info() {
		lane, tenant := Lane(info.Config.Metadata["lane"]), info.Config.Metadata["tenant"]
		if tenant == "" || info.NumPending == 0 && info.NumAckPending == 0 {
			continue
		}
		i := slices.IndexFunc(depths, func(d Depth) bool { return d.Lane == lane && d.Tenant == tenant })
		if i < 0 {
			depths = append(depths, Depth{Lane: lane, Tenant: tenant})
			i = len(depths) - 1
		}
		depths[i].Waiting += int(info.NumPending)
		depths[i].Working += info.NumAckPending
	}
	if err := listing.Err(); err != nil {
		return nil, fmt.Errorf("count the jobs: %w", err)
	}
	slices.SortFunc(depths, func(a, b Depth) int {
		if a.Lane != b.Lane {
			if a.Lane == Interactive {
				return -1
			}
			return 1
		}
		if a.Tenant < b.Tenant {
			return -1
		}
		return 1
	})
	return depths, nil
}
