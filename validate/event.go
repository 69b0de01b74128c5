package validate

import "github.com/certcat/certcat"

// event gives the first and the last day on which what an act or scheme looks at happened to the listing's units: placing
// on the market, manufacture or import. "" as first means since ever. Where there is no listing the day asked about counts;
// known is false where there is one that does not say.
func (x *question) event(act, scheme string) (firstDay, lastDay certcat.Date, known bool) {
	if x.c.Listing == nil {
		return x.day, x.day, true
	}
	i := x.c.Listing.Placed
	if b, ok := x.t.Bites(x.opt.Market, act, scheme); ok {
		switch b.Event {
		case "manufactured":
			i = x.c.Listing.Manufactured
		case "imported":
			i = x.c.Listing.Imported
		}
	}
	if i == (certcat.Interval{}) {
		i = x.c.Listing.Placed
	}
	if i == (certcat.Interval{}) {
		return x.day, x.day, false
	}
	lastDay = x.day
	if i.Until != "" {
		lastDay = i.Until.AddDays(-1)
	}
	return i.From, lastDay, true
}
