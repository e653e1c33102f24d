"""What readers answered, for the editors to read."""

from django.contrib import admin
from unfold.decorators import display

from bulletin.admin.looking import LookingAdmin
from editions.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(LookingAdmin):
    list_display = ("given_at", "edition", "first_answer", "email")
    list_display_links = ("given_at", "first_answer")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    search_fields = ("answers", "email")
    fields = ("edition", "given_at", "everything", "email")
    readonly_fields = fields

    @display(description="Answers")
    def first_answer(self, feedback: Feedback) -> str:
        first = str(feedback.answers[0]["answer"]) if feedback.answers else ""
        return first if len(first) <= 120 else f"{first[:120]}…"

    @display(description="Answers")
    def everything(self, feedback: Feedback) -> str:
        return "\n\n".join(f"{each['question']}\n{each['answer']}" for each in feedback.answers)
