package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/certcat/certcat"
)

// value names one kind of result: where it lies and how it is written.
type value struct {
	base string // key without generation and ending
	end  string // ".json", ".json.gz"
}

func results(id string) string { return "documents/" + shard(id) + "/" + id + "/" }

// keyName shortens a staleness key, which may hold anything, to something that can be part of an object's key.
func keyName(key string) string { return Hash([]byte(key))[:16] }

func documentValue(id string) value { return value{results(id) + "document", ".json"} }
func pagesValue(id, key string) value {
	return value{results(id) + "pages-" + keyName(key), ".json.gz"}
}
func certificatesValue(id, key string) value {
	return value{results(id) + "certificates-" + keyName(key), ".json"}
}
func verdictsValue(id, key string) value {
	return value{results(id) + "verdicts-" + keyName(key), ".json"}
}

// picturePrefix begins the keys of a page's pictures; what follows is the hash, so that a picture proves itself.
func picturePrefix(id string, page, dpi int) string {
	return fmt.Sprintf("%spicture-%05d-%ddpi-", results(id), page, dpi)
}

const pictureHash = 32 // digits of a picture's SHA-256 in its key

func (v value) key(generation int) string { return fmt.Sprintf("%s-%03d%s", v.base, generation, v.end) }

// PutDocument stores the facts of a document.
func (s *Store) PutDocument(ctx context.Context, doc certcat.Document) (Ref, error) {
	return putJSON(ctx, s, doc.ID, documentValue, doc)
}

// Document gives the newest facts of a document; ErrNotFound where there are none.
func (s *Store) Document(ctx context.Context, id string) (certcat.Document, Ref, error) {
	return getJSON[certcat.Document](ctx, s, id, documentValue)
}

// PutPages stores what the readers saw under the key in pages.Key.
func (s *Store) PutPages(ctx context.Context, pages certcat.Pages) (Ref, error) {
	return putJSON(ctx, s, pages.Document, under(pagesValue, pages.Key), pages)
}

// Pages gives the newest Pages made under the key; ErrNotFound where there are none.
func (s *Store) Pages(ctx context.Context, id, key string) (certcat.Pages, Ref, error) {
	return getJSON[certcat.Pages](ctx, s, id, under(pagesValue, key))
}

// PutCertificates stores all certificates of one document that were made under the key: one for each part, none where
// the document holds none.
func (s *Store) PutCertificates(ctx context.Context, id, key string, certificates []certcat.Certificate) (Ref, error) {
	for _, c := range certificates {
		if c.Document != id || c.Key != key {
			return Ref{}, fmt.Errorf("storing certificates of document %s under key %q: one belongs to %s, %q", id, key, c.Document, c.Key)
		}
	}
	return putJSON(ctx, s, id, under(certificatesValue, key), certificates)
}

// Certificates gives the newest certificates of a document made under the key; ErrNotFound where none were stored.
func (s *Store) Certificates(ctx context.Context, id, key string) ([]certcat.Certificate, Ref, error) {
	return getJSON[[]certcat.Certificate](ctx, s, id, under(certificatesValue, key))
}

// PutVerdicts stores all verdicts about one document that were made under the key: one for each part and market asked.
func (s *Store) PutVerdicts(ctx context.Context, id, key string, verdicts []certcat.Verdict) (Ref, error) {
	for _, v := range verdicts {
		if v.Document != id {
			return Ref{}, fmt.Errorf("storing verdicts about document %s: one is about %s", id, v.Document)
		}
	}
	return putJSON(ctx, s, id, under(verdictsValue, key), verdicts)
}

// Verdicts gives the newest verdicts about a document made under the key; ErrNotFound where none were stored.
func (s *Store) Verdicts(ctx context.Context, id, key string) ([]certcat.Verdict, Ref, error) {
	return getJSON[[]certcat.Verdict](ctx, s, id, under(verdictsValue, key))
}

// PutPicture stores a page (1-based) as shown to the reviewer. Pictures can be made again at any time: no log names them.
func (s *Store) PutPicture(ctx context.Context, id string, page, dpi int, jpeg []byte) (Ref, error) {
	if err := checkID(id); err != nil {
		return Ref{}, err
	}
	ref, _, err := s.put(ctx, picturePrefix(id, page, dpi)+Hash(jpeg)[:pictureHash]+".jpg", jpeg, IfAbsent())
	if errors.Is(err, ErrConflict) {
		err = nil
	}
	if err == nil {
		err = s.kept(ctx, id)
	}
	return ref, err
}

// Picture gives the newest picture of a page (1-based); ErrNotFound where there is none.
func (s *Store) Picture(ctx context.Context, id string, page, dpi int) ([]byte, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	prefix := picturePrefix(id, page, dpi)
	var newest Item
	for item, err := range s.list(ctx, prefix) {
		if err != nil {
			return nil, err
		}
		if !item.Modified.Before(newest.Modified) {
			newest = item
		}
	}
	if newest.Key == "" {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, prefix)
	}
	data, _, err := s.read(ctx, newest.Key)
	if err == nil && Hash(data)[:pictureHash] != strings.TrimSuffix(newest.Key[len(prefix):], ".jpg") {
		err = fmt.Errorf("reading object %s: %w", newest.Key, ErrDamaged)
	}
	return data, err
}

func under(make func(id, key string) value, key string) func(string) value {
	return func(id string) value { return make(id, key) }
}

func putJSON(ctx context.Context, s *Store, id string, where func(string) value, v any) (Ref, error) {
	if err := checkID(id); err != nil {
		return Ref{}, err
	}
	data, err := encode(v)
	if err != nil {
		return Ref{}, err
	}
	return s.putValue(ctx, where(id), data)
}

func getJSON[T any](ctx context.Context, s *Store, id string, where func(string) value) (T, Ref, error) {
	var v T
	if err := checkID(id); err != nil {
		return v, Ref{}, err
	}
	data, ref, err := s.getValue(ctx, where(id))
	if err != nil {
		return v, ref, err
	}
	if err := decode(data, &v); err != nil {
		return v, ref, fmt.Errorf("reading object %s: %w", ref.Key, err)
	}
	return v, ref, nil
}

// putValue stores data as the first generation. Where another lies there already it is compared with the newest: equal
// data is there, different data becomes the next generation.
func (s *Store) putValue(ctx context.Context, v value, data []byte) (Ref, error) {
	stored, err := pack(v, data)
	if err != nil {
		return Ref{}, err
	}
	for generation := 1; ; {
		ref, _, err := s.put(ctx, v.key(generation), stored, IfAbsent())
		if !errors.Is(err, ErrConflict) {
			return ref, err
		}
		newest, err := s.newest(ctx, v)
		if err != nil {
			return Ref{}, err
		}
		there, ref, err := s.getGeneration(ctx, v, newest)
		if err != nil || bytes.Equal(there, data) {
			return ref, err
		}
		generation = newest + 1
	}
}

func (s *Store) getValue(ctx context.Context, v value) ([]byte, Ref, error) {
	newest, err := s.newest(ctx, v)
	if err != nil {
		return nil, Ref{}, err
	}
	return s.getGeneration(ctx, v, newest)
}

func (s *Store) newest(ctx context.Context, v value) (int, error) {
	newest, err := s.lastNumber(ctx, v.base+"-", v.end)
	if err == nil && newest == 0 {
		err = fmt.Errorf("%w: %s", ErrNotFound, v.base)
	}
	return newest, err
}

func (s *Store) getGeneration(ctx context.Context, v value, generation int) ([]byte, Ref, error) {
	key := v.key(generation)
	stored, _, err := s.read(ctx, key)
	if err != nil {
		return nil, Ref{}, err
	}
	data, err := unpack(key, stored)
	return data, Ref{Key: key, SHA256: Hash(stored), Size: int64(len(stored))}, err
}

// pack compresses where the ending says so, without a time, so that equal data gives equal bytes.
func pack(v value, data []byte) ([]byte, error) {
	if !strings.HasSuffix(v.end, ".gz") {
		return data, nil
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func unpack(key string, stored []byte) ([]byte, error) {
	if !strings.HasSuffix(key, ".gz") {
		return stored, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(stored))
	if err != nil {
		return nil, fmt.Errorf("reading object %s: %w: %w", key, ErrDamaged, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading object %s: %w: %w", key, ErrDamaged, err)
	}
	return data, nil
}
