package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/certcat/certcat"
)

func rulingPrefix(id string) string { return results(id) + "ruling-" }

// AddRuling adds a ruling to a document and gives it back with its number: the one that it brings, where that is the next
// that is free, or else the next; a caller that knows it spares a listing. It is logged before this answers.
func (s *Store) AddRuling(ctx context.Context, r certcat.Ruling) (certcat.Ruling, error) {
	if err := checkID(r.Document); err != nil {
		return r, err
	}
	for known := r.Number > 0; ; known = false {
		if !known {
			last, err := s.lastNumber(ctx, rulingPrefix(r.Document), ".json")
			if err != nil {
				return r, err
			}
			r.Number = last + 1
		}
		data, err := encode(r)
		if err != nil {
			return r, err
		}
		ref, _, err := s.put(ctx, fmt.Sprintf("%s%06d.json", rulingPrefix(r.Document), r.Number), data, IfAbsent())
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err != nil {
			return r, fmt.Errorf("storing ruling %d of %s: %w", r.Number, r.Document, err)
		}
		return r, s.said(ctx, r.Document, "ruling", ref)
	}
}

// Rulings yields a document's rulings in the order of their numbers.
func (s *Store) Rulings(ctx context.Context, id string) iter.Seq2[certcat.Ruling, error] {
	if err := checkID(id); err != nil {
		return func(yield func(certcat.Ruling, error) bool) { yield(certcat.Ruling{}, err) }
	}
	return each[certcat.Ruling](ctx, s, rulingPrefix(id))
}

// Ruling gives one of a document's rulings; ErrNotFound where that number is not taken yet. Numbers have no gaps.
func (s *Store) Ruling(ctx context.Context, id string, number int) (certcat.Ruling, error) {
	return numbered[certcat.Ruling](ctx, s, id, fmt.Sprintf("%s%06d.json", rulingPrefix(id), number))
}

// Correction gives one of a document's corrections; ErrNotFound where that number is not taken yet. Numbers have no gaps.
func (s *Store) Correction(ctx context.Context, id string, number int) (certcat.Correction, error) {
	return numbered[certcat.Correction](ctx, s, id, correctionKey(id, number))
}

func numbered[T any](ctx context.Context, s *Store, id, key string) (v T, err error) {
	if err = checkID(id); err != nil {
		return v, err
	}
	data, _, err := s.read(ctx, key)
	if err == nil {
		err = decode(data, &v)
	}
	return v, err
}

const (
	settingFolder = "settings/"
	auditFolder   = "audit/"
)

var settingName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)

func settingKey(name string) (string, error) {
	if !settingName.MatchString(name) {
		return "", fmt.Errorf("%q is no setting's name: small letters, digits and hyphens", name)
	}
	return settingFolder + name + ".json", nil
}

// Setting gives a tenant's setting (accounts, tokens, policies) as JSON, and the ETag with which PutSetting can replace
// it; ErrNotFound where none is.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, string, error) {
	key, err := settingKey(name)
	if err != nil {
		return nil, "", err
	}
	return s.read(ctx, key)
}

// PutSetting replaces the setting with this ETag, or makes it where ifMatch is "", and gives the new ETag. ErrConflict
// where another one is in force.
func (s *Store) PutSetting(ctx context.Context, name string, data []byte, ifMatch string) (string, error) {
	key, err := settingKey(name)
	if err != nil {
		return "", err
	}
	if !json.Valid(data) {
		return "", fmt.Errorf("storing the setting %s: it is no JSON", name)
	}
	condition := IfAbsent()
	if ifMatch != "" {
		condition = IfMatch(ifMatch)
	}
	_, etag, err := s.put(ctx, key, data, condition)
	if err != nil {
		return "", fmt.Errorf("storing the setting %s: %w", name, err)
	}
	return etag, nil
}

// Audited is one line of what people did beside documents: logins, exports, changes of accounts. The lines of one day
// form a chain.
type Audited struct {
	Number   int           `json:"number"`             // 1, 2, … each day
	Previous string        `json:"previous,omitempty"` // SHA-256 of the stored bytes of the line before, on the same day
	Time     time.Time     `json:"time"`
	Who      string        `json:"who"`
	From     string        `json:"from,omitempty"` // the address that it came from
	Action   string        `json:"action"`
	Args     []certcat.Arg `json:"args,omitempty"`
}

func auditPrefix(day string) string { return auditFolder + day + "/" }

func auditKey(day string, number int) string {
	return fmt.Sprintf("%s%06d.json", auditPrefix(day), number)
}

// AddAudited adds a line to the audit. Number, chain and time are set here.
func (s *Store) AddAudited(ctx context.Context, a Audited) error {
	a.Time = s.now()
	day := a.Time.Format(time.DateOnly)
	for {
		last, err := s.lastNumber(ctx, auditPrefix(day), ".json")
		if err != nil {
			return err
		}
		a.Previous = ""
		if last > 0 {
			previous, _, err := s.read(ctx, auditKey(day, last))
			if err != nil {
				return err
			}
			a.Previous = Hash(previous)
		}
		a.Number = last + 1
		data, err := encode(a)
		if err != nil {
			return err
		}
		if _, _, err = s.put(ctx, auditKey(day, a.Number), data, IfAbsent()); errors.Is(err, ErrConflict) {
			continue
		}
		return err
	}
}

// Audit yields the lines of a day ("2026-11-22"), or of all days where it is "", oldest first.
func (s *Store) Audit(ctx context.Context, day string) iter.Seq2[Audited, error] {
	prefix := auditFolder
	if day != "" {
		prefix = auditPrefix(day)
	}
	return each[Audited](ctx, s, prefix)
}

// people checks what belongs to no document: settings can be read, the audit's lines form a chain each day.
func (v *verifier) people(ctx context.Context) error {
	for item, err := range v.list(ctx, settingFolder) {
		if err != nil {
			return err
		}
		if kindOf(item.Key) != setting {
			continue
		}
		data, _, err := v.read(ctx, item.Key)
		if err != nil {
			return err
		}
		if v.tick(&v.report.People); !json.Valid(data) {
			v.fault("store-unreadable", "key", item.Key, "error", "no JSON")
		}
	}
	day, number, previous := "", 0, ""
	for item, err := range v.list(ctx, auditFolder) {
		if err != nil {
			return err
		}
		if kindOf(item.Key) != audited {
			continue
		}
		data, _, err := v.read(ctx, item.Key)
		if err != nil {
			return err
		}
		if folder := item.Key[:strings.LastIndexByte(item.Key, '/')+1]; folder != day {
			day, number, previous = folder, 0, ""
		}
		number++
		v.tick(&v.report.People)
		var line Audited
		if err := decode(data, &line); err != nil {
			v.fault("store-unreadable", "key", item.Key, "error", err.Error())
		} else if line.Number != number || line.Previous != previous {
			v.fault("store-chain", "key", item.Key)
			number = line.Number
		}
		previous = Hash(data)
	}
	return nil
}
