package queue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
)

func open(t *testing.T, o Options) *Queue {
	t.Helper()
	if o.URL == "" && o.Dir == "" {
		o.Dir = t.TempDir()
	}
	q, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return q
}

func job(tenant, key string) Job {
	return Job{Tenant: tenant, Lane: Batch, Receipt: certcat.Receipt{Door: "s3", Bucket: "papers", Key: key, ETag: "e1"}}
}

func add(t *testing.T, q *Queue, j Job, want bool) {
	t.Helper()
	if added, err := q.Add(t.Context(), j); err != nil || added != want {
		t.Fatalf("Add %s %s: %v, %v; want %v", j.Tenant, j.Receipt.Key, added, err, want)
	}
}

// take gives the next job; nil where none comes within the time.
func take(t *testing.T, q *Queue, within time.Duration) *Task {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	task, err := q.Next(ctx)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	return task
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAJobWaitsOnce(t *testing.T) {
	q := open(t, Options{})
	add(t, q, job("main", "a/1.pdf"), true)
	add(t, q, job("main", "a/1.pdf"), false)
	other := job("main", "a/1.pdf")
	other.Receipt.ETag = "e2"
	add(t, q, other, true)
	versioned := job("main", "a/1.pdf")
	versioned.Receipt.ETag, versioned.Receipt.Version = "", "v7"
	add(t, q, versioned, true)
	add(t, q, versioned, false)
	gone := job("main", "a/1.pdf")
	gone.Gone = true
	add(t, q, gone, true)
	add(t, q, job("other", "a/1.pdf"), true)
	for range 5 {
		task := take(t, q, 5*time.Second)
		if task == nil {
			t.Fatal("fewer than five jobs")
		}
		if task.Job.ID() == job("main", "a/1.pdf").ID() {
			add(t, q, job("main", "a/1.pdf"), false) // under way
			must(t, task.Done(t.Context()))
			add(t, q, job("main", "a/1.pdf"), true) // done: it may come again
			continue
		}
		must(t, task.Done(t.Context()))
	}
	if task := take(t, q, 5*time.Second); task == nil || task.Job.ID() != job("main", "a/1.pdf").ID() {
		t.Errorf("took %+v, want the job that came again", task)
	}
	if _, err := q.Add(t.Context(), job("No Tenant", "x")); !errors.Is(err, ErrTenant) {
		t.Errorf("a tenant with a space: %v", err)
	}
}

func TestNobodyStarvesAndPeopleComeFirst(t *testing.T) {
	q := open(t, Options{})
	for i := range 60 {
		add(t, q, job("big", fmt.Sprintf("huge/%d.pdf", i)), true)
	}
	for i := range 4 {
		add(t, q, job("big", fmt.Sprintf("other/%d.pdf", i)), true)
		add(t, q, job("small", fmt.Sprintf("few/%d.pdf", i)), true)
	}
	if a, b := job("big", "huge/1").line(), job("big", "other/1").line(); a == b {
		t.Fatalf("the test's keys share line %d", a)
	}
	var order []string
	for i := range 24 {
		if i == 12 {
			j := job("big", "person.pdf")
			j.Lane = Interactive
			add(t, q, j, true)
			time.Sleep(2 * fresh)
		}
		task := take(t, q, 5*time.Second)
		if task == nil {
			t.Fatalf("no job after %v", order)
		}
		order = append(order, task.Job.Tenant+"/"+task.Job.Receipt.Key)
		must(t, task.Done(t.Context()))
	}
	count := func(part []string, prefix string) (n int) {
		for _, o := range part {
			if strings.HasPrefix(o, prefix) {
				n++
			}
		}
		return n
	}
	if n := count(order[:10], "small/"); n != 4 {
		t.Errorf("of the small tenant's four jobs %d were among the first ten: %v", n, order)
	}
	if n := count(order[:20], "big/other/"); n != 4 {
		t.Errorf("of the other folder's four jobs %d were among the first twenty: %v", n, order)
	}
	if at := slices.Index(order, "big/person.pdf"); at < 12 || at > 13 {
		t.Errorf("the interactive job came as number %d, want 12: %v", at, order)
	}
}

func TestFailuresLossesAndReturns(t *testing.T) {
	q := open(t, Options{Patience: 400 * time.Millisecond, Losses: 2})
	add(t, q, job("main", "bad.pdf"), true)
	for try := range 3 {
		task := take(t, q, 5*time.Second)
		if task == nil {
			t.Fatalf("try %d: no job", try)
		}
		if _, spent := task.Spent(); spent {
			t.Fatalf("spent after %d failures", try)
		}
		if try == 1 { // being sent home by an orderly end is nobody's failure
			must(t, task.Return(t.Context()))
			if task = take(t, q, 5*time.Second); task == nil {
				t.Fatal("a returned job does not come again")
			}
		}
		spent, err := task.Fail(t.Context(), Failure{Reason: "machine", Stage: "read the pages", Tail: fmt.Sprint(try)})
		if err != nil || spent != (try == 2) {
			t.Fatalf("failure %d: spent %v, %v", try, spent, err)
		}
		if spent {
			if f, ok := task.Spent(); !ok || f.Tail != "2" || f.Stage != "read the pages" {
				t.Errorf("last failure %+v, %v", f, ok)
			}
			must(t, task.Done(t.Context()))
		}
	}
	add(t, q, job("main", "killer.pdf"), true)
	for range 2 {
		task := take(t, q, 5*time.Second)
		if task == nil {
			t.Fatal("a lost job does not come again")
		}
		if _, spent := task.Spent(); spent {
			t.Fatal("spent before its workers were lost")
		}
		task.end() // a worker that was killed: no heartbeat, no answer
	}
	task := take(t, q, 5*time.Second)
	if task == nil {
		t.Fatal("a lost job does not come again")
	}
	if f, spent := task.Spent(); !spent || f.Reason != WorkerLost {
		t.Errorf("after two lost workers: %+v, %v", f, spent)
	}
}

func TestAWorkerThatLivesKeepsItsJob(t *testing.T) {
	q := open(t, Options{Patience: 400 * time.Millisecond})
	add(t, q, job("main", "long.pdf"), true)
	task := take(t, q, 5*time.Second)
	if other := take(t, q, 2*time.Second); other != nil {
		t.Fatal("a second worker got the job while the first was at work")
	}
	must(t, task.Done(t.Context()))
	if other := take(t, q, time.Second); other != nil {
		t.Fatal("the job came again after it was done")
	}
}

func TestPauseAndDepth(t *testing.T) {
	q := open(t, Options{})
	add(t, q, job("a", "1"), true)
	add(t, q, job("b", "1"), true)
	add(t, q, job("b", "2"), true)
	must(t, q.Pause(t.Context(), "b"))
	task := take(t, q, 5*time.Second)
	if task == nil || task.Job.Tenant != "a" {
		t.Fatalf("took %+v, want the job of a", task)
	}
	if other := take(t, q, time.Second); other != nil {
		t.Fatal("a paused tenant's job was taken")
	}
	depths, err := q.Depths(t.Context())
	want := []Depth{{Batch, "a", 0, 1}, {Batch, "b", 2, 0}}
	if err != nil || !slices.Equal(depths, want) {
		t.Errorf("depths %+v, %v; want %+v", depths, err, want)
	}
	must(t, q.Resume(t.Context(), "b"))
	must(t, q.Pause(t.Context(), Everyone))
	time.Sleep(2 * fresh)
	if other := take(t, q, time.Second); other != nil {
		t.Fatal("a job was taken while all are paused")
	}
	must(t, q.Resume(t.Context(), Everyone))
	if other := take(t, q, 5*time.Second); other == nil || other.Job.Tenant != "b" {
		t.Errorf("after resuming: %+v", other)
	}
}

// TestAddedSurvivesAKill adds jobs in another process until that is killed: what it was told to be added is there.
func TestAddedSurvivesAKill(t *testing.T) {
	if dir := os.Getenv("CERTCAT_QUEUE_CHILD"); dir != "" {
		q, err := Open(context.Background(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; ; i++ {
			if _, err := q.Add(context.Background(), job("main", fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
			fmt.Printf("added %d\n", i)
		}
	}
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAddedSurvivesAKill$")
	child.Env = append(os.Environ(), "CERTCAT_QUEUE_CHILD="+dir)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	added := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "added ") {
			if added++; added == 150 {
				must(t, child.Process.Kill())
			}
		}
	}
	_ = child.Wait() // it was killed
	if added < 150 {
		t.Fatalf("the other process added only %d jobs", added)
	}
	q := open(t, Options{Dir: dir})
	depths, err := q.Depths(t.Context())
	if err != nil || len(depths) != 1 || depths[0].Waiting < added || depths[0].Waiting > added+1 {
		t.Errorf("after the kill the queue holds %+v (%v), %d were added", depths, err, added)
	}
}

func TestOneServerForOneFolder(t *testing.T) {
	dir := t.TempDir()
	q := open(t, Options{Dir: dir})
	if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server in the same folder: %v", err)
	}
	add(t, q, job("main", "1"), true)
	q.Close()
	q = open(t, Options{Dir: dir})
	if take(t, q, 5*time.Second) == nil {
		t.Error("the job is gone after closing and opening")
	}
	if _, err := Open(t.Context(), Options{Dir: t.TempDir(), Listen: "0.0.0.0:0"}); err == nil {
		t.Error("a queue without a password listens to other machines")
	}
}

func TestServersEventsAndProgress(t *testing.T) {
	server := open(t, Options{Listen: "127.0.0.1:0", User: "certcat", Password: "secret"})
	if _, err := Open(t.Context(), Options{URL: server.Address(), User: "certcat", Password: "wrong"}); err == nil {
		t.Error("a wrong password opens the queue")
	}
	q := open(t, Options{URL: server.Address(), User: "certcat", Password: "secret"})
	add(t, server, job("main", "1"), true)
	if take(t, q, 5*time.Second) == nil {
		t.Error("a job does not reach a worker at another connection")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got, troubles := make(chan string, 10), make(chan error, 10)
	go func() {
		tries := 0
		_ = server.Events(ctx, func(_ context.Context, name string, body []byte) error {
			switch tries++; {
			case string(body) == "useless":
				return fmt.Errorf("%w: no JSON", ErrUseless)
			case tries == 2:
				return errors.New("store unreachable")
			}
			got <- name + " " + string(body)
			return nil
		}, func(err error) { troubles <- err })
	}()
	for _, body := range []string{"useless", "hello"} {
		if _, err := q.js.Publish(ctx, eventSubject+"market", []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case g := <-got:
		if g != "market hello" || len(troubles) != 2 {
			t.Errorf("event %q after %d troubles", g, len(troubles))
		}
	case <-time.After(20 * time.Second):
		t.Error("the event was not repeated after a failure")
	}
	heard := make(chan string, 1)
	stop, err := q.Hear("main", "abc", func(b []byte) { heard <- string(b) })
	must(t, err)
	defer stop()
	must(t, q.conn.Flush())
	server.Tell("main", "abc", []byte("read 1"))
	select {
	case h := <-heard:
		if h != "read 1" {
			t.Errorf("heard %q", h)
		}
	case <-time.After(5 * time.Second):
		t.Error("progress does not reach another connection")
	}
}

// BenchmarkAdd is what one publisher at a time can put into the queue, each job synced to disk.
func BenchmarkAdd(b *testing.B) {
	q, err := Open(b.Context(), Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer q.Close()
	for i := range b.N {
		if _, err := q.Add(b.Context(), job("main", fmt.Sprintf("%d/%d", i%50, i))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTake is what one worker that does nothing can take and answer.
func BenchmarkTake(b *testing.B) {
	q, err := Open(b.Context(), Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer q.Close()
	for i := range b.N {
		if _, err := q.Add(b.Context(), job("main", fmt.Sprintf("%d/%d", i%50, i))); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for range b.N {
		t, err := q.Next(b.Context())
		if err == nil {
			err = t.Done(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
