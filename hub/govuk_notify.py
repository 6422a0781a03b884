"""GOV.UK Notify: e-mail and text messages through one template each, whose fields are subject and body."""

from __future__ import annotations

import logging
from typing import Any

from hub.carrier import TIMEOUT, DeliveryFailed, Receipt, worth_another_try
from hub.messages import Message
from hub.notice import NoticeChannel
from hub.settings import Settings

_RECEIPTS = {
    "delivered": Receipt.DELIVERED,
    "permanent-failure": Receipt.NO_SUCH_ADDRESS,
    "temporary-failure": Receipt.NOT_REACHED,
    "technical-failure": Receipt.REFUSED,
    "validation-failed": Receipt.REFUSED,
    "cancelled": Receipt.REFUSED,
}


class Notify:
    """A client that asks before it repeats: a message that Notify has already, by our reference, is not sent again."""

    def __init__(self, settings: Settings) -> None:
        """`settings.notify_key` is set."""
        from notifications_python_client.notifications import NotificationsAPIClient  # slow to import

        assert settings.notify_key is not None  # noqa: S101 - chosen by carrier_for
        self._settings = settings
        self._client: Any = NotificationsAPIClient(
            settings.notify_key.get_secret_value(), base_url=settings.notify_url, timeout=TIMEOUT
        )
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)  # its warnings quote the answer

    def send(self, message: Message) -> None:
        """Hand the message to Notify. Raises DeliveryFailed."""
        if self._asked(message.reference):
            return
        if message.channel is NoticeChannel.SMS:
            self._ask(
                self._client.send_sms_notification,
                phone_number=message.to,
                template_id=self._settings.notify_sms_template,
                personalisation={"body": message.text},
                reference=message.reference,
            )
        else:
            self._ask(
                self._client.send_email_notification,
                email_address=message.to,
                template_id=self._settings.notify_email_template,
                personalisation={"subject": message.subject, "body": message.text},
                reference=message.reference,
            )

    def receipt(self, reference: str) -> Receipt:
        """What became of the message with our reference. Raises DeliveryFailed when Notify can't be asked."""
        said = [_RECEIPTS.get(str(each.get("status")), Receipt.ON_ITS_WAY) for each in self._asked(reference)]
        if Receipt.DELIVERED in said:
            return Receipt.DELIVERED
        return next((each for each in said if each is not Receipt.ON_ITS_WAY), Receipt.ON_ITS_WAY)

    def _asked(self, reference: str) -> list[dict[str, Any]]:
        found = self._ask(self._client.get_all_notifications, reference=reference)
        return list(found.get("notifications") or ())

    def _ask(self, question: Any, **given: Any) -> Any:
        from notifications_python_client.errors import APIError, HTTPError  # slow to import

        try:
            return question(**given)
        except HTTPError as error:
            temporary = worth_another_try(error.status_code)
            raise DeliveryFailed(f"GOV.UK Notify answered {error.status_code}", temporary=temporary) from None
        except (APIError, OSError) as error:
            raise DeliveryFailed(f"GOV.UK Notify can't be reached ({type(error).__name__})", temporary=True) from None
