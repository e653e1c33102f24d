"""The words that the very first edition begins with; later ones begin with those of the edition before."""

STANDING_TEXT = (
    "<p>The bulletin is written by the people who do the work. If something you tried made a difference to serious "
    "and organised crime where you are, other areas want to hear about it. An article takes ten minutes to send, and "
    "we help with the writing.</p>"
)
FEEDBACK_TEXT = (
    "<p>Tell us what you think, so that the next edition is more use to you. Four questions are enough, and a line for "
    "each will do:</p>"
)
FEEDBACK_QUESTIONS = (
    "Which article was the most useful to you, and why?",
    "Have you got in touch with a partner because of something you read here?",
    "Would you write an article for a later edition?",
    "What would you like to read more about?",
)
