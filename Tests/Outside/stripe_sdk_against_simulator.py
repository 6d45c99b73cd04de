"""The official Stripe SDK drives the simulator: what it cannot parse, our client must not learn from."""

import json
import os
import tempfile
import threading
import time

from simulator_process import Simulator
from tools import tool

stripe = tool("stripe")
StripeClient = stripe.StripeClient

HOUR = 3600
checks = 0


def check(condition, words):
    global checks
    checks += 1
    assert condition, words


def refused(call, error_type, words, code=None):
    try:
        call()
    except error_type as error:
        check(words in str(error), f"{error} lacks {words!r}")
        found = error.json_body["error"].get("code")
        check(found == code, f"code {found} is not {code}")
        return error
    raise AssertionError(f"no {error_type.__name__} for {words!r}")


def event(client, value, identifier, timestamp, name="gpu_hours_saved", customer="cus_1", **options):
    return client.v1.billing.meter_events.create(
        {"event_name": name, "identifier": identifier, "timestamp": timestamp,
         "payload": {"stripe_customer_id": customer, "value": value}}, options)


def clients(url):
    addresses = {"api": url, "meter_events": url}
    return (StripeClient("sk_test_123", base_addresses=addresses, max_network_retries=0),
            StripeClient("sk_test_123", base_addresses=addresses, max_network_retries=2))


def first_version(simulator, client, now):
    hour = now - now % HOUR - HOUR
    taken = event(client, "12.345678901234", "agn:1", hour + 1800)
    check(taken.object == "billing.meter_event" and taken.identifier == "agn:1", "the event is echoed")
    check(taken.livemode is False and taken.payload["value"] == "12.345678901234", "mode and payload are echoed")
    event(client, "-2", "x y&z=1", hour + 1801)
    error = refused(lambda: event(client, "1", "agn:1", hour), stripe.InvalidRequestError,
                    "An event already exists with identifier agn:1.")
    check(error.headers["stripe-should-retry"] == "false", "a duplicate is not to be retried")
    refused(lambda: event(client, "1", "old", now - 36 * 86400), stripe.InvalidRequestError,
            "cannot be more than 35 days in past")
    refused(lambda: event(client, "1", "new", now + 400), stripe.InvalidRequestError, "5 minutes in the future")
    refused(lambda: event(client, "1234567890.123456", "long", hour), stripe.InvalidRequestError, "at most 15 digits")
    refused(lambda: event(client, "1", "none", hour, name="nothing"), stripe.InvalidRequestError,
            "No active meter found")
    refused(lambda: event(StripeClient("sk_live_1", base_addresses={"api": simulator.stripe_url}), "1", "k", hour),
            stripe.AuthenticationError, "Invalid API Key provided")


def idempotency(simulator, client, now):
    hour = now - now % HOUR - 2 * HOUR
    first = event(client, "1", "idem:1", hour, idempotency_key="key-1")
    again = event(client, "1", "idem:1", hour, idempotency_key="key-1")
    check(again.identifier == first.identifier, "the same key replays the same answer")
    check(again.last_response.headers["idempotent-replayed"] == "true", "the replay says so")
    refused(lambda: event(client, "2", "idem:1", hour, idempotency_key="key-1"), stripe.IdempotencyError,
            "same parameters")
    simulator.post("faults", [{"api": "stripe", "kind": "stored_error_after_effect", "count": 1}])
    for _ in range(2):
        refused(lambda: event(client, "1", "idem:2", hour, idempotency_key="key-2"), stripe.APIError, "unknown error")
    refused(lambda: event(client, "1", "idem:2", hour, idempotency_key="key-2.1"), stripe.InvalidRequestError,
            "An event already exists with identifier idem:2.")


def meters_and_summaries(simulator, client, now):
    meters = client.v1.billing.meters.list({"status": "active", "limit": 100})
    meter = next(m for m in meters.data if m.event_name == "gpu_hours_saved")
    check(meter.customer_mapping.event_payload_key == "stripe_customer_id", "the customer key is told")
    check(client.v1.billing.meters.retrieve(meter.id).default_aggregation.formula == "sum", "the formula is told")
    day = now - now % 86400 - 3 * 86400
    for index in range(12):
        event(client, "0.1", f"sum:{index}", day + index * HOUR + 1800, customer="cus_sum")
    query = {"customer": "cus_sum", "start_time": day, "end_time": day + 86400, "value_grouping_window": "hour"}
    page = client.v1.billing.meters.event_summaries.list(meter.id, query)
    check(len(page.data) == 10 and page.has_more, "a page has ten summaries unless asked otherwise")
    check(len(list(page.auto_paging_iter())) == 12, "paging finds the others")
    whole = client.v1.billing.meters.event_summaries.list(
        meter.id, {"customer": "cus_sum", "start_time": day, "end_time": day + 86400}).data
    check(len(whole) == 1 and str(whole[0].aggregated_value) == "1.2", f"the sum is exact: {whole}")
    query["start_time"] += 60
    refused(lambda: client.v1.billing.meters.event_summaries.list(meter.id, query), stripe.InvalidRequestError,
            "aligned")
    event(client, "5", "w:1", day + 60, name="hourly_total")
    event(client, "7", "w:2", day + 120, name="hourly_total")
    totals = {m["event_name"]: m["value"] for m in simulator.get("totals")["stripe"]["meters"]}
    check(totals["hourly_total"] == "7", "in a pre-aggregated hour the last event received stands")
    cancelled = client.v1.billing.meter_event_adjustments.create(
        {"event_name": "gpu_hours_saved", "type": "cancel", "cancel": {"identifier": "sum:0"}})
    check(cancelled.status in ("pending", "complete"), "an event can be cancelled")
    check(client.v1.accounts.retrieve_current().id.startswith("acct_"), "the account answers")


def error_reports(simulator, client, now):
    event(client, "1", "gone:1", now - HOUR, customer="cus_deleted", idempotency_key="report-key")
    simulator.post("clock", {"advance_seconds": 60})
    events = client.v2.core.events.list(
        {"types": ["v1.billing.meter.error_report_triggered", "v1.billing.meter.no_meter_found"], "limit": 100,
         "created": {"gte": "2020-01-01T00:00:00Z"}})
    check(len(events.data) == 1, f"one report: {events}")
    report = client.v2.core.events.retrieve(events.data[0].id)
    kind = report.data.reason.error_types[0]
    check(kind.code == "meter_event_customer_not_found", "the code is told")
    check(kind.sample_errors[0].request.identifier == "report-key", "the report names the Idempotency-Key")


def second_version(client, now):
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now - HOUR))
    body = {"event_name": "gpu_hours_saved", "identifier": "v2:1", "timestamp": moment,
            "payload": {"stripe_customer_id": "cus_v2", "value": "25"}}
    taken = client.v2.billing.meter_events.create(body)
    check(taken.object == "v2.billing.meter_event" and taken.identifier == "v2:1", "the event is echoed")
    try:
        client.v2.billing.meter_events.create(body)
        raise AssertionError("a duplicate was taken")
    except stripe.StripeError as error:
        check("already exists" in str(error), str(error))
        check(error.json_body["error"]["code"] == "duplicate_meter_event", str(error.json_body))


def faults(simulator, client, retrying, now):
    hour = now - now % HOUR - 5 * HOUR
    simulator.post("faults", [{"api": "stripe", "kind": "rate_limited", "reason": "global-rate", "count": 1}])
    error = refused(lambda: event(client, "1", "f:1", hour), stripe.RateLimitError, "rate limit", "rate_limit")
    check(error.headers["stripe-rate-limited-reason"] == "global-rate", "the reason is told")
    for number, fault in enumerate(({"kind": "reset_before_effect"}, {"kind": "error_before_effect", "status": 503},
                                    {"kind": "reset_after_effect"},
                                    {"kind": "error_after_effect", "status": 502})):
        simulator.post("faults", [{"api": "stripe", "count": 1, **fault}])
        event(retrying, "1", f"retry:{number}", hour, customer="cus_retry")
    simulator.post("faults", [{"api": "stripe", "kind": "reset_mid_body", "count": 1}])
    try:
        event(retrying, "1", "retry:cut", hour, customer="cus_retry")
        raise AssertionError("an answer cut in the middle was taken for whole")
    except stripe.APIConnectionError:
        refused(lambda: event(retrying, "1", "retry:cut", hour, customer="cus_retry"), stripe.InvalidRequestError,
                "An event already exists with identifier retry:cut.")
    held = [b for b in simulator.get("totals")["stripe"]["buckets"] if b["customer"] == "cus_retry"]
    check(held[0]["value"] == "5" and held[0]["event_count"] == 5, f"each is counted once: {held}")
    simulator.post("faults", [{"api": "stripe", "kind": "delay_before_effect", "milliseconds": 400, "count": 1}])
    slow = threading.Thread(target=lambda: event(client, "1", "slow:1", hour, customer="cus_slow"))
    slow.start()
    time.sleep(0.15)
    error = refused(lambda: event(client, "1", "slow:2", hour, customer="cus_slow"), stripe.StripeError,
                    "another API request", "lock_timeout")
    check(error.http_status == 429 and "stripe-rate-limited-reason" not in error.headers, "a lock is a bare 429")
    slow.join()


def main():
    with Simulator() as simulator:
        simulator.post("stripe/meters", [
            {"event_name": "gpu_hours_saved"}, {"event_name": "hourly_total", "event_time_window": "hour"}])
        client, retrying = clients(simulator.stripe_url)
        now = int(time.time())
        first_version(simulator, client, now)
        idempotency(simulator, client, now)
        meters_and_summaries(simulator, client, now)
        second_version(client, now)
        faults(simulator, client, retrying, now)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "customers.json")
        with open(path, "w") as file:
            json.dump(["cus_1"], file)
        with Simulator("--customers", path) as simulator:
            simulator.post("stripe/meters", [{"event_name": "gpu_hours_saved"}])
            error_reports(simulator, clients(simulator.stripe_url)[0], int(time.time()))
    print(f"passed: the stripe SDK {stripe.VERSION} and the simulator agree in {checks} checks")


main()
