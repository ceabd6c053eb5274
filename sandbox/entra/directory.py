"""Who can sign in: the demo company's people, a guest, and a person of another tenant.

Knows no token and no password: a person is picked, not proven."""

from dataclasses import dataclass

from sandbox.demo.people import USERS

OTHER_TENANT = "7e000000-0000-4000-8000-0000000000ff"


@dataclass(frozen=True)
class Person:
    """`tenant` is the tenant that the tokens are of. `home` is set for a guest: the tenant
    that really knows the person, named in the claim `idp`."""

    key: str
    name: str
    email: str
    oid: str
    tenant: str
    home: str | None = None


class Directory:
    def __init__(self, tenant: str) -> None:
        people = [Person(user.key, user.name, user.email, user.oid, tenant) for user in USERS]
        people.append(
            Person(
                "gina",
                "Gina Guest",
                "gina.guest@fabrikam.example",
                "a0a00000-0000-4000-8000-0000000000e1",
                tenant,
                home=OTHER_TENANT,
            )
        )
        people.append(
            Person(
                "fred",
                "Fred Foreign",
                "fred.foreign@fabrikam.example",
                "a0a00000-0000-4000-8000-0000000000e2",
                OTHER_TENANT,
            )
        )
        self._tenant = tenant
        self._by_key = {person.key: person for person in people}
        self._by_email = {person.email.lower(): person for person in people}

    def person(self, key: str) -> Person | None:
        return self._by_key.get(key)

    def by_hint(self, hint: str) -> Person | None:
        """By `login_hint`, which is an email address in any case."""
        return self._by_email.get(hint.strip().lower())

    def everyone(self) -> list[Person]:
        """Own people and guests first, then the strangers."""
        return sorted(self._by_key.values(), key=lambda person: person.tenant != self._tenant)
