"""ClickHouse's engine (chDB), exact. usage: clickhouse_cells.py EVENTS OUT

Its reader of JSON makes decimals from the text, 24 digits of them; `round` on decimals is half away from zero.
"""
import os, sys

import chdb

from cells import AMOUNTS, DIGITS, KEYS

source, target = sys.argv[1:]
amounts = ", ".join(f"{name} Decimal(38, 24)" for name in AMOUNTS)
columns = f"""usage_id String, project_id String, model_name String, tokens_processed Int64, {amounts}, currency String,
    timestamp String, providers Array(String), metadata Tuple(hardware_tier String, fingerprint_signature String)"""
rounded = ", ".join(f"toDecimal64(round({name}, {DIGITS[name]}), {DIGITS[name]}) AS {name}_" for name in AMOUNTS)
events = f"""
    SELECT concat(substring(timestamp, 1, 13), ':00:00Z') AS hour, project_id, metadata.1 AS hardware_tier,
        if(empty(metadata.2), '', concat(model_name, '|', metadata.1, '|', metadata.2)) AS claim, currency,
        arrayStringConcat(arraySort(arrayDistinct(providers)), ',') AS providers, tokens_processed AS tokens_, {rounded}
    FROM file('{source}', JSONEachRow, '{columns}')
    LIMIT 1 BY usage_id"""
sums = ", ".join(f"sum({name}_) AS {name}" for name in AMOUNTS)
settings = {
    "input_format_skip_unknown_fields": 1, "input_format_json_ignore_unknown_keys_in_named_tuple": 1,
    "input_format_json_defaults_for_missing_elements_in_named_tuple": 1, "output_format_json_quote_decimals": 1,
    "output_format_json_quote_64bit_integers": 0, "max_threads": len(os.sched_getaffinity(0)),
}
answer = chdb.query(f"""
    SELECT {', '.join(KEYS)}, count() AS events, sum(tokens_) AS tokens_processed, {sums}
    FROM ({events}) GROUP BY {', '.join(KEYS)} ORDER BY {', '.join(KEYS)}
    INTO OUTFILE '{target}' TRUNCATE FORMAT JSONEachRow
    SETTINGS {', '.join(f'{name} = {value}' for name, value in settings.items())}""")
if answer.has_error():
    sys.exit(answer.error_message())
