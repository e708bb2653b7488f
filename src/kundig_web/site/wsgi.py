"""The application that the server runs."""

import os
from threading import Timer

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
application = get_wsgi_application()

if os.environ.get("KUNDIG_WARM_UP"):  # `kundig serve` sets it; tests and tools start cold
    from kundig_web.questions.warm import warm_up

    # Not at once: at a first start the worker reads what Heute needs, and two cores are not many.
    later = Timer(float(os.environ["KUNDIG_WARM_UP"]), warm_up)
    later.daemon = True
    later.start()
