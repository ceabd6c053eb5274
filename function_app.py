"""Registers the functions, and nothing else."""

import os

import azure.functions as func

from shared.settings import load_settings
from shared.triggers.http.blueprint import http
from shared.triggers.queues import queues
from shared.triggers.timers import timers

load_settings(os.environ)  # one that is missing or wrong stops the app here, by its name

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(http)
app.register_functions(timers)
app.register_functions(queues)
