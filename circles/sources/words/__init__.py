"""What headings, cells, quantities and names say, in Chinese and English; knows no file and no place."""
