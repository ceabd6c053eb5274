"""What is raised where a law does not hold."""


class Violation(AssertionError):
    """`law` says which."""

    def __init__(self, law: str, text: str) -> None:
        super().__init__(f"{law}: {text}")
        self.law = law
