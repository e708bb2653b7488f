"""Who may do what: people, departments, roles, permissions."""
