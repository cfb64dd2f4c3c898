-- +goose Up
-- Under which approval an event of technical assistance was recorded, with what
-- it posted.
CREATE TABLE assistance_approval (
    event_id      bigint PRIMARY KEY REFERENCES assistance_event (id),
    submission_id bigint NOT NULL REFERENCES submission_decision (submission_id)
);

CREATE INDEX assistance_approval_submission ON assistance_approval (submission_id);

CREATE TRIGGER assistance_approval_append_only BEFORE UPDATE OR DELETE ON assistance_approval FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assistance_approval_no_truncate BEFORE TRUNCATE ON assistance_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
