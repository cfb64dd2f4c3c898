-- +goose Up
-- What befalls a session beside a change of its dates: it is postponed without
-- new ones, or meets again after its closing. dates_seq is the setting of the
-- dates that was in force then.
CREATE TABLE session_event (
    session_id  TEXT NOT NULL REFERENCES session (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    kind        TEXT NOT NULL CHECK (kind IN ('postponed', 'resumed')),
    dates_seq   INTEGER NOT NULL CHECK (dates_seq > 0),
    from_on     TEXT CHECK (date(from_on) IS from_on),
    to_on       TEXT CHECK (date(to_on) IS to_on AND to_on >= from_on),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (session_id, seq),
    CHECK ((kind = 'resumed') = (from_on IS NOT NULL AND to_on IS NOT NULL))
) STRICT;

-- A reminder that was given of a milestone of a session, once for each urgency.
CREATE TABLE reminder (
    id          INTEGER PRIMARY KEY,
    session_id  TEXT NOT NULL REFERENCES session (id),
    symbol      TEXT NOT NULL,
    milestone   TEXT NOT NULL CHECK (milestone IN ('translation', 'freeze', 'last_working_day', 'deadline', 'opening')),
    due_on      TEXT NOT NULL CHECK (date(due_on) IS due_on),
    urgency       TEXT NOT NULL CHECK (urgency IN ('ahead', 'today', 'overdue')),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (session_id, symbol, milestone, due_on, urgency)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER session_event_update BEFORE UPDATE ON session_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER session_event_delete BEFORE DELETE ON session_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reminder_update BEFORE UPDATE ON reminder BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reminder_delete BEFORE DELETE ON reminder BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
