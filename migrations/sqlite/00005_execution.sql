-- +goose Up
-- How an adopted budget is carried out: allotments, what is committed, spent and
-- paid out of them, and the books of it. Amounts are whole numbers of 1/10000 of
-- the currency's major unit.

-- That the Crime Commission approved the Fund's budget, which the Conference's
-- decision does not replace. A row that names another takes it back.
CREATE TABLE fund_approval (
    id          INTEGER PRIMARY KEY,
    version_id  INTEGER NOT NULL REFERENCES budget_version (id),
    on_date     TEXT NOT NULL CHECK (date(on_date) IS on_date),
    reference   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    reverses    INTEGER UNIQUE REFERENCES fund_approval (id),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((reverses IS NULL) = (reference <> '')),
    CHECK (reverses IS NULL OR reason <> '')
) STRICT;

CREATE INDEX fund_approval_version ON fund_approval (version_id);

-- An allotment has its money from where its line has it.
CREATE UNIQUE INDEX budget_line_funding ON budget_line (version_id, seq, funding);

CREATE TABLE allotment (
    id          INTEGER PRIMARY KEY,
    version_id  INTEGER NOT NULL,
    line_seq    INTEGER NOT NULL,
    year        INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
    funding     TEXT NOT NULL CHECK (funding IN ('regular', 'general_purpose', 'special_purpose')),
    psc_percent TEXT NOT NULL CHECK (psc_percent <> '' AND psc_percent NOT GLOB '*[^0-9.]*'),
    psc_reason  TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (id, funding),
    FOREIGN KEY (version_id, line_seq, funding) REFERENCES budget_line (version_id, seq, funding),
    CHECK (funding <> 'regular' OR psc_percent = '0')
) STRICT;

CREATE INDEX allotment_line ON allotment (version_id, line_seq);

-- What happened to an allotment, one row for each event, never changed: a
-- mistake is corrected by a reversal that names it and says why.
CREATE TABLE execution_entry (
    id           INTEGER PRIMARY KEY,
    allotment_id INTEGER NOT NULL REFERENCES allotment (id),
    seq          INTEGER NOT NULL CHECK (seq > 0),
    kind         TEXT NOT NULL CHECK (kind IN ('allotment', 'allotment_change', 'commitment', 'commitment_change', 'expense', 'payment', 'reversal')),
    on_date      TEXT NOT NULL CHECK (date(on_date) IS on_date),
    currency     TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount       INTEGER NOT NULL CHECK (amount BETWEEN -99999999999999999 AND 99999999999999999),
    usd          INTEGER NOT NULL CHECK (usd BETWEEN -99999999999999999 AND 99999999999999999),
    rate         TEXT NOT NULL CHECK (rate <> '' AND rate NOT GLOB '*[^0-9.]*'),
    rate_basis   TEXT NOT NULL CHECK (rate_basis IN ('par', 'unore')),
    rate_date    TEXT CHECK (date(rate_date) IS rate_date),
    psc          INTEGER NOT NULL,
    of_entry     INTEGER REFERENCES execution_entry (id),
    payee        TEXT NOT NULL,
    reference    TEXT NOT NULL,
    advice       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    reverses     INTEGER UNIQUE REFERENCES execution_entry (id),
    external     TEXT UNIQUE CHECK (external <> ''),
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (allotment_id, seq),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CHECK (reason <> '' OR kind <> 'reversal'),
    CHECK (kind NOT IN ('commitment_change', 'payment') OR of_entry IS NOT NULL),
    CHECK (psc = 0 OR kind IN ('expense', 'reversal')),
    CHECK ((rate_basis = 'unore') = (rate_date IS NOT NULL))
) STRICT;

CREATE INDEX execution_entry_of ON execution_entry (of_entry);

-- The rules that an allotment was issued against, and why.
CREATE TABLE execution_override (
    entry_id INTEGER NOT NULL REFERENCES execution_entry (id),
    rule     TEXT NOT NULL CHECK (rule IN ('not_adopted', 'not_approved', 'above_budget')),
    reason   TEXT NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (entry_id, rule)
) STRICT, WITHOUT ROWID;

-- The books. What is spent stays with the source of the line's money, except the
-- programme support cost that extrabudgetary money pays into a fund of its own.
CREATE TABLE execution_posting (
    entry_id     INTEGER NOT NULL REFERENCES execution_entry (id),
    seq          INTEGER NOT NULL CHECK (seq > 0),
    account      TEXT NOT NULL CHECK (account <> ''),
    allotment_id INTEGER NOT NULL,
    funding      TEXT NOT NULL,
    fund         TEXT NOT NULL CHECK (fund IN ('regular', 'general_purpose', 'special_purpose', 'psc')),
    on_date      TEXT NOT NULL CHECK (date(on_date) IS on_date),
    currency     TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount       INTEGER NOT NULL,
    usd          INTEGER NOT NULL,
    PRIMARY KEY (entry_id, seq),
    FOREIGN KEY (allotment_id, funding) REFERENCES allotment (id, funding),
    CHECK (fund = funding OR (fund = 'psc' AND funding <> 'regular'))
) STRICT, WITHOUT ROWID;

CREATE INDEX execution_posting_allotment ON execution_posting (allotment_id, account, fund, on_date, usd);
CREATE INDEX execution_posting_on_date ON execution_posting (on_date, account, fund, usd);

-- The sums of the postings, written with them.
CREATE TABLE execution_balance (
    account  TEXT NOT NULL CHECK (account <> ''),
    fund     TEXT NOT NULL CHECK (fund IN ('regular', 'general_purpose', 'special_purpose', 'psc')),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]*' AND currency NOT GLOB '*[^A-Z0-9]*' AND length(currency) <= 5),
    amount   INTEGER NOT NULL,
    usd      INTEGER NOT NULL,
    PRIMARY KEY (account, fund, currency)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER fund_approval_update BEFORE UPDATE ON fund_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fund_approval_delete BEFORE DELETE ON fund_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER allotment_update BEFORE UPDATE ON allotment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER allotment_delete BEFORE DELETE ON allotment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_entry_update BEFORE UPDATE ON execution_entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_entry_delete BEFORE DELETE ON execution_entry BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_override_update BEFORE UPDATE ON execution_override BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_override_delete BEFORE DELETE ON execution_override BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_posting_update BEFORE UPDATE ON execution_posting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_posting_delete BEFORE DELETE ON execution_posting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
