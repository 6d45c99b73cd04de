"""What every peer computes: one row a cell, sorted by its key, of the events that are new by `usage_id`.

A cell's key is the hour, project, hardware tier, claim, currency and providers of its events. A claim is
`model|tier|signature`, empty where an event has no signature. An event's amounts are rounded half away from zero to
their grids, GPU hours to 12 digits and money to 9, and summed exactly; peers that count in doubles leave the rounding
out, and are compared within `comparison.py`'s tolerance.
"""

KEYS = ("hour", "project_id", "hardware_tier", "claim", "currency", "providers")
GPU_HOURS = ("gpu_hours_before", "gpu_hours_after", "gpu_hours_saved")
MONEY = ("cost_savings", "usage_charge", "success_fee")
AMOUNTS = GPU_HOURS + MONEY
DIGITS = dict.fromkeys(GPU_HOURS, 12) | dict.fromkeys(MONEY, 9)


def key(event):
    """The key of an event's cell, for the peers that loop in Python."""
    metadata = event.get("metadata") or {}
    tier, signature = metadata.get("hardware_tier") or "", metadata.get("fingerprint_signature")
    return (event["timestamp"][:13] + ":00:00Z", event["project_id"], tier,
            f"{event['model_name']}|{tier}|{signature}" if signature else "", event["currency"],
            ",".join(sorted(set(event.get("providers") or []))))
