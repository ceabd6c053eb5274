"""The version of the product, as health and the OpenAPI document say it."""

VERSION = "0.1.0"
