package validate

import (
	"runtime"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// TestTablesAreLetGo: a service that saw many sets of tables holds but the latest of them.
func TestTablesAreLetGo(t *testing.T) {
	gone := make(chan bool, 1)
	for i := range 2*setsKept + 1 {
		shipped, err := tables.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		x, err := tables.Load(shipped)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			runtime.AddCleanup(x, func(c chan bool) { c <- true }, gone)
		}
		Check(certcat.Case{Certificate: paper("kind", "eu-doc", "standards", "EN 62368-1:2014", "legal_acts", "2014/35/EU")}, Options{AsOf: today, Market: "EU", Category: "usb-charger", Profile: profile(t, "law")}, x)
	}
	for range 50 {
		runtime.GC()
		select {
		case <-gone:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Error("tables that nobody judges by any more are still held")
}
