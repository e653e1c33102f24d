"""The public addresses of the submission form."""

from django.urls import path

from submissions.views import sent, submitting

app_name = "submissions"
urlpatterns = [
    path("", submitting.submit, name="submit"),
    path("sent/<str:secret>/", sent.sent, name="sent"),
    path("sent/<str:secret>/pictures/<int:picture_id>/<int:width>/", sent.picture, name="picture"),
    path("pictures/<int:picture_id>/<int:width>/", sent.picture, name="picture"),
]
