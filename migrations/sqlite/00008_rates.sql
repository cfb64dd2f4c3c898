-- +goose Up
-- Rates of exchange that were corrected after they had been used: what is in
-- force of a rate is its last revision, and every entry that was valued at it
-- is adjusted by another one that names it.

CREATE TABLE rate_revision (
    currency    TEXT NOT NULL,
    effective   TEXT NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq > 0),
    per_usd     TEXT NOT NULL CHECK (per_usd <> '' AND per_usd NOT GLOB '*[^0-9.]*'),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (currency, effective, seq),
    FOREIGN KEY (currency, effective) REFERENCES rate (currency, effective)
) STRICT, WITHOUT ROWID;

-- SQLite has no other way to another check of a table than to write it anew.
-- References to it are looked at when all of this is done.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE entry_before AS SELECT * FROM entry;
DROP TABLE entry;
CREATE TABLE entry (
    id              INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('pledge', 'pledge_revision', 'agreement', 'condition_met', 'receipt', 'refund', 'write_down', 'suspense', 'suspense_cleared', 'rate_correction', 'revaluation', 'reversal')),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    date_known      INTEGER NOT NULL CHECK (date_known IN (0, 1)),
    currency        TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount          INTEGER NOT NULL CHECK (amount BETWEEN -99999999999999999 AND 99999999999999999),
    usd             INTEGER NOT NULL CHECK (usd BETWEEN -99999999999999999 AND 99999999999999999),
    rate            TEXT NOT NULL CHECK (rate NOT GLOB '*[^0-9.]*'),
    rate_basis      TEXT NOT NULL CHECK (rate_basis IN ('par', 'unore', 'bank', 'source', 'book')),
    rate_date       TEXT CHECK (date(rate_date) IS rate_date),
    usd_unore       INTEGER,
    settles         INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    reverses        INTEGER UNIQUE REFERENCES entry (id),
    external        TEXT UNIQUE CHECK (external <> ''),
    printed         TEXT CHECK (json_valid(printed)),
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    adjusts         INTEGER REFERENCES entry (id),
    UNIQUE (contribution_id, seq),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CHECK (reason <> '' OR kind <> 'reversal'),
    CHECK ((kind = 'rate_correction') = (adjusts IS NOT NULL))
) STRICT;
INSERT INTO entry SELECT *, NULL FROM entry_before;
DROP TABLE entry_before;

CREATE INDEX entry_adjusts ON entry (adjusts);
CREATE INDEX entry_rate ON entry (currency, rate_date);

-- What was open at a reporting date, valued at its rate: a run is a group of
-- entries, and another run that names it takes it back as a whole.
CREATE TABLE revaluation (
    id          INTEGER PRIMARY KEY,
    on_date     TEXT NOT NULL CHECK (date(on_date) IS on_date),
    reverses    INTEGER UNIQUE REFERENCES revaluation (id),
    reason      TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK (reverses IS NULL OR reason <> '')
) STRICT;

CREATE TABLE revaluation_entry (
    entry_id       INTEGER PRIMARY KEY REFERENCES entry (id),
    revaluation_id INTEGER NOT NULL REFERENCES revaluation (id)
) STRICT;

CREATE INDEX revaluation_entry_run ON revaluation_entry (revaluation_id);

-- +goose StatementBegin
CREATE TRIGGER revaluation_update BEFORE UPDATE ON revaluation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revaluation_delete BEFORE DELETE ON revaluation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revaluation_entry_update BEFORE UPDATE ON revaluation_entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revaluation_entry_delete BEFORE DELETE ON revaluation_entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_revision_update BEFORE UPDATE ON rate_revision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_revision_delete BEFORE DELETE ON rate_revision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
