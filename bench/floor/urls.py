"""One page: who I am, and fifty rows."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

# What a list shows, by the index that the real one walks; access is left out, so that the floor is a floor.
ROWS = """
    SELECT c.number, c.subject, c.preview, c.language, c.priority, c.waiting_since, c.last_activity_at,
           person.name AS customer, organisation.name AS organisation, agent.name AS assignee
    FROM conversations_conversation c
    JOIN customers_customer person ON person.id = c.customer_id
    LEFT JOIN customers_organisation organisation ON organisation.id = person.organisation_id
    LEFT JOIN accounts_agent agent ON agent.id = c.assignee_id
    WHERE c.place = 'inbox' AND c.snoozed_until IS NULL AND c.category IN ('open', 'others')
    ORDER BY c.due_order, c.id LIMIT 50
"""


def page(request: HttpRequest) -> HttpResponse:
    """The fifty who wait longest."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
    return render(request, "rows.html", {"rows": rows, "agent": request.user})


urlpatterns = [path("", page)]
