"""The public addresses of editions and of the distribution list."""

from django.urls import path

from editions.views import answering, archive, personal, pictures, subscribing

app_name = "editions"
urlpatterns = [
    path("", archive.home, name="home"),
    path("editions/", archive.archive, name="archive"),
    path("editions/<int:number>/", archive.edition, name="edition"),
    path("editions/<int:number>/pictures/<int:key>/<int:width>/", pictures.picture, name="picture"),
    path("editions/<int:number>/<slug:slug>/", archive.article, name="article"),
    path("feedback/<int:number>/", answering.feedback, name="feedback"),
    path("feedback/<int:number>/sent/", answering.feedback_sent, name="feedback_sent"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribing.subscribe_sent, name="subscribe_sent"),
    path("subscribe/confirm/<str:secret>/", subscribing.confirm, name="confirm"),
    path("leave/", subscribing.ask_to_leave, name="ask_to_leave"),
    path("leave/sent/", subscribing.leave_link_sent, name="leave_link_sent"),
    path("your-information/", personal.ask, name="ask_for_information"),
    path("your-information/sent/", personal.sent, name="information_sent"),
    path("your-information/erased/", personal.erased, name="information_erased"),
    path("your-information/<str:secret>/", personal.show, name="your_information"),
    path("your-information/<str:secret>/copy/", personal.copy, name="copy_of_information"),
    path("your-information/<str:secret>/erase/", personal.erase, name="erase_information"),
    path("leave/<str:token>/", subscribing.leave, name="leave"),
]
