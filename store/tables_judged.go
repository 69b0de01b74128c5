package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// KeepJudgedTables keeps all files of the tables by which verdicts are made, under the digest that the verdicts pin, so that
// it can be told later what has changed since. Tables that are there already stay as they are.
func (s *Store) KeepJudgedTables(ctx context.Context, digest string, files func() (map[string][]byte, error)) error {
	if err := checkID(digest); err != nil {
		return err
	}
	key := judgedPrefix + digest + judgedEnd
	switch there, err := s.blobs.Get(ctx, s.full(key)); {
	case err == nil:
		return there.Body.Close()
	case !errors.Is(err, ErrNotFound):
		return fmt.Errorf("looking for the tables %s: %w", digest, err)
	}
	all, err := files()
	if err != nil {
		return err
	}
	text := map[string]string{}
	for name, data := range all {
		text[name] = string(data)
	}
	data, err := json.Marshal(text)
	if err == nil {
		data, err = pack(value{end: judgedEnd}, data)
	}
	if err == nil {
		_, _, err = s.put(ctx, key, data, IfAbsent())
	}
	if err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("keeping the tables %s: %w", digest, err)
	}
	return nil
}

// JudgedTables gives the files of the tables that have this digest; ErrNotFound where none were kept.
func (s *Store) JudgedTables(ctx context.Context, digest string) (map[string][]byte, error) {
	if err := checkID(digest); err != nil {
		return nil, err
	}
	key := judgedPrefix + digest + judgedEnd
	data, _, err := s.read(ctx, key)
	if err == nil {
		data, err = unpack(key, data)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the tables %s: %w", digest, err)
	}
	text := map[string]string{}
	if err := json.Unmarshal(data, &text); err != nil {
		return nil, fmt.Errorf("reading the tables %s: %w: %w", digest, ErrDamaged, err)
	}
	files := make(map[string][]byte, len(text))
	for name, t := range text {
		files[name] = []byte(t)
	}
	return files, nil
}
