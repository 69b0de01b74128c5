package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child/childtest"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store/storetest"
)

// stormPatience is how long a silent worker of these tests keeps its job.
const stormPatience = 2 * time.Second

// stormNATS is a NATS server in a process of its own.
func stormNATS(config string) int {
	dir, address, _ := strings.Cut(config, "|")
	q, err := queue.Open(context.Background(), queue.Options{Dir: dir, Listen: address, Patience: stormPatience})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer q.Close()
	select {}
}

func startStormNATS(t *testing.T, config string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), "CERTCAT_TEST_NATS="+config)
	cmd.Stderr = os.Stderr
	if err := childtest.Start(cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestWorkersAndQueueKilled kills one of two worker processes with SIGKILL again and again, and the NATS server once,
// while objects are read. Each object ends with one current receipt and one record.
func TestWorkersAndQueueKilled(t *testing.T) {
	n := sized(60, 2000)
	server := storetest.NewS3Server(t)
	address := freeAddress(t)
	nats := filepath.Join(t.TempDir(), "queue") + "|" + address
	broker := startStormNATS(t, nats)
	c := stormConfig{Store: filepath.Join(t.TempDir(), "store"), Endpoint: server.Endpoint, NATS: "nats://" + address, Jobs: 2, Reading: 100 * time.Millisecond}
	s, err := stormService(t.Context(), c, queue.Options{URL: c.NATS, Patience: stormPatience})
	if err != nil {
		t.Fatal(err)
	}
	defer s.queue.Close()
	fill(t, server, n)
	for i := range n {
		body := fmt.Sprintf(`{"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"bucket"},"object":{"key":%q}}}]}`, stormKey(i))
		for s.takeBody(t.Context(), []byte(body)) != nil { // a server that posts events sends again what was not taken
			time.Sleep(100 * time.Millisecond)
		}
	}
	workers := []*exec.Cmd{startStormWorker(t, c), startStormWorker(t, c)}
	kills, room := 0, mustTenant(t, s)
	for deadline := time.Now().Add(time.Hour); finalReceipts(t, room.Store) < n; {
		if time.Now().After(deadline) {
			t.Fatalf("only %d of %d objects are done after %d kills", finalReceipts(t, room.Store), n, kills)
		}
		time.Sleep(1500 * time.Millisecond)
		which := kills % 2
		_ = workers[which].Process.Kill()
		_ = workers[which].Wait() // it was killed
		if kills++; kills == 2 {
			_ = broker.Process.Kill()
			_ = broker.Wait() // it was killed
			time.Sleep(500 * time.Millisecond)
			broker = startStormNATS(t, nats)
		}
		workers[which] = startStormWorker(t, c)
	}
	drained(t, s, 2*time.Minute)
	if kills < 3 {
		t.Errorf("all was done after %d kills: the queue was not restarted in the middle", kills)
	}
	receipts, records := receiptsOf(t, room.Store), 0
	for i := range n {
		if r := receipts[stormKey(i)]; r.State != certcat.Processed {
			t.Errorf("%s: %+v", stormKey(i), r)
		}
	}
	for _, err := range room.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		records++
	}
	letters, err := room.CountDeadLetters(t.Context())
	if err != nil || letters != 0 || len(receipts) != n || records != n || pendingIn(t, room.Store) != 0 {
		t.Errorf("%d receipts, %d records, %d dead letters, %d markers for %d objects (%v)", len(receipts), records, letters, pendingIn(t, room.Store), n, err)
	}
	verifyStore(t, c.Store)
	t.Logf("%d objects, %d workers killed, NATS killed once", n, kills)
}

func mustTenant(t *testing.T, s *service) *tenant {
	t.Helper()
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	return room
}
