-- +goose Up
-- A message to one address, as it was queued. A dispatch carries frozen sheets
-- of a version to one of its addressees.
CREATE TABLE mail_message (
    id             INTEGER PRIMARY KEY,
    kind           TEXT NOT NULL CHECK (kind IN ('dispatch', 'reminders')),
    version_id     INTEGER REFERENCES budget_version (id),
    party_id       TEXT REFERENCES party (id),
    address        TEXT NOT NULL CHECK (address GLOB '?*@?*' AND address NOT GLOB '*[^!-~]*'),
    name           TEXT NOT NULL CHECK (instr(name, char(13)) = 0 AND instr(name, char(10)) = 0),
    language       TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    subject        TEXT NOT NULL CHECK (subject <> '' AND instr(subject, char(13)) = 0 AND instr(subject, char(10)) = 0),
    body           TEXT NOT NULL CHECK (body <> ''),
    reference      TEXT NOT NULL,
    record_as_late INTEGER NOT NULL CHECK (record_as_late IN (0, 1)),
    reason         TEXT NOT NULL,
    entered_by     TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at    TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((kind = 'dispatch') = (version_id IS NOT NULL)),
    CHECK ((kind = 'dispatch') = (party_id IS NOT NULL))
) STRICT;

CREATE INDEX mail_message_version ON mail_message (version_id);

CREATE TABLE mail_attachment (
    message_id INTEGER NOT NULL REFERENCES mail_message (id),
    language   TEXT NOT NULL,
    version_id INTEGER NOT NULL,
    seq        INTEGER NOT NULL CHECK (seq > 0),
    name       TEXT NOT NULL CHECK (name <> '' AND instr(name, char(13)) = 0 AND instr(name, char(10)) = 0),
    PRIMARY KEY (message_id, language),
    FOREIGN KEY (version_id, language) REFERENCES budget_sheet (version_id, language)
) STRICT;

-- What became of a message. Two senders that claim the same one write the same
-- number, and one of them is refused. A claim and a handing over are believed to
-- go on until lease_until; what is deferred is tried again from next_at on.
CREATE TABLE mail_event (
    message_id   INTEGER NOT NULL REFERENCES mail_message (id),
    seq          INTEGER NOT NULL CHECK (seq > 0),
    kind         TEXT NOT NULL CHECK (kind IN ('claimed', 'deferred', 'handing_over', 'sent', 'uncertain', 'bounced', 'settled_sent', 'settled_again', 'withdrawn', 'not_needed')),
    lease_until  TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', lease_until) IS lease_until),
    next_at      TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', next_at) IS next_at),
    reply        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    unregistered TEXT NOT NULL,
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (message_id, seq),
    CHECK ((kind IN ('claimed', 'handing_over')) = (lease_until IS NOT NULL)),
    CHECK ((kind = 'deferred') = (next_at IS NOT NULL)),
    CHECK (reason <> '' OR kind NOT IN ('settled_sent', 'settled_again', 'withdrawn')),
    CHECK (unregistered = '' OR kind IN ('sent', 'settled_sent'))
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER mail_message_update BEFORE UPDATE ON mail_message BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_message_delete BEFORE DELETE ON mail_message BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_attachment_update BEFORE UPDATE ON mail_attachment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_attachment_delete BEFORE DELETE ON mail_attachment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_event_update BEFORE UPDATE ON mail_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_event_delete BEFORE DELETE ON mail_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
