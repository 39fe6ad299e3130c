"""Raw tables: a sheet, a delimited text or a vector layer, read by the format of its bytes, nothing interpreted yet."""
