"""Articles of the demo that have not been published: one or more in every status."""

from bulletin.demo.stories import DemoPicture, Story, block, contact
from submissions.workflow import SubmissionStatus as Status

# Each with the status that the demo brings it to.
ARTICLES: list[tuple[str, Story]] = [
    (
        Status.SUBMITTED,
        Story(
            writer="college",
            section="Prevent",
            title="Teaching money mules to say no",
            summary="A lesson plan that lets students practise refusing an offer before they get one.",
            themes=("Prevent", "Protect"),
            body="""Students are offered easy money in the first weeks of term. Our lesson lets them hear the offer in class first.

They write the message that a recruiter would send, and then the answer. It takes forty minutes, and tutors need no training.""",
            blocks=(
                block(
                    "figure",
                    before="",
                    figure="1 in 9",
                    after="of our students had been asked to lend their bank account.",
                ),
            ),
            contacts=(contact(name="Dr Amara Fielding", email="a.fielding@wold-college.example"),),
            pictures=(DemoPicture("phone", alt="A drawing of a hand holding a phone with a message on its screen"),),
        ),
    ),
    (
        Status.SUBMITTED,
        Story(
            writer="river",
            section="Disruptions",
            title="Number plates that never existed",
            summary="How a garage owner’s question led to a factory of cloned plates.",
            themes=("Pursue",),
            body="""A garage owner asked why the same plate came in on two cars in one week. He is the reason that 400 cloned plates are off the road.

We now visit every new garage in the first month, with a cup of tea and a card.""",
        ),
    ),
    (
        Status.IN_REVIEW,
        Story(
            writer="trade",
            section="Partnerships",
            title="A scrapyard that wanted to be checked",
            summary="A dealer asked for inspections, and his neighbours followed.",
            themes=("Prevent",),
            body="""An honest dealer loses business to a dishonest one. In Thornbridge a dealer asked us to inspect him, and to say so on his gate.

Eleven others have asked since. The two that did not are the two that we are interested in: the owner of one is awaiting trial.""",
            contacts=(contact(name="Femi Aldous", email="femi.aldous@thornbridge-council.example"),),
        ),
    ),
    (
        Status.CHANGES_REQUESTED,
        Story(
            writer="harbour",
            section="Protection",
            title="Moorings, marinas and the missing log book",
            summary="What marina staff can ask, and what they may not.",
            themes=("Protect",),
            body="""Marina staff asked us what they are allowed to ask. We asked a lawyer, and here is the short answer.

They may ask for a name, a home port and proof that the boat is insured. They may not keep a copy of a passport.""",
        ),
    ),
    (
        Status.ACCEPTED,
        Story(
            writer="marsh",
            section="Disruptions",
            title="The tractor that sent an alarm",
            summary="Trackers, farmers and two forces took apart a ring of machinery thieves.",
            themes=("Pursue", "Protect"),
            body="""Three tractors left Marshland in one night. The fourth had a tracker that its owner had fitted himself.

It led two forces to a barn sixty miles away, and to nineteen machines from five counties.

- Fit a tracker, and tell nobody where
- Photograph the serial numbers
- Report a theft at once, even at night""",
            contacts=(contact(name="Inspector Dana Whitlock", email="dana.whitlock@marshland-police.example"),),
        ),
    ),
    (
        Status.ACCEPTED,
        Story(
            writer="nurse",
            section="Protection",
            title="A safe word at the surgery",
            summary="Patients in Northmoor can ask for help without saying so.",
            themes=("Protect",),
            body="""A patient who is controlled by somebody else is seldom alone at the desk. In Northmoor they can ask whether Dr Rowan is in today.

There is no Dr Rowan. The receptionist finds a reason for a private room, and calls.""",
            blocks=(
                block(
                    "quote",
                    text="It costs a poster and a quarter of an hour.",
                    speaker="Gwen Tarrant",
                    role="Safeguarding lead",
                ),
            ),
        ),
    ),
    (
        Status.ACCEPTED,
        Story(
            writer="bank",
            section="Partnerships",
            title="Sharing what we know, before it is too late",
            summary="Four banks and a police desk share warnings within the hour.",
            themes=("Pursue", "Protect"),
            body="""A stolen account is emptied within two hours. Four banks now warn each other, and one police desk, within one.

The agreement is six pages long. It took a year to write, and any region may have it.""",
        ),
    ),
    (
        Status.ACCEPTED,
        Story(
            writer="harbour",
            section="In the spotlight",
            title="One year, one number: what forty harbours told us",
            summary="A year of calls shows which small signs are worth a call.",
            themes=("Prepare", "Protect"),
            body="""For a year, every call to Harbour Watch was written down in the same six words: where, when, who, what, how long, and what happened next.

The most useful calls were not about boats. They were about vans that waited, lights that stayed on, and strangers who asked about the tide.""",
            blocks=(
                block(
                    "figure",
                    before="Of all calls that led to action,",
                    figure="6 in 10",
                    after="were about something on land.",
                ),
            ),
            contacts=(contact(role="Harbour Watch office", email="office@harbourwatch.example"),),
            pictures=(DemoPicture("harbour", alt="A drawing of a small harbour with two boats and a lighthouse"),),
        ),
    ),
    (
        Status.ACCEPTED,
        Story(
            writer="cymru",
            section="Prevent",
            title="A mentor on every bus route",
            summary="Drivers in Cwm Aeron know every child on the route, and now whom to tell.",
            themes=("Prevent",),
            body="""A bus driver sees a child every morning for seven years. When that child begins to travel at noon with a bag and no books, the driver knows first.

Sixty drivers have had an hour of training and a number to text. They have texted it thirty-one times.""",
            contacts=(contact(name="Siân Prydderch", email="sian.prydderch@cwm-council.example"),),
        ),
    ),
    (
        Status.DECLINED,
        Story(
            writer="college",
            section="Partnerships",
            title="Our open day in pictures",
            summary="A look back at the open day of the criminology department.",
            body="""The sun shone, and two hundred visitors came. Here is what they saw.""",
        ),
    ),
    (
        Status.WITHDRAWN,
        Story(
            writer="youth",
            section="Prevent",
            title="A football league with no spectators",
            summary="Why we moved our matches to a hall without windows.",
            themes=("Prevent",),
            body="""Recruiters stood at the touchline, so we took the touchline away. The league now plays indoors.""",
        ),
    ),
    (
        Status.DRAFT,
        Story(
            writer="bill",
            section="Disruptions",
            title="Notes on the consultation",
            summary="To be written.",
            body="""The consultation closes in February. This will say how to answer it.""",
        ),
    ),
]
