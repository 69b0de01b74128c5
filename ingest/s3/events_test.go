package s3

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func env(name string) string {
	return map[string]string{"AWS_ACCESS_KEY_ID": "certcat-test", "AWS_SECRET_ACCESS_KEY": "certcat-secret"}[name]
}

func source(t *testing.T, s Settings) *Source {
	t.Helper()
	if s.Address == "" {
		s.Address = "s3://" + s.Name + "?endpoint=http://127.0.0.1:9"
	}
	opened, err := Open(s, env)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func when(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}

// TestRecordedBodies takes bodies in the forms that the servers publish.
func TestRecordedBodies(t *testing.T) {
	sources := Sources{source(t, Settings{Name: "papers", Prefixes: []string{"in/"}, Suffixes: []string{".pdf", ".jpg"}}),
		source(t, Settings{Name: "raw", Keys: Raw})}
	want := map[string][]Event{
		"aws-put.json": {{Bucket: "papers", Key: "in/seller 7/EU DoC (charger) 50% + 证书.pdf", ETag: "d41d8cd98f00b204e9800998ecf8427e",
			Version: "096fKKXTRTtl3on89fVO.nfljtsv6qko", Sequencer: "0055AED6DCD90281E5", Time: when("2026-11-20T08:15:30.123Z")}},
		"aws-test.json": nil,
		"aws-delete-marker.json": {{Bucket: "papers", Key: "in/old.PDF", ETag: "d41d8cd98f00b204e9800998ecf8427e", Version: "v2",
			Sequencer: "0055AED6DCD9028FFF", Gone: true, Time: when("2026-11-20T09:00:00Z")}},
		"sns.json": {{Bucket: "papers", Key: "in/a/b.pdf", ETag: "aa-2", Time: when("2026-11-20T08:15:30.123Z")}},
		"eventbridge.json": {{Bucket: "papers", Key: "in/a+b %2B 证书.pdf", ETag: "b57f9512698f4b09e608f4f2a65852e5",
			Version: "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", Sequencer: "00617F08299329D189", Time: when("2026-11-20T08:15:30Z")}},
		"eventbridge-delete.json": {{Bucket: "papers", Key: "in/gone.pdf", ETag: "d41d8cd98f00b204e9800998ecf8427e",
			Version: "1QW9g1Z99LUNbvaaYVpW9xDlOLU.qxgF", Sequencer: "00617F0837B476E463", Gone: true, Time: when("2026-11-20T10:15:30Z")}},
		"minio-put.json": {{Bucket: "papers", Key: "in/seller 7/EU DoC + 证书.pdf", ETag: "0cc175b9c0f1b6a831c399e269772661",
			Sequencer: "187A5B8C9D3A9F7E", Time: when("2026-11-20T08:15:30.123Z")}},
		"minio-delete.json": {{Bucket: "papers", Key: "in/gone.pdf", Sequencer: "187A5B8C9D3AAAAA", Gone: true, Time: when("2026-11-20T09:15:30.123Z")}},
		"versitygw-put.json": {{Bucket: "raw", Key: "in/a+b %2B 证书.pdf", ETag: "b57f9512698f4b09e608f4f2a65852e5",
			Sequencer: "187A5B8C9D3A9F7E", Time: when("2026-11-20T08:15:30Z")}},
		"versitygw-test.json": nil,
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d recorded bodies, want %d (%v)", len(files), len(want), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		taken, err := sources.Take(data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		var got []Event
		for _, one := range taken {
			if one.Source.Bucket != one.Event.Bucket {
				t.Errorf("%s: given to source %s", file, one.Source.Name)
			}
			got = append(got, one.Event)
		}
		if !reflect.DeepEqual(got, want[filepath.Base(file)]) {
			t.Errorf("%s:\n got %+v\nwant %+v", file, got, want[filepath.Base(file)])
		}
	}
}

func put(key, sequencer string) string {
	return `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"papers"},"object":{"key":"` + key + `","eTag":"e","sequencer":"` + sequencer + `"}}}]}`
}

func TestKeysAreDecodedAsTheSettingSays(t *testing.T) {
	for _, c := range []struct {
		keys      Encoding
		key, want string
	}{
		{Published, "a+b%2Bc.pdf", "a b+c.pdf"}, {Form, "a+b%2Bc.pdf", "a b+c.pdf"}, {Raw, "a+b%2Bc.pdf", "a+b%2Bc.pdf"},
		{Form, "50%.pdf", ""}, {Raw, "50%.pdf", "50%.pdf"}, {Form, "%E8%AF%81.pdf", "证.pdf"}, {Raw, "证.pdf", "证.pdf"},
	} {
		taken, err := Sources{source(t, Settings{Name: "papers", Keys: c.keys})}.Take([]byte(put(c.key, "1")))
		switch {
		case c.want == "":
			if !errors.Is(err, ErrBody) {
				t.Errorf("%q as %q: %v, want it refused", c.key, c.keys, err)
			}
		case err != nil || len(taken) != 1 || taken[0].Event.Key != c.want:
			t.Errorf("%q as %q: %+v, %v; want %q", c.key, c.keys, taken, err, c.want)
		case taken[0].Event.Sequencer != "":
			t.Errorf("a counter counts as a sequencer: %q", taken[0].Event.Sequencer)
		}
	}
	if _, err := Open(Settings{Name: "x", Address: "s3://x?endpoint=http://127.0.0.1:9", Keys: "guess"}, env); err == nil {
		t.Error("an unknown encoding is accepted")
	}
}

func TestSourcesWantWhatTheirSettingsSay(t *testing.T) {
	s := source(t, Settings{Name: "papers", Prefixes: []string{"in/", "late/"}, Suffixes: []string{".pdf"}})
	for key, want := range map[string]bool{"in/a.pdf": true, "late/b.PDF": true, "out/a.pdf": false, "in/a.txt": false, "in/": false, "in/sub/": false, "": false} {
		if s.Wants(key) != want {
			t.Errorf("Wants(%q) = %v", key, !want)
		}
	}
}

func TestWebhookAnswers(t *testing.T) {
	sources := Sources{source(t, Settings{Name: "papers"})}
	var noted []string
	var fail error
	var troubles int
	hook := sources.Webhook(func(_ context.Context, one Taken) error {
		noted = append(noted, one.Event.Key)
		return fail
	}, func(error) { troubles++ })
	for _, c := range []struct {
		body string
		fail error
		want int
	}{
		{put("a.pdf", ""), nil, http.StatusNoContent},
		{strings.ReplaceAll(put("a.pdf", ""), "papers", "foreign"), nil, http.StatusNoContent},
		{`{"Event":"s3:TestEvent"}`, nil, http.StatusNoContent},
		{"<xml/>", nil, http.StatusBadRequest},
		{`{"hello":1}`, nil, http.StatusBadRequest},
		{put("b.pdf", ""), errors.New("queue gone"), http.StatusServiceUnavailable},
		{strings.Repeat(" ", maxBody+1), nil, http.StatusRequestEntityTooLarge},
	} {
		fail = c.fail
		answer := httptest.NewRecorder()
		hook.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/events/s3", strings.NewReader(c.body)))
		if answer.Code != c.want {
			t.Errorf("%.60s: %d, want %d", c.body, answer.Code, c.want)
		}
		if strings.Contains(answer.Body.String(), "queue gone") {
			t.Error("the answer tells the inside of the program")
		}
	}
	if want := []string{"a.pdf", "b.pdf"}; !reflect.DeepEqual(noted, want) || troubles != 3 {
		t.Errorf("noted %v with %d troubles, want %v with 3", noted, troubles, want)
	}
}
