"""Django's own commands: `python -m kundig_web migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
execute_from_command_line(["kundig_web", *sys.argv[1:]])
