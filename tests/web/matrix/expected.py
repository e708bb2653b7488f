"""Who may open which address, written down a second time.

Every address of the site stands here with the roles that may open it and the methods that it has.
The declarations in the code are not read: a wrong `@allow` shows as a difference to this table, and
an address that is missing here fails the test. Whoever adds an address adds its line and looks at
the roles once more.

`everybody`: without signing in. `members`: whoever is signed in. `again`: asks for the password if
it was given some time ago.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("owner", "lead", "front", "analyst", "people", "council", "privacy")
#: Roles that see customers, and those that work with them.
SEE = "owner lead front analyst privacy"
WORK = "owner lead front"
#: Roles that write down what they heard, and those that answer it.
HEAR = "owner lead front analyst people"
ANSWER = "owner lead front people"
FIGURES = "owner lead front analyst people"
FILES = "owner lead analyst"
OWNER = "owner"
#: Who answers for people's data, and who may read the log of changes.
RIGHTS = "owner privacy"
AUDIT = "owner privacy"

#: Address -> roles | methods | again.
PAGES: dict[str, str] = {
    # Everybody's
    "site:today": "owner lead front analyst people council privacy | GET",
    "site:more": "members | GET",
    "site:style": "members | GET",
    "site:style_mail": "members | GET",
    "site:language": "everybody | POST",
    "site:live": "everybody | GET",
    "site:ready": "everybody | GET",
    "needs:draft_token": "members | GET",
    "needs:service_worker": "everybody | GET",
    "needs:offline": "members | GET",
    # Doors and one's own account
    "access:login": "everybody | GET POST",
    "access:code": "everybody | GET POST",
    "access:again": "members | GET POST",
    "access:logout": "everybody | POST",
    "access:first_start": "everybody | GET POST",
    "access:view_as": "everybody | POST",
    "access:accept": "everybody | GET POST",
    "access:account": "members | GET POST",
    "access:password": "members | GET POST",
    "access:devices": "members | GET",
    "access:devices_end": "members | POST",
    "access:device_end": "members | POST",
    "access:second_step": "members | GET",
    "access:second_step_begin": "members | POST | again",
    "access:second_step_new": "members | GET POST | again",
    "access:spare_codes": "members | POST | again",
    "access:second_step_off": "members | POST | again",
    "access:doors": "members | POST",
    # The house
    "access:settings": f"{OWNER} | GET",
    "access:people": f"{OWNER} | GET",
    "access:invite": f"{OWNER} | GET POST | again",
    "access:person": f"{OWNER} | GET POST | again",
    "access:deactivate": f"{OWNER} | POST | again",
    "access:activate": f"{OWNER} | POST | again",
    "access:reset_step": f"{OWNER} | POST | again",
    "access:new_link": f"{OWNER} | POST | again",
    "access:withdraw": f"{OWNER} | POST",
    "access:departments": f"{OWNER} | GET POST",
    "access:unit": f"{OWNER} | GET POST",
    "access:company": f"{OWNER} | GET POST",
    "access:mode": f"{OWNER} | POST | again",
    "access:demand": f"{OWNER} | POST | again",
    "access:tokens": f"{OWNER} | GET POST | again",
    "access:revoke": f"{OWNER} | POST",
    "backups:start": f"{OWNER} | GET",
    "backups:now": f"{OWNER} | POST",
    "backups:test": f"{OWNER} | POST",
    "backups:sheet": f"{OWNER} | GET POST | again",
    # Customers
    "customers:list": f"{SEE} | GET",
    "customers:list_save": f"{SEE} | POST",
    "customers:list_open": f"{SEE} | GET",
    "customers:list_edit": f"{SEE} | GET POST",
    "customers:list_delete": f"{SEE} | POST",
    "customers:export": "owner lead analyst | GET | again",
    "customers:export_csv": "owner lead analyst | GET | again",
    "customers:export_xlsx": "owner lead analyst | GET | again",
    "customers:like": f"{SEE} | GET",
    "customers:new": f"{WORK} | GET POST",
    "customers:consent_texts": f"{OWNER} | GET POST",
    "customers:page": f"{SEE} | GET",
    "customers:order": f"{SEE} | GET",
    "customers:names": f"{WORK} | GET POST",
    "customers:contact_new": f"{WORK} | GET POST",
    "customers:contact_confirm": f"{WORK} | POST",
    "customers:contact_end": f"{WORK} | POST",
    "customers:fact_new": f"{WORK} | GET POST",
    "customers:fact_confirm": f"{WORK} | POST",
    "customers:fact_end": f"{WORK} | POST",
    "customers:need_new": f"{WORK} | GET POST",
    "customers:need_confirm": f"{WORK} | POST",
    "customers:need_end": f"{WORK} | POST",
    "customers:care": f"{WORK} | GET POST",
    "customers:group_new": f"{WORK} | GET POST",
    "customers:group_leave": f"{WORK} | POST",
    "customers:consent": f"{SEE} | GET POST",
    "customers:consent_ask": f"{WORK} | GET POST",
    "customers:consent_withdraw": f"{WORK} | POST",
    "customers:merge": "owner lead | GET",
    "customers:compare": "owner lead | GET POST",
    "customers:undo": "owner lead | POST",
    # Figures
    "questions:index": f"{FIGURES} | GET",
    "questions:position": f"{FIGURES} | GET",
    "questions:page": f"{FIGURES} | GET",
    "questions:download": f"{FIGURES} | GET",
    "reports:letter": f"{FIGURES} | GET",
    "reports:pdf": f"{FIGURES} | GET",
    # Files
    "imports:start": f"{FILES} | GET",
    "imports:send": f"{FILES} | POST",
    "imports:run_all": f"{FILES} | POST",
    "imports:upload": f"{FILES} | GET",
    "imports:answer": f"{FILES} | POST",
    "imports:run": f"{FILES} | POST",
    "imports:again": f"{FILES} | POST",
    "imports:discard": f"{FILES} | POST",
    "imports:done": f"{FILES} | GET",
    "imports:quarantine": f"{FILES} | GET",
    "imports:withdraw": f"{FILES} | GET POST",
    # Work
    "needs:talks": f"{HEAR} | GET",
    "needs:talk_new": f"{HEAR} | GET POST",
    "needs:talk": f"{HEAR} | GET",
    "needs:talk_answer": f"{ANSWER} | POST",
    "needs:assume": f"{HEAR} | POST",
    "needs:hint_new": f"{HEAR} | GET POST",
    "needs:hint": f"{HEAR} | GET",
    "needs:hint_answer": f"{ANSWER} | POST",
    "contact:promises": f"{HEAR} | GET",
    "contact:promise_new": f"{HEAR} | GET POST",
    "contact:promise": f"{HEAR} | GET",
    "contact:keep": f"{HEAR} | POST",
    "contact:admit": f"{HEAR} | POST",
    "contact:take_back": f"{HEAR} | POST",
    "contact:move": f"{HEAR} | POST",
    "contact:reopen": f"{HEAR} | POST",
    "desk:take_on": f"{ANSWER} | POST",
    "desk:who": f"{ANSWER} | POST",
    "desk:pass_on": f"{ANSWER} | POST",
    "desk:decline": f"{ANSWER} | POST",
    "desk:finish": f"{ANSWER} | POST",
    "desk:give_back": f"{ANSWER} | POST",
    "desk:entrust": f"{OWNER} | POST",
    "structure:quick_tests": f"{HEAR} | GET",
    "structure:quick_test_new": f"{HEAR} | GET POST",
    "structure:quick_test": f"{HEAR} | GET",
    "structure:decide": f"{ANSWER} | POST",
    "satisfaction:complaints": f"{SEE} | GET",
    "satisfaction:surveys": f"{FIGURES} | GET",
    "employees:obstacles": "owner lead people | GET",
    # What is recorded about employees
    "guard:council": "owner people council privacy | GET",
    "guard:agreement": "owner people council privacy | GET",
    "guard:me": "members | GET",
    "guard:me_json": "members | GET",
    # The log of changes
    "audit:entries": f"{AUDIT} | GET",
    "audit:entry": f"{AUDIT} | GET",
    "audit:open": f"{AUDIT} | POST | again",
    # A person's rights
    "rights:start": f"{RIGHTS} | GET",
    "rights:records": f"{RIGHTS} | GET",
    "rights:retention": f"{RIGHTS} | GET",
    "rights:recipients": f"{RIGHTS} | GET POST",
    "rights:recipient_remove": f"{RIGHTS} | POST",
    "rights:proof": f"{RIGHTS} | GET POST",
    "rights:request_new": f"{SEE} | GET POST",
    "rights:request": f"{RIGHTS} | GET",
    "rights:request_identify": f"{RIGHTS} | POST",
    "rights:request_extend": f"{RIGHTS} | POST",
    "rights:request_answer": f"{RIGHTS} | POST",
    "rights:request_reopen": f"{RIGHTS} | POST",
    "rights:breaches": f"{RIGHTS} | GET",
    "rights:breach_new": f"{RIGHTS} | GET POST",
    "rights:breach": f"{RIGHTS} | GET",
    "rights:breach_step": f"{RIGHTS} | POST",
    "rights:person": f"{RIGHTS} | GET",
    "rights:tell": f"{RIGHTS} | GET | again",
    "rights:restrict": f"{RIGHTS} | POST",
    "rights:lift": f"{RIGHTS} | POST | again",
    "rights:object_by_hand": f"{RIGHTS} | POST",
    "rights:link": f"{RIGHTS} | POST",
    # What a customer opens, without signing in
    "rights:object_by_address": "everybody | GET POST",
    "rights:object": "everybody | GET POST",
    "rights:one_click": "everybody | POST",
    "rights:confirm": "everybody | GET POST",
    "erasure:erasures": f"{RIGHTS} | GET",
    "erasure:sealed": f"{RIGHTS} | GET | again",
    "erasure:open_sealed": f"{RIGHTS} | POST | again",
    "erasure:again": f"{RIGHTS} | GET POST | again",
    "erasure:progress": f"{RIGHTS} | GET",
    "erasure:certificate": f"{RIGHTS} | GET",
    "erasure:certificate_pdf": f"{RIGHTS} | GET",
    "erasure:look": f"{RIGHTS} | GET | again",
    "erasure:forget": f"{RIGHTS} | POST | again",
    "api:docs": "everybody | GET",
    "api:schema": "everybody | GET",
}
#: Operation of the API -> the scope of a program's key; people in the browser: roles, reading only.
OPERATIONS: dict[str, str] = {
    "GET /api/customers": f"see_customers | {SEE}",
    "GET /api/customers/<key:id>": f"see_customers | {SEE}",
    "GET /api/customers/<key:id>/timeline": f"see_customers | {SEE}",
    "POST /api/events": "send_events | ",
    "GET /api/measures": f"see_figures | {FIGURES}",
    "GET /api/measures/<slug:key>": f"see_figures | {FIGURES}",
    "GET /api/measures/<slug:key>/answer": f"see_figures | {FIGURES}",
    "GET /api/imports": f"import_data | {FILES}",
    "POST /api/imports": "import_data | ",
    "GET /api/imports/uploads/<int:id>": f"import_data | {FILES}",
    "POST /api/imports/uploads/<int:id>/start": "import_data | ",
    "GET /api/imports/<slug:id>": f"import_data | {FILES}",
    "POST /api/imports/<slug:id>/withdraw": "import_data | ",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    who: frozenset[str]
    methods: frozenset[str]
    again: bool = False
    public: bool = False
    members: bool = False

    def opens(self, role: str | None) -> bool:
        """True if somebody of this role may open it; None: signed in without a role."""
        return self.public or self.members or role in self.who


def rule(name: str) -> Rule:
    """The line of an address.

    Raises:
        KeyError: if it has none.
    """
    who, methods, *rest = (part.strip() for part in PAGES[name].split("|"))
    used = frozenset(methods.split())
    used |= {"HEAD"} if "GET" in used else set()
    named = frozenset(who.split()) - {"everybody", "members"}
    assert named <= set(ROLES), f"{name}: {named - set(ROLES)}"
    return Rule(named, used, rest == ["again"], who == "everybody", who == "members")


def operation(method: str, route: str) -> tuple[str, frozenset[str]]:
    """Scope and roles of an operation.

    Raises:
        KeyError: if it has no line.
    """
    scope, _, roles = OPERATIONS[f"{method} {route}"].partition("|")
    return scope.strip(), frozenset(roles.split())
