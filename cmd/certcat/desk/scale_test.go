package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/store/s3"
	"github.com/certcat/certcat/store/storetest"
)

// crowd is a source of n made certificates that stand in the queue before and behind those that are measured.
type crowd struct{ n int }

func (c crowd) id(i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "one of the crowd %d", i))
	return hex.EncodeToString(sum[:])
}

func (c crowd) Receipts(context.Context) iter.Seq2[certcat.Receipt, error] {
	return func(yield func(certcat.Receipt, error) bool) {
		for i := range c.n {
			r := certcat.Receipt{Door: "batch", Bucket: "/in", Key: fmt.Sprintf("%07d.pdf", i), Name: fmt.Sprintf("%07d.pdf", i), Document: c.id(i), State: certcat.Processed,
				Time: time.Date(2025, 1, 1, 0, 0, i, 0, time.UTC)}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (c crowd) Papers(context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for i := range c.n {
			if !yield(func(context.Context) (catalog.Papers, error) { return c.papers(i), nil }, nil) {
				return
			}
		}
	}
}

// papers are those of the i-th certificate: fictional, every seventh waiting for a person.
func (c crowd) papers(i int) catalog.Papers {
	part := certcat.Part{First: 1, Last: 1}
	field := func(name, text string) certcat.Field {
		return certcat.Field{Name: name, State: certcat.Printed, Accepted: true, Confidence: 0.99, Values: []certcat.Value{{Text: text, Canonical: text}}}
	}
	one := certcat.Certificate{Document: c.id(i), Part: part, Fields: []certcat.Field{field(certcat.Kind, []string{"eu-doc", "test-report", "fcc-grant"}[i%3]),
		field(certcat.CertificateNumber, fmt.Sprintf("QX-%05d-%02d", i, i%40)), field(certcat.Holder, fmt.Sprintf("Lantern Bay %d Ltd.", i%5000)),
		field(certcat.Models, fmt.Sprintf("LB-%d", i%20000)), field(certcat.ExpiryDate, time.Date(2024, 1, 1+i%2500, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))}}
	v := certcat.Verdict{Document: one.Document, Part: part, Market: "EU", Category: "usb-charger", AsOf: today, Check: certcat.Holds, Decision: certcat.Accepted}
	r := catalog.Review{Part: part, State: string(review.ByMachine)}
	if i%7 == 0 {
		v.Check, v.Decision = certcat.Asks, certcat.NeedsReview
		r = catalog.Review{Part: part, State: string(review.InReview), Why: []string{"critical", "register"}, Stops: 9}
	}
	return catalog.Papers{Document: certcat.Document{ID: one.Document, MediaType: "application/pdf"}, Revision: 1, State: certcat.Processed,
		Certificates: []certcat.Certificate{one}, Verdicts: []certcat.Verdict{v}, Reviews: []catalog.Review{r}}
}

// crowded is a SQLite catalogue with n made certificates. CERTCAT_CROWD names one that is kept from run to run: a million
// take a quarter of an hour to enter.
func crowded(t *testing.T, n int) *catalog.Book {
	t.Helper()
	path := os.Getenv("CERTCAT_CROWD")
	if path == "" {
		path = filepath.Join(t.TempDir(), "catalog.db")
	}
	c, err := catalog.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	book := c.Book(store.DefaultTenant)
	if _, err := book.Document(t.Context(), crowd{n}.id(n-1)); err == nil {
		return book
	}
	if _, err := book.Rebuild(t.Context(), crowd{n}, nil); err != nil {
		t.Fatal(err)
	}
	return book
}

// onS3 makes a house whose store is a bucket and whose queue is the catalogue.
func (h *house) onS3(book *catalog.Book) {
	h.t.Helper()
	ctx := h.t.Context()
	server := storetest.NewS3Server(h.t)
	blobs, err := s3.Open(ctx, server.Address("desk"), server.Env)
	if err != nil {
		h.t.Fatal(err)
	}
	from, err := dir.Open(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := store.Copy(ctx, from, blobs, nil); err != nil {
		h.t.Fatal(err)
	}
	h.trips = &trips{Blobs: blobs}
	s, err := store.Open(ctx, h.trips, "")
	if err != nil {
		h.t.Fatal(err)
	}
	h.over(s, book)
}

// over makes the house one whose queue is a catalogue.
func (h *house) over(s *store.Store, book *catalog.Book) {
	h.t.Helper()
	ctx := h.t.Context()
	policy := review.DefaultPolicy()
	policy.Sample = 0
	h.desk = &desk.Desk{Store: s, Checker: newChecker(h.t), Policy: policy, Shown: base.read.Shown, Book: book}
	tenant := h.desk.Tenant()
	h.tenants = map[string]*review.Tenant{store.DefaultTenant: tenant}
	for r, err := range s.Receipts(ctx) {
		if err == nil {
			err = book.Arrive(ctx, r)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	var err error
	if h.review, err = review.New(review.Config{Default: store.DefaultTenant, Tenant: func(context.Context, string) (*review.Tenant, error) { return tenant, nil }}); err != nil {
		h.t.Fatal(err)
	}
	for _, id := range base.ids {
		if err := h.review.Refresh(ctx, store.DefaultTenant, id); err != nil {
			h.t.Fatal(err)
		}
	}
	h.Server = httptest.NewServer(h.review)
	h.t.Cleanup(h.Close)
}

// TestQuickAtScale measures what a person waits for with the store on S3 and the queue in a catalogue: a million
// certificates in make soak, some thousands otherwise.
func TestQuickAtScale(t *testing.T) {
	n := 5000
	if os.Getenv("CERTCAT_SOAK") != "" {
		n = 1_000_000
	}
	if some, err := strconv.Atoi(os.Getenv("CERTCAT_ROWS")); err == nil {
		n = some
	}
	book := crowded(t, n)
	h := newHouse(t)
	h.onS3(book)
	id := base.ids["eu-doc-en62368-2014"]
	c, token := h.signIn("reviewer")
	for _, p := range []struct{ name, path string }{{"the queue", "/queue"}, {"the queue, filtered", "/queue?kind=eu-doc&why=critical"}, {"the queue, expiring", "/queue?expires=90"},
		{"a search for a holder", "/queue?state=all&q=Lantern+Bay+4321"}, {"a search for a number", "/queue?state=all&q=QX-00777"}, {"a certificate", "/d/" + id}} {
		h.quick(c, p.name, p.path)
	}
	h.quickCorrections(c, token, id)
	if row := h.row(id); row.State != review.InReview || row.Product == "" {
		t.Errorf("the catalogue says %+v", row)
	}
}

func (h *house) fetch(c *http.Client, path string) {
	h.t.Helper()
	answer, err := c.Get(h.URL + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
}

// quick holds a page to 300 ms.
func (h *house) quick(c *http.Client, name, path string) {
	h.t.Helper()
	h.fetch(c, path)
	var took []time.Duration
	for range 15 {
		began := time.Now()
		h.fetch(c, path)
		took = append(took, time.Since(began))
	}
	h.slowest(name, took, 300*time.Millisecond)
}

func (h *house) slowest(name string, took []time.Duration, limit time.Duration) {
	h.t.Helper()
	slices.Sort(took)
	h.t.Logf("%-32s median %6.1f ms, 95 in 100 within %6.1f ms, longest %6.1f ms", name, ms(took[len(took)/2]), ms(took[len(took)*95/100]), ms(took[len(took)-1]))
	if took[len(took)/2] > slower*limit {
		h.t.Errorf("%s takes %s", name, took[len(took)/2])
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// quickCorrections holds a correction, stored and with its new verdict, to 100 ms.
func (h *house) quickCorrections(c *http.Client, token, id string) {
	h.t.Helper()
	var took []time.Duration
	var fewest []trip
	deepest, listings := 0, 0
	for i := range 40 {
		body := fmt.Sprintf(`{"field":"scope","action":"value","saw":%q,"values":[{"text":"text %d"}]}`, correct.Saw(h.field(id, "scope")), i)
		r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.URL+"/d/"+id+"/1/field", bytes.NewReader([]byte(body)))
		if err != nil {
			h.t.Fatal(err)
		}
		r.Header.Set("X-CSRF-Token", token)
		if h.trips != nil {
			h.trips.begin()
		}
		began := time.Now()
		answer, err := c.Do(r)
		if err != nil {
			h.t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
			h.t.Fatalf("%s %v\n%.300s", answer.Status, err, b.String())
		}
		answer.Body.Close()
		took = append(took, time.Since(began))
		if h.trips == nil {
			continue
		}
		deep, list := h.trips.deep()
		if slices.ContainsFunc(list, func(x trip) bool { return strings.HasPrefix(x.what, "LIST") }) {
			listings++ // the first finds where the log ends
			continue
		}
		if fewest == nil || deep < deepest { // now and then accounts and files are looked up as well, and a busy machine does things in turn
			fewest, deepest = list, deep
		}
	}
	h.slowest("a correction with new verdict", took, 100*time.Millisecond)
	if h.trips == nil {
		return
	}
	for _, x := range fewest {
		h.t.Log(x)
	}
	h.t.Logf("%d round trips to the store, %d after each other; %d of 40 listed", len(fewest), deepest, listings)
	if deepest > 3 || listings > 8 {
		h.t.Errorf("a correction asks the store %d times in turn, and %d of 40 listed: %v", deepest, listings, fewest)
	}
}
