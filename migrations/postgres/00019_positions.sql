-- +goose Up
-- What the status of contributions adds up: with every kind, so that the index
-- alone answers; and what stands for another entry, of which there is little.
DROP INDEX entry_position;
DROP INDEX entry_adjusts;
CREATE INDEX entry_position ON entry (contribution_id, kind, on_date, settles, usd);
CREATE INDEX entry_original ON entry (contribution_id) WHERE kind IN ('reversal', 'rate_correction');
CREATE INDEX entry_adjusts ON entry (adjusts) WHERE adjusts IS NOT NULL;
