-- +goose Up
-- What the money is for, and who decides it: budgets, their versions, to whom
-- and when each went out (rule 72), and the decisions (rule 73).

CREATE TABLE budget (
    id          INTEGER PRIMARY KEY,
    session_id  TEXT REFERENCES session (id),
    kind        TEXT NOT NULL CHECK (kind IN ('budget', 'note', 'estimate')),
    symbol      TEXT NOT NULL UNIQUE CHECK (symbol <> ''),
    title       TEXT NOT NULL CHECK (title <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

CREATE INDEX budget_session ON budget (session_id);

CREATE TABLE budget_version (
    id              INTEGER PRIMARY KEY,
    budget_id       INTEGER NOT NULL REFERENCES budget (id),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('original', 'revision', 'addendum', 'corrigendum')),
    symbol          TEXT NOT NULL UNIQUE CHECK (symbol <> ''),
    changes_amounts INTEGER NOT NULL CHECK (changes_amounts IN (0, 1)),
    psc_percent     TEXT NOT NULL CHECK (psc_percent GLOB '[0-9]*' AND psc_percent NOT GLOB '*[^0-9.]*' AND psc_percent NOT GLOB '*.*.*' AND psc_percent NOT GLOB '*.'),
    unit            TEXT NOT NULL CHECK (unit GLOB '[0-9]*' AND unit NOT GLOB '*[^0-9.]*' AND unit NOT GLOB '*.*.*' AND unit NOT GLOB '*.'),
    source          TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    distr_on        TEXT CHECK (date(distr_on) IS distr_on),
    uploaded_on     TEXT CHECK (date(uploaded_on) IS uploaded_on),
    frozen          INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
    frozen_at       TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', frozen_at) IS frozen_at),
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (budget_id, seq),
    CHECK ((frozen = 1) = (frozen_at IS NOT NULL))
) STRICT;

CREATE TABLE budget_column (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    year       INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
    stage      TEXT NOT NULL CHECK (stage IN ('proposed', 'approved', 'revised', 'redeployed', 'change', 'actual')),
    label      TEXT NOT NULL,
    PRIMARY KEY (version_id, seq)
) STRICT;

CREATE TABLE budget_line (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    code       TEXT NOT NULL,
    title      TEXT NOT NULL CHECK (title <> ''),
    section    TEXT NOT NULL,
    mandate    TEXT,
    instrument TEXT CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    object     TEXT,
    funding    TEXT NOT NULL CHECK (funding IN ('regular', 'general_purpose', 'special_purpose')),
    PRIMARY KEY (version_id, seq)
) STRICT;

-- A cell without a figure has no row.
CREATE TABLE budget_amount (
    version_id INTEGER NOT NULL,
    line_seq   INTEGER NOT NULL,
    column_seq INTEGER NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount BETWEEN -99999999999999999 AND 99999999999999999),
    PRIMARY KEY (version_id, line_seq, column_seq),
    FOREIGN KEY (version_id, line_seq) REFERENCES budget_line (version_id, seq),
    FOREIGN KEY (version_id, column_seq) REFERENCES budget_column (version_id, seq)
) STRICT;

CREATE TABLE addressee (
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    party_id   TEXT NOT NULL REFERENCES party (id),
    role       TEXT NOT NULL CHECK (role IN ('party', 'supplementary', 'courtesy')),
    as_of      TEXT NOT NULL CHECK (date(as_of) IS as_of),
    PRIMARY KEY (version_id, party_id)
) STRICT;

CREATE TABLE dispatch (
    id            INTEGER PRIMARY KEY,
    version_id    INTEGER NOT NULL REFERENCES budget_version (id),
    party_id      TEXT NOT NULL REFERENCES party (id),
    language      TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    sent_on       TEXT NOT NULL CHECK (date(sent_on) IS sent_on),
    channel       TEXT NOT NULL CHECK (channel IN ('note_verbale', 'email', 'hand', 'post', 'portal')),
    reference     TEXT NOT NULL,
    recorded_late INTEGER NOT NULL CHECK (recorded_late IN (0, 1)),
    entered_by    TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (version_id, party_id, language)
) STRICT;

CREATE TABLE decision (
    id              INTEGER PRIMARY KEY,
    version_id      INTEGER NOT NULL REFERENCES budget_version (id),
    session_id      TEXT NOT NULL REFERENCES session (id),
    outcome         TEXT NOT NULL CHECK (outcome IN ('adopted', 'adopted_as_amended', 'taken_note_of', 'deferred', 'not_adopted')),
    decided_on      TEXT NOT NULL CHECK (date(decided_on) IS decided_on),
    method          TEXT NOT NULL CHECK (method IN ('consensus', 'vote')),
    votes_for       INTEGER CHECK (votes_for >= 0),
    votes_against   INTEGER CHECK (votes_against >= 0),
    abstentions     INTEGER CHECK (abstentions >= 0),
    basis           TEXT CHECK (basis IN ('rule_80', 'no_objection', 'other')),
    basis_reference TEXT CHECK (basis_reference <> ''),
    reference       TEXT NOT NULL,
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((method = 'vote') = (votes_for IS NOT NULL AND votes_against IS NOT NULL)),
    CHECK ((basis IS NULL) = (basis_reference IS NULL))
) STRICT;

CREATE INDEX decision_version ON decision (version_id);

-- +goose StatementBegin
CREATE TRIGGER addressee_update BEFORE UPDATE ON addressee BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER addressee_delete BEFORE DELETE ON addressee BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispatch_update BEFORE UPDATE ON dispatch BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispatch_delete BEFORE DELETE ON dispatch BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd

-- A version that has gone out never changes, nor does anything that it says.
-- +goose StatementBegin
CREATE TRIGGER budget_frozen_update BEFORE UPDATE ON budget
WHEN EXISTS (SELECT 1 FROM budget_version WHERE budget_id = OLD.id AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_version_frozen_update BEFORE UPDATE ON budget_version WHEN OLD.frozen = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_version_frozen_delete BEFORE DELETE ON budget_version WHEN OLD.frozen = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_column_frozen_insert BEFORE INSERT ON budget_column
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_column_frozen_update BEFORE UPDATE ON budget_column
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_column_frozen_delete BEFORE DELETE ON budget_column
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_frozen_insert BEFORE INSERT ON budget_line
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_frozen_update BEFORE UPDATE ON budget_line
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_line_frozen_delete BEFORE DELETE ON budget_line
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_amount_frozen_insert BEFORE INSERT ON budget_amount
WHEN (SELECT frozen FROM budget_version WHERE id = NEW.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_amount_frozen_update BEFORE UPDATE ON budget_amount
WHEN EXISTS (SELECT 1 FROM budget_version WHERE id IN (OLD.version_id, NEW.version_id) AND frozen = 1)
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_amount_frozen_delete BEFORE DELETE ON budget_amount
WHEN (SELECT frozen FROM budget_version WHERE id = OLD.version_id) = 1
BEGIN SELECT RAISE(ABORT, 'article30:version.frozen'); END;
-- +goose StatementEnd
