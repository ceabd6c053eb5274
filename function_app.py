"""Registers the functions, and nothing else."""

import azure.functions as func

from shared.triggers.http.blueprint import http
from shared.triggers.queues import queues
from shared.triggers.timers import timers

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(http)
app.register_functions(timers)
app.register_functions(queues)
