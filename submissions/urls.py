"""The public addresses of whoever offers an article."""

from django.urls import path

from submissions.views import checking, following, proof, returning, sent, starting, word, writing

app_name = "submissions"
urlpatterns = [
    path("", starting.start, name="submit"),
    path("start/", starting.suitability, name="suitability"),
    path("stop/<slug:why>/", starting.stop, name="stop"),
    path("link/", returning.ask, name="link"),
    path("link/sent/", returning.sent, name="link_sent"),
    path("back/<str:secret>/", returning.back, name="back"),
    path("sent/<str:secret>/", sent.sent, name="sent"),
    path("sent/<str:secret>/answer/", following.answer, name="answer"),
    path("sent/<str:secret>/change/", following.change, name="change"),
    path("sent/<str:secret>/write/", following.write, name="write"),
    path("sent/<str:secret>/withdraw/", following.withdraw, name="withdraw"),
    path("sent/<str:secret>/pictures/<int:picture_id>/<int:width>/", sent.picture, name="picture"),
    path("proof/<str:secret>/", proof.proof, name="proof"),
    path("proof/<str:secret>/pictures/<int:picture_id>/<int:width>/", proof.picture, name="proof_picture"),
    path("proof/<str:secret>/<slug:name>/", proof.face, name="proof_face"),
    path("pictures/<int:picture_id>/<int:width>/", sent.staff_picture, name="picture"),
    # Last, for a draft's secret stands where the words above stand.
    path("<str:secret>/", writing.tasks, name="tasks"),
    path("<str:secret>/saved/", returning.saved, name="saved"),
    path("<str:secret>/word/", word.word, name="word"),
    path("<str:secret>/check/", checking.check, name="check"),
    path("<str:secret>/preview/<slug:face>/", checking.preview, name="preview"),
    path("<str:secret>/pictures/<slug:sha256>/<int:width>/", writing.picture, name="draft_picture"),
    path("<str:secret>/<slug:slug>/", writing.step, name="step"),
]
