"""botocore signs, sends and parses: the simulator must accept what AWS's own client says, and be understood by it."""

import datetime
import time

from simulator_process import Simulator
from tools import tool

botocore = tool("botocore")
tool("botocore.session")
Config = tool("botocore.config").Config
ClientError = tool("botocore.exceptions").ClientError

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ARN = "arn:aws:license-manager::123456789012:license:l-0123456789abcdef0123456789abcdef"
HOUR = 3600
checks = 0


def check(condition, words):
    global checks
    checks += 1
    assert condition, words


def client(url, service="meteringmarketplace", key=KEY, secret=SECRET, token=None, region="us-east-1", attempts=1):
    session = botocore.session.get_session()
    return session.create_client(
        service, region_name=region, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token, config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}))


def refused(call, code, status=400):
    try:
        call()
    except ClientError as error:
        check(error.response["Error"]["Code"] == code, f"{error} is not {code}")
        check(error.response["ResponseMetadata"]["HTTPStatusCode"] == status, f"{error} is not HTTP {status}")
        return
    raise AssertionError(f"no {code}")


def legacy(simulator, metering, hour):
    record = {"Timestamp": hour, "CustomerIdentifier": "buyer-1", "Dimension": "gpu_hours", "Quantity": 3,
              "UsageAllocations": [
                  {"AllocatedUsageQuantity": 1, "Tags": [{"Key": "Project", "Value": "a"}]},
                  {"AllocatedUsageQuantity": 2, "Tags": [{"Key": "Project", "Value": "b"}]}]}
    answer = metering.batch_meter_usage(ProductCode="code1", UsageRecords=[record])
    first = answer["Results"][0]
    check(first["Status"] == "Success" and not answer["UnprocessedRecords"], f"taken: {answer}")
    check(first["UsageRecord"]["Timestamp"].timestamp() == hour.timestamp(), "the time is echoed")
    again = metering.batch_meter_usage(ProductCode="code1", UsageRecords=[record])["Results"][0]
    check(again["MeteringRecordId"] == first["MeteringRecordId"], "an identical record is the same record")
    other = {key: value for key, value in record.items() if key != "UsageAllocations"} | {"Quantity": 4}
    status = metering.batch_meter_usage(ProductCode="code1", UsageRecords=[other])["Results"][0]["Status"]
    check(status == "DuplicateRecord", f"another quantity is {status}")
    late = record | {"Timestamp": hour - datetime.timedelta(hours=30)}
    refused(lambda: metering.batch_meter_usage(ProductCode="code1", UsageRecords=[late]),
            "TimestampOutOfBoundsException")
    wrong = record | {"Quantity": 9, "Dimension": "other"}
    refused(lambda: metering.batch_meter_usage(ProductCode="code1", UsageRecords=[wrong]),
            "InvalidUsageAllocationsException")
    held = simulator.get("totals")["aws"]
    check(held["record_count"] == 1 and held["buckets"][0]["quantity"] == "3", f"the first write stands: {held}")


def licensed(simulator, metering, hour):
    record = {"Timestamp": hour, "CustomerAWSAccountId": "000123456789", "LicenseArn": ARN, "Dimension": "gpu_hours",
              "QuantityAsDecimal": "17.420000", "UsageAllocations": [
                  {"AllocatedUsageQuantityAsDecimal": "17.42", "Tags": [{"Key": "Project", "Value": "a"}]}]}
    answer = metering.batch_meter_usage(UsageRecords=[record])["Results"][0]
    check(answer["Status"] == "Success", f"taken: {answer}")
    same = record | {"QuantityAsDecimal": "17.42"}
    again = metering.batch_meter_usage(UsageRecords=[same])["Results"][0]
    check(again["MeteringRecordId"] == answer["MeteringRecordId"], "quantities are compared by value")
    refused(lambda: metering.batch_meter_usage(ProductCode="code1", UsageRecords=[record]), "ValidationException")
    bucket = [b for b in simulator.get("totals")["aws"]["buckets"] if b.get("license_arn") == ARN][0]
    check(bucket["quantity"] == "17.42" and bucket["account"] == "000123456789", f"held: {bucket}")


def identities(simulator, url, hour):
    record = {"Timestamp": hour, "CustomerIdentifier": "buyer-2", "Dimension": "d", "Quantity": 1}
    call = lambda caller: caller.batch_meter_usage(ProductCode="code1", UsageRecords=[record])
    refused(lambda: call(client(url, secret="wrong")), "InvalidSignatureException")
    refused(lambda: call(client(url, key="AKIDUNKNOWN")), "UnrecognizedClientException")
    role = "arn:aws:iam::210987654321:role/metering"
    issued = client(url, "sts").assume_role(RoleArn=role, RoleSessionName="rehearsal")["Credentials"]
    temporary = client(url, key=issued["AccessKeyId"], secret=issued["SecretAccessKey"], token=issued["SessionToken"],
                       region="eu-west-1")
    check(call(temporary)["Results"][0]["Status"] == "Success", "a role's keys are accepted")
    web = client(url, "sts").assume_role_with_web_identity(
        RoleArn=role, RoleSessionName="rehearsal", WebIdentityToken="a.b.c")
    check(web["Credentials"]["Expiration"].tzinfo is not None, "the expiry parses")
    check(client(url, "sts").get_caller_identity()["Account"] == "123456789012", "the account is told")
    simulator.post("clock", {"advance_seconds": 2 * HOUR})
    refused(lambda: call(temporary), "InvalidSignatureException")
    simulator.post("clock", {"now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})


def faults(simulator, url, metering, hour):
    records = [{"Timestamp": hour, "CustomerIdentifier": "buyer-3", "Dimension": f"d{n}", "Quantity": n}
               for n in range(25)]
    call = lambda caller: caller.batch_meter_usage(ProductCode="code1", UsageRecords=records)
    simulator.post("faults", [{"api": "aws", "kind": "unprocessed", "record_count": 7, "count": 1}])
    answer = call(metering)
    check(len(answer["Results"]) == 18 and len(answer["UnprocessedRecords"]) == 7, "some were not processed")
    simulator.post("faults", [{"api": "aws", "kind": "throttled", "count": 1}])
    refused(lambda: call(metering), "ThrottlingException")
    for fault in ("reset_after_effect", "reset_mid_body", "error_after_effect", "throttled"):
        simulator.post("faults", [{"api": "aws", "kind": fault, "count": 1}])
        check(len(call(client(url, attempts=3))["Results"]) == 25, f"botocore retries after {fault}")
    simulator.post("faults", [{"api": "aws", "kind": "scientific_times", "count": 1}])
    echoed = call(metering)["Results"][0]["UsageRecord"]["Timestamp"]
    check(echoed.timestamp() == hour.timestamp(), "scientific notation parses")
    refused(lambda: metering.batch_meter_usage(ProductCode="code1", UsageRecords=records * 2), "ValidationException")
    total = [d for d in simulator.get("totals")["aws"]["dimensions"] if d["dimension"] == "d24"][0]
    check(total["quantity"] == "24" and total["record_count"] == 1, f"counted once: {total}")


def rate_limit(url, hour):
    fast = client(url, region="ap-south-1")
    record = {"Timestamp": hour, "CustomerIdentifier": "buyer-4", "Dimension": "d", "Quantity": 1}
    throttled = 0
    for _ in range(60):
        try:
            fast.batch_meter_usage(ProductCode="code1", UsageRecords=[record])
        except ClientError as error:
            check(error.response["Error"]["Code"] == "ThrottlingException", str(error))
            throttled += 1
    check(throttled > 0, "the eleventh request at once is throttled")


def main():
    hour = datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)
    decimals = False
    with Simulator("--no-rate-limit", "--shuffle", "--clock", hour.strftime("%Y-%m-%dT%H:30:00Z")) as simulator:
        simulator.post("clock", {"now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
        metering = client(simulator.aws_url)
        legacy(simulator, metering, hour)
        shape = metering.meta.service_model.operation_model("BatchMeterUsage").input_shape
        decimals = "QuantityAsDecimal" in shape.members["UsageRecords"].member.members
        if decimals:
            licensed(simulator, metering, hour)
        identities(simulator, simulator.aws_url, hour)
        faults(simulator, simulator.aws_url, metering, hour)
    with Simulator() as simulator:
        rate_limit(simulator.aws_url, hour)
    kind = "with" if decimals else "without (its model does not know them)"
    print(f"passed: botocore {botocore.__version__} and the simulator agree in {checks} checks, {kind} decimals")


main()
