"""What tests in a real browser measure from outside: the page's own scripts may be off."""

from typing import Any


def no_wider_than_the_window(tab: Any) -> bool:
    """Whether nothing has to be scrolled sideways."""
    session = tab.context.new_cdp_session(tab)
    metrics = session.send("Page.getLayoutMetrics")
    return bool(metrics["cssContentSize"]["width"] <= metrics["cssLayoutViewport"]["clientWidth"])
