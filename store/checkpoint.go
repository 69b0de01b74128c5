package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"
)

// Checkpoint seals the logs of all documents at one time, so that a chain that loses its end, or goes away as a whole,
// shows. Checkpoints form a chain themselves.
type Checkpoint struct {
	Number   int       `json:"number"`             // 1, 2, …
	Previous string    `json:"previous,omitempty"` // SHA-256 of the stored bytes of the checkpoint before
	Time     time.Time `json:"time"`
}

// head is the last entry of one log; a checkpoint lists them in the order of the documents.
type head struct {
	Document string `json:"document"`
	Number   int    `json:"number"`
	SHA256   string `json:"sha256"`
}

const (
	checkpointPrefix = "checkpoints/"
	checkpointEnd    = ".jsonl.gz"
)

func checkpointKey(number int) string {
	return fmt.Sprintf("%s%06d%s", checkpointPrefix, number, checkpointEnd)
}

// Checkpoint seals all logs in a new checkpoint and reports whether one was needed. A head that was sealed once stays in
// all later checkpoints, also when its log has gone.
func (s *Store) Checkpoint(ctx context.Context) (made bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("making a checkpoint: %w", err)
		}
	}()
	last, err := s.lastNumber(ctx, checkpointPrefix, checkpointEnd)
	if err != nil {
		return false, err
	}
	previous := &heads{}
	if last > 0 {
		if previous, err = s.openCheckpoint(ctx, last); err != nil {
			return false, err
		}
		defer previous.Close()
	}
	file, err := os.CreateTemp("", "certcat-checkpoint-")
	if err != nil {
		return false, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	sum := sha256.New()
	packed := gzip.NewWriter(io.MultiWriter(file, sum))
	next := Checkpoint{Number: last + 1, Time: s.now()}
	if last > 0 {
		if next.Previous, err = s.hashObject(ctx, checkpointKey(last)); err != nil {
			return false, err
		}
	}
	changed, err := s.seal(ctx, json.NewEncoder(packed), next, previous)
	if err != nil || !changed {
		return false, err
	}
	if err := packed.Close(); err != nil {
		return false, err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	content := Content{Size: size, SHA256: hex.EncodeToString(sum.Sum(nil)), Open: func() (io.ReadCloser, error) { return os.Open(file.Name()) }}
	_, err = s.blobs.Put(ctx, s.full(checkpointKey(next.Number)), content, IfAbsent())
	if errors.Is(err, ErrConflict) { // another process sealed at the same time
		return false, nil
	}
	return err == nil, err
}

// seal writes the heads of all logs, one shard after the other, and reports whether any differs from before.
func (s *Store) seal(ctx context.Context, out *json.Encoder, checkpoint Checkpoint, previous *heads) (changed bool, err error) {
	if err := out.Encode(checkpoint); err != nil {
		return false, err
	}
	entries := s.shards(ctx, "log/")
	defer entries.stop()
	for i := range 256 {
		shard := fmt.Sprintf("%02x", i)
		before, err := previous.shard(shard)
		if err != nil {
			return false, err
		}
		items, err := entries.shard(shard)
		if err != nil {
			return false, err
		}
		now := map[string]head{}
		for _, item := range items {
			id := documentOf(item.Key, "log/")
			if n := numberOf(item.Key, logPrefix(id), ".json"); n > now[id].Number {
				now[id] = head{Document: id, Number: n}
			}
		}
		for id, sealed := range before {
			if now[id].Number <= sealed.Number {
				now[id] = sealed
			}
		}
		for _, id := range slices.Sorted(maps.Keys(now)) {
			h := now[id]
			if h.SHA256 == "" {
				changed = true
				if h.SHA256, err = s.hashObject(ctx, logKey(id, h.Number)); err != nil {
					return false, err
				}
			}
			if err := out.Encode(h); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}

// hashObject is the SHA-256 of an object's bytes.
func (s *Store) hashObject(ctx context.Context, key string) (string, error) {
	sum, _, err := hashBlob(ctx, s.blobs, s.full(key))
	return sum, err
}

func hashBlob(ctx context.Context, blobs Blobs, key string) (sum, etag string, err error) {
	object, err := blobs.Get(ctx, key)
	if err != nil {
		return "", "", err
	}
	defer object.Body.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, object.Body); err != nil {
		return "", "", fmt.Errorf("reading object %s: %w", key, err)
	}
	return hex.EncodeToString(hash.Sum(nil)), object.ETag(), nil
}

// heads reads a checkpoint's heads, shard by shard. The zero value has none.
type heads struct {
	Checkpoint
	object Object
	lines  *json.Decoder
	next   *head
}

func (s *Store) openCheckpoint(ctx context.Context, number int) (*heads, error) {
	key := checkpointKey(number)
	object, err := s.blobs.Get(ctx, s.full(key))
	if err != nil {
		return nil, err
	}
	packed, err := gzip.NewReader(bufio.NewReader(object.Body))
	if err != nil {
		object.Body.Close()
		return nil, fmt.Errorf("reading object %s: %w: %w", key, ErrDamaged, err)
	}
	h := &heads{object: object, lines: json.NewDecoder(packed)}
	if err := h.lines.Decode(&h.Checkpoint); err != nil {
		object.Body.Close()
		return nil, fmt.Errorf("reading object %s: %w: %w", key, ErrDamaged, err)
	}
	return h, nil
}

// shard gives the heads of a shard; shards have to be asked for in their order.
func (h *heads) shard(shard string) (map[string]head, error) {
	found := map[string]head{}
	for h.lines != nil {
		if h.next == nil {
			var line head
			err := h.lines.Decode(&line)
			if errors.Is(err, io.EOF) {
				h.lines = nil
				break
			}
			if err == nil {
				err = checkID(line.Document)
			}
			if err != nil {
				return nil, fmt.Errorf("reading checkpoint %d: %w: %w", h.Number, ErrDamaged, err)
			}
			h.next = &line
		}
		if h.next.Document[:2] > shard {
			break
		}
		found[h.next.Document] = *h.next
		h.next = nil
	}
	return found, nil
}

// Close ends the reading.
func (h *heads) Close() error {
	if h.object.Body == nil {
		return nil
	}
	return h.object.Body.Close()
}
