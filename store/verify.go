package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
)

// Report is what Verify found. Faults say that something was lost or changed; Leftovers are what a killed process or
// another program left behind and what harms nothing.
type Report struct {
	Originals, Results, Pictures, Records, Logs, Entries, Checkpoints, Receipts, Pending int
	Tombstones                                                                           int // documents that were erased
	People                                                                               int // settings, and lines of the audit
	Tables                                                                               int // files of table sets

	Objects   int   // all of the above
	Bytes     int64 // of all objects that were read
	Faults    []certcat.Problem
	Leftovers []certcat.Problem
	More      int // faults and leftovers beyond the first thousand of each
}

// Clean reports whether nothing was lost or changed.
func (r Report) Clean() bool { return len(r.Faults) == 0 }

const maxListed = 1000

// readers is how many objects are read at once.
const readers = 8

// verifier is one run of Verify.
type verifier struct {
	*Store
	mu       sync.Mutex
	report   Report
	done     int
	progress func(done, of int)
}

func (v *verifier) note(list *[]certcat.Problem, code string, args ...string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(*list) == maxListed {
		v.report.More++
		return
	}
	*list = append(*list, certcat.NewProblem(code, args...))
}

func (v *verifier) fault(code string, args ...string) { v.note(&v.report.Faults, code, args...) }

func (v *verifier) leftover(code string, args ...string) { v.note(&v.report.Leftovers, code, args...) }

func (v *verifier) tick(count *int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	*count++
	v.done++
	if v.progress != nil {
		v.progress(v.done, v.report.Objects)
	}
}

// Verify reads everything in this tenant's part and checks it: originals against their names, results against the log
// and the record, logs and checkpoints link by link, receipts against their history. progress, which may be nil, is told
// how many objects were read, of how many. The error says only that the store could not be read.
//
// Fault codes: store-changed (key, want, got), store-lost (key, by), store-unreadable (key, error), store-chain (key),
// store-unlogged (key), store-receipt (key). Leftover codes: store-unfinished (document), store-unnamed (key),
// store-foreign (key), store-temporary (key), store-between (key), store-not-erased (key). Each stands for what its name says of the object.
func (s *Store) Verify(ctx context.Context, progress func(done, of int)) (Report, error) {
	v := &verifier{Store: s, progress: progress}
	if err := checkFormat(ctx, s.blobs); err != nil {
		return v.report, err
	}
	if err := v.survey(ctx); err != nil {
		return v.report, err
	}
	if err := v.people(ctx); err != nil {
		return v.report, err
	}
	if err := v.tableSets(ctx); err != nil {
		return v.report, err
	}
	sealed, err := v.checkpoints(ctx)
	if err != nil {
		return v.report, err
	}
	defer sealed.Close()
	var lists [len(paperFolders)]*shards
	for i, folder := range paperFolders {
		lists[i] = s.shards(ctx, folder)
		defer lists[i].stop()
	}
	current, history := s.shards(ctx, currentReceipts), s.shards(ctx, pastReceipts)
	defer current.stop()
	defer history.stop()
	for i := range 256 {
		shard := fmt.Sprintf("%02x", i)
		heads, err := sealed.shard(shard)
		if errors.Is(err, ErrDamaged) {
			v.fault("store-unreadable", "key", checkpointKey(sealed.Number), "error", err.Error())
			sealed.lines = nil
		} else if err != nil {
			return v.report, err
		}
		if err := errors.Join(v.papers(ctx, shard, lists[:], heads), v.receipts(ctx, shard, current, history)); err != nil {
			return v.report, err
		}
	}
	order := func(a, b certcat.Problem) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	slices.SortFunc(v.report.Faults, order)
	slices.SortFunc(v.report.Leftovers, order)
	return v.report, nil
}

// survey counts what there is and finds what certcat did not write.
func (v *verifier) survey(ctx context.Context) error {
	if place, ok := v.blobs.(interface {
		Temporaries(context.Context) ([]Item, error)
	}); ok {
		items, err := place.Temporaries(ctx)
		if err != nil {
			return err
		}
		for _, item := range items {
			v.leftover("store-temporary", "key", item.Key)
		}
	}
	for item, err := range v.list(ctx, "") {
		if err != nil {
			return err
		}
		switch kind := kindOf(item.Key); kind {
		case foreign:
			v.leftover("store-foreign", "key", item.Key)
		case marker:
			v.report.Pending++
		default:
			v.report.Objects++
			v.report.Bytes += item.Size
		}
	}
	return nil
}

// checkpoints checks their chain and opens the last one.
func (v *verifier) checkpoints(ctx context.Context) (*heads, error) {
	previous, number := "", 0
	for item, err := range v.list(ctx, checkpointPrefix) {
		if err != nil {
			return nil, err
		}
		if kindOf(item.Key) == foreign {
			continue
		}
		number++
		v.tick(&v.report.Checkpoints)
		if item.Key != checkpointKey(number) {
			v.fault("store-lost", "key", checkpointKey(number), "by", item.Key)
			number = numberOf(item.Key, checkpointPrefix, checkpointEnd)
			previous = ""
		}
		h, err := v.openCheckpoint(ctx, number)
		if err == nil && (h.Number != number || previous != "" && h.Previous != previous || number == 1 && h.Previous != "") {
			v.fault("store-chain", "key", item.Key)
		}
		if err == nil {
			h.Close()
		} else if errors.Is(err, ErrDamaged) {
			v.fault("store-unreadable", "key", item.Key, "error", err.Error())
		} else {
			return nil, err
		}
		if previous, err = v.hashObject(ctx, item.Key); err != nil {
			return nil, err
		}
	}
	if number == 0 {
		return &heads{}, nil
	}
	h, err := v.openCheckpoint(ctx, number)
	if errors.Is(err, ErrDamaged) {
		return &heads{}, nil
	}
	return h, err
}

// paper is what a shard holds about one document.
type paper struct {
	original, record bool
	erased           bool
	results          []string
	pictures         []string
	log              []string
}

// paperFolders hold what belongs to documents.
var paperFolders = [...]string{"originals/", "documents/", "log/", "records/", tombstoneFolder}

// papers checks all documents of a shard.
func (v *verifier) papers(ctx context.Context, shard string, lists []*shards, sealed map[string]head) error {
	papers := map[string]*paper{}
	of := func(id string) *paper {
		if papers[id] == nil {
			papers[id] = &paper{}
		}
		return papers[id]
	}
	for _, list := range lists {
		items, err := list.shard(shard)
		if err != nil {
			return err
		}
		for _, item := range items {
			of(documentOf(item.Key, list.folder)).take(item.Key)
		}
	}
	for id := range sealed {
		of(id)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for _, id := range slices.Sorted(maps.Keys(papers)) {
		group.Go(func() error { return v.paper(ctx, id, papers[id], sealed[id]) })
	}
	return group.Wait()
}

// take notes an object of the document.
func (p *paper) take(key string) {
	switch kindOf(key) {
	case original:
		p.original = true
	case record:
		p.record = true
	case tombstone:
		p.erased = true
	case picture:
		p.pictures = append(p.pictures, key)
	case result:
		p.results = append(p.results, key)
	case entry:
		p.log = append(p.log, key)
	}
}

// paper checks one document.
func (v *verifier) paper(ctx context.Context, id string, p *paper, sealed head) error {
	named, err := v.log(ctx, id, p, sealed)
	if err != nil {
		return err
	}
	if p.erased {
		v.tick(&v.report.Tombstones)
		if len(named[tombstoneKey(id)]) > 0 {
			return v.erasure(ctx, id, p, named[tombstoneKey(id)])
		}
		v.leftover("store-unnamed", "key", tombstoneKey(id)) // its writer was stopped before the log said so, and before anything was deleted
	}
	if p.original {
		v.tick(&v.report.Originals)
		if err := v.matches(ctx, originalKey(id), id); err != nil {
			return err
		}
	} else {
		v.fault("store-lost", "key", originalKey(id), "by", "its results")
	}
	for _, key := range p.pictures {
		v.tick(&v.report.Pictures)
		if err := v.matches(ctx, key, strings.TrimSuffix(key[len(key)-len(".jpg")-pictureHash:], ".jpg")); err != nil {
			return err
		}
	}
	there := map[string]bool{}
	for _, key := range p.results {
		v.tick(&v.report.Results)
		there[key] = true
		if len(named[key]) == 0 {
			v.leftover("store-unnamed", "key", key)
			continue
		}
		if err := v.matches(ctx, key, named[key]...); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(named)) {
		if kindOf(key) == result && !there[key] || kindOf(key) == foreign {
			v.fault("store-lost", "key", key, "by", "the log")
		}
	}
	if !p.record {
		v.leftover("store-unfinished", "document", id)
		return nil
	}
	v.tick(&v.report.Records)
	return v.record(ctx, id, named, there)
}

// matches compares an object's bytes with the hashes, or beginnings of hashes, that they may have.
func (v *verifier) matches(ctx context.Context, key string, wanted ...string) error {
	sum, err := v.hashObject(ctx, key)
	if errors.Is(err, ErrNotFound) { // deleted since it was listed
		v.fault("store-lost", "key", key, "by", "the listing")
		return nil
	}
	if err == nil && !slices.ContainsFunc(wanted, func(want string) bool { return want != "" && strings.HasPrefix(sum, want) }) {
		v.fault("store-changed", "key", key, "want", strings.Join(wanted, " "), "got", sum)
	}
	return err
}

// log checks a document's chain and gives the hashes under which it names objects.
func (v *verifier) log(ctx context.Context, id string, p *paper, sealed head) (map[string][]string, error) {
	named := map[string][]string{}
	if len(p.log) > 0 {
		v.mu.Lock()
		v.report.Logs++
		v.mu.Unlock()
	}
	previous, number, reached := "", 0, false
	for _, key := range p.log {
		number++
		v.tick(&v.report.Entries)
		data, _, err := v.read(ctx, key)
		if err != nil {
			return nil, err
		}
		var e Entry
		if err := decode(data, &e); err != nil {
			v.fault("store-unreadable", "key", key, "error", err.Error())
		} else if key != logKey(id, number) || e.Number != number || e.Document != id || e.Previous != previous {
			v.fault("store-chain", "key", key)
			number = numberOf(key, logPrefix(id), ".json")
		}
		for _, ref := range e.Objects {
			if !slices.Contains(named[ref.Key], ref.SHA256) {
				named[ref.Key] = append(named[ref.Key], ref.SHA256)
			}
		}
		previous = Hash(data)
		if number == sealed.Number {
			if reached = true; previous != sealed.SHA256 {
				v.fault("store-changed", "key", key, "want", sealed.SHA256, "got", previous)
			}
		}
	}
	if sealed.Number > 0 && !reached {
		v.fault("store-lost", "key", logKey(id, sealed.Number), "by", "a checkpoint")
	}
	return named, nil
}

// record checks the record in force: it is the one that was logged, and what it names is there.
func (v *verifier) record(ctx context.Context, id string, named map[string][]string, there map[string]bool) error {
	key := recordKey(id)
	data, _, err := v.read(ctx, key)
	if err != nil {
		return err
	}
	var rec Record
	if err := decode(data, &rec); err != nil {
		v.fault("store-unreadable", "key", key, "error", err.Error())
		return nil
	}
	if !slices.Contains(named[key], Hash(data)) {
		v.fault("store-unlogged", "key", key)
	} else if last := named[key][len(named[key])-1]; last != Hash(data) {
		v.leftover("store-between", "key", key) // a writer was stopped between the log and the record, or lost a race
	}
	for _, ref := range rec.Objects {
		if kindOf(ref.Key) == result && !there[ref.Key] {
			v.fault("store-lost", "key", ref.Key, "by", "the record of revision "+strconv.Itoa(rec.Revision))
		}
	}
	return nil
}
