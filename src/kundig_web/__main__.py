"""Django's own commands: `python -m kundig_web migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

from kundig_web.site.environment import SettingError

#: A setting is wrong (EX_CONFIG of sysexits.h).
WRONG_SETTING = 78

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
try:
    execute_from_command_line(["kundig_web", *sys.argv[1:]])
except SettingError as error:
    sys.stderr.write(f"{error}\n")
    raise SystemExit(WRONG_SETTING) from None
