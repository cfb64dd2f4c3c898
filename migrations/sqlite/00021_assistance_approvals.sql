-- +goose Up
-- Under which approval an event of technical assistance was recorded, with what
-- it posted.
CREATE TABLE assistance_approval (
    event_id      INTEGER PRIMARY KEY REFERENCES assistance_event (id),
    submission_id INTEGER NOT NULL REFERENCES submission_decision (submission_id)
) STRICT;

CREATE INDEX assistance_approval_submission ON assistance_approval (submission_id);

-- +goose StatementBegin
CREATE TRIGGER assistance_approval_update BEFORE UPDATE ON assistance_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assistance_approval_delete BEFORE DELETE ON assistance_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
