package storetest

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
)

// Bench measures a backend: small objects a second with one writer and with eight, and how fast a store of 50 documents
// (50 kB originals, four results, record, log, receipt) is filled and verified.
func Bench(b *testing.B, open func(b *testing.B) store.Blobs) {
	for _, writers := range []int{1, 8} {
		b.Run(fmt.Sprintf("Put/writers=%d", writers), func(b *testing.B) {
			blobs, data := open(b), []byte(strings.Repeat("x", 2000))
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range writers {
				wg.Go(func() {
					for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
						if _, err := blobs.Put(b.Context(), fmt.Sprintf("bench/%02x/%d", i%256, i), store.Bytes(data), store.IfAbsent()); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
		})
	}
	const documents = 50
	blobs := open(b)
	s, err := store.Create(b.Context(), blobs, "")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Fill", func(b *testing.B) {
		filled := 0
		for b.Loop() {
			for range documents {
				benchDocument(b, s, filled)
				filled++
			}
		}
		b.ReportMetric(float64(filled)/b.Elapsed().Seconds(), "documents/s")
	})
	b.Run("Verify", func(b *testing.B) {
		objects, size := 0, int64(0)
		for b.Loop() {
			report, err := s.Verify(b.Context(), nil)
			if err != nil || !report.Clean() {
				b.Fatal(report, err)
			}
			objects, size = objects+report.Objects, size+report.Bytes
		}
		b.ReportMetric(float64(objects)/b.Elapsed().Seconds(), "objects/s")
		b.ReportMetric(float64(size)/1e6/b.Elapsed().Seconds(), "MB/s")
	})
}

func benchDocument(b *testing.B, s *store.Store, i int) {
	b.Helper()
	ctx, data := b.Context(), fmt.Sprintf("%d %s", i, random(50_000))
	id := store.Hash([]byte(data))
	_, _, err1 := s.PutOriginal(ctx, id, int64(len(data)), func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil })
	r := certcat.Receipt{Door: "batch", Key: id, Document: id, State: certcat.Received}
	_, err2 := s.PutReceipt(ctx, r)
	err3 := s.MarkPending(ctx, r)
	document, err4 := s.PutDocument(ctx, certcat.Document{ID: id})
	pages, err5 := s.PutPages(ctx, certcat.Pages{Document: id, Key: "r", Pages: make([]certcat.Page, 20)})
	certificates, err6 := s.PutCertificates(ctx, id, "c", nil)
	verdicts, err7 := s.PutVerdicts(ctx, id, "v", nil)
	_, err8 := s.PutCurrent(ctx, store.Record{Document: id, Revision: 1, Objects: []store.Ref{document, pages, certificates, verdicts}}, "")
	r.State = certcat.Processed
	_, err9 := s.PutReceipt(ctx, r)
	err10 := s.ClearPending(ctx, r)
	for _, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, err10} {
		if err != nil {
			b.Fatal(err)
		}
	}
}
