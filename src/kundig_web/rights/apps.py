"""A person's rights: told, corrected, restricted, objected, forgotten."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries, tell and forget what is held here, and say who asked for what."""
        import kundig_web.customers.addresses  # noqa: F401 - keys in addresses
        from kundig_web.registry import steps, subjects
        from kundig_web.rights import entries, erase, states, tell

        entries.offer()
        subjects.register_tell("rights", tell.tell)
        subjects.register_forget("rights", erase.forget)
        steps.register_states(states.states)
