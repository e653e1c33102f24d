"""The nine articles of the demo’s published edition: all of it is invented."""

from bulletin.demo.stories import DemoPicture, Story, block, contact

ARTICLES = [
    Story(
        writer="marsh",
        section="In the spotlight",
        title="One table, nine agencies: the Marshland tasking day",
        summary="Once a month, nine agencies bring their hardest address to the same table. Most leave with a plan.",
        themes=("Pursue", "Prepare"),
        body="""Every agency in Marshland knew a house it could do nothing about alone. The council had the noise complaints, the fire service had the blocked exits, and we had the intelligence. Nobody had all three.

Since spring we have met on the first Tuesday of each month. Each agency brings one address and leaves with a task and a date. Nothing is minuted but the tasks.

What made the difference:

- One page for each address, written in plain words before the meeting
- A chair from the council, not from the police
- Ten minutes for each address, and no more

In six months we closed eleven addresses that had been open for more than a year. The next step is to invite the housing associations of the neighbouring district.""",
        blocks=(
            block(
                "event",
                name="Tasking day open house",
                when="Thursday 11 February 2027, 10am to 3pm",
                where="Marshland Guildhall, Ferry Street",
                audience="Partnership leads in police, councils, fire and housing",
                register="https://events.marshland-police.example/open-house",
            ),
            block(
                "quote",
                text="We stopped asking whose job it was and began asking who could do it this week.",
                speaker="Dana Whitlock",
                role="Inspector, Marshland Police",
            ),
        ),
        contacts=(
            contact(
                name="Inspector Dana Whitlock",
                role="Partnerships lead",
                email="dana.whitlock@marshland-police.example",
                phone="01632 960101",
            ),
        ),
        pictures=(
            DemoPicture(
                "table",
                alt="A round table seen from above, with nine chairs of different colours",
                caption="Nine agencies, one table, ten minutes for each address",
                credit="Marshland Police",
            ),
        ),
    ),
    Story(
        writer="harbour",
        section="Partnerships",
        title="The eyes of the quay",
        summary="Volunteers at forty small harbours now know what to look for, and whom to tell.",
        themes=("Prevent", "Protect"),
        body="""A small harbour has no guard and no camera, but it has people who walk their dogs there at six in the morning. Harbour Watch has trained 212 of them.

The training takes one evening. We use photographs of real boats, and talk about what is ordinary before we talk about what is not. People who know their own harbour need little more than permission to mention what struck them.

Reports go to one number and are answered within a day, even when nothing comes of them. That answer is why people call a second time.""",
        blocks=(
            block(
                "figure",
                before="Our volunteers made",
                figure="318 reports",
                after="in the first year; 41 led to action.",
            ),
            block("quote", text="I have walked past that slipway for thirty years. Now I look at it."),
        ),
        contacts=(contact(role="Harbour Watch office", email="office@harbourwatch.example"),),
        pictures=(DemoPicture("harbour", alt="A drawing of a small harbour at dawn, with two boats and a lighthouse"),),
    ),
    Story(
        writer="trade",
        section="Partnerships",
        title="Following the pallets: a joint look at counterfeit tobacco",
        summary="Trading standards, a parcel firm and the regional police looked at one kind of crate for a month.",
        themes=("Pursue",),
        body="""Illicit tobacco reaches the corner shop in ordinary parcels. A parcel firm noticed that the same sender used eleven names, and asked us what to do with that.

We agreed what the firm may lawfully share and wrote it on two pages. For one month the firm set aside what matched, and an officer looked at it the same day.

1. The firm flags a crate by weight, sender and destination.
2. Trading standards open it with a witness.
3. The police visit the address the next morning.

Four shops lost their licence to sell tobacco. The two pages can be used by anybody: ask us for a copy.""",
        contacts=(
            contact(name="Femi Aldous", email="femi.aldous@thornbridge-council.example", phone="01632 960102"),
            contact(role="Tobacco desk", email="tobacco@thornbridge-council.example"),
        ),
    ),
    Story(
        writer="river",
        section="Disruptions",
        title="Operation Lantern: turning off a county line",
        summary="A phone number that sold to three towns went silent after a year of patient work.",
        themes=("Pursue", "Protect"),
        body="""The line sold heroin and crack cocaine in three towns from a phone that nobody had ever seen. Riverside Police and two neighbouring forces worked on it together for a year.

We began with the people who were being used. Seven young people were found a safe place before the first door was opened. Only then did we go for the phone.

Six men were sentenced to 38 years between them at the Crown Court in September. No young person was prosecuted.""",
        blocks=(
            block(
                "quote",
                text="The measure of this is not the years. It is that seven children slept at home that week.",
                speaker="Joan Okell",
                role="Sergeant, Riverside Police",
            ),
        ),
        contacts=(contact(role="More about Operation Lantern", website="https://riverside-police.example/lantern"),),
        pictures=(DemoPicture("lantern"),),
    ),
    Story(
        writer="bill",
        section="Disruptions",
        title="New powers over crypto-assets: what changes on 1 March 2027",
        summary="From March, officers can seize a hardware wallet without an arrest. Here is what you need before you use it.",
        themes=("Pursue",),
        body="""The regulations were laid in October 2026 and take effect on 1 March 2027. They do four things:

- Allow a hardware wallet to be seized without an arrest
- Let a court order an exchange to freeze an account on the same day
- Require the value to be recorded at the time of seizure
- Give whoever holds the wallet a right to be heard within 28 days

Every force needs a named officer with access to a wallet of its own before it can use the powers. We will run three training days in January 2027.

If your force has not named an officer yet, please do so by 15 December 2026.""",
        contacts=(contact(role="Economic Crime Policy Team", email="policy.team@economic-crime.example"),),
    ),
    Story(
        writer="youth",
        section="Prevent",
        title="Second chances in a bicycle workshop",
        summary="Young people on the edge of organised crime repair bicycles, and stay for the conversation.",
        themes=("Prevent",),
        body="""Nobody comes to us for mentoring. They come because their bicycle is broken and we have the tools.

Of the 64 young people who came last year, 51 came back. Of those, 38 now have a named mentor, and 22 are in work or training.

The workshop costs less than one place in custody. A force that would like to start one can have our list of tools, our insurance papers and a day of our time.""",
        blocks=(
            block(
                "figure",
                before="A year of the workshop costs",
                figure="£31,500",
                after="for up to seventy young people.",
            ),
            block(
                "call",
                heading="Bids for Prevent pilots",
                text="Funding for up to six local pilots that keep people under 25 out of organised crime.",
                opens="11 January 2027",
                closes="26 February 2027",
                ask="prevent.bids@economic-crime.example",
            ),
        ),
        contacts=(contact(name="Callum Ridgeway", role="Founder", email="callum@secondstep.example"),),
        pictures=(
            DemoPicture(
                "bicycle",
                alt="A drawing of a bicycle on a repair stand",
                caption="The workshop is open three evenings a week",
                credit="Drawn by a member of the workshop",
            ),
        ),
    ),
    Story(
        writer="cymru",
        section="Prevent",
        title="Siarad cyn iddi fynd yn rhy hwyr",
        summary="Mae tŷ agored yng Nghwm Aeron yn rhoi lle diogel i bobl ifanc siarad â rhywun sy’n gwrando.",
        themes=("Prevent", "Prepare"),
        language="cy",
        body="""Bob nos Iau mae’r tŷ agored yn llawn. Daw pobl ifanc am baned ac aros am sgwrs. Does dim ffurflenni wrth y drws.

Mae’r staff wedi dysgu sylwi ar arwyddion cynnar: ffôn newydd, arian heb esboniad, ŵyr sy’n aros allan dros nos. Mae pawb yn gwybod pwy i’w ffonio.

Hoffem rannu’r hyn a ddysgwyd â chynghorau eraill.""",
        contacts=(contact(name="Siân Prydderch", email="sian.prydderch@cwm-council.example"),),
    ),
    Story(
        writer="bank",
        section="Protection",
        title="When the customer is told to lie to the bank",
        summary="Fraudsters coach their victims. Cashiers at Kestrel Bank now ask a different question.",
        themes=("Protect",),
        body="""A customer who is being defrauded has often been told what to say: it is for a builder, it is for a car. Asking “what is it for?” only tests the story.

Our cashiers now ask who will be angry if the money does not arrive today. The answer comes quickly, and it is often the truth.

In a trial at thirty branches, twice as many payments were stopped as in the branches that asked the old question.""",
        blocks=(
            block(
                "checklist",
                heading="Five signs that somebody is being coached",
                items=[
                    "They keep a phone call open while they talk to you",
                    "They know the answer before the question is finished",
                    "They have withdrawn savings twice in a week",
                    "They say that staff of the bank are not to be trusted",
                    "They become frightened when you suggest waiting an hour",
                ],
            ),
            block(
                "resources",
                heading="Free for partners",
                items=[
                    "A two-minute film for staff rooms: https://kestrelbank.example/coached",
                    "A poster in English, Welsh, Polish and Urdu",
                    "Speaking notes for a thirty-minute briefing",
                ],
            ),
        ),
        contacts=(contact(role="Partnership desk", email="partners@kestrelbank.example", phone="01632 960104"),),
        pictures=(
            DemoPicture(
                "phone", alt="A drawing of a hand holding a phone with a warning on its screen", credit="Kestrel Bank"
            ),
        ),
    ),
    Story(
        writer="nurse",
        section="Protection",
        title="What the pharmacy sees",
        summary="Pharmacists in Northmoor learned to notice cuckooing, and how to pass on a worry safely.",
        themes=("Protect", "Prepare"),
        body="""A pharmacist sees the same person every day, and notices when somebody else begins to collect the medicine.

With the local partnership board we wrote a card that fits behind the till. It names four signs that a home has been taken over, and one number. It also says what not to do: never ask while the other person is in the shop.

Since June the number has taken 27 calls. Nine homes were made safe, and nobody who called has been named.""",
        contacts=(
            contact(name="Gwen Tarrant", role="Safeguarding lead", email="gwen.tarrant@northmoor-health.example"),
        ),
    ),
]

# What readers answered to the four questions.
FEEDBACK = [
    [
        "The tasking day in Marshland. We copied the table of who brings what, and used it last week.",
        "Yes, Thornbridge about the post office. They rang back the same day.",
        "Perhaps, about what our gate cameras can and can’t do.",
        "What happens after the arrests.",
    ],
    ["The five signs of coaching. It is on the wall of our branch.", "", "", "More for people who sit at a counter."],
    ["", "Not yet", "", "Shorter articles, please. I read it on the train."],
]
