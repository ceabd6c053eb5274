"""The blueprints of the function app: parse, call one thing, answer."""
