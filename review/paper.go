package review

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// picture gives a page as a JPEG.
func (a *ask) picture() error {
	n, err := strconv.Atoi(strings.TrimSuffix(a.r.PathValue("n"), ".jpg"))
	if err != nil || n < 1 || n > 100_000 {
		return ErrNotFound //nolint:nilerr // no such page
	}
	jpeg, err := a.tenant.Papers.Picture(a.r.Context(), a.r.PathValue("id"), n)
	if err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", "image/jpeg")
	a.w.Header().Set("Cache-Control", "private, max-age=3600")
	_, _ = a.w.Write(jpeg) // a browser that went away
	return nil
}

// listingPicture gives the picture of a listing.
func (a *ask) listingPicture() error {
	if a.tenant.Listings == nil {
		return ErrNotFound
	}
	data, media, err := a.tenant.Listings.Picture(a.r.Context(), a.r.PathValue("picture"))
	if err != nil {
		return err
	}
	a.w.Header().Set("Content-Type", media)
	a.w.Header().Set("Cache-Control", "private, max-age=3600")
	_, _ = a.w.Write(data) // a browser that went away
	return nil
}

// word is one word of a page, small on the wire.
type word struct {
	T string     `json:"t"`
	B [4]float64 `json:"b"`
	L int        `json:"l"`
}

// words gives the words of a page's best reading, so that pointing at the picture fills a field.
func (a *ask) words() error {
	n, err := strconv.Atoi(a.r.PathValue("n"))
	if err != nil {
		return ErrNotFound //nolint:nilerr // no such page
	}
	all, err := a.tenant.Papers.Pages(a.r.Context(), a.r.PathValue("id"))
	if err != nil {
		return err
	}
	list, by := []word{}, ""
	for _, p := range all.Pages {
		if p.Number != n || p.Best < 0 || p.Best >= len(p.Readings) {
			continue
		}
		by = p.Readings[p.Best].By
		for _, w := range p.Readings[p.Best].Words {
			list = append(list, word{w.Text, [4]float64{w.Box.X0, w.Box.Y0, w.Box.X1, w.Box.Y1}, w.Line})
		}
	}
	a.w.Header().Set("Cache-Control", "private, max-age=600")
	return a.json(http.StatusOK, map[string]any{"by": by, "words": list})
}

// original hands the document itself out: as a download, never shown in the page's own origin.
func (a *ask) original() error {
	id := a.r.PathValue("id")
	body, size, err := a.tenant.Papers.Original(a.r.Context(), id)
	if err != nil {
		return err
	}
	defer body.Close()
	if err := a.audit("original", "document", id); err != nil {
		return err
	}
	h := a.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.bin"`, id[:min(16, len(id))]))
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	_, err = copyTo(a.w, body)
	if err != nil {
		a.log.Error("sending an original", "document", id, "error", err)
	}
	return nil
}
