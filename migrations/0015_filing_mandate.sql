-- For whom a filing is made, where it is not for the one who fills it in: the mandate it is made under. Whether it still
-- permits the filing is looked at again whenever the filing is opened, and when it is filed.
ALTER TABLE filing ADD COLUMN mandate {{blob}} NULL;
