"""`ehc serve`: the portal on waitress."""

from __future__ import annotations

import errno
import ipaddress
import logging
import signal
import sys
from urllib.parse import urlsplit

import click
from waitress.server import create_server  # type: ignore[import-untyped]

from hub.refusals import Problem
from hub.settings import Settings, load_settings
from portal.app import LARGEST_REQUEST, create_app

THREADS = 8


@click.command(short_help="Run the portal.")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="port to listen on")
@click.option("--proxy", default="", help="IP address of the web server in front that adds TLS")
def serve(host: str, port: int, proxy: str) -> None:
    """Run the portal until it is stopped (Ctrl-C, or SIGTERM).

    \b
    Example:
      ehc serve --port 8000
      ehc serve --port 8000 --proxy 127.0.0.1
    """
    settings = load_settings()
    _refuse(settings, host, proxy)
    app = create_app(settings)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident="",
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=True,
            **({"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"} if proxy else {}),
        )
    except OSError as error:
        raise Problem(_said(error, host, port)) from None
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser's six connections are no news
    click.echo(f"The portal is at http://{host}:{port}", err=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as Ctrl-C: requests under way are answered first
    server.run()


def _refuse(settings: Settings, host: str, proxy: str) -> None:
    """Raises Problem for what would show codes to everyone, or answer every page with a redirect to itself."""
    if settings.demo and not _is_loopback(host):
        raise Problem(
            f"A demonstration shows its codes to everyone, so it does not listen on {host}. Use --host 127.0.0.1."
        )
    if proxy and not _is_address(proxy):
        raise Problem(f"--proxy {proxy} is not an IP address. Give the web server's own, like --proxy 127.0.0.1.")
    if urlsplit(settings.base_url).scheme == "https" and not proxy:
        raise Problem(
            "EHC_BASE_URL begins with https, but `ehc serve` adds no TLS itself: put a web server in front that does, "
            "and give its IP address, like --proxy 127.0.0.1 (docs/running.md)."
        )


def _is_address(said: str) -> bool:
    try:
        ipaddress.ip_address(said)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _said(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Stop it, or choose another: ehc serve --port {port + 1}"
    return f"The portal cannot listen on {host}:{port} ({error.strerror}). Choose another --host or --port."
