"""Entry point of the server, the only process that publishes slots, reads files handed in and keeps the search
index up by itself, where it is asked to (`PUBLISHES_ITSELF`)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

if settings.PUBLISHES_ITSELF:
    from datasets import schedule
    from directives import intake_queue
    from search import upkeep_queue

    schedule.start()
    intake_queue.start()
    upkeep_queue.start()
