package queue

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// TestDeployedServer starts a NATS server with the configuration in deploy/ and looks for the queue's depth where the
// scaler in deploy/kubernetes/keda.yaml looks.
func TestDeployedServer(t *testing.T) {
	t.Setenv("CERTCAT_SECRET", "secret")
	o, err := server.ProcessConfigFile("../deploy/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if !o.SyncAlways || !o.JetStream || o.HTTPPort != 8222 {
		t.Errorf("sync always %v, JetStream %v, monitoring at %d", o.SyncAlways, o.JetStream, o.HTTPPort)
	}
	o.StoreDir, o.Host, o.Port, o.HTTPHost, o.HTTPPort, o.NoLog, o.NoSigs = t.TempDir(), "127.0.0.1", server.RANDOM_PORT, "127.0.0.1", server.RANDOM_PORT, true, true
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() { s.Shutdown(); s.WaitForShutdown() }()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not get ready")
	}
	q := open(t, Options{URL: s.ClientURL(), User: "certcat", Password: "secret"})
	for i := range 3 {
		add(t, q, job("main", fmt.Sprint(i)), true)
	}
	answer, err := http.Get("http://" + s.MonitorAddr().String() + "/jsz?accounts=true&streams=true")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var found struct {
		Accounts []struct {
			Streams []struct {
				Name  string `json:"name"`
				State struct {
					Messages int `json:"messages"`
				} `json:"state"`
			} `json:"stream_detail"`
		} `json:"account_details"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil || len(found.Accounts) == 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, stream := range found.Accounts[0].Streams {
		if stream.Name == jobStream && stream.State.Messages == 3 {
			return
		}
	}
	t.Errorf("the depth is not where the scaler looks: %+v", found)
}
