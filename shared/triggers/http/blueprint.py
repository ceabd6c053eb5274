"""The HTTP functions, as function_app.py registers them."""

from shared import wiring
from shared.triggers.http.routes import http_blueprint

http = http_blueprint(wiring.app_for_people)
