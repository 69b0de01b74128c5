package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog/catalogtest"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/testdata/domino"
	"github.com/certcat/certcat/validate"
)

// base is a store with every document of testdata/cases, with what was really read on it, made once for all tests.
var base = struct {
	sync.Once
	dir  string
	ids  map[string]string // case → document
	pool *child.Pool
	read *read.Reader
	err  error
}{ids: map[string]string{}}

func TestMain(m *testing.M) {
	code := m.Run()
	catalogtest.Stop()
	if base.pool != nil {
		_ = base.pool.Close()
	}
	if base.dir != "" {
		_ = os.RemoveAll(base.dir)
	}
	os.Exit(code)
}

const (
	readingKey, certificateKey, verdictKey = "r", "c", "v"
	today                                  = certcat.Date("2026-11-22")
)

func makeBase(t *testing.T) {
	t.Helper()
	base.dir, base.err = os.MkdirTemp("", "certcat-desk-")
	if base.err != nil {
		return
	}
	program := os.Getenv("CERTCAT_READER")
	if program == "" {
		program = filepath.Join(base.dir, "certcat")
	}
	if _, err := os.Stat(program); err != nil { // else the caller built it
		if out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput(); err != nil {
			base.err = fmt.Errorf("building the reader: %w\n%s", err, out)
			return
		}
	}
	limits := child.Limits{Wall: time.Minute, CPU: 30 * time.Second, Memory: 1 << 30}
	if base.pool, base.err = child.NewPool(child.Config{Program: program, Workers: 1, Limits: limits}); base.err != nil {
		return
	}
	base.read = read.New(read.Config{Limits: limits}, base.pool)
	blobs, err := dir.Create(filepath.Join(base.dir, "store"))
	if err != nil {
		base.err = err
		return
	}
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		base.err = err
		return
	}
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for i, name := range domino.Cases(t) {
		base.err = addCase(t, s, name, at.Add(time.Duration(i)*7*time.Minute))
		if base.err != nil {
			return
		}
	}
}

// addCase stores a case as the flow would have.
func addCase(t *testing.T, s *store.Store, name string, at time.Time) error {
	t.Helper()
	var doc certcat.Document
	var pages certcat.Pages
	var list []certcat.Certificate
	if _, err := os.Stat(filepath.Join(domino.Folder(t), name, "certificate.json")); err != nil {
		return nil // a broken document
	}
	domino.Load(t, name, "document.json", &doc)
	domino.Load(t, name, "pages.json", &pages)
	domino.Load(t, name, "certificate.json", &list)
	return addDocument(t.Context(), s, domino.Original(t, name), doc, pages, list, name, at)
}

func addDocument(ctx context.Context, s *store.Store, path string, doc certcat.Document, pages certcat.Pages, list []certcat.Certificate, name string, at time.Time) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	doc.ID = store.Hash(data)
	base.ids[name] = doc.ID
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	if _, _, err := s.PutOriginal(ctx, doc.ID, int64(len(data)), open); err != nil {
		return err
	}
	receipt := certcat.Receipt{Door: "batch", Bucket: "cases", Key: filepath.Base(path), Name: filepath.Base(path), Time: at, Document: doc.ID, State: certcat.Processed}
	if _, err := s.PutReceipt(ctx, receipt); err != nil {
		return err
	}
	pages.Document, pages.Key = doc.ID, readingKey
	rec := store.Record{Document: doc.ID, Revision: 1, Keys: certcat.Keys{Reading: readingKey, Certificate: certificateKey, Verdict: verdictKey}, Looked: readingKey, State: certcat.Processed}
	for i := range list {
		list[i].Document, list[i].Key = doc.ID, certificateKey
		rec.Parts = append(rec.Parts, list[i].Part)
	}
	d, err := s.PutDocument(ctx, doc)
	if err != nil {
		return err
	}
	p, err := s.PutPages(ctx, pages)
	if err != nil {
		return err
	}
	c, err := s.PutCertificates(ctx, doc.ID, certificateKey, list)
	if err != nil {
		return err
	}
	rec.Objects = []store.Ref{d, p, c}
	_, err = s.PutCurrent(ctx, rec, "")
	return err
}

// checker judges for one market and category.
type checker struct {
	options validate.Options
	tables  *tables.Tables
}

func (c checker) Check(k certcat.Case) []certcat.Verdict {
	return []certcat.Verdict{validate.Check(k, c.options, c.tables)}
}

func newChecker(t *testing.T) checker {
	t.Helper()
	tab, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := validate.ProfileNamed("marketplace")
	if err != nil {
		t.Fatal(err)
	}
	return checker{validate.Options{Market: "EU", Category: "usb-charger", AsOf: today, Profile: profile}, tab}
}

// twoCertificates is a case with two certificates in one file.
const twoCertificates = "two-certificates-same-form"

func parse(pages certcat.Pages) []certcat.Certificate {
	x, err := extract.Default()
	if err != nil {
		panic(err) // the shipped kinds and weights
	}
	list, _ := x.Certificates(pages)
	return list
}

// house is a copy of the base store with a review server over it, and an account for each role.
type house struct {
	*httptest.Server
	t       *testing.T
	desk    *desk.Desk
	review  *review.Server
	tenants map[string]*review.Tenant
	dir     string
	trips   *trips // to a bucket, where they are counted
}

const password = "nine lives, twelve mice"

func newHouse(t *testing.T) *house {
	t.Helper()
	base.Do(func() { makeBase(t) })
	if base.err != nil {
		t.Fatal(base.err)
	}
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "store"), tenants: map[string]*review.Tenant{}}
	if err := copyFolder(h.dir, filepath.Join(base.dir, "store")); err != nil {
		t.Fatal(err)
	}
	h.open(store.DefaultTenant)
	var err error
	h.review, err = review.New(review.Config{Default: store.DefaultTenant, Tenant: func(_ context.Context, name string) (*review.Tenant, error) {
		if tenant := h.tenants[name]; tenant != nil {
			return tenant, nil
		}
		return nil, review.ErrNotFound
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.people(store.DefaultTenant)
	if err := h.review.Fill(t.Context(), store.DefaultTenant); err != nil {
		t.Fatal(err)
	}
	h.Server = httptest.NewServer(h.review)
	t.Cleanup(h.Close)
	return h
}

// open opens a tenant of the store.
func (h *house) open(tenant string) {
	h.t.Helper()
	blobs, err := dir.Open(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := store.Open(h.t.Context(), blobs, tenant)
	if err != nil {
		h.t.Fatal(err)
	}
	policy := review.DefaultPolicy()
	policy.Sample = 0
	d := &desk.Desk{Store: s, Checker: newChecker(h.t), Policy: policy, Shown: base.read.Shown, Parse: parse}
	h.tenants[tenant] = d.Tenant()
	if h.desk == nil {
		h.desk = d
	}
}

// people makes an account for each role, named after it, and one more reviewer.
func (h *house) people(tenant string) {
	h.t.Helper()
	book := h.tenants[tenant].Book
	token, err := book.FirstRun(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	admin, err := book.Setup(h.t.Context(), token, "admin", password, "test")
	if err != nil {
		h.t.Fatal(err)
	}
	for name, role := range map[string]access.Role{"viewer": access.Viewer, "reviewer": access.Reviewer, "anna": access.Reviewer, "approver": access.Approver} {
		if err := book.AddAccount(h.t.Context(), admin, name, password, role); err != nil {
			h.t.Fatal(err)
		}
	}
}

func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o600)
	})
}

// row is the queue's line of a document's first certificate.
func (h *house) row(id string) review.Row {
	h.t.Helper()
	found, err := h.tenants[store.DefaultTenant].Catalogue.Find(h.t.Context(), review.Query{Document: id})
	if err != nil || len(found.Rows) == 0 {
		h.t.Fatalf("no row for %s: %v", id, err)
	}
	return found.Rows[0]
}
