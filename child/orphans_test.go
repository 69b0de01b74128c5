package child_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat/child"
)

func TestRunLimitsPrograms(t *testing.T) {
	pool := newPool(t, child.Config{})
	type arg struct {
		Limits child.Limits
		Name   string
		Args   []string
	}
	run := func(a arg) (out struct {
		Out, Tail string
		Code      int
	}, err error) {
		err = pool.Call(context.Background(), "program", a, &out)
		return out, err
	}
	sh := func(lim child.Limits, script string) arg { return arg{lim, "sh", []string{"-c", script}} }

	out, err := run(sh(child.Limits{}, `echo out; echo err >&2; exit 3`))
	if err != nil || out.Out != "out\n" || out.Tail != "err" || out.Code != 3 {
		t.Fatal(out, err)
	}
	out, err = run(sh(child.Limits{}, `env | cut -d= -f1 | sort | tr '\n' ' '`))
	if want := "CERTCAT_CHILD_MARK HOME LANG LC_ALL OMP_THREAD_LIMIT PATH PWD TMPDIR "; err != nil || strings.ReplaceAll(out.Out, "_ ", "") != want {
		t.Errorf("environment %q %v", out.Out, err)
	}
	for name, test := range map[string]struct {
		arg    arg
		reason child.Reason
	}{
		"cpu":    {sh(child.Limits{CPU: time.Second}, `while :; do :; done`), child.CPU},
		"wall":   {sh(child.Limits{Wall: 200 * time.Millisecond}, `exec sleep 100`), child.Deadline},
		"memory": {arg{child.Limits{Memory: 100 << 20}, "tail", []string{"/dev/zero"}}, child.Memory},
		"output": {arg{child.Limits{Output: 1 << 20}, "cat", []string{"/dev/zero"}}, child.Output},
		"files":  {arg{child.Limits{Files: 1 << 20}, "dd", []string{"if=/dev/zero", "of=big", "bs=1M", "count=9"}}, child.Output},
		"crash":  {sh(child.Limits{}, `kill -SEGV $$`), child.Crash},
	} {
		_, err := run(test.arg)
		if f := failure(t, err); f.Reason != test.reason || f.Op != test.arg.Name {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if _, err := run(arg{Name: "no-such-program"}); failure(t, err).Reason != child.Refused {
		t.Errorf("missing program: %v", err)
	}
}

func TestNoProcessOutlivesAKilledParent(t *testing.T) {
	for _, victim := range []string{"parent", "parent and warden"} {
		t.Run(victim, func(t *testing.T) { killParent(t, victim == "parent") })
	}
}

func killParent(t *testing.T, wardenLives bool) {
	temp := t.TempDir()
	mark := "mark" + strconv.FormatInt(time.Now().UnixNano(), 36)
	parent := exec.Command(hostile, "parent", hostile, temp, mark)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	before := processes(t, "HOSTILE="+mark, hostile)
	if len(before) < 3+2+10 { // workers, parent and warden, and the sleeps of two calls
		t.Fatalf("only %d processes to kill: %v", len(before), before)
	}
	if !wardenLives {
		for _, line := range before {
			pid, rest, _ := strings.Cut(line, " ")
			env, _ := os.ReadFile("/proc/" + pid + "/environ")
			if strings.HasPrefix(rest, hostile) && strings.Contains(string(env), "=warden") {
				number, _ := strconv.Atoi(pid)
				warden, _ := os.FindProcess(number)
				_ = warden.Kill()
			}
		}
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	for start := time.Now(); time.Since(start) < 5*time.Second; time.Sleep(20 * time.Millisecond) {
		left := processes(t, "HOSTILE="+mark, hostile)
		if !wardenLives { // then the kernel still ends the workers themselves
			left = slices.DeleteFunc(left, func(line string) bool { return !strings.Contains(line, hostile) })
		}
		if len(left) == 0 {
			if entries, err := os.ReadDir(temp); wardenLives && (err != nil || len(entries) > 0) {
				continue
			}
			for _, line := range processes(t, "HOSTILE="+mark, "/nowhere") {
				pid, _ := strconv.Atoi(strings.Fields(line)[0])
				stray, _ := os.FindProcess(pid)
				_ = stray.Kill()
			}
			return
		}
	}
	t.Errorf("left 5 s after SIGKILL: %v", processes(t, "HOSTILE="+mark, hostile))
}

// wardens are the processes of the test's program that play the warden.
func wardens(t *testing.T) (ids []int) {
	t.Helper()
	for _, line := range processes(t, "HOSTILE_NOTHING=", hostile) {
		id, _, _ := strings.Cut(line, " ")
		env, _ := os.ReadFile("/proc/" + id + "/environ")
		if number, err := strconv.Atoi(id); err == nil && strings.Contains(string(env), "CERTCAT_CHILD_ROLE=warden") {
			ids = append(ids, number)
		}
	}
	return ids
}

func TestKilledWardenIsReplaced(t *testing.T) {
	pool := newPool(t, child.Config{Recycle: 1})
	before := wardens(t)
	if len(before) != 1 {
		t.Fatalf("wardens %v", before)
	}
	warden, err := os.FindProcess(before[0])
	if err == nil {
		err = warden.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	for range 3 {
		if err := pool.Call(context.Background(), "echo", 1, nil); err != nil {
			t.Fatal(err)
		}
	}
	if after := wardens(t); len(after) != 1 || after[0] == before[0] {
		t.Errorf("wardens %v, then %v", before, after)
	}
}
