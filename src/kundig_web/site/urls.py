"""All addresses of the site. They are the same in both languages, so that a link stays a link."""

from __future__ import annotations

from django.urls import include, path

from kundig_web.site import health, style, views

handler400 = "kundig_web.site.errors.bad_request"
handler403 = "kundig_web.site.errors.forbidden"
handler404 = "kundig_web.site.errors.not_found"
handler500 = "kundig_web.site.errors.server_error"

site_patterns = (
    [
        path("", views.today, name="today"),
        path("more/", views.more, name="more"),
        path("more/style/", style.style, name="style"),
        path("more/style/mail/", style.mail, name="style_mail"),
        path("language/", views.set_language, name="language"),
        path("health/live", health.live, name="live"),
        path("health/ready", health.ready, name="ready"),
    ],
    "site",
)

urlpatterns = [
    path("", include(site_patterns)),
    path("", include("kundig_web.access.urls")),
    path("customers/", include("kundig_web.customers.urls")),
    path("figures/", include("kundig_web.questions.urls")),
    path("import/", include("kundig_web.imports.urls")),
    path("", include("kundig_web.needs.urls")),  # talks/, hints/
    path("promises/", include("kundig_web.contact.urls")),
    path("desk/", include("kundig_web.desk.urls")),  # taking on, passing on, declining
    path("quick-test/", include("kundig_web.structure.urls")),
    path("", include("kundig_web.satisfaction.urls")),  # complaints/, surveys/
    path("", include("kundig_web.employees.urls")),
    path("letter/", include("kundig_web.reports.urls")),
    path("audit/", include("kundig_web.site.trail.urls")),
    path("erasure/", include("kundig_web.erasure.urls")),
    path("rights/", include("kundig_web.rights.urls")),
    path("guard/", include("kundig_web.guard.urls")),
    path("backups/", include("kundig_web.backups.urls")),
    path("api/", include("kundig_web.site.api.urls")),
]
