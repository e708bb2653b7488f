"""Settings, addresses, navigation, pages that show several elements."""
