-- +goose Up
-- Technical assistance: what States ask for, and everything that happened to it.
-- Amounts are whole numbers of 1/10000 of a US dollar.

CREATE TABLE assistance_request (
    id          INTEGER PRIMARY KEY,
    year        INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    on_date     TEXT NOT NULL CHECK (date(on_date) IS on_date),
    instrument  TEXT NOT NULL CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    article     TEXT NOT NULL CHECK (article <> ''),
    observation TEXT NOT NULL,
    language    TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    summary     TEXT NOT NULL CHECK (summary <> ''),
    usd         INTEGER NOT NULL CHECK (usd BETWEEN 1 AND 99999999999999999),
    contact     TEXT NOT NULL CHECK (contact <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (year, seq),
    UNIQUE (id, entered_by)
) STRICT;

CREATE TABLE assistance_state (
    request_id INTEGER NOT NULL REFERENCES assistance_request (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    party_id   TEXT NOT NULL REFERENCES party (id),
    PRIMARY KEY (request_id, seq),
    UNIQUE (request_id, party_id)
) STRICT, WITHOUT ROWID;

-- An approval names the request and the appraisal that it stands on with those
-- who entered them, and nobody approves what they entered.
CREATE TABLE assistance_event (
    id              INTEGER PRIMARY KEY,
    request_id      INTEGER NOT NULL REFERENCES assistance_request (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('appraisal_opened', 'appraised', 'approved', 'declined', 'withdrawn', 'revised', 'engaged', 'released', 'refunded', 'partner_ended', 'report_due', 'report_received', 'report_accepted', 'report_returned', 'closed')),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    partner         INTEGER NOT NULL CHECK (partner >= 0),
    instalment      INTEGER NOT NULL CHECK (instalment >= 0),
    report          INTEGER NOT NULL CHECK (report >= 0),
    usd             INTEGER CHECK (usd BETWEEN 0 AND 99999999999999999),
    recommended     INTEGER NOT NULL CHECK (recommended IN (0, 1)),
    score           TEXT NOT NULL,
    words           TEXT NOT NULL,
    sort            TEXT NOT NULL,
    reference       TEXT NOT NULL,
    due             TEXT CHECK (date(due) IS due),
    start_on        TEXT CHECK (date(start_on) IS start_on),
    end_on          TEXT CHECK (date(end_on) IS end_on),
    reason          TEXT NOT NULL,
    override        TEXT NOT NULL,
    code_year       INTEGER CHECK (code_year BETWEEN 1900 AND 2199),
    code_seq        INTEGER CHECK (code_seq > 0),
    allotment_id    INTEGER REFERENCES allotment (id),
    entry_id        INTEGER UNIQUE REFERENCES execution_entry (id),
    donor_entry_id  INTEGER UNIQUE REFERENCES entry (id),
    appraisal_seq   INTEGER,
    appraised_by    TEXT,
    requested_by    TEXT,
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (request_id, seq),
    UNIQUE (request_id, seq, entered_by),
    UNIQUE (code_year, code_seq),
    FOREIGN KEY (request_id, requested_by) REFERENCES assistance_request (id, entered_by),
    FOREIGN KEY (request_id, appraisal_seq, appraised_by) REFERENCES assistance_event (request_id, seq, entered_by),
    CHECK (entered_by <> requested_by),
    CHECK (entered_by <> appraised_by),
    CHECK ((kind IN ('approved', 'revised')) = (requested_by IS NOT NULL)),
    CHECK ((kind IN ('approved', 'revised')) = (appraised_by IS NOT NULL)),
    CHECK ((kind IN ('approved', 'revised')) = (appraisal_seq IS NOT NULL)),
    CHECK (appraisal_seq < seq),
    CHECK ((kind = 'approved') = (code_year IS NOT NULL)),
    CHECK ((kind = 'approved') = (code_seq IS NOT NULL)),
    CHECK ((kind IN ('approved', 'revised')) = (start_on IS NOT NULL)),
    CHECK (start_on <= end_on),
    CHECK ((kind = 'engaged') = (allotment_id IS NOT NULL)),
    CHECK ((kind IN ('engaged', 'released', 'refunded')) = (entry_id IS NOT NULL)),
    CHECK ((kind IN ('approved', 'revised', 'engaged', 'released', 'refunded', 'closed')) = (usd IS NOT NULL)),
    CHECK ((kind = 'report_due') = (due IS NOT NULL)),
    CHECK (kind = 'closed' OR donor_entry_id IS NULL),
    CHECK (reason <> '' OR kind NOT IN ('declined', 'withdrawn', 'revised', 'refunded', 'partner_ended', 'report_returned'))
) STRICT;

-- A request is decided once, and a project closed once.
CREATE UNIQUE INDEX assistance_event_decision ON assistance_event (request_id) WHERE kind IN ('approved', 'declined', 'withdrawn');
CREATE UNIQUE INDEX assistance_event_closing ON assistance_event (request_id) WHERE kind = 'closed';

-- The rules that an event was made against; why, the event says.
CREATE TABLE assistance_override (
    event_id INTEGER NOT NULL REFERENCES assistance_event (id),
    rule     TEXT NOT NULL CHECK (rule IN ('not_recommended', 'no_money', 'report_missing', 'before_due', 'condition_missing')),
    PRIMARY KEY (event_id, rule)
) STRICT, WITHOUT ROWID;

-- The budget that an approval or a revision sets, by object of expenditure.
CREATE TABLE assistance_share (
    event_id INTEGER NOT NULL REFERENCES assistance_event (id),
    object   TEXT NOT NULL CHECK (object <> ''),
    usd      INTEGER NOT NULL CHECK (usd BETWEEN 1 AND 99999999999999999),
    PRIMARY KEY (event_id, object)
) STRICT, WITHOUT ROWID;

-- The instalments that an agreement promises to a partner.
CREATE TABLE assistance_instalment (
    event_id INTEGER NOT NULL REFERENCES assistance_event (id),
    no       INTEGER NOT NULL CHECK (no > 0),
    due      TEXT CHECK (date(due) IS due),
    after    INTEGER NOT NULL CHECK (after >= 0),
    usd      INTEGER NOT NULL CHECK (usd BETWEEN 1 AND 99999999999999999),
    PRIMARY KEY (event_id, no),
    CHECK (due IS NOT NULL OR after > 0)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER assistance_request_update BEFORE UPDATE ON assistance_request BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_request_delete BEFORE DELETE ON assistance_request BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_state_update BEFORE UPDATE ON assistance_state BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_state_delete BEFORE DELETE ON assistance_state BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_event_update BEFORE UPDATE ON assistance_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_event_delete BEFORE DELETE ON assistance_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_override_update BEFORE UPDATE ON assistance_override BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_override_delete BEFORE DELETE ON assistance_override BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_share_update BEFORE UPDATE ON assistance_share BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_share_delete BEFORE DELETE ON assistance_share BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_instalment_update BEFORE UPDATE ON assistance_instalment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_instalment_delete BEFORE DELETE ON assistance_instalment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
