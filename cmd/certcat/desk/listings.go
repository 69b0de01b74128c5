package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/store"
)

// A listing is kept for each document that was handed in for it, as a setting of its own, so that finding it costs one
// small read however many there are. Its picture is kept once, under the hash of its bytes.
func listingSetting(document string) string { return "listing-" + document[:min(54, len(document))] }

func pictureSetting(name string) string { return "picture-" + name }

// MostPicture is how many bytes the picture of a listing may have.
const MostPicture = 2 << 20

// ErrPicture says that a file is no picture that a page can show.
var ErrPicture = errors.New("no JPEG, PNG, WebP or GIF of at most 2 MiB")

// Bind says for which listing documents were handed in; an earlier answer for them is replaced.
func Bind(ctx context.Context, s *store.Store, l certcat.Listing, documents ...string) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	for _, id := range documents {
		if err := valid(id); err != nil {
			return err
		}
		if err := replace(ctx, s, listingSetting(id), data); err != nil {
			return fmt.Errorf("binding %s to the listing %s: %w", id, l.SKU, err)
		}
	}
	return nil
}

func replace(ctx context.Context, s *store.Store, name string, data []byte) error {
	for {
		_, tag, err := s.Setting(ctx, name)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if _, err = s.PutSetting(ctx, name, data, tag); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// ListingOf is the listing that a document was handed in for, nil where none is known.
func ListingOf(ctx context.Context, s *store.Store, document string) (*certcat.Listing, error) {
	data, _, err := s.Setting(ctx, listingSetting(document))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // no listing is an answer
	}
	if err != nil {
		return nil, err
	}
	var l certcat.Listing
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, fmt.Errorf("reading the listing of %s: %w", document, err)
	}
	return &l, nil
}

// picture is a listing's picture as it is stored.
type picture struct {
	Media string `json:"media"`
	Data  []byte `json:"data"`
}

// IsPicture reports whether bytes are a picture that a page can show, by what they say themselves.
func IsPicture(data []byte) bool {
	return len(data) <= MostPicture && slices.Contains([]string{"image/jpeg", "image/png", "image/webp", "image/gif"}, http.DetectContentType(data))
}

// AddPicture keeps a listing's picture and gives the name under which it is found. What it is, its bytes say; nothing
// here decodes it.
func AddPicture(ctx context.Context, s *store.Store, data []byte) (name string, err error) {
	if !IsPicture(data) {
		return "", ErrPicture
	}
	media := http.DetectContentType(data)
	sum := sha256.Sum256(data)
	name = hex.EncodeToString(sum[:20])
	value, err := json.Marshal(picture{media, data})
	if err != nil {
		return "", err
	}
	return name, replace(ctx, s, pictureSetting(name), value)
}

// Listing finds the listing that a document was handed in for.
func (d *Desk) Listing(ctx context.Context, document string) (*certcat.Listing, error) {
	if err := valid(document); err != nil {
		return nil, err
	}
	return ListingOf(ctx, d.Store, document)
}

// listings are the listings' part of a Desk: what a document's page and a listing call a picture are two things.
type listings struct{ *Desk }

// Picture gives a listing's picture by its name.
func (l listings) Picture(ctx context.Context, name string) ([]byte, string, error) {
	if len(name) != 40 || valid(name+"000000000000000000000000") != nil {
		return nil, "", review.ErrNotFound
	}
	data, _, err := l.Store.Setting(ctx, pictureSetting(name))
	if err != nil {
		return nil, "", notFound(err)
	}
	var p picture
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, "", fmt.Errorf("reading the picture %s: %w", name, err)
	}
	return p.Data, p.Media, nil
}
