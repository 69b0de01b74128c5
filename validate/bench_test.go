package validate

import (
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat/tables"
)

// BenchmarkCheck judges the truth set's cases one after another on one core, with all tables loaded: cases/cpu-s is how many
// a second of one core does.
func BenchmarkCheck(b *testing.B) { benchmarkCheck(b) }

// BenchmarkCheckAsShipped is BenchmarkCheck with memory collected as the program has it (cmd/certcat/main.go).
func BenchmarkCheckAsShipped(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	benchmarkCheck(b)
}

func benchmarkCheck(b *testing.B) {
	x, err := tables.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	p, err := ProfileNamed("marketplace")
	if err != nil {
		b.Fatal(err)
	}
	cases := truths(b)
	for _, c := range cases {
		Check(c.Case, Options{Market: c.Market, Category: c.Category, AsOf: today, Profile: p}, x)
	}
	b.ReportAllocs()
	before := cpuTime(b)
	for i := 0; b.Loop(); i++ {
		c := cases[i%len(cases)]
		Check(c.Case, Options{Market: c.Market, Category: c.Category, AsOf: today, Profile: p}, x)
	}
	b.ReportMetric(float64(b.N)/(cpuTime(b)-before).Seconds(), "cases/cpu-s")
}

// cpuTime is the computing time that the process has used: on a busy machine the clock on the wall says little.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
