"""The head of a mail has one line a header, whatever somebody calls themselves."""

from __future__ import annotations

from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundig_web.hostile.mail import MailRefusedError, address, mailbox, name, subject

BREAKS = ("\r", "\n", "\r\n", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x7f")


@pytest.mark.parametrize("sign", BREAKS)
@pytest.mark.parametrize("rule", [address, name, subject])
def test_whatever_may_begin_a_line_is_refused(rule, sign) -> None:
    for given_ in (f"a{sign}Bcc: x@y.example", f"{sign}a@b.example", f"a@b.example{sign}"):
        with pytest.raises(MailRefusedError):
            rule(given_)


@pytest.mark.parametrize(
    "plain",
    [
        "a@b.example",
        "erika.mustermann+x@sub.beispiel.example",
        "o'neil@b.example",
        "x_y-z@1a.example",
    ],
)
def test_ordinary_addresses_pass(plain: str) -> None:
    assert address(plain) == plain


def test_a_domain_with_umlauts_is_written_as_mail_servers_read_it() -> None:
    assert address("a@müller.example") == "a@xn--mller-kva.example"


@pytest.mark.parametrize(
    "wrong",
    [
        "", "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b@c.example", "<a@b.example>",
        "A <a@b.example>", "a@b.example,c@d.example", "a@b.example;c@d.example", '"a"@b.example',
        "a@[127.0.0.1]", "a@127.0.0.1", "a(x)@b.example", ".a@b.example", "a.@b.example", "a..b@c.example",
        "a@-b.example", "a@b-.example", "a@b..example", "a@.example", "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example", "a@b.example ", "ä@b.example", "a\u202e@b.example", "a:b@c.example",
    ],
)  # fmt: skip
def test_everything_else_is_no_address(wrong: str) -> None:
    with pytest.raises(MailRefusedError):
        address(wrong)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_and_no_subject_adds_a_header(display: str, about: str) -> None:
    try:
        to, title = mailbox(display, "a@b.example"), subject(about)
    except MailRefusedError:
        return
    message = EmailMessage()
    message["To"], message["Subject"] = to, title
    message.set_content("x")
    read = message_from_string(message.as_string(), policy=policy.default)
    wanted = {"to", "subject", "content-type", "content-transfer-encoding", "mime-version"}
    assert {k.lower() for k in read} <= wanted
    assert [a.addr_spec for a in read["To"].addresses] == ["a@b.example"]
