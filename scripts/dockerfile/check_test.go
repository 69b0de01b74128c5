package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go build -o /usr/local/bin/x .

FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/x /usr/local/bin/
USER 10001:10001
HEALTHCHECK CMD ["x", "doctor"]
ENTRYPOINT ["x"]
`

func complaints(t *testing.T, dockerfile string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"Dockerfile": dockerfile, "go.mod": "module x\n", "secret": "s", ".dockerignore": "secret\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, err := open(dir)
	if err != nil {
		return []string{err.Error()}
	}
	return append(p.warnings, p.check()...)
}

func TestCheck(t *testing.T) {
	if got := complaints(t, good); len(got) != 0 {
		t.Errorf("a good Dockerfile: %q", got)
	}
	for _, c := range []struct{ old, new, want string }{
		{"debian:bookworm-slim", "debian:latest", "names no version"},
		{"debian:bookworm-slim", "debian:bookworm", "not slim"},
		{"USER 10001:10001\n", "", "runs as root"},
		{"USER 10001:10001", "USER 0", "runs as"},
		{"USER 10001:10001", "USER 10001\nRUN true", "RUN after USER"},
		{`HEALTHCHECK CMD ["x", "doctor"]`, "", "HEALTHCHECK"},
		{`HEALTHCHECK CMD ["x", "doctor"]`, "HEALTHCHECK CMD x doctor", "HEALTHCHECK"},
		{`ENTRYPOINT ["x"]`, "ENTRYPOINT x", "ENTRYPOINT"},
		{"COPY go.mod ./", "ADD go.mod ./", "use COPY"},
		{"COPY go.mod ./", "COPY go.sum ./", "nothing in the context"},
		{"COPY go.mod ./", "COPY secret ./", ".dockerignore"},
		{"--from=build", "--from=built", "no earlier stage"},
		{"RUN go build", "RUN if true; go build", "no shell script"},
		{"RUN go build", "RUN apt-get install -y gcc && go build", "install-packages alone"},
		{"RUN go build", "RUN sudo go build", "sudo"},
		{"RUN go build", "RUN scripts/install-packages && go build", "package lists"},
		{"FROM golang:1.26-bookworm AS build", "FROM golang:1.26-bookworm as build", "FromAsCasing"},
		{"WORKDIR /src", "MAINTAINER somebody", "MaintainerDeprecated"},
		{"WORKDIR /src", "WORKDIR", "WORKDIR requires"},
	} {
		changed := strings.Replace(good, c.old, c.new, 1)
		if changed == good {
			t.Fatalf("%q is not in the good Dockerfile", c.old)
		}
		got := complaints(t, changed)
		if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("with %q instead of %q: %q, want a complaint about %q", c.new, c.old, got, c.want)
		}
	}
}
