-- +goose Up
-- How an amount in another currency becomes US dollars: by the United Nations
-- operational rate of its date, by the bank's rate of the value date, or by a
-- rate that was fixed for a replenishment period. Amounts are whole numbers of
-- 1/10000 of the currency's major unit.

-- A rate that was decided for a period. Periods of one currency have no day in
-- common, except with one that was withdrawn.
CREATE TABLE fixed_rate (
    id          INTEGER PRIMARY KEY,
    currency    TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    from_on     TEXT NOT NULL CHECK (date(from_on) IS from_on),
    to_on       TEXT NOT NULL CHECK (date(to_on) IS to_on),
    per_usd     TEXT NOT NULL CHECK (per_usd <> '' AND per_usd NOT GLOB '*[^0-9.]*'),
    reference   TEXT NOT NULL CHECK (reference <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK (currency <> 'USD'),
    CHECK (from_on <= to_on)
) STRICT;

CREATE INDEX fixed_rate_period ON fixed_rate (currency, from_on);

-- A period that was entered by mistake, and gave no entry its value.
CREATE TABLE fixed_rate_withdrawal (
    fixed_rate_id INTEGER PRIMARY KEY REFERENCES fixed_rate (id),
    reason        TEXT NOT NULL CHECK (reason <> ''),
    entered_by    TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- By which policy a contribution is valued from now on; the last revision is in
-- force, and the operational rate where there is none.
CREATE TABLE contribution_policy (
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    revision        INTEGER NOT NULL CHECK (revision > 0),
    policy          TEXT NOT NULL CHECK (policy IN ('unore', 'bank', 'fixed')),
    reason          TEXT NOT NULL CHECK (reason <> ''),
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (contribution_id, revision)
) STRICT, WITHOUT ROWID;

-- Which rate other than the operational one gave an entry its value. The
-- rate_basis of such an entry is 'bank'.
CREATE TABLE entry_policy (
    entry_id      INTEGER PRIMARY KEY REFERENCES entry (id),
    policy        TEXT NOT NULL CHECK (policy IN ('bank', 'fixed')),
    fixed_rate_id INTEGER REFERENCES fixed_rate (id),
    document      TEXT NOT NULL,
    CHECK ((policy = 'fixed') = (fixed_rate_id IS NOT NULL)),
    CHECK ((policy = 'bank') = (document <> ''))
) STRICT;

CREATE INDEX entry_policy_fixed ON entry_policy (fixed_rate_id);

-- +goose StatementBegin
CREATE TRIGGER fixed_rate_overlap BEFORE INSERT ON fixed_rate
WHEN EXISTS (SELECT 1 FROM fixed_rate AS other
    WHERE other.currency = NEW.currency AND other.id <> NEW.id AND other.from_on <= NEW.to_on AND other.to_on >= NEW.from_on
    AND NOT EXISTS (SELECT 1 FROM fixed_rate_withdrawal WHERE fixed_rate_id = other.id))
BEGIN SELECT RAISE(ABORT, 'article30:fixed_rate.overlaps'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fixed_rate_withdrawal_used BEFORE INSERT ON fixed_rate_withdrawal
WHEN EXISTS (SELECT 1 FROM entry_policy WHERE fixed_rate_id = NEW.fixed_rate_id)
BEGIN SELECT RAISE(ABORT, 'article30:fixed_rate.used'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fixed_rate_update BEFORE UPDATE ON fixed_rate BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fixed_rate_delete BEFORE DELETE ON fixed_rate BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fixed_rate_withdrawal_update BEFORE UPDATE ON fixed_rate_withdrawal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fixed_rate_withdrawal_delete BEFORE DELETE ON fixed_rate_withdrawal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_policy_update BEFORE UPDATE ON contribution_policy BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_policy_delete BEFORE DELETE ON contribution_policy BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_policy_update BEFORE UPDATE ON entry_policy BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_policy_delete BEFORE DELETE ON entry_policy BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
