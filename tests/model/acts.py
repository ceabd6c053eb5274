"""What people do on both sides, one act a step. Each is drawn from the state as it is and from a
chance of the step's own, so that a step does about the same in a history from which others were
taken out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.activecampaign.records import Contact
from shared.entities import ENTITIES, Entity
from tests.model.scene import LISTS, OPT_OUT, PAIRS, TABLE, TAGS, Node, Pair, Scene
from tests.model.world import Refused

# In Dynamics


def create_record(scene: Scene) -> None:
    entity = scene.chance.choice(ENTITIES)
    email = scene.chance.choice((scene.case(scene.address()), scene.case(scene.address()), None))
    values: dict[str, object] = {"emailaddress1": email}
    if entity == "lead":
        values["subject"] = "A case"
    drawn = [(pair, pair.draw(scene)) for pair in PAIRS]
    values |= {pair.column: value[1] for pair, value in drawn}
    made = scene.world.in_dynamics("POST", f"rows/{TABLE[entity]}", values)
    node = (entity, str(made["id"]))
    scene.book.enter(node, "email", email)
    for pair, value in drawn:
        scene.book.enter(node, pair.key, value[0])
    scene.note(f"{_name(node)} created: {email}")


def edit_record(scene: Scene) -> None:
    found = scene.some_record()
    if found is None:
        return
    drawn = [(pair, pair.draw(scene)) for pair in _some_pairs(scene)]
    _patch(scene, found, {pair.column: value[1] for pair, value in drawn})
    for pair, value in drawn:
        scene.book.enter(found, pair.key, value[0])
    scene.note(f"{_name(found)} edited: {_shown(drawn)}")


def change_record_email(scene: Scene) -> None:
    found = scene.some_record()
    if found is None:
        return
    old = scene.row(*found).get("emailaddress1")
    email = scene.chance.choice((scene.case(scene.address()), scene.address(), None))
    if isinstance(old, str) and scene.chance.random() < 0.2:
        email = old.swapcase()
    _patch(scene, found, {"emailaddress1": email})
    scene.book.enter(found, "email", email)
    scene.note(f"{_name(found)} email: {old} -> {email}")


def swap_record_emails(scene: Scene) -> None:
    entity = scene.chance.choice(ENTITIES)
    ids = scene.records(entity)
    ids = [one for one in ids if scene.row(entity, one)["statecode"] == 0]
    if len(ids) < 2:
        return
    one, other = scene.chance.sample(ids, 2)
    first, second = (scene.row(entity, it).get("emailaddress1") for it in (one, other))
    for record_id, email in ((one, second), (other, first)):
        _patch(scene, (entity, record_id), {"emailaddress1": email})
        scene.book.enter((entity, record_id), "email", email)
    scene.note(f"{_name((entity, one))} and {_name((entity, other))} swap emails")


def opt_out_record(scene: Scene) -> None:
    found = scene.some_record()
    if found is not None:
        _patch(scene, found, {OPT_OUT: True})
        scene.note(f"{_name(found)} opts out")


def take_flag_away(scene: Scene) -> None:
    found = scene.some_record()
    if found is not None and scene.book.half == "flag" and scene.row(*found).get(OPT_OUT):
        _patch(scene, found, {OPT_OUT: False})
        scene.book.flags_taken.add(found)
        scene.note(f"{_name(found)} flag taken away")


def delete_record(scene: Scene) -> None:
    found = scene.some_record(active=scene.chance.random() < 0.7)
    if found is not None:
        scene.world.in_dynamics("DELETE", f"rows/{TABLE[found[0]]}/{found[1]}")
        scene.book.live(found)
        scene.note(f"{_name(found)} deleted")


def deactivate_record(scene: Scene) -> None:
    found = scene.some_record()
    if found is not None:
        _patch(scene, found, {"statecode": 1})
        scene.book.live(found)
        scene.note(f"{_name(found)} deactivated")


def reactivate_record(scene: Scene) -> None:
    found = scene.some_record(active=False)
    if found is not None:
        _patch(scene, found, {"statecode": 0})
        scene.book.live(found)
        scene.note(f"{_name(found)} reactivated")


def qualify_lead(scene: Scene) -> None:
    """With a contact made of it, or without."""
    found = scene.some_record()
    if found is None or found[0] != "lead":
        return
    before = set(scene.records("contact"))
    makes = scene.chance.random() < 0.8
    _act_on(scene, found, "qualify", {"CreateContact": makes})
    made = set(scene.records("contact")) - before
    scene.book.kin += [(found, ("contact", one)) for one in made]
    scene.book.live(found)
    scene.note(f"{_name(found)} qualified: {sorted(made)}")


def merge_records(scene: Scene) -> None:
    master = scene.some_record()
    other = scene.some_record()
    if master is None or other is None or master[0] != other[0] or master == other:
        return
    _act_on(scene, master, "merge", {"subordinate": other[1]})
    scene.book.kin.append((master, other))
    scene.book.live(master, other)
    scene.note(f"{_name(other)} merged into {_name(master)}")


def restore_record(scene: Scene) -> None:
    entity = scene.chance.choice(ENTITIES)
    gone = [one.id for one in scene.world.organisation.store.tables[entity].deleted]
    if gone:
        found = (entity, scene.chance.choice(gone))
        _act_on(scene, found, "restore", {})
        scene.book.live(found)
        scene.note(f"{_name(found)} restored")


# In ActiveCampaign


def create_contact(scene: Scene) -> None:
    email = scene.case(scene.address())
    drawn = [(pair, pair.draw(scene)) for pair in PAIRS]
    act: dict[str, Any] = {"email": email, **_act(drawn)}
    act["tags"] = [tag for tag in TAGS if scene.chance.random() < 0.35]
    if scene.book.half == "list" and scene.chance.random() < 0.6:  # by a form
        act |= {"subscribe": [scene.chance.choice(LISTS)], "source": "public"}
    made = scene.world.in_activecampaign("POST", "contacts", act)
    node = ("ac", str(made["id"]))
    scene.book.enter(node, "email", email)
    for pair, value in drawn:
        scene.book.enter(node, pair.key, value[0])
    scene.note(f"{_name(node)} created: {email} {act['tags']}")


def edit_contact(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is None:
        return
    drawn = [(pair, pair.draw(scene)) for pair in _some_pairs(scene)]
    node = _of(contact)
    scene.world.in_activecampaign("POST", f"contacts/{contact.id}", _act(drawn))
    for pair, value in drawn:
        scene.book.enter(node, pair.key, value[0])
    scene.note(f"{_name(node)} edited: {_shown(drawn)}")


def change_contact_email(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is None:
        return
    email, old = scene.case(scene.address()), contact.email
    scene.world.in_activecampaign("POST", f"contacts/{contact.id}", {"email": email})
    scene.book.enter(_of(contact), "email", email)
    scene.note(f"{_name(_of(contact))} email: {old} -> {email}")


def unsubscribe_contact(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is not None and contact.lists:
        scene.world.in_activecampaign("POST", f"contacts/{contact.id}", {"optOut": True})
        scene.note(f"{_name(_of(contact))} unsubscribes")


def subscribe_contact(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is None or scene.book.half == "flag":
        return
    act = {"subscribe": [scene.chance.choice(LISTS)], "source": "public"}
    scene.world.in_activecampaign("POST", f"contacts/{contact.id}", act)
    scene.book.touched.add((_of(contact), "lists"))
    scene.note(f"{_name(_of(contact))} subscribes")


def tag_contact(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is not None:
        key, tag = scene.chance.choice(("tags", "untag", "tags")), scene.chance.choice(TAGS)
        scene.world.in_activecampaign("POST", f"contacts/{contact.id}", {key: [tag]})
        scene.note(f"{_name(_of(contact))} {key} {tag}")


def delete_contact(scene: Scene) -> None:
    contact = scene.some_contact()
    if contact is not None:
        scene.world.in_activecampaign("POST", f"contacts/{contact.id}", {"delete": True})
        scene.note(f"{_name(_of(contact))} deleted")


def merge_contacts(scene: Scene) -> None:
    one, other = scene.some_contact(), scene.some_contact()
    if one is None or other is None or one is other:
        return
    scene.world.in_activecampaign("POST", f"contacts/{one.id}", {"mergeInto": other.id})
    scene.book.kin.append((_of(one), _of(other)))
    scene.book.live(_of(one), _of(other))
    scene.note(f"{_name(_of(one))} merged into {_name(_of(other))}")


# At the app


def pause_or_resume(scene: Scene) -> None:
    """An administrator turns all syncing off, or on again."""
    settings = scene.world.sync_settings()
    paused = settings.load().global_sync
    settings.change({"global_sync": not paused})
    scene.note("all syncing is off" if paused else "syncing is on again")


def lose_track(scene: Scene) -> None:
    """Dynamics knows no token any more that it gave."""
    scene.world.in_dynamics("POST", "tokens/expire", {})
    scene.note("change tracking is lost")


# Before the app is there


def before_the_first_sync(scene: Scene) -> None:
    """Some have opted out on one side, and are mailed on the other."""
    for entity in ENTITIES:
        for record_id in scene.records(entity):
            if scene.chance.random() < 0.4:
                _patch(scene, (entity, record_id), {OPT_OUT: True})
                scene.note(f"{_name((entity, record_id))} opted out long ago")
    for contact in list(scene.contacts().values()):
        fate = scene.chance.choice(("subscribed", "unsubscribed", "left as it is"))
        if fate == "left as it is":
            continue
        act: dict[str, Any] = {"subscribe": list(LISTS), "source": "public"}
        scene.world.in_activecampaign("POST", f"contacts/{contact.id}", act)
        if fate == "unsubscribed":
            scene.world.in_activecampaign("POST", f"contacts/{contact.id}", {"optOut": True})
        scene.note(f"{_name(_of(contact))} {fate} long ago")


ACTS: Sequence[tuple[Callable[[Scene], None], int]] = (
    (create_record, 6),
    (edit_record, 22),
    (change_record_email, 6),
    (swap_record_emails, 2),
    (opt_out_record, 2),
    (take_flag_away, 1),
    (delete_record, 2),
    (deactivate_record, 2),
    (reactivate_record, 2),
    (qualify_lead, 3),
    (merge_records, 3),
    (restore_record, 1),
    (create_contact, 6),
    (edit_contact, 22),
    (change_contact_email, 5),
    (unsubscribe_contact, 2),
    (subscribe_contact, 3),
    (tag_contact, 4),
    (delete_contact, 2),
    (merge_contacts, 1),
    (pause_or_resume, 1),
    (lose_track, 1),
)
"""With how often each is done, in comparison."""

ABOUT_CONSENT = (
    create_record,
    delete_record,
    opt_out_record,
    take_flag_away,
    unsubscribe_contact,
    subscribe_contact,
    restore_record,
    change_record_email,
    change_contact_email,
    pause_or_resume,
    lose_track,
)
"""What is done five times as often where consent is looked at."""


def act(scene: Scene, *, about_consent: bool = False) -> None:
    """One act; nothing, if the system refuses it."""
    often = [
        number * 5 if about_consent and one in ABOUT_CONSENT else number for one, number in ACTS
    ]
    chosen, *_ = scene.chance.choices([one for one, _ in ACTS], often)
    try:
        chosen(scene)
    except Refused as refusal:
        scene.note(f"{chosen.__name__}: refused, {refusal}"[:90])


def _act_on(
    scene: Scene, found: tuple[Entity, str], name: str, given: Mapping[str, object]
) -> None:
    path = f"rows/{TABLE[found[0]]}/{found[1]}/{name}"
    scene.world.in_dynamics("POST", path, given)


def _patch(scene: Scene, found: tuple[Entity, str], values: Mapping[str, object]) -> None:
    scene.world.in_dynamics("PATCH", f"rows/{TABLE[found[0]]}/{found[1]}", values)


def _some_pairs(scene: Scene) -> list[Pair]:
    return scene.chance.sample(PAIRS, scene.chance.choice((1, 1, 2, 3)))


def _act(drawn: Sequence[tuple[Pair, tuple[object, object, str]]]) -> dict[str, Any]:
    standard = {pair.standard: value[2] for pair, value in drawn if pair.standard is not None}
    custom = {pair.key[6:]: value[2] for pair, value in drawn if pair.standard is None}
    return {**standard, "values": custom}


def _of(contact: Contact) -> Node:
    return ("ac", str(contact.id))


def _name(node: Node) -> str:
    return f"{node[0]} {node[1][:8]}"


def _shown(drawn: Sequence[tuple[Pair, tuple[object, object, str]]]) -> str:
    return ", ".join(f"{pair.key}={value[0]!r}" for pair, value in drawn)
