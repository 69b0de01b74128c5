package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/tables"
)

// finding of the doctor: what was looked at, what was found, and how bad it is.
type symptom struct {
	id     string // names the messages doctor.name.<id> and doctor.fix.<id>
	state  string // "ok", "note" (something works less well), "bad" (certcat can't do its work)
	detail string
}

func newDoctorCommand(p program) *cobra.Command {
	var store string
	c := &cobra.Command{Use: "doctor", Short: p.tongue.say("help.doctor"), Long: p.tongue.say("help.doctor.long"), Args: cobra.NoArgs}
	c.RunE = does(func(ctx context.Context, _ []string) error { return p.doctor(ctx, store) })
	c.Flags().StringVar(&store, "store", "", p.tongue.say("flag.store.doctor"))
	return c
}

func (p program) doctor(ctx context.Context, store string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	symptoms := []symptom{{"version", "ok", version()}, {"machine", "ok", machine()}, openFiles(), memory(), temporary()}
	symptoms = append(symptoms, popplerPrograms(ctx), popplerData(), fonts(ctx), heif())
	symptoms = append(symptoms, p.readers(ctx)...)
	symptoms = append(symptoms, tablesLoaded())
	if store != "" {
		symptoms = append(symptoms, storeOpens(ctx, store))
	}
	t := terminalOf(p.Out, p.env)
	names, code := 0, exitAccepted
	for _, s := range symptoms {
		names = max(names, wide(p.tongue.say("doctor.name."+s.id)))
	}
	for _, s := range symptoms {
		colour := map[string]string{"ok": green, "note": yellow, "bad": red}[s.state]
		fmt.Fprintf(p.Out, "%s  %s  %s\n", t.paint(colour, pad(p.tongue.say("doctor."+s.state), 6)), pad(p.tongue.say("doctor.name."+s.id), names), clean(cut(s.detail, 400)))
		if s.state != "ok" {
			fmt.Fprintf(p.Out, "%s→ %s\n", strings.Repeat(" ", 8), p.tongue.say("doctor.fix."+s.id))
		}
		if s.state == "bad" {
			code = exitMachine
		}
	}
	return ended(code)
}

func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return text
}

func machine() string {
	return fmt.Sprintf("%s/%s, %d CPU, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
}

func openFiles() symptom {
	var l unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l); err != nil {
		return symptom{"files", "note", err.Error()}
	}
	state := "ok"
	if l.Cur < 1024 {
		state = "note"
	}
	return symptom{"files", state, fmt.Sprintf("%d (%d)", l.Cur, l.Max)}
}

// memory tells what there is and what a control group leaves of it.
func memory() symptom {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return symptom{"memory", "note", err.Error()}
	}
	total := info.Totalram * uint64(info.Unit)
	detail := humanize.IBytes(total)
	var group uint64
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(name)
		if _, scanned := fmt.Sscan(string(data), &group); err == nil && scanned == nil && group < total {
			detail += ", cgroup " + humanize.IBytes(group)
			total = group
			break
		}
	}
	for limit, name := range map[int]string{unix.RLIMIT_AS: "RLIMIT_AS", unix.RLIMIT_DATA: "RLIMIT_DATA"} {
		var l unix.Rlimit
		if unix.Getrlimit(limit, &l) == nil && l.Cur < 1<<50 {
			detail += ", " + name + " " + humanize.IBytes(l.Cur)
		}
	}
	if total < 1<<30 {
		return symptom{"memory", "note", detail}
	}
	return symptom{"memory", "ok", detail}
}

func temporary() symptom {
	dir := os.TempDir()
	f, err := os.CreateTemp("", "certcat-doctor-")
	if err != nil {
		return symptom{"temp", "bad", err.Error()}
	}
	defer os.Remove(f.Name())
	defer f.Close()
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return symptom{"temp", "note", dir + ": " + err.Error()}
	}
	free := s.Bavail * uint64(s.Bsize)
	detail := fmt.Sprintf("%s, %s", dir, humanize.IBytes(free))
	if free < 2<<30 {
		return symptom{"temp", "note", detail}
	}
	return symptom{"temp", "ok", detail}
}

// popplerPrograms asks both programs that reading needs for their version.
func popplerPrograms(ctx context.Context) symptom {
	var said string
	for _, name := range []string{"pdftotext", "pdftoppm"} {
		out, err := exec.CommandContext(ctx, name, "-v").CombinedOutput()
		if err != nil {
			return symptom{"poppler", "bad", err.Error()}
		}
		said, _, _ = strings.Cut(string(out), "\n")
	}
	return symptom{"poppler", "ok", said}
}

func popplerData() symptom {
	const dir = "/usr/share/poppler/cMap"
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		return symptom{"poppler-data", "note", dir}
	}
	return symptom{"poppler-data", "ok", dir}
}

// fonts counts those that can stand in for Latin, Chinese and Arabic fonts which a file doesn't bring.
func fonts(ctx context.Context) symptom {
	state, said := "ok", []string{}
	for _, lang := range []string{"en", "zh", "ar"} {
		out, err := exec.CommandContext(ctx, "fc-list", ":lang="+lang, "family").Output()
		if err != nil {
			return symptom{"fonts", "note", err.Error()}
		}
		n := strings.Count(string(out), "\n")
		if n == 0 {
			state = "note"
		}
		said = append(said, fmt.Sprintf("%s %d", lang, n))
	}
	return symptom{"fonts", state, strings.Join(said, ", ")}
}

func heif() symptom {
	for _, name := range []string{"heif-dec", "heif-convert"} {
		if path, err := exec.LookPath(name); err == nil {
			return symptom{"heif", "ok", path}
		}
	}
	return symptom{"heif", "note", "—"}
}

// readingLanguages are the models that the certificates of the world's markets need.
var readingLanguages = []string{"eng", "chi_sim", "chi_tra", "jpn", "kor", "deu", "fra", "spa", "por", "ita", "ara", "rus", "tur", "tha", "vie"}

// readers starts a reader as a batch does and asks it what it can.
func (p program) readers(ctx context.Context) []symptom {
	w, err := p.wire(ctx, wiring{jobs: 1})
	if err != nil {
		return []symptom{{"reader", "bad", err.Error()}}
	}
	defer w.close()
	engines, media, err := w.reader.About(ctx)
	if err != nil {
		return []symptom{{"reader", "bad", err.Error()}}
	}
	languages := engines[0].Languages
	found := []symptom{{"reader", "ok", strings.Join(media, ", ")}, {"tesseract", "ok", engines[0].Name + " " + engines[0].Version}}
	found = append(found, p.ppocr(engines[1:]))
	var missing []string
	for _, l := range readingLanguages {
		if !slices.Contains(languages, l) {
			missing = append(missing, l)
		}
	}
	switch {
	case !slices.Contains(languages, "eng"):
		found = append(found, symptom{"languages", "bad", strings.Join(languages, " ")})
	case len(missing) > 0:
		found = append(found, symptom{"languages", "note", strings.Join(languages, " ") + "  − " + strings.Join(missing, " ")})
	default:
		found = append(found, symptom{"languages", "ok", strings.Join(languages, " ")})
	}
	return append(found, symptom{"limits", "ok", w.limitsInForce()})
}

// ppocr tells whether readers have the second engine.
func (p program) ppocr(engines []read.Recogniser) symptom {
	if len(engines) > 0 {
		return symptom{"ppocr", "ok", engines[0].Version}
	}
	folder, missing := p.secondEngine()
	if folder == "" {
		return symptom{"ppocr", "note", "—"}
	}
	return symptom{"ppocr", "note", folder + ": − " + strings.Join(missing, " ")}
}

func tablesLoaded() symptom {
	t, err := tables.Embedded()
	if err != nil {
		return symptom{"tables", "bad", err.Error()}
	}
	return symptom{"tables", "ok", tablesSummary(t)}
}

func storeOpens(ctx context.Context, url string) symptom {
	if _, err := openStore(ctx, url); err != nil {
		return symptom{"store", "bad", err.Error()}
	}
	return symptom{"store", "ok", url}
}

// tablesSummary counts the tables, their rows, and the rows that somebody read in a source.
func tablesSummary(t *tables.Tables) string {
	rows, read := 0, 0
	stats := t.Stats()
	for _, s := range stats {
		rows, read = rows+s.Rows, read+s.Read
	}
	return fmt.Sprintf("%d tables, %d rows, %d of them read in a source", len(stats), rows, read)
}
