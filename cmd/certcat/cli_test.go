package main

import (
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/say"
)

func TestUsageErrorsExit64(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"unknown command":     {[]string{"reed", "x.pdf"}, `unknown command "reed"`},
		"unknown flag":        {[]string{"batch", dir, "--sture", "x"}, "--sture"},
		"no file":             {[]string{"read"}, "requires at least 1 arg"},
		"missing file":        {[]string{"read", filepath.Join(dir, "none.pdf")}, "none.pdf: no such file"},
		"a folder":            {[]string{"extract", dir}, "use certcat batch"},
		"a day that is none":  {[]string{"check", "x.pdf", "--as-of", "2026-02-30"}, "--as-of 2026-02-30"},
		"a profile of nobody": {[]string{"check", "x.pdf", "--profile", "police"}, "law or marketplace"},
		"a field of nobody":   {[]string{"why", "x.pdf", "--field", "colour"}, "certificate_number"},
		"store in the input":  {[]string{"batch", dir, "--store", filepath.Join(dir, "out")}, "inside"},
		"report in the input": {[]string{"batch", dir, "--store", filepath.Join(t.TempDir(), "s"), "--report", filepath.Join(dir, "r.csv")}, "inside"},
		"report without form": {[]string{"batch", dir, "--store", filepath.Join(t.TempDir(), "s"), "--report", "r.doc"}, ".xlsx, .csv or .jsonl"},
		"eval of nothing":     {[]string{"eval", dir}, "--results"},
	} {
		code, out, errs := commandIn(t, nil, c.args...)
		if code != exitUsage || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, printed %q and %q; want 64 and %q", name, code, out, errs, c.says)
		}
	}
}

func TestWorstExitCode(t *testing.T) {
	order := []int{exitMachine, exitRejected, exitReview, exitAccepted}
	for i, a := range order {
		for j, b := range order {
			if got, want := worst(a, b), order[min(i, j)]; got != want {
				t.Errorf("worst(%d, %d) = %d, want %d", a, b, got, want)
			}
		}
	}
	verdicts := func(decisions ...certcat.Decision) (v []certcat.Verdict) {
		for _, d := range decisions {
			v = append(v, certcat.Verdict{Decision: d})
		}
		return v
	}
	for _, c := range []struct {
		verdicts []certcat.Verdict
		want     int
	}{
		{nil, exitReview},
		{verdicts(certcat.Accepted), exitAccepted},
		{verdicts(certcat.Accepted, certcat.Irrelevant), exitAccepted},
		{verdicts(certcat.Irrelevant), exitReview},
		{verdicts(certcat.NeedsReview, certcat.Accepted), exitReview},
		{verdicts(certcat.NeedsReview, certcat.Rejected, certcat.Accepted), exitRejected},
	} {
		if got := decided(c.verdicts); got != c.want {
			t.Errorf("%v gives exit %d, want %d", c.verdicts, got, c.want)
		}
	}
}

func TestConfigIsStrictAndFlagsWin(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, configName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("store: a\nmarket: [EU, SA]\njobs: 3\nlimits: {file_size: 10 MB, pages: 7, time: 90s, memory: 1GiB}\n")
	c, err := readConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := batchOptions{store: "b", jobs: 1}
	o.merge(c, func(flag string) bool { return flag == "store" })
	if o.store != "b" || o.jobs != 3 || !slices.Equal(o.ask.markets, []string{"EU", "SA"}) || o.limits.FileSize != 10_000_000 || o.limits.Memory != 1<<30 ||
		o.limits.Pages != 7 || o.limits.Wall.Seconds() != 90 {
		t.Errorf("merged options %+v", o)
	}
	for _, text := range []string{"stor: a\n", "limits: {file_size: much}\n", "jobs: [1]\n"} {
		write(text)
		code, _, errs := commandIn(t, nil, "batch", dir)
		if code != exitUsage || !strings.Contains(errs, configName) || !strings.Contains(errs, "line 1") {
			t.Errorf("%q: exit %d, %q; want 64 and the line", text, code, errs)
		}
	}
}

// said matches where the code names a message.
var said = regexp.MustCompile(`(?:say|t\.say|tongue\.say|fact\.key)\("([a-z][a-z0-9.-]+)"`)

func TestMessagesAreComplete(t *testing.T) {
	ids := map[string]map[string]string{}
	for _, lang := range say.Languages() {
		data, err := messageFiles.ReadFile("messages/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := yaml.Unmarshal(data, &raw); err != nil {
			t.Fatal(err)
		}
		ids[lang] = map[string]string{}
		for id, v := range raw {
			text, ok := v.(string)
			if plural, is := v.(map[string]any); is {
				text, ok = plural["other"].(string)
			}
			if !ok || strings.TrimSpace(text) == "" {
				t.Errorf("%s: message %s is empty", lang, id)
			}
			ids[lang][id] = text
		}
	}
	argument := regexp.MustCompile(`\{\{\.\w+\}\}`)
	for id, text := range ids["en"] {
		other, ok := ids["zh"][id]
		if !ok {
			t.Errorf("message %s has no Chinese", id)
			continue
		}
		a, b := argument.FindAllString(text, -1), argument.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("message %s has arguments %v in English and %v in Chinese", id, a, b)
		}
	}
	for id := range ids["zh"] {
		if _, ok := ids["en"][id]; !ok {
			t.Errorf("message %s has no English", id)
		}
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources", err)
	}
	named := 0
	for _, name := range sources {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(data), -1) {
			if strings.HasSuffix(m[1], ".") { // the beginning of a name
				continue
			}
			if named++; ids["en"][m[1]] == "" {
				t.Errorf("%s names the message %s, which is not there", name, m[1])
			}
		}
	}
	if named < 60 {
		t.Errorf("only %d messages are named in the sources: does the pattern still match?", named)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{nil, []string{"--help"}, "Exit codes"},
		{nil, []string{"--help", "--lang", "zh"}, "退出码"},
		{nil, []string{"--lang=zh", "--help"}, "退出码"},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, []string{"--help"}, "退出码"},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, []string{"--help"}, "Exit codes"},
	} {
		if code, out, _ := commandIn(t, c.env, c.args...); code != 0 || !strings.Contains(out, c.want) {
			t.Errorf("%v %v: exit %d, want %q in\n%s", c.env, c.args, code, c.want, out)
		}
	}
}

func TestBatchAnswersEveryFile(t *testing.T) {
	input := someCases(t, "eu-doc-en60950", "broken-half-written", "broken-empty", "broken-office-document")
	if err := os.Symlink("/etc/passwd", filepath.Join(input, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	store, reports := filepath.Join(t.TempDir(), "store"), t.TempDir()
	code, out, errs := commandIn(t, nil, "batch", input, "--store", store, "--report", filepath.Join(reports, "r.xlsx"), "--as-of", "2026-11-22")
	if code != exitAccepted || !strings.Contains(out, "5 files, 5 answered: ") || !strings.Contains(out, "Problems (4 documents without a certificate)") {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	for _, again := range []struct {
		args []string
		code int
	}{
		{[]string{"--report", filepath.Join(reports, "r.csv")}, exitAccepted},
		{[]string{"--report", filepath.Join(reports, "r.jsonl"), "--lang", "zh"}, exitAccepted},
		{[]string{"--strict"}, exitRejected},
	} {
		code, out, _ := commandIn(t, nil, append([]string{"batch", input, "--store", store, "--as-of", "2026-11-22"}, again.args...)...)
		if code != again.code || !strings.Contains(out, ": 0 read, 5 known") && !strings.Contains(out, "新读 0 个，已知 5 个") {
			t.Errorf("%v: exit %d, want %d and no work\n%s", again.args, code, again.code, out)
		}
	}
	checkWorkbook(t, filepath.Join(reports, "r.xlsx"))
	f, err := os.Open(filepath.Join(reports, "r.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 6 || len(rows[0]) != 7+19+1 {
		t.Errorf("CSV with %d rows, %v; want a head and five rows of 27 columns", len(rows), err)
	}
	data, err := os.ReadFile(filepath.Join(reports, "r.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != 5 {
		t.Errorf("%d lines, want 5", len(lines))
	}
	for _, l := range lines {
		var row struct {
			File, Document string
			Kind           struct{ State string }
			Fields         map[string]any
			Problems       []certcat.Problem
		}
		if err := json.Unmarshal([]byte(l), &row); err != nil || len(row.Fields) != 18 || row.Kind.State == "" {
			t.Errorf("%v in line %.200s", err, l)
		}
	}
}

func checkWorkbook(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Documents", "Fields", "Findings", "Problems"}) {
		t.Fatalf("sheets %v", got)
	}
	for sheet, least := range map[string]int{"Documents": 6, "Fields": 20, "Findings": 2, "Problems": 5} {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) < least {
			t.Errorf("%s: %d rows, %v; want at least %d", sheet, len(rows), err, least)
		}
		tables, err := f.GetTables(sheet)
		if err != nil || len(tables) != 1 {
			t.Errorf("%s has no filter: %v", sheet, err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
	}
	linked := false
	for row := 2; row <= 6; row++ {
		cell, _ := excelize.CoordinatesToCellName(1, row)
		formula, err := f.GetCellFormula("Documents", cell)
		if err != nil {
			t.Fatal(err)
		}
		linked = linked || strings.Contains(formula, "eu-doc-en60950.pdf") && strings.HasPrefix(formula, "HYPERLINK(")
	}
	if !linked {
		t.Error("no link to the original file")
	}
}

func TestReportsNeutraliseFormulas(t *testing.T) {
	for _, c := range [][2]string{
		{"=1+1", "'=1+1"}, {"+49 30", "'+49 30"}, {"-20 °C", "'-20 °C"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "' =1"}, {" =1", "' =1"}, {"＝1", "'＝1"},
		{"EN 62368-1", "EN 62368-1"}, {"a\x1b[31mb\u202ec", "a[31mbc"}, {"", ""},
	} {
		if got := harmless(c[0]); got != c[1] {
			t.Errorf("harmless(%q) = %q, want %q", c[0], got, c[1])
		}
	}
	bad := titled(certcat.Pages{Pages: []certcat.Page{{Number: 1}}}, `=HYPERLINK("http://example.org")`)
	o := flow.Outcome{Arrival: flow.Arrival{Path: `/x/"=1.pdf`, Receipt: certcat.Receipt{Key: `=cmd".pdf`}}, Certificates: []certcat.Certificate{bad}}
	for _, name := range []string{"r.csv", "r.xlsx"} {
		path := filepath.Join(t.TempDir(), name)
		r, err := newReport(program{streams: streams{Out: &strings.Builder{}}, tongue: newTongue("en")}, path)
		if err != nil {
			t.Fatal(err)
		}
		r.add(o)
		if err := r.write(t.Context()); err != nil {
			t.Fatal(err)
		}
		if name == "r.csv" {
			data, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(data), `"'=HYPERLINK(`) || !strings.Contains(string(data), `"'=cmd""`) {
				t.Errorf("%v: %s", err, data)
			}
			continue
		}
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if value, err := f.GetCellValue("Fields", "D11"); err != nil || value != `'=HYPERLINK("http://example.org")` {
			t.Errorf("value %q, %v", value, err)
		}
		if formula, err := f.GetCellFormula("Documents", "A2"); err != nil || !strings.HasSuffix(formula, `,"'=cmd"".pdf")`) {
			t.Errorf("formula %q, %v", formula, err)
		}
	}
}

func TestExtractKeepsTheOrderAndShowsEverything(t *testing.T) {
	dir := someCases(t, "trademark-registration", "broken-office-document", "two-certificates-one-file", "eu-doc-en60950")
	var files []string
	for _, name := range []string{"two-certificates-one-file.pdf", "eu-doc-en60950.pdf", "trademark-registration.pdf"} {
		files = append(files, filepath.Join(dir, name))
	}
	office, err := filepath.Glob(filepath.Join(dir, "broken-office-document.*"))
	if err != nil || len(office) != 1 {
		t.Fatal(office, err)
	}
	files = slices.Insert(files, 1, office[0])
	code, out, errs := commandIn(t, nil, append([]string{"extract", "--jobs", "3"}, files...)...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var got []string
	for l := range strings.Lines(out) {
		var row line
		if err := json.Unmarshal([]byte(l), &struct {
			File *string
		}{&row.File}); err != nil {
			t.Fatal(err)
		}
		got = append(got, row.File)
	}
	if got = slices.Compact(got); !slices.Equal(got, files) {
		t.Errorf("files in the order %v, want %v", got, files)
	}
}

func TestReadWhyAndCheck(t *testing.T) {
	dir := someCases(t, "eu-doc-en60950")
	file := filepath.Join(dir, "eu-doc-en60950.pdf")
	store := filepath.Join(t.TempDir(), "store")
	code, out, errs := commandIn(t, nil, "read", "--store", store, file)
	if code != 0 || !strings.Contains(out, "EN 60950-1") || !strings.Contains(out, "application/pdf") {
		t.Errorf("read: exit %d\n%s%s", code, out, errs)
	}
	if code, out, _ = commandIn(t, nil, "read", "--pages", "--store", store, file); code != 0 || !strings.Contains(out, `"readings":[{"by":"text-layer"`) {
		t.Errorf("read --pages: exit %d\n%.300s", code, out)
	}
	if code, out, _ = commandIn(t, nil, "why", "--field", "standards", "--store", store, file); code != 0 || !strings.Contains(out, "Candidates, best first") {
		t.Errorf("why: exit %d\n%s", code, out)
	}
	if code, out, _ = commandIn(t, nil, "check", "--store", store, file); code == exitAccepted || code == exitMachine || !strings.Contains(out, "Document check") && out == "" {
		t.Errorf("check without a market: exit %d\n%s", code, out)
	}
	code, out, _ = commandIn(t, nil, "check", "--format", "json", "--store", store, "--market", "eu,sa", "--category", "usb-charger", file)
	var verdicts []certcat.Verdict
	if err := json.Unmarshal([]byte(out), &verdicts); err != nil || len(verdicts) != 2 || verdicts[0].Market != "EU" || verdicts[1].Market != "SA" {
		t.Errorf("check as JSON: exit %d, %v\n%.500s", code, err, out)
	}
}
