"""The site's settings for tests: without a company, they must not make one in the current folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_before = os.environ.get("KUNDIG_HOME")
_nowhere = tempfile.mkdtemp(prefix="kundig-tests-")
atexit.register(shutil.rmtree, _nowhere, ignore_errors=True)
os.environ["KUNDIG_HOME"] = _nowhere
try:
    from kundig_web.site.settings import *  # noqa: F403
finally:
    # Processes that tests start get a home from their test, and nothing from here.
    if _before is None:
        del os.environ["KUNDIG_HOME"]
    else:
        os.environ["KUNDIG_HOME"] = _before
