"""Requests and answers of the HTTP API as pydantic models: the OpenAPI document is made of them."""
