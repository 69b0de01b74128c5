package importers

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

var (
	ownNumber  = regexp.MustCompile(`(?i)IMPLEMENTING DECISION \(EU\) (20\d{2}/\d{1,5})`)
	amending   = regexp.MustCompile(`(?i)\b(?:amending|correcting) (?:Commission )?Implementing Decision \(EU\) (20\d{2}/\d{1,5})`)
	repealing  = regexp.MustCompile(`Implementing Decision \(EU\) (20\d{2}/\d{1,5}) is repealed`)
	insertion  = regexp.MustCompile(`(?i)following (?:row|rows|entry|entries|reference|references|point|points)\b.*\b(?:inserted|added)`)
	deletion   = regexp.MustCompile(`(?i)\b(?:row|rows|entry|entries) ((?:\d+[a-z]?(?:, | and |–|-| to )?)+) (?:is|are) deleted`)
	replacing  = regexp.MustCompile(`(?i)\b(?:row|rows|entry|entries) ((?:\d+[a-z]?(?:, | and )?)+) (?:is|are) replaced`)
	withdrawal = regexp.MustCompile(`(?i)withdraw`)
	forRead    = regexp.MustCompile(`(?is)\bfor:\s*[‘“'"](.+?)[’”'"]\s*,?\s*read:\s*[‘“'"](.+?)[’”'"]`)
	numbers    = regexp.MustCompile(`\d+[a-z]?`)
)

// decision is one decision while it is read.
type decision struct {
	book
	in        Input
	number    string // "(EU) 2026/1234"
	base      string // the decision that it amends, "" = none
	act       string
	published certcat.Date
	rows      []row
	edits     [][2]row
	notes     []string
	cited     map[string]bool // keys of what it lists
}

// parseEURLex reads a decision on harmonised standards, or a corrigendum to one, as EUR-Lex gives it in XHTML.
func parseEURLex(in Input, now book) (harvest, error) {
	blocks, err := blocksOf(utf8Of(in.Data))
	if err != nil {
		return harvest{}, err
	}
	d := &decision{book: now, in: in, cited: map[string]bool{}}
	if corrigendum(blocks) {
		err = d.corrigendum(blocks)
	} else if err = d.heads(blocks); err == nil {
		err = d.body(blocks)
	}
	if err != nil {
		return harvest{}, err
	}
	if len(d.rows)+len(d.edits) == 0 && len(d.notes) == 0 {
		return harvest{}, fmt.Errorf("%w: it neither lists nor withdraws a standard", ErrForm)
	}
	return harvest{rows: d.rows, edits: d.edits, notes: d.notes}, nil
}

func corrigendum(blocks []block) bool {
	for _, b := range blocks[:min(len(blocks), 12)] {
		if strings.HasPrefix(strings.ToLower(b.text), "corrigendum") {
			return true
		}
	}
	return false
}

// heads reads the day of publication, the number, the decision that is amended and the act.
func (d *decision) heads(blocks []block) error {
	title, titled := "", false
	for _, b := range blocks {
		if b.text == "" {
			continue
		}
		if d.published == "" && !titled {
			d.published, _ = dayIn(b.text)
		}
		if m := ownNumber.FindStringSubmatch(b.text); m != nil && d.number == "" && !amending.MatchString(b.text) {
			d.number, titled = "(EU) "+m[1], true
		}
		if titled {
			title += " " + b.text
		}
		if strings.Contains(strings.ToUpper(b.text), "THE EUROPEAN COMMISSION") || len(title) > 3000 {
			break
		}
	}
	if d.number == "" || d.published == "" {
		return fmt.Errorf("%w: no number of an implementing decision, or no day of publication above it", ErrForm)
	}
	if m := amending.FindStringSubmatch(title); m != nil {
		d.base = "(EU) " + m[1]
	}
	d.act = d.actOf(title)
	if d.act == "" {
		for _, b := range blocks {
			if d.act = d.actOf(b.text); d.act != "" {
				break
			}
		}
	}
	if d.act == "" {
		return fmt.Errorf("%w: it names no act that the table cites standards under", ErrForm)
	}
	return nil
}

// actOf is the act that a text names, else that of the decision that is amended.
func (d *decision) actOf(text string) string {
	for _, f := range grammar.Acts(text) {
		for _, r := range d.book.rows {
			if r["act"] == f.Canonical {
				return f.Canonical
			}
		}
	}
	for _, r := range d.book.rows {
		if d.base != "" && r["decision"] == d.base {
			return r["act"]
		}
	}
	return ""
}

// body follows the articles and annexes: sentences say what is done with the rows of the table behind them.
func (d *decision) body(blocks []block) error {
	withdraws, replaced := false, []string(nil)
	effect := d.published
	for _, b := range blocks {
		if b.rows != nil {
			if err := d.table(b.rows, withdraws, replaced, effect); err != nil {
				return err
			}
			replaced = nil
			continue
		}
		t := b.text
		if m := repealing.FindStringSubmatch(t); m != nil {
			defer d.repeal("(EU) "+m[1], dayOr(t, d.published))
		}
		switch {
		case strings.HasPrefix(strings.ToUpper(t), "ANNEX"):
			withdraws, effect = withdrawal.MatchString(t), d.published
		case deletion.MatchString(t):
			for _, n := range rowNumbers(deletion.FindStringSubmatch(t)[1]) {
				d.withdrawLine(n, dayOr(t, d.published))
			}
		case replacing.MatchString(t):
			replaced = rowNumbers(replacing.FindStringSubmatch(t)[1])
		case insertion.MatchString(t):
			withdraws = strings.Contains(t, "Annex II") && withdraws
		case withdrawal.MatchString(t) && !strings.HasPrefix(t, "Article"):
			withdraws = withdraws || strings.Contains(strings.ToLower(t), "withdrawn from")
		}
	}
	return nil
}

func dayOr(text string, other certcat.Date) certcat.Date {
	if _, after, ok := strings.Cut(text, "from "); ok {
		if d, ok := dayIn(after); ok {
			return d
		}
	}
	return other
}

// rowNumbers reads "3, 5 and 7 to 9".
func rowNumbers(s string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.NewReplacer(" and ", ", ", " to ", "–", "-", "–").Replace(s), ", ") {
		ends := numbers.FindAllString(part, 2)
		if len(ends) == 2 {
			var from, to int
			if _, err := fmt.Sscan(ends[0]+" "+ends[1], &from, &to); err == nil && to-from < 500 {
				for n := from; n <= to; n++ {
					out = append(out, fmt.Sprint(n))
				}
				continue
			}
		}
		out = append(out, ends...)
	}
	return out
}

func (d *decision) table(rows [][]string, withdraws bool, replaced []string, effect certcat.Date) error {
	if len(rows) > 0 && withdrawal.MatchString(strings.Join(rows[0], " ")) {
		withdraws = true
	}
	read := 0
	for _, cells := range rows {
		l, ok := readRow(cells)
		if !ok {
			continue
		}
		read++
		if withdraws {
			if l.date == "" {
				l.date = effect
			}
			d.withdraw(l)
			continue
		}
		if slices.Contains(replaced, l.line) {
			d.replaceLine(l)
		}
		d.cite(l)
	}
	if read == 0 {
		return errors.New("a table of standards without a row that can be read")
	}
	return nil
}

// open gives the rows of the act that cite a text and have no end, or one to come.
func (d *decision) open(match func(row) bool) []row {
	var out []row
	for _, r := range d.book.rows {
		if r["act"] == d.act && r["retracted"] == "" && (r["until"] == "" || r["until"] > string(d.published)) && match(r) {
			out = append(out, r)
		}
	}
	return out
}

func keyOf(r row) string {
	return citationKey(r["reference"], splitCell(r["amendments"]))
}

func splitCell(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, tables.ListSeparator)
}

func (d *decision) cite(l listed) {
	key := citationKey(l.reference, l.amendments)
	if d.cited[key] {
		return
	}
	d.cited[key] = true
	if there := d.open(func(r row) bool { return keyOf(r) == key }); len(there) > 0 {
		d.rows = append(d.rows, row{"id": there[0]["id"], "act": d.act, "until": there[0]["until"]}) // cited before: nothing new
		return
	}
	restricted := "no"
	if l.restricted {
		restricted = "yes"
	}
	d.rows = append(d.rows, row{"id": d.act + "#" + d.number + "#" + l.line, "act": d.act, "reference": l.reference,
		"amendments": strings.Join(l.amendments, tables.ListSeparator), "beside": strings.Join(l.beside, tables.ListSeparator), "decision": d.number,
		"line": l.line, "state": "cited", "restricted": restricted, "from": string(d.published)})
}

// withdraw ends the citation of a text on a day.
func (d *decision) withdraw(l listed) {
	key := citationKey(l.reference, l.amendments)
	there := d.open(func(r row) bool { return keyOf(r) == key })
	if len(there) == 0 {
		d.notes = append(d.notes, fmt.Sprintf("%s is withdrawn on %s, but was not cited", l.reference, l.date))
		return
	}
	for _, r := range there {
		d.end(r, l.date, "")
	}
}

func (d *decision) end(r row, on certcat.Date, next string) {
	if r["until"] == string(on) {
		return
	}
	ended := row{}
	for c, v := range r {
		ended[c] = v
	}
	ended["until"], ended["withdrawn_by"], ended["state"] = string(on), d.number, "ended"
	if on > d.in.Retrieved {
		ended["state"] = "phasing-out"
	}
	if next != "" {
		ended["next"] = next
	}
	d.edits = append(d.edits, [2]row{r, ended})
}

// line finds the one row with a number in the list.
func (d *decision) line(n string) row {
	there := d.open(func(r row) bool { return r["line"] == n && r["state"] == "cited" })
	if d.base != "" && len(there) > 1 {
		own := slices.DeleteFunc(slices.Clone(there), func(r row) bool { return r["decision"] != d.base })
		if len(own) == 1 {
			return own[0]
		}
	}
	if len(there) != 1 {
		d.notes = append(d.notes, fmt.Sprintf("row %s of the list: %d rows of the table could be meant; left as they are", n, len(there)))
		return nil
	}
	return there[0]
}

func (d *decision) withdrawLine(n string, on certcat.Date) {
	if r := d.line(n); r != nil {
		d.end(r, on, "")
	}
}

// replaceLine ends what stood in a row that is replaced, unless it is the same text.
func (d *decision) replaceLine(l listed) {
	if r := d.line(l.line); r != nil && keyOf(r) != citationKey(l.reference, l.amendments) {
		d.end(r, d.published, l.reference)
	}
}

// repeal ends what a repealed decision lists and this one does not.
func (d *decision) repeal(number string, on certcat.Date) {
	for _, r := range d.open(func(r row) bool { return r["decision"] == number && !d.cited[keyOf(r)] }) {
		if r["until"] == "" {
			d.end(r, on, "")
			d.edits[len(d.edits)-1][1]["state"], d.edits[len(d.edits)-1][1]["list_repealed"] = "list-repealed", string(on)
		}
	}
}

// corrigendum puts right what a decision printed wrongly, from the beginning: the world was never as printed.
func (d *decision) corrigendum(blocks []block) error {
	var all []string
	for _, b := range blocks {
		all = append(all, b.text)
		for _, r := range b.rows {
			all = append(all, strings.Join(r, "\n"))
		}
	}
	text := strings.Join(all, "\n")
	m := ownNumber.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("%w: the corrigendum names no implementing decision", ErrForm)
	}
	d.number = "(EU) " + m[1]
	found := forRead.FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		return fmt.Errorf("%w: the corrigendum says nowhere what to read for what", ErrForm)
	}
	for _, f := range found {
		d.correct(f[1], f[2])
	}
	return nil
}

func (d *decision) correct(wrong, right string) {
	was, ok1 := readRow([]string{"1", wrong})
	is, ok2 := readRow([]string{"1", right})
	if !ok1 || !ok2 {
		d.notes = append(d.notes, fmt.Sprintf("“%.60s” → “%.60s” concerns no reference", plain(wrong), plain(right)))
		return
	}
	key := citationKey(was.reference, was.amendments)
	done := false
	for _, r := range d.book.rows {
		if r["decision"] != d.number || r["retracted"] != "" || keyOf(r) != key {
			continue
		}
		done = true
		fixed := row{}
		for c, v := range r {
			fixed[c] = v
		}
		fixed["reference"], fixed["amendments"] = is.reference, strings.Join(is.amendments, tables.ListSeparator)
		if d1, ok := dayIn(right); ok {
			if d0, ok := dayIn(wrong); ok && r["until"] == string(d0) {
				fixed["until"] = string(d1)
			}
		}
		if differences(r, fixed) != "" || fixed["until"] != r["until"] {
			d.edits = append(d.edits, [2]row{r, fixed})
		}
	}
	if !done {
		d.notes = append(d.notes, fmt.Sprintf("%s is corrected, but %s does not list it", was.reference, d.number))
	}
}
