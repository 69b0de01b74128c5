package tables

import (
	"io/fs"
	"syscall"
	"testing"
	"time"
)

func data(t testing.TB) fs.FS {
	t.Helper()
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func BenchmarkLoad(b *testing.B) {
	fsys := data(b)
	for b.Loop() {
		if _, err := Load(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookups(b *testing.B) {
	x := open(b)
	b.Run("act", func(b *testing.B) {
		for b.Loop() {
			x.Act("2014/35/EU")
		}
	})
	b.Run("act-printed", func(b *testing.B) {
		for b.Loop() {
			x.Act("Directive 2014/35/EU")
		}
	})
	b.Run("edition", func(b *testing.B) {
		for b.Loop() {
			x.Edition("EN 60335-1:2012+A11:2014")
		}
	})
	b.Run("cited", func(b *testing.B) {
		for b.Loop() {
			x.Cited("2014/35/EU", "EN 62368-1:2014", "2026-01-01")
		}
	})
	b.Run("invalid", func(b *testing.B) {
		for b.Loop() {
			x.Invalid("EN 62368:2014")
		}
	})
	b.Run("requirements", func(b *testing.B) {
		for b.Loop() {
			x.RequirementsOn("EU", "usb-charger", "2026-11-22")
		}
	})
}

// The start-up target: all tables in 150 ms. The processor's time is counted, best of five, because the machine may be
// busy with other things.
func TestLoadsQuickly(t *testing.T) {
	fsys := data(t)
	best := time.Hour
	for range 5 {
		start := processorTime(t)
		if _, err := Load(fsys); err != nil {
			t.Fatal(err)
		}
		best = min(best, processorTime(t)-start)
	}
	if t.Logf("loaded in %v", best); best > 150*time.Millisecond && !raceEnabled {
		t.Errorf("loading took %v, more than 150 ms", best)
	}
}

func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
