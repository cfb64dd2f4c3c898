-- +goose Up
-- Months and years of the books that close, and what stood in the books then.
-- Amounts are whole numbers of 1/10000 of a US dollar.

-- A closing of a period, or the reopening of the closing that it names.
CREATE TABLE period_event (
    id           INTEGER PRIMARY KEY,
    period       TEXT NOT NULL CHECK (period GLOB '[0-9][0-9][0-9][0-9]' OR period GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    until        TEXT NOT NULL CHECK (date(until) IS until),
    reopens      INTEGER UNIQUE REFERENCES period_event (id),
    reason       TEXT NOT NULL,
    journal_head TEXT NOT NULL,
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK (substr(until, 1, length(period)) = period),
    CHECK ((reopens IS NULL) = (journal_head <> '')),
    CHECK (reopens IS NULL OR reason <> '')
) STRICT;

CREATE INDEX period_event_until ON period_event (until);

CREATE TABLE period_total (
    event_id INTEGER NOT NULL REFERENCES period_event (id),
    book     TEXT NOT NULL CHECK (book IN ('contributions', 'execution')),
    fund     TEXT NOT NULL,
    account  TEXT NOT NULL CHECK (account <> ''),
    usd      INTEGER NOT NULL,
    PRIMARY KEY (event_id, book, fund, account)
) STRICT, WITHOUT ROWID;

-- Nothing is posted up to the end of a period that is closed. The plus makes the
-- engine look for later closings by their day, instead of at all of them.
-- +goose StatementBegin
CREATE TRIGGER posting_closed BEFORE INSERT ON posting
WHEN EXISTS (SELECT 1 FROM period_event closing WHERE closing.until >= NEW.on_date AND +closing.reopens IS NULL
    AND NOT EXISTS (SELECT 1 FROM period_event reopening WHERE reopening.reopens = closing.id))
BEGIN SELECT RAISE(ABORT, 'article30:posted.closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_posting_closed BEFORE INSERT ON execution_posting
WHEN EXISTS (SELECT 1 FROM period_event closing WHERE closing.until >= NEW.on_date AND +closing.reopens IS NULL
    AND NOT EXISTS (SELECT 1 FROM period_event reopening WHERE reopening.reopens = closing.id))
BEGIN SELECT RAISE(ABORT, 'article30:posted.closed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER period_event_update BEFORE UPDATE ON period_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_event_delete BEFORE DELETE ON period_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_total_update BEFORE UPDATE ON period_total BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_total_delete BEFORE DELETE ON period_total BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
