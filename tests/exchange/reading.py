"""The readers and writers as the tests call them: what comes out is judged, not declared.

Each gives a record or Malformed; untyped here, so that a test may look straight
at the one it expects.
"""

import pytest

from tocsin.exchange import (
    aml,
    aml_data,
    aml_post,
    browser,
    cap,
    cap_out,
    eido,
    eido_out,
    owntracks,
    pidf,
    shapes,
    traccar,
)


def read_sms(text):
    return aml.read_sms(text)


def read_https(body):
    return aml_post.read_https(body)


def unpack_data_sms(octets):
    return aml_data.unpack_data_sms(octets)


def read_browser(body):
    return browser.read(body)


def read_owntracks(body, **who):
    return owntracks.read(body, **who)


def read_form(text):
    return traccar.read_form(text)


def read_json(body):
    return traccar.read_json(body)


def read_pidf(body):
    return pidf.read(body)


def read_alert(body):
    return cap.read(body)


def read_alerts(body):
    return cap.read_all(body)


def alert_of(notice):
    return cap_out.from_notice(notice)


def write_alert(alert):
    return cap_out.write(alert)


def read_eido(body):
    return eido.read(body)


def write_eido(incident):
    return eido_out.write(incident)


def circle_around(shape):
    return shapes.around(shape)


def near(value, **how):
    """Almost this number, or None."""
    return None if value is None else pytest.approx(value, **how)
