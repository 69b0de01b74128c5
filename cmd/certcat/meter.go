package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/queue"
)

// meter counts and times what a service does, and traces documents on their way. Names and values never hold contents.
type meter struct {
	registry  *prometheus.Registry
	documents *prometheus.CounterVec
	pages     prometheus.Counter
	problems  *prometheus.CounterVec
	stages    *prometheus.HistogramVec
	arrivals  *prometheus.CounterVec
	swept     *prometheus.CounterVec
	machine   prometheus.Counter
	tracer    api.Tracer
	stop      func(context.Context) error
}

// newMeter makes a meter; traces go to an OTLP collector at the address, nowhere where that is "".
func newMeter(ctx context.Context, otlp string) (*meter, error) {
	m := &meter{registry: prometheus.NewRegistry(), tracer: noop.NewTracerProvider().Tracer("certcat"), stop: func(context.Context) error { return nil }}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "certcat", Name: name, Help: help}, labels)
	}
	m.documents = counter("documents_total", "Documents done, by state.", "state")
	m.problems = counter("problems_total", "Problems of documents done, by code.", "code")
	m.arrivals = counter("arrivals_total", "Jobs added to the queue, by door.", "door")
	m.swept = counter("sweep_objects_total", "Objects that sweeps listed, by source and what was known of them.", "source", "known")
	m.pages = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "certcat", Name: "pages_total", Help: "Pages of documents done."})
	m.machine = prometheus.NewCounter(prometheus.CounterOpts{Namespace: "certcat", Name: "machine_errors_total", Help: "Tries that the machine failed."})
	m.stages = prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "certcat", Name: "stage_seconds", Help: "Time of one stage of one document.",
		Buckets: []float64{.001, .005, .02, .1, .5, 1, 2, 5, 10, 30, 60, 120}}, []string{"stage"})
	m.registry.MustRegister(m.documents, m.problems, m.arrivals, m.swept, m.pages, m.machine, m.stages,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if otlp == "" {
		return m, nil
	}
	const traces = "/v1/traces" // OpenTelemetry names the collector without it
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(strings.TrimSuffix(otlp, "/"), traces)+traces))
	if err != nil {
		return nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "certcat"))))
	m.tracer, m.stop = provider.Tracer("certcat"), provider.Shutdown
	return m, nil
}

// handler answers a scrape.
func (m *meter) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// step is a flow's Trace: it times a step and makes a span of it.
func (m *meter) step(ctx context.Context, name string) (context.Context, func(error)) {
	started := time.Now()
	ctx, span := m.tracer.Start(ctx, name)
	return ctx, func(err error) {
		m.stages.WithLabelValues(strings.ReplaceAll(name, " ", "_")).Observe(time.Since(started).Seconds())
		finish(span, err)
	}
}

// finish ends a span. The error's text stays out: it can hold names of files.
func finish(span api.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, failureOf(err).Reason)
	}
	span.End()
}

// document begins the span of a job, below the one that asked for it.
func (m *meter) document(ctx context.Context, j queue.Job) (context.Context, func(error)) {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": j.Trace})
	ctx, span := m.tracer.Start(ctx, "document", api.WithSpanKind(api.SpanKindConsumer), api.WithAttributes(
		attribute.String("certcat.tenant", j.Tenant), attribute.String("certcat.door", j.Receipt.Door), attribute.String("certcat.document", j.Receipt.Document)))
	return ctx, func(err error) {
		if err != nil {
			m.machine.Inc()
		}
		finish(span, err)
	}
}

// traceparent is the context's span, to be sent with a job.
func traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"]
}

// done counts a document.
func (m *meter) done(o flow.Outcome) {
	m.documents.WithLabelValues(string(o.Arrival.Receipt.State)).Inc()
	if len(o.Did) == 0 {
		return
	}
	m.pages.Add(float64(o.Document.PageCount))
	for _, p := range o.Problems() {
		m.problems.WithLabelValues(p.Code).Inc()
	}
}

// gauges are what is counted at each scrape.
type gauges struct {
	queue *queue.Queue
	house *house
}

var (
	jobsNow = prometheus.NewDesc("certcat_queue_jobs", "Jobs in the queue.", []string{"lane", "tenant", "state"}, nil)
	deadNow = prometheus.NewDesc("certcat_dead_letters", "Dead letters.", []string{"tenant"}, nil)
)

// Describe names the gauges.
func (g gauges) Describe(to chan<- *prometheus.Desc) { to <- jobsNow; to <- deadNow }

// Collect counts. What can't be counted now is left out of this scrape.
func (g gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	depths, err := g.queue.Depths(ctx)
	if err == nil {
		for _, d := range depths {
			to <- prometheus.MustNewConstMetric(jobsNow, prometheus.GaugeValue, float64(d.Waiting), string(d.Lane), d.Tenant, "waiting")
			to <- prometheus.MustNewConstMetric(jobsNow, prometheus.GaugeValue, float64(d.Working), string(d.Lane), d.Tenant, "working")
		}
	}
	names, err := g.house.names(ctx)
	if err != nil {
		return
	}
	for _, name := range names {
		if room, err := g.house.tenant(ctx, name); err == nil {
			if n, err := room.CountDeadLetters(ctx); err == nil {
				to <- prometheus.MustNewConstMetric(deadNow, prometheus.GaugeValue, float64(n), name)
			}
		}
	}
}
