"""What stands beside a conversation under the customer's facts: one partial a line, in order."""

PANELS = (
    "workspace/panels/fields.html",
    "workspace/panels/suggestion.html",
    "workspace/panels/policy.html",
    "workspace/panels/about.html",
    "workspace/panels/past.html",
)
