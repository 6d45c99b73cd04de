#!/usr/bin/env python3
"""Compares our Signature Version 4 with botocore's for random requests.

First write the vectors:  AGNITRA_WRITE_VECTORS=DIR swift test --filter SigningVectorsTests
then run:                 python3 Tests/Outside/sigv4_against_botocore.py DIR

Exit status 0 when every signature is equal. Needs botocore (any version of 2024 or later).
The literals in SigV4SignerTests were made by `authorization` below.
"""
import datetime
import sys

from tools import tool, vectors

botocore = tool("botocore")
for module in ("auth", "awsrequest", "credentials"):
    tool(f"botocore.{module}")


def authorization(vector):
    request = botocore.awsrequest.AWSRequest(
        vector["method"], vector["url"], headers=dict(vector["headers"]), data=vector["body"].encode()
    )
    credentials = botocore.credentials.Credentials("AKID", vector["secret"], vector["token"])
    instant = datetime.datetime.fromtimestamp(vector["epoch_seconds"], datetime.timezone.utc)
    fix_instant(instant)
    botocore.auth.SigV4Auth(credentials, vector["service"], vector["region"]).add_auth(request)
    return request.headers["Authorization"]


def fix_instant(instant):
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda *_, **__: instant
        return

    class Fixed(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return instant.replace(tzinfo=None)

        @classmethod
        def now(cls, tz=None):
            return instant

    botocore.auth.datetime.datetime = Fixed


def main():
    requests = vectors("sigv4.json")
    different = [vector for vector in requests if authorization(vector) != vector["authorization"]]
    for vector in different[:3]:
        print("ours:    ", vector["authorization"])
        print("botocore:", authorization(vector))
    print(f"{len(requests)} requests, {len(different)} signatures differ from botocore {botocore.__version__}")
    return 1 if different or not requests else 0


if __name__ == "__main__":
    sys.exit(main())
