package extract

import "slices"

// Tables of two parties give each a cell at the left that spans several rows, and every row its own caption: "Applicant |
// Name | A Ltd", " | Address | …", "Manufacturer | Name | B Ltd". The captions of the second group then speak of its party.

// mostGroupRows is how many rows above a caption the cell of its group stands at most.
const mostGroupRows = 6

// regroup lets the captions of a group speak of its party, where the page has groups of a holder and of a manufacturer.
func (f *finder) regroup() {
	for _, s := range f.sheets {
		groups := map[*label]*label{}
		held := false
		for _, seg := range s.segments() {
			for _, l := range f.labels[seg] {
				if !l.head || !l.whole || !l.is("party.holder") {
					continue
				}
				if g := f.groupOf(s, l); g != nil {
					groups[l] = g
					held = held || g.is("party.holder")
				}
			}
		}
		for l, g := range groups {
			if held && g.is("party.manufacturer") && !g.is("party.holder") {
				l.classes = slices.Clone(g.classes)
			}
		}
	}
}

// groupOf is the caption of the group in whose rows a caption stands, nil where the leftmost cell above or beside it says
// nothing of a party.
func (f *finder) groupOf(s *sheet, l *label) *label {
	for r := l.seg.row; r >= 0 && l.seg.row-r <= mostGroupRows; r-- {
		left := s.rows[r][0]
		if left.box.X0 > l.seg.box.X0-s.line {
			continue
		}
		if left.box.X1 > l.seg.box.X0 || len(s.rows[r]) < 2 || abs(s.rows[r][1].box.X0-l.seg.box.X0) > s.line {
			return nil
		}
		for _, g := range f.labels[left] {
			if g.head && g.whole && g.group("party.") {
				return g
			}
		}
		return nil
	}
	return nil
}
