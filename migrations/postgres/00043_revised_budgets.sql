-- +goose Up
-- A text that revises an adopted budget and was approved between sessions: by
-- whom, and by which leave of the Conference.
CREATE TABLE revised_budget (
    version_id  bigint NOT NULL PRIMARY KEY REFERENCES budget_version (id),
    approved_by text COLLATE "C" NOT NULL CHECK (approved_by IN ('bureau', 'commission', 'other')),
    approved_on date NOT NULL,
    reference   text COLLATE "C" NOT NULL CHECK (reference <> ''),
    authority   text COLLATE "C" NOT NULL CHECK (authority <> ''),
    entered_by  text COLLATE "C" NOT NULL CHECK (entered_by <> ''),
    recorded_at text COLLATE "C" NOT NULL CHECK (recorded_at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
);

CREATE TRIGGER revised_budget_append_only BEFORE UPDATE OR DELETE ON revised_budget FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revised_budget_no_truncate BEFORE TRUNCATE ON revised_budget FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
