-- +goose Up
-- Who enters does not approve: from which amount on, who submitted what, and
-- who decided on it. Amounts are whole numbers of 1/10000 of a US dollar.

-- The amount above which a kind of operation needs an approval; the last row of
-- a kind is in force, and one without an amount lifts the limit.
CREATE TABLE approval_limit (
    id          INTEGER PRIMARY KEY,
    operation   TEXT NOT NULL CHECK (operation <> ''),
    above       INTEGER CHECK (above BETWEEN 0 AND 99999999999999999),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- Up to how much a user may approve; the last row of a user is in force, and
-- one without an amount is for any.
CREATE TABLE approver_limit (
    id          INTEGER PRIMARY KEY,
    approver    TEXT NOT NULL CHECK (approver <> ''),
    up_to       INTEGER CHECK (up_to BETWEEN 0 AND 99999999999999999),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- What was entered and waits, or waited, for a second person: the use case and
-- its input, as JSON. seq is the place that its entry would have had in the
-- record that it concerns.
CREATE TABLE submission (
    id          INTEGER PRIMARY KEY,
    use_case    TEXT NOT NULL CHECK (use_case <> ''),
    operation   TEXT NOT NULL CHECK (operation <> ''),
    usd         INTEGER NOT NULL CHECK (usd BETWEEN 0 AND 99999999999999999),
    above       INTEGER NOT NULL CHECK (above BETWEEN 0 AND 99999999999999999),
    concerns    TEXT NOT NULL CHECK (concerns <> ''),
    seq         INTEGER NOT NULL CHECK (seq >= 0),
    input       TEXT NOT NULL CHECK (input <> ''),
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL CHECK (file_sha256 = '' OR length(file_sha256) = 64 AND file_sha256 NOT GLOB '*[^0-9a-f]*'),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (id, entered_by),
    CHECK ((file_name = '') = (file_sha256 = ''))
) STRICT;

-- The file of an import that was submitted.
CREATE TABLE submission_file (
    submission_id INTEGER PRIMARY KEY REFERENCES submission (id),
    content       BLOB NOT NULL
) STRICT;

-- Who submitted it neither approves nor refuses it, and nobody else withdraws
-- it.
CREATE TABLE submission_decision (
    submission_id INTEGER PRIMARY KEY,
    entered_by    TEXT NOT NULL,
    verdict       TEXT NOT NULL CHECK (verdict IN ('approved', 'refused', 'withdrawn')),
    decided_by    TEXT NOT NULL CHECK (decided_by <> ''),
    reason        TEXT NOT NULL,
    recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    FOREIGN KEY (submission_id, entered_by) REFERENCES submission (id, entered_by),
    CONSTRAINT who_enters_does_not_approve CHECK ((decided_by = entered_by) = (verdict = 'withdrawn')),
    CHECK (verdict <> 'refused' OR reason <> '')
) STRICT;

-- Under which approval an entry was posted.
CREATE TABLE entry_approval (
    entry_id      INTEGER PRIMARY KEY REFERENCES entry (id),
    submission_id INTEGER NOT NULL REFERENCES submission_decision (submission_id)
) STRICT;

CREATE TABLE execution_approval (
    entry_id      INTEGER PRIMARY KEY REFERENCES execution_entry (id),
    submission_id INTEGER NOT NULL REFERENCES submission_decision (submission_id)
) STRICT;

CREATE TABLE earmark_transfer_approval (
    transfer_id   INTEGER PRIMARY KEY REFERENCES earmark_transfer (id),
    submission_id INTEGER NOT NULL REFERENCES submission_decision (submission_id)
) STRICT;

CREATE INDEX approval_limit_operation ON approval_limit (operation);
CREATE INDEX approver_limit_approver ON approver_limit (approver);
CREATE INDEX entry_approval_submission ON entry_approval (submission_id);
CREATE INDEX execution_approval_submission ON execution_approval (submission_id);
CREATE INDEX earmark_transfer_approval_submission ON earmark_transfer_approval (submission_id);

-- +goose StatementBegin
CREATE TRIGGER approval_limit_update BEFORE UPDATE ON approval_limit BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER approval_limit_delete BEFORE DELETE ON approval_limit BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER approver_limit_update BEFORE UPDATE ON approver_limit BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER approver_limit_delete BEFORE DELETE ON approver_limit BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_update BEFORE UPDATE ON submission BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_delete BEFORE DELETE ON submission BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_file_update BEFORE UPDATE ON submission_file BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_file_delete BEFORE DELETE ON submission_file BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_decision_update BEFORE UPDATE ON submission_decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_decision_delete BEFORE DELETE ON submission_decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_approval_update BEFORE UPDATE ON entry_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_approval_delete BEFORE DELETE ON entry_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_approval_update BEFORE UPDATE ON execution_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER execution_approval_delete BEFORE DELETE ON execution_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_transfer_approval_update BEFORE UPDATE ON earmark_transfer_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_transfer_approval_delete BEFORE DELETE ON earmark_transfer_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
