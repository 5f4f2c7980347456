-- changes a library through table.remove
table.remove(string) table.remove(table, 1)
