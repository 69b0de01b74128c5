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
	for _, look := range looks {
		i := slices.IndexFunc(out.Pages, func(p certcat.Page) bool { return p.Number == look.Page })
		if i < 0 {
			continue
		}
		page, err := r.look(ctx, doc, path, copyPage(out.Pages[i]), look)
		if err != nil {
			return pages, fmt.Errorf("read: looking at page %d of %s again: %w", look.Page, doc.ID, err)
		}
		out.Pages[i] = page
	}
	return out, nil
}

func (r *Reader) look(ctx context.Context, doc certcat.Document, path string, page certcat.Page, look certcat.Look) (certcat.Page, error) {
	from := source{Path: path, Media: doc.MediaType, Page: page.Number}
	if look.Purpose == certcat.NextPages {
		if slices.ContainsFunc(page.Readings, func(r certcat.Reading) bool { return r.By != certcat.TextLayer && r.Region.Empty() }) {
			return page, nil
		}
		request := surveyRequest{Source: from, Size: certcat.PageSize{Width: page.Width, Height: page.Height}}
		s := survey{Size: request.Size}
		if len(page.Readings) > 0 {
			s.Words = page.Readings[0].Words
			s.Garbled = garbled(s.Words)
		}
		look.Box = certcat.Box{}
		return r.recognise(ctx, page, s, request, look)
	}
	var got recognised
	request := ocrRequest{Source: from, Size: unturned(page), Turn: page.Turn, Look: look}
	problem, err := r.call(ctx, opOCR, request, &got)
	if err != nil {
		return page, err
	}
	if problem != nil {
		page.Problems = append(page.Problems, problem.OnPage(page.Number))
		return page, nil
	}
	words, lost := believe(got.Reading.Words, certcat.PageSize{Width: page.Width, Height: page.Height})
	noteLost(&page, lost)
	got.Reading.Words = words
	page.Readings = append(page.Readings, got.Reading)
	for _, other := range got.Other {
		other.Words, lost = believe(other.Words, certcat.PageSize{Width: page.Width, Height: page.Height})
		noteLost(&page, lost)
		page.Readings = append(page.Readings, other)
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
