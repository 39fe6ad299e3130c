"""Blocks and gates that no file holds, made from streets and OSM areas."""
