# syntax=docker/dockerfile:1

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY scripts/install-packages scripts/
RUN scripts/install-packages --build && rm -rf /var/lib/apt/lists/*
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -trimpath -buildvcs=false -ldflags '-s -w' -o /usr/local/bin/certcat ./cmd/certcat

FROM debian:bookworm-slim
COPY scripts/install-packages /usr/local/lib/certcat/
RUN /usr/local/lib/certcat/install-packages --run && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --create-home --home-dir /data certcat
COPY --from=build /usr/local/bin/certcat /usr/local/bin/
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
HEALTHCHECK --interval=1m --timeout=20s --start-period=10s CMD ["certcat", "doctor"]
ENTRYPOINT ["certcat"]
CMD ["--help"]
