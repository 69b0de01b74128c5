-- +goose Up
CREATE TABLE generations (
    tenant     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL
);

CREATE TABLE documents (
    tenant     TEXT COLLATE "C" NOT NULL,
    document   TEXT COLLATE "C" NOT NULL,
    revision   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (tenant, document)
);

CREATE TABLE arrivals (
    tenant     TEXT COLLATE "C" NOT NULL,
    door       TEXT COLLATE "C" NOT NULL,
    bucket     TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    document   TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    received   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (tenant, door, bucket, key)
);
CREATE INDEX arrivals_document ON arrivals (tenant, document);

CREATE TABLE entries (
    id          BIGINT PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL,
    document    TEXT COLLATE "C" NOT NULL,
    first_page  BIGINT NOT NULL,
    last_page   BIGINT NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    scheme      TEXT COLLATE "C" NOT NULL,
    number_key  TEXT COLLATE "C" NOT NULL,
    holder_key  TEXT COLLATE "C" NOT NULL,
    issuer_key  TEXT COLLATE "C" NOT NULL,
    issued      TEXT COLLATE "C" NOT NULL,
    expires     TEXT COLLATE "C" NOT NULL,
    next_change TEXT COLLATE "C" NOT NULL,
    received    BIGINT NOT NULL,
    urgency     BIGINT NOT NULL
);
CREATE UNIQUE INDEX entries_document ON entries (tenant, document, first_page);
CREATE INDEX entries_urgency ON entries (tenant, urgency);
CREATE INDEX entries_status ON entries (tenant, status, urgency);
CREATE INDEX entries_kind ON entries (tenant, kind, urgency);
CREATE INDEX entries_scheme ON entries (tenant, scheme, urgency);
CREATE INDEX entries_holder ON entries (tenant, holder_key, urgency);
CREATE INDEX entries_issuer ON entries (tenant, issuer_key, urgency);
CREATE INDEX entries_number ON entries (tenant, number_key);
CREATE INDEX entries_expires ON entries (tenant, expires);
CREATE INDEX entries_next_change ON entries (tenant, next_change);
CREATE INDEX entries_received ON entries (tenant, received);

-- Beside the entries, so that these stay small and many of them fit into memory.
CREATE TABLE bodies (
    id     BIGINT PRIMARY KEY,
    search TEXT NOT NULL,
    words  TEXT NOT NULL,
    body   TEXT NOT NULL
);

-- Substrings of three characters and more, and what is shorter by the words column.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX bodies_search ON bodies USING gin (search gin_trgm_ops);
CREATE INDEX bodies_words ON bodies USING gin (array_to_tsvector(string_to_array(words, ' ')));
CREATE SEQUENCE entries_id;

CREATE TABLE standings (
    tenant   TEXT COLLATE "C" NOT NULL,
    market   TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    urgency  BIGINT NOT NULL,
    entry    BIGINT NOT NULL
);
CREATE INDEX standings_market ON standings (tenant, market, decision, urgency, entry);
CREATE INDEX standings_entry ON standings (entry);

CREATE TABLE needs (
    tenant  TEXT COLLATE "C" NOT NULL,
    code    TEXT COLLATE "C" NOT NULL,
    urgency BIGINT NOT NULL,
    entry   BIGINT NOT NULL
);
CREATE INDEX needs_code ON needs (tenant, code, urgency, entry);
CREATE INDEX needs_entry ON needs (entry);

CREATE TABLE cites (
    tenant TEXT COLLATE "C" NOT NULL,
    what   TEXT COLLATE "C" NOT NULL,
    value  TEXT COLLATE "C" NOT NULL,
    entry  BIGINT NOT NULL
);
CREATE INDEX cites_what ON cites (tenant, what, value, entry);
CREATE INDEX cites_entry ON cites (entry);

CREATE TABLE counters (
    tenant TEXT COLLATE "C" NOT NULL,
    facet  TEXT COLLATE "C" NOT NULL,
    value  TEXT COLLATE "C" NOT NULL,
    shard  BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (tenant, facet, value, shard)
);

CREATE TABLE leases (
    tenant   TEXT COLLATE "C" NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    holder   TEXT COLLATE "C" NOT NULL,
    until    BIGINT NOT NULL,
    PRIMARY KEY (tenant, document)
);

-- Indexes and triggers that a first filling has put aside, to be made again at its end.
CREATE TABLE parked (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    ddl  TEXT COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE parked;
DROP TABLE leases;
DROP TABLE counters;
DROP TABLE cites;
DROP TABLE needs;
DROP TABLE standings;
DROP TABLE entries;
DROP SEQUENCE entries_id;
DROP TABLE bodies;
DROP TABLE arrivals;
DROP TABLE documents;
DROP TABLE generations;
