package child_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat/child"
)

// testMark is in the environment of every process that these tests start, so that they see no others.
var testMark = "HOSTILE_TEST=" + strconv.FormatInt(time.Now().UnixNano(), 36)

// hostile is the path of the child half; it is built without the race detector, whose shadow memory no limit survives.
var hostile string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "certcat-test-")
	if err != nil {
		panic(err)
	}
	hostile = filepath.Join(dir, "hostile")
	build := exec.Command("go", "build", "-o", hostile, "./testdata/hostile")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the child: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func newPool(t *testing.T, cfg child.Config) *child.Pool {
	t.Helper()
	cfg.Program, cfg.Args, cfg.Temp = hostile, []string{"reader"}, t.TempDir()
	cfg.Env = append(cfg.Env, testMark)
	if cfg.Workers == 0 {
		cfg.Workers = 1
	}
	pool, err := child.NewPool(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
		if left := processes(t, testMark, hostile); len(left) > 0 {
			t.Errorf("processes left after Close: %v", left)
		}
		entries, err := os.ReadDir(cfg.Temp)
		if err != nil || len(entries) > 0 {
			t.Errorf("temporary files left after Close: %v %v", entries, err)
		}
	})
	return pool
}

// processes lists every process whose environment holds mark or whose program is exe.
func processes(t *testing.T, mark, exe string) []string {
	t.Helper()
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("can't list processes", err)
	}
	var found []string
	for _, dir := range dirs {
		env, _ := os.ReadFile(filepath.Join(dir, "environ"))
		program, _ := os.Readlink(filepath.Join(dir, "exe"))
		if strings.Contains(string(env), mark) || program == exe {
			line, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
			found = append(found, filepath.Base(dir)+" "+strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

// sleeping lists the descendants that the handler "fork" starts.
func sleeping(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(processes(t, testMark, "/nowhere"), func(line string) bool { return !strings.Contains(line, "sleep") })
}

func failure(t *testing.T, err error) *child.Failure {
	t.Helper()
	var f *child.Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a *Failure", err)
	}
	return f
}

func TestCallAnswers(t *testing.T) {
	pool := newPool(t, child.Config{Recycle: 3})
	for i := range 10 {
		var out struct{ A int }
		if err := pool.Call(context.Background(), "echo", map[string]int{"A": i}, &out); err != nil || out.A != i {
			t.Fatalf("call %d: %v %v", i, out, err)
		}
	}
}

func TestWorkerHasItsOwnSurroundings(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("TESSDATA_PREFIX", "/models")
	pool := newPool(t, child.Config{Env: []string{"EXTRA=1"}})
	var out struct {
		Dir   string
		Env   []string
		Bound bool
	}
	if err := pool.Call(context.Background(), "where", nil, &out); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(out.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the call's folder %s is still there", out.Dir)
	}
	if !out.Bound {
		t.Error("the worker may gain privileges")
	}
	var names []string
	for _, pair := range out.Env {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"CERTCAT_CHILD_MARK", "CERTCAT_CHILD_ROLE", "EXTRA", "GOMAXPROCS", "GOMEMLIMIT", "HOME", "HOSTILE_TEST", "LANG", "LC_ALL", "OMP_THREAD_LIMIT", "PATH", "TESSDATA_PREFIX", "TMPDIR"}
	if !slices.Equal(names, want) {
		t.Errorf("environment %v, want %v", names, want)
	}
}

func TestRefusalTravelsAsData(t *testing.T) {
	pool := newPool(t, child.Config{})
	err := pool.Call(context.Background(), "refuse", nil, nil)
	var r *child.Refusal
	if !errors.As(err, &r) || r.Problem.Code != "password" || r.Problem.Page != 3 || r.Problem.Args[0].Value != "b" {
		t.Fatalf("got %v", err)
	}
}

func TestHostileHandlers(t *testing.T) {
	limits := child.Limits{Wall: time.Minute, CPU: time.Second, Memory: 150 << 20, Output: 1 << 20, Files: 16 << 20}
	tests := []struct {
		name, op string
		in       any
		limits   child.Limits
		reason   child.Reason
		limit    string
		tail     string
	}{
		{"spins", "spin", nil, child.Limits{}, child.CPU, "1s", ""},
		{"sleeps", "sleep", nil, child.Limits{Wall: 300 * time.Millisecond}, child.Deadline, "300ms", ""},
		{"crashes", "segv", nil, child.Limits{}, child.Crash, "", "SIGSEGV"},
		{"exits", "exit", nil, child.Limits{}, child.Crash, "", "leaving[31m now"},
		{"panics", "panic", nil, child.Limits{}, child.Crash, "", "assignment to entry in nil map"},
		{"eats memory", "eat", nil, child.Limits{CPU: time.Minute, Wall: time.Minute}, child.Memory, "150 MB", ""},
		{"asks for too much at once", "reserve", nil, child.Limits{}, child.Memory, "150 MB", "out of memory"},
		{"answers too much", "flood", nil, child.Limits{}, child.Output, "1 MB", ""},
		{"writes too much to stderr", "stderr", nil, child.Limits{CPU: time.Minute}, child.Output, "1 MB", "noise noise"},
		{"fills the disk", "fill", nil, child.Limits{}, child.Output, "16 MB", ""},
		{"hangs with descendants", "fork", true, child.Limits{Wall: 500 * time.Millisecond}, child.Deadline, "500ms", ""},
		{"answers another question", "lie", `{"id":99,"out":1}`, child.Limits{}, child.Protocol, "", "another question"},
		{"answers no JSON", "lie", `hello`, child.Limits{}, child.Protocol, "", "not a message"},
		{"answers twice", "twice", nil, child.Limits{}, child.Protocol, "", ""},
		{"claims a huge answer", "huge", nil, child.Limits{}, child.Output, "1 MB", ""},
		{"says no", "fail", nil, child.Limits{}, child.Refused, "", "disk full"},
		{"does not know", "nonsense", nil, child.Limits{}, child.Refused, "", "nonsense"},
	}
	pool := newPool(t, child.Config{Workers: 2, Limits: limits})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			f := failure(t, pool.Call(context.Background(), test.op, test.in, nil, test.limits))
			if f.Reason != test.reason || f.Limit != test.limit || !strings.Contains(f.Tail, test.tail) || f.Op != test.op {
				t.Errorf("got %+v", f)
			}
			if len(f.Tail) > 4096 || strings.ContainsAny(f.Tail, "\x00\x1b\n") {
				t.Errorf("the tail is not clean: %d bytes %q", len(f.Tail), f.Tail)
			}
			if took := time.Since(start); took > 40*time.Second {
				t.Errorf("took %s", took)
			}
			if p, ok := f.Problem(); ok != (test.reason != child.Refused) || ok && (p.Code != "reader-"+string(test.reason) || !p.Transient) {
				t.Errorf("problem %+v %v", p, ok)
			}
			var out string
			if err := pool.Call(context.Background(), "echo", "still here", &out); err != nil || out != "still here" {
				t.Errorf("the next call: %q %v", out, err)
			}
			if left := sleeping(t); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

func TestDescendantsLeftBehindAreEnded(t *testing.T) {
	pool := newPool(t, child.Config{})
	var out string
	if err := pool.Call(context.Background(), "fork", false, &out); err != nil || out != "left" {
		t.Fatal(out, err)
	}
	if left := sleeping(t); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestUnaskedAnswerPoisonsNobody(t *testing.T) {
	pool := newPool(t, child.Config{})
	for range 3 {
		var out string
		if err := pool.Call(context.Background(), "late", nil, &out); err != nil || out != "fine" {
			t.Fatal(out, err)
		}
		time.Sleep(60 * time.Millisecond)
		if err := pool.Call(context.Background(), "echo", "mine", &out); err != nil || out != "mine" {
			t.Fatal(out, err)
		}
	}
}

func TestOtherCallsGoOn(t *testing.T) {
	pool := newPool(t, child.Config{Workers: 4, Limits: child.Limits{Wall: time.Minute, CPU: 500 * time.Millisecond}})
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if op := []string{"segv", "spin", "lie", "exit"}[i%4]; i%5 == 0 {
				_ = failure(t, pool.Call(context.Background(), op, "x", nil))
				return
			}
			var out int
			if err := pool.Call(context.Background(), "echo", i, &out); err != nil || out != i {
				t.Errorf("call %d: %d %v", i, out, err)
			}
		})
	}
	wg.Wait()
}

func TestCancelledCallEndsItsWorker(t *testing.T) {
	pool := newPool(t, child.Config{})
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := pool.Call(ctx, "fork", true, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	if err := pool.Call(context.Background(), "echo", 1, nil); err != nil {
		t.Fatal(err)
	}
}

func TestCloseEndsRunningCalls(t *testing.T) {
	pool := newPool(t, child.Config{})
	done := make(chan error, 1)
	go func() { done <- pool.Call(context.Background(), "sleep", nil, nil) }()
	time.Sleep(200 * time.Millisecond)
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, child.ErrClosed) {
		t.Fatal(err)
	}
	if err := pool.Call(context.Background(), "echo", 1, nil); !errors.Is(err, child.ErrClosed) {
		t.Fatal(err)
	}
}

func TestProgramThatIsNoReaderIsTheMachinesTrouble(t *testing.T) {
	pool, err := child.NewPool(child.Config{Program: hostile, Args: []string{"mute"}, Temp: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	err = pool.Call(context.Background(), "echo", 1, nil)
	var f *child.Failure
	if err == nil || errors.As(err, &f) || !strings.Contains(err.Error(), "no such command") {
		t.Fatalf("got %v", err)
	}
	if _, err := child.NewPool(child.Config{Program: "/nowhere/certcat"}); err == nil || !strings.Contains(err.Error(), "/nowhere/certcat") {
		t.Fatalf("got %v", err)
	}
}

func TestServeByHandSaysSo(t *testing.T) {
	out, err := exec.Command(hostile, "reader").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "started by certcat") {
		t.Fatalf("%v %s", err, out)
	}
}

func TestNothingLeaks(t *testing.T) {
	pool := newPool(t, child.Config{Workers: 2, Recycle: 7})
	count := func() (goroutines, descriptors int) {
		fds, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return runtime.NumGoroutine(), len(fds)
	}
	call := func(i int) {
		op := "echo"
		if i%20 == 19 {
			op = "exit"
		}
		err := pool.Call(context.Background(), op, i, nil)
		if (err == nil) != (op == "echo") {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	for i := range 21 {
		call(i)
	}
	goroutines, descriptors := count()
	for i := range 200 {
		call(i)
	}
	time.Sleep(50 * time.Millisecond)
	g, d := count()
	if g > goroutines+6 || d > descriptors+6 { // one more worker may be alive than at first
		t.Errorf("goroutines %d → %d, descriptors %d → %d", goroutines, g, descriptors, d)
	}
}

func TestFailureIsReadable(t *testing.T) {
	f := &child.Failure{Op: "words", Reason: child.CPU, Limit: "1m0s", Tail: "x"}
	if text := f.Error(); !strings.Contains(text, "words") || !strings.Contains(text, "cpu") || !strings.Contains(text, "1m0s") {
		t.Error(text)
	}
	data, err := json.Marshal(f)
	if err != nil || string(data) != `{"op":"words","reason":"cpu","limit":"1m0s","tail":"x"}` {
		t.Errorf("%s %v", data, err)
	}
}
