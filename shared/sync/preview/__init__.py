"""The preview: the engine rehearsed on a copy of both sides."""
