from django.urls import path

from beside.practice.desk import consent_pages, erasing, offline, owner, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("home/", views.home, name="home"),
    path("offline/", offline.offline, name="offline"),
    path("outbox/ready/", offline.ready, name="outbox-ready"),
    path("sessions/<uuid:pk>/brief/", views.brief, name="brief"),
    path("relationships/<uuid:pk>/", views.relationship, name="relationship"),
    path("supervisor/", views.supervisor, name="supervisor"),
    # The consent ledger
    path("me/consents/", consent_pages.consents, name="consents"),
    path("me/consents/<uuid:pk>/withdraw/", consent_pages.consent_withdraw, name="consent-withdraw"),
    # Erasing
    path("me/erase/", erasing.erase_ask, name="erase-ask"),
    path("me/erase/<uuid:pk>/withdraw/", erasing.erase_withdraw, name="erase-withdraw"),
    path("erasures/", erasing.erasures, name="erasures"),
    path("erasures/<uuid:pk>/agree/", erasing.erase_agree, name="erase-agree"),
    # The owner's
    path("practice/", owner.owner, name="owner"),
    path("practice/settings/", owner.practice_settings, name="practice-settings"),
    path("practice/members/add/", owner.member_add, name="member-add"),
    path("practice/members/<uuid:pk>/", owner.member_detail, name="member-detail"),
    path("practice/members/<uuid:pk>/suspend/", owner.member_suspend, name="member-suspend"),
    path("practice/members/<uuid:pk>/back/", owner.member_back, name="member-back"),
    path("practice/members/<uuid:pk>/leave/", owner.member_leave, name="member-leave"),
    path("practice/supervision/add/", owner.supervision_add, name="supervision-add"),
    path("practice/supervision/<uuid:pk>/end/", owner.supervision_end, name="supervision-end"),
    path("practice/absences/add/", owner.absence_add, name="absence-add"),
    path("practice/absences/<uuid:pk>/end/", owner.absence_end, name="absence-end"),
    path("practice/responder/", owner.responder_name, name="responder-name"),
    path("practice/responder/end/", owner.responder_end, name="responder-end"),
    path("practice/custody/", owner.custody_list, name="custody"),
    path("practice/custody/<uuid:pk>/", owner.custody_open, name="custody-open"),
    path("practice/custody/<uuid:pk>/agree/", owner.custody_agree, name="custody-agree"),
    path("practice/custody/<uuid:pk>/end/", owner.custody_end, name="custody-end"),
]
