"""A contributor who walks through the steps with Django's client, as a browser without scripts posts them."""

import re

from submissions import drafting
from submissions.models import Draft

ABOUT = {
    "name": "Ann Example",
    "email": "ann@police.example",
    "phone": "",
    "organisation": "Northshire Police",
    "sector": "law_enforcement",
    "region": "north_east",
    "fax": "",
}
ARTICLE = {
    "title": "Fewer cars stolen",
    "summary": "Free locks.",
    "body": "<p>We gave away 400 locks.</p>",
    "language": "en",
    "suggested_section": "",
    "blocks-TOTAL_FORMS": "0",
    "blocks-INITIAL_FORMS": "0",
    "contacts-TOTAL_FORMS": "1",
    "contacts-INITIAL_FORMS": "0",
}
PICTURES = {"pictures-TOTAL_FORMS": "1", "pictures-INITIAL_FORMS": "0"}
PERMISSIONS = {
    "marking": "no",
    "sign_off": "yes",
    "signed_by": "Jo Example, head of communications",
    "signed_on": "2 March 2026",
    "live_proceedings": "no",
    "live_proceedings_why": "",
    "named_people": "nobody",
    "named_people_why": "",
    "sensitivity": "no",
    "sensitivity_why": "",
    "contacts": "yes",
    "images": "yes",
}
STEPS = {"about": ABOUT, "article": ARTICLE, "pictures": PICTURES, "permissions": PERMISSIONS}


def begun(client) -> str:
    """The path of a new draft's list of tasks."""
    return client.post("/submit/start/", {"may_be_sent": "fit"})["Location"]


def seen_on(client, path: str) -> str:
    """The token with which the page at this path is drawn."""
    return re.search(r'name="seen" value="([^"]*)"', client.get(path).content.decode())[1]


def save(client, tasks: str, step: str, **given):
    """Post one step as its page has it, with what is given instead; a list of rows by `blocks__0__kind`."""
    path = f"{tasks}{step}/"
    answers = STEPS[step] | {name.replace("__", "-"): value for name, value in given.items()}
    answers = {name: value for name, value in answers.items() if value is not None}
    return client.post(path, {"seen": seen_on(client, path), **answers})


def written(client, **steps) -> str:
    """A draft with every step filled in; `article={...}` gives other answers of that step."""
    tasks = begun(client)
    for step in STEPS:
        save(client, tasks, step, **steps.get(step, {}))
    return tasks


def send(client, tasks: str):
    return client.post(f"{tasks}check/", {"seen": seen_on(client, f"{tasks}check/")})


def sent(client, **steps):
    """An article that was sent; the answer leads to its lasting page."""
    return send(client, written(client, **steps))


def draft_at(tasks: str) -> Draft:
    return drafting.find(tasks.split("/")[2])


def words_of(response) -> str:
    return response.content.decode()
