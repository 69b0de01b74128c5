package read

import (
	"context"
	"fmt"
	"slices"

	"github.com/certcat/certcat"
)

// Look answers looks with a new Pages that holds more readings; pages itself is not changed. A look for NextPages reads
// its page in full, any other reads a region closer. What can't be looked at becomes a Problem of its page.
func (r *Reader) Look(ctx context.Context, doc certcat.Document, path string, pages certcat.Pages, looks []certcat.Look) (certcat.Pages, error) {
	path, err := located(path)
	if err != nil {
		return pages, err
	}
	out := pages
	out.Pages = slices.Clone(pages.Pages)
	closer := map[int][]certcat.Look{} // by page
	var order []int
	for _, look := range looks {
		i := slices.IndexFunc(out.Pages, func(p certcat.Page) bool { return p.Number == look.Page })
		switch {
		case i < 0:
		case look.Purpose == certcat.NextPages:
			if out.Pages[i], err = r.whole(ctx, doc, path, copyPage(out.Pages[i]), look); err != nil {
				return pages, fmt.Errorf("read: reading page %d of %s: %w", look.Page, doc.ID, err)
			}
		default:
			if len(closer[i]) == 0 {
				order = append(order, i)
			}
			closer[i] = append(closer[i], look)
		}
	}
	for _, i := range order {
		if out.Pages[i], err = r.closer(ctx, doc, path, copyPage(out.Pages[i]), closer[i]); err != nil {
			return pages, fmt.Errorf("read: looking at page %d of %s again: %w", out.Pages[i].Number, doc.ID, err)
		}
	}
	return out, nil
}

// whole reads a page in full of which only the text layer was read.
func (r *Reader) whole(ctx context.Context, doc certcat.Document, path string, page certcat.Page, look certcat.Look) (certcat.Page, error) {
	if slices.ContainsFunc(page.Readings, func(r certcat.Reading) bool { return r.By != certcat.TextLayer && r.Region.Empty() }) {
		return page, nil
	}
	request := surveyRequest{Source: source{Path: path, Media: doc.MediaType, Page: page.Number}, Size: certcat.PageSize{Width: page.Width, Height: page.Height}}
	s := survey{Size: request.Size}
	if len(page.Readings) > 0 {
		s.Words = page.Readings[0].Words
		s.Garbled = garbled(s.Words)
	}
	look.Box = certcat.Box{}
	return r.recognise(ctx, page, s, request, look)
}

// closer reads regions of a page again, from one drawing.
func (r *Reader) closer(ctx context.Context, doc certcat.Document, path string, page certcat.Page, looks []certcat.Look) (certcat.Page, error) {
	var all []recognised
	request := closerRequest{Source: source{Path: path, Media: doc.MediaType, Page: page.Number}, Size: unturned(page), Turn: page.Turn, Looks: looks}
	problem, err := r.call(ctx, opCloser, request, &all)
	if err != nil {
		return page, err
	}
	if problem != nil {
		page.Problems = append(page.Problems, problem.OnPage(page.Number))
		return page, nil
	}
	for _, got := range all {
		for _, reading := range append([]certcat.Reading{got.Reading}, got.Other...) {
			words, lost := believe(reading.Words, certcat.PageSize{Width: page.Width, Height: page.Height})
			noteLost(&page, lost)
			reading.Words = words
			page.Readings = append(page.Readings, reading)
		}
	}
	return page, nil
}

// Shown gives a grey JPEG of a page as shown, its decided quarter turns applied, at about dpi.
func (r *Reader) Shown(ctx context.Context, doc certcat.Document, path string, page certcat.Page, dpi int) ([]byte, error) {
	path, err := located(path)
	if err != nil {
		return nil, err
	}
	var got pictureAnswer
	request := pictureRequest{Source: source{Path: path, Media: doc.MediaType, Page: page.Number}, Size: unturned(page), Turn: page.Turn, DPI: dpi}
	if err := r.caller.Call(ctx, opPicture, request, &got, r.config.Limits); err != nil {
		return nil, fmt.Errorf("read: picture of page %d of %s: %w", page.Number, doc.ID, err)
	}
	return got.JPEG, nil
}

// Picture is Shown for a page (1-based) of which nothing but the file is known: without quarter turns that only reading
// decides.
func (r *Reader) Picture(ctx context.Context, doc certcat.Document, path string, page, dpi int) ([]byte, error) {
	p := certcat.Page{Number: page}
	if page >= 1 && page <= len(doc.Sizes) {
		p.Width, p.Height = doc.Sizes[page-1].Width, doc.Sizes[page-1].Height
	}
	return r.Shown(ctx, doc, path, p, dpi)
}

// unturned is the page's size before its decided quarter turns.
func unturned(page certcat.Page) certcat.PageSize {
	if page.Turn%180 != 0 {
		return certcat.PageSize{Width: page.Height, Height: page.Width}
	}
	return certcat.PageSize{Width: page.Width, Height: page.Height}
}

// copyPage copies what a later step may append to or turn.
func copyPage(p certcat.Page) certcat.Page {
	p.Readings = slices.Clone(p.Readings)
	for i := range p.Readings {
		p.Readings[i].Words = slices.Clone(p.Readings[i].Words)
	}
	p.Rules, p.Ticks = slices.Clone(p.Rules), slices.Clone(p.Ticks)
	p.Codes, p.Problems = slices.Clone(p.Codes), slices.Clone(p.Problems)
	return p
}
