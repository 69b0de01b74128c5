-- +goose Up
CREATE TABLE generations (
    tenant     TEXT NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    tenant     TEXT NOT NULL,
    document   TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (tenant, document)
) WITHOUT ROWID;

CREATE TABLE arrivals (
    tenant     TEXT NOT NULL,
    door       TEXT NOT NULL,
    bucket     TEXT NOT NULL,
    key        TEXT NOT NULL,
    document   TEXT NOT NULL,
    name       TEXT NOT NULL,
    state      TEXT NOT NULL,
    received   BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (tenant, door, bucket, key)
) WITHOUT ROWID;
CREATE INDEX arrivals_document ON arrivals (tenant, document);

CREATE TABLE entries (
    id          INTEGER PRIMARY KEY,
    tenant      TEXT NOT NULL,
    document    TEXT NOT NULL,
    first_page  BIGINT NOT NULL,
    last_page   BIGINT NOT NULL,
    status      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    scheme      TEXT NOT NULL,
    number_key  TEXT NOT NULL,
    holder_key  TEXT NOT NULL,
    issuer_key  TEXT NOT NULL,
    issued      TEXT NOT NULL,
    expires     TEXT NOT NULL,
    next_change TEXT NOT NULL,
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
    id     INTEGER PRIMARY KEY,
    search TEXT NOT NULL,
    words  TEXT NOT NULL,
    body   TEXT NOT NULL
);

-- Substrings of three characters and more; the words column brings what is shorter, made three characters long.
CREATE VIRTUAL TABLE grams USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');
-- +goose StatementBegin
CREATE TRIGGER bodies_grams_added AFTER INSERT ON bodies BEGIN
    INSERT INTO grams (rowid, text) VALUES (new.id, new.search || ' ' || new.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bodies_grams_removed AFTER DELETE ON bodies BEGIN
    DELETE FROM grams WHERE rowid = old.id;
END;
-- +goose StatementEnd

CREATE TABLE standings (
    tenant   TEXT NOT NULL,
    market   TEXT NOT NULL,
    decision TEXT NOT NULL,
    urgency  BIGINT NOT NULL,
    entry    BIGINT NOT NULL
);
CREATE INDEX standings_market ON standings (tenant, market, decision, urgency, entry);
CREATE INDEX standings_entry ON standings (entry);

CREATE TABLE needs (
    tenant  TEXT NOT NULL,
    code    TEXT NOT NULL,
    urgency BIGINT NOT NULL,
    entry   BIGINT NOT NULL
);
CREATE INDEX needs_code ON needs (tenant, code, urgency, entry);
CREATE INDEX needs_entry ON needs (entry);

CREATE TABLE cites (
    tenant TEXT NOT NULL,
    what   TEXT NOT NULL,
    value  TEXT NOT NULL,
    entry  BIGINT NOT NULL
);
CREATE INDEX cites_what ON cites (tenant, what, value, entry);
CREATE INDEX cites_entry ON cites (entry);

CREATE TABLE counters (
    tenant TEXT NOT NULL,
    facet  TEXT NOT NULL,
    value  TEXT NOT NULL,
    shard  BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (tenant, facet, value, shard)
) WITHOUT ROWID;

CREATE TABLE leases (
    tenant   TEXT NOT NULL,
    document TEXT NOT NULL,
    holder   TEXT NOT NULL,
    until    BIGINT NOT NULL,
    PRIMARY KEY (tenant, document)
) WITHOUT ROWID;

-- Indexes and triggers that a first filling has put aside, to be made again at its end.
CREATE TABLE parked (
    name TEXT NOT NULL PRIMARY KEY,
    ddl  TEXT NOT NULL
) WITHOUT ROWID;

-- +goose Down
DROP TABLE parked;
DROP TABLE leases;
DROP TABLE counters;
DROP TABLE cites;
DROP TABLE needs;
DROP TABLE standings;
DROP TABLE entries;
DROP TABLE grams;
DROP TABLE bodies;
DROP TABLE arrivals;
DROP TABLE documents;
DROP TABLE generations;
