"""Coordinates, datums and shapes; knows no file and no word."""
