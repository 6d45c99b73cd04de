"""Polars, its streaming engine, with doubles. usage: polars_cells.py EVENTS OUT"""
import sys

import polars
from polars import col

from cells import AMOUNTS, KEYS

source, target = sys.argv[1:]
schema = {
    "usage_id": polars.String, "project_id": polars.String, "model_name": polars.String,
    "tokens_processed": polars.Int64, **dict.fromkeys(AMOUNTS, polars.Float64), "currency": polars.String,
    "timestamp": polars.String, "providers": polars.List(polars.String),
    "metadata": polars.Struct({"hardware_tier": polars.String, "fingerprint_signature": polars.String}),
}
tier = col("metadata").struct.field("hardware_tier").fill_null("")
signature = col("metadata").struct.field("fingerprint_signature").fill_null("")
claim = polars.when(signature != "").then(polars.concat_str(["model_name", tier, signature], separator="|"))
(polars.scan_ndjson(source, schema=schema)
    .select(
        "usage_id", (col("timestamp").str.slice(0, 13) + ":00:00Z").alias("hour"), "project_id",
        tier.alias("hardware_tier"), claim.otherwise(polars.lit("")).alias("claim"), "currency",
        col("providers").list.unique().list.sort().list.join(",").fill_null(""), "tokens_processed", *AMOUNTS)
    .unique(subset=["usage_id"], keep="any")
    .group_by(*KEYS)
    .agg(polars.len().alias("events"), col("tokens_processed").sum(), *[col(name).sum() for name in AMOUNTS])
    .sort(*KEYS)
    .sink_ndjson(target))
