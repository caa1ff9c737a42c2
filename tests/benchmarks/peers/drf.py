"""Django REST Framework on the tutorial's tables: nested serializers, prefetched rows.

`gunicorn tests.benchmarks.peers.drf:application` with BENCH_DATABASE_URL, in the peers' own venv.
"""
# mypy: disable-error-code="import-not-found, misc"
# Django lives in the peers' own environment only, so its classes have no types here.

import os
from typing import Any

import django
from django.conf import settings

URL = os.environ.get("BENCH_DATABASE_URL", "")


def _database(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:///"):
        name = url.removeprefix("sqlite:///")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": None}
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
    }


settings.configure(
    DATABASES={"default": _database(URL)},
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[__name__],  # or relations are found in one direction only
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django wants its settings first
from django.db import models  # noqa: E402 - the same
from django.db.models.expressions import RawSQL  # noqa: E402 - the same
from django.urls import path  # noqa: E402 - the same
from rest_framework import generics, serializers  # noqa: E402 - the same

MATCHES = (
    "SELECT rowid FROM quote_words WHERE quote_words MATCH '\"' || %s || '\"' "
    "ORDER BY rowid DESC LIMIT 20"
    if URL.startswith("sqlite")
    else "SELECT id FROM quotes WHERE to_tsvector('simple', text) @@ "
    "plainto_tsquery('simple', %s) ORDER BY id DESC LIMIT 20"
)


class Update(models.Model):
    day = models.IntegerField(primary_key=True)
    date = models.TextField()
    headline = models.TextField()
    summary = models.TextField()
    language = models.TextField()
    related_days = models.JSONField()

    class Meta:
        managed, db_table = False, "updates"


class Event(models.Model):
    id = models.IntegerField(primary_key=True)
    update = models.ForeignKey(Update, models.CASCADE, db_column="day", related_name="events")
    ref = models.TextField()
    category = models.TextField()
    text = models.TextField()
    place = models.TextField(null=True)
    occurred_on = models.TextField(null=True)
    status = models.TextField()
    claimed_by = models.TextField(null=True)
    responds_to = models.TextField(null=True)
    cited = models.JSONField()

    class Meta:
        managed, db_table = False, "events"
        ordering = ("id",)


class EventActor(models.Model):
    id = models.IntegerField(primary_key=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="actors")
    actor = models.TextField()

    class Meta:
        managed, db_table = False, "event_actors"
        ordering = ("id",)


class Source(models.Model):
    id = models.IntegerField(primary_key=True)
    update = models.ForeignKey(Update, models.CASCADE, db_column="day", related_name="sources")
    outlet = models.TextField()
    title = models.TextField(null=True)
    url = models.TextField(null=True)
    published_on = models.TextField(null=True)
    language = models.TextField()
    author = models.TextField(null=True)
    editor = models.TextField(null=True)
    via = models.TextField(null=True)
    image = models.JSONField(null=True)

    class Meta:
        managed, db_table = False, "sources"
        ordering = ("id",)


class Quote(models.Model):
    id = models.IntegerField(primary_key=True)
    update = models.ForeignKey(Update, models.CASCADE, db_column="day", related_name="quotes")
    ref = models.TextField()
    kind = models.TextField()
    text = models.TextField()
    language = models.TextField()
    translated_from = models.TextField(null=True)
    speaker = models.TextField()
    role = models.TextField(null=True)
    actor = models.TextField()
    said_on = models.TextField(null=True)
    said_to = models.TextField(null=True)
    about = models.JSONField()
    cited = models.JSONField()
    sources = models.ManyToManyField(Source, through="QuoteSource")

    class Meta:
        managed, db_table = False, "quotes"
        ordering = ("id",)


class QuoteSource(models.Model):
    id = models.IntegerField(primary_key=True)
    quote = models.ForeignKey(Quote, models.CASCADE)
    source = models.ForeignKey(Source, models.CASCADE)

    class Meta:
        managed, db_table = False, "quote_sources"


SOURCE_KEYS = (
    *("outlet", "title", "url", "published_on", "language", "author", "editor", "via", "image"),
)
QUOTE_KEYS = (
    *("id", "kind", "text", "language", "translated_from", "speaker", "role", "actor"),
    *("said_on", "said_to", "about", "sources"),
)


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Source, SOURCE_KEYS


class EventSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="ref")
    actors = serializers.SlugRelatedField(many=True, read_only=True, slug_field="actor")
    sources = serializers.JSONField(source="cited")

    class Meta:
        model = Event
        fields = (
            *("id", "category", "text", "actors", "place", "occurred_on", "status"),
            *("claimed_by", "responds_to", "sources"),
        )


class QuoteSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="ref")
    sources = serializers.JSONField(source="cited")

    class Meta:
        model, fields = Quote, QUOTE_KEYS


class HitSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="ref")
    day = serializers.IntegerField(source="update_id")
    date = serializers.CharField(source="update.date")
    sources = SourceSerializer(many=True)

    class Meta:
        model, fields = Quote, ("day", "date", *QUOTE_KEYS)


class UpdateSerializer(serializers.ModelSerializer):
    events = EventSerializer(many=True)
    quotes = QuoteSerializer(many=True)
    sources = SourceSerializer(many=True)

    class Meta:
        model = Update
        fields = (
            *("day", "date", "headline", "summary", "language", "related_days"),
            *("events", "quotes", "sources"),
        )


WHOLE = Update.objects.prefetch_related("events__actors", "quotes", "sources")


class GetUpdate(generics.RetrieveAPIView):
    queryset = WHOLE
    serializer_class = UpdateSerializer


class ListUpdates(generics.ListAPIView):
    serializer_class = UpdateSerializer

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        days = Event.objects.filter(
            actors__actor=asked["actor"], update__day__range=(asked["from"], asked["to"])
        )
        found = WHOLE.filter(day__in=days.order_by().values("update_id"))
        return found.order_by("-day")[: int(asked["limit"])]


class FindQuotes(generics.ListAPIView):
    serializer_class = HitSerializer

    def get_queryset(self) -> Any:
        ids = RawSQL(MATCHES, (self.request.query_params["q"],))  # noqa: S611 - the word is bound
        found = Quote.objects.filter(id__in=ids).select_related("update")
        return found.prefetch_related("sources").order_by("-id")


urlpatterns = [
    path("v1/updates/<int:pk>", GetUpdate.as_view()),
    path("v1/updates", ListUpdates.as_view()),
    path("v1/quotes", FindQuotes.as_view()),
]
application = get_wsgi_application()
