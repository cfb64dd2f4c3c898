-- +goose Up
-- Where the money comes from. Amounts are whole numbers of 1/10000 of the
-- currency's major unit.

CREATE TABLE donor (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    kind     TEXT NOT NULL CHECK (kind IN ('state', 'reio', 'un', 'organization', 'foundation', 'company', 'private', 'subnational', 'anonymous')),
    party_id TEXT UNIQUE REFERENCES party (id),
    ceb_code TEXT NOT NULL,
    region   TEXT,
    source   TEXT NOT NULL
) STRICT;

CREATE TABLE contribution (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL CHECK (source <> ''),
    reference   TEXT NOT NULL CHECK (reference <> ''),
    donor_id    INTEGER NOT NULL REFERENCES donor (id),
    year        INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
    currency    TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    mode        TEXT NOT NULL CHECK (mode IN ('cash', 'proceeds_30_2_c', 'proceeds_14_3_a', 'in_kind')),
    comment     TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (source, reference)
) STRICT;

CREATE INDEX contribution_donor ON contribution (donor_id, year);

-- What happened to a contribution, one row for each event, never changed: a
-- mistake is corrected by a reversal that names it and says why.
CREATE TABLE entry (
    id              INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('pledge', 'pledge_revision', 'agreement', 'receipt', 'refund', 'write_down', 'reversal')),
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
    UNIQUE (contribution_id, seq),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CHECK (reason <> '' OR kind <> 'reversal')
) STRICT;

CREATE TABLE posting (
    entry_id        INTEGER NOT NULL REFERENCES entry (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    account         TEXT NOT NULL CHECK (account <> ''),
    donor_id        INTEGER NOT NULL REFERENCES donor (id),
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    currency        TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount          INTEGER NOT NULL,
    usd             INTEGER NOT NULL,
    PRIMARY KEY (entry_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX posting_donor ON posting (donor_id, account);
CREATE INDEX posting_contribution ON posting (contribution_id);
CREATE INDEX posting_on_date ON posting (on_date);

-- The sums of the postings, written with them.
CREATE TABLE balance (
    account  TEXT NOT NULL CHECK (account <> ''),
    donor_id INTEGER NOT NULL REFERENCES donor (id),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount   INTEGER NOT NULL,
    usd      INTEGER NOT NULL,
    PRIMARY KEY (account, donor_id, currency)
) STRICT, WITHOUT ROWID;

CREATE INDEX balance_donor ON balance (donor_id);

-- +goose StatementBegin
CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER posting_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER posting_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
