// Command hostile is the child half of the tests of package child: its handlers do everything that a parser of foreign
// files can do wrong. As "hostile parent" it is a program that holds a pool and waits to be killed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "parent" {
		parent()
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "mute" {
		fmt.Fprintln(os.Stderr, "no such command")
		os.Exit(3)
	}
	err := child.Serve(context.Background(), map[string]child.Handler{
		"echo": echo, "where": where, "refuse": refuse, "fail": fail, "panic": panics, "spin": spin, "sleep": sleeps,
		"segv": segv, "eat": eat, "reserve": reserve, "flood": flood, "stderr": stderr, "fork": fork, "lie": lie, "twice": twice, "huge": huge,
		"fill": fill, "program": program, "late": late, "exit": func(context.Context, string, json.RawMessage) (any, error) {
			fmt.Fprintln(os.Stderr, "leaving\x1b[31m now")
			os.Exit(7)
			return nil, nil
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// parent keeps one worker hanging with descendants of every sort and one idle.
func parent() {
	pool, err := child.NewPool(child.Config{Program: os.Args[2], Args: []string{"reader"}, Temp: os.Args[3], Workers: 3, Env: []string{"HOSTILE=" + os.Args[4]}})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := pool.Call(ctx, "echo", "x", nil); err != nil {
		panic(err)
	}
	for range 2 {
		go func() { _ = pool.Call(ctx, "fork", true, nil) }()
	}
	time.Sleep(500 * time.Millisecond)
	fmt.Println("ready")
	select {}
}

func echo(_ context.Context, _ string, in json.RawMessage) (any, error) { return in, nil }

func where(_ context.Context, dir string, _ json.RawMessage) (any, error) {
	if err := os.WriteFile(filepath.Join(dir, "left"), []byte("x"), 0o600); err != nil {
		return nil, err
	}
	status, err := os.ReadFile("/proc/thread-self/status")
	if err != nil {
		return nil, err
	}
	privileges := strings.Contains(string(status), "NoNewPrivs:\t1")
	return map[string]any{"dir": dir, "env": os.Environ(), "pid": os.Getpid(), "bound": privileges}, nil
}

func refuse(context.Context, string, json.RawMessage) (any, error) {
	return nil, fmt.Errorf("wrapped: %w", &child.Refusal{Problem: certcat.NewProblem("password", "a", "b").OnPage(3)})
}

func fail(context.Context, string, json.RawMessage) (any, error) {
	return nil, errors.New("disk\x00 full")
}

func panics(context.Context, string, json.RawMessage) (any, error) {
	var m map[string]int
	m["x"] = 1
	return nil, nil
}

func spin(context.Context, string, json.RawMessage) (any, error) {
	for i := 0; ; i++ {
		if i < 0 {
			return nil, nil
		}
	}
}

func sleeps(context.Context, string, json.RawMessage) (any, error) { select {} }

func segv(context.Context, string, json.RawMessage) (any, error) {
	_ = syscall.Kill(os.Getpid(), syscall.SIGSEGV)
	select {}
}

var kept [][]byte

func eat(context.Context, string, json.RawMessage) (any, error) {
	for {
		block := make([]byte, 8<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		kept = append(kept, block)
		time.Sleep(2 * time.Millisecond)
	}
}

func reserve(context.Context, string, json.RawMessage) (any, error) {
	kept = append(kept, make([]byte, 64<<30))
	return len(kept), nil
}

func flood(context.Context, string, json.RawMessage) (any, error) {
	return strings.Repeat("x", 4<<20), nil
}

func stderr(context.Context, string, json.RawMessage) (any, error) {
	for {
		fmt.Fprintln(os.Stderr, strings.Repeat("noise ", 1000))
	}
}

// fork leaves processes behind: in the group, with a parent that is gone, and in a session of their own. With true it
// hangs after that, otherwise it answers.
func fork(_ context.Context, _ string, in json.RawMessage) (any, error) {
	script := `sleep 1000 & (sleep 1001 &) ; setsid sleep 1002 & setsid sh -c 'sleep 1003 & sleep 1004' & sleep 0.1`
	if err := exec.Command("sh", "-c", script).Run(); err != nil {
		return nil, err
	}
	if string(in) == "true" {
		select {}
	}
	return "left", nil
}

func raw(frames ...string) {
	f := os.NewFile(3, "answers")
	for _, body := range frames {
		head := []byte{0, 0, byte(len(body) >> 8), byte(len(body))}
		_, _ = f.Write(append(head, body...))
	}
	select {}
}

func lie(_ context.Context, _ string, in json.RawMessage) (any, error) {
	var body string
	_ = json.Unmarshal(in, &body)
	raw(body)
	return nil, nil
}

func twice(_ context.Context, _ string, in json.RawMessage) (any, error) {
	raw(`{"id":99,"out":1}`, `{"id":99,"out":2}`, `{"id":99,"out":3}`)
	return nil, nil
}

func huge(context.Context, string, json.RawMessage) (any, error) {
	_, _ = os.NewFile(3, "answers").Write([]byte{0xff, 0xff, 0xff, 0xff, '{'})
	select {}
}

// late answers properly and then once more, unasked.
func late(context.Context, string, json.RawMessage) (any, error) {
	go func() {
		time.Sleep(30 * time.Millisecond)
		raw(`{"id":77,"out":"poison"}`)
	}()
	return "fine", nil
}

func fill(_ context.Context, dir string, _ json.RawMessage) (any, error) {
	for i := 0; ; i++ {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), make([]byte, 1<<20), 0o600); err != nil {
			return nil, err
		}
		time.Sleep(time.Millisecond)
	}
}

// program runs another program through child.Run with the limits that the test names.
func program(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	var arg struct {
		Limits child.Limits
		Name   string
		Args   []string
	}
	if err := json.Unmarshal(in, &arg); err != nil {
		return nil, err
	}
	out, err := child.Run(ctx, dir, arg.Limits, arg.Name, arg.Args...)
	var exit *child.Exit
	if errors.As(err, &exit) {
		return map[string]any{"out": string(out), "code": exit.Code, "tail": exit.Tail}, nil
	}
	return map[string]any{"out": string(out)}, err
}
