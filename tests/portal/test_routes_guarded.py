"""Every route says who may use it; what is open to anyone is named here."""

from flask import Flask

PUBLIC = {
    "pages.start",
    "pages.help",
    "pages.accessibility",
    "sign_in.show",
    "sign_in.code",
    "sign_in.resend",
    "sign_in.sign_out",
    "sign_in.forgotten",
    "sign_in.new_password",
    "register.show",
    "outbox.show",  # exists in a demonstration only
    "static",
}


def test_every_route_is_guarded_or_named_as_public(app: Flask) -> None:
    unguarded = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "guard", "nothing")
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC and getattr(app.view_functions[rule.endpoint], "guard", "public") == "public"
    }
    assert unguarded == {}


def test_nothing_is_called_public_that_has_gone(app: Flask) -> None:
    assert set(app.view_functions) >= PUBLIC


def test_every_link_of_the_menu_leads_to_a_page(app: Flask) -> None:
    from portal.frame import MENU

    assert {endpoint for _, endpoint, _ in MENU} <= set(app.view_functions)
