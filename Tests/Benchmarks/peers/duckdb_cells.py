"""DuckDB. usage: duckdb_cells.py EVENTS OUT exact|doubles

Exact: numbers are read as text and cast to decimals, for its reader of JSON makes decimals by way of doubles. The cast
rounds half away from zero.
"""
import os, sys

import duckdb

from cells import AMOUNTS, DIGITS, KEYS

source, target, arithmetic = sys.argv[1:]
is_exact = arithmetic == "exact"
types = {
    "usage_id": "VARCHAR", "project_id": "VARCHAR", "model_name": "VARCHAR", "tokens_processed": "BIGINT",
    "currency": "VARCHAR", "timestamp": "VARCHAR", "providers": "VARCHAR[]",
    "metadata": "STRUCT(hardware_tier VARCHAR, fingerprint_signature VARCHAR)",
} | dict.fromkeys(AMOUNTS, "VARCHAR" if is_exact else "DOUBLE")
amounts = [f"{name}::DECIMAL(18,{DIGITS[name]}) AS {name}" if is_exact else name for name in AMOUNTS]
sums = [f"sum({name}){'::VARCHAR' if is_exact else ''} AS {name}" for name in AMOUNTS]
events = f"""
    SELECT DISTINCT ON (usage_id)
        timestamp[1:13] || ':00:00Z' AS hour, project_id, coalesce(metadata.hardware_tier, '') AS hardware_tier,
        CASE WHEN metadata.fingerprint_signature <> ''
             THEN model_name || '|' || metadata.hardware_tier || '|' || metadata.fingerprint_signature
             ELSE '' END AS claim,
        currency, coalesce(array_to_string(list_sort(list_distinct(providers)), ','), '') AS providers,
        tokens_processed, {', '.join(amounts)}
    FROM read_json('{source}', columns={types}, format='newline_delimited')"""
cells = f"""
    SELECT {', '.join(KEYS)}, count(*) AS events, sum(tokens_processed)::BIGINT AS tokens_processed, {', '.join(sums)}
    FROM ({events}) GROUP BY {', '.join(KEYS)} ORDER BY {', '.join(KEYS)}"""
# Nothing is fetched from anywhere: what is needed is built in.
engine = duckdb.connect(config={
    "threads": len(os.sched_getaffinity(0)), "autoinstall_known_extensions": False,
    "autoload_known_extensions": False})
engine.execute("SET preserve_insertion_order = false")
engine.execute(f"COPY ({cells}) TO '{target}' (FORMAT json)")
