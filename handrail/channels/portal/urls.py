"""The addresses of the portal: for customers below /portal/, and one page of the settings."""

from django.urls import path

from handrail.channels.portal.openid import settings as provider
from handrail.channels.portal.openid import views as openid
from handrail.channels.portal.views import reading, settings, signing, writing

urlpatterns = [
    path("portal/", reading.listing, name="portal"),
    path("portal/logo", reading.logo, name="portal_logo"),
    path("portal/sign-in/", signing.sign_in, name="portal_sign_in"),
    path("portal/open/<str:token>/", signing.open_mailed, name="portal_open"),
    path("portal/token/", signing.by_token, name="portal_token"),
    path("portal/openid/", openid.leave, name="portal_openid"),
    path("portal/openid/back/", openid.back, name="portal_openid_back"),
    path("portal/openid/wait/", openid.wait, name="portal_openid_wait"),
    path("portal/sign-out/", signing.sign_out, name="portal_sign_out"),
    path("portal/new/", writing.new, name="portal_new"),
    path("portal/new/articles/", writing.articles, name="portal_articles"),
    path("portal/requests/<uuid:public_id>/", reading.one, name="portal_request"),
    path("portal/requests/<uuid:public_id>/answer/", writing.reply, name="portal_answer"),
    path("portal/requests/<uuid:public_id>/state/", writing.set_state, name="portal_state"),
    path("portal/requests/<uuid:public_id>/follow/", writing.set_following, name="portal_follow"),
    path("portal/files/<uuid:public_id>/<str:name>", reading.file, name="portal_file"),
    path("portal/<path:rest>", reading.missing, name="portal_missing"),
    path("settings/portal/", settings.page, name="portal_settings"),
    path("settings/portal/secret/", settings.secret, name="portal_secret"),
    path("settings/portal/provider/", provider.page, name="portal_provider"),
]
