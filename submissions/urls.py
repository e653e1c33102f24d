"""The public addresses of the submission form."""

from django.urls import path

from submissions.views import proof, sent, submitting

app_name = "submissions"
urlpatterns = [
    path("", submitting.submit, name="submit"),
    path("sent/<str:secret>/", sent.sent, name="sent"),
    path("sent/<str:secret>/pictures/<int:picture_id>/<int:width>/", sent.picture, name="picture"),
    path("proof/<str:secret>/", proof.proof, name="proof"),
    path("proof/<str:secret>/pictures/<int:picture_id>/<int:width>/", proof.picture, name="proof_picture"),
    path("proof/<str:secret>/<slug:name>/", proof.face, name="proof_face"),
    path("pictures/<int:picture_id>/<int:width>/", sent.picture, name="picture"),
]
