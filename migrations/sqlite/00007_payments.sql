-- +goose Up
-- The terms of agreements and how they are paid: conditions, reporting duties
-- and instalments, what the bank says of a payment, and the official receipts.
-- Amounts are whole numbers of 1/10000 of the currency's major unit.

-- An entry may also say that the condition of an agreement is met, or tell of
-- money that nobody can identify. The engine
-- cannot change the constraint of a table, so the table is made again.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE entry_before AS SELECT * FROM entry;
DROP TABLE entry;

CREATE TABLE entry (
    id              INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('pledge', 'pledge_revision', 'agreement', 'condition_met', 'receipt', 'refund', 'write_down', 'suspense', 'suspense_cleared', 'reversal')),
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

INSERT INTO entry SELECT * FROM entry_before;
DROP TABLE entry_before;

-- +goose StatementBegin
CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd

-- What an agreement says. Changed terms are another revision.
CREATE TABLE agreement_terms (
    id           INTEGER PRIMARY KEY,
    agreement_id INTEGER NOT NULL REFERENCES entry (id),
    revision     INTEGER NOT NULL CHECK (revision > 0),
    number       TEXT NOT NULL CHECK (number <> ''),
    signed_on    TEXT NOT NULL CHECK (date(signed_on) IS signed_on),
    expires_on   TEXT CHECK (date(expires_on) IS expires_on),
    condition    TEXT NOT NULL,
    psc_percent  TEXT NOT NULL CHECK (psc_percent <> '' AND psc_percent NOT GLOB '*[^0-9.]*'),
    psc_from     TEXT CHECK (date(psc_from) IS psc_from),
    psc_reason   TEXT NOT NULL,
    reason       TEXT NOT NULL,
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (agreement_id, revision),
    CHECK (revision = 1 OR reason <> ''),
    CHECK ((psc_from IS NULL) = (psc_reason = '')),
    CHECK (expires_on >= signed_on)
) STRICT;

CREATE TABLE reporting_duty (
    terms_id INTEGER NOT NULL REFERENCES agreement_terms (id),
    seq      INTEGER NOT NULL CHECK (seq > 0),
    due_on   TEXT NOT NULL CHECK (date(due_on) IS due_on),
    what     TEXT NOT NULL CHECK (what <> ''),
    PRIMARY KEY (terms_id, seq)
) STRICT, WITHOUT ROWID;

-- When an agreement is to be paid. A changed schedule is another revision.
CREATE TABLE schedule (
    id              INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    revision        INTEGER NOT NULL CHECK (revision > 0),
    agreement_id    INTEGER NOT NULL REFERENCES entry (id),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    reason          TEXT NOT NULL,
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (contribution_id, revision),
    CHECK (revision = 1 OR reason <> '')
) STRICT;

CREATE TABLE instalment (
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    due_on      TEXT NOT NULL CHECK (date(due_on) IS due_on),
    amount      INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 99999999999999999),
    PRIMARY KEY (schedule_id, due_on)
) STRICT, WITHOUT ROWID;

-- What the bank says of a receipt or a refund, in the currency of the entry. A
-- receipt of money that was in suspense names the entry that took it out.
CREATE TABLE payment (
    entry_id       INTEGER PRIMARY KEY REFERENCES entry (id),
    bank_reference TEXT NOT NULL,
    charges        INTEGER NOT NULL CHECK (charges BETWEEN 0 AND 99999999999999999),
    charges_usd    INTEGER NOT NULL CHECK (charges_usd BETWEEN 0 AND 99999999999999999),
    instalment_due TEXT CHECK (date(instalment_due) IS instalment_due),
    cleared_id     INTEGER UNIQUE REFERENCES entry (id)
) STRICT;

-- Numbered without gaps in each year, in the transaction of the entry.
CREATE TABLE official_receipt (
    year     INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
    number   INTEGER NOT NULL CHECK (number > 0),
    entry_id INTEGER NOT NULL UNIQUE REFERENCES entry (id),
    PRIMARY KEY (year, number)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER schedule_update BEFORE UPDATE ON schedule BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER schedule_delete BEFORE DELETE ON schedule BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER instalment_update BEFORE UPDATE ON instalment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER instalment_delete BEFORE DELETE ON instalment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payment_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER payment_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER official_receipt_update BEFORE UPDATE ON official_receipt BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER official_receipt_delete BEFORE DELETE ON official_receipt BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_terms_update BEFORE UPDATE ON agreement_terms BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreement_terms_delete BEFORE DELETE ON agreement_terms BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reporting_duty_update BEFORE UPDATE ON reporting_duty BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reporting_duty_delete BEFORE DELETE ON reporting_duty BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
