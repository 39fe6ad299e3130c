"""Streets to the streets table: OSM extracts, graphs, line layers, a download by place name; which ways people walk."""
