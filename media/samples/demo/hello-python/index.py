"""A handler in Python: the event is a dict, what is returned travels as JSON."""


def handler(event, context):
    items = event.get('items', [])
    context.getLogger().info('%d items for %s', len(items), event.get('customer', 'nobody'))

    total = 0
    for item in items:
        price = item['price'] * item.get('quantity', 1)
        print(f"{item['name']}: {price:.2f}")
        total += price

    return {
        'customer': event.get('customer'),
        'total': round(total, 2),
        'currency': context.getUserData('CURRENCY'),
        'requestId': context.getRequestID(),
    }
