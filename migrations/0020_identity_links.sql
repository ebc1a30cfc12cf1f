-- By which provider, as the settings name it, and how surely a person was identified when they last signed in through a link:
-- told to the person. Empty for links last used before these were kept.
ALTER TABLE person_identity ADD COLUMN provider TEXT NULL;
ALTER TABLE person_identity ADD COLUMN level BIGINT NULL;
