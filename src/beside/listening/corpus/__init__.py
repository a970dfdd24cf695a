"""Listening to many transcripts: found, heard by all cores, gone on with where it stopped, kept as Parquet."""
