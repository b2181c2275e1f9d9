"""A handler in Python; what is returned travels as JSON."""

import json
import os


def handler(event, context):
    # FunctionGraph hands over a dict, Function Compute the bytes of the payload.
    payload = json.loads(event) if isinstance(event, bytes) else event
    items = payload.get('items', [])
    logger = context.logger if hasattr(context, 'logger') else context.getLogger()
    logger.info('%d items for %s', len(items), payload.get('customer', 'nobody'))

    total = 0
    for item in items:
        price = item['price'] * item.get('quantity', 1)
        print(f"{item['name']}: {price:.2f}")
        total += price

    return {
        'customer': payload.get('customer'),
        'total': round(total, 2),
        'currency': os.environ.get('CURRENCY'),
        'requestId': context.request_id if hasattr(context, 'request_id') else context.getRequestID(),
    }
