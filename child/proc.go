package child

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// process is what /proc/PID/stat says of one process.
type process struct {
	parent, group int
	cpu           time.Duration // its own and that of children it waited for
	resident      int64         // bytes
}

var pageBytes = int64(os.Getpagesize())

func readProcess(pid int) (process, bool) {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return process{}, false
	}
	end := bytes.LastIndexByte(data, ')') // the name before it can hold anything
	if end < 0 {
		return process{}, false
	}
	f := strings.Fields(string(data[end+1:]))
	if len(f) < 22 {
		return process{}, false
	}
	num := func(i int) int64 { n, _ := strconv.ParseInt(f[i], 10, 64); return n }
	const tick = time.Second / 100 // USER_HZ is 100 on every architecture that Go runs on
	return process{
		parent:   int(num(1)),
		group:    int(num(2)),
		cpu:      time.Duration(num(11)+num(12)+num(13)+num(14)) * tick,
		resident: num(21) * pageBytes,
	}, true
}

func processIDs() []int {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	var ids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			ids = append(ids, pid)
		}
	}
	return ids
}

// table is all processes at one moment. It is shared by the workers of a pool, because reading it costs some
// microseconds per process of the machine.
type table struct {
	mu    sync.Mutex
	taken time.Time
	cost  time.Duration
	all   map[int]process
}

// interval is how often the table may be asked for without costing more than a twentieth of a CPU.
func (t *table) interval() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(40*time.Millisecond, 20*t.cost)
}

func (t *table) get(maxAge time.Duration) map[int]process {
	t.mu.Lock()
	defer t.mu.Unlock()
	start := time.Now()
	if t.all != nil && start.Sub(t.taken) < maxAge {
		return t.all
	}
	all := map[int]process{}
	for _, pid := range processIDs() {
		if p, ok := readProcess(pid); ok {
			all[pid] = p
		}
	}
	t.all, t.taken, t.cost = all, time.Now(), time.Since(start)
	return all
}

// family is every process of leader's group and every descendant of it, leader included.
func family(all map[int]process, leader int) []int {
	children := map[int][]int{}
	for pid, p := range all {
		children[p.parent] = append(children[p.parent], pid)
	}
	in := map[int]bool{}
	var add func(pid int)
	add = func(pid int) {
		if _, there := all[pid]; !there || in[pid] {
			return
		}
		in[pid] = true
		for _, c := range children[pid] {
			add(c)
		}
	}
	add(leader)
	for pid, p := range all {
		if p.group == leader {
			add(pid)
		}
	}
	ids := make([]int, 0, len(in))
	for pid := range in {
		ids = append(ids, pid)
	}
	slices.Sort(ids)
	return ids
}

// marked is every process, readable by us, whose environment says that it comes from mark: also one that left its group.
func marked(mark string) []int {
	want := []byte(envMark + "=" + mark)
	var ids []int
	for _, pid := range processIDs() {
		env, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
		if err == nil && pid != os.Getpid() && bytes.Contains(env, want) {
			ids = append(ids, pid)
		}
	}
	return ids
}

// sweep kills until nothing that carries the mark is left, in case processes start others meanwhile.
func sweep(mark string) {
	for range 50 {
		ids := marked(mark)
		if len(ids) == 0 {
			return
		}
		for _, pid := range ids {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
