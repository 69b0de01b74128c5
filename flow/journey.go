package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync/atomic"

	"github.com/certcat/certcat"
)

// journey is one document under way: what is known, and what has been made so far. Its steps may run again after a
// machine error.
type journey struct {
	*Flow
	out     Outcome
	limits  Limits
	want    certcat.Keys
	answers []certcat.RegisterCheck
	old     Record // as it was read
	new     Record
	base    certcat.Pages // before any Look
	fresh   bool          // asked to do passing Problems again
	again   bool          // make everything anew, whatever is stored
	changed bool          // a value differs from what the record names
	known   bool          // the receipt of this door and key is on record already
	locked  string        // the document that this journey holds the lock of
	done    bool
	objects map[string]Object // by What and key: the values this record will name
	stamp   string            // size and time of the file when it was accepted
}

// load gets a stored value and remembers where it lies.
func (j *journey) load(ctx context.Context, what What, key string, into any) (bool, error) {
	at, ok, err := j.Shelf.Load(ctx, j.out.Document.ID, what, key, into)
	if ok && err == nil {
		j.objects[string(what)+" "+key] = at
	}
	return ok, err
}

// save stores a value and remembers where it lies. What was read from the file counts only if the file is still the one
// that was accepted.
func (j *journey) save(ctx context.Context, what What, key string, value any) error {
	if what == Documents || what == Pages {
		if err := j.unchanged(); err != nil {
			return err
		}
	}
	at, err := j.Shelf.Save(ctx, j.out.Document.ID, what, key, value)
	if err == nil {
		j.objects[string(what)+" "+key] = at
	}
	return err
}

// quiet reports whether the record already names everything that is wanted.
func (j *journey) quiet() bool {
	return !j.again && !j.changed && j.old.Revision > 0 && j.old.Keys == j.want
}

func (j *journey) leave() {
	if j.locked != "" {
		j.busy.unlock(j.locked)
	}
}

// unchanged compares the file's size and time with those at its acceptance.
func (j *journey) unchanged() error {
	now, err := stampOf(j.out.Arrival.Path)
	if err != nil || now != j.stamp {
		return fmt.Errorf("%w (%w)", ErrChanged, ErrForGood)
	}
	return nil
}

func stampOf(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano()), nil
}

func (j *journey) accept(ctx context.Context) error {
	r := &j.out.Arrival.Receipt
	if len(r.Problems) > 0 {
		r.State, j.done = certcat.Refused, true
		return j.Intake.Finish(ctx, *r)
	}
	j.stamp, _ = stampOf(j.out.Arrival.Path) // a file that is gone is the ingest's to tell
	doc, err := j.Ingest.Accept(ctx, j.out.Arrival.Path)
	if err != nil {
		return err
	}
	if doc.ID == "" { // too large to be kept: the receipt alone tells
		j.out.Document, r.Problems = doc, doc.Problems
		j.out.Document.Problems = nil
		r.State, j.done = certcat.Refused, true
		return j.Intake.Finish(ctx, *r)
	}
	if j.locked == "" {
		j.busy.lock(doc.ID)
		j.locked = doc.ID
	}
	j.out.Document, r.Document = doc, doc.ID
	return nil
}

func (j *journey) recall(ctx context.Context) error {
	old, err := j.Shelf.Current(ctx, j.out.Document.ID)
	if err != nil {
		return err
	}
	j.old, j.want = old, j.keys()
	if j.Answers != nil {
		if j.answers, err = j.Answers(ctx, j.out.Document.ID); err != nil {
			return err
		}
		j.want.Verdict = VerdictKey(j.want.Certificate, j.Check, j.answers)
	}
	j.again = j.fresh && old.Passing
	j.new = Record{Document: j.out.Document.ID, Keys: j.want, Revision: old.Revision + 1, Tag: old.Tag}
	if j.quiet() {
		j.out.recorded = old.Problems
	}
	return nil
}

func (j *journey) keep(ctx context.Context) error {
	r := &j.out.Arrival.Receipt
	last, ok, err := j.Intake.Arrived(ctx, r.Door, r.Bucket, r.Key)
	if err != nil {
		return err
	}
	j.known = ok && last.Document == r.Document && (last.State == certcat.Processed || last.State == certcat.Refused)
	if j.known && j.quiet() {
		r.Time, r.State = last.Time, last.State
		return nil
	}
	r.State = certcat.Received
	j.known = false
	return j.Intake.Receive(ctx, *r, j.out.Arrival.Path)
}

func (j *journey) facts(ctx context.Context) error {
	if !j.again {
		if ok, err := j.load(ctx, Documents, "", &j.out.Document); err != nil || ok {
			return err
		}
	}
	j.step("facts", 0, 0)
	if len(j.out.Document.Problems) == 0 { // otherwise it is barred already
		doc, err := j.Ingest.Facts(ctx, j.out.Document, j.out.Arrival.Path)
		if err != nil {
			return err
		}
		j.out.Document = doc
	}
	j.did("facts")
	return j.save(ctx, Documents, "", j.out.Document)
}

func (j *journey) read(ctx context.Context) error {
	doc := j.out.Document
	if !doc.Readable() {
		j.base = certcat.Pages{Document: doc.ID, Key: j.want.Reading}
		j.out.Pages = j.base
		return nil
	}
	if j.quiet() && !j.WithPages {
		return nil
	}
	if !j.again {
		ok, err := j.load(ctx, Pages, j.want.Reading, &j.base)
		if err != nil || ok {
			j.out.Pages = j.base
			return err
		}
	}
	j.step("read", 0, doc.PageCount)
	var read atomic.Int64
	pages, err := j.Reader.Read(ctx, doc, j.out.Arrival.Path, func(int) { j.step("read", int(read.Add(1)), doc.PageCount) })
	if err != nil {
		return err
	}
	pages.Document, pages.Key = doc.ID, j.want.Reading
	j.base, j.out.Pages = pages, pages
	j.did("read")
	return j.save(ctx, Pages, pages.Key, pages)
}

// extract makes the certificates. Looks are taken on the first reading only, so that the result does not depend on what
// an earlier version of the extraction asked for.
func (j *journey) extract(ctx context.Context) error {
	doc := j.out.Document
	if !doc.Readable() {
		j.new.Looked = j.want.Reading
		return nil
	}
	looked := digest(j.want.Reading, j.Extract.Key(), "looks")
	if !j.again && !j.changed {
		ok, err := j.recallCertificates(ctx, looked)
		if err != nil || ok {
			return err
		}
	}
	j.step("extract", 0, 0)
	certificates, pages, err := j.look(ctx, looked)
	if err != nil {
		return err
	}
	for i := range certificates {
		certificates[i].Document, certificates[i].Key = doc.ID, j.want.Certificate
	}
	j.out.Pages, j.new.Looked = pages, pages.Key
	if pages.Key == looked {
		if err := j.save(ctx, Pages, looked, pages); err != nil {
			return err
		}
	}
	j.out.Certificates = certificates
	j.did("extract")
	return j.save(ctx, Certificates, j.want.Certificate, certificates)
}

func (j *journey) recallCertificates(ctx context.Context, looked string) (bool, error) {
	var certificates []certcat.Certificate
	ok, err := j.load(ctx, Certificates, j.want.Certificate, &certificates)
	if err != nil || !ok {
		return false, err
	}
	j.out.Certificates, j.new.Looked = certificates, j.old.Looked
	if j.quiet() && !j.WithPages {
		return true, nil
	}
	j.new.Looked = j.want.Reading
	var pages certcat.Pages
	if ok, err = j.load(ctx, Pages, looked, &pages); ok && err == nil {
		j.out.Pages, j.new.Looked = pages, looked
	}
	return true, err
}

func (j *journey) pictures(ctx context.Context) error {
	if j.Flow.Pictures <= 0 || !j.again && j.old.Revision > 0 && j.old.Keys.Reading == j.want.Reading {
		return nil
	}
	for _, p := range j.out.Pages.Pages {
		if p.Best < 0 {
			continue
		}
		picture, err := j.Reader.Shown(ctx, j.out.Document, j.out.Arrival.Path, p, j.Flow.Pictures)
		if err != nil {
			if err := ctx.Err(); err != nil {
				return err
			}
			continue // it is rendered on first view instead; a page that can't be shown is no reason to lose its text
		}
		if err := j.Album.Picture(ctx, j.out.Document.ID, p.Number, j.Flow.Pictures, picture); err != nil {
			return err
		}
	}
	return nil
}

func (j *journey) check(ctx context.Context) error {
	if len(j.out.Certificates) == 0 {
		return nil
	}
	if !j.again && !j.changed {
		var verdicts []certcat.Verdict
		ok, err := j.load(ctx, Verdicts, j.want.Verdict, &verdicts)
		if err != nil || ok {
			j.out.Verdicts = verdicts
			return err
		}
	}
	j.step("check", 0, 0)
	j.out.Verdicts = CheckAll(j.Check, j.out.Certificates, j.answers...)
	j.did("check")
	return j.save(ctx, Verdicts, j.want.Verdict, j.out.Verdicts)
}

// CheckAll judges each certificate with all the others as Related, in their order, and with what registers said about its
// document.
func CheckAll(check Checker, certificates []certcat.Certificate, answers ...certcat.RegisterCheck) []certcat.Verdict {
	var verdicts []certcat.Verdict
	for i := range certificates {
		c := certcat.Case{Certificate: certificates[i]}
		for _, a := range answers {
			if a.Document == certificates[i].Document {
				c.Registers = append(c.Registers, a)
			}
		}
		c.Related = append(c.Related, certificates[:i]...)
		c.Related = append(c.Related, certificates[i+1:]...)
		verdicts = append(verdicts, check.Check(c)...)
	}
	return verdicts
}

func (j *journey) record(ctx context.Context) error {
	if j.quiet() {
		return nil
	}
	j.describe()
	err := j.Shelf.Replace(ctx, j.new)
	for tries := 0; errors.Is(err, ErrConflict) && tries < 20; tries++ {
		now, rerr := j.Shelf.Current(ctx, j.new.Document)
		if rerr != nil {
			return rerr
		}
		if now.Keys == j.new.Keys && now.Looked == j.new.Looked && now.Passing == j.new.Passing {
			return nil // somebody else did the same work: equal keys, equal bytes
		}
		j.new.Revision, j.new.Tag = now.Revision+1, now.Tag
		err = j.Shelf.Replace(ctx, j.new)
	}
	return err
}

// describe fills the record from what was made.
func (j *journey) describe() {
	j.new.Problems, j.new.Passing = j.out.Problems(), j.out.Passing()
	j.new.State = certcat.Processed
	if !j.out.Document.Readable() {
		j.new.State = certcat.Refused
	}
	j.new.Parts, j.new.Objects, j.new.NextChange = nil, nil, NextChange(j.out.Verdicts)
	for _, c := range j.out.Certificates {
		j.new.Parts = append(j.new.Parts, c.Part)
	}
	for _, name := range slices.Sorted(maps.Keys(j.objects)) {
		j.new.Objects = append(j.new.Objects, j.objects[name])
	}
}

// NextChange is the first day on which one of the verdicts may change, "" where none does.
func NextChange(verdicts []certcat.Verdict) certcat.Date {
	var next certcat.Date
	for _, v := range verdicts {
		if v.NextChange != "" && (next == "" || v.NextChange < next) {
			next = v.NextChange
		}
	}
	return next
}

func (j *journey) finish(ctx context.Context) error {
	j.step("done", 0, 0)
	if j.known {
		return nil
	}
	r := j.out.Arrival.Receipt
	r.State = certcat.Processed
	if !j.out.Document.Readable() {
		r.State, r.Problems = certcat.Refused, j.out.Document.Problems
	}
	j.out.Arrival.Receipt.State = r.State
	return j.Intake.Finish(ctx, r)
}

// erased ends the way of a document that was erased, before it came or meanwhile: its receipt says so, without names.
func (j *journey) erased(ctx context.Context) error {
	r := j.out.Arrival.Receipt
	r.Name, r.User, r.State = "", "", certcat.Refused
	r.Problems = []certcat.Problem{certcat.NewProblem(certcat.Erased)}
	j.out = Outcome{Arrival: Arrival{Receipt: r, Path: j.out.Arrival.Path, Release: j.out.Arrival.Release}, Document: certcat.Document{ID: r.Document}}
	j.done = true
	return j.Intake.Finish(ctx, r)
}

func (j *journey) step(stage string, page, of int) {
	j.say(Step{Key: j.out.Arrival.Receipt.Key, Document: j.out.Document.ID, Stage: stage, Page: page, Of: of})
}

func (j *journey) did(stage string) {
	j.changed = true
	if !slices.Contains(j.out.Did, stage) {
		j.out.Did = append(j.out.Did, stage)
	}
}

// digest is a key made of other keys: short, and fit for an object's name.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
