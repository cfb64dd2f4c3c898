-- +goose Up
-- Why the amounts of a line of a budget differ (IPSAS 24). The row recorded last
-- of a line, year and difference counts; one without a text takes back what was
-- said. A line without code and title is the programme support cost of its
-- funding; year 0 is all years of the budget together.
CREATE TABLE budget_explanation (
    id          INTEGER PRIMARY KEY,
    budget_id   INTEGER NOT NULL REFERENCES budget (id),
    code        TEXT NOT NULL,
    title       TEXT NOT NULL,
    section     TEXT NOT NULL,
    mandate     TEXT NOT NULL,
    funding     TEXT NOT NULL CHECK (funding IN ('regular', 'general_purpose', 'special_purpose')),
    year        INTEGER NOT NULL CHECK (year = 0 OR year BETWEEN 1900 AND 2199),
    difference  TEXT NOT NULL CHECK (difference IN ('original_final', 'final_actual')),
    text        TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK (title <> '' OR (code = '' AND section = '' AND mandate = '' AND funding <> 'regular'))
) STRICT;

CREATE INDEX budget_explanation_budget ON budget_explanation (budget_id);

-- +goose StatementBegin
CREATE TRIGGER budget_explanation_update BEFORE UPDATE ON budget_explanation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER budget_explanation_delete BEFORE DELETE ON budget_explanation BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
