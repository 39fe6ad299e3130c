"""People of blocks: from their own columns, dwellings or a raster, scaled to known totals."""
