"""The public addresses of editions and of the distribution list."""

from django.urls import path

from editions.views import subscribing

app_name = "editions"
urlpatterns = [
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribing.subscribe_sent, name="subscribe_sent"),
    path("subscribe/confirm/<str:secret>/", subscribing.confirm, name="confirm"),
    path("leave/", subscribing.ask_to_leave, name="ask_to_leave"),
    path("leave/sent/", subscribing.leave_link_sent, name="leave_link_sent"),
    path("leave/<str:token>/", subscribing.leave, name="leave"),
]
