-- Variations: a commune's own version of a procedure, made from one version of the city inside its limits. Which version
-- that is stands in the definition. No personal data.

-- The commune whose variation it is; null: a version, or a draft of one, of the city.
ALTER TABLE procedure_version ADD COLUMN unit BIGINT NULL;
ALTER TABLE procedure_draft ADD COLUMN unit BIGINT NULL;
CREATE INDEX procedure_draft_unit_idx ON procedure_draft (unit, updated_at);
