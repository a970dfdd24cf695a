from django.urls import path

from beside.practice.together import views

urlpatterns = [
    path("relationships/<uuid:pk>/review/", views.review, name="review"),
    path("relationships/<uuid:pk>/review/send/", views.review_send, name="review-send"),
    path("relationships/<uuid:pk>/review/draft/", views.review_draft, name="review-draft"),
    path("relationships/<uuid:pk>/review/every/", views.review_every, name="review-every"),
    path("practice/reviews/", views.practice_reviews, name="practice-reviews"),
    path("reviews/<uuid:pk>/", views.review_detail, name="review-detail"),
    path("reviews/<uuid:pk>/agree/", views.review_agree, name="review-agree"),
    path("news/tell/", views.news_tell, name="news-tell"),
    path("news/<uuid:pk>/", views.news_detail, name="news-detail"),
    path("news/<uuid:pk>/say/", views.news_say, name="news-say"),
    path("news/<uuid:pk>/talked/", views.news_talked, name="news-talked"),
]
