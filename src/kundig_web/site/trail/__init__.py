"""The pages of the audit log. They know people and departments, which the log itself does not."""
