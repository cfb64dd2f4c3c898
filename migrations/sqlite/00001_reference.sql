-- +goose Up
-- The Conference: participants, what each is bound by, sessions; and rates of
-- exchange. Dates are ISO texts, instants RFC 3339 in UTC to the second.

CREATE TABLE party (
    id             TEXT PRIMARY KEY CHECK (id GLOB '[A-Z][A-Z][A-Z]'), -- ISO 3166-1 alpha-3; EUE for the European Union
    name           TEXT NOT NULL CHECK (name <> ''),
    kind           TEXT NOT NULL CHECK (kind IN ('state', 'reio')),
    m49            TEXT CHECK (m49 GLOB '[0-9][0-9][0-9]'),
    un_member      INTEGER NOT NULL CHECK (un_member IN (0, 1)),
    regional_group TEXT CHECK (regional_group IN ('african', 'asia_pacific', 'eastern_european', 'latin_american_caribbean', 'western_european_other')),
    source         TEXT NOT NULL,
    source_date    TEXT NOT NULL CHECK (date(source_date) IS source_date)
) STRICT;

CREATE TABLE consent (
    party_id    TEXT NOT NULL REFERENCES party (id),
    instrument  TEXT NOT NULL CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    signed      TEXT CHECK (date(signed) IS signed),
    deposited   TEXT CHECK (date(deposited) IS deposited),
    kind        TEXT NOT NULL CHECK (kind IN ('', 'ratification', 'acceptance', 'approval', 'accession', 'succession')),
    source      TEXT NOT NULL,
    source_date TEXT NOT NULL CHECK (date(source_date) IS source_date),
    PRIMARY KEY (party_id, instrument),
    CHECK ((kind = '') = (deposited IS NULL))
) STRICT;

CREATE TABLE session (
    id     TEXT PRIMARY KEY CHECK (id <> ''),
    number INTEGER NOT NULL CHECK (number > 0),
    kind   TEXT NOT NULL CHECK (kind IN ('regular', 'special')),
    source TEXT NOT NULL
) STRICT;

CREATE TABLE session_dates (
    session_id  TEXT NOT NULL REFERENCES session (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    opening     TEXT NOT NULL CHECK (date(opening) IS opening),
    closing     TEXT CHECK (date(closing) IS closing AND closing >= opening),
    reason      TEXT NOT NULL,
    source      TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (session_id, seq)
) STRICT;

-- Units of the currency for one US dollar, in force from its effective date
-- until the next one of the currency.
CREATE TABLE rate (
    currency  TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    effective TEXT NOT NULL CHECK (date(effective) IS effective),
    per_usd   TEXT NOT NULL CHECK (per_usd GLOB '[0-9]*' AND per_usd NOT GLOB '*[^0-9.]*' AND per_usd NOT GLOB '*.*.*' AND per_usd NOT GLOB '*.'),
    source    TEXT NOT NULL,
    PRIMARY KEY (currency, effective)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER session_dates_update BEFORE UPDATE ON session_dates BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_dates_delete BEFORE DELETE ON session_dates BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_update BEFORE UPDATE ON rate BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_delete BEFORE DELETE ON rate BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
