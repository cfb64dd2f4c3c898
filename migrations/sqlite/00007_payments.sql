-- +goose Up
-- How contributions are paid: the instalments of an agreement, what the bank
-- says of a payment, and the official receipts. Amounts are whole numbers of
-- 1/10000 of the currency's major unit.

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

-- What the bank says of a receipt or a refund, in the currency of the entry.
CREATE TABLE payment (
    entry_id       INTEGER PRIMARY KEY REFERENCES entry (id),
    bank_reference TEXT NOT NULL,
    charges        INTEGER NOT NULL CHECK (charges BETWEEN 0 AND 99999999999999999),
    charges_usd    INTEGER NOT NULL CHECK (charges_usd BETWEEN 0 AND 99999999999999999),
    instalment_due TEXT CHECK (date(instalment_due) IS instalment_due)
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
